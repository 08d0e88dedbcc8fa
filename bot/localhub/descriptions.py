# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What the Hub tells about a commit beyond its files: card, config, tags, parameter counts. Computed once a commit."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from bot.localhub import cards, weights
from bot.localhub.storage.blobs import Blobs
from bot.localhub.storage.files import Json
from bot.localhub.storage.snapshots import Commit

_LARGEST_TEXT = 1 << 20
"""Bytes of a card or config beyond which the Hub does not look into it."""

_CONFIG_KEYS = ("architectures", "auto_map", "model_type", "quantization_config")
"""What the Hub's lists keep of a ``config.json``. Whoever needs the rest reads the file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """What is derived from the files of one commit."""

    card: Json
    config: Json | None
    tags: tuple[str, ...]
    library_name: str | None
    pipeline_tag: str | None
    base_models: tuple[str, ...]
    relation: str


class Descriptions:
    """Describes commits and remembers them; a commit never changes."""

    def __init__(self, blobs: Blobs) -> None:
        self._blobs = blobs
        self._known: dict[str, Description] = {}
        self._parameters: dict[str, Mapping[str, int]] = {}

    def of(self, commit: Commit) -> Description:
        """The description of this commit."""
        known = self._known.get(commit.id)
        if known is None:
            known = self._known[commit.id] = self._describe(commit)
        return known

    def parameters(self, commit: Commit) -> Mapping[str, int]:
        """How many parameters of each type the commit's safetensors files hold; reads every header the first time."""
        known = self._parameters.get(commit.id)
        if known is None:
            known = self._parameters[commit.id] = weights.parameters(self._blobs, commit.tree)
        return known

    def _describe(self, commit: Commit) -> Description:
        told = cards.metadata(self._text(commit, "README.md"))
        card = dict(told)
        config = self._config(commit)
        library = card.setdefault("library_name", "transformers" if config is not None else None)
        pipeline = card.setdefault("pipeline_tag", _pipeline_tag(config))
        card = {name: value for name, value in card.items() if value is not None}
        return Description(
            card=told,
            config=config,
            tags=tuple(cards.tags(card, config, commit.tree)),
            library_name=library,
            pipeline_tag=pipeline,
            base_models=tuple(cards.as_list(card.get("base_model"))),
            relation=cards.relation_to_base(card, commit.tree),
        )

    def _text(self, commit: Commit, path: str) -> str:
        entry = commit.tree.get(path)
        if entry is None or entry.size > _LARGEST_TEXT:
            return ""
        return self._blobs.read(entry).decode(errors="replace")

    def _config(self, commit: Commit) -> Json | None:
        try:
            value = json.loads(self._text(commit, "config.json") or "null")
        except ValueError:
            return None
        return {key: value[key] for key in _CONFIG_KEYS if key in value} if isinstance(value, dict) else None


def _pipeline_tag(config: Json | None) -> str | None:
    names = cards.as_list((config or {}).get("architectures"))
    return "text-generation" if any(name.endswith("ForCausalLM") for name in names) else None
