# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Which of the blocks worth reading to read first, and which of the others are still worth it then.

Three tests at three depths settle where a component comes from in most cases. What is then left to say is how much of it, and for that a
look at its largest parts is enough; what was not looked at lowers the coverage that is reported. Where they see nothing at all, one block of
every part that was not tested is left to read. Everything is read where they say something without settling it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.evidence.parts import place_of
from bot.evidence.samples import TEST_ROWS, TOKEN_ROLES, Sample
from bot.model.components import Component, Role
from bot.model.evidence import Matching, SampleMatch
from bot.model.fingerprints import TensorReference

_FIRST = 3
_CERTAIN = -19.0
"""log10 p from which on a block counts as settled, as `bot.lineage.thresholds.DECISIVE_RAW`."""
_CLOSE = 0.30
_NOTHING = -3.0
"""log10 p of a block that says nothing."""
_EVERY_ROW = 0.99
"""As `bot.lineage.thresholds.ALL_EQUAL`."""
_ENOUGH = 0.5
"""Share of a component's parameters that is looked at once its origin is settled: two of the three matrices of a dense MLP, and the tokens."""
_WORTH_A_LOOK = 0.03
"""Share of a component's sampled parameters below which a part is not looked at."""


def first_rung(samples: Sequence[Sample]) -> list[Sample]:
    """At most three tests of each component of each model: at different layers, and of different parts as far as there are several."""
    chosen: list[Sample] = []
    for group in dict.fromkeys(map(_group, samples)):
        tests = [each for each in samples if _group(each) == group and _is_test(each)]
        own: list[Sample] = []
        while tests and len(own) < _FIRST:
            best = min(tests, key=lambda each: (_repeats(each, own), tests.index(each)))
            own.append(best)
            tests.remove(best)
        chosen += own
    return chosen


def second_rung(
    samples: Sequence[Sample],
    read: Sequence[Sample],
    matchings: Sequence[Matching],
    references: Iterable[TensorReference],
) -> list[Sample]:
    """What is worth reading after the first rung: everything, or of components whose origin is settled a look at their largest parts."""
    shapes = {(each.role, each.shape) for each in references}
    left: list[Sample] = []
    for group in dict.fromkeys(map(_group, samples)):
        own = [each for each in samples if _group(each) == group]
        done = [each for each in read if _group(each) == group]
        rest = [each for each in own if each not in done]
        if _is_settled(done, matchings):
            is_same = _is_the_same(done, matchings)
            left += [each for each in rest if not _is_test(each)] if is_same else _looks(rest, done, own, shapes)
        elif _is_quiet(done, matchings):
            left += _first_of_each_part(rest, done)
        else:
            total = sum({each.family.id: each.family.parameters for each in own}.values())
            left += [each for each in rest if _is_worth_it(each, total)]
    return left


def _group(sample: Sample) -> tuple[Component, str]:
    """What is judged by itself: a component of one model, of which a repository may hold several."""
    return sample.family.component, sample.family.model


def _is_test(sample: Sample) -> bool:
    return sample.rows == TEST_ROWS or sample.across > 0


def _repeats(sample: Sample, chosen: Sequence[Sample]) -> tuple[bool, int]:
    layer = place_of(sample.tensor.name, sample.tensor.shape).layer
    layers = {place_of(each.tensor.name, each.tensor.shape).layer for each in chosen}
    return layer in layers, sum(each.family.id == sample.family.id for each in chosen)


def _is_settled(done: Sequence[Sample], matchings: Sequence[Matching]) -> bool:
    wanted = {sample.tensor.name for sample in done}
    if len(wanted) < _FIRST:
        return False
    return any(wanted <= {each.tensor for each in matching.samples if _is_certain(each)} for matching in matchings)


def _is_quiet(done: Sequence[Sample], matchings: Sequence[Matching]) -> bool:
    """Whether as many tests as a first rung has saw nothing at all."""
    tested = {sample.tensor.name for sample in done}
    found = [each for matching in matchings for each in matching.samples if each.tensor in tested]
    return len(tested) >= _FIRST and all((each.log10_p or 0.0) > _NOTHING for each in found)


def _first_of_each_part(rest: Sequence[Sample], done: Sequence[Sample]) -> list[Sample]:
    """A test of every part that was not tested, a look at the tokens, and one at the largest of the other parts."""
    seen = {each.family.id for each in done}
    chosen: list[Sample] = []
    has_look = False
    for each in sorted(rest, key=lambda sample: -sample.family.parameters):
        is_look = not _is_test(each) and each.family.role not in TOKEN_ROLES
        if each.family.id not in seen and not (is_look and has_look):
            seen.add(each.family.id)
            chosen.append(each)
            has_look = has_look or is_look
    return chosen


def _is_certain(match: SampleMatch) -> bool:
    """Whether it is the upstream's, and in the same place in every respect: everything else asks for a closer look."""
    in_place = match.layer == match.reference_layer and match.expert == match.reference_expert and not match.across
    return (match.log10_p or 0.0) <= _CERTAIN and match.correlation >= _CLOSE and in_place


def _is_the_same(done: Sequence[Sample], matchings: Sequence[Matching]) -> bool:
    """Whether every row that was tested is the upstream's to the last bit: then all parts are looked at, since "copy" speaks of all."""
    wanted = {sample.tensor.name for sample in done}
    return any(
        wanted <= {each.tensor for each in matching.samples if each.equal_rows >= _EVERY_ROW} for matching in matchings
    )


def _looks(
    rest: Sequence[Sample],
    done: Sequence[Sample],
    own: Sequence[Sample],
    shapes: set[tuple[Role, tuple[int, ...]]],
) -> list[Sample]:
    """Token tables, which are what changes most, parts of a shape that the upstreams do not have, and the largest others until it is enough."""
    sizes = {each.family.id: each.family.parameters for each in own}
    total, seen = sum(sizes.values()), {each.family.id for each in done}
    looks: list[Sample] = []
    for each in sorted(rest, key=lambda sample: (sample.family.role not in TOKEN_ROLES, -sample.family.parameters)):
        telling = each.family.role in TOKEN_ROLES or (each.family.role, each.family.shape) not in shapes
        if each.family.id not in seen and (sum(sizes[name] for name in seen) < _ENOUGH * total or telling):
            seen.add(each.family.id)
            looks.append(each)
    return looks


def _is_worth_it(sample: Sample, total: int) -> bool:
    return _is_test(sample) or sample.family.role in TOKEN_ROLES or sample.family.parameters >= _WORTH_A_LOOK * total
