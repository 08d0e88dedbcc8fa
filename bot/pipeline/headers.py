# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The weight formats that are read, and how the header of each is got: by ranges, and never by running anything."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from bot.formats import binaries, flax, gguf, hdf5, keras, onnx, tf_bundle, tfjs, tflite
from bot.formats.headers import Header
from bot.formats.pieces import Reading
from bot.formats.safetensors import LENGTH_BYTES, header_range, parse_header
from bot.model.errors import InputError
from bot.model.repository import ByteRange
from bot.pipeline.budgeting import BudgetedSource

_FIRST_READ = 64 * 1024
"""Bytes of a file that are read at once: the headers of most shards fit."""
_SHARE_OF_REQUESTS = 0.6
"""Of those that are left, for finding the tensors; reading the samples of a file takes what is left in one go."""
_POINTER = b"version https://git-lfs.github.com/spec/"
_LARGEST_POINTER = 1024
"""A pointer is shorter (Git LFS specification, "The Pointer")."""
Read: TypeAlias = Callable[[BudgetedSource, str, int], Header]


@dataclass(frozen=True, slots=True)
class WeightFormat:
    """One way to store weights."""

    suffix: str
    """How the path ends; with a slash before it, the whole name of the file."""
    read: Read

    def is_of(self, path: str) -> bool:
        """Whether the file is of this format, by its name."""
        return f"/{path}".endswith(self.suffix)


def read_header(source: BudgetedSource, path: str, size: int) -> Header:
    """The header of a file of this size. Raises InputError for one that lies or whose format is not read, and what the source raises."""
    for each in FORMATS:
        if each.is_of(path):
            try:
                header = each.read(source, path, size)
            except InputError as error:
                _explain_pointer(source, path, size, error)
                raise
            source.rely_on(path, header.marks)
            return header
    raise InputError(f"{path}: expected one of {', '.join(each.suffix for each in FORMATS)}")


def _explain_pointer(source: BudgetedSource, path: str, size: int, error: InputError) -> None:
    """Where a checkout without its large files has a few lines of text in place of weights, say that and not that the file lies."""
    if not len(_POINTER) <= size <= _LARGEST_POINTER:
        return
    if source.read_ranges(path, [ByteRange(0, len(_POINTER))])[0] == _POINTER:
        raise InputError(
            f"{path}: a Git LFS pointer stands in place of the weights; `git lfs pull` fetches them"
        ) from error


def is_readable(path: str) -> bool:
    """Whether the format is read, by the file's ending."""
    return any(each.is_of(path) for each in FORMATS)


def _safetensors(source: BudgetedSource, path: str, size: int) -> Header:
    if size < LENGTH_BYTES:
        raise InputError(f"{path}: expected a safetensors file of 8 bytes or more, found {size}")
    first = source.read_ranges(path, [ByteRange(0, min(_FIRST_READ, size))])[0]
    place = header_range(path, first, size)
    text = first[place.start : place.stop]
    if place.stop > len(first):
        text += source.read_ranges(path, [ByteRange(len(first), place.stop)])[0]
    return parse_header(path, text, size)


def _gguf(source: BudgetedSource, path: str, size: int) -> Header:
    return _played(source, path, gguf.read_header(path, size))


def _scattered(read: Callable[[str, int, int | None], Reading[Header]]) -> Read:
    """For formats whose descriptions lie among the tensors: so many places are looked at that enough requests are left for samples."""

    def header(source: BudgetedSource, path: str, size: int) -> Header:
        return _played(source, path, read(path, size, _most_jumps(source)))

    return header


def _most_jumps(source: BudgetedSource) -> int | None:
    left = source.requests_left
    return None if left is None else int(left * _SHARE_OF_REQUESTS)


def _onnx(source: BudgetedSource, path: str, size: int) -> Header:
    sizes = {entry.path: entry.size for entry in source.snapshot.files}
    return _played(source, path, onnx.read_header(path, size, sizes, _most_jumps(source)))


def _beside(read: Callable[[str, int, Mapping[str, int]], Reading[Header]]) -> Read:
    """For formats whose tensors lie in other files than the one that describes them."""

    def header(source: BudgetedSource, path: str, size: int) -> Header:
        return _played(source, path, read(path, size, {entry.path: entry.size for entry in source.snapshot.files}))

    return header


def _played(source: BudgetedSource, path: str, reading: Reading[Header]) -> Header:
    try:
        wanted = next(reading)
        while True:
            wanted = reading.send(source.read_ranges(path, [wanted])[0])
    except StopIteration as done:
        header: Header = done.value
        return header


FORMATS = (
    WeightFormat(".safetensors", _safetensors),
    WeightFormat(".gguf", _gguf),
    WeightFormat(".index", _beside(tf_bundle.read_header)),
    WeightFormat(".msgpack", _scattered(flax.read_header)),
    WeightFormat(".h5", _scattered(hdf5.read_header)),
    WeightFormat(".hdf5", _scattered(hdf5.read_header)),
    WeightFormat(".keras", _scattered(keras.read_header)),
    WeightFormat(".onnx", _onnx),
    WeightFormat("/model.json", _beside(tfjs.read_header)),
    WeightFormat(".tflite", _scattered(tflite.read_header)),
    *(WeightFormat(suffix, _scattered(binaries.read_header)) for suffix in binaries.SUFFIXES),
)
