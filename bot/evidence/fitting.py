# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Which tensors can be compared with which references: by shape, since names are only hints."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from operator import attrgetter

from bot.evidence.families import is_comparable
from bot.evidence.samples import TEST_ROWS, TOKEN_ROLES
from bot.model.components import Role
from bot.model.fingerprints import TensorReference
from bot.model.tensors import TensorFamily

_KIND = attrgetter("role", "shape", "first_row", "rows", "columns")
"""Everything of a reference that says which families it fits."""


def alike(references: Iterable[TensorReference]) -> list[list[TensorReference]]:
    """Neighbours of which all or none fit a family, in the order they came in: the same part in every layer, mostly."""
    return [list(some) for _, some in groupby(references, _KIND)]


def fits(family: TensorFamily, reference: TensorReference) -> bool:
    """Whether blocks of the family can be compared with the reference: by shape, since names are only hints.

    Token tables may differ in their number of rows, and so may MLPs and attention, which may be fused or split as well.
    """
    if family.columns != reference.columns or not is_comparable(family):
        return False
    if family.shape[0] < start_like(reference) + reference.rows:
        return False
    if family.role in TOKEN_ROLES or reference.role in TOKEN_ROLES:
        return family.role is reference.role or (family.role is Role.OTHER and family.shape == reference.shape)
    if family.role is reference.role and family.role in {Role.UNIT_IN, Role.ATTENTION}:
        return True
    return (family.shape[0], family.columns) == (reference.shape[0], reference.columns) and (
        family.role is reference.role or Role.OTHER in {family.role, reference.role}
    )


def fits_across(family: TensorFamily, reference: TensorReference) -> bool:
    """Whether the family may hold the reference's neurons as columns: a shape the other way round, or twice as wide where it is fused."""
    if reference.role is not Role.UNIT_IN or reference.rows != TEST_ROWS:
        return False
    if family.role not in {Role.UNIT_IN, Role.OTHER} or len(family.shape) != 2:
        return False
    rows, columns = family.shape
    if rows != reference.columns or columns not in {reference.shape[0], 2 * reference.shape[0]} or rows == columns:
        return False
    return is_comparable(family) and not any(member.is_by_inputs for member in family.members)


def start_like(reference: TensorReference) -> int:
    """Tokens stand at the same place in both; everything else is compared from its own beginning."""
    return reference.first_row if reference.role in TOKEN_ROLES else 0
