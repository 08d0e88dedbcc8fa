# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The fuzzer itself: it knows valid files, and notices each promise that a reader does not keep."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from benchmarks.fuzz.mutations import mutated
from benchmarks.fuzz.playing import Broken, Promises, hold
from benchmarks.fuzz.run import Session
from benchmarks.fuzz.seeds import seeds_of
from benchmarks.fuzz.targets import TARGETS
from bot.formats.headers import Header
from bot.formats.pieces import Reading
from bot.model.errors import InputError
from bot.model.repository import ByteRange
from bot.model.tensors import DType, TensorSpec

PROMISES = Promises(largest_range=8, most_bytes=10)
FILE = bytes(20)


def reading(*ranges: tuple[int, int], tensor: tuple[str, int, int] = ("model", 0, 4)) -> Reading[Header]:
    for start, stop in ranges:
        yield ByteRange(start, stop)
    file, start, stop = tensor
    spec = TensorSpec(name="w", dtype=DType.F32, shape=(1,), file=file, start=start, stop=stop)
    return Header(tensors=(spec,), unsupported=())


@pytest.mark.parametrize("name", TARGETS)
def test_every_target_accepts_its_seeds(name: str) -> None:
    for content in seeds_of(name):
        assert TARGETS[name](content)


@pytest.mark.parametrize("name", TARGETS)
def test_every_target_survives_a_few_mutations(name: str) -> None:
    chance = random.Random(3)
    files = seeds_of(name)
    outcomes = {TARGETS[name](mutated(chance, files)) for _ in range(150)}
    assert outcomes == {True, False}


def test_a_reader_that_keeps_its_promises_is_accepted() -> None:
    assert hold(reading((0, 8), (8, 10)), "model", FILE, PROMISES)


@pytest.mark.parametrize(
    "bad",
    [
        reading((16, 21)),
        reading((0, 9)),
        reading((0, 8), (8, 11)),
        reading(tensor=("model", 18, 22)),
        reading(tensor=("other", 0, 4)),
        reading(tensor=("model", 0, 8)),
    ],
    ids=["beyond the file", "too much at once", "too much in all", "a tensor outside", "in another file", "too long"],
)
def test_a_broken_promise_is_noticed(bad: Reading[Header]) -> None:
    with pytest.raises(Broken):
        hold(bad, "model", FILE, PROMISES)


def test_a_refusal_that_does_not_name_the_file_is_noticed() -> None:
    def refusing() -> Reading[Header]:
        yield ByteRange(0, 1)
        raise InputError("no")

    with pytest.raises(Broken, match="without naming"):
        hold(refusing(), "model", FILE, PROMISES)


def test_an_error_is_noted_and_its_file_kept(tmp_path: Path) -> None:
    def failing(_: bytes) -> bool:
        raise IndexError("out of range")

    session = Session(target="gguf", engine="own")
    session.execute(failing, b"content", tmp_path)
    assert session.executions == 1
    assert session.findings[0].startswith("IndexError: out of range")
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"content"]
