# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""METHOD section 4, exclusions: two unrelated upstreams hold the same encoder of a third; who takes it from either owes it to the first."""

from __future__ import annotations

import pytest

from bot.model.components import Component
from bot.model.lineage import Relation, Verdict
from tests.samples.models import as_repository, dense, noisy, vision
from tests.samples.verdicts import accused, compared, part_of, scanned

ENCODER = vision(3)
FIRST_ROOT = as_repository({**dense(1), **ENCODER})
SECOND_ROOT = as_repository(
    {**dense(4), **ENCODER, "model.norm.weight": dense(4)["model.layers.0.input_layernorm.weight"]}
)


def test_two_roots_with_one_encoder_are_no_relatives_beyond_it() -> None:
    found = compared(SECOND_ROOT, FIRST_ROOT)
    assert (found.verdict, accused(found)) == (Verdict.COMPONENT, [Component.VISION_ENCODER])
    assert part_of(found).verdict is Verdict.INDEPENDENT


@pytest.mark.parametrize("names", [("acme/first", "zeta/second"), ("zeta/first", "acme/second")])
@pytest.mark.parametrize("relative", [0.0, 0.1])
def test_the_encoder_is_attributed_to_the_earliest_root(names: tuple[str, str], relative: float) -> None:
    suspect = as_repository({**dense(2), **noisy(ENCODER, relative)})
    found = scanned(suspect, {names[0]: FIRST_ROOT, names[1]: SECOND_ROOT})
    encoder = part_of(found, Component.VISION_ENCODER)
    assert (found.verdict, encoder.relation) == (Verdict.COMPONENT, Relation.COMPONENT_REUSE)
    assert getattr(encoder.upstream, "repo", None) == names[0]
    assert part_of(found).verdict is Verdict.INDEPENDENT
