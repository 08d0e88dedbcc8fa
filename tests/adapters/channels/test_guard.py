# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Nobody uses us to reach what only we can reach."""

from __future__ import annotations

import ipaddress
import threading
from collections.abc import Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.channels.guard import Guard, is_public
from bot.adapters.channels.posting import Limits, Poster
from bot.model.errors import InputError, Undelivered
from tests.services.ports import closed_port
from tests.services.receiver import Received, Receiver, Reply

PUBLIC = "192.0.43.7"
"""Of IANA itself, and nobody's private one."""


def to(*addresses: str) -> Callable[[str, int], Sequence[str]]:
    return lambda _host, _port: addresses


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.255.255.254",
        "0.0.0.0",
        "10.0.0.1",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "100.127.255.255",
        "192.0.0.170",
        "192.0.2.1",
        "198.18.0.1",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "239.255.255.255",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::127.0.0.1",
        "::ffff:127.0.0.1",
        "::ffff:192.0.43.7",
        "::ffff:0:127.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b::c000:2b07",
        "64:ff9b:1::a00:1",
        "2001:0:4136:e378:8000:63bf:3fff:fdd2",
        "2002:7f00:1::",
        "2001:db8::1",
        "fc00::1",
        "fd12:3456:789a::1",
        "fe80::1",
        "fe80::1%lo",
        "fec0::1",
        "ff02::1",
        "100::1",
    ],
)
def test_a_name_that_leads_inside_is_refused(address: str) -> None:
    for found in (to(address), to(PUBLIC, address), to(address, PUBLIC)):
        with pytest.raises(Undelivered, match="not public"):
            Guard(resolve=found).target("https://hook.example/x")


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1/x",
        "https://[::1]/x",
        "https://[::ffff:10.0.0.1]/x",
        "https://169.254.169.254/latest/meta-data/",
        "http://hook.example/x",
        "ftp://hook.example/x",
        "file:///etc/passwd",
        "gopher://hook.example/",
        "https:///x",
        "https://user@hook.example/x",
        "https://user:secret@hook.example/x",
        "https://hook.example:99999/x",
        "https://hook.example:0/x",
        "https://hook.example/x#part",
        "https://hook.example\\@127.0.0.1/x",
        "https://hook.example/x y",
        "https://hook.example/x\r\nHost: other",
        "https://höok.example/x",
        "https://ho..ok.example/x",
        "https://-hook.example/x",
        "https://hook_.example%00/x",
        "//hook.example/x",
        "hook.example/x",
        "https://[::1/x",
        "https://" + "a" * 3000,
        "",
    ],
)
def test_an_address_that_is_none_for_us_is_refused_before_anybody_is_asked(url: str) -> None:
    def asked(_host: str, _port: int) -> Sequence[str]:
        raise AssertionError("a name was asked for")

    with pytest.raises(InputError):
        Guard(resolve=asked).target(url)


@pytest.mark.parametrize("host", ["2130706433", "0x7f.1", "127.1", "017700000001", "localhost", "localhost."])
def test_a_number_written_otherwise_is_known_by_what_it_leads_to(host: str) -> None:
    with pytest.raises((Undelivered, InputError)):
        Guard().target(f"https://{host}/x")


@pytest.mark.parametrize("address", [PUBLIC, "8.8.8.8", "2606:4700:4700::1111", "2a00:1450:4001:80b::200e"])
def test_a_public_address_is_a_target(address: str) -> None:
    target = Guard(resolve=to(address)).target("https://Hook.Example:8443/a?b=c")
    assert (target.host, target.port, target.path, target.addresses) == ("hook.example", 8443, "/a?b=c", (address,))
    assert target.authority == "hook.example:8443"


@given(st.ip_addresses(v=4))
def test_what_everybody_reaches_is_never_private(address: ipaddress.IPv4Address) -> None:
    if is_public(address):
        assert not address.is_private
        assert not address.is_multicast
    mapped = ipaddress.ip_address(f"::ffff:{address}")
    assert not is_public(mapped)
    assert not is_public(ipaddress.ip_address((0x64FF9B << 96) + int(address)))


@pytest.mark.parametrize(
    ("allowed", "url", "found"),
    [
        (["10.0.0.0/8"], "https://chat.internal/x", "10.1.2.3"),
        (["10.0.0.0/8"], "http://chat.internal/x", "10.1.2.3"),
        (["chat.internal"], "http://chat.internal:8065/x", "10.1.2.3"),
        (["chat.internal:8065"], "http://chat.internal:8065/x", "192.168.0.9"),
        (["127.0.0.1:8080"], "http://127.0.0.1:8080/x", "127.0.0.1"),
        (["fd00::/8"], "https://[fd00::1]/x", "fd00::1"),
    ],
)
def test_what_the_operator_allows_is_a_target(allowed: list[str], url: str, found: str) -> None:
    assert Guard(allowed, resolve=to(found)).target(url).addresses == (found,)


@pytest.mark.parametrize(
    ("allowed", "url", "found"),
    [
        (["10.0.0.0/8"], "https://chat.internal/x", ("10.1.2.3", "192.168.0.1")),
        (["10.0.0.0/8"], "http://hook.example/x", (PUBLIC,)),
        (["chat.internal"], "https://other.internal/x", ("10.1.2.3",)),
        (["chat.internal"], "https://evil-chat.internal/x", ("10.1.2.3",)),
        (["chat.internal:8065"], "https://chat.internal:22/x", ("10.1.2.3",)),
    ],
)
def test_and_nothing_else_is(allowed: list[str], url: str, found: tuple[str, ...]) -> None:
    with pytest.raises((Undelivered, InputError)):
        Guard(allowed, resolve=to(*found)).target(url)


def test_a_name_that_answers_otherwise_the_second_time_is_asked_once() -> None:
    """The library below would ask again, and be told of this machine; what was checked is what is connected to."""
    with Receiver() as inside:
        answers = iter([["127.0.0.1"], ["192.168.0.1"], ["10.0.0.1"]])
        guard = Guard([f"rebinding.example:{inside.port}"], resolve=lambda _host, _port: next(answers))
        poster = Poster(guard, user_agent="test")
        answer = poster.post(f"http://rebinding.example:{inside.port}/x", b"{}", {})
        assert answer.status == 200
        (received,) = inside.received
        assert received.headers["host"] == f"rebinding.example:{inside.port}"
        assert next(answers) == ["192.168.0.1"], "it was asked for once"


def test_a_name_that_changed_sides_since_it_was_added_is_refused_when_it_is_used() -> None:
    with Receiver() as inside:
        poster = Poster(Guard(resolve=to("127.0.0.1")), user_agent="test")
        with pytest.raises(Undelivered, match="not public"):
            poster.post(f"https://hook.example:{inside.port}/x", b"{}", {})
        assert inside.received == []


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(status: int) -> None:
    with Receiver() as inside:
        with Receiver(lambda _: (status, {"Location": f"{inside.url}/secret"}, b"")) as outside:
            poster = Poster(Guard([f"127.0.0.1:{outside.port}"]), user_agent="test")
            with pytest.raises(Undelivered, match="redirects are not followed"):
                poster.post(f"{outside.url}/x", b"{}", {})
        assert inside.received == []


def test_an_answer_is_read_up_to_a_size() -> None:
    with Receiver(lambda _: (200, {}, b"a" * 1_000_000)) as receiver:
        poster = Poster(Guard([f"127.0.0.1:{receiver.port}"]), user_agent="test")
        assert len(poster.post(receiver.url, b"{}", {}).text) == 64 * 1024


def test_a_server_that_never_answers_is_hung_up_on() -> None:
    done = threading.Event()

    def never(_: Received) -> Reply:
        done.wait(60)
        return 200, {}, b""

    with Receiver(never) as receiver:
        guard = Guard([f"127.0.0.1:{receiver.port}"])
        poster = Poster(guard, user_agent="test", limits=Limits(total_seconds=0.2))
        with pytest.raises(Undelivered):
            poster.post(receiver.url, b"{}", {})
        done.set()


def test_nobody_there_is_told_as_such() -> None:
    port = closed_port()
    poster = Poster(Guard([f"127.0.0.1:{port}"]), user_agent="test")
    with pytest.raises(Undelivered, match="ConnectionRefused"):
        poster.post(f"http://127.0.0.1:{port}/x", b"{}", {})


def test_a_name_that_does_not_exist_is_told_as_such() -> None:
    def unknown(_host: str, _port: int) -> Sequence[str]:
        raise OSError("no such host")

    with pytest.raises(Undelivered, match="cannot be resolved"):
        Guard(resolve=unknown).target("https://hook.example/x")


def test_plain_http_is_no_secure_connection() -> None:
    with Receiver() as receiver:
        poster = Poster(Guard([f"127.0.0.1:{receiver.port}"]), user_agent="test")
        with pytest.raises(Undelivered):
            poster.post(f"https://127.0.0.1:{receiver.port}/x", b"{}", {})


@pytest.mark.parametrize(("status", "is_gone", "asked"), [(410, True, None), (429, False, 7.0), (503, False, None)])
def test_an_answer_says_what_follows(status: int, *, is_gone: bool, asked: float | None) -> None:
    headers = {"Retry-After": "7"} if asked else {"Retry-After": "tomorrow"}
    with Receiver(lambda _: (status, headers, b"no")) as receiver:
        poster = Poster(Guard([f"127.0.0.1:{receiver.port}"]), user_agent="test")
        with pytest.raises(Undelivered) as caught:
            poster.post(receiver.url, b"{}", {})
    assert (caught.value.status, caught.value.is_gone, caught.value.retry_after_seconds) == (status, is_gone, asked)
