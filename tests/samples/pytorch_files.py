# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""PyTorch checkpoints as torch writes them, made without torch: real pickles of stand-ins, storages padded to 64 bytes in a zip file."""

from __future__ import annotations

import io
import pickle
import struct
import zipfile
import zlib
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

Values: TypeAlias = np.ndarray[Any, Any]
_STORAGES = {"f8": "Double", "f4": "Float", "f2": "Half", "i8": "Long", "i4": "Int", "i2": "Short", "i1": "Char"}
_MAGIC_NUMBER = 0x1950A86A20F9469CFC6C
_ALIGNMENT = 64


class _Global:
    """A class or function by name alone; pickled, it is a reference like any other."""

    def __init__(self, module: str, name: str) -> None:
        self.module = module
        self.name = name


@dataclass
class Call:
    """Pickled as a call of something with these arguments."""

    function: str
    arguments: tuple[Any, ...]
    state: Any = None


@dataclass
class Tensor:
    """A view of a storage that may be shared."""

    storage: Values
    shape: tuple[int, ...]
    strides: tuple[int, ...]
    offset: int = 0
    kind: str = ""
    """Of the storage, where numpy has no such type."""
    dtype: str = ""
    """Of newer types, whose storages are untyped bytes."""


def tensor(values: Values) -> Tensor:
    """With a storage of its own, in the order of the array's axes."""
    strides = tuple(step // values.itemsize for step in np.ascontiguousarray(values).strides)
    return Tensor(np.ascontiguousarray(values).reshape(-1), values.shape, strides)


def state_dict(tensors: Mapping[str, Values]) -> OrderedDict[str, Tensor]:
    """A table of tensors."""
    return OrderedDict((name, tensor(values)) for name, values in tensors.items())


def named(full_name: str) -> Any:  # noqa: ANN401 - whatever stands for a class
    """A class or function that is only named."""
    module, _, name = full_name.rpartition(".")
    return _Global(module, name)


class _Pickler(pickle._Pickler):  # the one in Python, whose steps can be replaced
    """Writes stand-ins as torch's own pickler writes tensors."""

    def __init__(self, file: io.BytesIO, protocol: int) -> None:
        super().__init__(file, protocol=protocol)
        self.storages: dict[int, tuple[str, Values]] = {}

    def persistent_id(self, value: Any) -> Any:  # noqa: ANN401 - as the base class has it
        if not isinstance(value, _Storage):
            return None
        key, _ = self.storages.setdefault(id(value.values), (str(len(self.storages)), value.values))
        kind = value.kind or _STORAGES.get(value.values.dtype.str[1:], "Byte")
        name = _Global("torch.storage" if kind == "Untyped" else "torch", f"{kind}Storage")
        rest = (None,) if value.is_legacy else ()
        return ("storage", name, key, "cpu", value.values.size, *rest)

    is_legacy = False

    def save(self, value: Any, save_persistent_id: bool = True) -> None:  # noqa: ANN401, FBT001, FBT002 - as the base class has it
        if isinstance(value, _Global):
            self._name(value)
        elif isinstance(value, Tensor):
            storage = _Storage(value.storage, "Untyped" if value.dtype else value.kind, self.is_legacy)
            arguments: tuple[Any, ...] = (storage, value.offset, value.shape, value.strides, False, OrderedDict())
            if value.dtype:
                self._call(Call("torch._utils._rebuild_tensor_v3", (*arguments, named(value.dtype))))
            else:
                self._call(Call("torch._utils._rebuild_tensor_v2", arguments))
        elif isinstance(value, Call):
            self._call(value)
        else:
            super().save(value, save_persistent_id)  # type: ignore[misc] # the stubs leave the Python version out

    def _call(self, call: Call) -> None:
        self.save(named(call.function))
        self.save(call.arguments)
        self.write(pickle.REDUCE)  # type: ignore[attr-defined]
        if call.state is not None:
            self.save(call.state)
            self.write(pickle.BUILD)  # type: ignore[attr-defined]

    def _name(self, value: _Global) -> None:
        if self.proto >= 4:  # type: ignore[attr-defined]
            super().save(value.module)  # type: ignore[misc]
            super().save(value.name)  # type: ignore[misc]
            self.write(pickle.STACK_GLOBAL)  # type: ignore[attr-defined]
        else:
            self.write(pickle.GLOBAL + f"{value.module}\n{value.name}\n".encode())  # type: ignore[attr-defined]


@dataclass
class _Storage:
    values: Values
    kind: str
    is_legacy: bool


def pickled(value: Any, protocol: int = 2, *, legacy: bool = False) -> tuple[bytes, list[Values]]:  # noqa: ANN401 - anything at all
    """The pickle, and the storages that it names, in the order of their keys."""
    file = io.BytesIO()
    pickler = _Pickler(file, protocol)
    pickler.is_legacy = legacy
    pickler.dump(value)
    return file.getvalue(), [values for _, values in pickler.storages.values()]


def as_checkpoint(
    value: Any,  # noqa: ANN401 - anything at all
    *,
    protocol: int = 2,
    pad: Callable[[int], int] | None = None,
    **members: bytes,
) -> bytes:
    """The zip file that `torch.save` writes. Keyword ``data__5`` is the member ``data/5``."""
    text, storages = pickled(value, protocol)
    contents = {"data.pkl": text, "byteorder": b"little"}
    contents |= {f"data/{key}": storage.tobytes() for key, storage in enumerate(storages)}
    contents |= {"version": b"3\n"} | {name.replace("__", "/"): content for name, content in members.items()}
    return as_archive({f"archive/{name}": content for name, content in contents.items()}, pad=pad)


def as_archive(members: Mapping[str, bytes], *, pad: Callable[[int], int] | None = None) -> bytes:
    """A zip file as torch writes it: stored members at multiples of 64 bytes, each with a descriptor behind it."""
    out = bytearray()
    entries = bytearray()
    for name, content in members.items():
        header, raw = len(out), name.encode()
        begin = header + 30 + len(raw) + 4
        padding = pad(begin) if pad else -begin % _ALIGNMENT
        extra = b"FB" + struct.pack("<H", padding) + b"Z" * padding
        checksum = zlib.crc32(content)
        out += b"PK\3\4" + struct.pack("<HHHHHIIIHH", 0, 0x0808, 0, 0, 0, 0, 0, 0, len(raw), len(extra)) + raw + extra
        out += content + b"PK\7\x08" + struct.pack("<III", checksum, len(content), len(content))
        sizes = (checksum, len(content), len(content), len(raw), 0, 0, 0, 0, 0, header)
        entries += b"PK\1\2" + struct.pack("<HHHHHHIIIHHHHHII", 0, 0, 0x0808, 0, 0, 0, *sizes) + raw
    end = struct.pack("<HHHHIIH", 0, 0, len(members), len(members), len(entries), len(out), 0)
    return bytes(out + entries + b"PK\5\6" + end)


def as_plain_archive(members: Mapping[str, bytes], *, compressed: bool = False) -> bytes:
    """A zip file as Python writes it, without padding."""
    file = io.BytesIO()
    method = zipfile.ZIP_DEFLATED if compressed else zipfile.ZIP_STORED
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


def as_legacy(value: Any, *, protocol: int = 1001, little_endian: bool = True) -> bytes:  # noqa: ANN401 - anything at all
    """The file that `torch.save` wrote before 1.6."""
    text, storages = pickled(value, legacy=True)
    system = {"protocol_version": 1001, "little_endian": little_endian, "type_sizes": {"short": 2, "int": 4, "long": 4}}
    heads = b"".join(pickle.dumps(each, protocol=2) for each in (_MAGIC_NUMBER, protocol, system))
    keys = pickle.dumps([str(key) for key in range(len(storages))], protocol=2)
    return heads + text + keys + b"".join(struct.pack("<q", each.size) + each.tobytes() for each in storages)
