# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Which tensor of one model belongs to which of the other: by name, else by shape and a few sampled values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from bot.evidence.families import LEAST_ELEMENTS
from bot.model.repository import ByteRange
from bot.model.tensors import TensorSpec
from bot.numerics.decoding import DECODABLE, decode
from bot.numerics.floats import Floats

PLACES = 4
"""Places of a tensor that are sampled, at even distances from its first value to its last."""
VALUES = 256
"""Consecutive values that are sampled at each place."""
MOST_SAMPLED = 8192
"""Tensors of one side and one shape whose contents are compared: a table of all their pairs still fits into memory."""
_LEAST_CORRELATION = 0.5
"""Of 1024 sampled values, unrelated ones have a correlation of 0.03: sixteen times that is no chance, even among a million pairs."""
_LEAST_OF_SMALL = 0.9999
"""Small tensors, such as the gains of norms, are alike from layer to layer: only those that are all but equal are paired."""
_SMALLEST = 32
_SCALES = ("_scale_inv", "_scale")
"""What names of scales add to the name of the matrix that they belong to (DeepSeek-V3 and vLLM); both are factors, also the first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairing:
    """Pairs of tensors, and what has no partner; everything in the order of the suspect's, or the reference's, files."""

    pairs: tuple[tuple[TensorSpec, TensorSpec], ...]
    only_suspect: tuple[TensorSpec, ...]
    only_reference: tuple[TensorSpec, ...]


def pair_by_name(suspect: Iterable[TensorSpec], reference: Iterable[TensorSpec]) -> Pairing:
    """First those of the same file and name, then of the same folder and name, then of the same name alone.

    Models are cut into files in many ways, and one repository may hold several models or the same one twice: a name that stands for
    several tensors of what is left pairs none of them.
    """
    pairs: list[tuple[TensorSpec, TensorSpec]] = []
    left, right = list(suspect), list(reference)
    for key in (_file_and_name, _folder_and_name, _name):
        own, other = _unique(left, key), _unique(right, key)
        common = own.keys() & other.keys()
        pairs += [(tensor, other[name]) for name, tensor in own.items() if name in common]
        left = [tensor for tensor in left if key(tensor) not in common]
        right = [tensor for tensor in right if key(tensor) not in common]
    return Pairing(pairs=_ordered(pairs), only_suspect=tuple(left), only_reference=tuple(right))


def sample_ranges(tensor: TensorSpec) -> list[ByteRange]:
    """What to read of a tensor to find its partner by content: all of a small one, nothing of a tiny one or of what is no numbers, or text."""
    if (
        tensor.is_text
        or tensor.dtype not in DECODABLE
        or tensor.dtype.block.elements > 1
        or tensor.elements < _SMALLEST
    ):
        return []
    if tensor.elements < LEAST_ELEMENTS:
        return [ByteRange(tensor.start, tensor.stop)]
    width = tensor.dtype.block.bytes
    firsts = [(tensor.elements - VALUES) * place // (PLACES - 1) for place in range(PLACES)]
    return [
        ByteRange(tensor.start + first * width, tensor.start + (first + VALUES) * width)
        for first in sorted(set(firsts))
    ]


def sampled_values(tensor: TensorSpec, pieces: Sequence[bytes]) -> Floats | None:
    """The values of these ranges, without their mean and of length one; ``None`` where they are all the same."""
    values = decode(b"".join(pieces), tensor.dtype, 1)[:, 0].astype(np.float64)
    with np.errstate(over="ignore", invalid="ignore"):
        centred = values - values.mean()
        length = float(np.linalg.norm(centred))
    if not np.isfinite(length) or length <= 1e-6 * float(np.abs(values).max(initial=0.0)):
        return None
    unit: Floats = (centred / length).astype(np.float32)
    return unit


def pair_by_content(
    suspect: Sequence[tuple[TensorSpec, Floats]], reference: Sequence[tuple[TensorSpec, Floats]]
) -> list[tuple[TensorSpec, TensorSpec]]:
    """Of tensors of one shape, those that are closest to one another from both sides, without a tie, and close at all."""
    if not suspect or not reference:
        return []
    similarity = np.stack([values for _, values in suspect]) @ np.stack([values for _, values in reference]).T
    forward, backward = similarity.argmax(axis=1), similarity.argmax(axis=0)
    least = _LEAST_OF_SMALL if suspect[0][0].elements < LEAST_ELEMENTS else _LEAST_CORRELATION
    pairs = []
    for row, column in enumerate(forward):
        best = similarity[row, column]
        is_tie = (similarity[row] == best).sum() > 1 or (similarity[:, column] == best).sum() > 1
        if backward[column] == row and best >= least and not is_tie:
            pairs.append((suspect[row][0], reference[column][0]))
    return pairs


def scales_of(tensors: Iterable[TensorSpec]) -> dict[TensorSpec, TensorSpec]:
    """Matrices of codes with the tensor in their own file or folder that holds their scales."""
    listed = list(tensors)
    by_name: Mapping[tuple[str, str], TensorSpec] = {_folder_and_name(each): each for each in listed}
    found = {}
    for tensor in listed:
        if tensor.is_text or tensor.dtype not in DECODABLE or tensor.dtype.bits != 8:
            continue
        folder, name = _folder_and_name(tensor)
        scale = next((by_name[folder, name + end] for end in _SCALES if (folder, name + end) in by_name), None)
        if scale is not None:
            found[tensor] = scale
    return found


def is_divisor(scale: TensorSpec) -> bool:
    """Whether codes are divided by these scales: CTranslate2 keeps what values were multiplied with, and has slashes in its names."""
    return scale.name.endswith("/weight_scale")


def _unique(
    tensors: Iterable[TensorSpec], key: Callable[[TensorSpec], tuple[str, str]]
) -> dict[tuple[str, str], TensorSpec]:
    groups: dict[tuple[str, str], list[TensorSpec]] = {}
    for tensor in tensors:
        groups.setdefault(key(tensor), []).append(tensor)
    return {name: group[0] for name, group in groups.items() if len(group) == 1}


def _ordered(pairs: Iterable[tuple[TensorSpec, TensorSpec]]) -> tuple[tuple[TensorSpec, TensorSpec], ...]:
    return tuple(sorted(pairs, key=lambda pair: (pair[0].file, pair[0].start, pair[0].name)))


def _file_and_name(tensor: TensorSpec) -> tuple[str, str]:
    return tensor.file, tensor.name


def _folder_and_name(tensor: TensorSpec) -> tuple[str, str]:
    return tensor.file.rpartition("/")[0], tensor.name


def _name(tensor: TensorSpec) -> tuple[str, str]:
    return "", tensor.name
