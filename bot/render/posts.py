# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Posts: the first word in a thread and the thanks at its end, from templates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
from bot.render.markdown_templates import MarkdownTemplates
from bot.render.markers import sign
from bot.render.numbers import moment
from bot.render.quoting import Inert, block, code, inert, shortened
from bot.render.references import without_references
from bot.render.sections import sections_of
from bot.render.timelines import added_later, dated, removed_before

_SHORTEST_TITLE = 3
_LONGEST_TITLE = 120
"""The Hub takes 200 characters; a listing shows about this many."""
_MOST_SECTIONS = 2
"""More would not be read to the end; further upstreams get a line each, and their turn when these are settled."""
_MOST_LANGUAGES = 3
"""A card that lists more languages than this says what the model speaks, not what its owner reads."""
_SUMMARIES = ("ja", "ko", "zh")
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
        self._hub_url = hub_url.rstrip("/")
        self._contact = contact
        self._license_names = license_names
        self._templates = MarkdownTemplates(
            templates,
            named=named,
            repositories=repositories,
            address=self._address,
            model=self._model_link,
            file=self._file_link,
        )

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
        language = summary_language(report.declared.languages)
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
        title = " ".join(inert(self._templates.rendered(place.title, values)).split())
        if len(title) < _SHORTEST_TITLE:
            raise RulesError(
                f"templates/{place.title}: expected a title of {_SHORTEST_TITLE} characters or more, found {title!r}"
            )
        body = self._templates.checked(place.body, values)
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
    ) -> str:
        """The last comment of a thread: thanks, with the date of the question and of the fix. ``languages`` are the card's.

        With a ``timeline`` it names the commits in which the missing things came, with their dates.
        """
        language = summary_language(languages)
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
        body = self._templates.checked("discussion/resolved.md.j2", values)
        written = ("en", language) if language else ("en",)
        return sign(body, case=case.name, revision=1, commit=commit.short_revision, languages=written, state="resolved")

    def _address(self, repo: str) -> Inert:
        return Inert(f"{self._hub_url}/{inert(repo)}")

    def _model_link(self, repo: str) -> Inert:
        return Inert(f"[{code(repo)}]({self._address(repo)})")

    def _file_link(self, path: str, key: SnapshotKey) -> Inert:
        return Inert(
            f"[{code(path)}]({self._hub_url}/{inert(key.repo)}/blob/{inert(key.revision)}/{inert(path).replace(' ', '%20')})"
        )


def _asks_for_text(report: ScanReport) -> bool:
    """Whether a file with the text could settle it, so that one that was there once is worth a word."""
    return any(finding.rule in _TEXT_RULES for finding in report.assessment.findings)


def named(keys: Sequence[str], names: Mapping[str, str], last: str = " and ") -> str:
    """The names of some keys in a sentence, each once; a key without a name is left out.

    >>> named(["a", "b", "c"], {"a": "x", "b": "y", "c": "z"})
    'x, y and z'
    """
    things = list(dict.fromkeys(names[key] for key in keys if key in names))
    return last.join(part for part in (", ".join(things[:-1]), *things[-1:]) if part)


def repositories(repos: Sequence[str]) -> Inert:
    """Repositories as code, joined by commas.

    >>> repositories(("acme/mid", "acme/old"))
    '`acme/mid`, `acme/old`'
    """
    return Inert(", ".join(code(repo) for repo in repos))


def summary_language(languages: tuple[str, ...]) -> str | None:
    """The language of the summary beside English, by the card's languages; None where English alone will do.

    >>> summary_language(("en", "ja")), summary_language(("zh-Hant",)), summary_language(("en",))
    ('ja', 'zh', None)
    """
    if len(languages) > _MOST_LANGUAGES:
        return None
    primary = [language.casefold().replace("_", "-").split("-")[0] for language in languages]
    return next((language for language in primary if language in _SUMMARIES), None)


def _text_model_is_independent(report: ScanReport) -> bool:
    parts = [part for part in report.lineage.components if part.component is Component.TEXT_MODEL]
    return bool(parts) and all(part.verdict is Verdict.INDEPENDENT for part in parts)
