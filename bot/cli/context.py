# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""From a command's options to the application; tests put an application of their own in its place."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

if TYPE_CHECKING:
    from bot.bootstrap import Application
    from bot.comparing import Comparer
    from bot.policy.rulebook import Rulebook
    from bot.scanning import Scanner
    from bot.settings import Settings


@dataclass(slots=True, kw_only=True)
class Launch:
    """What was said before the command's name; builds the application when a command first asks for it."""

    config: str | None = None
    database: str | None = None
    _built: Comparer | None = field(default=None, init=False)

    def settings(self, **flags: object) -> Settings:
        """The settings with a command's own flags; ``None`` is a flag not given. Raises SettingsError."""
        from bot.settings import load_settings

        given = {"database": self.database, **flags}
        return load_settings(
            {name: str(value) for name, value in given.items() if value is not None},
            os.environ,
            Path(self.config) if self.config else None,
        )

    def application(self, *, offline: bool = False, **flags: object) -> Application:
        """Everything built; call it once a command."""
        from bot.bootstrap import build

        built = build(self.settings(**flags), environment=os.environ, offline=offline)
        self._built = built
        return built

    def comparer(self, *, offline: bool = False, **flags: object) -> Comparer:
        """Only what compares two models: no database is opened, none of its libraries loaded."""
        from bot.comparing import build_comparer

        self._built = build_comparer(self.settings(**flags), offline=offline)
        return self._built

    def scanner(self, *, offline: bool = False, **flags: object) -> Scanner:
        """Only what scans one model: nothing of the desk, the alerts and the daemon is loaded."""
        from bot.scanning import build_scanner

        built = build_scanner(self.settings(**flags), environment=os.environ, offline=offline)
        self._built = built
        return built

    def rulebook(self) -> Rulebook:
        """Only the rules. Raises RulesError."""
        from bot.adapters.rulebook import load_rulebook

        return load_rulebook(self.settings().rules_folder)

    def close(self) -> None:
        """Let go of connections."""
        if self._built is not None:
            self._built.close()


def application(ctx: click.Context, *, offline: bool = False, **flags: object) -> Application:
    """The application for this command, with its flags (by the names of the settings) applied."""
    if isinstance(ctx.obj, Launch):
        return ctx.obj.application(offline=offline, **flags)
    return cast("Application", ctx.obj)


def settings_for(ctx: click.Context, **flags: object) -> Settings:
    """The settings of this command alone. Raises SettingsError."""
    from bot.settings import Settings

    return ctx.obj.settings(**flags) if isinstance(ctx.obj, Launch) else Settings()


def comparer(ctx: click.Context, *, offline: bool = False, **flags: object) -> Comparer:
    """What compares two models for this command; the whole application can, too."""
    if isinstance(ctx.obj, Launch):
        return ctx.obj.comparer(offline=offline, **flags)
    return cast("Comparer", ctx.obj)


def scanner(ctx: click.Context, *, offline: bool = False, **flags: object) -> Scanner:
    """What scans one model for this command; the whole application can, too."""
    if isinstance(ctx.obj, Launch):
        return ctx.obj.scanner(offline=offline, **flags)
    return cast("Scanner", ctx.obj)


def rulebook(ctx: click.Context) -> Rulebook:
    """The rules for this command; nothing else is built for them."""
    return ctx.obj.rulebook() if isinstance(ctx.obj, Launch) else cast("Comparer", ctx.obj).rulebook


def rules_folder(ctx: click.Context) -> Path | None:
    """The operator's own folder of rules, as the settings name it."""
    return ctx.obj.settings().rules_folder if isinstance(ctx.obj, Launch) else None
