# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Rows of the catalog and the fingerprints that they stand for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import accumulate, pairwise

from sqlalchemy import RowMapping

from bot.adapters.storage.codecs import member_from_word, numbers_from_json, numbers_to_json
from bot.adapters.storage.rows import Row
from bot.adapters.storage.upstream_codecs import (
    architecture_from_json,
    architecture_to_json,
    components_from_json,
    components_to_json,
    terms_from_json,
    terms_to_json,
)
from bot.model.components import Component, Role
from bot.model.errors import OperatorError
from bot.model.fingerprints import Fingerprint, TableKind, TensorReference, UpstreamTable
from bot.model.repository import FileEntry, SnapshotKey
from bot.model.search import PLACE, SEARCH_BYTES, SEARCH_ROWS, SearchSheet
from bot.model.tokenizers import ENTRY_BYTES, TokenizerSketch
from bot.model.values import ValueReference


def upstream_to_row(fingerprint: Fingerprint, *, sequence: int) -> Row:
    """One row of `upstreams`."""
    return {
        "sequence": sequence,
        "repo": fingerprint.key.repo,
        "revision": fingerprint.key.revision,
        "method": fingerprint.method,
        "parameters": fingerprint.parameters,
        "architecture": architecture_to_json(fingerprint.architecture),
        "component_parameters": components_to_json(fingerprint.component_parameters),
        "terms": terms_to_json(fingerprint.terms),
        "created_at": fingerprint.created_at,
    }


def file_to_row(file: FileEntry, *, upstream: int, place: int) -> Row:
    """One row of `upstream_files`."""
    return {
        "upstream": upstream,
        "place": place,
        "path": file.path,
        "size": file.size,
        "blob_id": file.blob_id,
        "lfs_sha256": file.lfs_sha256,
    }


def reference_to_row(reference: TensorReference, *, upstream: int, place: int) -> Row:
    """One row of `upstream_references`."""
    return {
        "upstream": upstream,
        "place": place,
        "name": reference.name,
        "component": reference.component.value,
        "role": reference.role.value,
        "part": reference.part,
        "layer": reference.layer,
        "expert": reference.expert,
        "shape": numbers_to_json(reference.shape),
        "first_row": reference.first_row,
        "rows": reference.rows,
        "columns": reference.columns,
        "dtype": reference.dtype,
        "codes": reference.codes,
        "row_digests": _packed(reference.row_digests),
    }


def sheet_to_row(sheet: SearchSheet, *, upstream: int) -> Row:
    """One row of `upstream_search`."""
    return {"upstream": upstream, "columns": sheet.columns, "places": sheet.places, "codes": sheet.codes}


def sheet_from_row(row: RowMapping) -> SearchSheet:
    """The sheet again. Raises OperatorError where places and codes are not of equally many blocks."""
    places, codes = bytes(row["places"]), bytes(row["codes"])
    blocks = len(places) // PLACE.size
    if len(places) % PLACE.size or len(codes) != blocks * SEARCH_ROWS * SEARCH_BYTES:
        raise OperatorError(
            f"database: expected {blocks * SEARCH_ROWS * SEARCH_BYTES} bytes for {len(places)} bytes of places, "
            f"found {len(codes)}"
        )
    key = SnapshotKey(row["repo"], row["revision"])
    return SearchSheet(upstream=key, columns=row["columns"], places=places, codes=codes)


def table_to_row(table: UpstreamTable, *, upstream: int, place: int) -> Row:
    """One row of `upstream_tables`."""
    return {
        "upstream": upstream,
        "place": place,
        "kind": table.kind.value,
        "name": table.name,
        "layer": table.layer,
        "shape": numbers_to_json(table.shape),
        "first_row": table.first_row,
        "rows": table.rows,
        "columns": table.columns,
        "codes": table.codes,
        "spreads": table.spreads,
    }


def value_to_row(value: ValueReference, *, upstream: int, place: int) -> Row:
    """One row of `upstream_values`."""
    return {
        "upstream": upstream,
        "place": place,
        "name": value.name,
        "component": value.component.value,
        "shape": numbers_to_json(value.shape),
        "elements": value.elements,
        "stored": value.stored,
        "ordered": _packed(value.ordered),
        "slices": numbers_to_json(tuple(len(digests) for digests in value.scaled)),
        "scaled": _packed(tuple(digest for digests in value.scaled for digest in digests)),
    }


def tokenizer_to_row(sketch: TokenizerSketch, *, upstream: int) -> Row:
    """One row of `upstream_tokenizers`."""
    return {
        "upstream": upstream,
        "method": sketch.method,
        "path": sketch.path,
        "tokens": sketch.tokens,
        "long_tokens": sketch.long_tokens,
        "entries": sketch.entries,
        "rows": sketch.rows,
    }


def fingerprint_from_rows(
    upstream: RowMapping,
    files: Iterable[RowMapping],
    references: Iterable[RowMapping],
    tables: Iterable[RowMapping],
    values: Iterable[RowMapping],
    tokenizer: RowMapping | None,
) -> Fingerprint:
    """The fingerprint again. Raises OperatorError where a row holds what this release does not know, as all readers here do."""
    return Fingerprint(
        key=SnapshotKey(upstream["repo"], upstream["revision"]),
        method=upstream["method"],
        architecture=architecture_from_json(upstream["architecture"]),
        parameters=upstream["parameters"],
        component_parameters=components_from_json(upstream["component_parameters"]),
        files=tuple(file_from_row(row) for row in files),
        references=tuple(_reference(row) for row in references),
        terms=terms_from_json(upstream["terms"]),
        created_at=upstream["created_at"],
        tables=tuple(_table(row) for row in tables),
        values=tuple(_value(row) for row in values),
        tokenizer=None if tokenizer is None else _tokenizer(tokenizer),
    )


def file_from_row(row: RowMapping) -> FileEntry:
    """The file again."""
    return FileEntry(path=row["path"], size=row["size"], blob_id=row["blob_id"], lfs_sha256=row["lfs_sha256"])


def _reference(row: RowMapping) -> TensorReference:
    return TensorReference(
        name=row["name"],
        component=member_from_word(Component, row["component"]),
        role=member_from_word(Role, row["role"]),
        part=row["part"],
        layer=row["layer"],
        expert=row["expert"],
        shape=numbers_from_json(row["shape"]),
        first_row=row["first_row"],
        rows=row["rows"],
        columns=row["columns"],
        dtype=row["dtype"],
        codes=bytes(row["codes"]),
        row_digests=tuple(_unpacked(bytes(row["row_digests"]))),
    )


def _table(row: RowMapping) -> UpstreamTable:
    return UpstreamTable(
        kind=member_from_word(TableKind, row["kind"]),
        name=row["name"],
        layer=row["layer"],
        shape=numbers_from_json(row["shape"]),
        first_row=row["first_row"],
        rows=row["rows"],
        columns=row["columns"],
        codes=bytes(row["codes"]),
        spreads=bytes(row["spreads"]),
    )


def _value(row: RowMapping) -> ValueReference:
    return ValueReference(
        name=row["name"],
        component=member_from_word(Component, row["component"]),
        shape=numbers_from_json(row["shape"]),
        elements=row["elements"],
        stored=bytes(row["stored"]),
        ordered=tuple(_unpacked(bytes(row["ordered"]))),
        scaled=_scaled(row),
    )


def _scaled(row: RowMapping) -> tuple[tuple[bytes, ...], ...]:
    """Nothing in rows of a release that did not keep it."""
    if row["slices"] is None or row["scaled"] is None:
        return ()
    counts, digests = numbers_from_json(row["slices"]), tuple(_unpacked(bytes(row["scaled"])))
    axes = len(numbers_from_json(row["shape"]))
    if sum(counts) != len(digests) or min(counts, default=0) < 0 or len(counts) not in {0, axes}:
        raise OperatorError(
            f"database: expected {sum(counts)} digests of slices along {axes} axes, found {len(digests)} along {len(counts)}"
        )
    starts = [0, *accumulate(counts)]
    return tuple(digests[start:stop] for start, stop in pairwise(starts))


def _tokenizer(row: RowMapping) -> TokenizerSketch:
    entries, rows = bytes(row["entries"]), bytes(row["rows"])
    if len(entries) % ENTRY_BYTES or len(rows) % ENTRY_BYTES:
        raise OperatorError(f"database: expected entries of {ENTRY_BYTES} bytes, found {len(entries)} and {len(rows)}")
    return TokenizerSketch(
        method=row["method"],
        path=row["path"],
        tokens=row["tokens"],
        long_tokens=row["long_tokens"],
        entries=entries,
        rows=rows,
    )


def _packed(digests: tuple[bytes, ...]) -> bytes:
    """Each digest after one byte that says how long it is."""
    return b"".join(bytes([len(digest)]) + digest for digest in digests)


def _unpacked(packed: bytes) -> Iterator[bytes]:
    start = 0
    while start < len(packed):
        stop = start + 1 + packed[start]
        if stop > len(packed):
            raise OperatorError(f"database: digests end after {len(packed)} bytes, expected {stop}")
        yield packed[start + 1 : stop]
        start = stop
