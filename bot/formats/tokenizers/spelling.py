# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""How tokenizers spell the bytes that a token stands for: what a file calls ``Ġthe``, ``▁the`` or ``the`` is the same text.

Byte-level vocabularies (GPT-2 and its heirs) write each byte as one printable character; sentencepiece writes a space as ``▁`` and a
byte as ``<0xAB>``; WordPiece begins the rest of a word with ``##``. Which of them a vocabulary uses is read off its tokens, since
half of the files do not say.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable

_SPACE_OF_BYTES = "Ġ"
_SPACE_OF_PIECES = "▁"
_REST_OF_WORD = "##"
_BYTE = re.compile(r"<0x([0-9A-Fa-f]{2})>")


def _byte_of_character() -> dict[str, int]:
    """GPT-2's table: printable bytes are themselves, the others follow one another from U+0100 on."""
    printable = [*range(ord("!"), ord("~") + 1), *range(ord("¡"), ord("¬") + 1), *range(ord("®"), ord("ÿ") + 1)]
    others = [byte for byte in range(256) if byte not in printable]
    return {chr(byte): byte for byte in printable} | {chr(256 + place): byte for place, byte in enumerate(others)}


_BYTES = _byte_of_character()


def normalised(tokens: Iterable[tuple[str, int]], *, special: Collection[str] = ()) -> dict[bytes, int]:
    """Ids by the bytes that tokens stand for; ``special`` ones are spelled as they are. Of two equal texts the lower id stays."""
    pairs = list(tokens)
    bytes_of = _spelling_of(text for text, _ in pairs)
    ids: dict[bytes, int] = {}
    for text, number in pairs:
        raw = _plain(text) if text in special else bytes_of(text)
        ids[raw] = min(number, ids.get(raw, number))
    return ids


def _spelling_of(texts: Iterable[str]) -> Callable[[str], bytes]:
    of_bytes = of_pieces = rests = 0
    for text in texts:
        of_bytes += _SPACE_OF_BYTES in text
        of_pieces += _SPACE_OF_PIECES in text
        rests += text.startswith(_REST_OF_WORD)
    most = max(of_bytes, of_pieces, rests)
    if not most:
        return _plain
    if most == of_pieces:
        return _pieces
    return _byte_level if most == of_bytes else _word_pieces


def _plain(text: str) -> bytes:
    # JSON may hold halves of surrogate pairs, which are no text but have to be told apart all the same.
    return text.encode("utf-8", "surrogatepass")


def _byte_level(text: str) -> bytes:
    try:
        return bytes([_BYTES[character] for character in text])
    except KeyError:
        return _plain(text)


def _pieces(text: str) -> bytes:
    byte = _BYTE.fullmatch(text)
    return bytes([int(byte[1], 16)]) if byte else _plain(text.replace(_SPACE_OF_PIECES, " "))


def _word_pieces(text: str) -> bytes:
    is_rest = text.startswith(_REST_OF_WORD) and len(text) > len(_REST_OF_WORD)
    return _plain(text.removeprefix(_REST_OF_WORD) if is_rest else f" {text}")
