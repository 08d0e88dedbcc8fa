# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Which findings make a case, and when a case is settled."""

from __future__ import annotations

from collections.abc import Iterable

from bot.model.findings import Finding, Severity
from bot.model.reports import Assessment


def is_weighty(finding: Finding) -> bool:
    """Whether a finding makes a case, and keeps it open: a license asks for it. Advice does neither."""
    return finding.severity is not Severity.ADVICE


def is_settled(before: Iterable[Finding], now: Assessment) -> bool:
    """Whether everything that was asked for is there now.

    A file that could not be read today settles nothing: every rule that spoke before has to be silent, not merely unable to tell.
    """
    asked = {(finding.rule, finding.upstream.repo) for finding in before if is_weighty(finding)}
    open_still = any(is_weighty(finding) for finding in now.findings)
    return not open_still and not any((each.rule, each.upstream.repo) in asked for each in now.cannot_tell)
