# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What lists show of a case, worked out of the case and of what was ruled and written. Pure, so it can be worked out again at any time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import takewhile

from bot.model.answers import CaseRow, UpstreamOfCase
from bot.model.cases import Case, CaseState, Decider, Decision, Receipt
from bot.model.lineage_answers import Edge
from bot.model.questions import PUBLIC_STATES
from bot.policy.demands import approvals, readers, readers_needed, tier_of
from bot.policy.due import due_at
from bot.policy.outcome import is_weighty

_MOST_WORDS = 8
_READ = frozenset({CaseState.PROPOSED, CaseState.IN_REVIEW, CaseState.APPROVED})


def row_of(
    case: Case, *, decisions: Sequence[Decision], receipts: Sequence[Receipt], builds_on: Iterable[Edge]
) -> CaseRow:
    """The row of a case. ``builds_on`` is what the newest scan of its repository says; ruled and written things come oldest first.

    Nothing that people do among themselves is in it: whose case it is, labels, what waits in the outbox.
    """
    weighty = [finding for finding in case.findings if is_weighty(finding)]
    tier = tier_of(case.findings)
    entered_at = entered(case, decisions, receipts)
    edges = {edge.upstream.casefold(): edge for edge in builds_on}
    mine = [edges.get(repo.casefold()) for repo in case.upstreams]
    return CaseRow(
        number=case.number,
        repo=case.repo,
        owner=case.owner,
        revision=case.subject.revision,
        state=case.state,
        tier=tier,
        rules=tuple(sorted({finding.rule for finding in weighty})),
        components=tuple(dict.fromkeys(finding.component for finding in weighty)),
        upstreams=tuple(
            UpstreamOfCase(repo=repo, license=edge.license if edge else None)
            for repo, edge in zip(case.upstreams, mine, strict=True)
        ),
        share=_share(mine),
        opened_at=case.opened_at,
        changed_at=case.changed_at,
        entered_at=entered_at,
        due_at=due_at(case, tier=tier, entered_at=entered_at),
        was_asked=case.was_asked,
        is_public=case.was_asked and case.state in PUBLIC_STATES,
        thread=case.thread,
        issue=case.issue,
        correction=case.correction,
        readers=readers(decisions),
        readers_missing=_missing(case, decisions),
    )


def entered(case: Case, decisions: Sequence[Decision], receipts: Sequence[Receipt]) -> datetime:
    """When a case came into its state: with the first of its last rulings that say so, or else with what was written after them."""
    run = list(takewhile(lambda each: each.state is case.state, reversed(decisions)))
    if run:
        return run[-1].at
    ruled_at = decisions[-1].at if decisions else case.opened_at
    return next((receipt.at for receipt in receipts if receipt.at >= ruled_at), case.changed_at)


def words_of(*names: str) -> frozenset[str]:
    """The words by which names are found, in lower case: runs of letters and digits.

    >>> sorted(words_of("Qwen/Qwen2.5-7B"))
    ['5', '7b', 'qwen', 'qwen2']
    """
    text = " ".join(names).casefold()
    return frozenset("".join(sign if sign.isalnum() else " " for sign in text).split())


def asked_words(text: str) -> list[str]:
    """The words that somebody asks for; of more than eight the first in the alphabet, since each is looked for by itself.

    >>> asked_words("Qwen 2.5")
    ['2', '5', 'qwen']
    """
    return sorted(words_of(text))[:_MOST_WORDS]


def _missing(case: Case, decisions: Sequence[Decision]) -> int:
    if case.state not in _READ or any(each.decider is Decider.PRESET for each in approvals(decisions)):
        return 0
    return max(0, readers_needed(case.findings) - len(readers(decisions)))


def _share(edges: Sequence[Edge | None]) -> float | None:
    shares = [edge.share for edge in edges if edge is not None and edge.share is not None]
    return min(1.0, sum(shares)) if shares else None
