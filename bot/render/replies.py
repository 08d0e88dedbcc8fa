# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Short answers to what people say in our threads. Each is one comment with a marker that names the comment it answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from bot.model.cases import Case
from bot.model.wishes import Suppression
from bot.render.languages import summary_language
from bot.render.markers import sign
from bot.render.numbers import day
from bot.render.quoting import Inert, block
from bot.render.texts import Texts


class ReplyKind(Enum):
    """What is answered. The words name the templates in `templates/reply/`."""

    NOTED = "noted"
    DISPUTED = "disputed"
    STOPPED = "stopped"
    UNSTOPPED = "unstopped"
    PRIVATE = "private"
    EXPLAINED = "explained"
    IGNORES = "ignores"
    HUMAN = "human"
    PULL_REQUEST = "pull_request"


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """What the answer is about."""

    comment: str
    """Id of the comment that is answered."""
    languages: tuple[str, ...] = ()
    """Those that the thread speaks."""
    until: datetime | None = None
    whole_owner: bool = False
    suppressed: Sequence[Suppression] = ()
    url: str = ""
    """Where the pull request is; empty where there is none."""
    remark: str = ""
    """Why there is none."""


def reply_state(comment: str) -> str:
    """How the marker of an answer names the comment that it answers."""
    return f"reply-{comment}"


class ReplyWriter:
    """Raises RulesError where a template is broken or breaks the tone: such an answer is never written."""

    def __init__(self, templates: Mapping[str, str], *, hub_url: str, contact: str) -> None:
        self._texts = Texts(templates, hub_url=hub_url)
        self._contact = contact

    def write(self, kind: ReplyKind, case: Case, occasion: Occasion) -> str:
        """The answer with its marker."""
        spoken = (case.asked.language,) if case.asked.language else occasion.languages
        language = summary_language(tuple(each for each in spoken if each != "en"))
        values = {
            "case": case.name,
            "repo": case.repo,
            "owner": case.repo.split("/", maxsplit=1)[0],
            "upstreams": case.upstreams,
            "findings": case.findings,
            "subject": case.findings[0].subject if case.findings else case.subject,
            "asked": case.asked,
            "quiet_until": day(case.asked.quiet_until) if case.asked.quiet_until else None,
            "until": day(occasion.until) if occasion.until else None,
            "whole_owner": occasion.whole_owner,
            "suppressed": occasion.suppressed,
            "url": Inert(occasion.url),
            "remark": occasion.remark,
            "language": language,
            "contact": Inert(block(self._contact)),
        }
        return sign(
            self._texts.checked(f"reply/{kind.value}.md.j2", values),
            case=case.name,
            revision=1,
            commit=case.subject.short_revision,
            languages=("en", language) if language else ("en",),
            state=reply_state(occasion.comment),
        )
