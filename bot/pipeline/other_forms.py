# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Which form of a model to open where it is published in others than safetensors and GGUF: one, as all of them hold the same weights."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.evidence.quantisations import onnx_model
from bot.evidence.shards import MOST_OPENED, shards_to_open
from bot.formats import onnx
from bot.formats.binaries import SUFFIXES
from bot.formats.tf_bundle import data_files
from bot.formats.tfjs import shard_files
from bot.model.repository import FileEntry, Snapshot
from bot.pipeline.headers import FORMATS

_ONNX = ".onnx"
_SHARD = re.compile(r"-\d{5}-of-\d{5}(?=\.\w+$)")
_OWN_PLANS = (".safetensors", ".gguf", *SUFFIXES)
_LARGE_ENOUGH = 0.9
"""Share of the largest form's bytes from which on a form that is cheaper to read is taken in its place."""
_ANOTHER_MODEL = 10
"""How many times the bytes of better formats show that those are not the same model: a float takes eight times what a code of four bits takes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherForm:
    """The files of one format."""

    opened: tuple[str, ...]
    """Files with headers to read."""
    bytes_of: dict[str, int]
    """Each of those with the size of the files that hold its values."""
    total_bytes: int
    """Of all parts of the models that are opened."""
    left: tuple[str, ...]
    """Files of this and of the other formats that are not opened."""


def other_form(snapshot: Snapshot, *, beside: int, every_header: bool) -> OtherForm:
    """Of each folder the largest model in one format; nothing where ``beside``, the bytes of better formats, are enough for a model."""
    forms = [form for each in FORMATS if each.suffix not in _OWN_PLANS if (form := _form(snapshot, each.suffix))]
    every = [path for form in forms for path in form]
    largest = max((sum(form.values()) for form in forms), default=0)
    if not forms or largest <= _ANOTHER_MODEL * beside:
        return OtherForm(opened=(), bytes_of={}, total_bytes=0, left=tuple(every))
    chosen = next(form for form in forms if sum(form.values()) >= _LARGE_ENOUGH * largest)
    opened: list[str] = []
    total = 0
    for group in _largest_of_each_model(chosen):
        total += sum(chosen[path] for path in group)
        opened += group if every_header else shards_to_open(group, [])
    opened = opened if every_header else opened[:MOST_OPENED]
    return OtherForm(
        opened=tuple(opened),
        bytes_of={path: chosen[path] for path in opened},
        total_bytes=total,
        left=tuple(path for path in every if path not in opened and not _SHARD.search(path)),
    )


def described_elsewhere(snapshot: Snapshot) -> frozenset[str]:
    """Files that hold nothing but values, and that an index or a ``model.json`` beside them describes."""
    sizes = {entry.path: entry.size for entry in snapshot.files}
    indices = [data_files(path, sizes) for path in sizes if path.endswith(".index")]
    manifests = [shard_files(path, sizes) for path in sizes if f"/{path}".endswith("/model.json")]
    graphs = [onnx.data_files(path, sizes) for path in sizes if path.endswith(_ONNX)]
    return frozenset(path for held in (*indices, *manifests, *graphs) for path in held)


def _form(snapshot: Snapshot, suffix: str) -> dict[str, int]:
    """Files of a format that have a header, with the bytes of the files that hold their values."""
    sizes = {entry.path: entry.size for entry in snapshot.files}
    files = [entry for entry in snapshot.files if entry.size > 0 and f"/{entry.path}".endswith(suffix)]
    found = {entry.path: _held(entry, sizes) for entry in files}
    return {path: size for path, size in found.items() if size}


def _held(entry: FileEntry, sizes: dict[str, int]) -> int:
    if entry.path.endswith(".index"):
        return sum(data_files(entry.path, sizes).values())
    if entry.path.endswith(".json"):
        return sum(shard_files(entry.path, sizes).values())
    if entry.path.endswith(_ONNX):
        return entry.size + sum(onnx.data_files(entry.path, sizes).values())
    return entry.size


def _largest_of_each_model(form: dict[str, int]) -> list[Sequence[str]]:
    """The parts of the largest form of each model, the largest model first. A folder holds one model, but for exports in several graphs."""
    models: dict[str, list[str]] = {}
    for path in sorted(form):
        models.setdefault(_SHARD.sub("", path), []).append(path)
    best: dict[str, list[str]] = {}
    for stem, parts in models.items():
        model = onnx_model(stem) if stem.endswith(_ONNX) else stem.rpartition("/")[0]
        if sum(form[path] for path in parts) > sum(form[path] for path in best.get(model, [])):
            best[model] = parts
    return sorted(best.values(), key=lambda parts: -sum(form[path] for path in parts))
