# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Vocabularies in lines: ``vocab.txt`` of WordPiece, one token a line; ranks of tiktoken, base64 and a number a line."""

from __future__ import annotations

import base64
import binascii

from bot.formats.tokenizers.limits import checked_count, checked_id
from bot.formats.tokenizers.spelling import normalised
from bot.model.errors import InputError


def read_lines(path: str, content: bytes) -> dict[bytes, int]:
    """Of a ``vocab.txt``: the number of a line is the id of its token."""
    checked_count(path, content.count(b"\n"))
    try:
        lines = content.decode("utf-8-sig").removesuffix("\n").split("\n")
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: expected UTF-8, found other bytes at {error.start}") from error
    # The carriage return of a file from Windows; a tab or a space may be a token.
    return normalised((line.removesuffix("\r"), number) for number, line in enumerate(lines))


def read_ranks(path: str, content: bytes) -> dict[bytes, int]:
    """Of a file of tiktoken's: the rank of a token is its id."""
    checked_count(path, content.count(b"\n"))
    ids: dict[bytes, int] = {}
    for line in content.split(b"\n"):
        if not line.strip():
            continue
        text, _, rank = line.strip().rpartition(b" ")
        try:
            raw, number = base64.b64decode(text, validate=True), int(rank)
        except (binascii.Error, ValueError) as error:
            raise InputError(f"{path}: expected base64 and a rank in each line, found {line[:40]!r}") from error
        ids[raw] = min(checked_id(path, number, "a rank"), ids.get(raw, number))
    return ids
