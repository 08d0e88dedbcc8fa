# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Ways to damage a file, as fuzzers do: bits, bytes, numbers at the edges, pieces cut out, doubled, moved and spliced from another file."""

from __future__ import annotations

import random
from collections.abc import Sequence

_EDGES = (0, 1, 2, 0x7F, 0x80, 0xFF, 0x7FFF, 0xFFFF, 1 << 31, (1 << 32) - 1, (1 << 63) - 1, (1 << 64) - 1)
_MOST_CHANGES = 6
_LARGEST = 1 << 20
"""Bytes beyond which a file does not grow."""
_NEAR = 4096
"""Bytes at a file's begin where half of the changes are made: headers lie there."""


def mutated(chance: random.Random, files: Sequence[bytes]) -> bytes:
    """One of the files with a few changes."""
    content = bytearray(chance.choice(files))
    for _ in range(chance.randint(1, _MOST_CHANGES)):
        chance.choice(_CHANGES)(chance, content, files)
        del content[_LARGEST:]
    return bytes(content)


def _place(chance: random.Random, content: bytearray) -> int:
    near = chance.random() < 0.5
    return chance.randrange(min(len(content), _NEAR) if near else len(content)) if content else 0


def _flip(chance: random.Random, content: bytearray, _: Sequence[bytes]) -> None:
    if content:
        content[_place(chance, content)] ^= 1 << chance.randrange(8)


def _byte(chance: random.Random, content: bytearray, _: Sequence[bytes]) -> None:
    if content:
        content[_place(chance, content)] = chance.randrange(256)


def _number(chance: random.Random, content: bytearray, _: Sequence[bytes]) -> None:
    width = chance.choice((1, 2, 4, 8))
    value = chance.choice((*_EDGES, len(content))) + chance.choice((-1, 0, 0, 1))
    place = _place(chance, content)
    order = chance.choice(("little", "big"))
    raw = (value % (1 << 8 * width)).to_bytes(width, "little")
    content[place : place + width] = raw if order == "little" else raw[::-1]


def _cut(chance: random.Random, content: bytearray, _: Sequence[bytes]) -> None:
    place = _place(chance, content)
    del content[place : place + chance.choice((1, 2, 4, 8, 64, 1024))]


def _truncate(chance: random.Random, content: bytearray, _: Sequence[bytes]) -> None:
    del content[_place(chance, content) :]


def _double(chance: random.Random, content: bytearray, _: Sequence[bytes]) -> None:
    first, length = _place(chance, content), chance.choice((1, 4, 16, 64, 256))
    place = _place(chance, content)
    content[place:place] = bytes(content[first : first + length]) * chance.choice((1, 1, 2, 16))


def _splice(chance: random.Random, content: bytearray, files: Sequence[bytes]) -> None:
    other = chance.choice(files)
    first = chance.randrange(len(other)) if other else 0
    place, length = _place(chance, content), chance.choice((8, 64, 512, 4096))
    content[place : place + chance.choice((0, length))] = other[first : first + length]


_CHANGES = (_flip, _byte, _byte, _number, _number, _cut, _truncate, _double, _splice)
