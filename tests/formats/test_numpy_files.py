# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""NumPy's files: what numpy writes is listed to the byte, and every lie is refused by name."""

from __future__ import annotations

import io
import struct
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.formats.binaries import read_header
from bot.formats.headers import Header
from bot.formats.pieces import Reading
from bot.model.errors import InputError
from bot.model.tensors import DType
from tests.samples.pytorch_files import as_archive

PATH = "folder/weights.npy"
MATRIX = np.random.default_rng(3).normal(size=(6, 5)).astype(np.float32)


def parse(file: bytes, reading: Reading[Header] | None = None) -> Header:
    """Plays the file to the reader; every range lies within it."""
    reading = reading or read_header(PATH, len(file))
    try:
        wanted = next(reading)
        while True:
            assert wanted.stop <= len(file)
            wanted = reading.send(file[wanted.start : wanted.stop])
    except StopIteration as done:
        header: Header = done.value
        return header


def saved(values: Any, **options: Any) -> bytes:  # noqa: ANN401 - as numpy has it
    file = io.BytesIO()
    np.save(file, values, **options)
    return file.getvalue()


def zipped(*, compressed: bool = False, **arrays: Any) -> bytes:  # noqa: ANN401 - as numpy has it
    file = io.BytesIO()
    (np.savez_compressed if compressed else np.savez)(file, **arrays)
    return file.getvalue()


def described(text: str, *, version: int = 1, length: int | None = None) -> bytes:
    width = "<H" if version == 1 else "<I"
    return (
        b"\x93NUMPY" + bytes([version, 0]) + struct.pack(width, len(text) if length is None else length) + text.encode()
    )


@pytest.mark.parametrize("kind", ["f8", "f4", "f2", "i8", "i4", "i2", "i1", "u8", "u4", "u2", "u1", "b1", "c8"])
def test_every_plain_type_is_read_to_the_byte(kind: str) -> None:
    values = np.arange(30).reshape(6, 5).astype(f"<{kind}" if kind[1:] != "1" else kind)
    file = saved(values)
    spec = parse(file).tensors[0]
    assert (spec.name, spec.shape) == ("weights", (6, 5))
    assert file[spec.start : spec.stop] == values.tobytes()


def test_an_array_in_fortrans_order_has_the_shape_that_lies_in_the_file() -> None:
    file = saved(np.asfortranarray(MATRIX))
    spec = parse(file).tensors[0]
    assert np.array_equal(np.frombuffer(file[spec.start : spec.stop], np.float32).reshape(spec.shape), MATRIX.T)


@pytest.mark.parametrize("version", [2, 3])
def test_later_versions_of_the_format_are_read(version: int) -> None:
    file = io.BytesIO()
    np.lib.format.write_array(file, MATRIX, version=(version, 0))
    assert parse(file.getvalue()).tensors[0].shape == (6, 5)


@pytest.mark.parametrize(
    "values", [MATRIX.astype(">f4"), np.zeros(3, "<c16"), np.zeros(2, "<f4,<i4"), np.array(["ab"])]
)
def test_other_types_are_listed_and_left_alone(values: Any) -> None:  # noqa: ANN401 - as numpy has it
    header = parse(saved(values))
    assert header.tensors == ()
    assert header.unsupported[0].startswith("weights (of the type ")


def test_pickled_arrays_are_listed_through_the_opcodes() -> None:
    file = saved(np.array({"net": [MATRIX, MATRIX.astype(np.float64)]}, dtype=object), allow_pickle=True)
    header = parse(file)
    assert [(spec.name, spec.dtype) for spec in header.tensors] == [("net.0", DType.F32), ("net.1", DType.F64)]
    first = header.tensors[0]
    assert file[first.start : first.stop] == MATRIX.tobytes()


def test_an_archive_holds_its_arrays_by_name() -> None:
    file = zipped(first=MATRIX, second=np.arange(3))
    header = parse(file)
    assert [(spec.name, spec.shape) for spec in header.tensors] == [("first", (6, 5)), ("second", (3,))]
    assert file[header.tensors[0].start : header.tensors[0].stop] == MATRIX.tobytes()


def test_of_many_arrays_the_largest_are_looked_at() -> None:
    arrays: dict[str, Any] = {f"a{number}": np.zeros(100 + number, np.float32) for number in range(20)}
    file = zipped(**arrays)
    assert [spec.name for spec in parse(file, read_header(PATH, len(file), 5)).tensors] == [
        "a15",
        "a16",
        "a17",
        "a18",
        "a19",
    ]
    assert parse(file, read_header(PATH, len(file), 5)).unread_bytes == sum(
        128 + 400 + 4 * number for number in range(15)
    )
    assert len(parse(file).tensors) == 20


def test_arrays_far_behind_their_headers_are_read_too() -> None:
    file = as_archive({"first.npy": saved(MATRIX)}, pad=lambda _: 3000)
    spec = parse(file).tensors[0]
    assert file[spec.start : spec.stop] == MATRIX.tobytes()


def test_compressed_arrays_are_listed_and_left_alone() -> None:
    header = parse(zipped(compressed=True, first=MATRIX))
    assert (header.tensors, header.unsupported) == ((), ("first (compressed)",))


FINE = "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }"


@pytest.mark.parametrize(
    ("file", "says"),
    [
        (b"\x93NUMPY", "expected an array of numpy at byte 0"),
        (described(FINE, version=4) + bytes(8), "version 4 of numpy's format"),
        (described(FINE, length=60_000) + bytes(8), "header claims 60000 bytes"),
        (described(FINE, length=200) + bytes(8), "header claims 200 bytes"),
        (described(FINE) + bytes(7), "weights: values of shape"),
        (described(FINE) + bytes(9), "weights: values of shape"),
        (described("(" * 5000) + bytes(8), "header is not understood"),
        (described("[].append(1)") + bytes(8), "header is not understood"),
        (described("__import__('os').system('true')") + bytes(8), "header is not understood"),
        (described("{[]: 1}") + bytes(8), "header is not understood"),
        (described("{'descr': '<f4'}") + bytes(8), "header is not understood"),
        (described(FINE.replace("(2,)", "(-2,)")) + bytes(8), "header is not understood"),
        (described(FINE.replace("(2,)", "'2'")) + bytes(8), "impossible order False or shape '2'"),
        (described(FINE.replace("(2,)", f"({1 << 70},)")) + bytes(8), "header is not understood"),
        (described(FINE.replace("(2,)", str((1,) * 9))) + bytes(8), "impossible shape"),
        (described(FINE.replace("(2,)", f"({1 << 62},)")) + bytes(8), "impossible shape"),
        (described(FINE.replace("False", "0")) + bytes(8), "header is not understood"),
        (described(FINE.replace("False", "'0'")) + bytes(8), "impossible order '0'"),
        (described(FINE[:-1] + FINE[1:]) + bytes(8), "header is not understood"),
    ],
)
def test_each_lie_is_refused_by_name(file: bytes, says: str) -> None:
    with pytest.raises(InputError, match=says) as refused:
        parse(file)
    assert PATH in str(refused.value)


FILES = [
    saved(MATRIX),
    zipped(first=MATRIX, second=np.arange(3)),
    saved(np.array([MATRIX, 1], object), allow_pickle=True),
]


@given(
    st.sampled_from(FILES),
    st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), max_size=4),
    st.floats(0, 1),
)
def test_damaged_files_are_refused_or_read_but_never_crash(
    file: bytes, changes: list[tuple[float, int]], length: float
) -> None:
    damaged = bytearray(file)
    for place, value in changes:
        damaged[int(place * len(damaged))] = value
    for each in (bytes(damaged), bytes(damaged[: int(length * len(damaged))])):
        try:
            found = parse(each)
        except InputError:
            continue
        assert all(0 <= spec.start <= spec.stop <= len(each) for spec in found.tensors)
