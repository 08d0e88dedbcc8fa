# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""A Hub with sample models, and the daemon with preset demo beside it, in one process: everything real but the machine room."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from bot.bootstrap import Application, build
from bot.localhub import LocalHub, samples
from bot.localhub.storage.threads import Discussion
from bot.model.cases import Case
from bot.model.reports import ScanReport
from bot.ports.progress import Silence
from bot.render.documents import scan_document
from bot.settings import load_settings
from tests.samples.schemas import check_document

BOT = "hubnotice-bot"
TOKEN = "hf_scenarios"
_WITHIN_SECONDS = 120.0


def settings_file(folder: Path) -> Path:
    """Settings of these tests, so that those of whoever runs them do not matter."""
    file = folder / "hubnotice.toml"
    file.write_text('preset = "demo"\ncontact = "bot@example.org"\n')
    return file


def environment_of(hub_url: str, folder: Path) -> dict[str, str]:
    return {"HF_ENDPOINT": hub_url, "HUBNOTICE_TOKEN": TOKEN, "HUBNOTICE_DATABASE": str(folder / "hubnotice.sqlite3")}


class World:
    """Known upstreams in the catalog, these samples freshly uploaded. Close it at the end."""

    def __init__(
        self,
        folder: Path,
        repos: Sequence[str],
        *,
        upstreams: Sequence[samples.Sample] = samples.UPSTREAMS,
        derivatives: Sequence[samples.Sample] = samples.DERIVATIVES,
        rules: Path | None = None,
    ) -> None:
        self.folder = folder
        self.hub = LocalHub(folder / "hub")
        self.hub.accounts.add_user(BOT, token=TOKEN)
        for sample in upstreams:
            samples.publish(self.hub, sample)
        for sample in derivatives:
            if sample.repo in repos:
                samples.publish(self.hub, sample, date=datetime.now(UTC))
        environment = environment_of(self.hub.url, folder) | ({"HUBNOTICE_RULES_FOLDER": str(rules)} if rules else {})
        settings = load_settings({}, environment, settings_file(folder))
        self.app: Application = build(settings, environment={})
        for sample in upstreams:
            self.app.add_to_catalog(sample.repo, Silence())

    def poll(self) -> None:
        """One poll and everything that follows from it."""
        engine = self.app.daemon()
        engine.start()
        try:
            engine.poll()
            assert engine.drain(_WITHIN_SECONDS)
        finally:
            engine.stop()

    def head(self, repo: str) -> str:
        return self.hub.repositories.revision(repo).id

    def threads(self, repo: str) -> list[Discussion]:
        """Everything that anybody wrote below a model."""
        return self.hub.discussions.all(repo)

    def case(self, repo: str) -> Case:
        found = self.app.casebook.case_of(repo)
        assert found is not None
        return found

    def scan(self, repo: str) -> ScanReport:
        return self.app.scan(repo, self.app.budget, Silence())

    def document(self, repo: str) -> Any:  # noqa: ANN401 - JSON
        """What ``hubnotice scan --format json`` prints, read again."""
        document = json.loads(json.dumps(scan_document(self.scan(repo)), allow_nan=False))
        check_document(document)
        return document

    def written(self) -> int:
        """Requests that changed a discussion."""
        return self.hub.recorder.count(method="POST", path="/discussions")

    def close(self) -> None:
        self.app.close()
        self.hub.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def words(thread: Discussion) -> str:
    """The bot's first post."""
    return thread.comments[0].latest.text
