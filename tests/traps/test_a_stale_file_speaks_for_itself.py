# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Real data: a repository may hold a file of an older lineage; what it says is about that file."""

from __future__ import annotations

import pytest

from bot.model.lineage import Verdict
from tests.samples.models import as_file, as_repository, dense, noisy
from tests.samples.verdicts import compared

OWN, OLD, UPSTREAM = as_repository(dense(2)), noisy(dense(1), 0.1), as_repository(dense(1))


@pytest.mark.parametrize("path", ["old/model.safetensors", "checkpoint-100/model.safetensors", "model-old.safetensors"])
def test_an_old_file_of_another_lineage_is_not_hidden_by_the_new_one(path: str) -> None:
    assert compared({**OWN, path: as_file(OLD)}, UPSTREAM).verdict is not Verdict.INDEPENDENT
