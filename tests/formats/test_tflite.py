# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""TensorFlow Lite models: constant tensors are found in their buffers, and every lie is refused by name."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.formats.headers import Header
from bot.formats.tflite import read_header
from bot.model.errors import InputError
from bot.model.repository import ByteRange
from bot.model.tensors import DType
from tests.formats.playing import damaged, damages, is_refused_or_inside, play
from tests.samples.tflite_files import Table, Value, Vector, as_flatbuffer, as_tflite, numbers, text, u32

PATH = "model.tflite"
TWO: dict[str, np.ndarray[Any, Any]] = {
    "dense/MatMul": np.arange(4200, dtype=np.float32).reshape(60, 70),
    "dense/codes": np.ones((4, 5), np.int8),
}


def parse(file: bytes, asked: list[ByteRange] | None = None, most_jumps: int | None = None) -> Header:
    return play(read_header(PATH, len(file), most_jumps), file, asked)


@pytest.mark.parametrize("apart", [False, True])
def test_constant_tensors_are_found_beside_the_tables_and_behind_them(apart: bool) -> None:  # noqa: FBT001 - drawn
    file = as_tflite(TWO, apart=apart)
    found = {each.name: each for each in parse(file).tensors}
    assert {name: each.dtype for name, each in found.items()} == {"dense/MatMul": DType.F32, "dense/codes": DType.I8}
    for name, values in TWO.items():
        assert found[name].shape == values.shape
        assert file[found[name].start : found[name].stop] == values.tobytes()


def test_other_types_and_sparse_tensors_are_named_and_left_alone() -> None:
    found = parse(as_tflite(TWO, types={"dense/codes": 17}))
    assert ([each.name for each in found.tensors], found.unsupported) == (["dense/MatMul"], ("dense/codes",))
    assert parse(as_tflite(TWO, more={6: Table({})})).unsupported == tuple(TWO)


def test_texts_are_passed() -> None:
    assert [each.name for each in parse(as_tflite(TWO, types={"dense/codes": 5})).tensors] == ["dense/MatMul"]


def test_a_buffer_of_several_tensors_is_listed_once() -> None:
    assert len(parse(as_tflite(TWO, more={2: u32(1), 0: numbers(60, 70), 1: b"\0"})).tensors) == 1


def test_names_that_several_tensors_have_are_told_apart_and_long_ones_are_cut() -> None:
    names = sorted(each.name for each in parse(as_tflite(TWO, more={3: text("same")})).tensors)
    assert names == ["same", "same#1"]
    long = parse(as_tflite({"fused;" * 3000: TWO["dense/codes"]})).tensors[0].name
    assert ("fused;" * 3000).startswith(long)
    assert len(long) == 512


def test_values_are_not_asked_for_and_what_was_not_looked_at_is_told() -> None:
    file = as_tflite({f"layer_{layer}": np.zeros((512, 512), np.float32) for layer in range(6)})
    asked: list[ByteRange] = []
    assert len(parse(file, asked).tensors) == 6
    assert sum(each.length for each in asked) < 100_000
    found = parse(file, most_jumps=4)
    assert 0 < len(found.tensors) < 6
    assert found.unread_bytes == len(file) - sum(each.bytes for each in found.tensors)


def model(tensor: Mapping[int, Value], buffer: Mapping[int, Value]) -> bytes:
    graph = Table({0: Vector(1, [Table(tensor)])})
    return as_flatbuffer(Table({2: Vector(1, [graph]), 4: Vector(2, [Table({}), Table(buffer)])}))


W: dict[int, Value] = {0: numbers(2), 2: u32(1), 3: text("w")}
EIGHT = Vector(8, bytes(8))


@pytest.mark.parametrize(
    ("file", "says"),
    [
        (b"", "goes on to byte 8, file has 0"),
        (as_flatbuffer(Table({}), b"XXXX"), "marked as b'XXXX'"),
        (u32(1 << 30) + b"TFL3" + bytes(40), "goes on to byte"),
        (u32(8) + b"TFL3" + struct.pack("<iHH", -4, 3, 4), "claims 3 bytes for the places of its fields"),
        (u32(8) + b"TFL3" + struct.pack("<iHH", -4, 60_000, 4), "claims 60000 bytes for the places"),
        (u32(8) + b"TFL3" + struct.pack("<i", 1 << 30), "goes on to byte"),
        (as_flatbuffer(Table({2: Vector(1 << 31, b"")})), "field 2 claims 2147483648 elements"),
        (as_flatbuffer(Table({4: Vector(1 << 16, b"")})), "goes on to byte"),
        (model({**W, 2: u32(7)}, {}), "buffer 7 of 2"),
        (model({**W, 3: text("a\x07")}, {0: EIGHT}), "impossible name"),
        (model({**W, 0: numbers(*[1] * 9)}, {0: EIGHT}), "field 0 claims 9 elements"),
        (model({**W, 0: numbers(-1)}, {0: EIGHT}), "w: impossible shape"),
        (model({**W, 0: numbers(3)}, {0: EIGHT}), r"w: shape \(3,\) of F32 takes 12 bytes, 8 are held"),
        (model(W, {0: Vector(1 << 20, b"")}), "w: shape"),
        (model({**W, 0: numbers(1 << 20)}, {0: Vector(1 << 22, b"")}), r"w: ends at \d+, model.tflite has"),
        (model(W, {1: struct.pack("<Q", 1 << 60), 2: struct.pack("<Q", 8)}), r"w: ends at \d+, model.tflite has"),
    ],
)
def test_each_lie_is_refused_by_name(file: bytes, says: str) -> None:
    with pytest.raises(InputError, match=says) as refused:
        parse(file)
    assert PATH in str(refused.value)


def test_subgraphs_that_are_all_the_same_place_end() -> None:
    graph = Table({0: Vector(1 << 12, [Table({0: numbers(2)})] * (1 << 12))})
    file = bytearray(as_flatbuffer(Table({2: Vector(64, [graph] + [Table({})] * 63)})))
    first = file.index(struct.pack("<I", 64)) + 4
    target = first + struct.unpack_from("<I", file, first)[0]
    for number in range(64):
        struct.pack_into("<I", file, first + 4 * number, target - first - 4 * number)
    with pytest.raises(InputError, match="claims 135168 tensors"):
        parse(bytes(file))


VALID = as_tflite({"a": np.ones((3, 5), np.float32), "b": np.ones(4, np.int8)})


@given(damages(len(VALID)), st.integers(0, len(VALID)))
def test_damaged_files_are_refused_or_read_but_never_crash(changes: list[tuple[int, int]], end: int) -> None:
    for file in (damaged(VALID, changes), damaged(VALID, changes)[:end]):
        assert is_refused_or_inside(read_header(PATH, len(file)), file)
