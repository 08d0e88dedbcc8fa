# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Coverage in SQL: each repository counts by its newest look, and the counts are kept with it in one transaction."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from enum import Enum
from typing import TypeVar

from sqlalchemy import Connection, Engine, bindparam, func, insert, select, update

from bot.adapters.storage.catalog_tables import UPSTREAMS
from bot.adapters.storage.engine import Clash, reading, writing
from bot.adapters.storage.hub_tables import MOVED
from bot.adapters.storage.overseeing_tables import LOOK_COUNTS, LOOKS
from bot.model.costs import Reason
from bot.model.coverage import Coverage, Look
from bot.model.lineage import Verdict

_VERDICT, _GAP, _REFUSED, _ALL = "verdict", "gap", "refused", "all"
_DAYS = 30
_Word = tuple[str, str]
_Member = TypeVar("_Member", bound=Enum)

# Built once, since every scan asks them.
_LOOKED = select(LOOKS.c.words).where(LOOKS.c.repo == bindparam("its_repo")).with_for_update()
_FIRST_LOOK = insert(LOOKS)
_MORE = (
    update(LOOK_COUNTS)
    .where(LOOK_COUNTS.c.kind == bindparam("its_kind"), LOOK_COUNTS.c.word == bindparam("its_word"))
    .values(count=LOOK_COUNTS.c.count + bindparam("more"))
)


def look_in(report: str) -> Look:
    """What a stored report (JSON) counts for. One that cannot be understood counts as a look that says nothing."""
    try:
        document = json.loads(report)
    except (ValueError, RecursionError):
        return Look()
    if not isinstance(document, Mapping):
        return Look()
    entries = document.get("not_checked")
    reasons = [each.get("reason") for each in entries if isinstance(each, Mapping)] if isinstance(entries, list) else []
    return Look(
        verdict=_member(Verdict, document.get("verdict")),
        gaps=frozenset(found for each in reasons if (found := _member(Reason, each))),
    )


def note_look(connection: Connection, repo: str, look: Look, at: datetime) -> None:
    """This is the newest look at the repository; what the one before it counted for is taken off again."""
    words = _words(look)
    known = connection.execute(_LOOKED, {"its_repo": repo}).scalar_one_or_none()
    row = {"words": json.dumps(sorted(words)), "at": at}
    if known is None:
        connection.execute(_FIRST_LOOK, {"repo": repo, **row})
    else:
        connection.execute(update(LOOKS).where(LOOKS.c.repo == repo).values(row))
    before: set[_Word] = set() if known is None else {(kind, word) for kind, word in json.loads(known)}
    # In one order everywhere, so that two processes never wait for each other's rows.
    for word in sorted(words ^ before):
        add_to_count(connection, word, 1 if word in words else -1)


def add_to_count(connection: Connection, word: _Word, count: int) -> None:
    """Add to one count, which begins with its first."""
    kind, name = word
    if not connection.execute(_MORE, {"its_kind": kind, "its_word": name, "more": count}).rowcount:
        connection.execute(insert(LOOK_COUNTS).values(kind=kind, word=name, count=count))


class SqlCoverage:
    """Implements `bot.ports.coverage.CoverageBook`. The database has to be migrated."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def refused(self, repo: str, reason: Reason, *, at: datetime) -> None:
        """Nothing of this repository could be read."""
        try:
            self._note(repo, reason, at)
        except Clash:
            # Another process counted the first of its kind at this moment.
            self._note(repo, reason, at)

    def coverage(self) -> Coverage:
        """As it is now."""
        days = select(MOVED.c.day, MOVED.c.bytes).order_by(MOVED.c.day.desc()).limit(_DAYS)
        known = select(func.count(func.distinct(UPSTREAMS.c.repo)), func.count())
        with reading(self._engine) as connection:
            rows = connection.execute(select(LOOK_COUNTS)).all()
            upstreams, fingerprints = connection.execute(known.select_from(UPSTREAMS)).one()
            moved = tuple((day, count) for day, count in connection.execute(days))
        counts = {(kind, word): count for kind, word, count in rows}
        return Coverage(
            upstreams=upstreams,
            fingerprints=fingerprints,
            repositories=counts.get((_ALL, ""), 0),
            verdicts=tuple((each, counts.get((_VERDICT, each.value), 0)) for each in Verdict),
            gaps=_by_count(counts, _GAP),
            refused=_by_count(counts, _REFUSED),
            moved=moved,
        )

    def _note(self, repo: str, reason: Reason, at: datetime) -> None:
        with writing(self._engine) as connection:
            note_look(connection, repo, Look(refused=reason), at)


def _words(look: Look) -> set[_Word]:
    words = {(_ALL, ""), *((_GAP, each.value) for each in look.gaps)}
    if look.verdict is not None:
        words.add((_VERDICT, look.verdict.value))
    if look.refused is not None:
        words.add((_REFUSED, look.refused.value))
    return words


def _by_count(counts: Mapping[_Word, int], kind: str) -> tuple[tuple[Reason, int], ...]:
    found = [(each, counts.get((kind, each.value), 0)) for each in Reason]
    return tuple(sorted((pair for pair in found if pair[1]), key=lambda pair: -pair[1]))


def _member(kind: type[_Member], word: object) -> _Member | None:
    return next((each for each in kind if each.value == word), None)
