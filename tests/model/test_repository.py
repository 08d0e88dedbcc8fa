# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Values that exist are valid."""

from __future__ import annotations

import math
from datetime import UTC, datetime

import pytest

from bot.model.repository import ByteRange, FileEntry, Snapshot, SnapshotKey
from bot.model.tensors import DType, TensorSpec

COMMIT = "0123456789abcdef0123456789abcdef01234567"


@pytest.mark.parametrize(
    ("repo", "revision"), [("", COMMIT), ("acme/model", ""), ("acme/\nmodel", COMMIT), ("a" * 1025, COMMIT)]
)
def test_a_key_that_cannot_be_printed_is_refused(repo: str, revision: str) -> None:
    with pytest.raises(ValueError, match="expected 1 to 1024 printable characters"):
        SnapshotKey(repo, revision)


def test_a_local_revision_is_not_cut() -> None:
    assert str(SnapshotKey("./folder", "local-0123456789ab")) == "./folder@local-0123456789ab"


@pytest.mark.parametrize(("start", "stop"), [(0, 0), (5, 4), (-1, 4)])
def test_an_empty_or_reversed_range_is_refused(start: int, stop: int) -> None:
    with pytest.raises(ValueError, match="expected 0 <= start < stop"):
        ByteRange(start, stop)


def test_a_negative_file_size_is_refused() -> None:
    with pytest.raises(ValueError, match=r"LICENSE: expected a size of 0 or more, found -1"):
        FileEntry(path="LICENSE", size=-1)


def test_a_snapshot_finds_its_files_by_exact_path_only() -> None:
    entry = FileEntry(path="sub/config.json", size=12)
    snapshot = Snapshot(
        key=SnapshotKey("acme/model", COMMIT), files=(entry,), created_at=datetime(2026, 1, 1, tzinfo=UTC)
    )
    assert snapshot.file("sub/config.json") == entry
    assert snapshot.file("config.json") is None
    assert snapshot.size == 12
    assert entry.name == "config.json"


def tensor(dtype: DType, shape: tuple[int, ...]) -> TensorSpec:
    size = -(-math.prod(shape) * dtype.block.bytes // dtype.block.elements)
    return TensorSpec(name="t", dtype=dtype, shape=shape, file="f", start=100, stop=100 + size)


def test_rows_lie_where_row_major_order_puts_them() -> None:
    assert tensor(DType.BF16, (8, 3, 2)).rows(2, 3) == ByteRange(100 + 2 * 12, 100 + 5 * 12)


@pytest.mark.parametrize(
    ("dtype", "shape", "first", "count"),
    [
        (DType.BF16, (8, 4), 6, 3),  # past the end
        (DType.BF16, (8, 4), 0, 0),  # nothing
        (DType.BF16, (8, 4), -1, 2),  # before the start
        (DType.F4, (8, 3), 0, 1),  # a row of 12 bits
        (DType.BF16, (), 0, 1),  # a scalar has no rows
    ],
)
def test_rows_that_are_not_there_are_refused(dtype: DType, shape: tuple[int, ...], first: int, count: int) -> None:
    with pytest.raises(ValueError, match="no rows"):
        tensor(dtype, shape).rows(first, count)


def test_every_element_type_knows_its_width() -> None:
    assert {dtype for dtype in DType if dtype.bits <= 0} == set()


def test_rows_of_blocks_take_whole_blocks() -> None:
    assert tensor(DType.Q4_K, (8, 512)).rows(2, 3) == ByteRange(100 + 2 * 288, 100 + 5 * 288)
    with pytest.raises(ValueError, match="Q4_K"):
        tensor(DType.Q4_K, (8, 384)).rows(0, 2)
