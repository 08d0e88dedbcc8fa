# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What is written where we were wrong: the title, the banner above the first post, and one comment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.model.cases import Case
from bot.render.languages import summary_language
from bot.render.markers import WITHDRAWN, sign
from bot.render.numbers import moment
from bot.render.quoting import Inert, block, inert, shortened
from bot.render.texts import Texts

_LONGEST_TITLE = 200
"""The Hub takes no more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal:
    """The words of one withdrawal."""

    title: str
    banner: str
    """One quotation, without a marker."""
    comment: str
    """With its marker."""


class WithdrawalWriter:
    """Writes from `templates/discussion/withdrawn*.j2`. Raises RulesError where one of them is broken."""

    def __init__(self, templates: Mapping[str, str], *, hub_url: str, contact: str) -> None:
        self._texts = Texts(templates, hub_url=hub_url)
        self._contact = contact

    def write(
        self, case: Case, *, reason: str, asked_at: datetime, by: str, languages: tuple[str, ...] = ()
    ) -> Withdrawal:
        """The words for a case that has its correction's number.

        ``reason`` is what was wrong, in the words of the person who withdraws; ``languages`` are those that the thread speaks.
        """
        language = summary_language(tuple(each for each in languages if each != "en"))
        values = {
            "case": case.name,
            "correction": case.correction or 0,
            "upstreams": case.upstreams,
            "upstream": Inert(inert(case.upstreams[0].rpartition("/")[2])) if len(case.upstreams) == 1 else None,
            "asked_at": moment(asked_at),
            "reason": Inert(inert(reason, limit=500)),
            "by": by,
            "language": language,
            "contact": Inert(block(self._contact)),
        }
        title = " ".join(self._texts.plain("discussion/withdrawn_title.txt.j2", values).split())
        comment = self._texts.checked("discussion/withdrawn.md.j2", values)
        return Withdrawal(
            title=shortened(title, _LONGEST_TITLE),
            banner=self._texts.checked("discussion/withdrawn_banner.md.j2", values).strip(),
            comment=sign(
                comment,
                case=case.name,
                revision=1,
                commit=case.subject.short_revision,
                languages=("en", language) if language else ("en",),
                state=WITHDRAWN,
            ),
        )
