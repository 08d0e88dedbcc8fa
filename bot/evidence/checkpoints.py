# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Checkpoints and arrays of one repository: which of them to open, since many hold the same model again, or no model."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.model.repository import FileEntry

_PART = re.compile(r"-\d{5}-of-\d{5}$|(?<=consolidated)\.\d+$")
_TRAINING = re.compile(r"(^|/)(training_args|optimizer|scheduler|scaler|rng_state\w*|random_states\w*)\.\w+$")
"""Files that training programs leave behind."""
_SELDOM_WEIGHTS = (".npy", ".pkl", ".pickle")
"""Endings of files that hold statistics or tables more often than a model."""
_SAME_BEGINNING = 4
"""Letters: names that agree so far, as those of pruned, averaged or later forms do, are taken for one model's."""
_SAME_MODEL = 2.1
"""A checkpoint of 32 bits is so much larger than safetensors files of 16 bits, with its pickle."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoints:
    """Files by what to do with them, each group in the order of paths."""

    opened: tuple[FileEntry, ...]
    left: tuple[FileEntry, ...]
    """Other forms of the same weights, as their names and sizes say."""
    training: tuple[FileEntry, ...]
    """What training left behind, which is no model."""


def checkpoints(files: Sequence[FileEntry], *, beside: int) -> Checkpoints:
    """Of each model in each folder the largest form, unless ``beside``, the bytes of better formats, are enough for all of them.

    Files that seldom hold a model are not even listed where there is anything else.
    """
    training = tuple(entry for entry in files if _TRAINING.search(entry.path))
    weights = [entry for entry in files if entry not in training]
    usual = [entry for entry in weights if not entry.path.endswith(_SELDOM_WEIGHTS)]
    weights = usual if usual or beside else weights
    models: dict[str, list[list[FileEntry]]] = {}
    for parts in _forms(weights):
        models.setdefault(_model(parts[0]), []).append(parts)
    best = [max(forms, key=lambda parts: (_bytes(parts), parts[0].path)) for forms in models.values()]
    opened = {entry.path for parts in best for entry in parts}
    if max(map(_bytes, best), default=0) <= _SAME_MODEL * beside:
        opened = set()
    return Checkpoints(
        opened=tuple(entry for entry in weights if entry.path in opened),
        left=tuple(entry for entry in weights if entry.path not in opened),
        training=training,
    )


def _forms(files: Sequence[FileEntry]) -> list[list[FileEntry]]:
    """Files by themselves, and the parts of one that was split together."""
    forms: dict[str, list[FileEntry]] = {}
    for entry in sorted(files, key=lambda entry: entry.path):
        forms.setdefault(_PART.sub("", entry.path.rpartition(".")[0]), []).append(entry)
    return list(forms.values())


def _model(entry: FileEntry) -> str:
    folder, _, name = entry.path.rpartition("/")
    return f"{folder}/{name.lower()[:_SAME_BEGINNING]}"


def _bytes(parts: Sequence[FileEntry]) -> int:
    return sum(entry.size for entry in parts)
