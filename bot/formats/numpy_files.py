# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""NumPy's own files: one array (``.npy``), or a zip file of them (``.npz``); see ``numpy/lib/_format_impl.py``.

An array of objects is a pickle, and is read as data like any other.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.formats.headers import Header
from bot.formats.pickled.places import element_dtype
from bot.formats.pickled.values import ElementType
from bot.formats.pieces import Reading
from bot.formats.pytorch_legacy import read_arrays
from bot.formats.windows import Window
from bot.formats.zips import Member, read_start
from bot.model.errors import InputError
from bot.model.tensors import DType, TensorSpec

MAGIC = b"\x93NUMPY"
SUFFIX = ".npy"
_LONGEST_HEADER = 10_000
"""Bytes; numpy's own limit for files that it does not trust (``_MAX_HEADER_SIZE``)."""
_LENGTH_BYTES = {1: 2, 2: 4, 3: 4}
"""Of the header's length, by version."""
_LARGEST_SIZE = 1 << 62
_MOST_AXES = 8
_LONGEST_NAME = 1024
_FIRST_READ = 512
"""Bytes of a member of an archive: its own header and numpy's, which is padded to 64 bytes."""
_OBJECTS = "O"
_FIELD = re.compile(
    r"""\s*+['"](\w++)['"]\s*+:\s*+('[^'\\]*+'|"[^"\\]*+"|\[[^\]]*+\]|True|False|\((?:\d{1,19}+L?+(?:,\s*+|(?=\))))*+\))\s*+,?+""",
    re.ASCII,
)
_NUMBER = re.compile(r"\d+", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Described:
    """What stands before the values of an array."""

    dtype: DType | None
    code: str
    shape: tuple[int, ...]
    """As it lies in the file."""
    start: int
    """Of the values."""


def read_array(window: Window) -> Reading[Header]:
    """The array of a ``.npy`` file, named after the file, or those inside a pickled one. Raises InputError where it does not fit."""
    path = window.path
    found = yield from _described(window, 0, window.file_size)
    if found.code == _OBJECTS:
        return (yield from read_arrays(window, found.start))
    name = path.rpartition("/")[2].removesuffix(SUFFIX)
    return _header(path, {name: (found, window.file_size)}, [])


def read_arrays_of(window: Window, members: Mapping[str, Member], most_jumps: int | None) -> Reading[Header]:
    """The arrays of an ``.npz`` file; those that are compressed, or no plain numbers, are not read.

    Each array describes itself where it lies: the ``most_jumps`` largest are looked at, all of them where that is ``None``.
    """
    found: dict[str, tuple[_Described, int]] = {}
    left: list[str] = []
    unread = 0
    for place, member in enumerate(sorted(members.values(), key=lambda member: (-member.size, member.header))):
        name = member.name.removesuffix(SUFFIX)
        if len(name) > _LONGEST_NAME or not name.isprintable() or not name:
            raise InputError(f"{window.path}: an array has an impossible name: {name[:40]!r}")
        if member.obstacle:
            left.append(f"{name} ({member.obstacle})")
            continue
        if most_jumps is not None and place >= most_jumps:
            unread += member.size
            continue
        yield from window.take(member.header, min(member.stop, member.header + _FIRST_READ), ahead=0)
        start = yield from read_start(window, member)
        stop = start + member.size
        found[name] = ((yield from _described(window, start, stop)), stop)
    return replace(_header(window.path, found, left), unread_bytes=unread)


def _header(path: str, found: Mapping[str, tuple[_Described, int]], left: list[str]) -> Header:
    tensors = []
    for name, (each, stop) in found.items():
        if each.dtype is None:
            left.append(f"{name} (of the type {each.code[:20]!r})")
            continue
        size = each.dtype.size_of(math.prod(each.shape))
        if each.start + size != stop:
            raise InputError(
                f"{path}: {name}: values of shape {each.shape} end at {each.start + size}, expected {stop}"
            )
        tensors.append(
            TensorSpec(name=name, dtype=each.dtype, shape=each.shape, file=path, start=each.start, stop=stop)
        )
    tensors.sort(key=lambda tensor: (tensor.start, tensor.name))
    return Header(tensors=tuple(tensors), unsupported=tuple(sorted(left)))


def _described(window: Window, start: int, stop: int) -> Reading[_Described]:
    """The header of the array that lies between these places."""
    path = window.path
    begin = yield from window.take(start, min(stop, start + 12), ahead=_FIRST_READ)
    if not begin.startswith(MAGIC) or len(begin) < 12:
        raise InputError(f"{path}: expected an array of numpy at byte {start}, found {begin[:6]!r}")
    width = _LENGTH_BYTES.get(begin[6])
    if width is None:
        raise InputError(f"{path}: array in version {begin[6]} of numpy's format; versions 1 to 3 are read")
    length = int.from_bytes(begin[8 : 8 + width], "little")
    text_at = start + 8 + width
    if length > _LONGEST_HEADER or text_at + length > stop:
        raise InputError(f"{path}: array's header claims {length} bytes, at most {_LONGEST_HEADER} are read")
    text = yield from window.take(text_at, text_at + length, ahead=0)
    return replace(_parsed(path, text), start=text_at + length)


def _parsed(path: str, text: bytes) -> _Described:
    fields = _fields(path, text.decode("utf-8", "replace").strip())
    kind, order, shape = fields["descr"], fields["fortran_order"], fields["shape"]
    if order not in {"True", "False"} or not shape.startswith("("):
        raise InputError(f"{path}: array's header has the impossible order {order[:20]} or shape {shape[:60]}")
    sizes = tuple(int(each) for each in _NUMBER.findall(shape))
    if len(sizes) > _MOST_AXES or math.prod(sizes) >= _LARGEST_SIZE or any(size >= _LARGEST_SIZE for size in sizes):
        raise InputError(f"{path}: array has the impossible shape {shape[:60]}")
    # Anything but a text describes a structured type.
    code = kind[1:-1] if kind[0] in "'\"" else "|structured"
    return _Described(
        dtype=element_dtype(ElementType(code[1:], code[:1])),
        code=code[1:],
        shape=sizes[::-1] if order == "True" else sizes,
        start=0,
    )


def _fields(path: str, text: str) -> dict[str, str]:
    """The three entries of the dict, which numpy writes as Python would; each value as it is written."""
    fields: dict[str, str] = {}
    at = 1
    while (found := _FIELD.match(text, at)) is not None and found[1] not in fields:
        fields[found[1]] = found[2]
        at = found.end()
    if not text.startswith("{") or text[at:].strip() != "}" or fields.keys() != {"descr", "fortran_order", "shape"}:
        raise InputError(f"{path}: array's header is not understood: {text[:60]!r}")
    return fields
