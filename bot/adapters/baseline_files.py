# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Baselines as files: YAML, and so JSON."""

from __future__ import annotations

from pathlib import Path

from bot.adapters.rule_files import parse, read_text
from bot.model.baselines import Baseline
from bot.policy.baselines import baseline_from


def load_baseline(path: Path) -> Baseline:
    """The baseline in this file. Raises RulesError where it cannot be read, and for everything in it that is not understood."""
    return baseline_from(str(path), parse(str(path), read_text(path)))
