# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from benchmarks.load.files import files_of
from benchmarks.load.ledger import is_good, verified
from benchmarks.load.plan import Group, Kind, Upload, uploads
from benchmarks.load.requests import Requests
from bot.adapters.hub.snapshots import event_from
from bot.adapters.storage.casebook import SqlCasebook
from bot.adapters.storage.engine import open_database, writing
from bot.adapters.storage.schema import migrate
from bot.localhub import Record
from bot.model.repository import SnapshotKey

_NOW = datetime(2026, 12, 1, tzinfo=UTC)


def test_nineteen_of_twenty_uploads_are_harmless_and_two_thirds_of_those_have_weights_of_their_own() -> None:
    planned = uploads(10_000)
    groups = Counter(each.group for each in planned)
    assert groups == {Group.HARMLESS: 9480, Group.DERIVATIVE: 500, Group.HOSTILE: 20}
    own = {Kind.ADAPTER, Kind.OWN_DECODER, Kind.TWIN, Kind.ENCODER, Kind.VISION, Kind.GGUF}
    assert sum(each.kind in own for each in planned) == pytest.approx(9480 * 2 / 3, abs=1)
    assert {each.kind for each in planned} == set(Kind)
    assert len({each.repo for each in planned}) == len(planned)


def test_the_plan_is_the_same_each_time() -> None:
    assert uploads(500) == uploads(500)


@pytest.mark.parametrize("kind", list(Kind))
def test_an_upload_is_planned_to_be_opened_where_its_list_of_files_says_so(kind: Kind) -> None:
    upload = next(each for each in uploads(2000) if each.kind is kind)
    files = [{"rfilename": path} for path in files_of(upload)]
    event = event_from({"id": upload.repo, "sha": "0" * 40, "lastModified": _NOW.isoformat(), "siblings": files})
    assert event is not None
    assert event.has_weights is upload.is_scanned


def test_requests_are_told_for_each_repository_by_the_quota_that_they_count_against() -> None:
    requests = Requests()
    paths = ("/api/models", "/api/models/a/b/revision/0", "/a/b/resolve/0/x", "/api/resolve-cache/models/a/b/0/x")
    requests.add(record(path) for path in paths)
    requests.add([record("/cdn/a/b/1/x", origin="cdn")])
    assert requests.lists() == 1
    again = Requests.from_json(requests.to_json())
    upload = Upload(repo="a/b", kind=Kind.TWIN, seed=0)
    assert again.per_upload([upload]) == {"api": 1, "content": 1, "resolvers": 2}


def record(path: str, origin: str = "hub") -> Record:
    return Record(method="GET", path=path, query="", origin=origin, range=None, user_agent="test")


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    found = open_database(tmp_path / "load.sqlite3")
    migrate(found)
    with writing(found) as connection:
        connection.execute(
            text("CREATE TABLE workflow_status (workflow_uuid TEXT, name TEXT, status TEXT, error TEXT)")
        )
    yield found
    found.dispose()


def ended(engine: Engine, upload: Upload, status: str, error: str | None = None) -> None:
    row = {"id": f"scan:{upload.repo}@{'0' * 40}", "status": status, "error": error}
    with writing(engine) as connection:
        connection.execute(text("INSERT INTO workflow_status VALUES (:id, 'scan', :status, :error)"), row)


def test_an_upload_without_a_report_a_refusal_or_a_reason_is_lost(engine: Engine) -> None:
    planned = [Upload(repo=f"u/{number}", kind=Kind.HOSTILE, seed=number) for number in range(4)]
    SqlCasebook(engine).record_scan(SnapshotKey(planned[0].repo, "0" * 40), report="{}", at=_NOW)
    ended(engine, planned[0], "SUCCESS")
    ended(engine, planned[1], "SUCCESS")
    ended(engine, planned[2], "ERROR", "the header lies")
    found = verified(engine, planned)
    assert (found["reported"], found["refused"], found["set_aside"]) == (1, {"hostile": 1}, {"hostile": 1})
    assert found["lost"] == {"count": 1, "some": ["hostile u/3"]}
    assert not is_good(found)
    ended(engine, planned[3], "SUCCESS")
    assert is_good(verified(engine, planned))


def test_a_derivative_that_lacks_something_has_to_get_a_case(engine: Engine) -> None:
    upload = Upload(repo="u/bare", kind=Kind.DECLARED_BARE, seed=0)
    SqlCasebook(engine).record_scan(SnapshotKey(upload.repo, "0" * 40), report="{}", at=_NOW)
    ended(engine, upload, "SUCCESS")
    found = verified(engine, [upload])
    assert found["case_missing"]["count"] == 1
    assert not is_good(found)
