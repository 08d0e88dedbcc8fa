# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Small protocol buffer messages, field by field (https://protobuf.dev/programming-guides/encoding/)."""

from __future__ import annotations

from collections.abc import Sequence

from bot.model.errors import InputError

Field = tuple[int, int | bytes]
"""Number and value: numbers without a sign, or the bytes of a text or message."""
_MOST_FIELDS = 1 << 10
_LONGEST_NUMBER = 10
_FIXED = {1: 8, 5: 4}
_VARINT, _BYTES = 0, 2


def varint_at(path: str, what: str, raw: bytes, at: int) -> tuple[int, int]:
    """A number of seven bits a byte, and the offset after it. Raises InputError where it does not end."""
    value = 0
    for step in range(_LONGEST_NUMBER):
        if at + step >= len(raw):
            break
        byte = raw[at + step]
        value |= (byte & 127) << 7 * step
        if byte < 128:
            return value, at + step + 1
    raise InputError(f"{path}: {what}: a number does not end")


def fields_of(path: str, what: str, raw: bytes) -> list[Field]:
    """The fields of one message in their order; ``what`` is named where it is refused."""
    fields: list[Field] = []
    at = 0
    while at < len(raw):
        tag, at = varint_at(path, what, raw, at)
        number, kind = tag >> 3, tag & 7
        value: int | bytes
        if kind == _VARINT:
            value, at = varint_at(path, what, raw, at)
        elif kind == _BYTES or kind in _FIXED:
            length, at = varint_at(path, what, raw, at) if kind == _BYTES else (_FIXED[kind], at)
            if at + length > len(raw):
                raise InputError(f"{path}: {what}: field {number} claims {length} bytes, {len(raw) - at} are left")
            value = raw[at : at + length]
            at += length
        else:
            raise InputError(f"{path}: {what}: field {number} of the unknown kind {kind}")
        fields.append((number, value))
        if len(fields) > _MOST_FIELDS:
            raise InputError(f"{path}: {what}: more than {_MOST_FIELDS} fields")
    return fields


def last_number(fields: Sequence[Field], number: int) -> int:
    """The value of a field, 0 where it is absent: as everywhere in protocol buffers, the last one counts."""
    return next((value for each, value in reversed(fields) if each == number and isinstance(value, int)), 0)


def last_message(fields: Sequence[Field], number: int) -> bytes:
    """The bytes of a field, empty where it is absent."""
    return next((value for each, value in reversed(fields) if each == number and isinstance(value, bytes)), b"")
