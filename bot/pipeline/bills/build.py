# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The bill of one scanned repository.

1. The model, with its licenses and everything that was found about it.
2. The upstreams, with what the catalog knows of their terms.
3. The components, with their share and the evidence.
4. The files, weights first.
5. The ties between them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote

from bot.licensing.files import is_license, is_notice
from bot.model.bill import Bill, Fact, Part, PartKind, Relationship, Tie, slug
from bot.model.fingerprints import UpstreamTerms
from bot.model.reports import ScanReport
from bot.model.repository import FileEntry, Snapshot, SnapshotKey
from bot.pipeline.bills.facts import compared_facts, component_facts, model_facts
from bot.pipeline.bills.licenses import concluded_license, declared_license, upstream_license
from bot.pipeline.bills.ties import MODEL, Base, all_components, bases_of, component_ref, ties_of
from bot.policy.rulebook import Rulebook
from bot.render.pages import visible
from bot.render.quoting import inert

_MOST_FILES = 2000
"""Weights, license and notice files come first; what is left out is counted."""
_MOST_LINES = 50
_HUB = "https://huggingface.co"
"""What ``pkg:huggingface`` means by itself (purl specification), so addresses beside it name the same place."""
_REPOSITORY = re.compile(r"[\w.-]+/[\w.-]+", re.ASCII)
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Naming:
    """What a bill cannot know from the scan."""

    creator: str
    published_as: str | None = None
    """``org/name`` that a local folder has or will have on the Hub."""
    created: datetime | None = None
    """In place of the time of the commit."""


def bill_of(
    snapshot: Snapshot,
    report: ScanReport,
    terms: Mapping[SnapshotKey, UpstreamTerms],
    rulebook: Rulebook,
    naming: Naming,
) -> Bill:
    """Everything that is known, and nothing else. ``terms`` holds what the catalog knows of the upstreams that the report names.

    A local folder is called by its own name, never by its path, and has no supplier unless ``naming`` gives one.
    """
    who = _Published.of(snapshot.key, naming.published_as)
    upstreams = tuple(_upstream(base, report, terms, rulebook) for base in bases_of(report))
    components = tuple(_components(report, who))
    chosen = _chosen(snapshot.files)
    files = tuple(_file(entry, who) for entry in chosen)
    model = _model(report, rulebook, who, snapshot.last_modified, left_out=len(snapshot.files) - len(files))
    return Bill(
        subject=snapshot.key,
        name=who.name,
        created=(naming.created or snapshot.last_modified or snapshot.created_at or _NEVER).astimezone(UTC),
        creator=naming.creator,
        parts=(model, *upstreams, *components, *files),
        relationships=(
            *(Relationship(source=MODEL, tie=Tie.CONTAINS, target=part.ref) for part in (*components, *files)),
            *ties_of(report),
        ),
        datasets=tuple(inert(each) for each in report.declared.datasets),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Published:
    """The repository as readers of the document know it."""

    name: str
    version: str
    supplier: str | None
    purl: str | None
    url: str | None

    @classmethod
    def of(cls, key: SnapshotKey, published_as: str | None) -> _Published:
        is_local = key.revision.startswith("local-")
        name = published_as or (visible(key.repo.rstrip("/").rsplit("/", 1)[-1]) or "model" if is_local else key.repo)
        supplier = name.split("/", 1)[0] if "/" in name else None
        return cls(
            name=name,
            version=key.revision,
            supplier=supplier,
            purl=None if is_local else _purl(name, key.revision),
            url=None if is_local else f"{_HUB}/{quote(name)}/tree/{quote(key.revision)}",
        )


def _model(
    report: ScanReport, rulebook: Rulebook, who: _Published, released: datetime | None, *, left_out: int
) -> Part:
    cut = (Fact(name="files_left_out", value=str(left_out)),) if left_out else ()
    return Part(
        ref=MODEL,
        kind=PartKind.MODEL,
        name=who.name,
        version=who.version,
        supplier=who.supplier,
        purl=who.purl,
        url=who.url,
        declared=declared_license(report, rulebook),
        concluded=concluded_license(report, rulebook),
        released=released,
        facts=(*model_facts(report, report.lineage.parameters), *compared_facts(report.lineage), *cut),
    )


def _upstream(base: Base, report: ScanReport, terms: Mapping[SnapshotKey, UpstreamTerms], rulebook: Rulebook) -> Part:
    key = SnapshotKey(base.repo, base.revision) if base.revision else None
    known = terms.get(key) if key else None
    is_local = bool(base.revision and base.revision.startswith("local-"))
    on_hub = not is_local and bool(_REPOSITORY.fullmatch(base.repo))
    name = visible(base.repo.rstrip("/").rsplit("/", 1)[-1]) if is_local else inert(base.repo)
    return Part(
        ref=base.ref,
        kind=PartKind.UPSTREAM,
        name=name or "upstream",
        version=base.revision,
        supplier=base.repo.split("/", 1)[0] if on_hub else None,
        purl=_purl(base.repo, base.revision) if on_hub else None,
        url=f"{_HUB}/{base.repo}" + (f"/tree/{base.revision}" if base.revision else "") if on_hub else None,
        declared=upstream_license(dict(report.upstream_licenses).get(key) if key else None, known, rulebook),
        copyright_lines=_lines(known.copyright_lines) if known and known.copyright_lines else None,
    )


def _lines(lines: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(inert(line) for line in lines[:_MOST_LINES]))


def _components(report: ScanReport, who: _Published) -> Iterator[Part]:
    for place, part in enumerate(all_components(report.lineage)):
        yield Part(
            ref=component_ref(place, part),
            kind=PartKind.COMPONENT,
            name=f"{who.name}: {part.component.words}",
            version=who.version,
            supplier=who.supplier,
            facts=component_facts(part, report.lineage.parameters),
        )


def _chosen(files: Sequence[FileEntry]) -> list[FileEntry]:
    def rank(entry: FileEntry) -> int:
        if entry.lfs_sha256:
            return 0
        return 1 if is_license(entry.path) or is_notice(entry.path) else 2

    return sorted(
        sorted(files, key=lambda entry: (rank(entry), entry.path))[:_MOST_FILES], key=lambda entry: entry.path
    )


def _file(entry: FileEntry, who: _Published) -> Part:
    return Part(
        ref=f"file-{slug(entry.path)}",
        kind=PartKind.FILE,
        name=visible(entry.path) or "file",
        version=who.version,
        supplier=who.supplier,
        sha256=entry.lfs_sha256,
        # Of a large file it is the name of the pointer, not of the content.
        gitoid=f"gitoid:blob:sha1:{entry.blob_id}" if entry.blob_id and not entry.lfs_sha256 else None,
        size=entry.size,
    )


def _purl(repo: str, revision: str | None) -> str:
    return f"pkg:huggingface/{quote(repo, safe='/')}" + (f"@{quote(revision, safe='')}" if revision else "")
