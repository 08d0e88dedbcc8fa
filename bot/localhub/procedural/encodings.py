# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Numbers to bytes and back, in the types that weights are stored in."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

E4M3_LARGEST = 448.0
"""The largest number of FP8 E4M3 (OCP 8-bit floating point specification, section 5.3); there is no infinity."""


def to_bfloat16(values: Floats) -> NDArray[np.uint16]:
    """Rounded to the nearest bfloat16, ties to even."""
    bits = values.view(np.uint32)
    return ((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16).astype(np.uint16)


def from_bfloat16(codes: NDArray[np.uint16]) -> Floats:
    """The numbers that these codes stand for."""
    return (codes.astype(np.uint32) << 16).view(np.float32)


def to_e4m3(values: Floats) -> NDArray[np.uint8]:
    """Rounded to the nearest FP8 E4M3, ties to even; what is too large becomes the largest."""
    magnitude = np.minimum(np.abs(values), np.float32(E4M3_LARGEST))
    bits = magnitude.view(np.uint32)
    # Normal numbers: keep three bits of the mantissa and move the exponent's bias from 127 to 7.
    rounded = (bits + 0x7FFFF + ((bits >> 20) & 1)) >> 20
    normal = rounded.astype(np.int32) - ((127 - 7) << 3)
    # Below 2**-6 the steps are all 2**-9; the first code of the normal range continues them.
    subnormal = np.rint(magnitude * np.float32(512)).astype(np.int32)
    codes = np.where(magnitude < np.float32(2.0**-6), subnormal, normal)
    return (codes | np.where(np.signbit(values), 0x80, 0)).astype(np.uint8)


def from_e4m3(codes: NDArray[np.uint8]) -> Floats:
    """The numbers that these codes stand for."""
    return e4m3_table()[codes]


@functools.cache
def e4m3_table() -> Floats:
    """The number of each of the 256 codes, written out from the definition."""
    table = np.empty(256, np.float32)
    for code in range(256):
        sign = -1.0 if code & 0x80 else 1.0
        exponent, mantissa = (code >> 3) & 0xF, code & 0x7
        if exponent == 0:
            table[code] = sign * mantissa * 2.0**-9
        elif code & 0x7F == 0x7F:
            table[code] = np.nan
        else:
            table[code] = sign * (1 + mantissa / 8) * 2.0 ** (exponent - 7)
    return table


_ENCODERS: Mapping[str, tuple[int, Callable[[Floats], bytes]]] = {
    "F32": (4, lambda values: values.astype("<f4").tobytes()),
    "F16": (2, lambda values: values.astype("<f2").tobytes()),
    "BF16": (2, lambda values: to_bfloat16(values).astype("<u2").tobytes()),
    "F8_E4M3": (1, lambda values: to_e4m3(values).tobytes()),
}


def item_size(dtype: str) -> int:
    """Bytes of one number. Raises ValueError for a type that cannot be made here."""
    if dtype not in _ENCODERS:
        raise ValueError(f"expected a type among {', '.join(_ENCODERS)}, found {dtype!r}")
    return _ENCODERS[dtype][0]


def encode(values: Floats, dtype: str) -> bytes:
    """The numbers as a safetensors file holds them."""
    return _ENCODERS[dtype][1](values)


def as_stored(values: Floats, dtype: str) -> Floats:
    """The numbers after they were stored in this type and read again."""
    match dtype:
        case "F32":
            return values
        case "F16":
            return values.astype(np.float16).astype(np.float32)
        case "BF16":
            return from_bfloat16(to_bfloat16(values))
        case "F8_E4M3":
            return from_e4m3(to_e4m3(values))
        case _:
            raise ValueError(f"expected a type among {', '.join(_ENCODERS)}, found {dtype!r}")
