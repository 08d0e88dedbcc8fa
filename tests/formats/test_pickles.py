# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Pickles are data: what Python writes is understood, bombs do not go off, and no name is imported or called."""

from __future__ import annotations

import pickle
import sys
from collections import OrderedDict, defaultdict
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.formats.binaries import read_header
from bot.formats.headers import Header
from bot.formats.pickled.machine import Pickled, read_pickle
from bot.formats.pickled.values import LongText, Name, Opaque, Table
from bot.formats.pieces import Pieces
from bot.model.errors import InputError
from bot.model.repository import ByteRange

PATH = "weights.pkl"


def load(content: bytes, size: int | None = None) -> Pickled:
    """The pickle in a file of this size; what is missing of it is full stops, which end a pickle."""
    length = len(content) if size is None else size
    reading = read_pickle(PATH, Pieces(PATH, file_size=length, limit=length))
    try:
        wanted = next(reading)
        while True:
            wanted = reading.send(content[wanted.start : wanted.stop].ljust(wanted.length, b"."))
    except StopIteration as done:
        found: Pickled = done.value
        return found


def parse(file: bytes, asked: list[ByteRange] | None = None) -> Header:
    reading = read_header(PATH, len(file))
    try:
        wanted = next(reading)
        while True:
            (asked if asked is not None else []).append(wanted)
            wanted = reading.send(file[wanted.start : wanted.stop])
    except StopIteration as done:
        header: Header = done.value
        return header


def plain(value: object) -> object:
    """Tables as dicts, sets as lists: what Python's own pickle would have given."""
    if isinstance(value, Table):
        return {key: plain(each) for key, each in value.entries}
    if isinstance(value, list):
        return [plain(each) for each in value]
    return tuple(plain(each) for each in value) if isinstance(value, tuple) else value


LEAVES = st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats(allow_nan=False) | st.text(max_size=300)
VALUES = st.recursive(
    LEAVES,
    lambda below: (
        st.lists(below, max_size=4)
        | st.tuples(below, below)
        | st.dictionaries(st.text(max_size=9) | st.integers(0, 300), below, max_size=4)
    ),
    max_leaves=25,
)


@given(VALUES, st.integers(2, 5))
def test_plain_values_are_read_as_python_wrote_them(value: object, protocol: int) -> None:
    assert plain(load(pickle.dumps(value, protocol)).value) == value


@pytest.mark.parametrize("protocol", [2, 3, 4, 5])
def test_tables_of_other_classes_are_tables(protocol: int) -> None:
    value = {"a": OrderedDict(x=1, y=[2]), "b": defaultdict(int, z=3)}
    assert plain(load(pickle.dumps(value, protocol)).value) == {"a": {"x": 1, "y": [2]}, "b": {"z": 3}}


class Evil:
    """Would end the program that loads it."""

    def __reduce__(self) -> tuple[Any, ...]:
        return sys.exit, (77,)


@pytest.mark.parametrize("protocol", [2, 3, 4, 5])
def test_calls_are_opaque_and_named(protocol: int) -> None:
    found = load(pickle.dumps([Evil()], protocol))
    assert isinstance(found.value, list)
    assert isinstance(found.value[0], Opaque)
    assert (found.value[0].maker, found.value[0].arguments) == ("sys.exit", (77,))
    assert found.names == {Name("sys", "exit")}


class Whatever:
    """An object of a class that is known only where it was made."""

    def __init__(self) -> None:
        self.weight = np.ones((4, 4), np.float32)
        self.inner = {"bias": np.ones(4, np.float64)}


@pytest.mark.parametrize("protocol", [2, 3, 4, 5])
def test_the_attributes_of_objects_are_kept_and_their_arrays_listed(protocol: int) -> None:
    file = pickle.dumps(Whatever(), protocol)
    header = parse(file)
    names = ["weight", "inner.bias"]
    assert [spec.name for spec in header.tensors] == names
    for spec in header.tensors:
        kind = np.float32 if spec.name == "weight" else np.float64
        content = file[spec.start : spec.stop]
        assert spec.is_text == (protocol == 2)
        raw = content.decode().encode("latin-1") if spec.is_text else content
        assert np.array_equal(np.frombuffer(raw, kind).reshape(spec.shape), np.ones(spec.shape))


def test_large_arrays_are_passed_over_and_not_asked_for() -> None:
    file = pickle.dumps({"a": np.ones(500_000, np.float32), "b": np.ones(500_000, np.float32)}, 4)
    asked: list[ByteRange] = []
    assert [spec.elements for spec in parse(file, asked).tensors] == [500_000, 500_000]
    assert sum(each.length for each in asked) <= 3 * 64 * 1024


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "goes on to byte 1, file has 0"),
        (b"\x80\x02", "goes on to byte 3, file has 2"),
        (b"\x80\x06N.", "protocol 6, at most 5"),
        (b".", "a value from an empty stack"),
        (b"(.", "a value from an empty stack"),
        (b"N(0.", "a value from an empty stack"),
        (b"t.", "back to a mark that it never set"),
        (b"1.", "back to a mark that it never set"),
        (b"h\x07.", "entry 7 of its memo"),
        (b"j\xff\xff\xff\xff.", "entry 4294967295 of its memo"),
        (b"Nq\x05h\x06.", "entry 6 of its memo"),
        (b"NNa.", "appends to something that is no list"),
        (b"NNNs.", "sets a key of something that is no dict"),
        (b"}(Nu.", "a key without a value"),
        (b"(Nd.", "a key without a value"),
        (b"NN\x93.", "by something that is no text"),
        (b"I1\n.", r"the opcode b'I' at byte 0"),
        (b"cos\nsystem\n(S'true'\ntR.", r"the opcode b'S'"),
        (b"(S'true'\nios\nsystem\n.", r"the opcode b'S'"),
        (b"\x82\x01.", r"the opcode b'\\x82'"),
        (b"\x97.", r"the opcode b'\\x97'"),
        (b"X\xff\xff\xff\xff", "goes on to byte 4294967300"),
        (b"\x8d" + b"\xff" * 8, "goes on to byte"),
        (b"\x8e" + b"\xff" * 7 + b"\x7f", "goes on to byte"),
        (b"\x96" + b"\0" * 7 + b"\x10", "goes on to byte"),
        (b"T\xff\xff\xff\x7f", "goes on to byte"),
        (b"X\x02\0\0\0\xff\xfe.", "a text that is no UTF-8"),
        (b"\x8b\xff\xff\xff\xff", "an integer of 4294967295 bytes"),
        (b"\x8a\x11" + bytes(17) + b".", "an integer of 17 bytes"),
        (b"c" + b"a" * 3000, "a name of more than 1024 bytes"),
        (b"c\xff\n", "a text that is no UTF-8"),
    ],
)
def test_each_lie_is_refused_by_name(content: bytes, says: str) -> None:
    with pytest.raises(InputError, match=says) as refused:
        load(content)
    assert PATH in str(refused.value)


def test_lengths_that_the_file_has_are_passed_over_without_memory() -> None:
    found = load(b"\x80\x04\x8d" + (1 << 40).to_bytes(8, "little"), (1 << 40) + 12)
    assert found.value == LongText(11, 11 + (1 << 40))


def nested(opcode: bytes, depth: int) -> bytes:
    return b"\x80\x04N" + opcode * depth + b"."


@pytest.mark.parametrize("content", [nested(b"\x85", 100_000), b"\x80\x04" + b"]" * 100_000 + b"a" * 99_999 + b"."])
def test_deep_nesting_is_refused_and_does_not_overflow(content: bytes) -> None:
    with pytest.raises(InputError, match="nested deeper than 64"):
        parse(content)


def test_a_list_that_holds_itself_is_walked_once() -> None:
    assert parse(b"\x80\x04]\x94h\0ah\0a.").tensors == ()


def test_a_bomb_of_shared_lists_does_not_go_off() -> None:
    """Each list holds the one before ten times: ten to the thirtieth paths, thirty lists."""
    steps = b"".join(b"](" + b"h" + bytes([depth]) + (b"h" + bytes([depth])) * 9 + b"e\x94" for depth in range(30))
    assert parse(b"\x80\x04]\x94" + steps + b".").tensors == ()


def test_a_bomb_of_doubled_values_does_not_grow() -> None:
    assert parse(b"\x80\x04]" + b"2\x85" * 10_000 + b"0" * 10_000 + b".").tensors == ()


def test_keys_that_cannot_be_hashed_hurt_nobody() -> None:
    deep = b"N" + b"\x85" * 50_000
    assert parse(b"\x80\x04}" + deep + b"Ns]Ns.").tensors == ()


def test_a_call_inside_a_call_is_no_recursion() -> None:
    function = b"ctorch._tensor\n_rebuild_from_type_v2\n\x94"
    assert parse(b"\x80\x04" + function + b"h\0N" * 50_000 + b")" + b"\x87" * 50_000 + b"R.").tensors == ()


@given(st.binary(max_size=200))
def test_random_opcodes_are_refused_or_read_but_never_crash(content: bytes) -> None:
    refused_or_read(b"\x80\x04" + content)


SIMPLE = [bytes([code]) for code in b"N]})(taesu012RbQdl\x85\x86\x87\x81\x92\x93\x94"]
MEMO = [b"h\0", b"h\1", b"h\2", b"q\1", b"K\3", b"U\1a", b"X\1\0\0\0k", b"X\7\0\0\0storage", b"J\xff\xff\xff\xff"]
NAMES = [
    b"ctorch._utils\n_rebuild_tensor_v2\n",
    b"ctorch\nFloatStorage\n",
    b"cnumpy\ndtype\n",
    b"cnumpy.core.multiarray\n_reconstruct\n",
    b"ccollections\nOrderedDict\n",
    b"cos\nsystem\n",
]


@given(st.lists(st.sampled_from([*SIMPLE, *MEMO, *NAMES]), max_size=60))
def test_sentences_of_opcodes_are_refused_or_read_but_never_crash(words: list[bytes]) -> None:
    refused_or_read(b"\x80\x04" + b"".join(words) + b".")


def refused_or_read(file: bytes) -> None:
    try:
        header = parse(file)
    except InputError:
        return
    assert all(0 <= each.start <= each.stop <= len(file) for each in header.tensors)
