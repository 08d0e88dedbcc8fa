# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.hub.posts import thread_from
from bot.adapters.hub.snapshots import event_from, snapshot_from
from bot.model.cases import Thread
from bot.model.errors import RemoteFailure
from bot.model.repository import Snapshot
from tests.adapters.hub.conftest import SHA

DOCUMENT: dict[str, Any] = {
    "id": "acme/tiny",
    "sha": SHA,
    "gated": "auto",
    "createdAt": "2026-03-17T09:30:00.000Z",
    "lastModified": "2026-03-18T09:30:00+09:00",
    "safetensors": {"parameters": {"BF16": 7}, "total": 7},
    "cardData": {"license": ["mit"], "base_model": "acme/base", "base_model_relation": "quantized", "language": ["ja"]},
    "siblings": [
        {"rfilename": "model.safetensors", "size": 9, "blobId": SHA, "lfs": {"sha256": "a" * 64, "size": 9}},
        {"rfilename": "config.json", "size": 2, "blobId": SHA},
    ],
}
STRANGE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["total", "rfilename", "size", "lfs"]), inner)
    ),
    max_leaves=6,
)


def test_a_description_becomes_a_snapshot() -> None:
    snapshot = snapshot_from("acme/tiny", DOCUMENT)
    assert [entry.path for entry in snapshot.files] == ["config.json", "model.safetensors"]
    assert snapshot.files[1].lfs_sha256 == "a" * 64
    assert (snapshot.parameters, snapshot.gated) == (7, True)
    assert snapshot.declared.license_id == "mit"
    assert (snapshot.declared.base_models, snapshot.declared.base_model_relation) == (("acme/base",), "quantized")
    assert snapshot.created_at == datetime(2026, 3, 17, 9, 30, tzinfo=UTC)
    assert snapshot.last_modified == datetime(2026, 3, 18, 0, 30, tzinfo=UTC)


@given(st.sampled_from([key for key in DOCUMENT if key != "sha"]), STRANGE)
def test_any_other_field_may_hold_anything(key: str, value: object) -> None:
    assert isinstance(snapshot_from("acme/tiny", DOCUMENT | {key: value}), Snapshot)


@given(st.sampled_from(["license", "base_model", "license_name", "language"]), STRANGE)
def test_any_field_of_the_card_may_hold_anything(key: str, value: object) -> None:
    declared = snapshot_from("acme/tiny", DOCUMENT | {"cardData": {key: value}}).declared
    for text in (declared.license_id, declared.license_name, *declared.base_models, *declared.languages):
        assert text is None or (text and text.isprintable())


@given(st.sampled_from(["rfilename", "size", "blobId", "lfs"]), STRANGE)
def test_any_field_of_a_file_may_hold_anything(key: str, value: object) -> None:
    snapshot = snapshot_from("acme/tiny", DOCUMENT | {"siblings": [{"rfilename": "a", "size": 1, key: value}]})
    assert len(snapshot.files) <= 1


@pytest.mark.parametrize("sha", [None, 5, "", "main", SHA + "0", SHA.upper(), ["x"]])
def test_a_description_without_a_commit_is_none(sha: object) -> None:
    with pytest.raises(RemoteFailure):
        snapshot_from("acme/tiny", DOCUMENT | {"sha": sha})


@pytest.mark.parametrize(
    "path", ["../x", "/x", "a//b", "a/./b", "a\\b", "a\nb", "\x1b[31m", "", "x" * 2000, "\ud800", None, 7]
)
def test_a_file_whose_name_leads_elsewhere_is_left_out(path: object) -> None:
    snapshot = snapshot_from("acme/tiny", DOCUMENT | {"siblings": [{"rfilename": path, "size": 1}]})
    assert snapshot.files == ()


def test_a_file_that_is_listed_twice_counts_once() -> None:
    twice = [{"rfilename": "a", "size": 1}, {"rfilename": "a", "size": 2}]
    assert [entry.size for entry in snapshot_from("acme/tiny", DOCUMENT | {"siblings": twice}).files] == [1]


@given(STRANGE)
def test_no_entry_of_a_list_makes_reading_it_stumble(item: object) -> None:
    assert event_from(item) is None


@given(st.dictionaries(st.sampled_from(["num", "title", "status", "author", "events", "locked"]), STRANGE))
def test_a_thread_is_read_or_refused(document: dict[str, object]) -> None:
    try:
        assert isinstance(thread_from("http://hub", "acme/tiny", json.loads(json.dumps(document))), Thread)
    except RemoteFailure:
        return


def test_a_comment_without_text_makes_its_thread_unreadable() -> None:
    comment: dict[str, Any] = {"type": "comment", "id": "c1", "author": None, "data": {"latest": {}}}
    document = {"num": 1, "title": "t", "status": "open", "events": [comment]}
    with pytest.raises(RemoteFailure):
        thread_from("http://hub", "acme/tiny", document)
