# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What every scan asks of the catalog. Built once: to build a statement takes longer than SQLite does to answer it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BindParameter, Column, Select, bindparam, select

from bot.adapters.storage.catalog_tables import UPSTREAM_FILES, UPSTREAM_REFERENCES, UPSTREAM_VALUES, UPSTREAMS

_THESE: BindParameter[Any] = bindparam("these", expanding=True)
_IS_IT = (UPSTREAMS.c.repo == bindparam("its_repo")) & (UPSTREAMS.c.revision == bindparam("its_revision"))
_NEWEST = select(UPSTREAMS.c.sequence).order_by(UPSTREAMS.c.sequence.desc()).limit(1)

KEYS = select(UPSTREAMS.c.repo, UPSTREAMS.c.revision).distinct()
NEWEST_AT = _NEWEST.where(_IS_IT)
"""The number of the entry of ``its_repo`` at ``its_revision`` that was added last."""
NEWEST_OF = _NEWEST.where(UPSTREAMS.c.repo == bindparam("its_repo"))
TERMS = select(UPSTREAMS.c.terms).where(_IS_IT).order_by(UPSTREAMS.c.sequence.desc()).limit(1)


def _files(*conditions: Any) -> Select[Any]:  # noqa: ANN401 - as SQLAlchemy's `where` has it
    joined = UPSTREAM_FILES.join(UPSTREAMS, UPSTREAMS.c.sequence == UPSTREAM_FILES.c.upstream)
    wanted = select(UPSTREAMS.c.repo, UPSTREAMS.c.revision, UPSTREAM_FILES).select_from(joined)
    return wanted.where(*conditions, UPSTREAM_FILES.c.size > 0)


def _with_numbers(column: Column[int]) -> Select[Any]:
    wanted = select(column.table.c.upstream).where(column.in_(_THESE))
    return select(UPSTREAMS.c.repo, UPSTREAMS.c.revision).where(
        UPSTREAMS.c.method == bindparam("its_method"), UPSTREAMS.c.sequence.in_(wanted)
    )


FILES_BY_SHA256 = _files(UPSTREAM_FILES.c.lfs_sha256.in_(_THESE))
"""Upstreams with a large file of one of ``these`` digests, and the file."""
FILES_BY_BLOB = _files(UPSTREAM_FILES.c.blob_id.in_(_THESE), UPSTREAM_FILES.c.lfs_sha256.is_(None))
WITH_COLUMNS = _with_numbers(UPSTREAM_REFERENCES.c.columns)
"""Upstreams with references by ``its_method`` whose rows are as wide as one of ``these``."""
WITH_ELEMENTS = _with_numbers(UPSTREAM_VALUES.c.elements)
