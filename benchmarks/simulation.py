# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Several threads under one clock that jumps from event to event: always one of them runs, and nobody ever really waits.

A task is ordinary blocking code in a thread of its own, for which `Simulation.sleep` is the only way to let time pass.
"""

from __future__ import annotations

import heapq
import itertools
import threading
from collections import deque
from collections.abc import Callable
from types import TracebackType
from typing import Any

from tests.fakes.clock import FakeClock


class _Over(BaseException):
    """Ends a task where it stands. Not an Exception, so that nothing that the task runs takes it for one of its own."""


class _Task:
    def __init__(self) -> None:
        self.go_on = threading.Semaphore(0)


class Simulation:
    """Runs tasks in the order of their times; two at the same time in the order in which they asked."""

    def __init__(self, clock: FakeClock) -> None:
        self.clock = clock
        self._waiting: list[tuple[float, int, _Task]] = []
        self._numbers = itertools.count()
        self._yielded = threading.Semaphore(0)
        self._running: _Task | None = None
        self._threads: list[threading.Thread] = []
        self._tasks: list[_Task] = []
        self._is_over = False
        self._failure: BaseException | None = None

    def spawn(self, body: Callable[[], None]) -> None:
        """Begin a task now."""
        task = _Task()

        def run() -> None:
            task.go_on.acquire()
            try:
                if not self._is_over:
                    body()
            except _Over:
                pass
            except BaseException as error:  # noqa: BLE001 - raised again by `run`, in the thread of whoever waits for it
                self._failure = error
            finally:
                self._yielded.release()

        thread = threading.Thread(target=run, daemon=True)
        self._tasks.append(task)
        self._threads.append(thread)
        thread.start()
        self._wake(task, 0.0)

    def sleep(self, seconds: float) -> None:
        """Let time pass for the task that calls; outside of tasks, for everybody."""
        if self._running is None:
            self.clock.advance(seconds)
            return
        self._wake(self._running, seconds)
        self._pause()

    def run(self, seconds: float) -> None:
        """Run everything that happens within this time, then end all tasks. Raises what a task raised."""
        end = self.clock.monotonic() + seconds
        while self._waiting and self._waiting[0][0] <= end and self._failure is None:
            at, _, task = heapq.heappop(self._waiting)
            self.clock.advance(max(0.0, at - self.clock.monotonic()))
            self._let(task)
        self._is_over = True
        for task in self._tasks:
            task.go_on.release()
        for thread in self._threads:
            thread.join()
        if self._failure is not None:
            raise self._failure

    def _let(self, task: _Task) -> None:
        self._running = task
        task.go_on.release()
        self._yielded.acquire()
        self._running = None

    def _pause(self) -> None:
        task = self._running
        assert task is not None
        self._yielded.release()
        task.go_on.acquire()
        if self._is_over:
            raise _Over

    def _wake(self, task: _Task, seconds: float) -> None:
        heapq.heappush(self._waiting, (self.clock.monotonic() + seconds, next(self._numbers), task))


class SimulatedLock:
    """One task at a time, the others in a row; holders may sleep."""

    def __init__(self, simulation: Simulation) -> None:
        self._simulation = simulation
        self._is_held = False
        self._row: deque[_Task] = deque()

    def __enter__(self) -> None:
        if self._is_held:
            running = self._simulation._running  # noqa: SLF001 - two halves of one thing
            assert running is not None
            self._row.append(running)
            self._simulation._pause()  # noqa: SLF001 - likewise
        self._is_held = True

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # Handed to the next in the row without being open in between.
        if self._row:
            self._simulation._wake(self._row.popleft(), 0.0)  # noqa: SLF001 - likewise
        else:
            self._is_held = False


class SimulatedQueue:
    """Work by the time from which it may be done; whoever asks while there is none waits."""

    def __init__(self, simulation: Simulation) -> None:
        self._simulation = simulation
        self._items: list[tuple[float, int, Any]] = []
        self._numbers = itertools.count()
        self._row: deque[_Task] = deque()

    def __len__(self) -> int:
        return len(self._items)

    def put(self, item: object, *, delay_seconds: float = 0.0) -> None:
        """Add it, to be done from then on."""
        at = self._simulation.clock.monotonic() + delay_seconds
        heapq.heappush(self._items, (at, next(self._numbers), item))
        if delay_seconds > 0:
            self._simulation.spawn(lambda: self._tell_later(delay_seconds))
        else:
            self._tell()

    def get(self) -> Any:  # noqa: ANN401 - whatever was put
        """The item that may be done for longest."""
        while not self._items or self._items[0][0] > self._simulation.clock.monotonic():
            running = self._simulation._running  # noqa: SLF001 - two halves of one thing
            assert running is not None
            self._row.append(running)
            self._simulation._pause()  # noqa: SLF001 - likewise
        return heapq.heappop(self._items)[2]

    def _tell_later(self, seconds: float) -> None:
        self._simulation.sleep(seconds)
        self._tell()

    def _tell(self) -> None:
        if self._row:
            self._simulation._wake(self._row.popleft(), 0.0)  # noqa: SLF001 - likewise
