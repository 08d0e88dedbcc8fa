# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Takes snapshots out of the inbox and starts their scans, as many beside each other as there are places."""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from bot.model.errors import OperatorError
from bot.model.repository import SnapshotKey
from bot.ports.clock import Clock
from bot.ports.inbox import Inbox

_LOG = logging.getLogger(__name__)
_MOST_RESTING = 16
"""Scans that wait for another try, for each place. Of more the other side has a problem, and nothing new is begun."""
_LONGEST_GOODBYE_SECONDS = 60.0


class Feeder:
    """A thread that keeps ``workers`` scans in flight in this process.

    ``states`` tells of scans, in one question, which are unfinished (True) and which have ended (False); ``begin`` starts one. A scan
    says that it is `at_work`, and that it is `resting` while it waits for another try, so that the waiting hold no place.
    """

    def __init__(
        self,
        inbox: Inbox,
        *,
        clock: Clock,
        executor_id: str,
        workers: int,
        poll_seconds: float,
        states: Callable[[Sequence[SnapshotKey]], Mapping[SnapshotKey, bool]],
        begin: Callable[[SnapshotKey], None],
    ) -> None:
        self._inbox = inbox
        self._clock = clock
        self._executor_id = executor_id
        self._workers = workers
        self._poll_seconds = poll_seconds
        self._states = states
        self._begin = begin
        self._changed = threading.Condition()
        self._running: set[SnapshotKey] = set()
        self._resting: set[SnapshotKey] = set()
        self._returning = 0
        """Of those, how many are about to go on: before anything new is begun."""
        self._in_hand: deque[SnapshotKey] = deque()
        """Claimed and not begun."""
        self._begun_before: set[SnapshotKey] = set()
        """Claimed while their scan was under way already, after a take-over or because they were named again as it ended."""
        self._is_woken = False
        self._is_stopping = False
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin to feed. What this executor had in its hands before has been settled."""
        self._is_stopping = False
        self._running.clear()
        self._resting.clear()
        self._in_hand.clear()
        self._begun_before.clear()
        self._thread = threading.Thread(target=self._feed, name="hubnotice-feeder", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Begin nothing any more; does nothing where it is not running."""
        with self._changed:
            self._is_stopping = True
            self._changed.notify_all()
        if self._thread is not None:
            self._thread.join(_LONGEST_GOODBYE_SECONDS)
            self._thread = None

    def wake(self) -> None:
        """Look into the inbox now."""
        with self._changed:
            self._is_woken = True
            self._changed.notify_all()

    @contextmanager
    def at_work(self, key: SnapshotKey) -> Iterator[None]:
        """This scan has a place for as long as it lasts, whoever began it."""
        with self._changed:
            self._running.add(key)
        try:
            yield
        finally:
            with self._changed:
                self._running.discard(key)
            self.wake()

    @contextmanager
    def resting(self, key: SnapshotKey) -> Iterator[None]:
        """This scan gives its place away and takes one again afterwards, as soon as there is one."""
        with self._changed:
            self._running.discard(key)
            self._resting.add(key)
        self.wake()
        try:
            yield
        finally:
            with self._changed:
                self._returning += 1
                self._changed.wait_for(lambda: self._is_stopping or len(self._running) < self._workers)
                self._returning -= 1
                self._resting.discard(key)
                self._running.add(key)

    def _feed(self) -> None:
        while not self._is_stopping:
            if not self._fed():
                with self._changed:
                    self._changed.wait_for(lambda: self._is_stopping or self._is_woken, self._poll_seconds)
                    self._is_woken = False

    def _fed(self) -> bool:
        """Fill the places; whether there may be more to do at once."""
        try:
            return self._fill()
        except OperatorError as error:
            _LOG.warning("inbox_unusable", extra={"reason": str(error)})
        except Exception:  # noqa: BLE001 - logged, and the loop goes on
            # The outer loop of this thread: whatever it is, scans under way go on and the next look may go better.
            _LOG.exception("feeding_failed")
        return False

    def _fill(self) -> bool:
        self._let_go()
        room = self._room()
        if not room:
            return False
        if not self._in_hand:
            self._in_hand.extend(self._inbox.claim(self._executor_id, most=room, at=self._clock.now()))
        is_full = len(self._in_hand) >= room
        states = self._states(self._in_hand) if self._in_hand else {}
        while self._in_hand and not self._is_stopping:
            key = self._in_hand[0]
            if key not in states:
                self._start(key)
            elif states[key]:
                self._begun_before.add(key)
            else:
                self._inbox.done(key)
            self._in_hand.popleft()
        return is_full

    def _let_go(self) -> None:
        """Take out of the inbox what was under way when it was claimed and has ended: it may have left the inbox before it came again."""
        if self._begun_before:
            states = self._states([*self._begun_before])
            for key in [key for key in self._begun_before if not states.get(key, False)]:
                self._inbox.done(key)
                self._begun_before.discard(key)

    def _room(self) -> int:
        with self._changed:
            if len(self._resting) >= self._workers * _MOST_RESTING:
                return 0
            return max(0, self._workers - len(self._running) - self._returning)

    def _start(self, key: SnapshotKey) -> None:
        with self._changed:
            self._running.add(key)
        try:
            self._begin(key)
        except BaseException:
            with self._changed:
                self._running.discard(key)
            raise
