# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The dashboard of a repository whose owner asked for one: written from the cases as they are now, edited and never doubled."""

from __future__ import annotations

from dataclasses import dataclass

from bot.pipeline.trackers.ensure import Ensured, ensure_dashboard
from bot.ports.casebook import Casebook
from bot.ports.tracker import Tracker
from bot.render.dashboards import DashboardWriter
from bot.render.posts import Post


@dataclass(frozen=True, slots=True, kw_only=True)
class Dashboard:
    """What is needed to write it."""

    tracker: Tracker
    repo: str
    """``owner/name`` of the repository that it is in."""
    casebook: Casebook
    writer: DashboardWriter

    def text(self) -> Post:
        """As it would be written now. Asks who can read the repository, and writes nothing. Raises RemoteError, RulesError."""
        return self.writer.dashboard(self.casebook.cases(), is_public=self.tracker.is_public(self.repo))

    def ensure(self) -> Ensured:
        """Make it say this. Raises RemoteError where it cannot be written, RulesError where the template is broken."""
        return ensure_dashboard(self.tracker, self.repo, self.text())
