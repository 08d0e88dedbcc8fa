# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Which release this is."""

from __future__ import annotations

import importlib.metadata


def version() -> str:
    """As the package says."""
    return importlib.metadata.version("hubnotice")
