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
_QUICK_SECONDS = 1.0
"""In which as many scans end as there are places: then they are quick, and a few are claimed ahead, which saves a transaction for each (benchmarks/engine_rate.py)."""
_LONGEST_GOODBYE_SECONDS = 60.0


class Feeder:
    """A thread that keeps ``workers`` scans in flight in this process.

    ``states`` tells of scans, in one question, which are unfinished (True) and which have ended (False); ``begin`` starts one; ``is_open`` says
    whether anything is to be begun now. A scan
    says that it is `at_work`, and that it is `resting` while it waits for another try, so that the waiting hold no place.
    """

    def __init__(  # noqa: PLR0913 - keyword arguments, named where it is built
        self,
        inbox: Inbox,
        *,
        clock: Clock,
        executor_id: str,
        workers: int,
        poll_seconds: float,
        states: Callable[[Sequence[SnapshotKey]], Mapping[SnapshotKey, bool]],
        begin: Callable[[SnapshotKey], None],
        is_open: Callable[[], bool] = lambda: True,
    ) -> None:
        self._is_open = is_open
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
        self._claimed: list[SnapshotKey] = []
        """Just claimed: nobody has asked yet whether they were begun before."""
        self._in_hand: deque[SnapshotKey] = deque()
        """To be begun."""
        self._under_way: set[SnapshotKey] = set()
        """Claimed while their scan was under way already, after a take-over or because they were named again as it ended."""
        self._ended: list[SnapshotKey] = []
        """To be taken out of the inbox."""
        self._ends: deque[float] = deque(maxlen=workers)
        """When the last scans gave their places back."""
        self._is_woken = False
        self._is_stopping = False
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin to feed. What this executor had in its hands before has been settled."""
        self._is_stopping = False
        self._running.clear()
        self._resting.clear()
        self._claimed.clear()
        self._in_hand.clear()
        self._under_way.clear()
        self._ended.clear()
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

    def ended(self, key: SnapshotKey) -> None:
        """This scan is done with; it leaves the inbox with the next look, or after a crash with the next start."""
        with self._changed:
            self._ended.append(key)

    def flush(self) -> None:
        """Take out of the inbox what ended. Raises OperatorError where the database cannot be used; then the next one does it."""
        with self._changed:
            ended, self._ended = self._ended, []
        try:
            self._inbox.done(ended)
        except BaseException:
            with self._changed:
                self._ended.extend(ended)
            raise

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
                self._ends.append(self._clock.monotonic())
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
        """Three steps: let go of what ended, claim where there is room, begin. Each is one question for all that it is about."""
        self._let_go()
        room = self._room()
        if not room or not self._is_open():
            return False
        most = room - len(self._in_hand)
        if most > 0 and not self._claimed:
            most += self._ahead()
            self._claimed = self._inbox.claim(self._executor_id, most=most, at=self._clock.now())
        is_all = len(self._claimed) < most
        self._sort()
        while self._in_hand and room and not self._is_stopping:
            self._start(self._in_hand[0])
            self._in_hand.popleft()
            room -= 1
        return not is_all and room > 0

    def _ahead(self) -> int:
        """How many more to claim than there is room for: a few where scans are so quick that asking for each would take as long."""
        with self._changed:
            is_full = len(self._ends) == self._workers
            is_quick = is_full and self._clock.monotonic() - self._ends[0] < _QUICK_SECONDS
        return self._workers if is_quick else 0

    def _sort(self) -> None:
        """Of what was claimed: what is to be begun, what is under way already, and what has ended before and is only to be taken out."""
        if self._claimed:
            states = self._states(self._claimed)
            self._in_hand.extend(key for key in self._claimed if key not in states)
            self._under_way.update(key for key in self._claimed if states.get(key) is True)
            with self._changed:
                self._ended.extend(key for key in self._claimed if states.get(key) is False)
            self._claimed = []
            self.flush()

    def _let_go(self) -> None:
        if self._under_way:
            states = self._states([*self._under_way])
            ended = [key for key in self._under_way if not states.get(key, False)]
            self._under_way.difference_update(ended)
            with self._changed:
                self._ended.extend(ended)
        self.flush()

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
