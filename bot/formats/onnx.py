# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Tensors of ONNX models; every way in which the file can lie is refused by name.

The format (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto): one protocol buffer message whose graph holds nodes and, among its
fields, the tensors with their values or with the place of these in another file. Nothing tells where the tensors lie, so the reader goes
from one to the next and leaves their values out. The ``onnx`` package is not used: it reads whole files into memory, and what they refer to.

Constants in nodes count as tensors from a kilobyte on; smaller ones are settings of the graph. Sparse tensors are listed and left alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.formats.entries import MOST_TENSORS, checked_name, header_over
from bot.formats.headers import Header
from bot.formats.onnx_flow import Node, node_of, told
from bot.formats.onnx_tensors import Tensor, read_tensor
from bot.formats.pieces import Reading
from bot.formats.places import Places, Spent
from bot.formats.protobuf import Field, Walk
from bot.formats.wire import fields_of
from bot.model.errors import InputError
from bot.model.tensors import DType, TensorSpec

_MOST_NODES = 1 << 17
_DEEPEST = 4
"""Graphs within graphs: branches and bodies of loops."""
_SMALL_NODE = 4096
"""Bytes; larger nodes hold values of a tensor, or a graph."""
_SMALL_CONSTANT = 1024
_LONGEST_TEXT = 4096
_CODES = ("_quantized", "_q", "")
"""What quantisation tools add to a matrix's name, beside ``_scale`` for its scales."""
# Fields of ModelProto, FunctionProto, GraphProto, NodeProto, AttributeProto and SparseTensorProto.
_IR_VERSION, _GRAPH, _FUNCTIONS, _FUNCTION_NODES = 1, 7, 25, 7
_NODES, _INITIALIZERS, _SPARSE = 1, 5, 15
_OUTPUTS, _ATTRIBUTES = 2, 5
_TENSOR, _GRAPH_IN, _TENSORS, _GRAPHS = 5, 6, 10, 11
_VALUES = 1


def data_files(path: str, files: Mapping[str, int]) -> dict[str, int]:
    """Of all files with their sizes, those that hold nothing but values of this model, by the names that exporters give them."""
    stem = path.removesuffix(".onnx")
    beside = tuple(f"{each}{end}" for each in (path, stem) for end in ("_data", ".data"))
    return {name: size for name, size in files.items() if name.startswith(beside)}


def read_header(path: str, file_size: int, sizes: Mapping[str, int], most_jumps: int | None = None) -> Reading[Header]:
    """Yields the next range to read and expects its bytes; returns the tensors, also those whose values lie in another file.

    ``sizes`` are all files of the repository, in bytes. After ``most_jumps`` places it returns what it has found until there. Raises
    InputError, naming the file and the tensor, where anything does not fit.
    """
    model = _Model(path, file_size, sizes, most_jumps)
    unread = 0
    try:
        yield from model.whole()
    except Spent:
        unread = file_size - model.position
    return model.header(unread_bytes=unread)


class _Model:
    """A model, and what was found in it."""

    def __init__(self, path: str, file_size: int, sizes: Mapping[str, int], most_jumps: int | None) -> None:
        self._path = path
        self._file_size = file_size
        self._sizes = {**sizes, path: file_size}
        self._walk = Walk(path, Places(path, file_size=file_size, most_jumps=most_jumps))
        self._tensors: dict[str, TensorSpec] = {}
        self._left_alone: dict[str, str] = {}
        self._nodes: list[Node] = []
        self._count = 0
        self._graphs = 0
        self.position = 0

    def whole(self) -> Reading[None]:
        """From the first byte to the last."""
        has_graph = False
        while self.position < self._file_size:
            each = yield from self._walk.field(self.position, self._file_size, "the model")
            if each.number == _GRAPH and each.is_bytes:
                if has_graph:
                    raise InputError(f"{self._path}: holds more than one graph")
                has_graph = True
                yield from self._graph(each, "", 0)
            elif each.number == _FUNCTIONS and each.is_bytes:
                yield from self._function(each)
            elif each.number == _IR_VERSION and each.is_bytes:
                break
            self.position = each.stop
        if not has_graph:
            raise InputError(f"{self._path}: expected an ONNX model, found no graph")

    def header(self, *, unread_bytes: int) -> Header:
        """What was found, under the names of the modules where the graph tells them."""
        tensors = told(self._marked(), self._nodes)
        left_alone = [f"{name} ({why})" for name, why in self._left_alone.items()]
        return header_over(self._path, tensors, left_alone, sizes=self._sizes, unread_bytes=unread_bytes)

    def _graph(self, graph: Field, before: str, depth: int) -> Reading[None]:
        if depth > _DEEPEST:
            raise InputError(f"{self._path}: more than {_DEEPEST} graphs within one another")
        at = graph.start
        while at < graph.stop:
            each = yield from self._walk.field(at, graph.stop, "the graph")
            if each.number == _NODES and each.is_bytes:
                yield from self._node(each, before, depth)
            elif each.number == _INITIALIZERS and each.is_bytes:
                yield from self._tensor(each, "", before)
            elif each.number == _SPARSE and each.is_bytes:
                yield from self._sparse(each, before)
            at = each.stop
            self.position = max(self.position, at)

    def _function(self, function: Field) -> Reading[None]:
        self._graphs += 1
        before = f"function{self._graphs}/"
        at = function.start
        while at < function.stop:
            each = yield from self._walk.field(at, function.stop, "a function")
            if each.number == _FUNCTION_NODES and each.is_bytes:
                yield from self._node(each, before, 1)
            at = each.stop

    def _node(self, node: Field, before: str, depth: int) -> Reading[None]:
        self._count += 1
        if self._count > _MOST_NODES:
            raise InputError(f"{self._path}: more than {_MOST_NODES} nodes")
        if node.length <= _SMALL_NODE:
            raw = yield from self._walk.content(node, _SMALL_NODE, "a node")
            fields = fields_of(self._path, "a node", raw)
            if not before:
                self._nodes.append(node_of(self._path, fields))
            if node.length < _SMALL_CONSTANT:
                return
        yield from self._attributes(node, before, depth)

    def _attributes(self, node: Field, before: str, depth: int) -> Reading[None]:
        """Looks into the large ones for tensors and graphs; a constant has the name of the node's first output."""
        name = b""
        at = node.start
        while at < node.stop:
            each = yield from self._walk.field(at, node.stop, "a node")
            if each.number == _OUTPUTS and each.is_bytes and not name:
                name = yield from self._walk.content(each, _LONGEST_TEXT, "a node's output")
            elif each.number == _ATTRIBUTES and each.is_bytes and each.length >= _SMALL_CONSTANT:
                yield from self._attribute(each, name, before, depth)
            at = each.stop

    def _attribute(self, attribute: Field, name: bytes, before: str, depth: int) -> Reading[None]:
        at = attribute.start
        number = 0
        while at < attribute.stop:
            each = yield from self._walk.field(at, attribute.stop, "an attribute")
            at = each.stop
            if not each.is_bytes:
                continue
            if each.number in {_TENSOR, _TENSORS}:
                own = checked_name(self._path, name or b"constant")
                yield from self._tensor(each, own if each.number == _TENSOR else f"{own}/{number}", before)
                number += 1
            elif each.number in {_GRAPH_IN, _GRAPHS}:
                self._graphs += 1
                yield from self._graph(each, f"graph{self._graphs}/", depth + 1)

    def _sparse(self, sparse: Field, before: str) -> Reading[None]:
        each = yield from self._walk.field(sparse.start, sparse.stop, "a sparse tensor")
        if each.number == _VALUES and each.is_bytes:
            found = yield from read_tensor(self._path, self._walk, (each.start, each.stop), "", self._sizes)
            self._add(replace(found, name=f"{before}{found.name}", spec=None, why="sparse"))

    def _tensor(self, each: Field, name: str, before: str) -> Reading[None]:
        found = yield from read_tensor(self._path, self._walk, (each.start, each.stop), name, self._sizes)
        if before:
            spec = replace(found.spec, name=f"{before}{found.name}") if found.spec else None
            found = replace(found, name=f"{before}{found.name}", spec=spec)
        self._add(found)

    def _add(self, found: Tensor) -> None:
        if found.name in self._tensors or found.name in self._left_alone:
            raise InputError(f"{self._path}: {found.name}: header names a tensor twice")
        if len(self._tensors) + len(self._left_alone) >= MOST_TENSORS:
            raise InputError(f"{self._path}: more than {MOST_TENSORS} tensors")
        if found.spec is not None:
            self._tensors[found.name] = found.spec
        elif found.why:
            self._left_alone[found.name] = found.why

    def _marked(self) -> list[TensorSpec]:
        """The tensors, once each where several are the same bytes; unsigned bytes with scales beside them are codes."""
        once: dict[tuple[str, int, int], TensorSpec] = {}
        for name, spec in self._tensors.items():
            is_codes = spec.dtype is DType.U8 and any(
                name.endswith(end) and f"{name.removesuffix(end)}_scale" in self._tensors for end in _CODES
            )
            kept = replace(spec, dtype=DType.U8_CODES) if is_codes else spec
            known = once.setdefault((spec.file, spec.start, spec.stop), kept)
            if (known.dtype, known.shape) != (kept.dtype, kept.shape) and kept.bytes:
                raise InputError(f"{self._path}: {name}: lies where {known.name} lies")
            if not kept.bytes and known is not kept:
                once[f"{spec.file}\0{name}", spec.start, spec.stop] = kept
        return list(once.values())
