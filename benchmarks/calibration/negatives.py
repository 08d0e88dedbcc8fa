# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Blocks of rows that are unrelated by construction, of every kind at hand, and all of their comparisons.

Comparisons of one kind share blocks. Each block's labels are arbitrary by themselves, so any two comparisons are still independent of each
other as far as labels go: the share below every level has the mean and the spread of as many independent trials.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.calibration.exact import Table
from benchmarks.zoo.subjects import trained
from bot.evidence.families import families_of, is_comparable
from bot.formats.safetensors import header_range, parse_header
from bot.model.components import Role
from bot.numerics.decoding import decode
from bot.numerics.floats import Floats
from bot.numerics.rows import prepare, sign_codes, signs

ROWS = 32
WIDTH = 384
_KERNEL = (16, 5, 5)
"""Inputs and taps."""
_NEIGHBOUR = 0.7
"""Share of a tap in the two beside it."""
_AT_ONCE = 2048
"""References that one block is compared with at once: some ten megabytes of similarities."""
_MATRICES = {"llama": ".up_proj.weight", "mixture": ".up_proj.weight", "gpt2": ".c_fc.weight", "vision": ".fc1.weight"}
"""One matrix into each layer's, or expert's, neurons: a second one would count the same labels twice."""
_RECURRENT = re.compile(r"lstm.*weight_[ih]h")
_GATES = 4
"""Rows of an LSTM's matrices are its units, four times over; both of its matrices count the same units."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A prepared block, and whose labels it has: two blocks are unrelated where these differ."""

    owner: str
    rows: Floats


def seeded(count: int, *, seed: int) -> list[Labelled]:
    """Blocks of models that share a recipe and nothing else: outlier channels, common directions, heavy tails."""
    recipe = np.random.default_rng(0)
    channels = np.exp(recipe.normal(0, 0.7, WIDTH))
    common = recipe.normal(size=(4, WIDTH))
    found = []
    for number in range(count):
        random = np.random.default_rng([seed, number])
        rows = random.standard_t(4, (ROWS, WIDTH)) + random.normal(size=(ROWS, 4)) @ common
        found += _prepared(f"{seed}/{number}", (rows * channels).astype(np.float32))
    return found


def kernels(count: int, *, seed: int) -> list[Labelled]:
    """Output channels of convolutions that share a recipe and nothing else: heavy tails, and neighbouring taps that resemble one another."""
    found = []
    for number in range(count):
        noise = np.random.default_rng([seed, number]).standard_t(4, (ROWS, *_KERNEL))
        smooth = noise + _NEIGHBOUR * np.roll(noise, 1, axis=2) + _NEIGHBOUR * np.roll(noise, 1, axis=3)
        found += _prepared(f"{seed}/{number}", smooth.reshape(ROWS, -1).astype(np.float32))
    return found


def layers_of(folder: Path) -> list[Labelled]:
    """The neurons of every MLP, and the units of every LSTM, of the models below a folder; those of different places are unrelated."""
    found: list[Labelled] = []
    for path in sorted(folder.rglob("*.safetensors")):
        data = path.read_bytes()
        place = header_range(path.name, data[:8], len(data))
        tensors = parse_header(path.name, data[place.start : place.stop], len(data)).tensors
        for family in families_of(tensors, seen_bytes=1, total_bytes=1):
            recurrent = _RECURRENT.search(family.name)
            if is_comparable(family) and (recurrent or family.role is Role.UNIT_IN):
                for member in family.members:
                    for first in range(0, member.shape[0] - ROWS + 1, ROWS):
                        piece = member.rows(first, ROWS)
                        rows = decode(data[piece.start : piece.stop], member.dtype, family.columns)
                        unit = f"unit {first % (member.shape[0] // _GATES)}" if recurrent else f"{member.name}:{first}"
                        found += _prepared(unit, rows)
    return found


def zoo_model(name: str) -> list[Labelled]:
    """The neurons of every layer of a trained model of the zoo, all under its name."""
    end = _MATRICES[name.partition("-")[0]]
    return list(_zoo_blocks(name, end))


def _zoo_blocks(name: str, end: str) -> Iterator[Labelled]:
    for tensor, values in sorted(trained(name).tensors.items()):
        if tensor.endswith(end):
            neurons = values.T if end == _MATRICES["gpt2"] else values
            for first in range(0, len(neurons) - ROWS + 1, ROWS):
                yield from _prepared(name, neurons[first : first + ROWS])


def as_references(blocks: Iterable[Labelled]) -> list[Labelled]:
    """What a catalog keeps of the blocks: their signs, as whole numbers, so that ties among signs are ties."""
    return [Labelled(each.owner, np.sign(signs(sign_codes(each.rows), ROWS, each.rows.shape[1]))) for each in blocks]


def shuffled(blocks: Iterable[Labelled], times: int, random: np.random.Generator) -> Iterator[list[Labelled]]:
    """Of each block so many copies, every one with its rows in an order of chance."""
    for each in blocks:
        yield [Labelled(f"{number}", each.rows[random.permutation(ROWS)]) for number in range(times)]


def compared(suspects: Sequence[Labelled], references: Sequence[Labelled]) -> Table:
    """Every suspect with every reference under another owner; references are signs, and ties match nothing."""
    table = np.zeros((ROWS + 1, ROWS + 1), np.int64)
    for start in range(0, len(references), _AT_ONCE):
        part = references[start : start + _AT_ONCE]
        packed = np.concatenate([each.rows for each in part])
        for block in suspects:
            kept = np.array([each.owner != block.owner for each in part])
            hits, matches = _tested(block.rows, packed)
            np.add.at(table, (hits[kept], matches[kept]), 1)
    return table


def compared_once(blocks: Sequence[Labelled]) -> Table:
    """Every two blocks of different owners, the first of them against the second's signs."""
    table = np.zeros((ROWS + 1, ROWS + 1), np.int64)
    references = as_references(blocks)
    for number, block in enumerate(blocks[:-1]):
        table += compared([block], references[number + 1 :])
    return table


def _tested(block: Floats, references: Floats) -> tuple[np.ndarray, np.ndarray]:
    """Hits and matches of one block with each of many, as `bot.numerics.fixed_points.fixed_points` counts them."""
    similarity = (block @ references.T).reshape(ROWS, -1, ROWS).transpose(1, 0, 2)
    forward, backward = similarity.argmax(axis=2), similarity.argmax(axis=1)
    best, best_back = similarity.max(axis=2), similarity.max(axis=1)
    alone = (similarity == best[:, :, None]).sum(axis=2) == 1
    alone_back = (similarity == best_back[:, None, :]).sum(axis=1) == 1
    labels = np.arange(ROWS)
    mutual = alone & np.take_along_axis(alone_back, forward, axis=1)
    mutual &= np.take_along_axis(backward, forward, axis=1) == labels
    return (mutual & (forward == labels)).sum(axis=1), mutual.sum(axis=1)


def _prepared(owner: str, rows: Floats) -> list[Labelled]:
    found = prepare(np.ascontiguousarray(rows))
    return [] if found is None else [Labelled(owner, found)]
