# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Vocabularies of sentencepiece: a ModelProto, of which only the pieces are read (sentencepiece_model.proto, field 1, in it field 1).

The wire format of protocol buffers is simple enough to walk: a number for field and kind, then a number, so many bytes, or four or
eight of them (https://protobuf.dev/programming-guides/encoding/).
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.formats.tokenizers.limits import MOST_TOKENS
from bot.formats.tokenizers.spelling import normalised
from bot.model.errors import InputError

FIRST_BYTE = b"\x0a"
"""Field 1 with a length: what every file begins with."""
_PIECES, _TEXT = 1, 1
_LONGEST_VARINT = 10


def read_model(path: str, content: bytes) -> dict[bytes, int]:
    """The place of a piece is its id."""
    tokens: list[tuple[str, int]] = []
    for field, piece in _fields(path, memoryview(content)):
        if field != _PIECES:
            continue
        if len(tokens) >= MOST_TOKENS:
            raise InputError(f"{path}: more than {MOST_TOKENS} tokens")
        text = next((bytes(value) for inner, value in _fields(path, piece) if inner == _TEXT), None)
        if text is None:
            raise InputError(f"{path}: piece {len(tokens)} has no text")
        tokens.append((_decoded(path, text), len(tokens)))
    if not tokens:
        raise InputError(f"{path}: no pieces")
    return normalised(tokens)


def _decoded(path: str, text: bytes) -> str:
    try:
        return text.decode()
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: a piece is no UTF-8: {text[:20]!r}") from error


def _fields(path: str, message: memoryview) -> Iterator[tuple[int, memoryview]]:
    """Numbers and contents of the fields that have a length; the others are passed over."""
    at = 0
    while at < len(message):
        tag, at = _varint(path, message, at)
        match tag & 7:
            case 0:
                _, at = _varint(path, message, at)
            case 1:
                at += 8
            case 2:
                length, at = _varint(path, message, at)
                if length > len(message) - at:
                    raise InputError(f"{path}: field {tag >> 3} claims {length} bytes, {len(message) - at} are left")
                yield tag >> 3, message[at : at + length]
                at += length
            case 5:
                at += 4
            case kind:
                raise InputError(f"{path}: field {tag >> 3} is of the unknown kind {kind}")
    if at != len(message):
        raise InputError(f"{path}: a field ends at {at}, its message at {len(message)}")


def _varint(path: str, message: memoryview, at: int) -> tuple[int, int]:
    value = 0
    for place in range(_LONGEST_VARINT):
        if at + place >= len(message):
            raise InputError(f"{path}: ends inside a number")
        byte = message[at + place]
        value |= (byte & 0x7F) << (7 * place)
        if byte < 0x80:
            return value, at + place + 1
    raise InputError(f"{path}: a number of more than {_LONGEST_VARINT} bytes")
