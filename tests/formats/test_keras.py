# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Models of Keras 3: the HDF5 file is read inside the zip file, and every lie is refused by name."""

from __future__ import annotations

import zipfile
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.formats.headers import Header
from bot.formats.keras import read_header
from bot.model.errors import InputError
from tests.formats.playing import damaged, damages, is_refused_or_inside, play
from tests.samples.hdf5_files import as_hdf5, as_keras

PATH = "model.keras"
ARRAYS: dict[str, np.ndarray[Any, Any]] = {
    "layers/dense/vars/0": np.arange(4200, dtype=np.float32).reshape(60, 70),
    "optimizer/vars/0": np.ones(9),
}


def parse(file: bytes) -> Header:
    return play(read_header(PATH, len(file)), file)


def test_datasets_are_found_inside_the_zip_file_and_what_an_optimizer_remembers_is_left_out() -> None:
    file = as_keras(as_hdf5(ARRAYS))
    (only,) = parse(file).tensors
    assert (only.name, only.shape) == ("layers/dense/vars/0", (60, 70))
    assert file[only.start : only.stop] == ARRAYS[only.name].tobytes()


@pytest.mark.parametrize(
    ("file", "says"),
    [
        (b"", "end of a zip file"),
        (as_keras(b"", name="other"), "expected a zip file with model.weights.h5, found 3 members"),
        (as_keras(as_hdf5(ARRAYS), method=zipfile.ZIP_DEFLATED), "with model.weights.h5, found compressed"),
        (as_keras(b"no HDF5, but long enough"), "expected an HDF5 file"),
    ],
)
def test_each_lie_is_refused_by_name(file: bytes, says: str) -> None:
    with pytest.raises(InputError, match=says) as refused:
        parse(file)
    assert PATH in str(refused.value)


VALID = as_keras(as_hdf5({"a": np.ones((3, 5), np.float32)}))


@given(damages(len(VALID)), st.integers(0, len(VALID)))
def test_damaged_files_are_refused_or_read_but_never_crash(changes: list[tuple[int, int]], end: int) -> None:
    for file in (damaged(VALID, changes), damaged(VALID, changes)[:end]):
        assert is_refused_or_inside(read_header(PATH, len(file)), file)


def test_an_archive_without_members_holds_no_model() -> None:
    with pytest.raises(InputError, match="0 members"):
        parse(b"PK\x05\x06" + bytes(18))
