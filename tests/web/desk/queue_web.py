# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The queue and the list of cases over a casebook in memory."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html import unescape
from urllib.parse import urlencode

from bot.pipeline.ruling.desk import Desk
from bot.web.desk.queue_parts import QueueParts
from tests.fakes.handling import FakeHandling
from tests.fakes.questions import FakeQuestions
from tests.samples.daemon import desk_over
from tests.samples.judged import rulebook
from tests.web.conftest import Answer, Web, form_token


@dataclass
class QueueWeb(Web):
    """Everything behind the pages is open for tests to change."""

    def __post_init__(self) -> None:
        self.questions = FakeQuestions(self.clock, self.casebook)
        self.handling = FakeHandling(self.questions)
        self.desk: Desk = desk_over(self.casebook, self.clock)

    def queue(self) -> QueueParts:
        return QueueParts(
            questions=self.questions,
            handling=self.handling,
            dismiss=self.desk.dismiss,
            titles={rule.id: rule.title for rule in rulebook().policies},
        )

    def send(self, path: str, *fields: tuple[str, str], page: str = "/cases") -> Answer:
        """A form of ours, sent by whoever is signed in."""
        token, cookie = form_token(self, page)
        body = urlencode([("form_token", token), *fields]).encode()
        kind = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie}
        return self.ask(path, method="POST", body=body, headers=kind)

    def names(self, path: str) -> list[str]:
        """The cases that a page lists, in its order."""
        page = self.ask(path)
        assert page.status == 200, (page.status, page.text[-2000:])
        return names_in(page.text)


def names_in(text: str) -> list[str]:
    return re.findall(r'<a data-open href="/case/(C-\d+)"', text)


def words_of(text: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", text)).split())


@contextmanager
def queue_web() -> Iterator[QueueWeb]:
    made = QueueWeb()
    with made.served():
        yield made
