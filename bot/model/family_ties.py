# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""How the models of a family are tied to each other in its picture."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Tie(Enum):
    """How one model of a family is tied to another. The stored words never change."""

    DECLARED = "declared"
    INFERRED = "inferred"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyTie:
    """One line of a family: ``child`` builds on ``parent``."""

    parent: str
    child: str
    tie: Tie
    words: str = ""
    """How it was made (``finetune``), or nothing."""
