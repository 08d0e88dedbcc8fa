# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""TensorFlow checkpoints: the index tells where the tensors lie in the data files, and every lie in it is refused by name."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.formats.headers import Header
from bot.formats.tf_bundle import LONGEST_INDEX, data_files, read_header
from bot.model.errors import InputError
from bot.model.tensors import DType
from tests.formats.playing import damaged, damages, is_refused_or_inside, play
from tests.samples.tf_files import as_checkpoint, block, entry, field, table, varint

PATH = "variables/model.index"
DATA = "variables/model.data-00000-of-00001"
RANDOM = np.random.default_rng(3)
TWO = {
    "llama/layers_0/kernel": RANDOM.normal(size=(64, 30)).astype(np.float32),
    "llama/layers_0/bias": np.ones(30, np.float32),
}
HEADER = (b"", field(1, 1))


def parse(index: bytes, sizes: dict[str, int] | None = None) -> Header:
    return play(read_header(PATH, len(index), {DATA: 100_000} if sizes is None else sizes), index)


def parsed(files: dict[str, bytes]) -> Header:
    sizes = {name: len(content) for name, content in files.items()}
    return parse(files[PATH], data_files(PATH, sizes))


@pytest.mark.parametrize("shards", [1, 3])
def test_tensors_are_found_in_their_data_files(shards: int) -> None:
    files = as_checkpoint(TWO, stem="variables/model", shards=shards)
    found = {each.name: each for each in parsed(files).tensors}
    assert found.keys() == TWO.keys()
    for name, values in TWO.items():
        each = found[name]
        assert (each.shape, each.dtype) == (values.shape, DType.F32)
        assert files[each.file][each.start : each.stop] == values.tobytes()


def test_many_tensors_in_many_blocks_are_found() -> None:
    many = {f"layer_{number}/kernel": np.full((2, 3), number, np.float16) for number in range(500)}
    files = as_checkpoint(many, stem="variables/model", shards=2)
    found = parsed(files).tensors
    assert len(found) == 500
    assert all(files[each.file][each.start : each.stop] == many[each.name].tobytes() for each in found)


def test_names_of_tensorflow_2_lose_what_all_of_them_end_with() -> None:
    name = "layer_with_weights-0/kernel"
    files = as_checkpoint({f"{name}/.ATTRIBUTES/VARIABLE_VALUE": TWO["llama/layers_0/kernel"]}, stem="variables/model")
    assert [each.name for each in parsed(files).tensors] == [name]


@pytest.mark.parametrize(
    "name",
    [
        "w/kernel/.OPTIMIZER_SLOT/optimizer/m/.ATTRIBUTES/VARIABLE_VALUE",
        "optimizer/iter/.ATTRIBUTES/VARIABLE_VALUE",
        "bert/encoder/layer_0/output/dense/kernel/adam_m",
        "w/Adam_1",
    ],
)
def test_what_an_optimizer_remembers_is_no_weight(name: str) -> None:
    found = parsed(as_checkpoint({**TWO, name: np.ones(4)}, stem="variables/model"))
    assert {each.name for each in found.tensors} == TWO.keys()


def test_texts_are_passed_and_other_types_and_slices_are_named() -> None:
    plain = entry(np.ones(2, np.float32))
    entries = [
        HEADER,
        (b"\0slice", plain),
        (b"a text", field(1, 7) + field(5, 8)),
        (b"cut", plain + field(7, b"")),
        (b"odd", field(1, 11) + field(5, 8)),
        (b"plain", plain),
    ]
    found = parse(table(entries))
    assert ([each.name for each in found.tensors], found.unsupported) == (["plain"], ("cut", "odd"))


@pytest.mark.parametrize(
    ("index", "says"),
    [
        (b"", "index of 0 bytes"),
        (bytes(80), "expected a table of LevelDB"),
        (table([HEADER], kind=1), "is compressed"),
        (table([]), None),
        (table([(b"a", b"")]), "expected a header"),
        (table([(b"", field(1, 0))]), "expected a header"),
        (table([(b"", field(1, 1 << 30))]), "expected a header"),
        (table([(b"", field(1, 1) + field(2, 1))]), "big-endian"),
        (table([HEADER, (b"w", b"\x0a\xff")]), "w: a number does not end|w: field 1 claims"),
        (table([HEADER, (b"w", b"\xff" * 12)]), "w: a number does not end"),
        (table([HEADER, (b"w", b"\x0b")]), "w: field 1 of the unknown kind 3"),
        (table([HEADER, (b"w", b"\x12\x7f")]), "w: field 2 claims 127 bytes"),
        (table([HEADER, (b"w", b"\x08\x01" * 2000)]), "w: more than 1024 fields"),
        (table([HEADER, (b"\xff\xfe", entry(np.ones(2)))]), "impossible name"),
        (table([HEADER, (b"w", entry(np.ones(2)))] * 1 + [(b"w", entry(np.ones(2), offset=16))]), "w: header names"),
        (table([HEADER, (b"w", entry(np.ones(2), shard=1))]), "w: in data file 1 of 1"),
        (table([HEADER, (b"w", entry(np.ones(2), offset=1 << 40))]), "w: ends at"),
        (table([HEADER, (b"w", entry(np.ones(2), offset=99_999))]), "w: ends at 100015"),
        (
            table([HEADER, (b"v", entry(np.ones(2))), (b"w", entry(np.ones(2), offset=8))]),
            "w: starts at 8, v ends at 16",
        ),
        (table([HEADER, (b"w", field(1, 1) + field(2, field(2, field(1, 3))) + field(5, 8))]), "w: shape"),
        (table([HEADER, (b"w", field(1, 1) + field(2, field(3, 1)))]), "w: its shape is not known"),
        (table([HEADER, (b"w", field(1, 1) + field(2, field(2, field(1, 1 << 63))))]), "w: impossible shape"),
        (table([HEADER, (b"w", field(1, 1) + field(2, field(2, b"") * 9))]), "w: claims 9 axes"),
        (table([(b"k" * 5000, b"")]), "a key of 0 and 5000 bytes"),
    ],
)
def test_each_lie_is_refused_by_name(index: bytes, says: str | None) -> None:
    if says is None:
        assert parse(index).tensors == ()
        return
    with pytest.raises(InputError, match=says) as refused:
        parse(index)
    assert PATH in str(refused.value)


def test_a_missing_data_file_is_told() -> None:
    with pytest.raises(InputError, match=f"{DATA} has 0"):
        parse(as_checkpoint(TWO)["model.ckpt.index"], sizes={})


def test_an_index_beyond_the_limit_is_not_read() -> None:
    with pytest.raises(InputError, match=f"1 to {LONGEST_INDEX} are read"):
        next(read_header(PATH, LONGEST_INDEX + 1, {}))


def test_blocks_that_stand_in_one_another_are_refused() -> None:
    raw = block([HEADER])
    handle = varint(0) + varint(len(raw))
    index = block([(b"a", handle), (b"b", handle)])
    content = raw + bytes(5) + index + bytes(5)
    footer = (handle + varint(len(raw) + 5) + varint(len(index))).ljust(40, b"\0")
    with pytest.raises(InputError, match="block 1 starts at 0, the one before it ends at"):
        parse(content + footer + VALID[-8:])


VALID = as_checkpoint({"a/kernel": np.ones((3, 5), np.float32), "b": np.ones(4)}, stem="variables/model")[PATH]


@given(damages(len(VALID)), st.integers(0, len(VALID)))
def test_damaged_files_are_refused_or_read_but_never_crash(changes: list[tuple[int, int]], end: int) -> None:
    content = damaged(VALID, changes)
    for index in (content, content[:end], content[:end] + VALID[-48:]):
        assert is_refused_or_inside(read_header(PATH, len(index), {DATA: 92}), index, 92)
