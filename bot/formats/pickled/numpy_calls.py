# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""How numpy writes arrays into a pickle: an empty array first, then its state (``numpy/_core/src/multiarray/methods.c``)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.formats.pickled.values import Array, ElementType, Stretch

_MOST_AXES = 8
_LARGEST_SIZE = 1 << 62
_LONGEST_CODE = 16


def _empty(_: tuple[object, ...]) -> object:
    return Array()


def _element_type(arguments: tuple[object, ...]) -> object:
    code = _text(arguments[0]) if arguments else None
    return ElementType(code) if code and len(code) <= _LONGEST_CODE else None


def _from_buffer(arguments: tuple[object, ...]) -> object:
    """``_frombuffer``, of protocol 5: content, element type, shape, order."""
    match arguments:
        case (content, ElementType() as element, tuple(shape), order):
            return Array(element, _sizes(shape), _text(order) == "F", content)
        case _:
            return None


def build_array(array: Array, state: object) -> None:
    """``(version, shape, element type, whether in Fortran's order, content)``. Raises ValueError for another."""
    match state:
        case (int(), tuple(shape), ElementType() as element, bool(is_fortran), content):
            array.shape, array.element = _sizes(shape), element
            array.is_fortran, array.content = is_fortran, content
        case _:
            raise ValueError("an array whose state is not understood")


def build_element_type(element: ElementType, state: object) -> None:
    """``(version, order of bytes, ...)``; of the rest only structured types make use."""
    match state:
        case (int(), order, None, None, None, *_) if (sign := _text(order)) is not None and len(sign) == 1:
            element.order = sign
        case _:
            element.code = ""


def _sizes(shape: tuple[object, ...]) -> tuple[int, ...]:
    sizes = tuple(each for each in shape if isinstance(each, int) and 0 <= each < _LARGEST_SIZE)
    if len(sizes) != len(shape) or len(sizes) > _MOST_AXES:
        raise ValueError("an array of an impossible shape")
    return sizes


def _text(value: object) -> str | None:
    """A text; Python 2 wrote bytes."""
    if isinstance(value, Stretch) and value.raw is not None:
        return value.raw.decode("latin-1")
    return value if isinstance(value, str) else None


NUMPY_CALLS: Mapping[str, Callable[[tuple[object, ...]], object]] = {
    **{f"numpy.{core}.multiarray._reconstruct": _empty for core in ("core", "_core")},
    **{f"numpy.{core}.numeric._frombuffer": _from_buffer for core in ("core", "_core")},
    "numpy.dtype": _element_type,
}
