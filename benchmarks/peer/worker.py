# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Runs under the other tool's interpreter: one pair of folders a line in, its answer a line out.

The call is the one that its command ``provenancekit compare A B --json`` makes, with its default settings and its cache on; only the start of
the process is shared by all pairs.
"""

from __future__ import annotations

import json
import sys

from provenancekit.core.results.formatters import format_json
from provenancekit.core.scanner import ModelProvenanceScanner
from provenancekit.utils.logging import configure_logging


def main() -> None:
    """Answer until the questions end."""
    configure_logging(False)  # As its command does: without it, its log goes where the answers go.
    scanner = ModelProvenanceScanner()
    for line in sys.stdin:
        suspect, reference = json.loads(line)
        try:
            answer = json.loads(format_json(scanner.compare(suspect, reference)))
        except Exception as error:  # noqa: BLE001 - the tool's command turns any of them into a message, too
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
