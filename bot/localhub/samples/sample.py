# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""A sample repository as a value: its name, its age and how its files are made."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.localhub.hub import LocalHub
from bot.localhub.samples import texts
from bot.localhub.samples.architectures import Config
from bot.localhub.samples.storing import StoredTensor, weight_files

Files = Mapping[str, bytes]
"""The content of a repository by path."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One repository that can be published."""

    repo: str
    files: Callable[[], Files]
    """Makes the files; the same bytes each time."""
    created_at: datetime
    """When the published original appeared, or when the story of the sample plays."""


def publish(hub: LocalHub, sample: Sample, *, date: datetime | None = None) -> str:
    """Publish the sample, and nothing where it was published before; the id of its newest commit.

    ``date`` is the moment of creation and of the commit, by default the sample's own.
    """
    moment = date or sample.created_at
    if all(each.id != sample.repo for each in hub.repositories.all()):
        hub.repositories.create(sample.repo, created_at=moment)
    head = hub.repositories.revision(sample.repo)
    # A repository without a card is what an interrupted run left.
    if "README.md" in head.tree:
        return head.id
    return hub.repositories.commit(sample.repo, sample.files(), title="Upload model", date=moment)


def repository(
    *, card: str, config: Config, tensors: list[StoredTensor], vocabulary_size: int, shards: int = 1, **others: str
) -> Files:
    """The usual files of a model. ``others`` are further text files without a suffix (``LICENSE``)."""
    return {
        "README.md": card.encode(),
        "config.json": json.dumps(config, indent=2).encode(),
        "generation_config.json": json.dumps({"do_sample": True, "temperature": 0.6}).encode(),
        **texts.tokenizer(vocabulary_size),
        **{name: text.encode() for name, text in others.items()},
        **weight_files(tensors, shards=shards),
    }
