# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""From what happened to what is said about it: what is known by now goes along, the owners' reply above all."""

from __future__ import annotations

from urllib.parse import quote

from bot.model.findings import Severity
from bot.model.happenings import Happening, HappeningKind
from bot.model.news import News, Weight
from bot.pipeline.alerting.grouping import Group
from bot.policy.happenings import owners_words
from bot.ports.casebook import Casebook
from bot.ports.conversations import Conversations, Forgetful
from bot.render.quoting import inert

_MOST_REPOS = 50
_QUIET = frozenset(
    {
        HappeningKind.RESOLVED,
        HappeningKind.WITHDRAWN,
        HappeningKind.LICENSE_CHANGED,
        HappeningKind.NOTICE_ADDED,
        HappeningKind.DERIVATIVE_APPEARED,
        HappeningKind.COVERAGE_LOST,
    }
)
_WEIGHTS = {
    Severity.ADVICE: Weight.ASK,
    Severity.OBLIGATION: Weight.OBLIGATION_OPEN,
    Severity.CONFLICT: Weight.CONFLICT,
}


def weight_of(happening: Happening) -> Weight:
    """How much it asks of somebody. What nobody has checked asks, and says no more than that."""
    if happening.kind in _QUIET:
        return Weight.INFO
    if happening.kind is HappeningKind.PROPOSED or happening.severity is None:
        return Weight.ASK
    return _WEIGHTS[happening.severity]


class Telling:
    """``public_url`` is where our own pages are; empty where nobody said, and then no link leads there."""

    def __init__(
        self, *, casebook: Casebook, public_url: str, hub_url: str, conversations: Conversations | None = None
    ) -> None:
        self._casebook = casebook
        self._conversations: Conversations = conversations or Forgetful()
        self._public_url = public_url.rstrip("/")
        self._hub_url = hub_url.rstrip("/")

    def news(self, group: Group) -> News:
        """What is said about one group."""
        head = group.head
        return News(
            id=group.alerts[0],
            kind=head.kind,
            at=head.at,
            repo=inert(head.repo),
            is_public=head.is_public,
            weight=weight_of(head),
            closes=group.closes,
            case=f"C-{head.case}" if head.case is not None else "",
            revision=head.revision,
            state=head.state,
            tier=head.tier,
            confidence=head.confidence,
            upstreams=tuple(map(inert, head.upstreams)),
            rules=head.rules,
            licenses=tuple(map(inert, head.licenses)),
            detail=inert(head.detail),
            reply=inert(self._reply(head) or head.reply),
            is_credited=head.is_credited,
            correction=head.correction,
            others=len(group.others),
            other_repos=tuple(map(inert, group.others[:_MOST_REPOS])),
            case_url=self._case_url(head),
            thread_url=self._thread_url(head),
        )

    def _reply(self, happening: Happening) -> str:
        """The statement of its owners that stands beside the question, or else what they last said against it in the thread."""
        if happening.case is None:
            return ""
        statements = self._conversations.statements(happening.case)
        if statements and not statements[-1].is_withdrawn:
            return statements[-1].text
        said = [owners_words(each) for each in self._casebook.decisions(happening.case)]
        return next((each for each in reversed(said) if each), "")

    def _case_url(self, happening: Happening) -> str:
        if happening.case is None or not self._public_url:
            return ""
        return f"{self._public_url}/case/C-{happening.case}"

    def _thread_url(self, happening: Happening) -> str:
        if happening.case is None or not happening.is_public:
            return ""
        case = self._casebook.case(happening.case)
        if case is not None and case.thread is not None:
            return f"{self._hub_url}/{quote(case.repo)}/discussions/{case.thread}"
        return happening.url
