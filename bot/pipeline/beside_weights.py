# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What is seen of a part beside its weights: identical files and the configuration."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.evidence.architecture import compare_architectures
from bot.evidence.identical import SameFiles
from bot.model.costs import Unavailable
from bot.model.errors import InputError, RemoteError
from bot.model.evidence import Evidence
from bot.model.fingerprints import Architecture, Fingerprint
from bot.model.lineage import ComponentLineage
from bot.model.repository import SnapshotKey
from bot.pipeline.budgeting import BudgetedSource, unavailable
from bot.pipeline.fingerprint import architecture_of


def configured_architecture(source: BudgetedSource) -> tuple[Architecture, list[Unavailable]]:
    """As the configuration says it; an empty one, and why, where that cannot be read."""
    try:
        return architecture_of(source), []
    except (RemoteError, InputError) as error:
        return Architecture(), [unavailable("config.json", error)]


def with_files_and_shape(
    part: ComponentLineage,
    identical: Sequence[SameFiles],
    architecture: Architecture,
    candidates: Mapping[SnapshotKey, Fingerprint],
) -> ComponentLineage:
    """The part with what was seen beside its weights: identical files and the configuration."""
    if part.upstream is None:
        return part
    further: list[Evidence] = [
        each.evidence()
        for each in identical
        if each.upstream == part.upstream and (not part.files or {entry.path for entry in each.files} & {*part.files})
    ]
    known = candidates.get(part.upstream)
    shape = compare_architectures(architecture, known.architecture, part.upstream) if known else None
    return replace(part, evidence=(*part.evidence, *further, *([shape] if shape else [])))
