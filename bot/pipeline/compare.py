# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Two models, without a catalog: the reference's fingerprint is taken on the spot."""

from __future__ import annotations

from dataclasses import replace

from bot.model.costs import Budget
from bot.model.reports import Comparison
from bot.numerics.on_torch import TorchDevice
from bot.pipeline.budgeting import BudgetedSource
from bot.pipeline.examine import examine
from bot.pipeline.fingerprint import fingerprint
from bot.pipeline.full import compare_in_full
from bot.pipeline.merged import look_for_merged_adapter
from bot.pipeline.second_look import look_again
from bot.pipeline.shelf import Shelf
from bot.policy.rulebook import Rulebook
from bot.ports.clock import Clock
from bot.ports.hub import ModelSource
from bot.ports.progress import Progress

_MOST_TESTS = 96
"""Blocks of the reference for the exact test: every layer of most models, at a third of the bytes of a whole fingerprint."""


def compare(  # noqa: PLR0913 - one argument for each thing that a caller decides
    suspect: ModelSource,
    reference: ModelSource,
    *,
    rulebook: Rulebook,
    budget: Budget,
    clock: Clock,
    progress: Progress,
    full: bool = False,
    device: str | None = None,
) -> Comparison:
    """The suspect's lineage against the reference alone; ``budget`` is for the suspect, the reference is read as far as needed.

    With ``full`` every tensor of both is compared too, which reads both to the end, whatever the budget; on
    numpy, or with a ``device`` (`bot.numerics.on_torch.DEVICES`) on torch.

    Raises InputError or RemoteError where the reference cannot be read, SettingsError where there is no such device.
    """
    there = TorchDevice(device) if device is not None else None
    began = clock.monotonic()
    known = fingerprint(reference, rulebook=rulebook, budget=None, progress=progress, most_tests=_MOST_TESTS)
    own = BudgetedSource(suspect, budget, progress)
    lineage = examine(own, catalog=Shelf([known]), progress=progress, reads_tokenizer=True)
    beside = BudgetedSource(reference, None, progress)
    lineage = look_for_merged_adapter(look_again(lineage, own, beside), own, beside)
    tensors = compare_in_full(suspect, reference, progress=progress, device=there) if full else None
    spent = replace(suspect.cost + reference.cost, seconds=clock.monotonic() - began)
    return Comparison(
        suspect=suspect.snapshot.key,
        reference=known.key,
        lineage=replace(lineage, cost=spent),
        cost=spent,
        full=tensors,
    )
