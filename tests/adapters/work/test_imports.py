# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The command line imports storage and work without paying for their libraries."""

from __future__ import annotations

import subprocess
import sys

_SCRIPT = """
import sys
import bot.adapters.storage.casebook, bot.adapters.storage.catalog, bot.adapters.storage.schema
import bot.adapters.work.engine, bot.adapters.work.schedule
print(sorted({"alembic", "apscheduler", "dbos", "filelock", "psycopg"} & set(sys.modules)))
"""


def test_heavy_libraries_wait_for_their_use() -> None:
    done = subprocess.run([sys.executable, "-c", _SCRIPT], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
