# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Whether the readers of weight files keep their promises, whatever the file says.

Run: ``python -m benchmarks.fuzz.run --target gguf --minutes 10``; with ``--engine atheris`` the mutations follow the code that they reach
(needs ``pip install atheris``). ``--seeds FOLDER`` adds small files of one's own. A file that breaks a promise is kept in ``--findings``.
Appends to benchmarks/results/fuzz.json: executions, findings, share of files that were accepted, slowest file, peak memory of the process.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import resource
import sys
import time
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from types import FunctionType

from benchmarks.fuzz.mutations import mutated
from benchmarks.fuzz.seeds import seeds_of
from benchmarks.fuzz.targets import TARGETS, Target
from benchmarks.machine import machine_facts

RESULTS = Path(__file__).parents[1] / "results" / "fuzz.json"
_MOST_FINDINGS = 20
_MEMORY = 4 << 30
"""Bytes of address space: a reader that allocates what a file claims ends in MemoryError, which is a finding."""


@dataclass(slots=True, kw_only=True)
class Session:
    """What came out so far."""

    target: str
    engine: str
    executions: int = 0
    accepted: int = 0
    findings: list[str] = field(default_factory=list)
    slowest_seconds: float = 0.0
    seconds: float = 0.0
    processor_seconds: float = 0.0
    peak_megabytes: float = 0.0
    megabytes_before: float = 0.0

    def execute(self, target: Target, content: bytes, folder: Path) -> None:
        """One file; an error is noted, and the file kept."""
        began = time.perf_counter()
        try:
            self.accepted += target(content)
        except Exception as error:  # noqa: BLE001 - whatever a reader raises here is what this looks for
            self._note(error, content, folder)
        self.executions += 1
        self.slowest_seconds = max(self.slowest_seconds, time.perf_counter() - began)

    def _note(self, error: Exception, content: bytes, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        kept = folder / f"{self.target}-{hashlib.sha256(content).hexdigest()[:16]}"
        kept.write_bytes(content)
        self.findings.append(f"{type(error).__name__}: {str(error)[:200]} ({kept.name})")


def megabytes() -> float:
    """Peak memory of this process so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def run_own(session: Session, *, minutes: float, seed: int, files: list[bytes], folder: Path) -> None:
    """Mutates files until the time is over; files that were accepted after a change are changed further."""
    chance = random.Random(seed)
    target = TARGETS[session.target]
    pool = list(files)
    end = time.monotonic() + minutes * 60
    while time.monotonic() < end and len(session.findings) < _MOST_FINDINGS:
        content = mutated(chance, pool)
        before = session.accepted
        session.execute(target, content, folder)
        if session.accepted > before and len(pool) < 64 * len(files):
            pool.append(content)


def run_atheris(session: Session, *, minutes: float, seed: int, files: list[bytes], folder: Path) -> None:
    """Lets libFuzzer choose, by the branches of the readers that a file reaches. Its process ends with it, so the result is written before."""
    import atheris  # noqa: PLC0415 - an extra that only this engine needs

    target = TARGETS[session.target]
    corpus = folder / f"corpus-{session.target}"
    corpus.mkdir(parents=True, exist_ok=True)
    for number, content in enumerate(files):
        (corpus / f"seed-{number}").write_bytes(content)
    end = time.monotonic() + minutes * 60
    began = time.monotonic()

    def one(content: bytes) -> None:
        session.execute(target, content, folder)
        if time.monotonic() >= end or len(session.findings) >= _MOST_FINDINGS:
            write(session, began)
            # libFuzzer takes an exception for a crash, also the one that ends a program.
            os._exit(bool(session.findings))

    for function in _functions():
        atheris.instrument_func(function)
    atheris.Setup(
        [
            sys.argv[0],
            f"-seed={seed}",
            "-max_len=65536",
            "-rss_limit_mb=2048",
            f"-artifact_prefix={folder}/",
            str(corpus),
        ],
        one,
    )
    atheris.Fuzz()


def _functions() -> list[FunctionType]:
    """Those of the readers: instrumenting everything that is imported takes minutes."""
    modules = [module for name, module in sys.modules.items() if name.startswith("bot.formats.")]
    own = [each for module in modules for each in vars(module).values()]
    inside = [each for kind in own if isinstance(kind, type) for each in vars(kind).values()]
    found = {each for each in (*own, *inside) if isinstance(each, FunctionType)}
    return sorted(
        (each for each in found if each.__module__.startswith("bot.formats.")), key=lambda each: each.__qualname__
    )


def write(session: Session, began: float) -> None:
    """Appends the result and prints it."""
    session.seconds = round(time.monotonic() - began, 1)
    session.processor_seconds = round(time.process_time(), 1)
    session.slowest_seconds = round(session.slowest_seconds, 3)
    session.peak_megabytes = round(megabytes(), 1)
    result = {"date": f"{datetime.now(UTC):%Y-%m-%d}", **asdict(session), "machine": machine_facts()}
    known = json.loads(RESULTS.read_text()) if RESULTS.exists() else []
    RESULTS.write_text(json.dumps([*known, result], indent=1) + "\n")
    print(json.dumps({key: value for key, value in result.items() if key != "machine"}, indent=1), flush=True)


def main() -> int:
    """Ends with 1 where there are findings."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--target", choices=sorted(TARGETS), required=True)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--engine", choices=("own", "atheris"), default="own")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seeds", type=Path)
    parser.add_argument("--findings", type=Path, default=Path("fuzz-findings"))
    arguments = parser.parse_args()
    files = seeds_of(arguments.target, arguments.seeds)
    session = Session(target=arguments.target, engine=arguments.engine, megabytes_before=round(megabytes(), 1))
    if arguments.engine == "own":
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    began = time.monotonic()
    engine = run_own if arguments.engine == "own" else run_atheris
    engine(session, minutes=arguments.minutes, seed=arguments.seed, files=files, folder=arguments.findings)
    write(session, began)
    return bool(session.findings)


if __name__ == "__main__":
    raise SystemExit(main())
