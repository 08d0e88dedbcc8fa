# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Safetensors headers: what the real library writes is read, and every lie is refused by name."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from safetensors.numpy import save

from bot.formats.headers import Header
from bot.formats.safetensors import LENGTH_BYTES, header_range, parse_header
from bot.model.errors import InputError
from bot.model.tensors import DType

PATH = "model.safetensors"


def parse(file: bytes, size: int | None = None) -> Header:
    place = header_range(PATH, file, size or len(file))
    return parse_header(PATH, file[place.start : place.stop], size or len(file))


def written(header: object, data: bytes = b"") -> bytes:
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return len(text).to_bytes(8, "little") + text + data


def tensor(dtype: Any = "F32", shape: Any = (2,), offsets: Any = (0, 8)) -> dict[str, Any]:  # noqa: ANN401 - lies of any type
    return {
        "dtype": dtype,
        "shape": list(shape) if isinstance(shape, tuple) else shape,
        "data_offsets": list(offsets) if isinstance(offsets, tuple) else offsets,
    }


def test_what_the_library_writes_is_read_to_the_byte() -> None:
    arrays: dict[str, np.ndarray[Any, Any]] = {
        "b": np.arange(6, dtype=np.float32).reshape(2, 3),
        "a": np.arange(4, dtype=np.float16),
    }
    file = save(arrays, metadata={"format": "np"})
    for spec in parse(file).tensors:
        raw = file[spec.start : spec.stop]
        assert raw == arrays[spec.name].tobytes()
        assert (spec.shape, spec.dtype.bits) == (arrays[spec.name].shape, arrays[spec.name].dtype.itemsize * 8)


def test_rows_of_a_tensor_are_found_in_the_file() -> None:
    array = np.arange(12, dtype=np.float32).reshape(4, 3)
    file = save({"w": array})
    place = parse(file).tensors[0].rows(1, 2)
    assert file[place.start : place.stop] == array[1:3].tobytes()


def test_an_unknown_element_type_is_named_and_left_alone() -> None:
    header = {"odd": tensor("F7_X", (9,), (0, 8)), "plain": tensor(offsets=(8, 16))}
    found = parse(written(header, bytes(16)))
    assert ([each.name for each in found.tensors], found.unsupported) == (["plain"], ("odd",))


def test_packed_types_take_their_bits() -> None:
    found = parse(written({"w": tensor("F4", (4, 4), (0, 8))}, bytes(8)))
    assert found.tensors[0].dtype is DType.F4


@pytest.mark.parametrize(
    ("file", "says"),
    [
        (b"", "8 bytes or more"),
        ((1).to_bytes(8, "little") + b"{", "claims 1 bytes"),
        ((9_000_000_000).to_bytes(8, "little") + b"{}", "header claims 9000000000 bytes, file has 10"),
        (written(b"\xff\xfe{}"), "no JSON"),
        (written(b"{,"), "no JSON"),
        (written(b"[" * 100_000), "no JSON"),
        (written([]), "no JSON object"),
        (written(b'{"w": 1, "w": 2}'), "a key twice"),
        (written({"w": 1}), "expected dtype"),
        (written({"w": {"dtype": "F32"}}), "expected dtype"),
        (written({"\u0007": tensor()}, bytes(8)), "impossible name"),
        (written({"w" * 2000: tensor()}, bytes(8)), "impossible name"),
        (written({"w": tensor(shape=(-2,))}, bytes(8)), "impossible shape"),
        (written({"w": tensor(shape=(True,))}, bytes(8)), "impossible shape"),
        (written({"w": tensor(shape="2")}, bytes(8)), "impossible shape"),
        (written({"w": tensor(shape=(1,) * 9)}, bytes(8)), "impossible shape"),
        (written({"w": tensor(shape=(2**63,))}, bytes(8)), "impossible shape"),
        (written({"w": tensor(offsets=(8, 0))}, bytes(8)), "impossible offsets"),
        (written({"w": tensor(offsets=(0,))}, bytes(8)), "impossible offsets"),
        (written({"w": tensor(offsets=(0, 1.5))}, bytes(8)), "impossible offsets"),
        (written({"w": tensor(shape=(3,))}, bytes(8)), "takes 12 bytes, offsets hold 8"),
        (written({"w": tensor("F4", (3,), (0, 1))}, bytes(1)), "takes 1.5 bytes"),
        (written({"w": tensor(shape=(2**61, 2**61))}, bytes(8)), "offsets hold 8"),
        (written({"w": tensor(), "v": tensor(offsets=(4, 12))}, bytes(12)), "the tensor before it ends at 8"),
        (written({"w": tensor(offsets=(4, 12))}, bytes(12)), "the tensor before it ends at 0"),
        (written({"w": tensor()}, bytes(4)), "tensors end at 8, the file's data at 4"),
        (written({"w": tensor()}, bytes(9)), "tensors end at 8, the file's data at 9"),
        (written({}, bytes(1)), "tensors end at 0"),
    ],
)
def test_each_lie_is_refused_by_name(file: bytes, says: str) -> None:
    with pytest.raises(InputError, match=says) as refused:
        parse(file)
    assert PATH in str(refused.value)


def test_a_header_beyond_the_limit_is_not_read_even_where_the_file_is_large() -> None:
    with pytest.raises(InputError, match="at most 25000000 are read"):
        header_range(PATH, (26_000_000).to_bytes(8, "little"), 10**12)


@given(st.binary(max_size=300))
def test_random_bytes_are_refused_or_read_but_never_crash(file: bytes) -> None:
    try:
        found = parse(file)
    except InputError:
        return
    assert all(LENGTH_BYTES <= each.start <= each.stop <= len(file) for each in found.tensors)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
        max_leaves=12,
    )
)
def test_json_of_any_shape_is_refused_or_read_but_never_crashes(value: object) -> None:
    try:
        parse(written(value, bytes(16)))
    except InputError:
        return
