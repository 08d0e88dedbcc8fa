# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Opens the weight files of a model: headers first, then the blocks that a plan asks for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.evidence.identical import weight_files
from bot.evidence.matching import Block
from bot.evidence.sampling import Sample
from bot.evidence.shards import MOST_OPENED, index_ranges, names_in, shards_to_open
from bot.formats.safetensors import LENGTH_BYTES, Header, header_range, parse_header
from bot.model.costs import Reason, Unavailable
from bot.model.errors import BotError, BudgetSpent, InputError, RemoteError
from bot.model.repository import ByteRange, FileEntry, Snapshot
from bot.model.tensors import TensorSpec
from bot.pipeline.budgeting import BudgetedSource, unavailable

_SUFFIX = ".safetensors"
_INDEX = ".safetensors.index.json"
_FIRST_READ = 64 * 1024
"""Bytes of a file that are read at once: the headers of most shards fit."""
_SHARD = re.compile(r"-\d{5}-of-\d{5}\.safetensors$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """The tensors whose headers were read."""

    tensors: tuple[TensorSpec, ...]
    seen_bytes: int
    """Sizes of the files that were opened."""
    total_bytes: int
    """Sizes of all safetensors files of the model."""
    unavailable: tuple[Unavailable, ...]


def open_weights(source: BudgetedSource, *, every_header: bool) -> Weights:
    """Headers of the safetensors files: of all of them, or of those that show what there is.

    Nothing is raised for a file that cannot be read; it is listed, and so are files of other formats.
    """
    files = _safetensors(source.snapshot)
    missing = list(_other_formats(source.snapshot))
    chosen = [entry.path for entry in files] if every_header else _chosen(source, files)
    sizes = {entry.path: entry.size for entry in files}
    tensors: list[TensorSpec] = []
    opened = 0
    for path in chosen:
        try:
            header = _header(source, path, sizes[path])
        except (RemoteError, InputError, BudgetSpent) as error:
            missing.append(unavailable(path, error))
            continue
        opened += sizes[path]
        tensors += header.tensors
        if header.unsupported:
            detail = f"tensors of an unknown element type: {', '.join(header.unsupported[:3])}"
            missing.append(Unavailable(what=path, reason=Reason.UNSUPPORTED, detail=detail))
    return Weights(
        tensors=tuple(tensors), seen_bytes=opened, total_bytes=sum(sizes.values()), unavailable=tuple(missing)
    )


def read_blocks(source: BudgetedSource, samples: Sequence[Sample]) -> tuple[list[Block], list[Unavailable]]:
    """The blocks of these samples, file by file; what cannot be read, or is too uniform to compare, is listed."""
    by_file: dict[str, list[Sample]] = {}
    for sample in samples:
        by_file.setdefault(sample.tensor.file, []).append(sample)
    blocks: list[Block] = []
    missing: list[Unavailable] = []
    for path, wanted in by_file.items():
        ordered = sorted(wanted, key=lambda sample: sample.range)
        try:
            pieces = source.read_ranges(path, [sample.range for sample in ordered])
        except (RemoteError, InputError, BudgetSpent) as error:
            missing.append(unavailable(path, error))
            continue
        for sample, raw in zip(ordered, pieces, strict=True):
            block = Block.of(sample, raw)
            if block is not None:
                blocks.append(block)
    return blocks, missing


def _safetensors(snapshot: Snapshot) -> list[FileEntry]:
    return [entry for entry in snapshot.files if entry.path.endswith(_SUFFIX) and entry.size > 0]


def _other_formats(snapshot: Snapshot) -> list[Unavailable]:
    """One entry for each other weight format: listed, never loaded."""
    by_suffix: dict[str, list[str]] = {}
    for entry in weight_files(snapshot.files):
        if not entry.path.endswith(_SUFFIX):
            by_suffix.setdefault(entry.path.rpartition(".")[2].lower(), []).append(entry.path)
    return [
        Unavailable(
            what=paths[0] if len(paths) == 1 else f"{paths[0]} and {len(paths) - 1} more .{suffix} files",
            reason=Reason.UNSUPPORTED,
            detail=f"weights in the {suffix} format are not compared yet",
        )
        for suffix, paths in sorted(by_suffix.items())
    ]


def _chosen(source: BudgetedSource, files: Sequence[FileEntry]) -> list[str]:
    """Files without shards, the largest first, and of shards those that the index points to."""
    single = sorted((entry for entry in files if not _SHARD.search(entry.path)), key=lambda entry: -entry.size)
    shards = [entry.path for entry in files if _SHARD.search(entry.path)]
    slices = _index_slices(source) if len(shards) > MOST_OPENED else []
    return [*shards_to_open(shards, slices), *(entry.path for entry in single[:MOST_OPENED])]


def _index_slices(source: BudgetedSource) -> list[dict[str, str]]:
    index = next((entry for entry in source.snapshot.files if entry.path.endswith(_INDEX) and entry.size > 0), None)
    if index is None:
        return []
    try:
        pieces = source.read_ranges(index.path, index_ranges(index))
    except (RemoteError, InputError, BudgetSpent):
        # Without it shards at even distances are opened; whatever is then not seen shows in the coverage.
        return []
    folder = index.path.rpartition("/")[0]
    prefix = f"{folder}/" if folder else ""
    return [
        {name: f"{prefix}{file}" for name, file in names_in(piece.decode(errors="replace")).items()} for piece in pieces
    ]


def _header(source: BudgetedSource, path: str, size: int) -> Header:
    if size < LENGTH_BYTES:
        raise InputError(f"{path}: expected a safetensors file of 8 bytes or more, found {size}")
    first = source.read_ranges(path, [ByteRange(0, min(_FIRST_READ, size))])[0]
    place = header_range(path, first, size)
    text = first[place.start : place.stop]
    if place.stop > len(first):
        text += source.read_ranges(path, [ByteRange(len(first), place.stop)])[0]
    return parse_header(path, text, size)


def raise_for(missing: Sequence[Unavailable], errors: type[BotError] = InputError) -> None:
    """For work that is worth nothing when half done: raises for the first entry that is not merely another format."""
    for each in missing:
        if each.reason is not Reason.UNSUPPORTED:
            raise errors(f"{each.what}: {each.reason.value}: {each.detail}")
