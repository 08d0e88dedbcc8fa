# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What each fault does to a request: instead of answering it, or to the answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.localhub.http.faults import Fault, Rule
from bot.localhub.http.limits import Quotas, bucket_of, limit_headers, too_many_requests
from bot.localhub.http.messages import Reply, Request, json_reply
from bot.localhub.http.server import Delivery


def misbehave(rule: Rule, request: Request, answer: Callable[[Request], Reply], quotas: Quotas) -> Delivery:
    """What to send by this rule; ``answer`` lets the request take effect, where the fault is of the kind that comes after."""
    if rule.fault in INSTEAD:
        return INSTEAD[rule.fault](rule, request, quotas)
    if rule.fault is Fault.RANGE_IGNORED:
        request = replace(request, headers={name: value for name, value in request.headers.items() if name != "range"})
    return AFTERWARDS[rule.fault](rule, answer(request))


def _rate_limited(rule: Rule, request: Request, quotas: Quotas) -> Delivery:
    headers = limit_headers(bucket_of(request.path), left=0, seconds=int(rule.seconds), quotas=quotas)
    return Delivery(reply=too_many_requests(headers))


def _retry_after(rule: Rule, _: Request, __: Quotas) -> Delivery:
    return Delivery(reply=too_many_requests({"Retry-After": str(int(rule.seconds))}))


def _bare_429(_: Rule, __: Request, ___: Quotas) -> Delivery:
    return Delivery(reply=too_many_requests({}))


def _status(rule: Rule, _: Request, __: Quotas) -> Delivery:
    return Delivery(reply=json_reply({"error": f"Error {rule.status}"}, status=rule.status))


def _connection_closed(_: Rule, __: Request, ___: Quotas) -> Delivery:
    return Delivery(reply=None)


def _hang(_: Rule, __: Request, ___: Quotas) -> Delivery:
    return Delivery(reply=None, hang=True)


INSTEAD: Mapping[Fault, Callable[[Rule, Request, Quotas], Delivery]] = {
    Fault.RATE_LIMITED: _rate_limited,
    Fault.RETRY_AFTER: _retry_after,
    Fault.BARE_429: _bare_429,
    Fault.STATUS: _status,
    Fault.CONNECTION_CLOSED: _connection_closed,
    Fault.HANG: _hang,
}
"""Faults by which the request takes no effect."""


def _lost_reply(_: Rule, __: Reply) -> Delivery:
    return Delivery(reply=None)


def _truncated(rule: Rule, reply: Reply) -> Delivery:
    return Delivery(reply=reply, stop_after=reply.length // 2 if rule.size is None else rule.size)


def _as_it_is(_: Rule, reply: Reply) -> Delivery:
    return Delivery(reply=reply)


def _drip(rule: Rule, reply: Reply) -> Delivery:
    return Delivery(reply=reply, piece=rule.size or 1, pause_seconds=rule.seconds)


def _wrong_json(_: Rule, __: Reply) -> Delivery:
    return Delivery(reply=json_reply({"unexpected": ["shape"]}))


def _not_json(_: Rule, __: Reply) -> Delivery:
    headers = {"Content-Type": "application/json; charset=utf-8"}
    return Delivery(reply=Reply(headers=headers, body=b"<!doctype html><title>Maintenance</title>"))


AFTERWARDS: Mapping[Fault, Callable[[Rule, Reply], Delivery]] = {
    Fault.LOST_REPLY: _lost_reply,
    Fault.TRUNCATED: _truncated,
    Fault.RANGE_IGNORED: _as_it_is,
    Fault.DRIP: _drip,
    Fault.WRONG_JSON: _wrong_json,
    Fault.NOT_JSON: _not_json,
}
"""Faults by which the request takes effect and the answer suffers."""
