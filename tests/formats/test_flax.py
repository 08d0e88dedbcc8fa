# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Flax checkpoints: arrays are found where msgpack puts them, values are not asked for, and every lie is refused by name."""

from __future__ import annotations

import struct
from typing import Any

import msgpack
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.formats.flax import read_header
from bot.formats.headers import Header
from bot.model.errors import InputError
from bot.model.repository import ByteRange
from bot.model.tensors import DType
from tests.formats.playing import damaged, damages, is_refused_or_inside, play
from tests.samples.flax_files import as_flax, chunked, extension, packed

PATH = "flax_model.msgpack"
RANDOM = np.random.default_rng(3)
TWO = {"a/0/kernel": RANDOM.normal(size=(64, 300)).astype(np.float32), "a/0/bias": np.ones(300, np.float32)}


def parse(file: bytes, asked: list[ByteRange] | None = None, most_jumps: int | None = None) -> Header:
    return play(read_header(PATH, len(file), most_jumps), file, asked)


def test_arrays_are_found_with_names_shapes_and_places() -> None:
    file = as_flax(TWO)
    found = {each.name: each for each in parse(file).tensors}
    assert {name: each.shape for name, each in found.items()} == {"a/0/kernel": (64, 300), "a/0/bias": (300,)}
    for name, values in TWO.items():
        assert file[found[name].start : found[name].stop] == values.tobytes()


@pytest.mark.parametrize(
    ("name", "dtype"),
    [("float16", DType.F16), ("float64", DType.F64), ("int32", DType.I32), ("uint8", DType.U8), ("bool", DType.BOOL)],
)
def test_element_types_go_by_their_names_in_numpy(name: str, dtype: DType) -> None:
    assert parse(as_flax({"w": np.ones((5, 70), name)})).tensors[0].dtype is dtype


def test_bfloat16_is_known_and_other_types_are_named_and_left_alone() -> None:
    bits = np.ones((4, 8), np.uint16)
    found = parse(as_flax({"b": bits, "odd": bits}, types={"b": "bfloat16", "odd": "int4"}))
    assert ([(each.name, each.dtype) for each in found.tensors], found.unsupported) == ([("b", DType.BF16)], ("odd",))


def test_an_array_in_chunks_is_named_and_its_pieces_are_no_tensors() -> None:
    found = parse(packed({"big": {"kernel": chunked(TWO["a/0/kernel"], 3)}, "v": extension(np.ones(3), "float64")}))
    assert ([each.name for each in found.tensors], found.unsupported) == (["v"], ("big/kernel",))


def test_what_is_no_array_is_passed() -> None:
    tree: dict[str, Any] = {
        "step": 7,
        "big": 1 << 40,
        "below": -5,
        "rate": 0.5,
        "text": "x" * 70_000,
        "raw": bytes(300),
        "none": None,
        "yes": True,
        "list": [1, extension(np.ones(2), "float64")],
        "complex": msgpack.ExtType(2, packed((1.0, 2.0))),
        "scalar": msgpack.ExtType(3, packed(((), "float32", bytes(4)))),
        "w": extension(np.ones(3), "float64"),
    }
    assert [each.name for each in parse(packed(tree)).tensors] == ["list/1", "w"]


def test_values_are_not_asked_for() -> None:
    file = as_flax({f"layers/{layer}/kernel": np.zeros((512, 512), np.float32) for layer in range(6)})
    asked: list[ByteRange] = []
    assert len(parse(file, asked).tensors) == 6
    assert len(asked) <= 8
    assert sum(each.length for each in asked) < 100_000


def test_small_arrays_are_passed_in_ever_larger_pieces() -> None:
    file = as_flax({f"layers/{layer}/bias": np.zeros(512, np.float32) for layer in range(1000)})
    asked: list[ByteRange] = []
    assert len(parse(file, asked).tensors) == 1000
    assert len(asked) <= 10


def test_after_so_many_places_it_tells_how_much_was_not_looked_at() -> None:
    file = as_flax({f"layers/{layer}/kernel": np.zeros((512, 512), np.float32) for layer in range(6)})
    found = parse(file, most_jumps=3)
    assert len(found.tensors) == 3
    assert found.unread_bytes == pytest.approx(len(file) / 2, rel=0.01)
    assert parse(file, most_jumps=60).unread_bytes == 0


def array(shape: Any = (2,), dtype: Any = "float32", values: Any = bytes(8)) -> bytes:  # noqa: ANN401 - lies of any type
    return packed({"w": msgpack.ExtType(1, packed((shape, dtype, values)))})


def nested(depth: int) -> bytes:
    return b"\x81\xa1a" * depth + b"\xc0"


@pytest.mark.parametrize(
    ("file", "says"),
    [
        (b"", "goes on to byte 1, file has 0"),
        (packed([1]), "expected a msgpack map"),
        (b"\x80\x04", "the map ends at 1, file has 2"),
        (packed({"a": 1})[:-1], "goes on to byte"),
        (b"\xdf\xff\xff\xff\xff", "claims 4294967295 entries"),
        (b"\xdf\x00\x01\x00\x00" + b"\xa1a\xc0", "goes on to byte"),
        (nested(40), "more than 32 maps"),
        (b"\x81\x01\x01", "expected a text as key"),
        (b"\x81\xdb\xff\xff\xff\xff", "a name claims 4294967295 bytes"),
        (b"\x81\xa2\xff\xfe\xc0", "impossible name"),
        (b"\x81\xa1\x07\xc0", "impossible name"),
        (b"\x81\xa0\xc0", "impossible name"),
        (b"\x81\xa1a\xc1", "a: value of the unknown type 0xc1"),
        (b"\x81\xa1a\xc6\xff\xff\xff\xff", "goes on to byte"),
        (b"\x81\xa1a\xc9\xff\xff\xff\xff\x01", r"a: ends at \d+, file has"),
        (packed({"w": msgpack.ExtType(1, packed([1, 2]))}), "w: expected shape, type and values"),
        (array(shape=5), "w: expected a shape"),
        (array(shape=(1,) * 9), "w: expected a shape of at most 8 axes"),
        (array(shape=(-1,)), "w: expected a size"),
        (array(shape=("x",)), "w: expected a size"),
        (array(shape=(1 << 40, 1 << 40)), "w: impossible shape"),
        (array(shape=(3,)), r"w: shape \(3,\) of F32 takes 12 bytes, 8 are held"),
        (array(dtype=5), "w: expected the name of a type"),
        (array(values="text"), "w: expected values"),
        (array(values=5), "w: expected values"),
        (b"\x81\xa1w\xc7\x0c\x01\x93\x91\x02\xa5int32\xc4\x09", r"w: ends at|values end at"),
        (b"\x82" + 2 * packed({"w": extension(np.ones(1), "float64")})[1:], "w: header names a tensor twice"),
        (b"\x81\xa1w\xc8" + struct.pack(">H", 40) + b"\x01" + bytes(5), r"w: ends at \d+, file has"),
    ],
)
def test_each_lie_is_refused_by_name(file: bytes, says: str) -> None:
    with pytest.raises(InputError, match=says) as refused:
        parse(file)
    assert PATH in str(refused.value)


VALID = as_flax(
    {"a/0/kernel": np.ones((3, 5), np.float32), "a/0/bias": np.ones(5), "b/0/scale": np.ones(9, np.float16)}
)


@given(damages(len(VALID)), st.integers(0, len(VALID)))
def test_damaged_files_are_refused_or_read_but_never_crash(changes: list[tuple[int, int]], end: int) -> None:
    for file in (damaged(VALID, changes), damaged(VALID, changes)[:end]):
        assert is_refused_or_inside(read_header(PATH, len(file)), file)


@given(st.binary(max_size=300))
def test_random_bytes_are_refused_or_read_but_never_crash(content: bytes) -> None:
    for file in (content, b"\x83\xa1w\xc7" + content):
        assert is_refused_or_inside(read_header(PATH, len(file)), file)
