# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""METHOD section 3, trap 8: a configuration says which class runs a model. Kimi-K2's names DeepSeek's, Solar Open's was made after GLM's."""

from __future__ import annotations

import json

import pytest

from bot.model.evidence import EvidenceKind
from bot.model.lineage import Verdict
from tests.samples.models import CONFIG, as_repository, dense, noisy
from tests.samples.verdicts import compared, part_of

_SAME = {
    "tokenizer.json": json.dumps({"model": {"type": "BPE", "vocab": {"a": 0}, "merges": []}}).encode(),
    "tokenizer_config.json": b'{"tokenizer_class": "LlamaTokenizer"}',
    "generation_config.json": b'{"eos_token_id": 2}',
    "modeling_acme.py": b"class AcmeForCausalLM: pass\n",
}
_OTHER_CONFIG = {**CONFIG, "architectures": ["OwnForCausalLM"], "model_type": "own"}


@pytest.mark.parametrize("seed", [2, 3])
def test_the_same_files_around_other_weights_are_no_evidence(seed: int) -> None:
    found = compared({**as_repository(dense(seed)), **_SAME}, {**as_repository(dense(1)), **_SAME})
    assert found.verdict is Verdict.INDEPENDENT
    assert part_of(found).log10_p > -2


def test_the_configuration_is_shown_all_the_same() -> None:
    found = compared(as_repository(dense(2)), as_repository(dense(1)))
    assert EvidenceKind.ARCHITECTURE in {each.kind for each in part_of(found).evidence}


def test_another_configuration_hides_no_derivative() -> None:
    own = as_repository(noisy(dense(1), 0.1), config=_OTHER_CONFIG)
    assert compared(own, as_repository(dense(1))).verdict is Verdict.DERIVED
