# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from bot.localhub import Record
from bot.localhub.http.recorder import Recorder


def request(path: str) -> Record:
    return Record(method="GET", path=path, query="", origin="hub", range=None, user_agent="test")


def test_what_is_taken_from_the_record_is_in_no_later_answer() -> None:
    recorder = Recorder()
    first, second = request("/a"), request("/b")
    recorder.begin(first)
    assert recorder.take() == [first]
    recorder.begin(second)
    assert recorder.take() == [second]
    assert recorder.take() == []
    assert recorder.count() == 0
