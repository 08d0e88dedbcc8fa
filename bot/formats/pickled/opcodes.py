# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The opcodes that are read, and their arguments, none of which is believed to be as long as it says.

The vocabulary is that of protocols 2 to 5 (Python's ``pickletools`` describes each opcode). Opcodes that only protocols 0 and 1 write, those
of the extension registry and out-of-band buffers are refused: no program writes weights with them.
"""

from __future__ import annotations

import struct
from enum import Enum

from bot.formats.pickled.values import LongText, Stretch, Text
from bot.formats.pieces import Pieces, Reading
from bot.model.errors import InputError

LONGEST_TEXT = 4096
"""Bytes of a text or of bytes that are kept as a value; the names of tensors take up to 1024."""
_LONGEST_LINE = 1024
"""Bytes of a module's or class's name."""
_LONGEST_INTEGER = 16
"""Bytes; torch's magic number takes ten."""


class Op(bytes, Enum):
    """What to do, by its byte. Bytes, so that looking one up takes as long as it takes for bytes."""

    PROTO = b"\x80"
    FRAME = b"\x95"
    STOP = b"."
    MARK = b"("
    POP = b"0"
    POP_MARK = b"1"
    DUP = b"2"
    NONE = b"N"
    NEWTRUE = b"\x88"
    NEWFALSE = b"\x89"
    BININT = b"J"
    BININT1 = b"K"
    BININT2 = b"M"
    LONG1 = b"\x8a"
    LONG4 = b"\x8b"
    BINFLOAT = b"G"
    BINSTRING = b"T"
    SHORT_BINSTRING = b"U"
    BINUNICODE = b"X"
    SHORT_BINUNICODE = b"\x8c"
    BINUNICODE8 = b"\x8d"
    BINBYTES = b"B"
    SHORT_BINBYTES = b"C"
    BINBYTES8 = b"\x8e"
    BYTEARRAY8 = b"\x96"
    EMPTY_LIST = b"]"
    EMPTY_TUPLE = b")"
    EMPTY_DICT = b"}"
    EMPTY_SET = b"\x8f"
    TUPLE = b"t"
    TUPLE1 = b"\x85"
    TUPLE2 = b"\x86"
    TUPLE3 = b"\x87"
    LIST = b"l"
    DICT = b"d"
    FROZENSET = b"\x91"
    APPEND = b"a"
    APPENDS = b"e"
    SETITEM = b"s"
    SETITEMS = b"u"
    ADDITEMS = b"\x90"
    BINPUT = b"q"
    LONG_BINPUT = b"r"
    MEMOIZE = b"\x94"
    BINGET = b"h"
    LONG_BINGET = b"j"
    GLOBAL = b"c"
    STACK_GLOBAL = b"\x93"
    REDUCE = b"R"
    NEWOBJ = b"\x81"
    NEWOBJ_EX = b"\x92"
    BUILD = b"b"
    BINPERSID = b"Q"


_OPS = {op.value: op for op in Op}
_UNSIGNED = {
    Op.PROTO: 1,
    Op.FRAME: 8,
    Op.BININT1: 1,
    Op.BININT2: 2,
    Op.BINPUT: 1,
    Op.LONG_BINPUT: 4,
    Op.BINGET: 1,
    Op.LONG_BINGET: 4,
}
"""Bytes of a number without a sign."""
_TEXTS = {Op.SHORT_BINUNICODE: 1, Op.BINUNICODE: 4, Op.BINUNICODE8: 8}
_BYTES = {
    Op.SHORT_BINSTRING: 1,
    Op.BINSTRING: 4,
    Op.SHORT_BINBYTES: 1,
    Op.BINBYTES: 4,
    Op.BINBYTES8: 8,
    Op.BYTEARRAY8: 8,
}
"""Bytes of the length before a value."""
_INTEGERS = {Op.LONG1: 1, Op.LONG4: 4}


def next_opcode(path: str, pieces: Pieces) -> Reading[tuple[Op, object]]:
    """The next opcode with its argument, ``None`` where it has none.

    Long texts and bytes are passed over without being read. Raises InputError for an opcode outside the vocabulary, and for an argument
    that ends behind the file or is no text where it should be one.
    """
    code = yield from pieces.take(1)
    op = _OPS.get(code)
    if op is None:
        raise InputError(f"{path}: pickle has the opcode {code!r} at byte {pieces.position - 1}, which is not read")
    argument: object = None
    if op in _UNSIGNED:
        argument = yield from pieces.number(_UNSIGNED[op])
    elif op is Op.BININT:
        argument = int.from_bytes((yield from pieces.take(4)), "little", signed=True)
    elif op is Op.BINFLOAT:
        argument = struct.unpack(">d", (yield from pieces.take(8)))[0]
    elif op in _TEXTS:
        argument = yield from _text(path, pieces, _TEXTS[op])
    elif op in _BYTES:
        argument = yield from _stretch(pieces, _BYTES[op])
    elif op in _INTEGERS:
        argument = yield from _integer(path, pieces, _INTEGERS[op])
    elif op is Op.GLOBAL:
        module = yield from _line(path, pieces)
        name = yield from _line(path, pieces)
        argument = (module, name)
    return op, argument


def _text(path: str, pieces: Pieces, width: int) -> Reading[Text | LongText]:
    length = yield from pieces.number(width)
    start = pieces.position
    if length > LONGEST_TEXT:
        yield from pieces.skip(length)
        return LongText(start, start + length)
    return Text(_decoded(path, (yield from pieces.take(length))), start, start + length)


def _stretch(pieces: Pieces, width: int) -> Reading[Stretch]:
    length = yield from pieces.number(width)
    start = pieces.position
    if length > LONGEST_TEXT:
        yield from pieces.skip(length)
        return Stretch(start, start + length, None)
    raw = yield from pieces.take(length)
    return Stretch(start, start + length, raw)


def _integer(path: str, pieces: Pieces, width: int) -> Reading[int]:
    length = yield from pieces.number(width)
    if length > _LONGEST_INTEGER:
        raise InputError(f"{path}: pickle has an integer of {length} bytes, at most {_LONGEST_INTEGER} are read")
    return int.from_bytes((yield from pieces.take(length)), "little", signed=True)


def _line(path: str, pieces: Pieces) -> Reading[str]:
    line = bytearray()
    while len(line) <= _LONGEST_LINE:
        sign = yield from pieces.take(1)
        if sign == b"\n":
            return _decoded(path, bytes(line))
        line += sign
    raise InputError(f"{path}: pickle has a name of more than {_LONGEST_LINE} bytes")


def _decoded(path: str, raw: bytes) -> str:
    try:
        # As pickle writes it: half of a surrogate pair is allowed.
        return raw.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: pickle has a text that is no UTF-8: {raw[:40]!r}") from error
