# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""TensorFlow.js models (``model.json``); every way in which one can lie is refused by name.

The format (tfjs-core/src/io/types.ts, `WeightsManifestConfig`): groups of files and of tensors, whose values follow one another through
the files of their group, cut wherever a file was full. A tensor that lies in one file is read; one that was cut is listed and left alone. Values in
one or two bytes that stand for a range are listed as codes.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from dataclasses import replace

from bot.formats.entries import MOST_AXES, MOST_TENSORS, checked_name, checked_shape, header_over, tensor_at
from bot.formats.headers import Header
from bot.formats.pieces import Reading
from bot.model.errors import InputError
from bot.model.repository import ByteRange
from bot.model.tensors import DType, TensorSpec

LONGEST_MANIFEST = 25_000_000
"""Bytes; the graph of a large model takes a few million."""
_MOST_FILES = 1 << 12
_SHARD = re.compile(r"group\d+-shard\d+of\d+(?:\.bin)?|model\.weights\.bin")
_TYPES = {"float32": DType.F32, "int32": DType.I32, "bool": DType.BOOL, "complex64": DType.C64}
_CODES = {"uint8": DType.U8, "uint16": DType.U16, "float16": DType.F16}


def shard_files(path: str, files: Mapping[str, int]) -> dict[str, int]:
    """Of all files with their sizes, those beside a ``model.json`` that are named as the converter names shards."""
    folder = f"{path.rpartition('/')[0]}/" if "/" in path else ""
    return {
        name: size
        for name, size in files.items()
        if name.startswith(folder) and _SHARD.fullmatch(name.removeprefix(folder))
    }


def read_header(path: str, file_size: int, sizes: Mapping[str, int]) -> Reading[Header]:
    """Yields the one range to read and expects its bytes; returns the tensors, each with the file that holds it.

    ``sizes`` are all files beside it by their paths, in bytes. Raises InputError, naming the file and the tensor, where anything does not
    fit, also where files are missing or hold another number of bytes than their tensors take.
    """
    if not 0 < file_size <= LONGEST_MANIFEST:
        raise InputError(f"{path}: manifest of {file_size} bytes, 1 to {LONGEST_MANIFEST} are read")
    text = yield ByteRange(0, file_size)
    tensors: list[TensorSpec] = []
    unsupported: list[str] = []
    for group in _groups(path, text):
        found, left_alone = _group(path, group, sizes)
        tensors += found
        unsupported += left_alone
        if len(tensors) + len(unsupported) > MOST_TENSORS:
            raise InputError(f"{path}: manifest of more than {MOST_TENSORS} tensors")
    return header_over(path, tensors, unsupported, sizes=sizes)


def _groups(path: str, text: bytes) -> list[Mapping[str, object]]:
    try:
        value = json.loads(text.decode())
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise InputError(f"{path}: manifest is no JSON: {type(error).__name__}") from error
    groups = value.get("weightsManifest") if isinstance(value, dict) else None
    if not isinstance(groups, list) or not all(isinstance(each, dict) for each in groups):
        raise InputError(f"{path}: expected a model of TensorFlow.js with a list called weightsManifest")
    return groups


def _group(path: str, group: Mapping[str, object], sizes: Mapping[str, int]) -> tuple[list[TensorSpec], list[str]]:
    files = _files(path, group, sizes)
    weights = group.get("weights")
    if not isinstance(weights, list) or len(weights) > MOST_TENSORS:
        raise InputError(f"{path}: expected a list of weights of at most {MOST_TENSORS}")
    tensors: list[TensorSpec] = []
    unsupported: list[str] = []
    at: int | None = 0
    for entry in weights:
        name, dtype, shape = _entry(path, entry)
        if dtype is None or at is None:
            # Texts have no size that the manifest tells, so whatever follows them has no place.
            unsupported.append(name)
            at = None
            continue
        size = dtype.size_of(math.prod(shape))
        spec = _placed(path, (name, dtype, shape), (at, at + size), files)
        if spec is None:
            unsupported.append(name)
        else:
            tensors.append(spec)
        at += size
    held = sum(size for _, size in files)
    if at is not None and at != held:
        raise InputError(f"{path}: tensors take {at} bytes, their files hold {held}")
    return tensors, unsupported


def _files(path: str, group: Mapping[str, object], sizes: Mapping[str, int]) -> list[tuple[str, int]]:
    paths = group.get("paths")
    if not isinstance(paths, list) or len(paths) > _MOST_FILES or not all(isinstance(each, str) for each in paths):
        raise InputError(f"{path}: expected a list of at most {_MOST_FILES} paths")
    folder = path.rpartition("/")[0]
    names = [f"{folder}/{each}" if folder else each for each in paths]
    missing = next((name for name in names if name not in sizes), None)
    if missing is not None or len(set(names)) < len(names):
        raise InputError(f"{path}: file {str(missing)[:100]!r} is missing, or named twice")
    return [(name, sizes[name]) for name in names]


def _entry(path: str, entry: object) -> tuple[str, DType | None, tuple[int, ...]]:
    if not isinstance(entry, dict) or not isinstance(entry.get("name"), str):
        raise InputError(f"{path}: expected a tensor with a name, found {str(entry)[:40]!r}")
    name = checked_name(path, entry["name"].encode(errors="replace"))
    shape, dtype, quantization = entry.get("shape"), entry.get("dtype"), entry.get("quantization")
    if not isinstance(shape, list) or not isinstance(dtype, str) or len(shape) > MOST_AXES:
        raise InputError(f"{path}: {name}: expected a shape of at most {MOST_AXES} axes and a type")
    if not all(isinstance(each, int) and not isinstance(each, bool) for each in shape):
        raise InputError(f"{path}: {name}: impossible shape {str(shape)[:60]}")
    known = _TYPES.get(dtype)
    if quantization is not None:
        stored = quantization.get("dtype") if isinstance(quantization, dict) else None
        known = _CODES.get(stored) if isinstance(stored, str) else None
    return name, known, checked_shape(path, name, shape)


def _placed(
    path: str, tensor: tuple[str, DType, tuple[int, ...]], place: tuple[int, int], files: list[tuple[str, int]]
) -> TensorSpec | None:
    """The tensor in the file that holds all of it; ``None`` where it is cut. Raises InputError where the files end before it."""
    name, dtype, shape = tensor
    first, last = place
    start = 0
    for file, size in files:
        if start <= first and last <= start + size:
            return replace(tensor_at(path, name, dtype, shape, (first - start, last - start)), file=file)
        start += size
    if last > start:
        raise InputError(f"{path}: {name}: ends at {last}, the files of its group hold {start}")
    return None
