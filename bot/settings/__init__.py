# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Everything that an operator can set: flag, then environment, then ``hubnotice.toml``, then default."""

from bot.settings.loading import FILE, load_settings
from bot.settings.parsing import LOG_FORMATS, size_in_bytes
from bot.settings.table import SETTINGS, Setting
from bot.settings.values import Secret, Settings, default_database, is_loopback

__all__ = [
    "FILE",
    "LOG_FORMATS",
    "SETTINGS",
    "Secret",
    "Setting",
    "Settings",
    "default_database",
    "is_loopback",
    "load_settings",
    "size_in_bytes",
]
