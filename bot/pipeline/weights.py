# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Opens the weight files of a model: headers first, then the blocks that a plan asks for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from bot.evidence.checkpoints import checkpoints
from bot.evidence.experts import unstacked
from bot.evidence.identical import weight_files
from bot.evidence.matching import Block
from bot.evidence.packed import descriptions, unpacked
from bot.evidence.quantisations import Quantisation, quantisations
from bot.evidence.samples import Sample
from bot.evidence.shards import FEW_SHARDS, MOST_OPENED, index_ranges, names_in, shards_to_open, two_shards
from bot.formats.binaries import SUFFIXES
from bot.formats.headers import Header
from bot.model.costs import Reason, Unavailable
from bot.model.errors import BotError, BudgetSpent, InputError, RemoteError
from bot.model.repository import ByteRange, FileEntry, Snapshot
from bot.model.tensors import TensorSpec
from bot.pipeline.budgeting import BudgetedSource, unavailable
from bot.pipeline.headers import is_readable, read_header
from bot.pipeline.other_forms import described_elsewhere, other_form
from bot.pipeline.other_names import named_otherwise

_SAFETENSORS = ".safetensors"
_GGUF = ".gguf"
_INDEX = ".safetensors.index.json"
_SHARD = re.compile(r"-\d{5}-of-\d{5}\.safetensors$")
_MOST_MODELS = 3
"""Models of one repository whose GGUF files are opened: a language model, its encoder and one more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """The tensors whose headers were read."""

    tensors: tuple[TensorSpec, ...]
    seen_bytes: int
    """Sizes of the files that were opened."""
    total_bytes: int
    """Sizes of all files that belong to what was opened."""
    unavailable: tuple[Unavailable, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """Which files to open."""

    chosen: tuple[str, ...]
    total_bytes: int
    missing: tuple[Unavailable, ...]
    instead: tuple[str, ...] = ()
    """What is opened where a chosen file cannot be read."""
    held: Mapping[str, int] = field(default_factory=dict)
    """Chosen files whose values lie in other files, with the size of those."""


def open_weights(source: BudgetedSource, *, every_header: bool) -> Weights:
    """Headers of the weight files: of all of them, or of those that show what there is.

    Of GGUF files that hold the same model in several quantisations one is opened. Nothing is raised for a file that cannot be read; it
    is listed, and so are files of other formats and those that were not opened.
    """
    plans = [
        _safetensors_plan(source, every_header=every_header),
        _gguf_plan(source.snapshot, every_header=every_header),
        _binary_plan(source.snapshot, every_header=every_header),
    ]
    plans.append(_other_plan(source.snapshot, plans, every_header=every_header))
    missing = [*_other_formats(source.snapshot), *(each for plan in plans for each in plan.missing)]
    sizes = {entry.path: entry.size for entry in source.snapshot.files}
    held = sizes | {path: size for plan in plans for path, size in plan.held.items()}
    tensors: list[TensorSpec] = []
    opened = 0
    for plan in plans:
        headers = _headers(source, plan.chosen, sizes, missing)
        if len(headers) < len(plan.chosen):
            headers |= _headers(source, plan.instead, sizes, missing)
        for path, header in headers.items():
            opened += max(0, held[path] - header.unread_bytes)
            tensors += unstacked(header.tensors)
            missing += _left_out(path, header)
    tensors = unpacked(tensors, _contents(source, descriptions(tensors), missing))
    return Weights(
        tensors=tuple(tensors),
        seen_bytes=opened,
        total_bytes=sum(plan.total_bytes for plan in plans),
        unavailable=tuple(missing),
    )


def _headers(
    source: BudgetedSource, paths: Sequence[str], sizes: Mapping[str, int], missing: list[Unavailable]
) -> dict[str, Header]:
    """Headers by path; files that cannot be read are added to ``missing``."""
    headers = {}
    for path in paths:
        try:
            headers[path] = read_header(source, path, sizes[path])
        except (RemoteError, InputError, BudgetSpent) as error:
            missing.append(unavailable(path, error))
    return headers


def _left_out(path: str, header: Header) -> Iterator[Unavailable]:
    if header.unsupported:
        yield Unavailable(what=path, reason=Reason.UNSUPPORTED, detail=_left_alone(header.unsupported))
    if header.unread_bytes:
        detail = f"its tensors lie in more places than a scan looks at: {header.unread_bytes} bytes were not seen"
        yield Unavailable(what=path, reason=Reason.BUDGET, detail=detail)


def _contents(source: BudgetedSource, wanted: Sequence[TensorSpec], missing: list[Unavailable]) -> dict[str, bytes]:
    """Small tensors by name; those that cannot be read are added to ``missing``."""
    by_file: dict[str, list[TensorSpec]] = {}
    for tensor in sorted(wanted, key=lambda tensor: tensor.start):
        by_file.setdefault(tensor.file, []).append(tensor)
    found: dict[str, bytes] = {}
    for path, own in by_file.items():
        try:
            pieces = source.read_ranges(path, [ByteRange(tensor.start, tensor.stop) for tensor in own])
        except (RemoteError, InputError, BudgetSpent) as error:
            missing.append(unavailable(path, error))
            continue
        found |= {tensor.name: piece for tensor, piece in zip(own, pieces, strict=True)}
    return found


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


def _with_suffix(snapshot: Snapshot, suffix: str) -> list[FileEntry]:
    return [entry for entry in snapshot.files if entry.path.endswith(suffix) and entry.size > 0]


def _other_formats(snapshot: Snapshot) -> list[Unavailable]:
    """One entry for each other weight format: listed, never loaded."""
    by_suffix: dict[str, list[str]] = {}
    described = described_elsewhere(snapshot)
    for entry in weight_files(snapshot.files):
        if not is_readable(entry.path) and entry.path not in described:
            by_suffix.setdefault(entry.path.rpartition(".")[2].lower(), []).append(entry.path)
    return [
        Unavailable(
            what=_several(paths, suffix),
            reason=Reason.UNSUPPORTED,
            detail=f"weights in the {suffix} format are not compared yet",
        )
        for suffix, paths in sorted(by_suffix.items())
    ]


def _several(paths: Sequence[str], suffix: str) -> str:
    return paths[0] if len(paths) == 1 else f"{paths[0]} and {len(paths) - 1} more .{suffix} files"


def _left_alone(names: Sequence[str]) -> str:
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return f"left alone: {', '.join(names[:3])}{more}"


def _safetensors_plan(source: BudgetedSource, *, every_header: bool) -> _Plan:
    files = _with_suffix(source.snapshot, _SAFETENSORS)
    chosen = [entry.path for entry in files] if every_header else _chosen(source, files)
    others = [entry.path for entry in files if entry.path not in chosen][:MOST_OPENED]
    return _Plan(
        chosen=tuple(chosen), total_bytes=sum(entry.size for entry in files), missing=(), instead=tuple(others)
    )


def _gguf_plan(snapshot: Snapshot, *, every_header: bool) -> _Plan:
    """One quantisation of each model, unless the safetensors files are large enough to hold the model already."""
    files = _with_suffix(snapshot, _GGUF)
    beside = sum(entry.size for entry in _with_suffix(snapshot, _SAFETENSORS))
    best = [each for each in quantisations(files) if each.size > beside][:_MOST_MODELS]
    paths = {entry.path for each in best for entry in each.files}
    left = [entry.path for entry in files if entry.path not in paths]
    missing = [_incomplete(each) for each in best if each.parts_missing]
    if left:
        detail = "another form of the same weights was examined" if best or beside else "not a model's weights"
        missing.append(Unavailable(what=_several(left, "gguf"), reason=Reason.NOT_OPENED, detail=detail))
    chosen = [path for each in best for path in _parts_to_open(each, every_header=every_header)]
    return _Plan(chosen=tuple(chosen), total_bytes=sum(each.size for each in best), missing=tuple(missing))


def _other_plan(snapshot: Snapshot, plans: Sequence[_Plan], *, every_header: bool) -> _Plan:
    """One form of what the other plans do not hold already, and small files whose names say that they are something else."""
    form = other_form(snapshot, beside=sum(plan.total_bytes for plan in plans), every_header=every_header)
    sizes = {entry.path: entry.size for entry in snapshot.files}
    opened = [*(path for plan in plans for path in plan.chosen), *form.opened]
    further = named_otherwise(form.left, opened, sizes)
    by_suffix: dict[str, list[str]] = {}
    for path in (path for path in form.left if path not in further):
        by_suffix.setdefault(path.rpartition(".")[2], []).append(path)
    detail = "another form of the same weights was examined"
    left = [
        Unavailable(what=_several(paths, suffix), reason=Reason.NOT_OPENED, detail=detail)
        for suffix, paths in sorted(by_suffix.items())
    ]
    total = form.total_bytes + sum(sizes[path] for path in further)
    return _Plan(chosen=(*form.opened, *further), total_bytes=total, missing=tuple(left), held=form.bytes_of)


def _binary_plan(snapshot: Snapshot, *, every_header: bool) -> _Plan:
    """Checkpoints and arrays, unless the safetensors files are large enough to hold the same models at half the bits."""
    described = described_elsewhere(snapshot)
    files = [entry for suffix in SUFFIXES for entry in _with_suffix(snapshot, suffix) if entry.path not in described]
    found = checkpoints(files, beside=sum(entry.size for entry in _with_suffix(snapshot, _SAFETENSORS)))
    missing = []
    for left, detail in (
        (found.left, "another form of the same weights was examined"),
        (found.training, "a state of the training, not weights"),
    ):
        if left:
            paths = [entry.path for entry in left]
            what = _several(paths, paths[0].rpartition(".")[2])
            missing.append(Unavailable(what=what, reason=Reason.NOT_OPENED, detail=detail))
    paths = [entry.path for entry in found.opened]
    return _Plan(
        chosen=tuple(paths if every_header else shards_to_open(paths, [])),
        total_bytes=sum(entry.size for entry in found.opened),
        missing=tuple(missing),
    )


def _parts_to_open(model: Quantisation, *, every_header: bool) -> list[str]:
    paths = [entry.path for entry in model.files]
    return paths if every_header else shards_to_open(paths, [])


def _incomplete(model: Quantisation) -> Unavailable:
    detail = f"{model.parts_missing} of {model.parts_missing + len(model.files)} parts are missing"
    return Unavailable(what=model.files[0].path, reason=Reason.NOT_FOUND, detail=detail)


def _chosen(source: BudgetedSource, files: Sequence[FileEntry]) -> list[str]:
    """Files without shards, the largest first, and of shards those that the index points to."""
    single = sorted((entry for entry in files if not _SHARD.search(entry.path)), key=lambda entry: -entry.size)
    shards = [entry.path for entry in files if _SHARD.search(entry.path)]
    if len(shards) <= FEW_SHARDS:
        return [*two_shards(shards), *(entry.path for entry in single[:MOST_OPENED])]
    slices = _index_slices(source)
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


def raise_for(missing: Sequence[Unavailable], errors: type[BotError] = InputError) -> None:
    """For work that is worth nothing when half done: raises for the first entry that is not merely another form of the weights."""
    for each in missing:
        if each.reason not in {Reason.UNSUPPORTED, Reason.NOT_OPENED}:
            raise errors(f"{each.what}: {each.reason.value}: {each.detail}")
