# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Posts: the first word in a thread and the thanks at its end, from templates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from bot.model.cases import Case
from bot.model.components import Component
from bot.model.errors import RulesError
from bot.model.findings import Severity
from bot.model.fingerprints import UpstreamTerms
from bot.model.lineage import Verdict
from bot.model.reports import ScanReport
from bot.model.repository import SnapshotKey
from bot.model.timeline import Timeline
from bot.render.grouping import additions
from bot.render.languages import summary_language
from bot.render.markers import sign
from bot.render.numbers import moment
from bot.render.quoting import Inert, block, inert, shortened
from bot.render.references import without_references
from bot.render.sections import sections_of
from bot.render.texts import Texts
from bot.render.timelines import added_later, dated, removed_before

_SHORTEST_TITLE = 3
_LONGEST_TITLE = 120
"""The Hub takes 200 characters; a listing shows about this many."""
_MOST_SECTIONS = 2
"""More would not be read to the end; further upstreams get a line each, and their turn when these are settled."""
_TEXT_RULES = frozenset(
    {"license-text-missing", "copyright-notice-missing", "notice-file-missing", "notice-sentence-missing"}
)


class Place(Enum):
    """Where a statement is made."""

    DISCUSSION = "discussion"
    """Below the model itself."""
    ISSUE = "issue"
    """In a repository of a code forge that the model's card links to."""

    @property
    def title(self) -> str:
        """Name of the template for the title."""
        return f"{self.value}/title.txt.j2"

    @property
    def body(self) -> str:
        """Name of the template for the first comment."""
        return "issue/case.md.j2" if self is Place.ISSUE else "discussion/thread.md.j2"


@dataclass(frozen=True, slots=True)
class Post:
    """A thread's title and its first comment, marker included."""

    title: str
    body: str


class PostWriter:
    """Writes posts from templates. ``hub_url`` is where links to models lead, without a slash at its end.

    ``license_names`` says how readers call licenses, by every id of theirs; a license without a name is called by its id.

    Every method raises RulesError where a template is broken or breaks the tone: such a post is never written.
    """

    def __init__(
        self, templates: Mapping[str, str], *, hub_url: str, contact: str, license_names: Mapping[str, str]
    ) -> None:
        self._contact = contact
        self._license_names = license_names
        self._texts = Texts(templates, hub_url=hub_url)

    def thread(
        self,
        case: Case,
        report: ScanReport,
        terms: Mapping[SnapshotKey, UpstreamTerms],
        *,
        revision: int = 1,
        place: Place = Place.DISCUSSION,
    ) -> Post:
        """The one thread of a repository, about every upstream that a license asks something for.

        An issue says the same about a model that is elsewhere, and leaves no reference in other repositories of its forge.
        ``terms`` are the upstreams' terms as the assessment used them. Raises ValueError where there is nothing to ask for.
        """
        sections = sections_of(report, terms, self._license_names)
        if not sections:
            raise ValueError(f"{case.name}: no finding that a license asks about, so there is nothing to post")
        language = summary_language(_asked_in(case) or report.declared.languages)
        values = {
            "commit": report.subject.short_revision,
            "subject": report.subject,
            "is_issue": place is Place.ISSUE,
            "sections": sections[:_MOST_SECTIONS],
            "further": sections[_MOST_SECTIONS:],
            "additions": additions(sections[:_MOST_SECTIONS], terms),
            "compared_with": len(report.lineage.compared_with),
            "removed": removed_before(report.timeline) if _asks_for_text(report) else (),
            "text_model_independent": _text_model_is_independent(report),
            "not_checked": [each.what for each in report.not_checked][:3],
            "language": language,
            "contact": Inert(block(self._contact)),
        }
        title = " ".join(inert(self._texts.plain(place.title, values)).split())
        if len(title) < _SHORTEST_TITLE:
            raise RulesError(
                f"templates/{place.title}: expected a title of {_SHORTEST_TITLE} characters or more, found {title!r}"
            )
        body = self._texts.checked(place.body, values)
        if place is Place.ISSUE:
            body = without_references(body)
        languages = ("en", language) if language else ("en",)
        signed = sign(
            body, case=case.name, revision=revision, commit=report.subject.short_revision, languages=languages
        )
        return Post(title=shortened(title, _LONGEST_TITLE), body=signed)

    def resolved(
        self,
        case: Case,
        *,
        commit: SnapshotKey,
        asked_at: datetime,
        settled_at: datetime,
        languages: tuple[str, ...] = (),
        timeline: Timeline | None = None,
        place: Place = Place.DISCUSSION,
    ) -> str:
        """The last comment of a thread: thanks, with the date of the question and of the fix. ``languages`` are the card's.

        With a ``timeline`` it names the commits in which the missing things came, with their dates.
        """
        language = summary_language(_asked_in(case) or languages)
        seen = case.findings[0].subject if case.findings else case.subject
        values = {
            "commit": commit.short_revision,
            "case": case.name,
            "upstreams": case.upstreams,
            "asked_at": moment(asked_at),
            "settled_at": moment(settled_at),
            "seen": seen.short_revision,
            "seen_on": dated(timeline, seen.revision),
            "missing": [finding.rule for finding in case.findings if finding.severity is not Severity.ADVICE],
            "later": added_later(timeline, seen.revision),
            "language": language,
        }
        body = self._texts.checked("discussion/resolved.md.j2", values)
        if place is Place.ISSUE:
            body = without_references(body)
        written = ("en", language) if language else ("en",)
        return sign(body, case=case.name, revision=1, commit=commit.short_revision, languages=written, state="resolved")


def _asks_for_text(report: ScanReport) -> bool:
    """Whether a file with the text could settle it, so that one that was there once is worth a word."""
    return any(finding.rule in _TEXT_RULES for finding in report.assessment.findings)


def _asked_in(case: Case) -> tuple[str, ...]:
    """What owners asked for in the thread goes before what their card says."""
    return (case.asked.language,) if case.asked.language else ()


def _text_model_is_independent(report: ScanReport) -> bool:
    parts = [part for part in report.lineage.components if part.component is Component.TEXT_MODEL]
    return bool(parts) and all(part.verdict is Verdict.INDEPENDENT for part in parts)
