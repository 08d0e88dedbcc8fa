# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""A comparison of every tensor, for scripts and for people. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from bot.model.differences import RANK_LIMIT, TOLERANCE, FullComparison, Measured, TensorDifference
from bot.model.tensors import TensorSpec
from bot.render.numbers import correlation, parameters, percent
from bot.render.pages import Table

_HEADINGS = (
    *("tensor", "shape", "type", "equal", f"within {TOLERANCE * 100:g} %", "correlation", "difference", "rank"),
    "compared with",
)


def full_document(full: FullComparison) -> dict[str, object]:
    """The keys ``tensors`` and ``tensor_totals`` of ``hubnotice.compare/1``. Shares are 0 to 1; a rank of ``rank_limit`` means no less."""
    return {
        "tensors": [_entry(each) for each in full.tensors],
        "tensor_totals": {
            "parameters": full.parameters,
            "compared": full.compared,
            "equal": full.equal_share,
            "within_tolerance": full.close_share,
            "tolerance": TOLERANCE,
            "rank_limit": RANK_LIMIT,
            "only_suspect": [_spec(each) for each in full.only_suspect],
            "only_reference": [_spec(each) for each in full.only_reference],
            "not_compared": [
                {"what": each.what, "reason": each.reason.value, "detail": each.detail} for each in full.not_compared
            ],
        },
    }


def full_blocks(full: FullComparison) -> tuple[str | Table, ...]:
    """What a page says of it: totals, a row for each pair of tensors, and what had no partner."""
    compared = full.compared / full.parameters if full.parameters else 0.0
    totals = (
        f"Of {parameters(full.parameters)} parameters of the suspect, {_share(compared)} were compared: {_share(full.equal_share)} are "
        f"exactly equal, {_share(full.close_share)} differ by at most {TOLERANCE * 100:g} % of their tensor's spread."
    )
    return (
        totals,
        Table(_HEADINGS, tuple(_row(each) for each in full.tensors)),
        _alone("only in the suspect", full.only_suspect),
        _alone("only in the reference", full.only_reference),
        Table(
            ("tensor not compared", "reason", "detail"),
            tuple((each.what, each.reason.value.replace("_", " "), each.detail) for each in full.not_compared),
        ),
    )


def _entry(difference: TensorDifference) -> dict[str, object]:
    suspect, reference, measured = difference.suspect, difference.reference, difference.measured
    return {
        "name": suspect.name,
        "reference": reference.name,
        "matched_by": difference.matched_by.value,
        "file": suspect.file,
        "reference_file": reference.file,
        "dtype": suspect.dtype.value,
        "reference_dtype": reference.dtype.value,
        "shape": list(suspect.shape),
        "reference_shape": list(reference.shape),
        "parameters": suspect.elements,
        "compared": measured.values,
        "equal": _part(measured.equal, measured),
        "within_tolerance": _part(measured.close, measured),
        "not_finite": measured.not_finite,
        "correlation": measured.correlation,
        "difference": measured.difference,
        "rank": measured.rank,
    }


def _part(count: int | None, measured: Measured) -> float | None:
    return None if count is None or not measured.values else count / measured.values


def _spec(tensor: TensorSpec) -> dict[str, object]:
    return {
        "name": tensor.name,
        "file": tensor.file,
        "dtype": tensor.dtype.value,
        "shape": list(tensor.shape),
        "parameters": tensor.elements,
    }


def _row(difference: TensorDifference) -> tuple[str, ...]:
    suspect, reference, measured = difference.suspect, difference.reference, difference.measured
    one, other = suspect.dtype.value, reference.dtype.value
    equal, close = _part(measured.equal, measured), _part(measured.close, measured)
    own, others = _sizes(suspect.shape), _sizes(reference.shape)
    return (
        suspect.name,
        own if own == others else f"{own}, {others}",
        one if one == other else f"{one}, {other}",
        "" if equal is None else _share(equal),
        "" if close is None else _share(close),
        "" if measured.correlation is None else correlation(measured.correlation),
        "" if measured.difference is None else f"{measured.difference:.3g}",
        _rank(measured.rank),
        "same name" if suspect.name == reference.name else reference.name,
    )


def _rank(rank: int | None) -> str:
    if rank is None:
        return ""
    return f">= {RANK_LIMIT}" if rank >= RANK_LIMIT else str(rank)


def _alone(heading: str, tensors: Iterable[TensorSpec]) -> Table:
    rows = tuple((each.name, _sizes(each.shape), each.dtype.value, parameters(each.elements)) for each in tensors)
    return Table((heading, "shape", "type", "parameters"), rows)


def _sizes(shape: tuple[int, ...]) -> str:
    return "x".join(map(str, shape)) or "scalar"


def _share(fraction: float) -> str:
    return percent(fraction) if fraction > 0 else "0 %"
