# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Reads the vocabulary of a repository from the smallest file that holds it."""

from __future__ import annotations

from bot.formats.tokenizers.limits import LARGEST_FILE
from bot.formats.tokenizers.registry import read_vocabulary, tokenizer_files
from bot.model.tokenizers import Vocabulary
from bot.ports.hub import ModelSource


def read_tokenizer(source: ModelSource) -> Vocabulary | None:
    """The vocabulary; ``None`` where no file holds one. Raises InputError, RemoteError or BudgetSpent where it cannot be read."""
    files = tokenizer_files(source.snapshot.files)
    if not files:
        return None
    return read_vocabulary(files[0].path, source.read(files[0].path, limit=LARGEST_FILE))
