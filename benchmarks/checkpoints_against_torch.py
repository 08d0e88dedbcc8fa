# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Whether a damaged checkpoint ever shows this program other weights than it shows torch.

Run: ``PYTHONPATH=. python benchmarks/checkpoints_against_torch.py [FILES]``, with torch installed. A small checkpoint, in the layouts of
today and of before 1.6, gets one to three bytes changed; wherever both this program and ``torch.load(weights_only=True)`` accept the
result, and its marks hold, every tensor is compared to the bit. Prints how many files and tensors that were, and how many differed. In the old layout the names of storages are addresses in
memory, so that counts vary a little from run to run.
"""

from __future__ import annotations

import io
import random
import sys
from collections import Counter
from collections.abc import Iterator
from typing import Any

import torch

from bot.formats.binaries import read_header
from bot.formats.headers import Header
from bot.model.errors import InputError
from bot.model.tensors import DType, TensorSpec

SEED = 20260317
FILES = 10_000
DTYPES = {DType.F32: torch.float32, DType.F16: torch.float16, DType.I64: torch.int64, DType.BF16: torch.bfloat16}


def main(files: int) -> None:
    """Count and print."""
    drawn, counts = random.Random(SEED), Counter[str]()
    originals = list(checkpoints())
    for _ in range(files):
        content = damaged(drawn, drawn.choice(originals))
        counts.update(compared(content))
    print(f"{files} damaged files, seed {SEED}, torch {torch.__version__}:", dict(sorted(counts.items())))


def checkpoints() -> Iterator[bytes]:
    """The same values in both layouts: a transposed view, tied weights, a slice and a nested list among them."""
    torch.manual_seed(SEED)
    matrix = torch.randn(6, 8)
    table = {
        "own": torch.arange(12.0).reshape(3, 4),
        "turned": matrix.t(),
        "half": matrix.half(),
        "tied": matrix,
        "rows": matrix[2:4],
        "whole": torch.arange(5),
        "inside": [torch.ones(3), {"deep": torch.zeros(2, 2)}],
    }
    for is_zip in (True, False):
        file = io.BytesIO()
        torch.save(table, file, _use_new_zipfile_serialization=is_zip)
        yield file.getvalue()


def damaged(drawn: random.Random, content: bytes) -> bytes:
    """With one to three bytes changed, often by little."""
    changed = bytearray(content)
    for _ in range(drawn.choice((1, 1, 1, 2, 3))):
        place = drawn.randrange(len(changed))
        old = changed[place]
        changed[place] = drawn.choice((drawn.randrange(256), old ^ 1 << drawn.randrange(8), (old + 1) % 256, 0, 255))
    return bytes(changed)


def compared(content: bytes) -> Iterator[str]:
    """What became of one file, and of each tensor that both show."""
    header, theirs = ours(content), torchs(content)
    if header is None or theirs is None:
        yield "files refused by both" if header is None and theirs is None else "files refused by one"
        return
    yield "files accepted by both"
    for spec in header.tensors:
        other = theirs.get(spec.name)
        if other is None:
            yield "tensors of another name"
        elif any(
            is_broken(content, mark.range.start, mark.content) and mark.range.stop <= spec.start < mark.stop
            for mark in header.marks
        ):
            yield "tensors behind a broken mark"
        else:
            yield "tensors that are equal" if equal(content, spec, other) else "tensors that differ"


def ours(content: bytes) -> Header | None:
    """The header; ``None`` where it is refused."""
    reading = read_header("model.pt", len(content))
    try:
        wanted = next(reading)
        while True:
            wanted = reading.send(content[wanted.start : wanted.stop])
    except InputError:
        return None
    except StopIteration as done:
        header: Header = done.value
        return header


def torchs(content: bytes) -> dict[str, torch.Tensor] | None:
    """Tensors by name; ``None`` where torch refuses the file, for whatever reason."""
    try:
        return dict(named("", torch.load(io.BytesIO(content), weights_only=True)))
    except Exception:  # noqa: BLE001 - torch has no error of its own for a damaged file
        return None


def named(name: str, value: Any) -> Iterator[tuple[str, torch.Tensor]]:  # noqa: ANN401 - whatever was saved
    """Every tensor in it, by its path."""
    if isinstance(value, torch.Tensor):
        yield name, value.detach()
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list | tuple) else ()
    for key, each in items:
        yield from named(f"{name}.{key}" if name else str(key), each)


def is_broken(content: bytes, start: int, expected: bytes) -> bool:
    """Whether a mark differs."""
    return content[start : start + len(expected)] != expected


def equal(content: bytes, spec: TensorSpec, other: torch.Tensor) -> bool:
    """To the bit, and to the shape, unless all axes are turned around."""
    if spec.dtype not in DTYPES or DTYPES[spec.dtype] != other.dtype:
        return False
    lying = (
        other if tuple(other.shape) == spec.shape and other.is_contiguous() else other.permute(*range(other.ndim)[::-1])
    )
    values = lying.contiguous().numpy()
    return values.shape == spec.shape and bool(values.tobytes() == content[spec.start : spec.stop])


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else FILES)
