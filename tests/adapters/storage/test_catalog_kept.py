# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What was read of the catalog is not read again, and is never out of date, whoever changes the catalog."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import Connection, Engine, event

from bot.adapters.storage.catalog import SqlCatalog
from bot.adapters.storage.kept import Kept
from tests.contract.test_catalog_contract import FINGERPRINT, KEY, REFERENCE

TEST = replace(REFERENCE, layer=3, expert=None, shape=(200, 128), rows=32, columns=128, codes=bytes(range(256)) * 2)
SEARCHED = replace(FINGERPRINT, references=(TEST,))


@pytest.fixture
def codes_read(engine: Engine) -> Iterator[list[str]]:
    """Statements that read codes."""
    seen: list[str] = []

    def note(_connection: Connection, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith("SELECT") and "codes" in statement:
            seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)


def test_a_fingerprint_is_read_once(engine: Engine, codes_read: list[str]) -> None:
    catalog = SqlCatalog(engine)
    catalog.add(FINGERPRINT)
    first = catalog.get(KEY)
    assert codes_read
    codes_read.clear()
    assert catalog.get(KEY) is first
    assert catalog.newest(KEY.repo) is first
    assert not codes_read


def test_what_is_searched_by_is_read_once(engine: Engine, codes_read: list[str]) -> None:
    catalog = SqlCatalog(engine)
    catalog.add(SEARCHED)
    first = catalog.sheets([128], method="signs/1")
    assert len(first) == 1
    assert codes_read
    codes_read.clear()
    assert catalog.sheets([128], method="signs/1") == first
    assert not codes_read


def test_what_another_process_replaces_is_seen_at_once(engine: Engine) -> None:
    here, elsewhere = SqlCatalog(engine), SqlCatalog(engine)
    here.add(SEARCHED)
    assert here.get(KEY) == SEARCHED
    assert len(here.sheets([128], method="signs/1")) == 1
    newer = replace(SEARCHED, parameters=SEARCHED.parameters + 1, references=(replace(TEST, codes=bytes(512)),))
    elsewhere.add(newer)
    assert here.get(KEY) == newer
    assert here.newest(KEY.repo) == newer
    assert here.sheets([128], method="signs/1") == SqlCatalog(engine).sheets([128], method="signs/1")
    elsewhere.remove(KEY)
    assert here.get(KEY) is None
    assert here.sheets([128], method="signs/1") == []


def test_without_room_nothing_is_kept(engine: Engine) -> None:
    catalog = SqlCatalog(engine, kept_bytes=0)
    catalog.add(SEARCHED)
    for _ in range(2):
        assert catalog.get(KEY) == SEARCHED
        assert len(catalog.sheets([128], method="signs/1")) == 1


def test_what_was_not_used_for_longest_makes_room() -> None:
    kept: Kept[str, str] = Kept(10)
    kept.put("first", "a", 4)
    kept.put("second", "b", 4)
    assert kept.get("first") == "a"
    kept.put("third", "c", 4)
    assert (kept.get("first"), kept.get("second"), kept.get("third")) == ("a", None, "c")
    kept.put("huge", "d", 11)
    assert (kept.get("huge"), kept.get("first")) == (None, "a")
