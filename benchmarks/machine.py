# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The facts about a machine that a measured number depends on."""

from __future__ import annotations

import os
import platform
from pathlib import Path

import numpy as np


def machine_facts() -> dict[str, str | int]:
    """Processor, how many of them, system and versions."""
    return {
        "processor": _processor(),
        "processors": os.cpu_count() or 1,
        "system": platform.platform(),
        "python": platform.python_version(),
        "numpy": np.__version__,
        # Small products on several threads cost several times the processor time where the machine is busy.
        "openblas_num_threads": os.environ.get("OPENBLAS_NUM_THREADS", "default"),
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())
