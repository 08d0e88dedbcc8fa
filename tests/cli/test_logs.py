# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The log: one line an event, for people or for machines, without secrets."""

from __future__ import annotations

import json
import logging
from typing import Any

import pytest

from bot.cli.logs import logged, tell
from bot.settings import Settings, load_settings

LOG = logging.getLogger("bot.pipeline.test")
SECRETS = {
    "HUBNOTICE_TOKEN": "hf_0123456789secret",
    "HUBNOTICE_WEBHOOK_SECRET": "correct horse battery",
    "HUBNOTICE_DATABASE": "postgresql://bot:p%40ssword@db.example/hubnotice",
}
HIDDEN = ("hf_0123456789secret", "correct horse battery", "p%40ssword", "p@ssword")


def given(form: str, **environment: str) -> Settings:
    return load_settings({"log_format": form}, environment)


def broken(words: str) -> None:
    raise ValueError(words)


def lines(capsys: pytest.CaptureFixture[str]) -> list[str]:
    captured = capsys.readouterr()
    assert captured.out == ""
    return captured.err.splitlines()


def documents(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in lines(capsys)]


def test_for_machines_a_line_is_an_object_with_the_facts(capsys: pytest.CaptureFixture[str]) -> None:
    with logged(given("json")):
        LOG.info("scan_done", extra={"repo": "acme/日本語", "again": False, "count": 3, "share": 0.5, "nothing": None})
    [line] = documents(capsys)
    moment = line.pop("ts")
    assert moment.endswith("+00:00")
    assert line == {
        "level": "info",
        "event": "scan_done",
        "logger": "bot.pipeline.test",
        "repo": "acme/日本語",
        "again": False,
        "count": 3,
        "share": 0.5,
        "nothing": None,
    }


def test_facts_stand_in_for_nothing_that_every_event_has(capsys: pytest.CaptureFixture[str]) -> None:
    with logged(given("json")):
        LOG.info("spoof", extra={"ts": "yesterday", "level": "debug", "event": "other", "logger": "root"})
    [line] = documents(capsys)
    assert (line["level"], line["event"], line["logger"]) == ("info", "spoof", "bot.pipeline.test")
    assert line["ts"] != "yesterday"


def test_what_json_does_not_know_is_text(capsys: pytest.CaptureFixture[str]) -> None:
    with logged(given("json")):
        LOG.info("odd", extra={"share": float("nan"), "path": {"a": object}, "text": "\ud800 \x00 \n"})
    [line] = lines(capsys)
    assert line.isascii()
    assert json.loads(line)["share"] == "nan"


def test_for_people_a_line_is_short_and_nobody_can_fake_another(capsys: pytest.CaptureFixture[str]) -> None:
    with logged(given("text")):
        LOG.info(
            "scan_done", extra={"repo": "acme/tiny", "reason": 'a\n2026 error "x"', "word": "\x1b[31m", "empty": ""}
        )
    [line] = lines(capsys)
    assert line.isprintable()
    assert line[19:] == ' info    scan_done repo=acme/tiny reason="a\\n2026 error \\"x\\"" word="\\u001b[31m" empty=""'


@pytest.mark.parametrize("form", ["text", "json"])
def test_no_secret_is_ever_in_it(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    with logged(given(form, **SECRETS)):
        for secret in (*HIDDEN, "hf_of_somebody_else"):
            LOG.warning("event", extra={"reason": f"sent {secret} away", "listed": [secret]})
            LOG.warning(f"Library says {secret}")  # noqa: G004 - as libraries do
            try:
                broken(secret)
            except ValueError:
                LOG.exception("broke")
    text = "\n".join(lines(capsys))
    assert "***" in text
    assert not [secret for secret in (*HIDDEN, "hf_of_somebody_else") if secret in text]


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_mistake_of_ours_comes_with_its_stack(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    with logged(given(form)):
        try:
            broken("a bug")
        except ValueError:
            LOG.exception("attempt_broke", extra={"job": "scan"})
    found = lines(capsys)
    assert len(found) == 1 if form == "json" else found[-1] == "ValueError: a bug"
    assert "Traceback" in "\n".join(found)


def test_libraries_are_heard_only_when_they_warn(capsys: pytest.CaptureFixture[str]) -> None:
    with logged(given("json")):
        for name in ("httpx2", "huggingface_hub_like", "apscheduler"):
            logging.getLogger(name).info("GET https://cdn/signed?secret")
            logging.getLogger(name).warning("slow")
        LOG.debug("details")
    assert [line["event"] for line in documents(capsys)] == ["slow"] * 3


def test_at_the_end_everything_is_as_before(capsys: pytest.CaptureFixture[str]) -> None:
    before = (logging.getLogger().handlers[:], logging.getLogger("bot").level)
    with logged(given("text")):
        pass
    assert (logging.getLogger().handlers, logging.getLogger("bot").level) == before
    LOG.info("after")
    assert lines(capsys) == []


def test_talk_is_an_event_where_machines_read(capsys: pytest.CaptureFixture[str]) -> None:
    for form in ("text", "json"):
        settings = given(form)
        with logged(settings):
            tell(settings, "Watching the Hub.", "watching", hub="the Hub")
    talk, event = lines(capsys)
    assert talk == "Watching the Hub."
    assert (json.loads(event)["event"], json.loads(event)["hub"]) == ("watching", "the Hub")
