# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Arrays whose bytes are pickled as text: listed with the place of the text, and never believed further than that."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.formats.binaries import read_header
from bot.formats.headers import Header
from bot.model.errors import InputError
from bot.model.repository import ByteRange
from bot.model.tensors import DType
from tests.samples.numpy_files import as_pickled_arrays
from tests.samples.pytorch_files import Call, Values, named, pickled

PATH = "weights.npy"
MATRIX = np.random.default_rng(5).normal(size=(40, 30)).astype(np.float32)


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


def array(text: str, shape: tuple[int, ...], encoding: str = "latin1") -> Call:
    """An array of 32-bit floats, written by hand."""
    element = Call("numpy.dtype", ("f4", False, True), (3, "<", None, None, None, -1, -1, 0))
    content = Call("_codecs.encode", (text, encoding))
    empty = (named("numpy.ndarray"), (0,), Call("_codecs.encode", ("b", "latin1")))
    return Call("numpy.core.multiarray._reconstruct", empty, (1, shape, element, False, content))


def by_hand(text: str, shape: tuple[int, ...], encoding: str = "latin1") -> Header:
    return parse(pickled({"w": array(text, shape, encoding)})[0])


@pytest.mark.parametrize("kind", ["<f8", "<f4", "<f2", "<i8", "i1", "u1", "?"])
def test_the_text_stands_for_every_byte(kind: str) -> None:
    values = (MATRIX * 100).astype(kind)
    file = as_pickled_arrays({"net": values, "bias": values[0]})
    whole, row = parse(file).tensors
    assert (whole.name, whole.shape, whole.is_text) == ("net", (40, 30), True)
    for spec, own in ((whole, values), (row, values[0])):
        assert file[spec.start : spec.stop].decode("utf-8").encode("latin-1") == own.tobytes()


def test_an_array_in_fortrans_order_has_the_shape_that_lies_in_the_file() -> None:
    file = as_pickled_arrays({"net": np.asfortranarray(MATRIX)})
    (spec,) = parse(file).tensors
    raw = file[spec.start : spec.stop].decode("utf-8").encode("latin-1")
    assert np.array_equal(np.frombuffer(raw, np.float32).reshape(spec.shape), MATRIX.T)


def test_long_texts_are_passed_over_and_not_asked_for() -> None:
    large = np.random.default_rng(1).normal(size=500_000).astype(np.float32)
    asked: list[ByteRange] = []
    assert [spec.elements for spec in parse(as_pickled_arrays({"a": large, "b": large + 1}), asked).tensors] == [
        500_000,
        500_000,
    ]
    assert sum(each.length for each in asked) <= 4 * 64 * 1024


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("a" * 4000, (1000,)),
        ("\xff" * 2000, (500,)),
        ("a" * 5000, (1250,)),
        ("\xff" * 5000, (1250,)),
        ("a\xff" * 2500, (1250,)),
    ],
)
def test_a_text_of_the_right_length_is_listed(text: str, shape: tuple[int, ...]) -> None:
    (spec,) = by_hand(text, shape).tensors
    assert (spec.dtype, spec.bytes) == (DType.F32, len(text.encode()))


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("a" * 2000, (499,)),
        ("\xff" * 2000, (1000,)),
        ("a" * 5000, (1251,)),
        ("\xff" * 5000, (1249,)),
        ("a" * 5000, (1 << 61, 1 << 61)),
        ("a" * 5000, (0,)),
    ],
)
def test_a_text_that_cannot_hold_the_shape_is_left_alone(text: str, shape: tuple[int, ...]) -> None:
    header = by_hand(text, shape)
    assert header.tensors == ()
    assert "does not take the" in header.unsupported[0]


@pytest.mark.parametrize(("text", "encoding"), [("\u0100" * 40, "latin1"), ("a" * 80, "utf-16"), ("a" * 5000, "hex")])
def test_signs_and_encodings_that_numpy_never_writes_are_left_alone(text: str, encoding: str) -> None:
    header = by_hand(text, (20,), encoding)
    assert (header.tensors, header.unsupported) == ((), ("w (not written byte by byte)",))


def test_a_text_that_goes_on_behind_the_file_is_refused() -> None:
    file = as_pickled_arrays({"net": MATRIX})
    (spec,) = parse(file).tensors
    lying = file[: spec.start - 4] + b"\xff" * 4 + file[spec.start :]
    with pytest.raises(InputError, match="goes on to byte") as refused:
        parse(lying)
    assert PATH in str(refused.value)


FILE = as_pickled_arrays({"net": [MATRIX, MATRIX[:3]], "bias": MATRIX[0]})


@given(
    st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), max_size=4),
    st.floats(0, 1),
)
def test_damaged_files_are_refused_or_read_but_never_crash(changes: list[tuple[float, int]], length: float) -> None:
    damaged = bytearray(FILE)
    for place, value in changes:
        damaged[int(place * len(damaged))] = value
    for each in (bytes(damaged), bytes(damaged[: int(length * len(damaged))])):
        try:
            found = parse(each)
        except InputError:
            continue
        for spec in found.tensors:
            size: Any = spec.dtype.size_of(spec.elements)
            assert 0 <= spec.start <= spec.stop <= len(each)
            assert size <= spec.bytes <= 2 * size


def test_names_of_tensors_are_plain_texts() -> None:
    assert [type(spec.name) for spec in parse(FILE).tensors] == [str, str, str]


def test_values_pickled_twice_are_two_tensors_of_one_place() -> None:
    shared: Values = MATRIX
    assert [spec.name for spec in parse(as_pickled_arrays({"a": shared, "b": shared})).tensors] == ["a", "b"]
