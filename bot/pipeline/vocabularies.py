# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Reads the vocabulary of a repository from the smallest file that holds one."""

from __future__ import annotations

from bot.formats.tokenizers.limits import LARGEST_FILE
from bot.formats.tokenizers.registry import read_vocabulary, tokenizer_files
from bot.model.errors import InputError
from bot.model.tokenizers import Vocabulary
from bot.ports.hub import ModelSource


def read_tokenizer(source: ModelSource) -> Vocabulary | None:
    """The vocabulary; ``None`` where there is no file of one.

    Raises InputError for the smallest file where none can be read, and RemoteError or BudgetSpent at the first that cannot be had.
    """
    refused: InputError | None = None
    for entry in tokenizer_files(source.snapshot.files):
        content = source.read(entry.path, limit=LARGEST_FILE)
        try:
            return read_vocabulary(entry.path, content)
        except InputError as error:
            # A ``vocab.json`` may be of another kind, by language for example, with a whole tokenizer beside it.
            refused = refused or error
    if refused is not None:
        raise refused
    return None
