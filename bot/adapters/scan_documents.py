# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What a stored scan (``hubnotice.scan/1``) says about what a repository builds on."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import TypeAlias, TypeVar

from bot.model.components import Component
from bot.model.findings import Severity
from bot.model.lineage import Relation, Verdict
from bot.model.lineage_answers import Edge, Standing
from bot.model.truth import Truth

_Object: TypeAlias = Mapping[str, object]
_Member = TypeVar("_Member", bound=Enum)
_LONGEST_NAME = 200


@dataclass(slots=True)
class _Found:
    """What is gathered about one upstream."""

    name: str
    license: str | None = None
    relation: Relation = Relation.UNDETERMINED
    largest: float = -1.0
    components: list[Component] = field(default_factory=list)
    inherited: float = 0.0
    is_measured: bool = False
    duties: list[str] = field(default_factory=list)
    has_duties: bool = False
    is_asked: bool = False


def edges_in(report: str, *, repo: str, at: datetime) -> tuple[Edge, ...]:
    """What ``repo`` builds on according to a report, by the upstream's name.

    Reports of other releases may lack keys or hold words that are not known here: what cannot be read is left out, and a text that is no
    report has nothing in it.
    """
    try:
        document = json.loads(report)
    except ValueError:
        return ()
    if not isinstance(document, dict):
        return ()
    declared = _Names(_texts(_mapping(document.get("declared")).get("base_models")))
    found: dict[str, _Found] = {}
    total = _add_lineage(found, document)
    for name in declared.names:
        found.setdefault(name.casefold(), _Found(name=name))
    _add_credit(found, document)
    edges = [
        _edge(each, declared, total, repo, at) for each in found.values() if each.name.casefold() != repo.casefold()
    ]
    return tuple(sorted(edges, key=lambda edge: edge.upstream.casefold()))


class _Names:
    """Declared base models; the Hub does not tell names apart by case."""

    def __init__(self, names: Iterable[str]) -> None:
        self.names = [name for name in names if _is_name(name)]
        self._known = {name.casefold() for name in self.names}

    def __contains__(self, name: str) -> bool:
        return name.casefold() in self._known


def _add_lineage(found: dict[str, _Found], document: _Object) -> float:
    """Gather the components that are derived; the parameters of the whole model."""
    total = 0.0
    for part in _objects(document.get("lineage")):
        component = _word(Component, part.get("component"))
        if component is None or component is Component.TOKENIZER:
            continue
        parameters = _number(part.get("parameters"))
        total += parameters
        upstream = _mapping(part.get("upstream"))
        name = upstream.get("repo")
        if part.get("verdict") != Verdict.DERIVED.value or not isinstance(name, str) or not _is_name(name):
            continue
        one = found.setdefault(name.casefold(), _Found(name=name))
        one.license = one.license or _text(upstream.get("license"))
        one.components.append(component)
        one.inherited += parameters * min(1.0, _number(part.get("inherited_fraction")))
        one.is_measured = True
        if parameters > one.largest:
            one.largest = parameters
            one.relation = _word(Relation, part.get("relation")) or Relation.UNDETERMINED
    return total


def _add_credit(found: dict[str, _Found], document: _Object) -> None:
    for duty in _objects(document.get("obligations")):
        one = found.get(_upstream_of(duty))
        if one is not None:
            one.has_duties = True
            # Advice is what a license may not ask for at all.
            if duty.get("strength") != Severity.ADVICE.value:
                one.duties.append(str(duty.get("met")))
            one.license = one.license or _text(duty.get("license"))
    for finding in _objects(document.get("findings")):
        one = found.get(_upstream_of(finding))
        if one is not None and finding.get("severity") != Severity.ADVICE.value:
            one.is_asked = True


def _edge(found: _Found, declared: _Names, total: float, repo: str, at: datetime) -> Edge:
    return Edge(
        repo=repo,
        upstream=found.name,
        standing=Standing.DECLARED if found.name in declared else Standing.INFERRED,
        relation=found.relation,
        components=tuple(dict.fromkeys(found.components)),
        share=found.inherited / total if found.is_measured and total else None,
        is_credited=_credit(found),
        license=found.license,
        seen_at=at,
    )


def _credit(found: _Found) -> bool | None:
    """Nothing that is not known is called missing: without any duty it is not known what there was to do."""
    if found.is_asked:
        return False
    if found.has_duties and all(met == Truth.YES.value for met in found.duties):
        return True
    return None


def _upstream_of(entry: _Object) -> str:
    return str(_mapping(entry.get("upstream")).get("repo", "")).casefold()


def _is_name(name: str) -> bool:
    return 0 < len(name) <= _LONGEST_NAME and name.isprintable()


def _objects(value: object) -> Iterator[_Object]:
    return (each for each in value if isinstance(each, dict)) if isinstance(value, list) else iter(())


def _texts(value: object) -> Iterator[str]:
    return (each for each in value if isinstance(each, str)) if isinstance(value, list) else iter(())


def _mapping(value: object) -> _Object:
    return value if isinstance(value, dict) else {}


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _number(value: object) -> float:
    return max(0.0, float(value)) if isinstance(value, int | float) else 0.0


def _word(enum: type[_Member], value: object) -> _Member | None:
    return next((each for each in enum if each.value == value), None)
