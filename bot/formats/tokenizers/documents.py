# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Vocabularies in JSON: ``tokenizer.json`` of the tokenizers library, ``vocab.json`` of GPT-2's heirs, ``tekken.json`` of Mistral."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterator

from bot.formats.tokenizers.limits import checked_count, checked_id
from bot.formats.tokenizers.spelling import normalised
from bot.model.errors import InputError

_MOST_CONTAINERS = 1_500_000
"""Lists and objects of one file: a list for each merge is most of them, 514,906 in Gemma 3's."""
_MOST_VALUES = 4_000_000
"""Commas of one file. With the limit above a hostile file of 40 megabytes takes about 400 in memory."""
_TEKKEN_SPECIAL = 1000
"""Ids before the first token, where ``tekken.json`` does not say."""


def read_tokenizer(path: str, content: bytes) -> dict[bytes, int]:
    """Of a ``tokenizer.json``: the vocabulary of its model, by id (BPE, WordPiece, WordLevel) or in order (Unigram), and what was added."""
    document = _object(path, _loaded(path, content), "the file")
    model = _object(path, document.get("model"), "model")
    own = list(_pairs(path, model.get("vocab"), "model.vocab"))
    added = list(_added(path, document.get("added_tokens", [])))
    checked_count(path, len(own) + len(added))
    return normalised([*own, *added], special={text for text, _ in added})


def read_vocabulary_object(path: str, content: bytes) -> dict[bytes, int]:
    """Of a ``vocab.json``: one object of ids by token."""
    pairs = list(_pairs(path, _object(path, _loaded(path, content), "the file"), "the file"))
    checked_count(path, len(pairs))
    return normalised(pairs)


def read_tekken(path: str, content: bytes) -> dict[bytes, int]:
    """Of a ``tekken.json``: bytes by rank, after so many special tokens; ranks beyond the vocabulary's size are not in use."""
    document = _object(path, _loaded(path, content), "the file")
    config = _object(path, document.get("config", {}), "config")
    special = checked_id(path, config.get("default_num_special_tokens", _TEKKEN_SPECIAL), "default_num_special_tokens")
    entries = document.get("vocab")
    if not isinstance(entries, list):
        raise InputError(f"{path}: vocab: expected a list, found {type(entries).__name__}")
    checked_count(path, len(entries))
    size = checked_id(path, config.get("default_vocab_size", special + len(entries)), "default_vocab_size")
    ids: dict[bytes, int] = {}
    for entry in entries:
        fields = _object(path, entry, "an entry of vocab")
        number = special + checked_id(path, fields.get("rank"), "rank")
        raw = _from_base64(path, fields.get("token_bytes"))
        if number < size:
            ids[raw] = min(number, ids.get(raw, number))
    return ids


def _from_base64(path: str, text: object) -> bytes:
    if not isinstance(text, str):
        raise InputError(f"{path}: token_bytes: expected a text, found {type(text).__name__}")
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise InputError(f"{path}: token_bytes: expected base64, found {text[:40]!r}") from error


def _pairs(path: str, vocabulary: object, where: str) -> Iterator[tuple[str, int]]:
    if isinstance(vocabulary, dict):
        yield from ((text, checked_id(path, number, where)) for text, number in vocabulary.items())
    elif isinstance(vocabulary, list):
        for place, entry in enumerate(vocabulary):
            if not isinstance(entry, list) or not entry or not isinstance(entry[0], str):
                raise InputError(f"{path}: {where}: expected a text and a score, found {str(entry)[:40]!r}")
            yield entry[0], place
    else:
        raise InputError(f"{path}: {where}: expected an object or a list, found {type(vocabulary).__name__}")


def _added(path: str, entries: object) -> Iterator[tuple[str, int]]:
    if not isinstance(entries, list):
        raise InputError(f"{path}: added_tokens: expected a list, found {type(entries).__name__}")
    for entry in entries:
        fields = _object(path, entry, "an entry of added_tokens")
        text = fields.get("content")
        if not isinstance(text, str):
            raise InputError(f"{path}: added_tokens: content: expected a text, found {type(text).__name__}")
        yield text, checked_id(path, fields.get("id"), "added_tokens")


def _object(path: str, value: object, where: str) -> dict[str, object]:
    if not isinstance(value, dict):
        raise InputError(f"{path}: {where}: expected an object, found {type(value).__name__}")
    return value


def _loaded(path: str, content: bytes) -> object:
    def refuse_doubles(pairs: list[tuple[str, object]]) -> dict[str, object]:
        keys = dict(pairs)
        if len(keys) != len(pairs):
            raise InputError(f"{path}: names a key twice")
        return keys

    containers, values = content.count(b"[") + content.count(b"{"), content.count(b",")
    if containers > _MOST_CONTAINERS or values > _MOST_VALUES:
        raise InputError(
            f"{path}: {containers} lists and objects, {values} values; at most {_MOST_CONTAINERS} and {_MOST_VALUES} are read"
        )
    try:
        loaded: object = json.loads(content.decode("utf-8-sig"), object_pairs_hook=refuse_doubles)
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise InputError(f"{path}: no JSON: {type(error).__name__}") from error
    return loaded
