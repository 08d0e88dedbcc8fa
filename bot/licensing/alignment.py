# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Lays a text beside a template and tells where they differ. The one place that uses rapidfuzz."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Indel

_SHORT_RUN = 4
"""Words that two texts may share by chance between two insertions; longer runs are taken as they are."""
_CHANCE_RUN = 2
"""Words between one that is there too much and one that is missing; with them both are one changed place."""


@dataclass(slots=True)
class Gap:
    """A place where the two differ: words of the template from ``a0`` to ``a1`` against words of the text from ``b0`` to ``b1``."""

    a0: int
    a1: int
    b0: int
    b1: int

    @property
    def is_insertion(self) -> bool:
        """Whether the text only has more here."""
        return self.a0 == self.a1

    @property
    def is_deletion(self) -> bool:
        """Whether the text only has less here."""
        return self.b0 == self.b1


def gaps_between(template: Sequence[int], text: Sequence[int]) -> list[Gap]:
    """The places where they differ, in order, by the longest common sequence.

    Equal words between two insertions (or two deletions) are moved beside them where that makes one gap of two, since one
    added clause is likelier than two that happen to surround a word of the license.
    """
    gaps: list[Gap] = []
    for operation in Indel.opcodes(template, text):
        if operation.tag == "equal":
            continue
        gap = Gap(operation.src_start, operation.src_end, operation.dest_start, operation.dest_end)
        if gaps and gaps[-1].a1 == gap.a0 and gaps[-1].b1 == gap.b0:
            gaps[-1].a1, gaps[-1].b1 = gap.a1, gap.b1
        else:
            gaps.append(gap)
    return _trailing_last(_merged(gaps, template, text), text)


def _merged(gaps: list[Gap], template: Sequence[int], text: Sequence[int]) -> list[Gap]:
    merged: list[Gap] = []
    for gap in gaps:
        merged.append(gap)
        while len(merged) > 1 and _join(merged, template, text):
            pass
    return merged


def _join(gaps: list[Gap], template: Sequence[int], text: Sequence[int]) -> bool:
    """Make one gap of the last two where the words between them stand at the far end of either as well."""
    one, two = gaps[-2:]
    length = two.a0 - one.a1
    if not 0 < length <= _SHORT_RUN:
        return False
    is_swap = (one.is_insertion and two.is_deletion) or (one.is_deletion and two.is_insertion)
    if is_swap and length <= _CHANCE_RUN:
        gaps[-2:] = [Gap(one.a0, two.a1, one.b0, two.b1)]
        return True
    joined = None
    if one.is_insertion and two.is_insertion:
        joined = _one_insertion(one, two, text)
    elif one.is_deletion and two.is_deletion:
        joined = _one_deletion(one, two, template)
    if joined is not None:
        gaps[-2:] = [joined]
    return joined is not None


def _one_insertion(one: Gap, two: Gap, text: Sequence[int]) -> Gap | None:
    length = two.a0 - one.a1
    run = text[one.b1 : two.b0]
    if text[two.b1 - length : two.b1] == run:
        return Gap(one.a0, one.a0, one.b0, two.b1 - length)
    if text[one.b0 : one.b0 + length] == run:
        return Gap(two.a0, two.a0, one.b0 + length, two.b1)
    return None


def _one_deletion(one: Gap, two: Gap, template: Sequence[int]) -> Gap | None:
    length = two.a0 - one.a1
    run = template[one.a1 : two.a0]
    if template[two.a1 - length : two.a1] == run:
        return Gap(one.a0, two.a1 - length, one.b0, one.b0)
    if template[one.a0 : one.a0 + length] == run:
        return Gap(one.a0 + length, two.a1, two.b0, two.b0)
    return None


def _trailing_last(gaps: list[Gap], text: Sequence[int]) -> list[Gap]:
    """Move every insertion to the right, and the last one past the template's end where its words allow it."""
    for place, gap in enumerate(gaps):
        limit = gaps[place + 1].b0 if place + 1 < len(gaps) else len(text)
        while gap.is_insertion and gap.b1 < limit and text[gap.b0] == text[gap.b1]:
            gap.a0, gap.a1, gap.b0, gap.b1 = gap.a0 + 1, gap.a1 + 1, gap.b0 + 1, gap.b1 + 1
    return gaps
