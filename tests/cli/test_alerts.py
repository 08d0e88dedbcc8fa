# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Alerts from the command line, against a receiver on loopback."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from standardwebhooks.webhooks import Webhook

from bot.cli.exits import Exit
from bot.cli.main import main
from tests.samples.schemas import check_document
from tests.services.receiver import Received, Receiver, Reply


def repeating(received: Received) -> Reply:
    """A receiver as it should be: it knows what it gets, and repeats a challenge."""
    data = json.loads(received.body)["data"]
    check_document(data)
    challenge = data.get("challenge", "")
    return 200, {}, json.dumps({"challenge": challenge}).encode()


class Shell:
    def __init__(self, folder: Path, receiver: Receiver) -> None:
        self.receiver = receiver
        self._environment = {
            "HUBNOTICE_DATABASE": str(folder / "hubnotice.sqlite"),
            "HUBNOTICE_ALERT_TARGETS_ALLOWED": f"127.0.0.1:{receiver.port}",
        }

    def listed(self, *arguments: str) -> dict[str, Any]:
        """What is printed as JSON, as its schema says."""
        document: dict[str, Any] = json.loads(self(*arguments, "--format", "json").stdout)
        check_document(document)
        return document

    def __call__(self, *arguments: str, expected: int = Exit.DONE) -> Result:
        done = CliRunner().invoke(main, ["alerts", *arguments], env=self._environment)
        assert done.exit_code == expected, done.output
        return done


@pytest.fixture
def shell(tmp_path: Path) -> Iterator[Shell]:
    with Receiver(repeating) as receiver:
        yield Shell(tmp_path, receiver)


def added(shell: Shell, *more: str) -> str:
    hook = f"{shell.receiver.url}/hook"
    return shell("add", "--upstream", "acme/base", "--webhook", hook, *more).stdout.strip()


def test_a_webhook_is_added_asked_tested_and_removed(shell: Shell) -> None:
    name = added(shell)
    (asked,) = shell.receiver.received
    assert json.loads(asked.body)["type"] == "webhook.challenge"
    (listed,) = shell.listed("list")["subscriptions"]
    (channel,) = listed["channels"]
    assert (listed["id"], channel["state"]) == (name, "ready")
    assert channel["address"] == f"127.0.0.1:{shell.receiver.port}/…"
    assert "delivered" in shell("test", name).stderr
    key = shell("secret", channel["id"]).stdout.strip()
    tested = shell.receiver.received[1]
    assert Webhook(key).verify(tested.body, tested.headers)["type"] == "webhook.test"
    shell("remove", name)
    assert "Nobody asked for any." in shell("list").stdout
    shell("test", name, expected=Exit.NOT_CHECKED)


def test_a_new_key_signs_beside_the_old_one(shell: Shell) -> None:
    name = added(shell)
    channel = shell.listed("list")["subscriptions"][0]["channels"][0]["id"]
    old = shell("secret", channel).stdout.strip()
    new = shell("secret", channel, "--rotate").stdout.strip()
    assert old != new
    shell("test", name)
    for key in (old, new):
        Webhook(key).verify(shell.receiver.received[-1].body, shell.receiver.received[-1].headers)


def test_what_was_not_taken_is_told_listed_and_sent_again(shell: Shell) -> None:
    name = added(shell)
    shell.receiver.answer = lambda _: (500, {}, b"not today")
    shell("test", name, expected=Exit.NOT_CHECKED)
    failed, _ = shell.listed("deliveries")["deliveries"]
    assert (failed["state"], failed["attempts"][0]["response"]) == ("waiting", "answered 500: not today")
    assert "challenge" not in json.dumps(failed["payload"])
    shell("replay", failed["id"], expected=Exit.NOT_ALLOWED)
    shell.receiver.answer = lambda _: (410, {}, b"")
    shell("test", name, expected=Exit.NOT_CHECKED)
    (dead,) = shell.listed("deliveries", "--dead")["deliveries"]
    shell.receiver.answer = repeating
    shell("test", name)
    assert "delivered" in shell("replay", dead["id"]).stderr
    assert shell.receiver.received[-1].headers["webhook-id"] == dead["id"]


@pytest.mark.parametrize(
    "arguments",
    [
        ["--webhook", "https://hook.example"],
        ["--upstream", "acme/base"],
        ["--upstream", "acme/base", "--rule", "x", "--webhook", "https://hook.example"],
        ["--upstream", "acme", "--webhook", "https://hook.example"],
        ["--mine", "acme", "--webhook", "https://hook.example", "--quiet", "late"],
        ["--mine", "acme", "--webhook", "https://hook.example", "--quiet", "07:00-07:00"],
        ["--mine", "acme", "--webhook", "https://hook.example", "--also", "finding.posted.twice"],
    ],
)
def test_what_makes_no_sense_is_a_mistake_of_usage(shell: Shell, arguments: list[str]) -> None:
    shell("add", *arguments, expected=Exit.USAGE)


@pytest.mark.parametrize(
    "arguments",
    [
        ["--mine", "acme", "--webhook", "https://169.254.169.254/latest"],
        ["--mine", "acme", "--slack", "https://evil.example/services/x"],
        ["--mine", "acme", "--webhook", "https://hook.example", "--timezone", "Mars/Olympus"],
        ["--rule", "x", "--webhook", "https://hook.example", "--proposed", "--verified"],
        ["--filter", "colour=blue", "--webhook", "https://hook.example"],
    ],
)
def test_what_cannot_be_used_is_refused(shell: Shell, arguments: list[str]) -> None:
    shell("add", *arguments, expected=Exit.NOT_CHECKED)
    assert shell.receiver.received == []


def test_mail_without_a_relay_says_which_settings_are_missing(shell: Shell) -> None:
    done = shell("add", "--mine", "acme", "--email", "ada@example.org", expected=Exit.USAGE)
    assert "HUBNOTICE_SMTP_URL" in done.stderr


def test_what_is_not_public_needs_somebody_who_looked(shell: Shell) -> None:
    hook = f"{shell.receiver.url}/hook"
    shell("add", "--mine", "acme", "--webhook", hook, "--proposed", expected=Exit.NOT_ALLOWED)
    shell("add", "--mine", "acme", "--webhook", hook, "--proposed", "--verified")
