# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""ONNX models: what the real library writes is read by ranges, and every lie is refused by name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import onnx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from onnx import TensorProto, helper, numpy_helper

from bot.formats.headers import Header
from bot.formats.onnx import data_files, read_header
from bot.formats.places import MOST_READ
from bot.model.errors import InputError
from bot.model.repository import ByteRange
from bot.model.tensors import DType, TensorSpec
from bot.numerics.decoding import decode
from tests.formats.playing import damaged, damages, is_refused_or_inside, play
from tests.samples.models import dense
from tests.samples.onnx_files import as_onnx, with_external_data

PATH = "sub/model.onnx"
ONE = np.random.default_rng(3).normal(size=(64, 256)).astype(np.float32)


def parse(file: bytes, sizes: dict[str, int] | None = None, asked: list[ByteRange] | None = None) -> Header:
    return play(read_header(PATH, len(file), sizes or {}), file, asked)


def named(file: bytes) -> dict[str, TensorSpec]:
    return {spec.name: spec for spec in parse(file).tensors}


def model(*tensors: Any, nodes: Any = (), **fields: Any) -> bytes:  # noqa: ANN401 - protocol buffer messages
    graph = helper.make_graph(list(nodes), "g", [], [], list(tensors), **fields)
    content: bytes = helper.make_model(graph).SerializeToString()
    return content


def tensor(name: str = "w", values: Any = ONE) -> Any:  # noqa: ANN401 - protocol buffer messages
    return numpy_helper.from_array(np.asarray(values), name)


def changed(change: Callable[[Any], object]) -> bytes:
    one = tensor()
    change(one)
    return model(one)


def external(**entries: str) -> bytes:
    one = tensor()
    one.ClearField("raw_data")
    one.data_location = TensorProto.EXTERNAL
    for key, value in entries.items():
        entry = one.external_data.add()
        entry.key, entry.value = key, value
    return model(one)


@pytest.mark.parametrize(
    ("kind", "dtype"),
    [
        (np.float32, DType.F32),
        (np.float16, DType.F16),
        (np.float64, DType.F64),
        (np.int8, DType.I8),
        (np.bool_, DType.BOOL),
    ],
)
def test_what_the_library_writes_is_read_to_the_row(kind: Any, dtype: DType) -> None:  # noqa: ANN401 - numpy types
    values = (ONE * 100).astype(kind)
    file = model(tensor("v", np.ones(7, np.float32)), tensor("w", values))
    found = named(file)["w"]
    place = found.rows(8, 16)
    assert (found.shape, found.dtype, found.file) == ((64, 256), dtype, PATH)
    assert file[place.start : place.stop] == values[8:24].tobytes()


def test_values_in_the_field_for_floats_lie_there_as_in_memory() -> None:
    file = model(helper.make_tensor("w", TensorProto.FLOAT, ONE.shape, ONE.ravel()))
    found = named(file)["w"]
    assert file[found.start : found.stop] == ONE.tobytes()


def test_values_as_numbers_of_varying_length_are_listed() -> None:
    file = model(helper.make_tensor("w", TensorProto.INT32, ONE.shape, np.ones(ONE.size, int)), tensor("v"))
    found = parse(file)
    assert ([each.name for each in found.tensors], found.unsupported) == (["v"], ("w (numbers of varying length)",))


def test_constants_of_nodes_have_the_names_of_their_outputs_and_settings_are_none() -> None:
    nodes = [
        helper.make_node("Constant", [], ["big"], value=tensor("")),
        helper.make_node("Constant", [], ["s"], value=tensor("", [1.0])),
    ]
    assert list(named(model(nodes=nodes))) == ["big"]


def test_graphs_within_graphs_are_looked_into_and_their_names_told_apart() -> None:
    inner = helper.make_graph([], "inner", [], [], [tensor("w")])
    other = helper.make_graph([], "other", [], [], [tensor("w", ONE + 1)])
    node = helper.make_node("If", ["c"], ["y"], then_branch=inner, else_branch=other)
    assert sorted(named(model(tensor("w", ONE - 1), nodes=[node]))) == ["graph1/w", "graph2/w", "w"]


def test_graphs_nested_without_an_end_are_refused() -> None:
    inner = helper.make_graph([], "inner", [], [], [tensor("w")])
    for _ in range(6):
        inner = helper.make_graph([helper.make_node("If", ["c"], ["y"], then_branch=inner)], "g", [], [])
    with pytest.raises(InputError, match="graphs within one another"):
        parse(helper.make_model(inner).SerializeToString())


def test_weights_are_not_read() -> None:
    asked: list[ByteRange] = []
    file = as_onnx(dense(1))
    assert len(parse(file, asked=asked).tensors) == len(dense(1))
    assert sum(place.length for place in asked) < len(file) / 8


def test_after_so_many_places_what_was_found_is_returned() -> None:
    file = as_onnx(dense(1))
    found = play(read_header(PATH, len(file), {}, most_jumps=6), file)
    assert 3 <= len(found.tensors) < len(dense(1))
    assert found.unread_bytes > len(file) / 2


@pytest.mark.parametrize("kind", ["float32", "int8", "uint8"])
def test_matrices_without_names_get_their_modules_names_and_the_shapes_of_their_rows(kind: str) -> None:
    found = named(as_onnx(dense(1), kind))
    for name, values in dense(1).items():
        assert found[name].shape == values.shape
        assert found[name].is_turned == (values.ndim == 2 and "embed" not in name)


def test_columns_of_a_turned_matrix_are_the_stored_rows() -> None:
    file = as_onnx(dense(1))
    found = named(file)["model.layers.2.mlp.up_proj.weight"]
    place = found.columns(8, 16)
    read = decode(file[place.start : place.stop], found.dtype, found.shape[0])
    assert np.array_equal(read.T, dense(1)[found.name][:, 8:24])


def test_a_bias_names_the_matrix_better_than_a_node() -> None:
    nodes = [
        helper.make_node("MatMul", ["x", "val_9"], ["p"], name="node_linear"),
        helper.make_node("Add", ["p", "encoder.layer.3.output.dense.bias"], ["q"]),
    ]
    file = model(tensor("val_9"), tensor("encoder.layer.3.output.dense.bias", np.ones(256, np.float32)), nodes=nodes)
    assert named(file)["encoder.layer.3.output.dense.weight"].shape == (256, 64)


def test_a_matrix_that_is_transposed_before_keeps_its_rows() -> None:
    nodes = [
        helper.make_node("Transpose", ["w.weight"], ["t"], perm=[1, 0]),
        helper.make_node("MatMul", ["x", "t"], ["p"]),
    ]
    assert named(model(tensor("w.weight"), nodes=nodes))["w.weight"].shape == (64, 256)


def test_unsigned_bytes_are_codes_only_beside_their_scales() -> None:
    codes = np.zeros((64, 64), np.uint8)
    found = named(model(tensor("a_quantized", codes), tensor("a_scale", np.float32(1)), tensor("b", codes)))
    assert (found["a"].dtype, found["b"].dtype) == (DType.U8_CODES, DType.U8)


def test_values_in_another_file_are_placed_there() -> None:
    files = with_external_data(dense(1))
    sizes = {f"sub/{path}": len(content) for path, content in files.items()}
    found = parse(files["model.onnx"], sizes)
    table = next(each for each in found.tensors if "embed" in each.name)
    content = files["model.onnx_data"][table.start : table.stop]
    assert table.file == "sub/model.onnx_data"
    assert content == dense(1)[table.name].tobytes()
    assert list(data_files(PATH, sizes)) == ["sub/model.onnx_data"]


@pytest.mark.parametrize(
    "location", ["../w.bin", "/etc/passwd", "a/../../w", "", ".", "a//b", "C:\\w", "a\\..\\b", "http://x/w"]
)
def test_a_place_outside_the_folder_is_refused(location: str) -> None:
    with pytest.raises(InputError, match="outside the model's folder"):
        parse(external(location=location), {"sub/w.bin": 1 << 20, "w.bin": 1 << 20})


def test_a_place_beyond_the_other_file_is_refused() -> None:
    with pytest.raises(InputError, match=r"w: ends at 65546, sub/w\.bin has 65536"):
        parse(external(location="w.bin", offset="10"), {"sub/w.bin": 65536})


@pytest.mark.parametrize(
    ("file", "says"),
    [
        (b"", "found no graph"),
        (b"\x08", "a number does not end"),
        (b"\x08\x07", "found no graph"),
        (b"\x0b\x07", "of the unknown kind 3"),
        (b"\x3a\xff\xff\xff\xff\x0f", "field 7 claims"),
        (b"\x00\x00", "impossible field 0"),
        (model(tensor())[:-400], "claims"),
        (model(tensor()) + model(tensor()), "more than one graph"),
        (model(tensor(), tensor()), "w: header names a tensor twice"),
        (changed(lambda one: one.dims.append(2)), r"w: shape \(64, 256, 2\) of F32 takes 131072 bytes, 65536 are held"),
        (
            changed(lambda one: one.dims.extend([1] * 40)),
            "w: claims more than 16 axes|a tensor: claims more than 16 axes",
        ),
        (changed(lambda one: one.dims.append(-1)), "impossible shape"),
        (changed(lambda one: one.dims.extend([1 << 40, 1 << 40])), "w: impossible shape"),
        (changed(lambda one: one.float_data.append(1.0)), "w: holds its values twice|65536 are held"),
        (changed(lambda one: one.ClearField("raw_data")), "0 are held"),
        (changed(lambda one: setattr(one, "name", "")), "impossible name"),
        (changed(lambda one: setattr(one, "name", "a\x07")), "impossible name"),
        (changed(lambda one: setattr(one, "name", "w" * 5000)), "a tensor's name claims 5000 bytes"),
        (external(location="w.bin", offset="-1"), "expected a number of bytes"),
        (external(location="w.bin", length="7"), "takes 65536 bytes, 7 are held"),
        (external(location="w.bin", offset="9" * 30), "expected a number of bytes"),
    ],
)
def test_each_lie_is_refused_by_name(file: bytes, says: str) -> None:
    with pytest.raises(InputError, match=says) as refused:
        parse(file)
    assert PATH in str(refused.value)


def test_a_graph_of_countless_fields_is_not_walked_to_its_end() -> None:
    inner = b"\x12\x00" * 600_000
    file = b"\x3a" + _varint(len(inner)) + inner
    asked: list[ByteRange] = []
    with pytest.raises(InputError, match="more than 524288 fields"):
        parse(file, asked=asked)
    assert sum(place.length for place in asked) <= MOST_READ


@given(st.binary(max_size=300), st.booleans())
def test_random_bytes_are_refused_or_read_but_never_crash(content: bytes, begins_well: bool) -> None:  # noqa: FBT001 - drawn
    file = (b"\x08\x07\x3a" + _varint(len(content)) if begins_well else b"") + content
    assert is_refused_or_inside(read_header(PATH, len(file), {}), file)


SMALL = dense(1, layers=1, vocabulary=64)
VALID = onnx.load_from_string(
    as_onnx({name: values[:8, :8] if values.ndim == 2 else values[:8] for name, values in SMALL.items()}, "uint8")
)
FILE = VALID.SerializeToString()


@given(damages(len(FILE)), st.integers(0, len(FILE)), st.sampled_from([None, 1, 3]))
def test_damaged_files_are_refused_or_read_but_never_crash(
    changes: list[tuple[int, int]], end: int, jumps: int | None
) -> None:
    for file in (damaged(FILE, changes), damaged(FILE, changes)[:end]):
        assert is_refused_or_inside(read_header(PATH, len(file), {}, jumps), file)


def test_every_truncation_is_refused_or_read() -> None:
    for end in range(len(FILE)):
        assert is_refused_or_inside(read_header(PATH, end, {}), FILE[:end])


def _varint(value: int) -> bytes:
    digits = []
    while value > 127:
        digits.append(value & 127 | 128)
        value >>= 7
    return bytes([*digits, value])
