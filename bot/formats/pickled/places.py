# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Where the tensors of a pickle lie in the file, once it is known where its storages do."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.formats.layouts import stored_shape
from bot.formats.pickled.naming import Found
from bot.formats.pickled.risks import dangerous
from bot.formats.pickled.values import Array, ElementType, Name, Storage, StoredTensor, Stretch, shown
from bot.model.tensors import DType, TensorSpec

_MOST_REMARKS = 20
_ELEMENTS = {
    "f8": DType.F64,
    "f4": DType.F32,
    "f2": DType.F16,
    "c8": DType.C64,
    "i8": DType.I64,
    "i4": DType.I32,
    "i2": DType.I16,
    "i1": DType.I8,
    "u8": DType.U64,
    "u4": DType.U32,
    "u2": DType.U16,
    "u1": DType.U8,
    "b1": DType.BOOL,
}
"""By numpy's codes of kind and size."""


@dataclass(frozen=True, slots=True)
class NotReadable:
    """Why a tensor's bytes are left alone."""

    reason: str


def placed(
    path: str, found: Found, locate: Callable[[Storage], int | NotReadable]
) -> tuple[list[TensorSpec], list[str]]:
    """What can be read, and the names of what cannot. ``locate`` tells where a storage begins."""
    tensors: list[TensorSpec] = []
    left = list(found.left)
    for name, leaf in found.tensors.items():
        spec = _of_array(path, name, leaf) if isinstance(leaf, Array) else _of_tensor(path, name, leaf, locate)
        if isinstance(spec, TensorSpec):
            tensors.append(spec)
        else:
            left.append(f"{name} ({spec.reason})")
    return tensors, left


def remarks(names: frozenset[Name]) -> list[str]:
    """What a pickle names that could do harm where pickles are loaded, which nobody does here."""
    found = sorted({shown(str(name)) for name in names if dangerous(str(name))})
    return [f"{name} (code that loading this file elsewhere could run)" for name in found[:_MOST_REMARKS]]


def element_dtype(element: ElementType) -> DType | None:
    """Of a numpy dtype; ``None`` where the order of bytes or the type is another."""
    dtype = _ELEMENTS.get(element.code)
    return dtype if dtype and (element.order in "<|=" or dtype.size_of(1) == 1) else None


def _of_tensor(
    path: str, name: str, leaf: StoredTensor, locate: Callable[[Storage], int | NotReadable]
) -> TensorSpec | NotReadable:
    if leaf.dtype is None:
        return NotReadable("of an element type that is not known")
    shape = stored_shape(leaf.shape, leaf.strides)
    if shape is None:
        return NotReadable(f"with strides {leaf.strides}")
    start = locate(leaf.storage)
    if isinstance(start, NotReadable):
        return start
    start += leaf.dtype.size_of(leaf.offset)
    return _spec(path, name, leaf.dtype, shape, start)


def _of_array(path: str, name: str, leaf: Array) -> TensorSpec | NotReadable:
    dtype = element_dtype(leaf.element) if leaf.element else None
    if dtype is None:
        return NotReadable("of an element type that is not known")
    if not isinstance(leaf.content, Stretch):
        return NotReadable("not written byte by byte")
    shape = leaf.shape[::-1] if leaf.is_fortran else leaf.shape
    place = leaf.content
    if not place.may_hold(dtype.size_of(math.prod(shape))):
        size = place.stop - place.start
        return NotReadable(f"shape {leaf.shape} of {dtype.value} does not take the {size} bytes that are there")
    return replace(_spec(path, name, dtype, shape, place.start), stop=place.stop, is_text=place.is_text)


def _spec(path: str, name: str, dtype: DType, shape: tuple[int, ...], start: int) -> TensorSpec:
    stop = start + dtype.size_of(math.prod(shape))
    return TensorSpec(name=name, dtype=dtype, shape=shape, file=path, start=start, stop=stop)
