# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The pages around the queue over a real database, served as the daemon serves them."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from sqlalchemy import Engine

from bot.adapters.storage.audit import SqlAudit
from bot.adapters.storage.casebook import SqlCasebook
from bot.adapters.storage.catalog import SqlCatalog
from bot.adapters.storage.coverage import SqlCoverage
from bot.adapters.storage.questions import SqlQuestions
from bot.adapters.storage.quotas import SqlQuotas
from bot.adapters.storage.records import SqlRuleRecords
from bot.model.cases import Action, ActionKind, ActionState, Case, CaseState, Decider, Decision, Receipt
from bot.model.components import Component
from bot.model.findings import Confidence, Finding, Severity, Tier
from bot.model.people import Role
from bot.model.repository import SnapshotKey
from bot.pipeline.status import StatusOfAll
from bot.web.desk.around import AroundParts
from bot.web.parts import DeskParts
from bot.web.site.csrf import Forms
from tests.samples.daemon import desk_over
from tests.samples.judged import rulebook
from tests.web.conftest import Answer, Web

UPSTREAM = "deepseek-ai/DeepSeek-V3"


def finding(repo: str, rule: str, upstream: str, tier: Tier = Tier.DECLARED) -> Finding:
    return Finding(
        rule=rule,
        severity=Severity.OBLIGATION,
        confidence=Confidence.HIGH,
        tier=tier,
        subject=SnapshotKey(repo, "9" * 40),
        upstream=SnapshotKey(upstream, "e" * 40),
        component=Component.TEXT_MODEL,
        message="We could not find the license text here.",
        remedy="Add LICENSE.",
    )


def report(repo: str, *upstreams: str, met: str = "no", declared: bool = True) -> str:
    """A stored report, as a scan leaves it behind."""
    return json.dumps(
        {
            "schema": "hubnotice.scan/1",
            "subject": {"repo": repo, "revision": "9" * 40},
            "verdict": "derived",
            "declared": {"license": None, "base_models": list(upstreams) if declared else [], "claims": []},
            "lineage": [
                {
                    "component": "text_model",
                    "upstream": {"repo": each, "revision": "e" * 40, "license": "mit"},
                    "verdict": "derived",
                    "relation": "finetune",
                    "inherited_fraction": 0.98,
                    "parameters": 1000,
                }
                for each in upstreams
            ],
            "obligations": [
                {"upstream": {"repo": each}, "license": "mit", "strength": "obligation", "met": met}
                for each in upstreams
            ],
            "findings": [
                {"rule": "license-text-missing", "severity": "obligation", "upstream": {"repo": each}}
                for each in upstreams
                if met == "no"
            ],
            "not_checked": [{"what": "model.bin", "reason": "unsupported", "detail": ""}],
        }
    )


@dataclass
class Desk(Web):
    """Everything that is real is under ``engine``."""

    engine: Engine | None = None
    killed: str | None = None

    @property
    def database(self) -> Engine:
        assert self.engine is not None
        return self.engine

    @property
    def book(self) -> SqlCasebook:
        return SqlCasebook(self.database)

    def parts(self) -> DeskParts:
        return replace(super().parts(), reads=SqlAudit(self.database))

    def around(self) -> AroundParts:
        preset = rulebook().preset("review")
        return AroundParts(
            questions=SqlQuestions(self.database, self.clock),
            casebook=self.book,
            catalog=SqlCatalog(self.database),
            coverage=SqlCoverage(self.database),
            audit=SqlAudit(self.database),
            records=SqlRuleRecords(self.database),
            quotas=SqlQuotas(self.database, caller="test", clock=self.clock),
            status=StatusOfAll(
                casebook=self.book, jobs=self.jobs, preset=preset, clock=self.clock, kill_switch=lambda: self.killed
            ),
            rulebook=rulebook(),
            preset=preset,
            desk=desk_over(self.book, self.clock, preset),
            kill_switch=lambda: self.killed,
        )

    def speaks_for(self, organisation: str) -> None:
        """From now on every request is Hana's, who may change this organisation's repositories."""
        self.sign_in("hf:hana", Role.OWNER, Role.MAINTAINER, organisations={organisation: "write"})

    def case(
        self,
        repo: str,
        state: CaseState = CaseState.IN_REVIEW,
        *upstreams: str,
        rules: tuple[str, ...] = ("license-text-missing",),
        met: str = "no",
        declared: bool = True,
    ) -> Case:
        """A case with its scan; where its state is one that is public its owners were asked, after a person had approved it."""
        named = upstreams or (UPSTREAM,)
        self.book.record_scan(
            SnapshotKey(repo, "9" * 40), report=report(repo, *named, met=met, declared=declared), at=self.clock.now()
        )
        case = Case(
            number=self.book.next_case_number(),
            repo=repo,
            state=CaseState.IN_REVIEW,
            subject=SnapshotKey(repo, "9" * 40),
            upstreams=named,
            findings=tuple(finding(repo, rule, each) for rule in rules for each in named),
            opened_at=self.clock.now(),
            changed_at=self.clock.now(),
        )
        self.book.decide(case, None, None)
        if state in {CaseState.POSTED, CaseState.DISPUTED, CaseState.RESOLVED, CaseState.WITHDRAWN}:
            case = self.posted(case)
        if state is not case.state:
            correction = case.number if state is CaseState.WITHDRAWN else None
            case = replace(case, state=state, correction=correction)
            self.ruled(case, "hf:ada")
        return case

    def posted(self, case: Case, *, by: Decider = Decider.PERSON) -> Case:
        """Approved, put into the outbox and written."""
        approved = replace(case, state=CaseState.APPROVED)
        action = Action(
            id=f"{case.name}-ensure_thread-1",
            case=case.number,
            kind=ActionKind.ENSURE_THREAD,
            state=ActionState.PENDING,
            repo=case.repo,
            title="About the license",
            body="Hello",
            created_at=self.clock.now(),
        )
        self.ruled(approved, "hf:ada", by=by, action=action)
        after = replace(approved, state=CaseState.POSTED, thread=7)
        receipt = Receipt(action=action.id, thread=7, url="https://hub.example/7", done="created", at=self.clock.now())
        self.book.settle(after, receipt, ActionState.DONE)
        return after

    def ruled(
        self,
        case: Case,
        name: str,
        *,
        by: Decider = Decider.PERSON,
        action: Action | None = None,
        reason: str = "read it",
    ) -> None:
        decision = Decision(
            case=case.number, state=case.state, decider=by, name=name, reason=reason, at=self.clock.now()
        )
        self.book.decide(case, decision, action)

    def send(self, path: str, **fields: str) -> Answer:
        """A form, with the token that pages print for whoever is signed in."""
        token = Forms(self.cookie.partition("=")[2], None).token if self.cookie else ""
        body = urlencode({"form_token": token, **fields}).encode()
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return self.ask(path, method="POST", body=body, headers=kind)


def words(answer: Answer) -> str:
    """What a reader sees of the content: no tags, single spaces."""
    main = answer.text.partition("<main")[2].partition("</main>")[0].partition(">")[2]
    text = re.sub(r"<[^>]*>", " ", main)
    for written, meant in (("&#39;", "'"), ("&#34;", '"'), ("&amp;", "&"), ("&lt;", "<"), ("&gt;", ">")):
        text = text.replace(written, meant)
    return " ".join(text.split())
