# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What writes a bill of materials in one format."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum

from bot.model.bill import Bill


class DocumentForm(Enum):
    """Every format and encoding that a bill can be written in."""

    SPDX_JSON = "spdx-json"
    SPDX_TAG_VALUE = "spdx-tag-value"
    SPDX3_JSON = "spdx3-json"
    CYCLONEDX_JSON = "cyclonedx-json"


BillWriter = Callable[[Bill], str]
"""The document's whole text, with a line break at its end; the same bytes for the same bill."""
