# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Mail through a real server on loopback."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from bot.adapters.channels.mail import Mailer, MailSettings, check_address, composed
from bot.model.alerts import ChannelKind
from bot.model.deliveries import DeliveryKind
from bot.model.errors import InputError, Undelivered
from bot.ports.alerts import Parcel
from tests.adapters.channels.test_webhooks import parcel
from tests.services.ports import closed_port

AT = datetime(2026, 3, 17, 10, 0, tzinfo=UTC)


class Post:
    """What the server took, and which codes it answers."""

    def __init__(self) -> None:
        self.taken: list[EmailMessage] = []
        self.recipients: list[str] = []
        self.answers: dict[str, str] = {}
        self.on_data = "250 OK"

    async def handle_RCPT(  # noqa: N802 - the library's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        answer = self.answers.get(address, "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.recipients += envelope.rcpt_tos
        content = envelope.content
        assert isinstance(content, bytes)
        message = email.message_from_bytes(content, policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        self.taken.append(message)
        return self.on_data


@pytest.fixture
def post() -> Iterator[tuple[Post, MailSettings]]:
    handler = Post()
    controller = Controller(handler, hostname="127.0.0.1", port=closed_port())
    controller.start()
    yield handler, settings(f"smtp://127.0.0.1:{controller.port}")
    controller.stop()


def settings(url: str) -> MailSettings:
    return MailSettings(
        url=url, sender="hubnotice alerts <alerts@desk.example>", public_url="https://desk.example", timeout_seconds=5.0
    )


def letter(address: str = "ada@example.org", *, kind: DeliveryKind = DeliveryKind.ALERT, **more: str) -> Parcel:
    about = {"title": "A question", "text": "日本語 text\n", "html": "<p>日本語</p>", "thread": "C-17", **more}
    return replace(
        parcel(address, None, kind=ChannelKind.EMAIL),
        kind=kind,
        unsubscribe_url="https://desk.example/unsubscribe/word",
        **about,  # type: ignore[arg-type]
    )


def test_a_mail_arrives_as_text_and_page_with_one_click_to_leave(post: tuple[Post, MailSettings]) -> None:
    server, relay = post
    Mailer(relay).carry(letter(), AT)
    (mail,) = server.taken
    assert server.recipients == ["ada@example.org"]
    assert (mail["Subject"], mail["Auto-Submitted"]) == ("A question", "auto-generated")
    assert mail["List-Unsubscribe"] == "<https://desk.example/unsubscribe/word>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["List-Id"] == "hubnotice alerts <alerts.desk.example>"
    assert str(mail["From"]) == "hubnotice alerts <alerts@desk.example>"
    assert mail["Message-ID"] == "<msg_1@desk.example>"
    text, page = mail.get_body(("plain",)), mail.get_body(("html",))
    assert text is not None
    assert page is not None
    assert text.get_content().splitlines() == ["日本語 text"]
    assert "<p>日本語</p>" in page.get_content()


def test_everything_about_a_case_is_one_thread_and_a_second_try_is_the_same_mail() -> None:
    relay = settings("smtp://127.0.0.1:25")
    first = composed(letter(), relay, AT)
    again = composed(letter(), relay, AT)
    later = composed(replace(letter(), id="msg_2"), relay, AT)
    other = composed(letter(thread="C-18"), relay, AT)
    assert first["Message-ID"] == again["Message-ID"] != later["Message-ID"]
    assert first["References"] == later["References"] == later["In-Reply-To"] != other["References"]
    assert composed(letter(thread=""), relay, AT)["References"] is None


def test_the_question_whether_somebody_wants_alerts_has_nothing_to_unsubscribe_from() -> None:
    asked = composed(letter(kind=DeliveryKind.CONFIRMATION), settings("smtp://127.0.0.1:25"), AT)
    assert asked["List-Unsubscribe"] is None


@pytest.mark.parametrize("sign", ["\r\n", "\n", "\r", "\x00", "\u2028", "\x0b", "\x85"])
def test_no_header_can_be_smuggled_in(post: tuple[Post, MailSettings], sign: str) -> None:
    server, relay = post
    Mailer(relay).carry(letter(title=f"A{sign}Bcc: victim@example.org{sign}{sign}body"), AT)
    (mail,) = server.taken
    assert mail["Bcc"] is None
    assert server.recipients == ["ada@example.org"]
    assert mail["Subject"] == "A Bcc: victim@example.org body"


@pytest.mark.parametrize(
    "address",
    [
        "",
        "ada",
        "@example.org",
        "ada@",
        "ada@example.org, bob@example.org",
        "ada@example.org\nBcc: bob@example.org",
        "Ada <ada@example.org>",
        '"a b"@example.org',
        "ada @example.org",
        "ada@exa mple.org",
        "ada@example",
        "ada@[127.0.0.1]",
        "a..b@example.org",
        ".a@example.org",
        "ádá@example.org",
        f"{'a' * 65}@example.org",
        f"a@{'b' * 300}.org",
        "ada@-example.org",
    ],
)
def test_what_is_not_one_plain_address_is_refused(address: str) -> None:
    with pytest.raises(InputError, match="one mail address"):
        check_address(address)


@pytest.mark.parametrize("address", ["ada@example.org", "a.b+c@sub.example.co.uk", "x_y-z@xn--bcher-kva.example"])
def test_a_plain_address_is_taken(address: str) -> None:
    assert check_address(address) == address


@pytest.mark.parametrize(("answer", "is_bounce"), [("550 no such user", True), ("450 try later", False)])
def test_an_address_that_is_refused_for_good_is_a_bounce(
    post: tuple[Post, MailSettings], answer: str, *, is_bounce: bool
) -> None:
    server, relay = post
    server.answers["ada@example.org"] = answer
    with pytest.raises(Undelivered) as caught:
        Mailer(relay).carry(letter(), AT)
    assert caught.value.is_bounce is is_bounce
    assert caught.value.status == int(answer[:3])


def test_a_message_that_is_refused_says_nothing_about_the_address(post: tuple[Post, MailSettings]) -> None:
    server, relay = post
    server.on_data = "554 no"
    with pytest.raises(Undelivered, match="554") as caught:
        Mailer(relay).carry(letter(), AT)
    assert not caught.value.is_bounce


def test_a_relay_that_is_not_there_is_told_as_such() -> None:
    with pytest.raises(Undelivered, match="the relay"):
        Mailer(settings(f"smtp://127.0.0.1:{closed_port()}")).carry(letter(), AT)


def test_nothing_leaves_in_the_clear_but_to_this_machine(post: tuple[Post, MailSettings]) -> None:
    server, relay = post
    with_password = replace(relay, url=relay.url.replace("//", "//ada:secret@"))
    with pytest.raises(Undelivered, match="STARTTLS"):
        Mailer(with_password).carry(letter(), AT)
    assert server.taken == []
