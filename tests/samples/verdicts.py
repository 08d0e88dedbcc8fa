# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What the real engine says about repositories made for one test: side by side, or against a catalog of several upstreams."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from bot.model.components import Component
from bot.model.costs import Budget
from bot.model.lineage import ComponentLineage, Lineage, Verdict
from bot.pipeline.budgeting import BudgetedSource
from bot.pipeline.compare import compare
from bot.pipeline.examine import examine
from bot.pipeline.fingerprint import fingerprint
from bot.pipeline.shelf import Shelf
from bot.ports.progress import Silence
from tests.fakes.clock import FakeClock
from tests.fakes.hub import FakeHub
from tests.samples.judged import rulebook

Files = Mapping[str, bytes]
FIRST = datetime(2026, 1, 1, tzinfo=UTC)
RELATED = frozenset({Verdict.DERIVED, Verdict.COMPONENT, Verdict.SIBLING})


def compared(suspect: Files, reference: Files) -> Lineage:
    """As the command compare does, second look included; the suspect is a month younger."""
    hub = FakeHub()
    hub.publish("acme/base", dict(reference), at=FIRST)
    hub.publish("lab/new", dict(suspect), at=FIRST + timedelta(days=30))
    return compare(
        hub.open("lab/new"),
        hub.open("acme/base"),
        rulebook=rulebook(),
        budget=Budget(),
        clock=FakeClock(),
        progress=Silence(),
    ).lineage


def scanned(suspect: Files, upstreams: Mapping[str, Files]) -> Lineage:
    """Against a catalog of these upstreams, each a day younger than the one before, the suspect a month younger than the first."""
    hub, shelf = FakeHub(), Shelf()
    for day, (repo, files) in enumerate(upstreams.items()):
        hub.publish(repo, dict(files), at=FIRST + timedelta(days=day))
        shelf.add(fingerprint(hub.open(repo), rulebook=rulebook(), budget=None, progress=Silence()))
    hub.publish("lab/new", dict(suspect), at=FIRST + timedelta(days=30))
    return examine(BudgetedSource(hub.open("lab/new"), Budget(), Silence()), catalog=shelf, progress=Silence())


def part_of(lineage: Lineage, component: Component = Component.TEXT_MODEL) -> ComponentLineage:
    """What was said of one component."""
    return next(each for each in lineage.components if each.component is component)


def accused(lineage: Lineage) -> list[Component]:
    """Components that are said to share an origin with an upstream."""
    return [each.component for each in lineage.components if each.verdict in RELATED]
