# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""A log of reads in memory, and checks that come out as a test says: one log for each row that is broken or None."""

from __future__ import annotations

from datetime import datetime

from bot.model.audit import LogCheck, Read, ReadEntry, ReadPage
from bot.model.errors import OperatorError


class FakeAudit:
    def __init__(self, *broken: int | None, fails: bool = False) -> None:
        self.asked: list[int] = []
        self.noted: list[Read] = []
        self.fails = fails
        self._broken = broken
        self._checked_at: datetime | None = None

    def note(self, read: Read) -> None:
        self._fail()
        self.noted.append(read)

    def reads(self, *, name: str = "", before: int | None = None, most: int = 50) -> ReadPage:
        numbered = [(number, read) for number, read in enumerate(self.noted, 1) if name in {"", read.name}]
        found = [each for each in reversed(numbered) if before is None or each[0] < before]
        entries = tuple(ReadEntry(sequence=number, read=read, digest="d") for number, read in found[:most])
        return ReadPage(entries=entries, next=entries[-1].sequence if len(found) > most else None)

    def checks(self) -> tuple[LogCheck, ...]:
        return tuple(
            LogCheck(
                log="orders", written=9, checked=5, checked_at=self._checked_at, digest="d", digest_of=5, broken=each
            )
            for each in self._broken
        )

    def check(self, now: datetime, *, most: int) -> tuple[LogCheck, ...]:
        self._fail()
        self.asked.append(most)
        self._checked_at = now
        return self.checks()

    def _fail(self) -> None:
        if self.fails:
            raise OperatorError("database is locked")
