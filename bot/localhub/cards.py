# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What the Hub reads out of a model card: its metadata, and the tags made of them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import cast

import yaml

from bot.localhub.storage.files import Json

_FENCE = "---"


def front_matter(text: str) -> str | None:
    r"""The YAML between the two fences at the very start of a card; ``None`` where there is none.

    >>> front_matter("---\nlicense: mit\n---\n# Title\n")
    'license: mit'
    >>> front_matter("# Title\n") is None
    True
    """
    lines = text.replace("\r\n", "\n").split("\n")
    if lines[0].rstrip() != _FENCE:
        return None
    for number, line in enumerate(lines[1:], start=1):
        if line.rstrip() == _FENCE:
            return "\n".join(lines[1:number])
    return None


def check_metadata(text: str) -> str | None:
    """Why the Hub would not accept this card's metadata; ``None`` where it would."""
    block = front_matter(text)
    if block is None:
        return None
    try:
        value = yaml.safe_load(block)
    except yaml.YAMLError as error:
        return f"Invalid YAML metadata: {error}"
    return None if value is None or isinstance(value, dict) else "Invalid YAML metadata: expected a mapping"


def metadata(text: str) -> Json:
    """The card's metadata; an empty object where there is none or it cannot be read."""
    if check_metadata(text) is not None:
        return {}
    value = yaml.safe_load(front_matter(text) or "") or {}
    # Dates and other types that YAML knows and JSON does not become text.
    return cast("Json", json.loads(json.dumps(value, default=str)))


def as_list(value: object) -> list[str]:
    """A card's field that may hold one value or several."""
    if isinstance(value, list):
        return [str(each) for each in value if each is not None]
    return [] if value is None else [str(value)]


def relation_to_base(card: Json, paths: Iterable[str]) -> str:
    """How the model relates to its base, as declared or as the Hub infers it from the files."""
    if declared := card.get("base_model_relation"):
        return str(declared)
    names = list(paths)
    if "adapter_config.json" in names:
        return "adapter"
    if any(name.endswith(".gguf") for name in names):
        return "quantized"
    return "merge" if len(as_list(card.get("base_model"))) > 1 else "finetune"


def tags(card: Json, config: Json | None, paths: Iterable[str]) -> list[str]:
    """The tags that the Hub's lists can be filtered by."""
    names = list(paths)
    found = [str(card["library_name"])] if card.get("library_name") else []
    found += ["safetensors"] if any(name.endswith(".safetensors") for name in names) else []
    found += ["gguf"] if any(name.endswith(".gguf") for name in names) else []
    found += as_list((config or {}).get("model_type"))
    found += as_list(card.get("pipeline_tag")) + as_list(card.get("tags")) + as_list(card.get("language"))
    found += [f"dataset:{name}" for name in as_list(card.get("datasets"))]
    bases = as_list(card.get("base_model"))
    found += [f"base_model:{base}" for base in bases]
    relation = relation_to_base(card, names)
    found += [f"base_model:{relation}:{base}" for base in bases]
    found += [f"license:{license_id.lower()}" for license_id in as_list(card.get("license"))]
    return [*dict.fromkeys(found), "region:us"]
