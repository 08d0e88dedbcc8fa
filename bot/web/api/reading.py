# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What programs read."""

from __future__ import annotations

from urllib.parse import urlencode

from bot.model.questions import CaseFilter, LogFilter, case_number
from bot.pipeline.case_files import CaseFiles
from bot.pipeline.explaining.overview import overview_document
from bot.policy.rulebook import Rulebook
from bot.ports.questions import Questions
from bot.ports.status import StatusReader
from bot.render.case_files import file_document
from bot.render.listings import (
    cases_page_document,
    corrections_document,
    log_document,
    owner_document,
    repo_document,
    status_document,
    upstream_document,
    upstreams_document,
)
from bot.web.api import table
from bot.web.api.gate import Call, Handler, Reply
from bot.web.api.operations import Operation
from bot.web.api.problems import Problem

_USUAL = 50


class Reading:
    """Answers from the questions of the desk; for everybody only what is public."""

    def __init__(self, *, questions: Questions, files: CaseFiles, rulebook: Rulebook, status: StatusReader) -> None:
        self._questions = questions
        self._files = files
        self._status = status
        self._rules = overview_document(rulebook)

    @property
    def handlers(self) -> tuple[tuple[Operation, Handler], ...]:
        """Each operation with what answers it."""
        return (
            (table.CASES_LIST, self.cases),
            (table.CASE, self.case),
            (table.UPSTREAMS_LIST, self.upstreams),
            (table.UPSTREAM_PAGE, self.upstream),
            (table.REPO_PAGE, self.repo),
            (table.OWNER_PAGE, self.owner),
            (table.RULES_LIST, self.rules),
            (table.CORRECTIONS_LIST, self.corrections),
            (table.LOG_LIST, self.log),
            (table.STATUS_PAGE, self.status),
        )

    def cases(self, call: Call) -> Reply:
        """Cases in the order that was asked for."""
        wanted = CaseFilter.from_query(pair for pair in call.pairs if pair[0] not in {"after", "limit"})
        if not call.caller.is_of_desk:
            wanted = wanted.public()
        page = self._questions.cases(wanted, after=_after(call), most=_most(call))
        following = _following(table.CASES_LIST.path, call, page.next)
        document = cases_page_document(page, is_for_desk=call.caller.is_of_desk, following=following)
        return Reply(document=document, following=following)

    def case(self, call: Call) -> Reply:
        """One case."""
        found = self._files.of(case_number(call.path["number"]), public_only=not call.caller.is_of_desk)
        if found is None:
            raise Problem("not-found")
        return Reply(document=file_document(found))

    def upstreams(self, call: Call) -> Reply:
        """Upstreams by name."""
        found = self._questions.upstreams(
            words=call.text("q"), public_only=not call.caller.is_of_desk, after=_after(call), most=_most(call)
        )
        following = _following(table.UPSTREAMS_LIST.path, call, found.next)
        return Reply(document=upstreams_document(found, following=following), following=following)

    def upstream(self, call: Call) -> Reply:
        """Who builds on one."""
        name = _repo(call)
        page = self._questions.upstream(
            name, public_only=not call.caller.is_of_desk, after=_after(call), most=_most(call)
        )
        if page is None:
            raise Problem("not-found")
        following = _following(f"{table.UPSTREAMS_LIST.path}/{name}", call, page.next)
        document = upstream_document(page, is_for_desk=call.caller.is_of_desk, following=following)
        return Reply(document=document, following=following)

    def repo(self, call: Call) -> Reply:
        """One repository."""
        page = self._questions.repo(_repo(call), public_only=not call.caller.is_of_desk)
        if page is None:
            raise Problem("not-found")
        return Reply(document=repo_document(page, is_for_desk=call.caller.is_of_desk))

    def owner(self, call: Call) -> Reply:
        """One account; an empty page says nothing, not even whether it exists."""
        page = self._questions.owner(call.path["name"], public_only=not call.caller.is_of_desk)
        return Reply(document=owner_document(page, is_for_desk=call.caller.is_of_desk))

    def rules(self, call: Call) -> Reply:
        """Everything that is known of rules and licenses."""
        del call
        return Reply(document=self._rules)

    def corrections(self, call: Call) -> Reply:
        """Every one."""
        del call
        return Reply(document=corrections_document(self._questions.corrections()))

    def log(self, call: Call) -> Reply:
        """Some entries."""
        wanted = LogFilter.from_query(pair for pair in call.pairs if pair[0] not in {"after", "limit"})
        page = self._questions.log(wanted, after=_after(call), most=_most(call))
        following = _following(table.LOG_LIST.path, call, page.next)
        return Reply(document=log_document(page, following=following), following=following)

    def status(self, call: Call) -> Reply:
        """At this moment."""
        del call
        return Reply(document=status_document(self._status.status()))


def _repo(call: Call) -> str:
    return f"{call.path['org']}/{call.path['name']}"


def _after(call: Call) -> str | None:
    return call.text("after") or None


def _most(call: Call) -> int:
    return int(call.text("limit") or _USUAL)


def _following(path: str, call: Call, cursor: str | None) -> str | None:
    """The same question from there on, as an address on this host."""
    if cursor is None:
        return None
    return f"{path}?{urlencode([*(pair for pair in call.pairs if pair[0] != 'after'), ('after', cursor)])}"
