# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The one place that builds everything: the only package that knows which adapter is behind which port."""

from bot.bootstrap.application import Application, Operations, Oversight, Programs
from bot.bootstrap.building import build
from bot.bootstrap.daemon import check_signature, connect_github, daemon_jobs
from bot.bootstrap.storage import Storage, back_up_database, open_storage

__all__ = [
    "Application",
    "Operations",
    "Oversight",
    "Programs",
    "Storage",
    "back_up_database",
    "build",
    "check_signature",
    "connect_github",
    "daemon_jobs",
    "open_storage",
]
