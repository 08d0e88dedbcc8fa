# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Known upstreams: their repositories, the names people use, and what is known of their terms at single revisions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from bot.model.components import Component
from bot.model.errors import RulesError
from bot.model.fingerprints import UpstreamTerms
from bot.model.repository import SnapshotKey
from bot.model.truth import Truth
from bot.policy.reading import Entry, member


@dataclass(frozen=True, slots=True, kw_only=True)
class LicenseAt:
    """The license of one repository at certain commits, or for some time, where a person looked it up."""

    repository: str
    revisions: tuple[str, ...]
    """Full commit ids; empty where only times are known."""
    license_id: str
    since: datetime | None = None
    """For commits made then or later; ``None`` together with ``until`` where it is about ``revisions`` alone."""
    until: datetime | None = None
    """For commits made before then."""

    def names(self, key: SnapshotKey) -> bool:
        """Whether this very commit is listed, which outdoes all times."""
        return key.repo.casefold() == self.repository.casefold() and key.revision in self.revisions

    def holds(self, key: SnapshotKey, terms: UpstreamTerms) -> Truth:
        """Whether it is about this commit. Unknown where the commit may have been made in that time or out of it."""
        if self.names(key):
            return Truth.YES
        if key.repo.casefold() != self.repository.casefold():
            return Truth.NO
        if self.since is None and self.until is None:
            return Truth.NO
        first, last = terms.not_before, terms.not_after
        if (self.since and last and last < self.since) or (self.until and first and first >= self.until):
            return Truth.NO
        begun = self.since is None or (first is not None and first >= self.since)
        open_still = self.until is None or (last is not None and last < self.until)
        return Truth.YES if begun and open_still else Truth.UNKNOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """Releases of one upstream that people speak of by one name."""

    id: str
    title: str
    repositories: tuple[str, ...]
    """Hub ids, the first of them the one to look at."""
    names: tuple[str, ...]
    """What texts call it (``DeepSeek-V3``)."""
    components: tuple[Component, ...]
    copyright_line: str | None
    """For repositories of the family that state a license but no holder."""
    licenses: tuple[LicenseAt, ...]

    def holds(self, repo: str) -> bool:
        """Whether this repository belongs to the family; case does not matter on the Hub."""
        return repo.casefold() in {each.casefold() for each in self.repositories}

    def complete(self, key: SnapshotKey, terms: UpstreamTerms) -> UpstreamTerms:
        """The terms with what the family knows beyond the repository: the license at this very commit, a missing holder.

        Where times alone leave it open whether another license held, no license is claimed, unless the repository's own files or
        metadata agree with one that may have held.
        """
        completed = replace(terms, license_id=self._license(key, terms))
        if self.copyright_line is None or completed.copyright_lines or completed.license_id is None or completed.unread:
            return completed
        return replace(completed, copyright_lines=(self.copyright_line,))

    def _license(self, key: SnapshotKey, terms: UpstreamTerms) -> str | None:
        stated = [(each.holds(key, terms), each) for each in self.licenses]
        exact = [each for each in self.licenses if each.names(key)]
        certain = exact or [each for truth, each in stated if truth is Truth.YES]
        if certain:
            return _agreed([each.license_id for each in certain])
        possible = [each.license_id for truth, each in stated if truth is Truth.UNKNOWN]
        return terms.license_id if not possible or terms.license_id in possible else None

    @classmethod
    def from_mapping(cls, where: str, value: object) -> Family:
        """A family as its file holds it. Raises RulesError."""
        entry = Entry.of(where, value)
        entry.allow(
            ("id", "title", "repositories", "names", "components", "copyright", "licenses", "note"),
            needed=("id", "title", "repositories", "names", "components"),
        )
        return cls(
            id=entry.text("id"),
            title=entry.text("title"),
            repositories=entry.texts("repositories"),
            names=entry.texts("names"),
            components=tuple(member(f"{where}, components", word, Component) for word in entry.texts("components")),
            copyright_line=entry.optional_text("copyright"),
            licenses=tuple(_license_at(each) for each in entry.entries("licenses")),
        )


def _agreed(license_ids: Sequence[str]) -> str | None:
    return license_ids[0] if len(set(license_ids)) == 1 else None


def _license_at(entry: Entry) -> LicenseAt:
    entry.allow(("repository", "revisions", "license", "since", "until"), needed=("repository", "license"))
    since, until = (_moment(entry, key) for key in ("since", "until"))
    revisions = entry.texts("revisions")
    if not revisions and since is None and until is None:
        raise RulesError(f"{entry.where}: expected 'revisions', 'since' or 'until', found none of them")
    if since is not None and until is not None and since >= until:
        raise RulesError(f"{entry.where}: expected 'since' before 'until', found {since.date()} and {until.date()}")
    return LicenseAt(
        repository=entry.text("repository"),
        revisions=revisions,
        license_id=entry.text("license"),
        since=since,
        until=until,
    )


def _moment(entry: Entry, key: str) -> datetime | None:
    """A day, at whose beginning in UTC it starts or ends."""
    written = entry.values.get(key)
    if written is None:
        return None
    try:
        # YAML reads an unquoted day as a date.
        return datetime.strptime(str(written), "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError as error:
        raise RulesError(
            f"{entry.where}: expected a day such as '2025-03-24' for '{key}', found {written!r}"
        ) from error
