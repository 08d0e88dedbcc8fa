# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What comparing every tensor of two models of a billion parameters takes, against merely reading the same files.

``OPENBLAS_NUM_THREADS=1 python -m benchmarks.compare_full [MILLIONS]`` makes a pair in a temporary folder (BF16, two shards each; layers
are copies of one layer with a row rolled, a fine-tune of half of them), then runs each way in a process of its own, alternating, three
times: a plain sequential read of 8 MB at a time with a sum over the 16-bit codes, the same with a sum over the values, and the
comparison. It prints JSON: seconds, bytes a second and the largest resident memory of each process. Other load on the machine shows as
seconds well above processor seconds.
"""

from __future__ import annotations

import json
import math
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.machine import machine_facts
from bot.adapters.folders import open_folder
from bot.pipeline.full import compare_in_full
from bot.ports.progress import Silence

_HIDDEN, _WIDTH, _VOCABULARY = 4096, 11_008, 32_000
_PIECE = 8 * 1024 * 1024
_RUNS = 3
_SEED = 20_261_125


def main() -> None:
    """Make the pair and measure; or, when called by itself, run one way over a pair that is there."""
    match sys.argv[1:]:
        case ["read", folder]:
            print(json.dumps(_measured(lambda: _read(Path(folder)))))
        case ["sum", folder]:
            print(json.dumps(_measured(lambda: _sum(Path(folder)))))
        case ["compare", folder]:
            print(json.dumps(_measured(lambda: _compare(Path(folder)))))
        case arguments:
            _all(int(arguments[0]) * 1_000_000 if arguments else 1_000_000_000)


def _all(parameters: int) -> None:
    with tempfile.TemporaryDirectory(prefix="compare-full-") as name:
        folder = Path(name)
        layers = max(2, round((parameters - 2 * _VOCABULARY * _HIDDEN) / (3 * _HIDDEN * _WIDTH)))
        _make(folder / "reference", layers, is_suspect=False)
        _make(folder / "suspect", layers, is_suspect=True)
        runs: dict[str, list[dict[str, float]]] = {"read": [], "sum": [], "compare": []}
        _run("read", folder)
        for _ in range(_RUNS):
            for way, results in runs.items():
                results.append(_run(way, folder))
        size = sum(file.stat().st_size for file in folder.rglob("*.safetensors"))
    seconds = {way: statistics.median(run["seconds"] for run in results) for way, results in runs.items()}
    processor = {way: statistics.median(run["processor_seconds"] for run in results) for way, results in runs.items()}
    result = {
        "machine": machine_facts(),
        "bytes": size,
        "bytes_a_second": {way: round(size / taken) for way, taken in seconds.items()},
        "speed_relative_to_reading_codes": round(seconds["read"] / seconds["compare"], 3),
        "speed_relative_to_summing_values": round(seconds["sum"] / seconds["compare"], 3),
        "processor_time_relative_to_reading_codes": round(processor["compare"] / processor["read"], 3),
        "load_average": os.getloadavg(),
        "runs": runs,
    }
    print(json.dumps(result, indent=2))


def _run(way: str, folder: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.compare_full", way, str(folder)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    result: dict[str, float] = json.loads(done.stdout)
    return result


def _measured(work: Callable[[], dict[str, float]]) -> dict[str, float]:
    began, processor = time.perf_counter(), time.process_time()
    facts = work()
    return {
        "seconds": round(time.perf_counter() - began, 3),
        "processor_seconds": round(time.process_time() - processor, 3),
        "peak_mb": _peak_mb(),
        **facts,
    }


def _peak_mb() -> float:
    """Largest resident memory of this process in 10^6 bytes; ``ru_maxrss`` would count the parent's, which it is forked from."""
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    kibibytes = next(line.split()[1] for line in lines if line.startswith("VmHWM"))
    return round(int(kibibytes) * 1024 / 1e6, 1)


def _read(folder: Path) -> dict[str, float]:
    total = 0
    for path in sorted(folder.rglob("*.safetensors")):
        with path.open("rb") as file:
            while piece := file.read(_PIECE):
                total += int(np.frombuffer(piece[: len(piece) // 2 * 2], "<u2").sum(dtype=np.uint64))
    return {"sum": total}


def _sum(folder: Path) -> dict[str, float]:
    total = 0.0
    for path in sorted(folder.rglob("*.safetensors")):
        with path.open("rb") as file:
            length = int.from_bytes(file.read(8), "little")
            file.seek(length, os.SEEK_CUR)
            while piece := file.read(_PIECE):
                values = (np.frombuffer(piece, "<u2").astype(np.uint32) << np.uint32(16)).view(np.float32)
                total += float(values.sum())
    return {"sum": total}


def _compare(folder: Path) -> dict[str, float]:
    found = compare_in_full(open_folder(folder / "suspect"), open_folder(folder / "reference"), progress=Silence())
    return {"parameters": found.parameters, "equal_share": found.equal_share, "close_share": found.close_share}


def _make(folder: Path, layers: int, *, is_suspect: bool) -> None:
    """Two shards: embeddings, and all layers."""
    shapes = {"gate_proj": (_WIDTH, _HIDDEN), "up_proj": (_WIDTH, _HIDDEN), "down_proj": (_HIDDEN, _WIDTH)}
    tokens = dict.fromkeys(("model.embed_tokens.weight", "lm_head.weight"), (_VOCABULARY, _HIDDEN))
    deep = {
        f"model.layers.{layer}.mlp.{name}.weight": shape for layer in range(layers) for name, shape in shapes.items()
    }
    write_shards(folder, (tokens, deep), is_suspect=is_suspect)


def write_shards(folder: Path, shards: Sequence[Mapping[str, tuple[int, ...]]], *, is_suspect: bool) -> None:
    """A repository of BF16 tensors of these shapes, one file for each mapping, with the index; every second matrix of a suspect is tuned."""
    folder.mkdir()
    places: dict[str, str] = {}
    for number, tensors in enumerate(shards, 1):
        entries: dict[str, object] = {}
        offset = 0
        file_name = f"model-{number:05d}-of-{len(shards):05d}.safetensors"
        for name, shape in tensors.items():
            stop = offset + 2 * math.prod(shape)
            entries[name] = {"dtype": "BF16", "shape": list(shape), "data_offsets": [offset, stop]}
            places[name] = file_name
            offset = stop
        header = json.dumps(entries).encode()
        with (folder / file_name).open("wb") as file:
            file.write(len(header).to_bytes(8, "little") + header)
            for place, shape in enumerate(tensors.values()):
                for rows in _values(shape, place, is_tuned=is_suspect and place % 2 == 1):
                    file.write(rows.tobytes())
    (folder / "model.safetensors.index.json").write_text(json.dumps({"metadata": {}, "weight_map": places}))


def _values(shape: tuple[int, ...], place: int, *, is_tuned: bool) -> Iterator[NDArray[np.uint16]]:
    """A matrix in blocks of rows: one random block, rolled by another distance each time; tuned by noise of a fiftieth of its spread.

    A vector is a row about one, as gains are.
    """
    rows, columns = shape if len(shape) > 1 else (1, *shape)
    center = np.float32(0 if len(shape) > 1 else 1)
    block = np.random.default_rng((_SEED, columns)).normal(0, 0.02, (512, columns)).astype(np.float32)
    noise = np.random.default_rng((_SEED, 1)).normal(0, 0.0004, block.shape).astype(np.float32) if is_tuned else 0.0
    for first in range(0, rows, len(block)):
        values = np.roll(block, first + 31 * place, axis=1) + noise + center
        bits = values.astype(np.float32).view(np.uint32)[: rows - first]
        yield ((bits + np.uint32(0x8000)) >> np.uint32(16)).astype(np.uint16)


if __name__ == "__main__":
    main()
