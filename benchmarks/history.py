# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What reading the history of a repository adds to a scan of it.

``python -m benchmarks.history`` publishes one flagged derivative on a local Hub with 1 to 300 further commits, some of which change the card,
and prints requests and bytes of a scan without history, of the first with it, and of the second.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

from bot.localhub import samples
from bot.pipeline.history import Past
from bot.pipeline.scan import scan
from bot.ports.progress import Silence
from tests.scenarios.world import World

REPO = samples.RAKUTEN_LIKE
UPSTREAMS = [each for each in samples.UPSTREAMS if each.repo in {samples.DEEPSEEK_V3, samples.GLM_AIR}]
SIZES = ((1, 0), (11, 4), (47, 30), (300, 30))
"""Further commits, and how many of the oldest of them change the card."""


def publish(world: World, commits: int, cards: int) -> None:
    """Each commit changes one file."""
    repositories = world.hub.repositories
    card = repositories.blobs.read(repositories.revision(REPO).tree["README.md"])
    for each in range(commits):
        path, content = ("README.md", card) if each < cards else ("notes.txt", b"")
        repositories.commit(REPO, {path: content + b"\nRevision %d\n" % each})


def measure(world: World, past: Past | None) -> dict[str, Any]:
    """One scan."""
    app = world.app
    report = scan(
        app.sources.open(REPO),
        catalog=app.catalog,
        rulebook=app.rulebook,
        budget=app.budget,
        clock=app.clock,
        progress=Silence(),
        past=past,
    )
    seen = len(report.timeline.commits) if report.timeline else 0
    return {"requests": report.cost.requests, "bytes": report.cost.bytes, "commits_seen": seen}


def main() -> None:
    """Print one line of JSON for each size."""
    for commits, cards in SIZES:
        with tempfile.TemporaryDirectory() as folder, World(Path(folder), [REPO], upstreams=UPSTREAMS) as world:
            publish(world, commits, cards)
            past = world.app.past
            rows = {
                "without": measure(world, None),
                "first": measure(world, past),
                "second": measure(world, past),
            }
            print(json.dumps({"further_commits": commits, "card_changes": cards, **rows}))


if __name__ == "__main__":
    main()
