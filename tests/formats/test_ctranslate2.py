# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""CTranslate2 models: variables are found one after the other, values are not asked for, and every lie is refused by name."""

from __future__ import annotations

import struct
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.formats.ctranslate2 import begins_like_one, read_header
from bot.formats.headers import Header
from bot.model.errors import InputError
from bot.model.repository import ByteRange
from bot.model.tensors import DType
from tests.formats.playing import damaged, damages, is_refused_or_inside, play
from tests.samples.ctranslate2_files import as_ctranslate2, text

PATH = "model.bin"
ONE = {"w": np.ones((2, 3), np.float32)}


def parse(file: bytes, asked: list[ByteRange] | None = None, most_jumps: int | None = None) -> Header:
    return play(read_header(PATH, len(file), most_jumps), file, asked)


@pytest.mark.parametrize("version", [4, 5, 6])
def test_variables_are_found_with_names_types_shapes_and_places(version: int) -> None:
    arrays: dict[str, np.ndarray[Any, Any]] = {
        "decoder/layer_0/ffn/linear_0/weight": np.arange(40_000, dtype=np.float16).reshape(200, 200),
        "codes": np.ones((4, 5), np.int8),
        "scalar": np.array(3, np.int32),
    }
    file = as_ctranslate2(arrays, version=version)
    found = {each.name: each for each in parse(file).tensors}
    assert [each.dtype for each in found.values()] == [DType.F16, DType.I8, DType.I32]
    for name, values in arrays.items():
        assert found[name].shape == values.shape
        assert file[found[name].start : found[name].stop] == values.tobytes()


def test_an_unknown_type_is_named_and_left_alone() -> None:
    found = parse(as_ctranslate2({**ONE, "odd": np.ones(3, np.float32)}, types={"odd": 9}))
    assert ([each.name for each in found.tensors], found.unsupported) == (["w"], ("odd",))


def test_values_are_not_asked_for_and_what_was_not_looked_at_is_told() -> None:
    file = as_ctranslate2({f"layer_{layer}/weight": np.zeros((512, 512), np.float32) for layer in range(6)})
    asked: list[ByteRange] = []
    assert len(parse(file, asked).tensors) == 6
    assert sum(each.length for each in asked) < 100_000
    found = parse(file, most_jumps=3)
    assert (len(found.tensors), found.unread_bytes > len(file) / 3) == (3, True)


def test_it_is_told_from_other_files_of_its_ending() -> None:
    assert begins_like_one(as_ctranslate2(ONE)[:16])
    for other in (
        b"PK\x03\x04" + bytes(12),
        b"\x80\x02}q\x00" + bytes(11),
        b"",
        bytes(16),
        b"\x06\0\0\0\x09\0" + bytes(10),
    ):
        assert not begins_like_one(other)


@pytest.mark.parametrize(
    ("file", "says"),
    [
        (b"", "goes on to byte 4, file has 0"),
        (struct.pack("<I", 3) + bytes(40), "binary version 3"),
        (struct.pack("<IH", 6, 0) + bytes(40), "the architecture claims 0 bytes"),
        (struct.pack("<IH", 6, 9000) + bytes(40), "the architecture claims 9000 bytes"),
        (as_ctranslate2(ONE, counts=(1 << 30, 0)), "claims 1073741824 variables"),
        (as_ctranslate2(ONE, counts=(1, 1 << 30)), "claims 1073741824 other names"),
        (as_ctranslate2(ONE) + b"x", "the model ends at"),
        (as_ctranslate2(ONE)[:-4], "goes on to byte"),
        (as_ctranslate2({"a\x07": ONE["w"]}), "impossible name"),
        (as_ctranslate2({"": ONE["w"]}), "impossible name"),
        (as_ctranslate2({"w" * 2000: ONE["w"]}), "a variable's name claims 2001 bytes"),
        (as_ctranslate2(ONE, types={"w": 4}), r"w: shape \(2, 3\) of F16 takes 12 bytes, 24 are held"),
        (as_ctranslate2(ONE).replace(text("w") + b"\2", text("w") + b"\x63"), "w: claims 99 axes"),
        (as_ctranslate2(ONE).replace(struct.pack("<I", 24), struct.pack("<I", 1 << 31)), r"w: ends at \d+, file has"),
        (
            as_ctranslate2({"v": ONE["w"], "w": ONE["w"]}).replace(text("v"), text("w")),
            "w: header names a tensor twice",
        ),
    ],
)
def test_each_lie_is_refused_by_name(file: bytes, says: str) -> None:
    with pytest.raises(InputError, match=says) as refused:
        parse(file)
    assert PATH in str(refused.value)


VALID = as_ctranslate2({**ONE, "codes": np.ones((4, 5), np.int8)})


@given(damages(len(VALID)), st.integers(0, len(VALID)))
def test_damaged_files_are_refused_or_read_but_never_crash(changes: list[tuple[int, int]], end: int) -> None:
    for file in (damaged(VALID, changes), damaged(VALID, changes)[:end]):
        assert is_refused_or_inside(read_header(PATH, len(file)), file)
