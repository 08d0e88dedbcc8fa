# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The folder of a Hub with the known upstreams and every upload, still hidden. Made once and used by every run of the same size."""

from __future__ import annotations

import shutil
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.load import upstreams
from benchmarks.load.files import files_of, settings_of
from benchmarks.load.plan import uploads
from bot.localhub import LocalHub

ACCOUNT = "hubnotice-load"
TOKEN = "hf_load_of_hubnotice"
_CREATED = datetime(2026, 11, 30, tzinfo=UTC)
_VERSION = "1"
"""Names what is in the folder; another one is made anew."""


def world(folder: Path, events: int) -> Path:
    """The Hub's folder below this one, made where it is not there yet."""
    root = folder / f"hub-{events}"
    ready = root / "ready"
    if ready.is_file() and ready.read_text() == _VERSION:
        return root
    shutil.rmtree(root, ignore_errors=True)
    began = time.perf_counter()
    with LocalHub(root) as hub:
        hub.accounts.add_user(ACCOUNT, token=TOKEN)
        upstreams.publish(hub)
        for number, upload in enumerate(uploads(events)):
            settings: dict[str, Any] = dict(settings_of(upload))
            hub.repositories.create(upload.repo, created_at=_CREATED, private=True, **settings)
            hub.repositories.commit(upload.repo, files_of(upload), title="Upload model", date=_CREATED)
            if number % 5000 == 4999:
                print(f"made {number + 1} of {events} repositories", flush=True)
    ready.write_text(_VERSION)
    print(f"made {events} repositories in {time.perf_counter() - began:.0f} s", flush=True)
    return root
