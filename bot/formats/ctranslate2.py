# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Headers of CTranslate2 models (``model.bin``); every way in which one can lie is refused by name.

The format (CTranslate2, python/ctranslate2/specs/model_spec.py, `_serialize`): version, name and revision of the architecture, then one
variable after the other with its name, shape, type, size and values, then other names of variables. No table says where they lie, so the
reader goes from one to the next. Matrices have outputs as rows; of those in eight bits the codes are listed, and a row's codes are in proportion to its values.
"""

from __future__ import annotations

from bot.formats.entries import (
    LONGEST_NAME,
    MOST_AXES,
    MOST_TENSORS,
    checked_header,
    checked_name,
    checked_shape,
    tensor_at,
)
from bot.formats.headers import Header
from bot.formats.pieces import Reading
from bot.formats.places import Places, Spent
from bot.model.errors import InputError
from bot.model.tensors import DType, TensorSpec

_VERSIONS = (4, 5, 6)
"""Of the binary format; 4 is of 2019, and wrote types as numbers for the first time."""
_TYPES = {0: DType.F32, 1: DType.I8, 2: DType.I16, 3: DType.I32, 4: DType.F16, 5: DType.BF16}
"""By their numbers in include/ctranslate2/types.h."""


def begins_like_one(prefix: bytes) -> bool:
    """Whether the first 16 bytes of a ``.bin`` file are those of a CTranslate2 model: a version, and an architecture called ``…Spec``."""
    length = int.from_bytes(prefix[4:6], "little")
    return (
        int.from_bytes(prefix[:4], "little") in _VERSIONS
        and 1 < length < 64
        and prefix[6:16].isascii()
        and prefix[6:7].isalpha()
    )


def read_header(path: str, file_size: int, most_jumps: int | None = None) -> Reading[Header]:
    """Yields the next range to read and expects its bytes; returns the variables, named as ``decoder/layer_0/ffn/linear_0/weight``.

    After ``most_jumps`` ranges it returns what it has found until there. Raises InputError, naming the file and the variable, where
    anything does not fit.
    """
    walk = _Walk(path, file_size, most_jumps)
    unread = 0
    try:
        yield from walk.whole()
    except Spent:
        unread = file_size - walk.position
    return checked_header(path, walk.tensors, walk.unsupported, file_size=file_size, unread_bytes=unread)


class _Walk:
    """A place in the file, and what was found before it."""

    def __init__(self, path: str, file_size: int, most_jumps: int | None) -> None:
        self._path = path
        self._file_size = file_size
        self._places = Places(path, file_size=file_size, most_jumps=most_jumps)
        self.position = 0
        self.tensors: list[TensorSpec] = []
        self.unsupported: list[str] = []

    def whole(self) -> Reading[None]:
        """From the first byte to the last."""
        version = yield from self._number(4)
        if version not in _VERSIONS:
            raise InputError(
                f"{self._path}: binary version {version}; versions {_VERSIONS[0]} to {_VERSIONS[-1]} are read"
            )
        yield from self._text("the architecture")
        yield from self._number(4)
        for _ in range((yield from self._count("variables"))):
            yield from self._variable()
        for _ in range((yield from self._count("other names"))):
            yield from self._text("another name")
            yield from self._text("another name")
        if self.position != self._file_size:
            raise InputError(f"{self._path}: the model ends at {self.position}, file has {self._file_size}")

    def _variable(self) -> Reading[None]:
        name = yield from self._text("a variable's name")
        axes = yield from self._number(1)
        if axes > MOST_AXES:
            raise InputError(f"{self._path}: {name}: claims {axes} axes, at most {MOST_AXES} are possible")
        sizes = []
        for _ in range(axes):
            size = yield from self._number(4)
            sizes.append(size)
        shape = checked_shape(self._path, name, sizes)
        kind = yield from self._number(1)
        size = yield from self._number(4)
        end = self.position + size
        if end > self._file_size:
            raise InputError(f"{self._path}: {name}: ends at {end}, file has {self._file_size}")
        if kind in _TYPES:
            self.tensors.append(tensor_at(self._path, name, _TYPES[kind], shape, (self.position, end)))
        else:
            self.unsupported.append(name)
        self.position = end

    def _count(self, what: str) -> Reading[int]:
        count = yield from self._number(4)
        if count > MOST_TENSORS:
            raise InputError(f"{self._path}: header claims {count} {what}, at most {MOST_TENSORS} are read")
        return count

    def _number(self, width: int) -> Reading[int]:
        raw = yield from self._places.take(self.position, width)
        self.position += width
        return int.from_bytes(raw, "little")

    def _text(self, what: str) -> Reading[str]:
        length = yield from self._number(2)
        if not 0 < length <= LONGEST_NAME:
            raise InputError(f"{self._path}: {what} claims {length} bytes, 1 to {LONGEST_NAME} are read")
        raw = yield from self._places.take(self.position, length)
        self.position += length
        return checked_name(self._path, raw.removesuffix(b"\0"))
