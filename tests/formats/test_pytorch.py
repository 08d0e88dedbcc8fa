# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""PyTorch checkpoints: tensors are listed to the byte, nothing is executed, and every lie is refused by name."""

from __future__ import annotations

import struct
from collections import OrderedDict
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.formats.binaries import read_header
from bot.formats.headers import Header
from bot.model.errors import InputError
from bot.model.repository import ByteRange
from bot.model.tensors import DType, TensorSpec
from tests.samples.pytorch_files import (
    Call,
    Tensor,
    as_archive,
    as_checkpoint,
    as_legacy,
    as_plain_archive,
    pickled,
    state_dict,
    tensor,
)

PATH = "pytorch_model.bin"
RANDOM = np.random.default_rng(3)
MATRIX = RANDOM.normal(size=(64, 32)).astype(np.float32)
TWO: dict[str, np.ndarray[Any, Any]] = {"layer.weight": MATRIX, "layer.bias": np.arange(7, dtype=np.float16)}


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


def values(file: bytes, spec: TensorSpec, kind: str = "<f4") -> np.ndarray[Any, Any]:
    return np.frombuffer(file[spec.start : spec.stop], kind).reshape(spec.shape)


def marks_hold(file: bytes, header: Header) -> bool:
    return all(file[mark.range.start : mark.range.stop] == mark.content for mark in header.marks)


@pytest.mark.parametrize("protocol", [2, 3, 4, 5])
def test_a_state_dict_is_listed_to_the_byte(protocol: int) -> None:
    file = as_checkpoint(state_dict(TWO), protocol=protocol)
    header = parse(file)
    found = {spec.name: spec for spec in header.tensors}
    assert (found["layer.weight"].dtype, found["layer.bias"].dtype) == (DType.F32, DType.F16)
    assert np.array_equal(values(file, found["layer.weight"]), MATRIX)
    assert np.array_equal(values(file, found["layer.bias"], "<f2"), TWO["layer.bias"])
    assert found["layer.weight"].start % 64 == 0
    assert header.unsupported == ()
    assert len(header.marks) == 2
    assert marks_hold(file, header)


def test_a_file_from_before_1_6_is_listed_to_the_byte() -> None:
    file = as_legacy(state_dict(TWO))
    header = parse(file)
    found = {spec.name: spec for spec in header.tensors}
    assert np.array_equal(values(file, found["layer.weight"]), MATRIX)
    assert np.array_equal(values(file, found["layer.bias"], "<f2"), TWO["layer.bias"])
    assert len(header.marks) == 2
    assert marks_hold(file, header)


def test_an_archive_that_another_program_packed_is_read_too() -> None:
    text, storages = pickled(state_dict(TWO))
    members = {f"model/data/{key}": storage.tobytes() for key, storage in enumerate(storages)}
    file = as_plain_archive({"model/data.pkl": text, **members})
    header = parse(file)
    assert np.array_equal(values(file, {spec.name: spec for spec in header.tensors}["layer.weight"]), MATRIX)
    assert marks_hold(file, header)


def test_where_padding_tells_nothing_each_header_is_read() -> None:
    file = as_checkpoint(state_dict(TWO), pad=lambda begin: 5 + begin % 7)
    header = parse(file)
    assert np.array_equal(values(file, {spec.name: spec for spec in header.tensors}["layer.weight"]), MATRIX)
    assert len(header.marks) < 2


def test_a_large_checkpoint_is_listed_with_two_requests() -> None:
    many = {f"model.layers.{number}.weight": np.zeros((64, 32), np.float32) for number in range(300)}
    asked: list[ByteRange] = []
    file = as_checkpoint(state_dict(many))
    header = parse(file, asked=asked)
    assert (len(header.tensors), len(header.marks)) == (300, 300)
    assert len(asked) == 2
    assert sum(each.length for each in asked) < 150_000


def test_tied_weights_and_slices_share_their_bytes() -> None:
    storage = MATRIX.reshape(-1)
    table = {
        "embedding": Tensor(storage, (64, 32), (32, 1)),
        "head": Tensor(storage, (64, 32), (32, 1)),
        "rows": Tensor(storage, (8, 32), (32, 1), offset=16 * 32),
    }
    file = as_checkpoint(table)
    found = {spec.name: spec for spec in parse(file).tensors}
    assert found["embedding"].start == found["head"].start
    assert np.array_equal(values(file, found["rows"]), MATRIX[16:24])


def test_a_transposed_view_has_the_shape_that_lies_in_the_file() -> None:
    file = as_checkpoint({"turned": Tensor(MATRIX.reshape(-1), (32, 64), (1, 32))})
    spec = parse(file).tensors[0]
    assert np.array_equal(values(file, spec), MATRIX)


def test_views_with_gaps_are_listed_and_left_alone() -> None:
    storage = MATRIX.reshape(-1)
    table = {"columns": Tensor(storage, (64, 16), (32, 1)), "same": Tensor(storage, (9,), (0,))}
    header = parse(as_checkpoint({**table, "w": tensor(MATRIX)}))
    assert [spec.name for spec in header.tensors] == ["w"]
    assert header.unsupported == ("columns (with strides (32, 1))", "same (with strides (0,))")


def test_types_without_a_name_here_are_listed_and_left_alone() -> None:
    header = parse(as_checkpoint({"q": Tensor(np.zeros(4, np.uint8), (4,), (1,), kind="QUInt8")}))
    assert (header.tensors, header.unsupported) == ((), ("q (of an element type that is not known)",))


@pytest.mark.parametrize(
    ("kind", "dtype", "bytes_each"),
    [("float8_e4m3fn", DType.F8_E4M3, 1), ("uint16", DType.U16, 2), ("bfloat16", DType.BF16, 2)],
)
def test_the_newer_types_lie_in_storages_of_bytes(kind: str, dtype: DType, bytes_each: int) -> None:
    storage = np.arange(12 * bytes_each, dtype=np.uint8)
    file = as_checkpoint({"w": Tensor(storage, (2, 4), (4, 1), offset=4, dtype=f"torch.{kind}")})
    spec = parse(file).tensors[0]
    assert (spec.dtype, spec.shape) == (dtype, (2, 4))
    assert file[spec.start : spec.stop] == storage[4 * bytes_each :].tobytes()
    with pytest.raises(InputError, match="ends at element 13 of a storage of 12"):
        parse(as_checkpoint({"w": Tensor(storage, (2, 4), (4, 1), offset=5, dtype=f"torch.{kind}")}))


def test_parameters_and_checkpoints_around_the_model_are_seen_through() -> None:
    weight = Call("torch._utils._rebuild_parameter", (tensor(MATRIX), True, OrderedDict()))
    moments = {"state": {0: {"exp_avg": tensor(MATRIX)}}, "param_groups": []}
    settings = Call("argparse.Namespace", (), {"rate": 0.1})
    header = parse(as_checkpoint({"epoch": 3, "args": settings, "model": {"a.weight": weight}, "optimizer": moments}))
    assert [spec.name for spec in header.tensors] == ["a.weight"]
    assert header.unsupported == ("optimizer (a state of the training)",)


def test_a_file_with_an_optimizer_alone_holds_no_weights() -> None:
    header = parse(as_checkpoint({"state": {0: {"exp_avg": tensor(MATRIX)}}, "param_groups": []}))
    assert (header.tensors, header.unsupported) == ((), ("state (of an optimizer)",))


def test_a_whole_module_has_the_names_of_its_state_dict() -> None:
    inner = Call("torch.nn.modules.linear.Linear", (), {"_parameters": {"weight": tensor(MATRIX)}, "_modules": {}})
    outer = Call("acme.Model", (), {"_parameters": {}, "_modules": OrderedDict(fc=inner), "training": False})
    assert [spec.name for spec in parse(as_checkpoint(outer)).tensors] == ["fc.weight"]


def test_a_scripted_archive_has_the_names_of_its_attributes_and_its_constants() -> None:
    part = Call("__torch__.acme.Part", (), {"weight": tensor(MATRIX), "training": False})
    text, storages = pickled(Call("__torch__.acme.Model", (), {"encoder": part}))
    constants, more = pickled((tensor(np.ones(3, np.float32)),))
    file = as_archive(
        {
            "m/data/0": storages[0].tobytes(),
            "m/data.pkl": text,
            "m/code/__torch__/acme.py": b"def forward(self): raise",
            "m/constants.pkl": constants,
            "m/constants/0": more[0].tobytes(),
        }
    )
    found = {spec.name: spec for spec in parse(file).tensors}
    assert np.array_equal(values(file, found["encoder.weight"]), MATRIX)
    assert found["constants.0"].shape == (3,)


def test_a_storage_of_an_unknown_class_is_listed_with_its_tensor() -> None:
    header = parse(
        as_checkpoint({"odd": Tensor(MATRIX.reshape(-1), (4,), (1,), kind="Quaternion"), "w": tensor(MATRIX)})
    )
    assert [spec.name for spec in header.tensors] == ["w"]
    assert header.unsupported == ("odd (made by torch._utils._rebuild_tensor_v2)",)


def test_keys_that_are_no_names_of_tensors_may_be_anything() -> None:
    vocabulary = {"\n": 1, "\x00": [2], "x" * 2000: 3, "\ud800": 4}
    header = parse(as_checkpoint({"vocabulary": vocabulary, "w": tensor(MATRIX)}))
    assert ([spec.name for spec in header.tensors], header.unsupported) == (["w"], ())


def test_names_of_classes_are_told_without_control_signs() -> None:
    header = parse(as_checkpoint([Call("os.\x1b[31m" + "x" * 200, ()), {"w": tensor(MATRIX)}]))
    assert header.unsupported[0].startswith(r"'os.\x1b[31mxxx")
    assert len(header.unsupported[0]) < 160


def test_what_an_unknown_call_makes_of_a_tensor_is_left_alone() -> None:
    header = parse(as_checkpoint({"odd": Call("acme.wrap", (tensor(MATRIX), 8)), "w": tensor(MATRIX)}))
    assert [spec.name for spec in header.tensors] == ["w"]
    assert header.unsupported == ("odd (made by acme.wrap)",)


@pytest.mark.parametrize("form", [as_checkpoint, as_legacy, lambda value: pickled(value)[0]])
def test_code_in_a_pickle_does_not_run_and_is_told(form: Any, tmp_path: Path) -> None:  # noqa: ANN401 - one of three forms
    proof = tmp_path / "it ran"
    evil = Call("os.system", (f"touch '{proof}'",))
    worse = Call("builtins.eval", (f"open({str(proof)!r}, 'w')",))
    header = parse(form({"a": evil, "b": worse}))
    assert not proof.exists()
    assert [each.partition(" ")[0] for each in header.unsupported] == ["builtins.eval", "os.system"]


def test_a_storage_that_lies_elsewhere_breaks_its_mark() -> None:
    file = bytearray(as_checkpoint(state_dict(TWO)))
    header = parse(bytes(file))
    place = header.marks[0].range
    file[place.start + 2 : place.stop] = struct.pack("<H", 4)
    assert not marks_hold(bytes(file), parse(bytes(file)))


def entry(file: bytes, name: bytes, at: int, content: bytes) -> bytes:
    """The same archive with other bytes in the list's entry of this member."""
    start = file.rindex(b"PK\1\2", 0, file.rindex(name))
    return file[: start + at] + content + file[start + at + len(content) :]


def end(file: bytes, at: int, content: bytes) -> bytes:
    start = len(file) - 22
    return file[: start + at] + content + file[start + at + len(content) :]


VIEW = MATRIX.reshape(-1)
GOOD = as_checkpoint(state_dict(TWO))


@pytest.mark.parametrize(
    ("file", "says"),
    [
        (b"", "begins with b''"),
        (b"GGML" + bytes(40), "begins with b'GGML"),
        (b"PK\3\4" + bytes(40), "expected the end of a zip file"),
        (GOOD + b"x", "zip file ends at"),
        (GOOD[:-30], "expected the end of a zip file"),
        (end(GOOD, 4, b"\1"), "one of several parts"),
        (end(GOOD, 8, b"\6\0\6\0"), "expected an entry of the zip file's list"),
        (end(GOOD, 8, b"\4\0\4\0"), "list has 61 bytes behind its last entry"),
        (end(GOOD, 12, b"\xff\xff"), "zip file's list ends at"),
        (end(GOOD, 16, b"\xff\xff\xff\x7f"), "zip file's list ends at"),
        (entry(GOOD, b"archive/data.pkl", 8, b"\1\0"), "archive/data.pkl is encrypted"),
        (entry(GOOD, b"archive/data/0", 20, b"\xff\xff\xff\xff"), "a size of 64 bits is missing"),
        (entry(GOOD, b"archive/data/0", 20, b"\xff\xff\0\0"), "is stored as it is, and has 65535 bytes of 8192"),
        (entry(GOOD, b"archive/data/0", 20, b"\xff\xff\0\0" * 2), "ends behind byte"),
        (entry(GOOD, b"archive/data/0", 20, b"\x04\0\0\0" * 2), "data/0 has 4 bytes, its tensors expect 8192"),
        (entry(GOOD, b"archive/data/0", 42, b"\0\0\0\0"), "ends behind byte 0"),
        (as_archive({"a/data.pkl": pickled(state_dict(TWO))[0]}), "storage a/data/0 is missing"),
        (as_archive({"a/readme.txt": b"hello"}), "expected a zip file of PyTorch or numpy, found 'a/readme.txt'"),
        (as_checkpoint([], byteorder=b"big"), "numbers are in the order b'big'"),
        (as_plain_archive({"a/data.pkl": pickled([])[0]}, compressed=True), "a/data.pkl is compressed"),
        (as_checkpoint({"w": Tensor(VIEW, (65, 32), (32, 1))}), "ends at element 2080 of a storage of 2048"),
        (as_checkpoint({"w": Tensor(VIEW, (64, 32), (32, 1), offset=1)}), "ends at element 2049"),
        (as_checkpoint({"w": Tensor(VIEW, (64, -1), (32, 1))}), "an impossible size or stride"),
        (as_checkpoint({"w": Tensor(VIEW, (1 << 70,), (0,))}), "an impossible size or stride"),
        (as_checkpoint({"w": Tensor(VIEW, (64, 32), (32,))}), "2 axes with 1 strides"),
        (as_checkpoint({"w": Tensor(VIEW, (1,) * 9, (1,) * 9)}), "9 axes"),
        (as_checkpoint({"w\x07": tensor(MATRIX)}), "impossible name"),
        (as_checkpoint({"w" * 2000: tensor(MATRIX)}), "impossible name"),
        (as_legacy(state_dict(TWO))[:-1], "ends at"),
        (as_legacy(state_dict(TWO)) + b"x", "storages end at"),
        (as_legacy(state_dict(TWO), little_endian=False), "big-endian"),
        (as_legacy(state_dict(TWO), protocol=1000), "protocol 1001"),
    ],
)
def test_each_lie_is_refused_by_name(file: bytes, says: str) -> None:
    with pytest.raises(InputError, match=says) as refused:
        parse(file)
    assert PATH in str(refused.value)


def zip64(*, place: int = 0, count: int = 0, short: int = 0xFFFF) -> bytes:
    """The good file with an end in 64 bits, which may lie by these amounts."""
    _, _, entries, _, length, first, _ = struct.unpack("<HHHHIIH", GOOD[-18:])
    body, at = GOOD[:-22], len(GOOD) - 22
    full = b"PK\6\6" + struct.pack("<QHHIIQQQQ", 44, 45, 45, 0, 0, entries, entries + count, length, first)
    locator = b"PK\6\7" + struct.pack("<IQI", 0, at + place, 1)
    last = struct.pack("<HHHHIIH", 0, 0, short, short, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    return body + full + locator + b"PK\5\6" + last


def test_an_end_in_64_bits_is_read() -> None:
    assert parse(zip64()).tensors == parse(GOOD).tensors


@pytest.mark.parametrize(
    ("file", "says"),
    [
        (zip64(place=1), "end in 64 bits is said to be at"),
        (zip64(place=1 << 60), "end in 64 bits is said to be at"),
        (zip64(count=1 << 60), "at most 131072 are read"),
        (zip64(count=1), "expected an entry"),
        (zip64(short=3), "says 3 at its end and 5 in 64 bits"),
    ],
)
def test_an_end_in_64_bits_that_lies_is_refused(file: bytes, says: str) -> None:
    with pytest.raises(InputError, match=says):
        parse(file)


def test_members_that_overlap_are_refused() -> None:
    place = GOOD.index(b"PK\3\4")
    again = entry(GOOD, b"archive/data/1", 42, struct.pack("<I", place))
    with pytest.raises(InputError, match="ends behind byte"):
        parse(again)


@pytest.mark.parametrize(
    ("at", "content", "why"),
    [(10, b"\x08\0", "compressed"), (8, b"\1\x08", "encrypted"), (38, b"\x10", "marked as a folder")],
)
def test_storages_that_are_not_stored_as_they_are_are_listed_and_left_alone(at: int, content: bytes, why: str) -> None:
    header = parse(entry(GOOD, b"archive/data/0", at, content))
    assert [spec.name for spec in header.tensors] == ["layer.bias"]
    assert header.unsupported == (f"layer.weight ({why})",)


@given(st.binary(max_size=300), st.sampled_from([b"", b"PK\3\4", b"\x80\2", b"\x80\4", b"\x93NUMPY\1\0"]))
def test_random_bytes_are_refused_or_read_but_never_crash(content: bytes, head: bytes) -> None:
    refused_or_inside(head + content)


SMALL: dict[str, np.ndarray[Any, Any]] = {"w": np.ones((4, 4), np.float32), "v": np.ones(3, np.float16)}
FILES = [as_checkpoint(state_dict(SMALL)), as_legacy(state_dict(SMALL)), as_checkpoint(state_dict(SMALL), protocol=4)]


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
    refused_or_inside(bytes(damaged))
    refused_or_inside(bytes(damaged[: int(length * len(damaged))]))


def refused_or_inside(file: bytes) -> None:
    try:
        found = parse(file)
    except InputError:
        return
    assert all(0 <= each.start <= each.stop <= len(file) for each in found.tensors)
