# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""HDF5 files: what the C library writes is found without it, and every lie is refused by name."""

from __future__ import annotations

import io
from collections.abc import Callable

import h5py
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.formats.hdf5 import read_header
from bot.formats.headers import Header
from bot.model.errors import InputError
from bot.model.repository import ByteRange
from bot.model.tensors import DType
from tests.formats.playing import damaged, damages, is_refused_or_inside, play
from tests.samples.hdf5_files import as_hdf5

PATH = "tf_model.h5"
RANDOM = np.random.default_rng(3)
TWO = {
    "bert/layer_._0/dense/kernel:0": RANDOM.normal(size=(64, 300)).astype(np.float32),
    "bert/layer_._0/dense/bias:0": np.ones(300, np.float32),
}
VERSIONS = pytest.mark.parametrize("libver", ["earliest", "latest"])


def parse(file: bytes, asked: list[ByteRange] | None = None, most_jumps: int | None = None) -> Header:
    return play(read_header(PATH, len(file), most_jumps), file, asked)


def written(write: Callable[[h5py.File], object], libver: str = "earliest") -> bytes:
    content = io.BytesIO()
    with h5py.File(content, "w", libver=libver) as file:
        write(file)
    return content.getvalue()


@VERSIONS
def test_datasets_are_found_with_names_shapes_and_places(libver: str) -> None:
    file = as_hdf5(TWO, libver=libver)
    found = {each.name: each for each in parse(file).tensors}
    assert found.keys() == TWO.keys()
    for name, values in TWO.items():
        assert found[name].shape == values.shape
        assert file[found[name].start : found[name].stop] == values.tobytes()


@VERSIONS
@pytest.mark.parametrize(
    ("name", "dtype"),
    [("float16", DType.F16), ("float64", DType.F64), ("int64", DType.I64), ("uint8", DType.U8), ("int8", DType.I8)],
)
def test_element_types_are_known(name: str, dtype: DType, libver: str) -> None:
    assert parse(as_hdf5({"w": np.ones((5, 70), name)}, libver=libver)).tensors[0].dtype is dtype


@VERSIONS
def test_bfloat16_is_told_from_float16_by_its_exponent(libver: str) -> None:
    def write(file: h5py.File) -> None:
        kind = h5py.h5t.IEEE_F32LE.copy()
        kind.set_fields(15, 7, 8, 0, 7)
        kind.set_precision(16)
        kind.set_size(2)
        kind.set_ebias(127)
        h5py.h5d.create(file.id, b"w", kind, h5py.h5s.create_simple((4, 8))).write(
            h5py.h5s.ALL, h5py.h5s.ALL, np.ones((4, 8), np.float32)
        )

    assert [each.dtype for each in parse(written(write, libver)).tensors] == [DType.BF16]


@VERSIONS
def test_a_large_group_is_read_through_its_tree_or_named(libver: str) -> None:
    file = as_hdf5({f"g/w{number}": np.ones(2, np.float32) for number in range(600)}, libver=libver)
    found = parse(file)
    assert (len(found.tensors), found.unsupported) == ((600, ()) if libver == "earliest" else (0, ("g",)))


@VERSIONS
def test_what_is_not_in_one_piece_of_plain_numbers_is_named_and_left_alone(libver: str) -> None:
    def write(file: h5py.File) -> None:
        values = np.ones((32, 32), np.float32)
        file.create_dataset("chunked", data=values, chunks=(8, 8))
        file.create_dataset("compressed", data=values, compression="gzip")
        file.create_dataset("big", data=values.astype(">f4"))
        file.create_dataset("text", data=[b"a", b"b"])
        file.create_dataset("never written", shape=(4,), dtype="f4")
        file.create_dataset("plain", data=values)
        file.create_dataset("scalar", data=np.float32(1))

    found = parse(written(write, libver))
    assert {each.name: each.shape for each in found.tensors} == {"plain": (32, 32), "scalar": ()}
    assert found.unsupported == ("big", "chunked", "compressed", "never written", "text")


@VERSIONS
def test_links_that_are_only_other_names_are_passed_and_a_second_hard_link_counts_once(libver: str) -> None:
    def write(file: h5py.File) -> None:
        file["a/w"] = np.ones(4, np.float32)
        file["b/w"] = file["a/w"]
        file["soft"] = h5py.SoftLink("/a/w")
        file["outside"] = h5py.ExternalLink("other.h5", "/w")

    found = parse(written(write, libver))
    assert ([each.name for each in found.tensors], found.unsupported) == (["a/w"], ())


@VERSIONS
def test_a_cycle_of_groups_ends(libver: str) -> None:
    def write(file: h5py.File) -> None:
        file["a/b/w"] = np.ones(4, np.float32)
        file["a/b/up"] = file["a"]

    assert [each.name for each in parse(written(write, libver)).tensors] == ["a/b/w"]


def test_what_an_optimizer_remembers_is_no_weight() -> None:
    values = np.ones((4, 4), np.float32)
    names = ["model_weights/dense/kernel:0", "optimizer_weights/Adam/m/dense/kernel:0"]
    assert [each.name for each in parse(as_hdf5(dict.fromkeys(names, values))).tensors] == names[:1]


def test_many_attributes_in_further_blocks_are_passed() -> None:
    def write(file: h5py.File) -> None:
        for number in range(50):
            file.attrs[f"attribute{number}"] = np.ones(40)
        file["w"] = np.ones(4, np.float32)

    for libver in ("earliest", "latest"):
        assert [each.name for each in parse(written(write, libver)).tensors] == ["w"]


def test_values_are_not_asked_for() -> None:
    file = as_hdf5({f"layer_._{layer}/kernel:0": np.zeros((512, 512), np.float32) for layer in range(6)})
    asked: list[ByteRange] = []
    assert len(parse(file, asked).tensors) == 6
    assert len(asked) <= 12
    assert sum(each.length for each in asked) < 150_000


def test_after_so_many_places_it_tells_how_much_was_not_looked_at() -> None:
    file = as_hdf5({f"layer_._{layer}/kernel:0": np.zeros((512, 512), np.float32) for layer in range(6)})
    found = parse(file, most_jumps=4)
    assert 0 < len(found.tensors) < 6
    assert found.unread_bytes == len(file) - sum(each.bytes for each in found.tensors)


OLD, NEW = (
    as_hdf5({"a/w": np.ones((3, 5), np.float32), "b": np.ones(4)}, libver=each) for each in ("earliest", "latest")
)


def changed(file: bytes, place: int, content: bytes) -> bytes:
    return file[:place] + content + file[place + len(content) :]


@pytest.mark.parametrize(
    ("file", "says"),
    [
        (b"", "goes on to byte 16, file has 0"),
        (b"PK\3\4" + bytes(60), "expected an HDF5 file"),
        (changed(OLD, 8, b"\x07"), "superblock of version 7"),
        (changed(OLD, 13, b"\x04"), "offsets and lengths of 4 and 8 bytes"),
        (changed(OLD, 24, b"\x01"), "addresses count from elsewhere"),
        (changed(OLD, 64, b"\xff" * 8), "goes on to byte"),
        (changed(OLD, 64, b"\x00" * 8), "the root group: expected an object header at 0"),
        (OLD[:200], "goes on to byte"),
        (changed(OLD, OLD.index(b"HEAP"), b"HEAD"), "expected a heap of names"),
        (changed(OLD, OLD.index(b"TREE"), b"TREA"), "expected a node of a group's tree"),
        (changed(OLD, OLD.index(b"TREE") + 5, b"\x40"), "expected a node of a group's tree"),
        (changed(OLD, OLD.index(b"TREE") + 6, b"\xff\xff"), "goes on to byte|held in one piece|in one piece"),
        (changed(OLD, OLD.index(b"SNOD"), b"SNOW"), "expected entries"),
        (changed(OLD, OLD.index(b"SNOD") + 8, b"\xff\xff\xff"), "a name in its heap does not end"),
        (changed(OLD, 96 + 8, b"\xff\xff\xff"), "a message goes on|goes on to byte"),
        (changed(NEW, 36, b"\x05"), "expected an object header"),
        (changed(NEW, NEW.index(b"OHDR") + 4, b"\x09"), "object header of version 9"),
    ],
)
def test_each_lie_is_refused_by_name(file: bytes, says: str) -> None:
    with pytest.raises(InputError, match=says) as refused:
        parse(file)
    assert PATH in str(refused.value)


def test_a_tree_that_comes_back_to_itself_is_refused() -> None:
    tree = OLD.index(b"TREE")
    node = b"TREE" + bytes([0, 9]) + b"\x02\x00" + bytes(16) + (bytes(8) + tree.to_bytes(8, "little")) * 2
    with pytest.raises(InputError, match="comes to 136 twice"):
        parse(changed(OLD, tree, node))


def test_a_shape_that_does_not_fit_its_bytes_is_refused() -> None:
    place = OLD.index((3).to_bytes(8, "little") + (5).to_bytes(8, "little"))
    for axis, says in ((4, "a/w: shape"), (1 << 62, "a/w: impossible shape")):
        with pytest.raises(InputError, match=says):
            parse(changed(OLD, place, axis.to_bytes(8, "little")))


@pytest.mark.parametrize("valid", [OLD, NEW], ids=["old", "new"])
@given(st.data())
def test_damaged_files_are_refused_or_read_but_never_crash(valid: bytes, data: st.DataObject) -> None:
    file = damaged(valid, data.draw(damages(len(valid))))
    end = data.draw(st.integers(0, len(file)))
    for each in (file, file[:end]):
        assert is_refused_or_inside(read_header(PATH, len(each)), each)
