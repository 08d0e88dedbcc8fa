# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What comparing two models needs of the application, and nothing else.

It remembers nothing, so it opens no database; without the libraries for that it takes half of the processor time and memory
(``benchmarks/results/vs_peer.md``). `bot.bootstrap` builds the rest on the same parts.
"""

from __future__ import annotations

import importlib.metadata
from collections.abc import Callable
from dataclasses import dataclass

from bot.adapters.clock import SystemClock
from bot.adapters.hub.connection import HubConnection
from bot.adapters.hub.models import HubModels
from bot.adapters.hub.options import HubOptions
from bot.adapters.rulebook import load_rulebook
from bot.adapters.targets import TargetSources
from bot.model.costs import Budget
from bot.model.reports import Comparison
from bot.pipeline import compare as comparing
from bot.policy.rulebook import Rulebook
from bot.ports.clock import Clock
from bot.ports.hub import ModelSources
from bot.ports.progress import Progress
from bot.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparer:
    """Compares what a person names. Close it at the end."""

    sources: ModelSources
    rulebook: Rulebook
    clock: Clock
    budget: Budget
    """What one examination may take, unless its caller says otherwise."""
    closers: tuple[Callable[[], None], ...] = ()

    def compare(
        self,
        suspect: str,
        reference: str,
        budget: Budget,
        progress: Progress,
        *,
        full: bool = False,
        device: str | None = None,
    ) -> Comparison:
        """Compare two models; with ``full``, every tensor of them, on torch where a ``device`` of it is named.

        Raises RemoteError or InputError where one cannot be opened, SettingsError where there is no such device.
        """
        return comparing.compare(
            self.sources.open(suspect),
            self.sources.open(reference),
            rulebook=self.rulebook,
            budget=budget,
            clock=self.clock,
            progress=progress,
            full=full,
            device=device,
        )

    def close(self) -> None:
        """Let go of connections."""
        for closer in self.closers:
            closer()


def build_comparer(settings: Settings, *, offline: bool = False) -> Comparer:
    """What compares by these settings. Raises OperatorError where the rules cannot be used; asks the Hub nothing yet."""
    connection = connect(settings)
    return Comparer(
        sources=TargetSources(None if offline else HubModels(connection)),
        rulebook=load_rulebook(settings.rules_folder),
        clock=SystemClock(),
        budget=budget_of(settings),
        closers=(connection.close,),
    )


def budget_of(settings: Settings) -> Budget:
    """What one examination may take."""
    return Budget(max_bytes=settings.max_bytes, max_requests=settings.max_requests)


def connect(settings: Settings) -> HubConnection:
    """A connection to the Hub that has sent nothing yet. Raises SettingsError."""
    return HubConnection(options_of(settings))


def options_of(settings: Settings) -> HubOptions:
    """How to talk to the Hub. Raises SettingsError."""
    return HubOptions(
        endpoint=settings.hub_url,
        token=None if settings.token is None else settings.token.reveal(),
        contact=settings.contact,
        timeout_seconds=settings.timeout_seconds,
        version=importlib.metadata.version("hubnotice"),
    )
