# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What stands behind an upstream: its own bases, and theirs, as far as the catalog knows them."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.licensing.copyrights import keeps_holder
from bot.licensing.notices import NoticeMatch, compare_notice
from bot.model.components import Component
from bot.model.fingerprints import UpstreamTerms
from bot.model.licensing import Duty
from bot.model.lineage import Relation
from bot.model.repository import SnapshotKey

DEEPEST = 8
"""Upstreams between the examined repository and the last one that is looked for."""
_MOST = 64
"""Upstreams behind all that a repository was made from; cards may declare two hundred bases each."""
_BY_CHANGE = (
    Relation.COPY,
    Relation.CONVERTED,
    Relation.QUANTIZED,
    Relation.FINETUNE,
    Relation.PRUNED,
    Relation.DEPTH_CHANGED,
    Relation.EXPANDED_VOCABULARY,
    Relation.UPCYCLED,
    Relation.MERGE,
)
"""Of two steps the one further down tells what became of the first model's weights."""
_OUTDOING = (Relation.ADAPTER, Relation.COMPONENT_REUSE, Relation.UNDETERMINED)
"""One such step anywhere tells more about the whole way than the others."""
RELATIONS: Mapping[str, Relation] = {
    "finetune": Relation.FINETUNE,
    "adapter": Relation.ADAPTER,
    "merge": Relation.MERGE,
    "quantized": Relation.QUANTIZED,
}
"""The Hub's words for a declared relation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One upstream, and the way to it from the examined repository."""

    upstream: SnapshotKey
    relation: Relation
    """Of the examined repository to this upstream."""
    components: frozenset[Component] | None
    """What of this upstream can be in the examined repository; ``None`` where that is not known in parts."""
    whole: bool
    is_proven: bool
    """Whether weights showed the last step; otherwise it was declared."""
    via: tuple[SnapshotKey, ...] = ()
    """The upstreams in between, the nearest to the examined repository first."""


def ancestors(first: Sequence[Step], terms: Mapping[SnapshotKey, UpstreamTerms]) -> list[Step]:
    """Everything behind these upstreams, the nearest first, each repository once, without the first themselves.

    A repository that is reached by several ways is named by the shortest. At most eight upstreams lie in between, and at most 64 are found.
    """
    seen = {each.upstream.repo.casefold() for each in first}
    found: list[Step] = []
    waiting = deque(first)
    while waiting and len(found) < _MOST:
        child = waiting.popleft()
        if len(child.via) == DEEPEST:
            continue
        for step in _behind(child, terms):
            if step.upstream.repo.casefold() not in seen:
                seen.add(step.upstream.repo.casefold())
                found.append(step)
                waiting.append(step)
    return found[:_MOST]


def _behind(child: Step, terms: Mapping[SnapshotKey, UpstreamTerms]) -> Iterator[Step]:
    """The bases of one upstream: those that its weights showed, then those that it declares."""
    own = terms.get(child.upstream)
    if own is None:
        return
    via = (*child.via, child.upstream)
    for upstream in dict.fromkeys(parent.upstream for parent in own.parents):
        parents = [each for each in own.parents if each.upstream == upstream and _reaches(child, each.component)]
        if parents:
            main = next((each for each in parents if each.component is Component.TEXT_MODEL), parents[0])
            yield Step(
                upstream=upstream,
                relation=_through(child.relation, main.relation),
                components=frozenset(each.component for each in parents),
                whole=child.whole and main.whole,
                is_proven=True,
                via=via,
            )
    if not _reaches(child, Component.TEXT_MODEL):
        return  # What a card declares is the base of its language model.
    said = RELATIONS.get((own.base_model_relation or "").casefold(), Relation.UNDETERMINED)
    for repo in own.base_models:
        known = revisions(repo, terms)
        if known:
            yield Step(
                upstream=known[-1],
                relation=_through(child.relation, said),
                components=child.components,
                whole=child.whole,
                is_proven=False,
                via=via,
            )


def revisions(repo: str, terms: Mapping[SnapshotKey, UpstreamTerms]) -> list[SnapshotKey]:
    """Every known commit of a repository; case does not matter on the Hub."""
    return [key for key in terms if key.repo.casefold() == repo.casefold()]


def _reaches(child: Step, component: Component) -> bool:
    return child.components is None or component in child.components


def _through(nearer: Relation, farther: Relation) -> Relation:
    """What somebody is to the base of their base."""
    for each in _OUTDOING:
        if each in {nearer, farther}:
            return each
    return max(nearer, farther, key=_BY_CHANGE.index)


def shown_by(between: UpstreamTerms, owed: UpstreamTerms) -> frozenset[Duty]:
    """Duties under the terms ``owed`` of which the files of the upstream in between tell whoever reads them.

    The text and the lines have to stand there; that other duties exist is told by the same license, too.
    """
    if owed.license_id is None:
        return frozenset()
    literal = {Duty.INCLUDE_LICENSE_TEXT, Duty.RETAIN_COPYRIGHT_NOTICE, Duty.NOTICE_FILE}
    is_held = owed.license_id in between.held_licenses
    shown = set(Duty) - literal if is_held or owed.license_id == between.license_id else set()
    if is_held:
        shown.add(Duty.INCLUDE_LICENSE_TEXT)
    if owed.copyright_lines and all(keeps_holder(line, between.held_copyrights) for line in owed.copyright_lines):
        shown.add(Duty.RETAIN_COPYRIGHT_NOTICE)
    if owed.notice_text and compare_notice(owed.notice_text, [between.notice_text or ""]) is NoticeMatch.WHOLE:
        shown.add(Duty.NOTICE_FILE)
    return frozenset(shown)
