# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Cases of all kinds, made from a seed: the same in every casebook."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.model.cases import Action, ActionKind, ActionState, Asked, Case, CaseState, Decider, Decision, Receipt
from bot.model.components import Component
from bot.model.findings import Confidence, Finding, Severity, Tier
from bot.model.repository import SnapshotKey
from bot.ports.casebook import Casebook

START = datetime(2026, 3, 1, tzinfo=UTC)
UPSTREAMS = (
    ("deepseek-ai/DeepSeek-V3", "mit"),
    ("Qwen/Qwen2.5-7B", "apache-2.0"),
    ("Qwen/Qwen2.5-VL-32B", "apache-2.0"),
    ("openai/whisper-large-v3", None),
)
RULES = ("license-text-missing", "notice-file-missing", "component-undeclared")
OWNERS = ("Kita", "example-lab", "Mori-ai", "acme")
_POSTED = {CaseState.POSTED, CaseState.DISPUTED, CaseState.WAITING, CaseState.RESOLVED, CaseState.WITHDRAWN}


def fill(casebook: Casebook, count: int, *, seed: int = 7) -> list[Case]:
    """So many cases, each with its scan, its rulings, and what was written for it."""
    draw = random.Random(seed)
    return [_one(casebook, number, draw) for number in range(1, count + 1)]


def scan(repo: str, parts: list[tuple[str, str | None, float]], *, declared: list[str], met: str = "no") -> str:
    """A stored report: each part is an upstream, its license and its share of the whole model."""
    return json.dumps(
        {
            "schema": "hubnotice.scan/1",
            "subject": {"repo": repo, "revision": "9" * 40},
            "declared": {"license": None, "base_models": declared, "claims": []},
            "lineage": [
                {
                    "component": component.value,
                    "upstream": {"repo": upstream, "revision": "e" * 40, "license": known},
                    "verdict": "derived",
                    "relation": "finetune",
                    "inherited_fraction": share * len(parts),
                    "parameters": 1000,
                }
                for component, (upstream, known, share) in zip(
                    [Component.TEXT_MODEL, Component.VISION_ENCODER], parts, strict=False
                )
            ],
            "obligations": [
                {"upstream": {"repo": upstream}, "license": known, "strength": "obligation", "met": met}
                for upstream, known, _ in parts
                if known
            ],
            "findings": [
                {"rule": "license-text-missing", "severity": "obligation", "upstream": {"repo": upstream}}
                for upstream, _, _ in parts
                if met == "no"
            ],
        }
    )


def _one(casebook: Casebook, number: int, draw: random.Random) -> Case:
    state = draw.choice(list(CaseState))
    opened = START + timedelta(hours=draw.randrange(400), microseconds=number)
    repo = f"{draw.choice(OWNERS)}/Model-{number}-{draw.choice(['chat', 'JA', 'vision'])}"
    upstreams = draw.sample(UPSTREAMS, draw.choice([1, 1, 2]))
    key = SnapshotKey(repo, f"{number:040x}")
    if draw.random() < 0.8:
        shares = [(name, known, draw.randrange(1, 8) / 16) for name, known in upstreams]
        declared = [upstreams[0][0].upper()] if draw.random() < 0.5 else []
        casebook.record_scan(
            key, report=scan(repo, shares, declared=declared, met=draw.choice(["no", "yes", "unknown"])), at=opened
        )
    case = Case(
        number=number,
        repo=repo,
        state=state,
        subject=key,
        upstreams=tuple(name for name, _ in upstreams),
        findings=tuple(_finding(key, name, draw) for name, _ in upstreams),
        opened_at=opened,
        changed_at=opened + timedelta(hours=draw.randrange(50)),
        thread=number if state in _POSTED else None,
        asked=Asked(quiet_until=opened + timedelta(days=14)) if state is CaseState.WAITING else Asked(),
        correction=number if state is CaseState.WITHDRAWN else None,
    )
    _rule(casebook, case, draw)
    return case


def _finding(subject: SnapshotKey, upstream: str, draw: random.Random) -> Finding:
    return Finding(
        rule=draw.choice(RULES),
        severity=draw.choice([Severity.OBLIGATION, Severity.CONFLICT, Severity.ADVICE]),
        confidence=Confidence.HIGH,
        tier=draw.choice(list(Tier)),
        subject=subject,
        upstream=SnapshotKey(upstream, "e" * 40),
        component=draw.choice([Component.TEXT_MODEL, Component.VISION_ENCODER]),
        message=f"{upstream} <b> is not named",
        remedy="Name it.",
    )


def _rule(casebook: Casebook, case: Case, draw: random.Random) -> None:
    at = case.changed_at
    decision = Decision(
        case=case.number, state=case.state, decider=Decider.PERSON, name="local:ada", reason="looked at it", at=at
    )
    if case.state is CaseState.APPROVED:
        waits = draw.random() < 0.3
        action = _action(case, at) if waits else None
        casebook.decide(case, decision, action)
        if draw.random() < 0.4:
            casebook.decide(case, replace(decision, name="local:bob", at=at + timedelta(hours=1)), None)
        return
    if case.thread is not None:
        approved = replace(case, state=CaseState.APPROVED, thread=None, correction=None)
        action = _action(case, at)
        casebook.decide(approved, replace(decision, state=CaseState.APPROVED, at=case.opened_at), action)
        receipt = Receipt(action=action.id, thread=case.thread, url=f"https://hub/{case.number}", done="created", at=at)
        casebook.settle(replace(case, state=CaseState.POSTED, correction=None), receipt, ActionState.DONE)
        if case.state is CaseState.WITHDRAWN and draw.random() < 0.5:
            casebook.decide(
                replace(case, state=CaseState.DISPUTED, correction=None),
                replace(decision, state=CaseState.DISPUTED, name="owner", at=at + timedelta(hours=2)),
                None,
            )
            decision = replace(decision, at=at + timedelta(hours=28))
        if case.state is CaseState.POSTED:
            return
    casebook.decide(case, decision, None)


def _action(case: Case, at: datetime) -> Action:
    return Action(
        id=f"{case.name}-ensure_thread-1",
        case=case.number,
        kind=ActionKind.ENSURE_THREAD,
        state=ActionState.PENDING,
        repo=case.repo,
        title="About the license",
        body="Hello",
        created_at=at,
        not_before=at + timedelta(minutes=10),
    )
