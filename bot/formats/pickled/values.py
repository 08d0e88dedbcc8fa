# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What a pickle holds, as far as it matters for weights: plain values, tables, tensors, and everything else as opaque."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Self

from bot.model.tensors import DType

_LONGEST_SHOWN = 80


@dataclass(frozen=True, slots=True)
class Name:
    """A class or function that the pickle names. It is text here and nothing else."""

    module: str
    name: str

    def __str__(self) -> str:
        return f"{self.module}.{self.name}"


@dataclass(slots=True)
class Table:
    """A dict. Pairs in order, since keys from strangers are neither hashed nor compared."""

    entries: list[tuple[object, object]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Bytes of the file that are a value of the pickle."""

    start: int
    stop: int
    raw: bytes | None
    """``None`` where they are too many to be kept."""
    is_text: bool = False
    """Whether the file holds them as text in UTF-8, one sign for each byte."""

    def may_hold(self, size: int) -> bool:
        """Whether the value may have so many bytes: as text, bytes from 0x80 on take two."""
        if self.is_text and self.raw is None:
            return size <= self.stop - self.start <= 2 * size
        return size == (len(self.raw) if self.raw is not None else self.stop - self.start)


class Text(str):
    """A text of the pickle, with the place of its UTF-8 in the file."""

    __slots__ = ("start", "stop")

    def __new__(cls, value: str, start: int, stop: int) -> Self:
        """The text that lies there."""
        text = super().__new__(cls, value)
        text.start, text.stop = start, stop
        return text

    start: int
    stop: int


@dataclass(frozen=True, slots=True)
class LongText:
    """A text that is too long to be kept."""

    start: int
    stop: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Storage:
    """A stretch of memory that was written beside the pickle, by its key."""

    key: str
    dtype: DType | None
    """``None`` where it is untyped, or of a type that this program does not know."""
    elements: int
    element_bytes: int

    @property
    def bytes(self) -> int:
        """How many it takes."""
        return self.elements * self.element_bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredTensor:
    """A view of a storage; offset and strides count elements."""

    storage: Storage
    dtype: DType | None
    offset: int
    shape: tuple[int, ...]
    strides: tuple[int, ...]


@dataclass(slots=True)
class ElementType:
    """A numpy dtype: kind and size as numpy writes them, and the order of bytes."""

    code: str
    order: str = "|"


@dataclass(slots=True)
class Array:
    """A numpy array; its shape is known once its state was set."""

    element: ElementType | None = None
    shape: tuple[int, ...] = ()
    is_fortran: bool = False
    content: object = None
    """A `Stretch` of the file, a list of objects, or what cannot be read in place."""


@dataclass(slots=True)
class Opaque:
    """Whatever a class or function would have made, which is never asked."""

    maker: str
    arguments: object = None
    items: list[object] = field(default_factory=list)
    """What was appended."""
    entries: list[tuple[object, object]] = field(default_factory=list)
    """What was set by key."""
    state: object = None
    """Its attributes, as a table where they are a plain dict."""
    is_storage: bool = False
    """Whether it stands for bytes that were written beside the pickle."""


def shown(name: str) -> str:
    """A class or function's name as it can be printed: no control signs, and not too long."""
    short = name[:_LONGEST_SHOWN]
    return short if short.isprintable() else ascii(short)
