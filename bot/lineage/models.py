# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Several models in one repository: spoken of together where they agree, apart where they have different origins."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from bot.model.lineage import ComponentLineage, Verdict
from bot.model.repository import SnapshotKey

_RELATED = (Verdict.DERIVED, Verdict.SIBLING)
_Origin = tuple[Verdict, SnapshotKey | None]
_UNKNOWN: _Origin = (Verdict.NOT_ASSESSED, None)


def told_apart(models: Sequence[str], conclude: Callable[[Sequence[str]], ComponentLineage]) -> list[ComponentLineage]:
    """One component for all models, or one for each origin; ``conclude`` judges some of the models as if they were one.

    1. Each model is judged alone. 2. Those of one verdict and upstream belong together; of whom something is independent does not matter.
    3. A model that is not settled alone goes with the relatives of the upstream that it shares something with; among strangers it goes
    with them; beside relatives it is a thing of its own, so that they do not speak for it. 4. Each group is judged as one.
    """
    if len(models) == 1:
        return [conclude(models)]
    apart = {model: conclude([model]) for model in models}
    largest = sorted(apart, key=lambda model: -apart[model].parameters)
    groups: dict[_Origin, list[str]] = {}
    for model in sorted(largest, key=lambda model: not _is_settled(apart[model])):
        groups.setdefault(_origin(apart[model], groups), []).append(model)
    if len(groups) == 1:
        return [conclude(models)]
    return [replace(conclude(group), files=tuple(sorted(group))) for group in groups.values()]


def _is_settled(part: ComponentLineage) -> bool:
    return part.verdict in _RELATED or part.verdict is Verdict.INDEPENDENT


def _origin(part: ComponentLineage, known: Mapping[_Origin, Sequence[str]]) -> _Origin:
    if _is_settled(part):
        return part.verdict, part.upstream if part.verdict in _RELATED else None
    relatives = [origin for origin in known if origin[0] in _RELATED]
    own = next((origin for origin in relatives if origin[1] == part.upstream and part.inherited_fraction > 0), None)
    strangers: _Origin = (Verdict.INDEPENDENT, None)
    return own or (strangers if strangers in known else _UNKNOWN)
