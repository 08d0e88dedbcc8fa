# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""``POST /api/v1/cases/NUMBER/decisions``: a program rules in a person's name, by the same rules as the command line.

1. The token has the permission that the ruling needs.
2. The key is new; the answer to an earlier request with the same key and content is given again.
3. The case is as the program read it, and still is when the ruling is stored.
4. The desk rules. What it does not allow is an answer, too, and is kept.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace

from bot.model.errors import NotAllowed
from bot.model.people import Permission
from bot.model.questions import case_number
from bot.model.service import Attempt
from bot.pipeline.case_files import CaseFiles
from bot.pipeline.ruling.desk import Desk
from bot.pipeline.ruling.rulings import Ruled
from bot.ports.clock import Clock
from bot.ports.service import Attempts
from bot.render.case_files import file_document
from bot.web.api import table
from bot.web.api.gate import Call, Handler, Reply, body_of
from bot.web.api.operations import Operation
from bot.web.api.problems import KINDS, Flaw, Problem
from bot.web.conditional import etag_of, is_same

NEEDED: Mapping[str, Permission] = {
    "approve": Permission.DECIDE,
    "dismiss": Permission.DECIDE,
    "uphold": Permission.DECIDE,
    "undo": Permission.PUBLISH,
    "withdraw": Permission.WITHDRAW,
}
"""What a token has to allow."""
_DONE = 200


class RulingOnCases:
    """Rules through the same desk as everybody else."""

    def __init__(self, *, desk: Desk, files: CaseFiles, attempts: Attempts, clock: Clock) -> None:
        self._desk = desk
        self._files = files
        self._attempts = attempts
        self._clock = clock

    @property
    def handlers(self) -> tuple[tuple[Operation, Handler], ...]:
        """The one operation."""
        return ((table.DECIDE, self.decide),)

    def decide(self, call: Call) -> Reply:
        """What the docstring above says."""
        number = case_number(call.path["number"])
        ruling, reason = _checked(call.body)
        if not call.caller.may(NEEDED[ruling]):
            raise Problem("not-allowed", f"It lacks the permission {NEEDED[ruling].value}.")
        key, condition = call.headers.get("idempotency-key", ""), call.headers.get("if-match", "")
        if not key:
            raise Problem("not-understood", "A header is missing.", Flaw("Idempotency-Key", "expected one"))
        if not condition:
            raise Problem("condition-missing")
        asked = hashlib.sha256(json.dumps([number, ruling, reason, condition]).encode()).hexdigest()
        attempt = Attempt(person=call.caller.name, key=key, request=asked, at=self._clock.now())
        earlier = self._attempts.claim(attempt)
        if earlier is not None:
            return _again(earlier, attempt)
        try:
            reply = self._ruled(number, ruling, reason, condition, call.caller.name)
        except (NotAllowed, Problem) as error:
            self._keep(attempt, error)
            raise
        except BaseException:
            self._attempts.release(attempt)
            raise
        self._attempts.finish(replace(attempt, status=_DONE, body=json.dumps(reply.document)))
        return reply

    def _ruled(self, number: int, ruling: str, reason: str, condition: str, name: str) -> Reply:
        file = self._files.of(number, public_only=False)
        if file is None:
            raise Problem("not-found")
        # Before the comparison: what happens after it makes the desk refuse.
        seen = self._desk.seen(number)
        if not is_same(condition, etag_of(body_of(self._document(number)))):
            raise Problem("changed-meanwhile")
        ruled = self._done(ruling, number, name=name, reason=reason, seen=seen)
        return Reply(document={"case": self._document(number), "remark": ruled.remark})

    def _document(self, number: int) -> Mapping[str, object]:
        file = self._files.of(number, public_only=False)
        if file is None:
            raise Problem("not-found")
        return file_document(file)

    def _done(self, ruling: str, number: int, *, name: str, reason: str, seen: str) -> Ruled:
        match ruling:
            case "approve":
                return self._desk.approve(number, name=name, reason=reason, seen=seen)
            case "dismiss":
                return self._desk.dismiss(number, name=name, reason=reason, seen=seen)
            case "uphold":
                return self._desk.uphold(number, name=name, reason=reason, seen=seen)
            case "undo":
                return self._desk.undo(number, name=name, reason=reason, seen=seen)
            case _:
                return self._desk.withdraw(number, name=name, reason=reason, seen=seen)

    def _keep(self, attempt: Attempt, error: NotAllowed | Problem) -> None:
        problem = error if isinstance(error, Problem) else Problem("not-possible-now", str(error))
        told = json.dumps({"kind": problem.kind, "detail": problem.detail})
        self._attempts.finish(replace(attempt, status=KINDS[problem.kind][0], body=told))


def _again(earlier: Attempt, attempt: Attempt) -> Reply:
    if earlier.request != attempt.request:
        raise Problem("not-as-described", "This Idempotency-Key was used for another request.")
    if earlier.status is None:
        raise Problem("not-possible-now", "The first request with this key is under way.", headers={"Retry-After": "2"})
    told = json.loads(earlier.body)
    replayed = {"Idempotency-Replayed": "true"}
    if earlier.status != _DONE:
        raise Problem(told["kind"], told["detail"], headers=replayed)
    return Reply(document=told, headers=replayed)


def _checked(body: Mapping[str, object]) -> tuple[str, str]:
    ruling, reason = body.get("ruling"), body.get("reason")
    flaws = [Flaw(name[:40], "there is no such key") for name in body if name not in {"ruling", "reason"}]
    if not isinstance(ruling, str) or ruling not in NEEDED:
        flaws.append(Flaw("ruling", f"expected one of {', '.join(NEEDED)}"))
    if not isinstance(reason, str) or not 1 <= len(reason) <= table.LONGEST_REASON or not _says_something(reason):
        flaws.append(Flaw("reason", f"expected 1 to {table.LONGEST_REASON} signs with a letter or a digit among them"))
    if flaws:
        raise Problem("not-as-described", "The body is not as described.", *flaws)
    return str(ruling), str(reason)


def _says_something(reason: str) -> bool:
    return any(sign.isalnum() for sign in reason)
