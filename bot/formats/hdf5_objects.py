# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Object headers of HDF5 files: their messages, and the dataset that these describe (File Format Specification, section IV)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.formats.entries import checked_shape, tensor_at
from bot.formats.pieces import Reading
from bot.formats.places import Places
from bot.model.errors import InputError
from bot.model.tensors import DType, TensorSpec

UNDEFINED = (1 << 64) - 1
"""The address of what is nowhere."""
_SHARED = 2
"""Flag of a message that only says where its content is."""
_DATASPACE, _DATATYPE, _EXTERNAL, _LAYOUT, _FILTERS, _CONTINUATION = 0x01, 0x03, 0x07, 0x08, 0x0B, 0x10
_MOST_MESSAGES = 1 << 12
_MOST_BLOCKS = 64
_COMPACT, _CONTIGUOUS = 0, 1
_SIMPLE_CLASSES = (0, 1)
"""Fixed-point and floating-point numbers."""
_INTEGERS = {
    (1, True): DType.I8,
    (2, True): DType.I16,
    (4, True): DType.I32,
    (8, True): DType.I64,
    (1, False): DType.U8,
    (2, False): DType.U16,
    (4, False): DType.U32,
    (8, False): DType.U64,
}
_FLOATS = {(2, 5, 10): DType.F16, (2, 8, 7): DType.BF16, (4, 8, 23): DType.F32, (8, 11, 52): DType.F64}
"""By bytes, bits of the exponent and bits of the mantissa."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message of an object header."""

    kind: int
    flags: int
    start: int
    """Offset of its content in the file."""
    size: int


def messages_of(path: str, places: Places, name: str, address: int) -> Reading[tuple[Message, ...]]:
    """All messages of the object header at this address, those in its further blocks too."""
    head = yield from places.take(address, 16)
    if head.startswith(b"OHDR"):
        is_new, in_order = True, bool(head[5] & 4)
        block = yield from _first_block(path, places, name, address, head)
    elif head[0] == 1:
        is_new, in_order = False, False
        block = (address + 16, int.from_bytes(head[8:12], "little"))
    else:
        raise InputError(f"{path}: {_shown(name)}: expected an object header at {address}, found {head[:4]!r}")
    messages: list[Message] = []
    blocks, done = [block], 0
    while done < len(blocks):
        if len(blocks) > _MOST_BLOCKS or len(set(blocks)) < len(blocks):
            raise InputError(f"{path}: {_shown(name)}: object header goes on in {len(blocks)} blocks")
        found = yield from _messages_in(path, places, name, blocks[done], is_new=is_new, in_order=in_order)
        messages += found
        if len(messages) > _MOST_MESSAGES:
            raise InputError(f"{path}: {_shown(name)}: object header of more than {_MOST_MESSAGES} messages")
        for each in found:
            if each.kind == _CONTINUATION:
                start = yield from places.number(each.start, 8)
                size = yield from places.number(each.start + 8, 8)
                # Later blocks of the newer kind begin with "OCHK" and end with a checksum.
                blocks.append((start + 4, size - 8) if is_new else (start, size))
        done += 1
    return tuple(messages)


def _first_block(path: str, places: Places, name: str, address: int, head: bytes) -> Reading[tuple[int, int]]:
    if head[4] != 2:
        raise InputError(f"{path}: {_shown(name)}: object header of version {head[4]}; versions 1 and 2 are read")
    flags, width = head[5], 1 << (head[5] & 3)
    at = address + 6 + (16 if flags & 32 else 0) + (4 if flags & 16 else 0)
    size = yield from places.number(at, width)
    return at + width, size


def _messages_in(
    path: str, places: Places, name: str, block: tuple[int, int], *, is_new: bool, in_order: bool
) -> Reading[list[Message]]:
    at, size = block
    end = at + size
    found: list[Message] = []
    width = (6 if in_order else 4) if is_new else 8
    while at + width <= end:
        head = yield from places.take(at, width)
        if is_new:
            kind, length, flags = head[0], int.from_bytes(head[1:3], "little"), head[3]
        else:
            kind, length, flags = int.from_bytes(head[:2], "little"), int.from_bytes(head[2:4], "little"), head[4]
        at += width
        if at + length > end or len(found) > _MOST_MESSAGES:
            raise InputError(f"{path}: {_shown(name)}: a message goes on to byte {at + length}, its block to {end}")
        found.append(Message(kind, flags, at, length))
        at += length
    return found


def is_dataset(messages: Sequence[Message]) -> bool:
    """Whether the object holds values; it is a group otherwise."""
    return any(each.kind == _LAYOUT for each in messages)


def dataset_at(path: str, places: Places, name: str, messages: Sequence[Message]) -> Reading[TensorSpec | None]:
    """The tensor that these messages describe; ``None`` where its values do not lie in the file as plain numbers in one piece."""
    known = {each.kind: each for each in messages}
    if any(known[kind].flags & _SHARED for kind in (_DATASPACE, _DATATYPE, _LAYOUT) if kind in known):
        return None
    if not {_DATASPACE, _DATATYPE} <= known.keys() or {_EXTERNAL, _FILTERS} & known.keys():
        return None
    shape = yield from _shape(path, places, name, known[_DATASPACE])
    dtype = yield from _dtype(places, known[_DATATYPE])
    place = yield from _place(places, known[_LAYOUT])
    if shape is None or dtype is None or place is None:
        return None
    return tensor_at(path, name, dtype, shape, place)


def _shape(path: str, places: Places, name: str, message: Message) -> Reading[tuple[int, ...] | None]:
    head = yield from places.take(message.start, 4)
    version, axes = head[0], head[1]
    if version not in {1, 2} or (version == 2 and head[3] > 1):
        return None
    first = message.start + (8 if version == 1 else 4)
    raw = yield from places.take(first, 8 * axes)
    return checked_shape(path, name, [int.from_bytes(raw[at : at + 8], "little") for at in range(0, len(raw), 8)])


def _dtype(places: Places, message: Message) -> Reading[DType | None]:
    head = yield from places.take(message.start, 8)
    kind, order, size = head[0] & 15, head[1], int.from_bytes(head[4:8], "little")
    if kind not in _SIMPLE_CLASSES or order & 1:
        return None
    if kind == 0:
        return _INTEGERS.get((size, bool(order & 8)))
    if order & 64:
        return None
    layout = yield from places.take(message.start + 8, 12)
    return _FLOATS.get((size, layout[5], layout[7]))


def _place(places: Places, message: Message) -> Reading[tuple[int, int] | None]:
    """First and last byte of the values."""
    version = yield from places.number(message.start, 1)
    kind = yield from places.number(message.start + 1, 1)
    if version not in {3, 4}:
        return None
    if kind == _COMPACT:
        size = yield from places.number(message.start + 2, 2)
        return message.start + 4, message.start + 4 + size
    if kind != _CONTIGUOUS:
        return None
    start = yield from places.number(message.start + 2, 8)
    size = yield from places.number(message.start + 10, 8)
    return None if start == UNDEFINED else (start, start + size)


def _shown(name: str) -> str:
    return name or "the root group"
