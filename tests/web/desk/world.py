# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The pages around cases over a database, with a daemon beside them: what it writes is what the pages read."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from bot.adapters.storage.casebook import SqlCasebook
from bot.adapters.storage.conversations import SqlConversations
from bot.adapters.storage.engine import open_database
from bot.adapters.storage.questions import SqlQuestions
from bot.adapters.storage.schema import migrate
from bot.model.fixes import FileChange, Fix
from bot.model.people import Role
from bot.model.reports import ScanReport
from bot.pipeline.ruling.desk import Desk
from bot.web.desk.case_parts import CaseParts
from tests.fakes.clock import FakeClock
from tests.samples.daemon import World, desk_over, owners_desk_over
from tests.samples.judged import NOW, SUSPECT, rulebook
from tests.web.conftest import Answer, Web, form_token

OWNER = SUSPECT.owner


@dataclass
class DeskWeb(Web):
    """Everything behind the pages is open for tests to change."""

    given_parts: CaseParts | None = None
    scans: list[str] = field(default_factory=list)

    def case_parts(self) -> CaseParts:
        return self.given_parts or super().case_parts()

    def sign_in_as(self, name: str, *roles: Role, org: str = "") -> None:
        """With the right to change an organisation's repositories, where one is named."""
        self.sign_in(name, *roles, organisations={org: "write"} if org else None)

    def sign_out(self) -> None:
        self.cookie = ""

    def read(self, path: str, status: int = 200) -> str:
        """The page as text, with its entities read."""
        found = self.ask(path)
        assert found.status == status, (found.status, path, words_of(found.text)[:500])
        return found.text

    def send(self, path: str, **fields: str) -> Answer:
        """A form of ours, sent by whoever is signed in."""
        token, _ = form_token(self, "/about", self.cookie)
        body = urlencode({"form_token": token, **fields}).encode()
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": self.cookie}
        return self.ask(path, method="POST", body=body, headers=headers)


@dataclass
class Town:
    """A daemon, its database and the pages over it."""

    world: World
    web: DeskWeb
    desk: Desk
    woken: list[str]

    def approve_and_post(self, number: int = 1) -> None:
        """Two people read it and one puts it out; the courtesy window passes."""
        for name in ("local:mo", "local:li"):
            self.desk.approve(number, name=name, reason="read it")
        self.desk.post(number, self.world.report(), name="local:li", reason="now")
        self.world.clock.advance(80 * 3600)
        for action in self.world.jobs.waiting():
            self.world.jobs.act(action.id)


def words_of(page: str) -> str:
    """What a reader sees: no tags, entities read, spaces joined."""
    bare = re.sub(r"<(script|style)\b.*?</\1>|<[^>]+>", " ", page, flags=re.DOTALL)
    return " ".join(html.unescape(bare).split())


@contextmanager
def town(folder: Path, preset: str = "review") -> Iterator[Town]:
    """Served on a free port."""
    engine = open_database(folder / "hubnotice.sqlite")
    migrate(engine)
    clock = FakeClock(NOW)
    casebook, conversations = SqlCasebook(engine), SqlConversations(engine)
    world = World(preset, casebook=casebook, conversations=conversations, clock=clock)
    desk = desk_over(casebook, clock, rulebook().preset(preset))
    woken: list[str] = []
    web = DeskWeb(clock=clock)

    def scan(repo: str) -> ScanReport:
        web.scans.append(repo)
        return world.report(repo)

    def plan(repo: str) -> Fix:
        report = world.report(repo)
        change = FileChange(path="NOTICE", before=None, after="MIT <script>alert(1)</script>\n")
        return Fix(report=report, changes=(change,), after=report.assessment, remarks=("The card stays as it is.",))

    web.given_parts = CaseParts(
        casebook=casebook,
        conversations=conversations,
        questions=SqlQuestions(engine, clock),
        desk=desk,
        owners=owners_desk_over(casebook, conversations, clock, woken.append),
        scan=scan,
        plan_fix=plan,
        hub_url="https://hub.example",
        titles={rule.id: rule.title for rule in rulebook().policies},
    )
    with web.served():
        yield Town(world, web, desk, woken)
    engine.dispose()
