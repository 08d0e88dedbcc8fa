# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The published tool that is run beside ours: how it is installed, and how it is called.

`cisco-ai-provenance-kit <https://pypi.org/project/cisco-ai-provenance-kit/>`_ 1.0.0 (Apache-2.0) in a virtual environment of its own, which
needs Python 3.12 or later. Nothing of it is imported or copied here: `benchmarks.peer.worker` runs under its interpreter.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

VERSION = "1.0.0"
PACKAGE = f"cisco-ai-provenance-kit=={VERSION}"
ENVIRONMENT = Path(__file__).parents[1] / "cache" / "peer-venv"
_CONSTRAINTS = "torch==2.13.0\n"
_WORKER = Path(__file__).with_name("worker.py")


def install(place: Path) -> Path:
    """The folder of the tool's programs; makes the environment with pip where it is missing (about 5 GB with torch)."""
    programs = place / "bin"
    if not (programs / "provenancekit").exists():
        interpreter = _interpreter()
        subprocess.run([interpreter, "-m", "venv", str(place)], check=True)
        limits = place / "constraints.txt"
        limits.write_text(_CONSTRAINTS)
        subprocess.run([str(programs / "pip"), "install", "-q", "-c", str(limits), PACKAGE], check=True)
    return programs


def versions(programs: Path) -> dict[str, str]:
    """What is installed there, of the packages that the answers depend on."""
    listed = subprocess.run(
        [str(programs / "pip"), "list", "--format", "json"], check=True, capture_output=True, text=True
    )
    wanted = {"cisco-ai-provenance-kit", "torch", "transformers", "numpy", "safetensors"}
    return {each["name"]: each["version"] for each in json.loads(listed.stdout) if each["name"] in wanted}


def environment(cache: Path) -> dict[str, str]:
    """Its environment: nothing may be fetched, and what it remembers stays in ``cache``."""
    return {
        **os.environ,
        "HF_HUB_OFFLINE": "1",
        "HF_HOME": str(cache / "huggingface"),
        "PROVENANCEKIT_CACHE_DIR": str(cache / "features"),
    }


class Peer:
    """The tool as one process that answers pair after pair."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def compare(self, suspect: Path, reference: Path) -> dict[str, Any]:
        """Its whole answer as it prints it with ``--json``; ``{"error": why}`` where it could not run."""
        questions, replies = self._process.stdin, self._process.stdout
        if questions is None or replies is None:
            raise RuntimeError("the worker was started without pipes")
        questions.write(json.dumps([str(suspect), str(reference)]) + "\n")
        questions.flush()
        answer: dict[str, Any] = json.loads(replies.readline())
        return answer


@contextmanager
def answering(programs: Path, cache: Path) -> Iterator[Peer]:
    """A worker that stops at the end."""
    command = [str(programs / "python"), str(_WORKER)]
    # What it prints on its way (progress, warnings of transformers) is no answer.
    with (
        (cache / "peer.log").open("w") as log,
        subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True, env=environment(cache)
        ) as process,
    ):
        try:
            yield Peer(process)
        finally:
            process.terminate()


def _interpreter() -> str:
    for name in ("python3.13", "python3.12"):
        if (found := shutil.which(name)) and _runs(found):
            return found
    if sys.version_info >= (3, 12):
        return sys.executable
    sys.exit(f"{PACKAGE} needs Python 3.12 or later, and no python3.12 or python3.13 was found")


def _runs(interpreter: str) -> bool:
    return subprocess.run([interpreter, "-c", ""], check=False, capture_output=True).returncode == 0
