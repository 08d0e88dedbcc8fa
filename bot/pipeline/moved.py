# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Looks for neurons that were moved, in a language model that shares nothing in place with any upstream of the catalog.

It reads a few megabytes more, so it comes last, and only against upstreams whose tables fit.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.evidence.families import is_comparable
from bot.evidence.moved_in_tables import (
    in_basis,
    mapped_basis,
    may_be_aligned,
    moves,
    shuffled,
    turned_basis,
    where_now,
)
from bot.evidence.parts import place_of
from bot.evidence.samples import TEST_ROWS
from bot.evidence.tables import DIMENSIONS, neuron_matrices, neurons, neurons_in, token_matrix
from bot.lineage.moved import is_enough
from bot.model.components import Role
from bot.model.costs import Unavailable
from bot.model.errors import BudgetSpent, InputError, RemoteError
from bot.model.evidence import MovedMatch
from bot.model.fingerprints import Fingerprint, TableKind, TensorReference, UpstreamTable
from bot.model.repository import SnapshotKey
from bot.model.tensors import TensorFamily, TensorSpec
from bot.numerics.decoding import decode
from bot.numerics.floats import Floats
from bot.pipeline.budgeting import BudgetedSource, unavailable

MOST_CANDIDATES = 16
"""Upstreams that are looked for in this way."""
_FEW_TOKENS = 256
_DEPTHS = (0.25, 0.75)


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """The upstream whose layers speak clearest, where any does, and what could not be read."""

    upstream: SnapshotKey | None
    matches: tuple[MovedMatch, ...]
    """Of each layer the most telling test, to be corrected for all that were made."""
    unavailable: tuple[Unavailable, ...]


def look_for_moved(
    source: BudgetedSource, families: Sequence[TensorFamily], candidates: Mapping[SnapshotKey, Fingerprint]
) -> Moved:
    """Tests everything that fits. Raises nothing: what cannot be read is listed, and says nothing."""
    look = _Look(source, families, candidates)
    missing: list[Unavailable] = []
    for step in (look.neurons, look.tokens):
        try:
            step()
        except (RemoteError, InputError, BudgetSpent) as error:
            missing.append(unavailable("moved neurons", error))
        if (best := look.best()) is not None:
            return Moved(upstream=best[0], matches=tuple(best[1]), unavailable=tuple(missing))
    return Moved(upstream=None, matches=(), unavailable=tuple(missing))


class _Look:
    """One suspect against the tables of all candidates; what was read is read once."""

    def __init__(
        self,
        source: BudgetedSource,
        families: Sequence[TensorFamily],
        candidates: Mapping[SnapshotKey, Fingerprint],
    ) -> None:
        self._source = source
        self._families = families
        self._candidates = candidates
        self._found: dict[SnapshotKey, list[MovedMatch]] = {}
        self._blocks: dict[str, Floats] = {}

    def best(self) -> tuple[SnapshotKey, list[MovedMatch]] | None:
        """The clearest upstream so far; ``None`` where none is beyond doubt."""
        tests = sum(map(len, self._found.values()))
        told = {key: _one_each(found, tests) for key, found in self._found.items()}
        clear = {key: found for key, found in told.items() if is_enough(found)}
        if not clear:
            return None
        return min(clear.items(), key=lambda each: (sum(match.log10_p for match in each[1]), each[0]))

    def neurons(self) -> None:
        """Deleted or shuffled neurons, by what they write. A second layer is read only where the first one says something."""
        matrices = {place_of(each.name, each.shape).layer or 0: each for each in neuron_matrices(self._families)}
        tables = [
            (key, table)
            for key, table in self._tables(TableKind.NEURONS)
            if (own := matrices.get(table.layer or 0)) is not None
            and own.shape[0] == table.shape[0]
            and own.shape[1] <= table.rows
        ]
        wanted = {key for key, _ in tables}
        for layer in sorted({table.layer or 0 for _, table in tables}):
            fitting = [(key, table) for key, table in tables if (table.layer or 0) == layer and key in wanted]
            rows = neurons(self._rows(matrices[layer], 0, DIMENSIONS)) if fitting else None
            if rows is None:
                continue
            told = {key: self._neurons_of(rows, table, key, layer) for key, table in fitting}
            wanted = {key for key, found in told.items() if is_enough(found, layers=1)}
            for key, found in told.items():
                self._found.setdefault(key, []).extend(found)

    def tokens(self) -> None:
        """Another hidden basis, aligned by tokens: a few of them first, all that the tables have where a few do not do.

        Most upstreams are told apart by the first few at once, and are not looked at any further.
        """
        tensor = token_matrix(self._families)
        if tensor is None:
            return
        last = tensor.shape[0]
        fitting = [each for each in self._tables(TableKind.TOKENS) if each[1].first_row + each[1].rows <= last]
        for most in (_FEW_TOKENS, None):
            for first, count in sorted(
                {(table.first_row, min(table.rows, most or table.rows)) for _, table in fitting}
            ):
                if most is None and count <= _FEW_TOKENS:
                    continue
                own = self._rows(tensor, first, count)
                there = [each for each in fitting if each[1].first_row == first and each[1].rows >= count]
                for key, table in there:
                    if may_be_aligned(own, table):
                        self._found.setdefault(key, []).extend(self._in_bases(own, table, key))
                    else:
                        fitting.remove((key, table))
            if self.best() is not None:
                return

    def _tables(self, kind: TableKind) -> list[tuple[SnapshotKey, UpstreamTable]]:
        return [(key, each) for key, known in self._candidates.items() for each in known.tables if each.kind is kind]

    def _neurons_of(self, own: Floats, table: UpstreamTable, key: SnapshotKey, layer: int) -> list[MovedMatch]:
        known = neurons_in(table)
        found = moves(own, table, known, layer, bytes_read=DIMENSIONS * len(own))
        where = where_now(own, known) if len(own) == table.rows else None
        if where is None:
            return found
        width = table.shape[0]
        pairs = _readers(self._families, self._candidates[key].references, layer, widths=(width, width))
        for tensor, reference in pairs[:1]:
            raw = b"".join(self._source.read_ranges(tensor.file, [tensor.rows(int(row), 1) for row in where]))
            match = shuffled(decode(raw, tensor.dtype, tensor.shape[1]), reference, layer, bytes_read=len(raw))
            found += [match] if match is not None else []
        return found

    def _in_bases(self, own: Floats, table: UpstreamTable, key: SnapshotKey) -> Iterator[MovedMatch]:
        references = self._candidates[key].references
        layers = sorted({each.layer for each in references if each.role is Role.UNIT_IN and each.layer is not None})
        chosen = dict.fromkeys(layers[int(len(layers) * depth)] for depth in _DEPTHS) if layers else {}
        widths = own.shape[1], table.columns
        for basis in (mapped_basis(own, table), turned_basis(own, table)):
            for layer in chosen if basis is not None else ():
                for tensor, reference in _readers(self._families, references, layer, widths=widths):
                    rows = self._block(tensor)
                    size = tensor.rows(0, TEST_ROWS).length
                    match = in_basis(rows, reference, basis, layer, bytes_read=size) if basis is not None else None
                    if match is not None:
                        yield match

    def _block(self, tensor: TensorSpec) -> Floats:
        if tensor.name not in self._blocks:
            self._blocks[tensor.name] = self._rows(tensor, 0, TEST_ROWS)
        return self._blocks[tensor.name]

    def _rows(self, tensor: TensorSpec, first: int, count: int) -> Floats:
        raw = self._source.read_ranges(tensor.file, [tensor.rows(first, count)])[0]
        return decode(raw, tensor.dtype, tensor.shape[1])


def _one_each(found: Sequence[MovedMatch], tests: int) -> list[MovedMatch]:
    best: dict[int, MovedMatch] = {}
    for match in found:
        known = best.get(match.layer)
        if known is None or match.log10_p < known.log10_p:
            best[match.layer] = replace(match, tests=tests)
    return list(best.values())


def _readers(
    families: Sequence[TensorFamily], references: Sequence[TensorReference], layer: int, *, widths: tuple[int, int]
) -> list[tuple[TensorSpec, TensorReference]]:
    """Matrices into the neurons of this layer with the upstream's first rows of the same part, both of these hidden sizes."""
    pairs = []
    for family in families:
        if family.role is not Role.UNIT_IN or not is_comparable(family) or family.shape[0] < TEST_ROWS:
            continue
        if family.columns != widths[0]:
            continue
        own = next((each for each in family.members if place_of(each.name, each.shape).layer == layer), None)
        if own is None or own.is_by_inputs:
            continue
        pairs += [
            (own, reference)
            for reference in references
            if reference.role is Role.UNIT_IN
            and (reference.layer, reference.part, reference.first_row) == (layer, family.part, 0)
            and (reference.rows, reference.columns) == (TEST_ROWS, widths[1])
            and reference.shape[0] == family.shape[0]
        ]
    return pairs
