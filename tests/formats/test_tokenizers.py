# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Vocabularies: whatever the format and its spelling, the same tokens are the same bytes; and every lie is refused by name."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.formats.tokenizers.limits import LARGEST_FILE, MOST_TOKENS
from bot.formats.tokenizers.registry import read_vocabulary, tokenizer_files
from bot.model.errors import InputError
from bot.model.repository import FileEntry

PATHS = ("tokenizer.json", "vocab.json", "vocab.txt", "tokenizer.model", "tekken.json", "qwen.tiktoken")
TEXTS = [b" the", b"\xff", b" caf\xc3\xa9", b"ing"]


def ids(path: str, content: bytes | str | object) -> dict[bytes, int]:
    raw = content if isinstance(content, bytes) else json.dumps(content).encode()
    return dict(read_vocabulary(path, raw).ids)


def varint(value: int) -> bytes:
    found = bytearray()
    while value >= 0x80:
        found.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*found, value])


def field(number: int, content: bytes) -> bytes:
    return varint(number << 3 | 2) + varint(len(content)) + content


def piece(text: str) -> bytes:
    """Text, score, kind, as sentencepiece writes them."""
    return field(1, field(1, text.encode()) + b"\x15\x00\x00\x80\xbf" + b"\x18\x01")


def test_every_format_gives_the_same_tokens() -> None:
    byte_level = {"Ġthe": 0, "ÿ": 1, "ĠcafÃ©": 2, "ing": 3}
    pieces = ["▁the", "<0xFF>", "▁café", "ing"]
    ranks = b"".join(base64.b64encode(text) + b" %d\n" % rank for rank, text in enumerate(TEXTS))
    tekken = {
        "config": {"default_num_special_tokens": 0, "default_vocab_size": 4},
        "vocab": [{"rank": n, "token_bytes": base64.b64encode(text).decode()} for n, text in enumerate(TEXTS)],
    }
    model = b"".join(map(piece, pieces)) + field(2, b"trainer")
    found = [
        ids("vocab.json", byte_level),
        ids("tokenizer.json", {"model": {"type": "BPE", "vocab": byte_level, "merges": []}}),
        ids("tokenizer.json", {"model": {"type": "Unigram", "vocab": [[text, -1.5] for text in pieces]}}),
        ids("tokenizer.model", model),
        ids("tokenizer.model", ranks),
        ids("qwen.tiktoken", ranks),
        ids("tekken.json", tekken),
    ]
    assert all(each == {text: number for number, text in enumerate(TEXTS)} for each in found)


def test_word_pieces_begin_a_word_or_go_on_with_it() -> None:
    assert ids("vocab.txt", b"[PAD]\nthe\n##ing\r\n##\n") == {b" [PAD]": 0, b" the": 1, b"ing": 2, b" ##": 3}


def test_added_tokens_are_spelled_as_they_are() -> None:
    added = [{"id": 9, "content": "Ġx"}, {"id": 10, "content": "<|im_start|>"}]
    found = ids("tokenizer.json", {"model": {"vocab": {"Ġa": 0}}, "added_tokens": added})
    assert found == {b" a": 0, "Ġx".encode(): 9, b"<|im_start|>": 10}


def test_ranks_beyond_the_size_of_tekken_are_not_in_use() -> None:
    vocab = [{"rank": n, "token_bytes": base64.b64encode(bytes([n])).decode()} for n in range(5)]
    config = {"default_num_special_tokens": 10, "default_vocab_size": 13}
    assert ids("tekken.json", {"config": config, "vocab": vocab}) == {b"\0": 10, b"\1": 11, b"\2": 12}


def test_of_two_tokens_with_the_same_text_the_first_id_stays() -> None:
    assert ids("tokenizer.json", {"model": {"vocab": [["a▁", 0], ["<0x41>", 0], ["A", 0]]}}) == {b"a ": 0, b"A": 1}


def test_the_smallest_file_at_the_top_is_chosen() -> None:
    sizes = {"tokenizer.json": 9, "vocab.json": 3, "text_encoder/vocab.json": 1, "vocab.txt": 0, "merges.txt": 2}
    files = [FileEntry(path=path, size=size) for path, size in sizes.items()]
    large = FileEntry(path="tekken.json", size=LARGEST_FILE + 1)
    assert [each.path for each in tokenizer_files([*files, large])] == ["vocab.json", "tokenizer.json"]


@pytest.mark.parametrize(
    ("path", "content", "says"),
    [
        ("tokenizer.json", b"[" * 100_000, "no JSON"),
        ("tokenizer.json", b"[" * 2_000_000, "lists and objects"),
        ("tokenizer.json", b"," * 5_000_000, "values"),
        ("tokenizer.json", b"\xff{}", "no JSON"),
        ("tokenizer.json", [], "expected an object, found list"),
        ("tokenizer.json", {"model": 3}, "model: expected an object"),
        ("tokenizer.json", {"model": {}}, "model.vocab: expected an object or a list, found NoneType"),
        ("tokenizer.json", {"model": {"vocab": [["a"], "b"]}}, "expected a text and a score"),
        ("tokenizer.json", {"model": {"vocab": {}}, "added_tokens": {}}, "added_tokens: expected a list"),
        ("tokenizer.json", {"model": {"vocab": {}}, "added_tokens": [{"id": 1, "content": 2}]}, "expected a text"),
        ("tokenizer.json", {"model": {"vocab": {}}, "added_tokens": [{"content": "a"}]}, "expected an id"),
        ("vocab.json", b'{"a": 1, "a": 2}', "a key twice"),
        ("vocab.json", {"a": -1}, "expected an id"),
        ("vocab.json", {"a": True}, "expected an id"),
        ("vocab.json", {"a": 1.0}, "expected an id"),
        ("vocab.json", b'{"a": 1' + b"0" * 5000 + b"}", "no JSON"),
        ("vocab.json", {"a": 2**31}, "expected an id"),
        ("vocab.txt", b"a\n" * (MOST_TOKENS + 2), "at most"),
        ("vocab.txt", b"\xff", "expected UTF-8"),
        ("tekken.json", {"vocab": {}}, "vocab: expected a list"),
        ("tekken.json", {"vocab": [{"rank": 0, "token_bytes": "?"}]}, "expected base64"),
        ("tekken.json", {"vocab": [{"rank": 0, "token_bytes": 1}]}, "expected a text"),
        ("tekken.json", {"vocab": [{"token_bytes": ""}]}, "rank: expected an id"),
        ("qwen.tiktoken", b"YQ== 0 extra", "base64 and a rank"),
        ("qwen.tiktoken", b"YQ== -1", "a rank: expected an id"),
        ("tokenizer.model", b"version https://git-lfs.github.com/spec/v1", "base64 and a rank"),
        ("tokenizer.model", b"\x0a\xff\xff\xff\xff\x0f", "claims"),
        ("tokenizer.model", b"\x0a" + b"\xff" * 12, "a number of more than 10 bytes"),
        ("tokenizer.model", b"\x0a\x80", "ends inside a number"),
        ("tokenizer.model", b"\x0a\x00", "has no text"),
        ("tokenizer.model", field(1, field(1, b"\xff")), "no UTF-8"),
        ("tokenizer.model", piece("a") + b"\x0b", "unknown kind 3"),
        ("tokenizer.model", piece("a") + b"\x15\x00", "a field ends at"),
        ("model.safetensors", b"", "expected a file of a tokenizer"),
    ],
)
def test_each_lie_is_refused_by_name(path: str, content: Any, says: str) -> None:  # noqa: ANN401 - lies of any type
    with pytest.raises(InputError, match=says) as refused:
        ids(path, content)
    assert path in str(refused.value)


@given(st.sampled_from(PATHS), st.binary(max_size=200))
def test_random_bytes_are_refused_or_read_but_never_crash(path: str, content: bytes) -> None:
    try:
        found = ids(path, content)
    except InputError:
        return
    assert all(number >= 0 for number in found.values())


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["model", "vocab", "added_tokens", "id", "content", "rank", "token_bytes", "config", "a"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(st.sampled_from(["tokenizer.json", "vocab.json", "tekken.json"]), JSON)
def test_json_of_any_shape_is_refused_or_read_but_never_crashes(path: str, value: object) -> None:
    try:
        ids(path, value)
    except InputError:
        return


@given(st.lists(st.binary(min_size=1, max_size=6), unique=True, max_size=20))
def test_ranks_and_tekken_come_back_as_they_were(tokens: list[bytes]) -> None:
    wanted = {text: rank for rank, text in enumerate(tokens)}
    ranks = b"".join(base64.b64encode(text) + b" %d\n" % rank for text, rank in wanted.items())
    vocab = [{"rank": rank, "token_bytes": base64.b64encode(text).decode()} for text, rank in wanted.items()]
    assert ids("qwen.tiktoken", ranks) == wanted
    assert ids("tekken.json", {"config": {"default_num_special_tokens": 0}, "vocab": vocab}) == wanted


@given(st.lists(st.text(min_size=1, max_size=6), unique=True, min_size=1, max_size=20))
def test_a_model_of_sentencepiece_has_the_places_of_its_pieces(texts: list[str]) -> None:
    pieces = ["▁the", *texts]
    found = ids("tokenizer.model", b"".join(map(piece, pieces)))
    assert found == ids("tokenizer.json", {"model": {"vocab": [[text, 0.0] for text in pieces]}})
    assert found[b" the"] == 0
