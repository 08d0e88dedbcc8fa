# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The API over a casebook in memory with one public case and one that is not."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import pytest

from bot.model.cases import Action, ActionKind, ActionState, CaseState, Decider, Decision, Receipt
from bot.model.components import Component
from bot.model.conversations import Said, Side, Statement
from bot.model.corrections import Correction
from bot.model.lineage import Relation
from bot.model.lineage_answers import Edge, Standing
from bot.model.people import Permission
from bot.model.service import ServiceToken
from bot.pipeline.ruling.desk import Desk
from bot.pipeline.ruling.rulings import Ruled
from bot.pipeline.service_tokens import Tokens
from bot.pipeline.status import StatusOfAll
from bot.policy.roles import grants_of
from bot.web.parts import PublicParts
from tests.fakes.book_questions import BookQuestions
from tests.fakes.conversations import FakeConversations
from tests.fakes.service import FakeAttempts, FakeServiceTokens
from tests.samples.daemon import desk_over
from tests.samples.judged import DEEPSEEK, NOW, SUSPECT, WHOLE_MODEL, case_of, rulebook
from tests.web.conftest import Answer, Web

POSTED, HIDDEN = 17, 18
HIDDEN_REPO = "quiet-lab/Quiet-7B"
ADA = "hn_" + "A" * 43
KIM = "hn_" + "K" * 43
READER = "hn_" + "R" * 43
GRANTS = grants_of("reviewer=local:ada,local:kim,local:rea auditor=local:ada,local:kim")
DESK = frozenset(
    {Permission.READ_CASES, Permission.READ_LOG, Permission.READ_STATUS, Permission.DECIDE, Permission.WITHDRAW}
)


@dataclass
class Programs(Web):
    """What programs reach."""

    questions: BookQuestions = field(init=False)
    conversations: FakeConversations = field(default_factory=FakeConversations)
    tokens: FakeServiceTokens = field(default_factory=FakeServiceTokens)
    attempts: FakeAttempts = field(default_factory=FakeAttempts)
    before_dismissal: Callable[[], object] | None = None
    casebook_desk: Desk = field(init=False)

    def __post_init__(self) -> None:
        self.questions = BookQuestions(self.casebook, self.clock)
        preset = rulebook().preset("review")
        self.public = PublicParts(
            questions=self.questions,
            casebook=self.casebook,
            conversations=self.conversations,
            rulebook=rulebook(),
            status=StatusOfAll(casebook=self.casebook, jobs=self.jobs, preset=preset, clock=self.clock),
            desk=self.interrupted(desk_over(self.casebook, self.clock, preset)),
            tokens=Tokens(self.tokens, GRANTS, self.clock),
            attempts=self.attempts,
            version="1.0",
        )
        self.open_cases()
        for secret, person, scopes in (
            (ADA, "local:ada", DESK),
            (KIM, "local:kim", DESK),
            (READER, "local:rea", frozenset({Permission.READ_CASES})),
        ):
            self.add_token(secret, person, scopes)

    def interrupted(self, desk: Desk) -> Desk:
        """The desk, before whose dismissals something else may happen."""
        web = self
        self.casebook_desk = desk

        class Interrupted(Desk):
            def __init__(self) -> None:
                vars(self).update(vars(desk))

            def dismiss(self, number: int, *, name: str, reason: str, seen: str = "") -> Ruled:
                if web.before_dismissal is not None:
                    web.before_dismissal()
                return super().dismiss(number, name=name, reason=reason, seen=seen)

        return Interrupted()

    def open_cases(self) -> None:
        posted = replace(case_of(WHOLE_MODEL, number=POSTED), state=CaseState.POSTED, thread=4)
        action = Action(
            id="ask",
            case=POSTED,
            kind=ActionKind.ENSURE_THREAD,
            state=ActionState.PENDING,
            repo=posted.repo,
            title="A question",
            body="Hello.",
            created_at=NOW,
        )
        self.casebook.decide(posted, decision(POSTED, CaseState.APPROVED, "local:sam", "it is so"), action)
        url = f"https://hub.example/{posted.repo}/discussions/4"
        receipt = Receipt(action="ask", thread=4, url=url, done="created", at=NOW)
        self.casebook.settle(posted, receipt, ActionState.DONE)
        hidden = replace(case_of(WHOLE_MODEL.named("b" * 40, HIDDEN_REPO), number=HIDDEN), state=CaseState.IN_REVIEW)
        self.casebook.decide(hidden, None, None)

    def add_token(self, secret: str, person: str, scopes: frozenset[Permission]) -> ServiceToken:
        now = self.clock.now()
        token = ServiceToken(
            id=secret[3:11],
            digest=hashlib.sha256(secret.encode()).hexdigest(),
            person=person,
            label="a test",
            scopes=scopes,
            created_at=now,
            ends_at=now + timedelta(days=30),
        )
        self.tokens.add(token)
        return token

    def add_edge(self, *, is_credited: bool | None = False, standing: Standing = Standing.INFERRED) -> None:
        """The posted case builds on its upstream."""
        self.questions.edges.append(
            Edge(
                repo=SUSPECT.repo,
                upstream=DEEPSEEK.repo,
                standing=standing,
                relation=Relation.FINETUNE,
                components=(Component.TEXT_MODEL,),
                share=0.99,
                is_credited=is_credited,
                license="mit",
                seen_at=NOW,
                case=POSTED,
                state=CaseState.POSTED,
            )
        )

    def get(self, path: str, token: str = "", **headers: str) -> Answer:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.ask(path, headers=named | bearer(token))

    def rule(
        self,
        ruling: str,
        *,
        token: str = ADA,
        key: str = "key-0001",
        number: int = HIDDEN,
        reason: str = "I read the files.",
        tag: str | None = None,
    ) -> Answer:
        """With the entity tag that the case has now, unless another is given."""
        etag = self.get(f"/api/v1/cases/{number}", token).headers.get("etag", "") if tag is None else tag
        headers = {"Content-Type": "application/json", "Idempotency-Key": key, "If-Match": etag} | bearer(token)
        return self.ask(
            f"/api/v1/cases/C-{number}/decisions",
            method="POST",
            body=json.dumps({"ruling": ruling, "reason": reason}).encode(),
            headers={name: value for name, value in headers.items() if value},
        )

    def withdraw(self) -> None:
        """The posted case was wrong."""
        case = self.casebook.case(POSTED)
        assert case is not None
        later = NOW + timedelta(days=1)
        self.casebook.decide(
            replace(case, state=CaseState.WITHDRAWN, changed_at=later, correction=1),
            decision(POSTED, CaseState.WITHDRAWN, "local:sam", "the norms misled us"),
            None,
        )
        self.questions.correction_rows.append(
            Correction(
                number=1,
                case=POSTED,
                repo=case.repo,
                said=("It appears to build on it.",),
                wrong="the norms misled us",
                by="local:sam",
                found_by_owner=True,
                posted_at=NOW,
                told_at=NOW,
                corrected_at=later,
            )
        )

    def answer_as_owner(self, text: str) -> None:
        self.conversations.state(
            Statement(case=POSTED, owner="example-lab", name="hf:hana", text=text, at=NOW + timedelta(hours=1))
        )
        self.conversations.mirror(
            POSTED,
            [
                Said(comment="c1", author="hana", side=Side.OWNER, body=text, at=NOW),
                Said(comment="c2", author="passer-by", side=Side.OTHER, body="I heard that", at=NOW),
            ],
            at=NOW,
        )


def decision(number: int, state: CaseState, name: str, reason: str) -> Decision:
    return Decision(case=number, state=state, decider=Decider.PERSON, name=name, reason=reason, at=NOW)


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"} if token else {}


def problem(answer: Answer) -> Any:  # noqa: ANN401 - JSON
    """The document of a refusal, which is one."""
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json["status"] == answer.status
    return answer.json


@pytest.fixture
def web() -> Iterator[Programs]:
    made = Programs()
    with made.served():
        yield made
