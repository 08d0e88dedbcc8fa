# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Safetensors files as recipes: a list of tensors with formulas, from which any byte can be computed."""

from __future__ import annotations

import bisect
import functools
import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.localhub.procedural.encodings import encode, item_size
from bot.localhub.procedural.values import Formula, Quantised, formula_from_json, formula_to_json

_ELEMENTS_AT_A_TIME = 1 << 18
"""Numbers computed at once: few enough to stay in the processor's cache, enough to make Python's share small."""


@dataclass(frozen=True, slots=True)
class TensorRecipe:
    """One tensor: its name, type and shape, and what its numbers are."""

    name: str
    dtype: str
    shape: tuple[int, ...]
    formula: Formula

    @property
    def elements(self) -> int:
        """How many numbers."""
        return math.prod(self.shape)

    @property
    def size(self) -> int:
        """How many bytes."""
        return self.elements * item_size(self.dtype)

    def read(self, start: int, stop: int) -> Iterator[bytes]:
        """Bytes ``start`` to ``stop`` of the tensor, in pieces."""
        width = item_size(self.dtype)
        last = -(-stop // width)
        for element in range(start // width, last, _ELEMENTS_AT_A_TIME):
            until = min(element + _ELEMENTS_AT_A_TIME, last)
            piece = self._encoded(element, until)
            yield piece[max(0, start - element * width) : stop - element * width]

    def _encoded(self, start: int, stop: int) -> bytes:
        if isinstance(self.formula, Quantised) and self.dtype == "F8_E4M3":
            codes, _ = self.formula.codes(start, stop)
            return codes.tobytes()
        return encode(self.formula.values(start, stop), self.dtype)


@dataclass(frozen=True)
class ProceduralFile:
    """A safetensors file that is computed while it is read.

    Its digest is that of the recipe: two files of the same recipe are the same file, and no byte of a weight is needed to
    know it. Unlike a real digest it says nothing about other files that happen to have the same bytes.
    """

    tensors: tuple[TensorRecipe, ...]
    metadata: Mapping[str, str] = field(default_factory=lambda: {"format": "pt"})

    @functools.cached_property
    def header(self) -> dict[str, Any]:
        """The header's content: each tensor's type, shape and place."""
        header: dict[str, Any] = {"__metadata__": dict(self.metadata)} if self.metadata else {}
        for tensor, start in zip(self.tensors, self._starts, strict=True):
            place = [start, start + tensor.size]
            header[tensor.name] = {"dtype": tensor.dtype, "shape": list(tensor.shape), "data_offsets": place}
        return header

    @functools.cached_property
    def header_bytes(self) -> bytes:
        """The header as the file begins with it: its length, then JSON, padded with spaces to a multiple of eight bytes."""
        text = json.dumps(self.header, separators=(",", ":")).encode()
        text += b" " * (-len(text) % 8)
        return len(text).to_bytes(8, "little") + text

    @property
    def data_size(self) -> int:
        """Bytes of all tensors together."""
        return sum(tensor.size for tensor in self.tensors)

    @functools.cached_property
    def size(self) -> int:
        """Bytes of the whole file."""
        return len(self.header_bytes) + self.data_size

    def chunks(self, start: int, stop: int) -> Iterator[bytes]:
        """Bytes ``start`` to ``stop`` of the file, in pieces. The time taken depends on the length, not on the place."""
        before = len(self.header_bytes)
        if start < before:
            yield self.header_bytes[start : min(stop, before)]
        place, until = max(0, start - before), stop - before
        index = bisect.bisect_right(self._starts, place) - 1
        while place < until and index < len(self.tensors):
            tensor, offset = self.tensors[index], self._starts[index]
            end = min(until, offset + tensor.size)
            if place < end:
                yield from tensor.read(place - offset, end - offset)
                place = end
            index += 1

    def to_json(self) -> bytes:
        """The recipe, in the one spelling that its digest is made of."""
        tensors = [[t.name, t.dtype, list(t.shape), formula_to_json(t.formula)] for t in self.tensors]
        recipe = {"format": "localhub.procedural/1", "metadata": dict(self.metadata), "tensors": tensors}
        return json.dumps(recipe, separators=(",", ":"), sort_keys=True).encode()

    @classmethod
    def from_json(cls, text: bytes) -> ProceduralFile:
        """The reverse of `to_json`."""
        value = json.loads(text)
        tensors = (
            TensorRecipe(name, dtype, tuple(shape), formula_from_json(formula))
            for name, dtype, shape, formula in value["tensors"]
        )
        return cls(tuple(tensors), value["metadata"])

    @functools.cached_property
    def _starts(self) -> list[int]:
        starts, place = [], 0
        for tensor in self.tensors:
            starts.append(place)
            place += tensor.size
        return starts
