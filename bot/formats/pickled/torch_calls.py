# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""How torch writes tensors into a pickle: a persistent id for the storage, and a call that makes a view of it (``torch/_utils.py``)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.formats.pickled.values import Name, Opaque, Storage, StoredTensor
from bot.model.tensors import DType

_MOST_AXES = 8
_LARGEST_SIZE = 1 << 62
_LONGEST_KEY = 64
_STORAGES: Mapping[str, tuple[DType | None, int]] = {
    "DoubleStorage": (DType.F64, 8),
    "FloatStorage": (DType.F32, 4),
    "HalfStorage": (DType.F16, 2),
    "BFloat16Storage": (DType.BF16, 2),
    "LongStorage": (DType.I64, 8),
    "IntStorage": (DType.I32, 4),
    "ShortStorage": (DType.I16, 2),
    "CharStorage": (DType.I8, 1),
    "ByteStorage": (DType.U8, 1),
    "BoolStorage": (DType.BOOL, 1),
    "ComplexFloatStorage": (DType.C64, 8),
    "ComplexDoubleStorage": (None, 16),
    "QInt8Storage": (None, 1),
    "QUInt8Storage": (None, 1),
    "QInt32Storage": (None, 4),
    "QUInt4x2Storage": (None, 1),
    "QUInt2x4Storage": (None, 1),
    "UntypedStorage": (None, 1),
}
"""Type and bytes of an element by the class of the storage."""
_DTYPES: Mapping[str, DType] = {
    "torch.float64": DType.F64,
    "torch.float32": DType.F32,
    "torch.float16": DType.F16,
    "torch.bfloat16": DType.BF16,
    "torch.float8_e4m3fn": DType.F8_E4M3,
    "torch.float8_e5m2": DType.F8_E5M2,
    "torch.float8_e8m0fnu": DType.F8_E8M0,
    "torch.complex64": DType.C64,
    "torch.int64": DType.I64,
    "torch.int32": DType.I32,
    "torch.int16": DType.I16,
    "torch.int8": DType.I8,
    "torch.uint64": DType.U64,
    "torch.uint32": DType.U32,
    "torch.uint16": DType.U16,
    "torch.uint8": DType.U8,
    "torch.bool": DType.BOOL,
}
_STORAGE_MODULES = frozenset({"torch", "torch.cuda", "torch.storage"})


def persistent(key: object) -> object:
    """The storage that a persistent id stands for; opaque where it is none, or a view of another storage. Raises ValueError for a lie."""
    match key:
        case ("storage", Name() as kind, str(name), _, int(elements), *rest):
            if (
                kind.module not in _STORAGE_MODULES
                or kind.name not in _STORAGES
                or any(each is not None for each in rest)
            ):
                return Opaque(str(kind), key, is_storage=True)
            if not name or len(name) > _LONGEST_KEY or not 0 <= elements < _LARGEST_SIZE:
                raise ValueError(f"an impossible storage {name[:40]!r} of {elements} elements")
            dtype, size = _STORAGES[kind.name]
            return Storage(key=name, dtype=dtype, elements=elements, element_bytes=size)
        case _:
            return Opaque("persistent id", key, is_storage=True)


def _tensor(arguments: tuple[object, ...]) -> object:
    match arguments:
        case (Storage() as storage, int(offset), tuple(shape), tuple(strides), *_):
            return _view(storage, storage.dtype, offset, shape, strides)
        case _:
            return None


def _tensor_of_untyped(arguments: tuple[object, ...]) -> object:
    """``_rebuild_tensor_v3``: the type is told apart from the storage, whose elements are bytes."""
    match arguments:
        case (Storage() as storage, int(offset), tuple(shape), tuple(strides), _, _, Name() as kind, *_):
            return _view(storage, _DTYPES.get(str(kind)), offset, shape, strides)
        case _:
            return None


def _parameter(arguments: tuple[object, ...]) -> object:
    return arguments[0] if arguments and isinstance(arguments[0], StoredTensor) else None


def _size(arguments: tuple[object, ...]) -> object:
    return arguments[0] if arguments and isinstance(arguments[0], tuple) else None


def _view(
    storage: Storage, dtype: DType | None, offset: int, shape: tuple[object, ...], strides: tuple[object, ...]
) -> StoredTensor:
    sizes, steps = _whole_numbers(shape), _whole_numbers(strides)
    if len(sizes) != len(steps) or len(sizes) > _MOST_AXES or not 0 <= offset < _LARGEST_SIZE:
        raise ValueError(f"a tensor of {len(sizes)} axes with {len(steps)} strides from element {offset}")
    room = storage.bytes // dtype.size_of(1) if dtype else storage.elements
    last = sum((size - 1) * step for size, step in zip(sizes, steps, strict=True))
    if all(sizes) and offset + last >= room:
        raise ValueError(f"a tensor that ends at element {offset + last + 1} of a storage of {room}")
    return StoredTensor(storage=storage, dtype=dtype, offset=offset, shape=sizes, strides=steps)


def _whole_numbers(values: tuple[object, ...]) -> tuple[int, ...]:
    found = tuple(each for each in values if isinstance(each, int) and 0 <= each < _LARGEST_SIZE)
    if len(found) != len(values):
        raise ValueError("a tensor with an impossible size or stride")
    return found


TORCH_CALLS: Mapping[str, Callable[[tuple[object, ...]], object]] = {
    "torch._utils._rebuild_tensor": _tensor,
    "torch._utils._rebuild_tensor_v2": _tensor,
    "torch._utils._rebuild_tensor_v3": _tensor_of_untyped,
    "torch._utils._rebuild_parameter": _parameter,
    "torch._utils._rebuild_parameter_with_state": _parameter,
    "torch.nn.parameter.Parameter": _parameter,
    "torch.Size": _size,
}
