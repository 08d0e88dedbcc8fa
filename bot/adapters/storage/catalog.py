# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The catalog in SQL."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, Engine, Select, delete, insert, select

from bot.adapters.storage.catalog_statements import (
    FILES_BY_BLOB,
    FILES_BY_SHA256,
    KEYS,
    NEWEST_AT,
    NEWEST_OF,
    TERMS,
    WITH_COLUMNS,
    WITH_ELEMENTS,
)
from bot.adapters.storage.catalog_tables import (
    UPSTREAM_FILES,
    UPSTREAM_REFERENCES,
    UPSTREAM_SEARCH,
    UPSTREAM_TABLES,
    UPSTREAM_TOKENIZERS,
    UPSTREAM_VALUES,
    UPSTREAMS,
)
from bot.adapters.storage.counters import next_number
from bot.adapters.storage.engine import looking, reading, writing
from bot.adapters.storage.fingerprints import (
    file_from_row,
    file_to_row,
    fingerprint_from_rows,
    reference_to_row,
    sheet_from_row,
    sheet_to_row,
    table_to_row,
    tokenizer_to_row,
    upstream_to_row,
    value_to_row,
)
from bot.adapters.storage.kept import Kept, size_of_fingerprint, size_of_sheet
from bot.adapters.storage.upstream_codecs import terms_from_json
from bot.model.fingerprints import Fingerprint, UpstreamTerms
from bot.model.repository import FileEntry, SnapshotKey
from bot.model.search import SearchSheet, sheets_of

_Value = TypeVar("_Value", int, str)

_AT_A_TIME = 500
"""Values in one IN list; SQLite before 3.32 takes 999 in a statement."""
_KEPT_BYTES = 64 * 1024 * 1024
"""Memory for fingerprints that were read lately, and half as much for what is searched by: scans ask for the same few again and again."""


class SqlCatalog:
    """A catalog that several threads and processes may use at once. Only `get` and `newest` read codes.

    The database has to be migrated. Every method raises OperatorError where the database cannot be used, or holds what this release
    does not know.

    What was read is kept in memory under its sequence. An entry is never changed, and whoever replaces one gives it another sequence, so
    every look-up asks the database which are there now, and reads only those that it has not got.
    """

    def __init__(self, engine: Engine, *, kept_bytes: int = _KEPT_BYTES) -> None:
        self._engine = engine
        self._fingerprints: Kept[int, Fingerprint] = Kept(kept_bytes)
        self._sheets: Kept[tuple[int, int], SearchSheet] = Kept(kept_bytes // 2)

    def add(self, fingerprint: Fingerprint) -> None:
        """Keep it; the same snapshot and method replaces the older entry, another snapshot of the same repository stands beside it."""
        with writing(self._engine) as connection:
            # First, since its lock makes two processes that add the same upstream take turns.
            upstream = next_number(connection, UPSTREAMS)
            older = _at(fingerprint.key) & (UPSTREAMS.c.method == fingerprint.method)
            connection.execute(delete(UPSTREAMS).where(older))
            connection.execute(insert(UPSTREAMS).values(upstream_to_row(fingerprint, sequence=upstream)))
            files = [file_to_row(file, upstream=upstream, place=i) for i, file in enumerate(fingerprint.files)]
            if files:
                connection.execute(insert(UPSTREAM_FILES), files)
            references = [
                reference_to_row(each, upstream=upstream, place=i) for i, each in enumerate(fingerprint.references)
            ]
            if references:
                connection.execute(insert(UPSTREAM_REFERENCES), references)
            sheets = [sheet_to_row(each, upstream=upstream) for each in sheets_of(fingerprint)]
            if sheets:
                connection.execute(insert(UPSTREAM_SEARCH), sheets)
            tables = [table_to_row(each, upstream=upstream, place=i) for i, each in enumerate(fingerprint.tables)]
            if tables:
                connection.execute(insert(UPSTREAM_TABLES), tables)
            values = [value_to_row(each, upstream=upstream, place=i) for i, each in enumerate(fingerprint.values)]
            if values:
                connection.execute(insert(UPSTREAM_VALUES), values)
            if fingerprint.tokenizer is not None:
                row = tokenizer_to_row(fingerprint.tokenizer, upstream=upstream)
                connection.execute(insert(UPSTREAM_TOKENIZERS).values(row))

    def remove(self, key: SnapshotKey) -> bool:
        """Forget this upstream, by whatever method it was taken; whether it was there."""
        with writing(self._engine) as connection:
            return connection.execute(delete(UPSTREAMS).where(_at(key))).rowcount > 0

    def keys(self) -> list[SnapshotKey]:
        """Every upstream, sorted."""
        with looking(self._engine) as connection:
            rows = connection.execute(KEYS).all()
        return sorted(SnapshotKey(repo, revision) for repo, revision in rows)

    def get(self, key: SnapshotKey) -> Fingerprint | None:
        """One upstream with all its references; the entry added last where several methods were used."""
        return self._last(NEWEST_AT, {"its_repo": key.repo, "its_revision": key.revision})

    def newest(self, repo: str) -> Fingerprint | None:
        """The entry of this repository that was added last."""
        return self._last(NEWEST_OF, {"its_repo": repo})

    def terms(self, key: SnapshotKey) -> UpstreamTerms | None:
        """The terms of one upstream, from one row; of the entry added last where several methods were used."""
        with looking(self._engine) as connection:
            stored = connection.execute(
                TERMS, {"its_repo": key.repo, "its_revision": key.revision}
            ).scalar_one_or_none()
        return None if stored is None else terms_from_json(stored)

    def with_files(self, files: Sequence[FileEntry]) -> list[tuple[SnapshotKey, FileEntry]]:
        """Upstreams that hold a file with the same LFS sha256 or (small files) the same git blob id, with the upstream's file.

        Sorted by upstream and path. Empty files say nothing about where they come from and are left out.
        """
        filled = [file for file in files if file.size]
        large = {file.lfs_sha256 for file in filled if file.lfs_sha256}
        small = {file.blob_id for file in filled if file.blob_id and not file.lfs_sha256}
        with looking(self._engine) as connection:
            found = {*_rows_of(connection, FILES_BY_SHA256, large), *_rows_of(connection, FILES_BY_BLOB, small)}
        return sorted(found, key=lambda pair: (pair[0], pair[1].path))

    def with_columns(self, columns: Collection[int], *, method: str) -> list[SnapshotKey]:
        """Upstreams with at least one reference whose rows are as wide as one of these; only of this method. Sorted."""
        return self._with_numbers(WITH_COLUMNS, columns, method)

    def with_elements(self, elements: Collection[int], *, method: str) -> list[SnapshotKey]:
        """Upstreams of which a whole tensor of one of these sizes is known; only of this method. Sorted."""
        return self._with_numbers(WITH_ELEMENTS, elements, method)

    def sheets(self, columns: Collection[int], *, method: str) -> list[SearchSheet]:
        """What is searched by of every upstream of these widths; only of this method. Sorted by upstream and width."""
        joined = UPSTREAM_SEARCH.join(UPSTREAMS, UPSTREAMS.c.sequence == UPSTREAM_SEARCH.c.upstream)
        places = select(UPSTREAM_SEARCH.c.upstream, UPSTREAM_SEARCH.c.columns).select_from(joined)
        found: list[SearchSheet] = []
        with reading(self._engine) as connection:
            for some in _chunks(sorted(set(columns))):
                there = connection.execute(
                    places.where(UPSTREAMS.c.method == method, UPSTREAM_SEARCH.c.columns.in_(some))
                )
                found += self._sheets_at(connection, [(upstream, width) for upstream, width in there])
        return sorted(found, key=lambda sheet: (sheet.upstream, sheet.columns))

    def _sheets_at(self, connection: Connection, places: Sequence[tuple[int, int]]) -> Iterator[SearchSheet]:
        kept = {place: self._sheets.get(place) for place in places}
        yield from (sheet for sheet in kept.values() if sheet is not None)
        missing: dict[int, list[int]] = {}
        for upstream, width in (place for place, sheet in kept.items() if sheet is None):
            missing.setdefault(width, []).append(upstream)
        joined = UPSTREAM_SEARCH.join(UPSTREAMS, UPSTREAMS.c.sequence == UPSTREAM_SEARCH.c.upstream)
        wanted = select(UPSTREAMS.c.repo, UPSTREAMS.c.revision, UPSTREAM_SEARCH).select_from(joined)
        for width, upstreams in missing.items():
            for some in _chunks(upstreams):
                here = UPSTREAM_SEARCH.c.upstream.in_(some) & (UPSTREAM_SEARCH.c.columns == width)
                for row in connection.execute(wanted.where(here)).mappings():
                    sheet = sheet_from_row(row)
                    self._sheets.put((row["upstream"], width), sheet, size_of_sheet(sheet))
                    yield sheet

    def _last(self, newest: Select[Any], values: Mapping[str, str]) -> Fingerprint | None:
        with looking(self._engine) as connection:
            sequence: int | None = connection.execute(newest, values).scalar_one_or_none()
        if sequence is None:
            return None
        known = self._fingerprints.get(sequence)
        if known is None:
            # Somebody may have removed the entry in between.
            with reading(self._engine) as connection:
                known = _at_sequence(connection, sequence)
            if known is not None:
                self._fingerprints.put(sequence, known, size_of_fingerprint(known))
        return known

    def _with_numbers(self, asked: Select[Any], numbers: Collection[int], method: str) -> list[SnapshotKey]:
        found: set[SnapshotKey] = set()
        with looking(self._engine) as connection:
            for some in _chunks(sorted(set(numbers))):
                rows = connection.execute(asked, {"these": some, "its_method": method})
                found.update(SnapshotKey(repo, revision) for repo, revision in rows)
        return sorted(found)


def _at(key: SnapshotKey) -> ColumnElement[bool]:
    return (UPSTREAMS.c.repo == key.repo) & (UPSTREAMS.c.revision == key.revision)


def _at_sequence(connection: Connection, sequence: int) -> Fingerprint | None:
    wanted = select(UPSTREAMS).where(UPSTREAMS.c.sequence == sequence)
    upstream = connection.execute(wanted).mappings().one_or_none()
    if upstream is None:
        return None
    files, references, tables, values = (
        connection.execute(select(table).where(table.c.upstream == upstream["sequence"]).order_by(table.c.place))
        .mappings()
        .all()
        for table in (UPSTREAM_FILES, UPSTREAM_REFERENCES, UPSTREAM_TABLES, UPSTREAM_VALUES)
    )
    of_upstream = UPSTREAM_TOKENIZERS.c.upstream == upstream["sequence"]
    tokenizer = connection.execute(select(UPSTREAM_TOKENIZERS).where(of_upstream)).mappings().one_or_none()
    return fingerprint_from_rows(upstream, files, references, tables, values, tokenizer)


def _rows_of(
    connection: Connection, asked: Select[Any], values: Collection[str]
) -> Iterator[tuple[SnapshotKey, FileEntry]]:
    for some in _chunks(sorted(values)):
        for row in connection.execute(asked, {"these": some}).mappings():
            yield SnapshotKey(row["repo"], row["revision"]), file_from_row(row)


def _chunks(values: Sequence[_Value]) -> Iterator[Sequence[_Value]]:
    return (values[start : start + _AT_A_TIME] for start in range(0, len(values), _AT_A_TIME))
