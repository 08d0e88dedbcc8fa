# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""GGUF headers: what the real library writes is read, piece by piece, and every lie is refused by name."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from gguf import GGML_QUANT_SIZES, GGMLQuantizationType
from hypothesis import given
from hypothesis import strategies as st

from bot.formats.gguf import LONGEST_HEADER, read_header
from bot.formats.headers import Header
from bot.model.errors import InputError
from bot.model.repository import ByteRange
from bot.model.tensors import DType
from bot.numerics.decoding import decode
from tests.samples.gguf_files import as_gguf

PATH = "model.gguf"
ONE = {"w": np.random.default_rng(3).normal(size=(64, 256)).astype(np.float32)}


def parse(file: bytes, size: int | None = None, asked: list[ByteRange] | None = None) -> Header:
    """Plays the file to the reader; every range lies within it."""
    reading = read_header(PATH, len(file) if size is None else size)
    try:
        wanted = next(reading)
        while True:
            assert wanted.stop <= (len(file) if size is None else size)
            (asked if asked is not None else []).append(wanted)
            wanted = reading.send(file[wanted.start : wanted.stop])
    except StopIteration as done:
        header: Header = done.value
        return header


def only(files: dict[str, bytes]) -> bytes:
    return next(iter(files.values()))


def text(content: bytes | str) -> bytes:
    raw = content.encode() if isinstance(content, str) else content
    return struct.pack("<Q", len(raw)) + raw


def info(name: str | bytes = "w", axes: Sequence[int] = (4,), kind: int = 0, offset: int = 0) -> bytes:
    return text(name) + struct.pack(f"<I{len(axes)}QIQ", len(axes), *axes, kind, offset)


def written(
    *infos: bytes, keys: Sequence[bytes] = (), data: bytes = bytes(64), counts: tuple[int, int] | None = None
) -> bytes:
    tensor_count, key_count = counts or (len(infos), len(keys))
    head = b"GGUF" + struct.pack("<IQQ", 3, tensor_count, key_count) + b"".join(keys) + b"".join(infos)
    return head + bytes(-len(head) % 32) + data


@pytest.mark.parametrize("kind", ["F32", "F16", "BF16", "Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q8_0", "MXFP4"])
@pytest.mark.parametrize("alignment", [None, 64])
def test_what_the_library_writes_is_read_to_the_row(kind: str, alignment: int | None) -> None:
    arrays: dict[str, np.ndarray[Any, Any]] = {**ONE, "v": np.ones(7, np.float32), "u": np.flip(ONE["w"], 0)}
    file = only(as_gguf(arrays, kind, alignment=alignment))
    found = {spec.name: spec for spec in parse(file).tensors}
    assert (found["w"].shape, found["w"].dtype, found["v"].dtype) == ((64, 256), DType[kind], DType.F32)
    for name in ("w", "u"):
        place = found[name].rows(8, 16)
        rows = decode(file[place.start : place.stop], found[name].dtype, 256)
        assert np.abs(rows - arrays[name][8:24]).max() <= 0.3 * np.abs(arrays[name]).max()
        assert np.corrcoef(rows.ravel(), arrays[name][8:24].ravel())[0, 1] > 0.97


def test_axes_are_turned_around() -> None:
    stack = np.zeros((3, 5, 32), np.float32)
    assert parse(only(as_gguf({"e": stack}, "Q8_0"))).tensors[0].shape == (3, 5, 32)


def test_block_sizes_are_those_of_the_gguf_package() -> None:
    for dtype in DType:
        if dtype.is_ggml:
            assert tuple(dtype.block) == GGML_QUANT_SIZES[GGMLQuantizationType[dtype.value]]


def test_a_long_tokenizer_is_passed_in_few_pieces_and_its_numbers_are_not_asked_for() -> None:
    file = only(as_gguf(ONE, "F32", tokens=200_000))
    asked: list[ByteRange] = []
    assert [spec.name for spec in parse(file, asked=asked).tensors] == ["w"]
    header = len(file) - ONE["w"].nbytes
    read = sum(place.length for place in asked)
    assert header > 7_000_000
    assert len(asked) <= 8
    assert read <= header - 200_000 * 4 + 200_000
    assert all(one.stop <= other.start for one, other in pairwise(asked))


def test_an_unknown_element_type_is_named_and_left_alone() -> None:
    found = parse(written(info("odd", kind=31), info("plain", offset=32)))
    assert ([each.name for each in found.tensors], found.unsupported) == (["plain"], ("odd",))


def test_padding_after_the_last_tensor_is_nobodys() -> None:
    assert parse(written(info(), data=bytes(48))).tensors[0].bytes == 16


def test_more_than_padding_after_the_last_tensor_means_that_tensors_are_missing() -> None:
    with pytest.raises(InputError, match="tensors end at"):
        parse(written(info(), data=bytes(999)))


KEY = text("a.key")


@pytest.mark.parametrize(
    ("file", "says"),
    [
        (b"", "goes on to byte 4, file has 0"),
        (b"GGU", "goes on to byte 4, file has 3"),
        (b"GGML" + bytes(40), "begins with b'GGML'"),
        (b"GGUF" + struct.pack("<I", 1) + bytes(40), "GGUF version 1"),
        (b"GGUF" + struct.pack(">I", 3) + bytes(40), "GGUF version 50331648"),
        (b"GGUF" + struct.pack("<I", 3), "goes on to byte 16, file has 8"),
        (written(counts=(1 << 60, 0)), "claims 1152921504606846976 tensors"),
        (written(counts=(0, 1 << 60)), "claims 1152921504606846976 keys"),
        (written(info())[:40], "header goes on to byte 45, file has 40"),
        (written(keys=[text("k" * 2000)]), "a key claims 2000 bytes"),
        (written(keys=[struct.pack("<Q", 1 << 63)]), "a key claims 9223372036854775808 bytes"),
        (written(keys=[KEY + struct.pack("<I", 13)]), "'a.key': value of the unknown type 13"),
        (written(keys=[KEY + struct.pack("<IIQ", 9, 9, 1)]), "'a.key': array of the unknown type 9"),
        (written(keys=[KEY + struct.pack("<IIQ", 9, 4, 1 << 62)]), "header goes on to byte"),
        (written(keys=[KEY + struct.pack("<IIQ", 9, 8, 1 << 62)]), "header goes on to byte"),
        (written(keys=[KEY + struct.pack("<IIQQ", 9, 8, 1, 1 << 62)]), "header goes on to byte"),
        (written(keys=[KEY + struct.pack("<IQ", 8, 1 << 40)]), "header goes on to byte"),
        (written(keys=[KEY + b"\7\0\0\0\1"] * 2), "the key 'a.key' twice"),
        (written(keys=[text("general.alignment") + struct.pack("<II", 4, 0)]), "impossible alignment 0"),
        (written(keys=[text("general.alignment") + struct.pack("<II", 4, 48)]), "impossible alignment 48"),
        (written(keys=[text("general.alignment") + struct.pack("<II", 4, 1 << 30)]), "impossible alignment"),
        (written(keys=[text("general.alignment") + struct.pack("<II", 6, 32)]), "impossible alignment 32"),
        (written(info("")), "impossible name"),
        (written(info("a\x07")), "impossible name"),
        (written(info(b"\xff\xfe")), "impossible name"),
        (written(info("w" * 2000)), "a tensor's name claims 2000 bytes"),
        (written(info(), info(offset=32)), "w: header names a tensor twice"),
        (written(info(axes=(1,) * 5)), "w: claims 5 axes"),
        (written(info(axes=(1 << 63,))), "w: impossible shape"),
        (written(info(axes=(1 << 40, 1 << 40))), "w: impossible shape"),
        (written(info(axes=(33, 2), kind=8)), r"w: rows of shape \(2, 33\) are no whole blocks of Q8_0"),
        (written(info(axes=(), kind=8)), "are no whole blocks of Q8_0"),
        (written(info(axes=(17,))), r"w: ends at \d+, file has \d+"),
        (written(info(offset=32)), "w: starts at 32, expected 0"),
        (written(info("v"), info(offset=0)), "w: starts at 0, expected 32"),
        (written(info("v"), info(offset=16)), "w: starts at 16, expected 32"),
        (written(info("odd", kind=31), info(offset=33)), "w: starts at 33"),
        (written(info("odd", kind=31), info(offset=1 << 62)), "w: ends at"),
    ],
)
def test_each_lie_is_refused_by_name(file: bytes, says: str) -> None:
    with pytest.raises(InputError, match=says) as refused:
        parse(file)
    assert PATH in str(refused.value)


def test_a_header_beyond_the_limit_is_not_read_even_where_the_file_is_large() -> None:
    asked: list[ByteRange] = []
    file = written(keys=[KEY + struct.pack("<IIQ", 9, 8, LONGEST_HEADER)])
    with pytest.raises(InputError, match=f"at most {LONGEST_HEADER} are read"):
        parse(file, 10**12, asked)
    assert len(asked) == 1


@given(st.binary(max_size=300), st.booleans())
def test_random_bytes_are_refused_or_read_but_never_crash(content: bytes, begins_well: bool) -> None:  # noqa: FBT001 - drawn
    head = b"GGUF" + struct.pack("<IQQ", 3, 1, 1)
    refused_or_inside((head if begins_well else b"") + content)


VALID = only(as_gguf({**ONE, "v": np.ones(7, np.float32)}, "Q4_0", tokens=3))
HEADER = len(VALID) - 9300


@given(st.lists(st.tuples(st.integers(0, HEADER), st.integers(0, 255)), max_size=4), st.integers(0, len(VALID)))
def test_damaged_files_are_refused_or_read_but_never_crash(changes: list[tuple[int, int]], end: int) -> None:
    damaged = bytearray(VALID)
    for place, value in changes:
        damaged[place] = value
    refused_or_inside(bytes(damaged))
    refused_or_inside(bytes(damaged[:end]))


def refused_or_inside(file: bytes) -> None:
    try:
        found = parse(file)
    except InputError:
        return
    assert all(0 <= each.start <= each.stop <= len(file) for each in found.tensors)
