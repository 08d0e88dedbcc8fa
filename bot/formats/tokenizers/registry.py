# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Which files hold a vocabulary, and how each is read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import TypeAlias

from bot.formats.tokenizers.documents import read_tekken, read_tokenizer, read_vocabulary_object
from bot.formats.tokenizers.limits import LARGEST_FILE
from bot.formats.tokenizers.lines import read_lines, read_ranks
from bot.formats.tokenizers.sentencepiece import FIRST_BYTE, read_model
from bot.model.errors import FileTooLarge, InputError
from bot.model.repository import FileEntry
from bot.model.tokenizers import Vocabulary

_Read: TypeAlias = Callable[[str, bytes], dict[bytes, int]]


def _model_or_ranks(path: str, content: bytes) -> dict[bytes, int]:
    """``tokenizer.model`` is sentencepiece's name, under which Llama 3 publishes ranks."""
    return read_model(path, content) if content.startswith(FIRST_BYTE) else read_ranks(path, content)


_FORMATS: tuple[tuple[re.Pattern[str], _Read], ...] = (
    (re.compile(r"tokenizer\.json"), read_tokenizer),
    (re.compile(r"vocab\.json"), read_vocabulary_object),
    (re.compile(r"vocab\.txt"), read_lines),
    (re.compile(r"tekken\.json"), read_tekken),
    (re.compile(r"(?:tokenizer|spiece|spm|sentencepiece(?:\.bpe)?)\.model(?:\.v\w+)?"), _model_or_ranks),
    (re.compile(r".+\.tiktoken"), read_ranks),
)


def tokenizer_files(files: Iterable[FileEntry]) -> list[FileEntry]:
    """The files at the top of a repository that hold a vocabulary and are not too large to be read, the smallest first.

    A repository that has several holds one vocabulary in several ways. Below the top lie those of other components.
    """
    found = [entry for entry in files if _reader(entry.path) and 0 < entry.size <= LARGEST_FILE]
    return sorted(found, key=lambda entry: (entry.size, entry.path))


def read_vocabulary(path: str, content: bytes) -> Vocabulary:
    """The vocabulary of one file. Raises InputError, naming the file and the field, where it cannot be one."""
    read = _reader(path)
    if read is None:
        raise InputError(f"{path}: expected a file of a tokenizer")
    if len(content) > LARGEST_FILE:
        raise FileTooLarge(f"{path}: {len(content)} bytes, at most {LARGEST_FILE} are read")
    return Vocabulary(path=path, ids=read(path, content))


def _reader(path: str) -> _Read | None:
    return next((read for pattern, read in _FORMATS if pattern.fullmatch(path)), None)
