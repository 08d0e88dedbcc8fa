# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Known upstreams: their repositories, the names people use, and what is known of their terms at single revisions."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.model.components import Component
from bot.model.fingerprints import UpstreamTerms
from bot.model.repository import SnapshotKey
from bot.policy.reading import Entry, member


@dataclass(frozen=True, slots=True, kw_only=True)
class LicenseAt:
    """The license of one repository at certain commits, where a person looked it up."""

    repository: str
    revisions: tuple[str, ...]
    """Full commit ids."""
    license_id: str


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
        """The terms with what the family knows beyond the repository: the license at this very commit, a missing holder."""
        known = next(
            (each for each in self.licenses if each.repository == key.repo and key.revision in each.revisions), None
        )
        completed = terms if known is None else replace(terms, license_id=known.license_id)
        if self.copyright_line is None or completed.copyright_lines or completed.license_id is None or completed.unread:
            return completed
        return replace(completed, copyright_lines=(self.copyright_line,))

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


def _license_at(entry: Entry) -> LicenseAt:
    entry.allow(("repository", "revisions", "license"), needed=("repository", "revisions", "license"))
    return LicenseAt(
        repository=entry.text("repository"), revisions=entry.texts("revisions"), license_id=entry.text("license")
    )
