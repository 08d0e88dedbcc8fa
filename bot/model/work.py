# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Work that follows from something that was heard."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp:
    """One piece of work; the same id is the same work, whoever asks for it again."""

    id: str
    kind: str
    """``recheck``, ``open_pull_request`` or ``close_pull_request``."""
    repo: str
