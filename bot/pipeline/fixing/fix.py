# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Plans a fix and looks what it would settle: the same lineage and the same rules over the changed files.

1. Scan, and gather what has to be said about each upstream (`bot.pipeline.fixing.wanted`).
2. License texts go into files of their own, everything about origins into the NOTICE, what readers have to see into the card.
3. Assess the changed files. A change that breaks something is not proposed: what a rule says afterwards is in `Fix.after`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.licensing.files import is_notice
from bot.model.costs import Budget
from bot.model.errors import BudgetSpent, InputError, RemoteError
from bot.model.findings import Severity
from bot.model.fixes import FileChange, Fix
from bot.model.reports import Assessment, ScanReport
from bot.model.repository import Declared
from bot.pipeline.ancestry import terms_behind
from bot.pipeline.assess import assess
from bot.pipeline.contents import read_contents
from bot.pipeline.fixing.cards import changed_card
from bot.pipeline.fixing.notices import appended, entry, license_files
from bot.pipeline.fixing.overlay import Overlaid, TextsKept
from bot.pipeline.fixing.wanted import CHANGES, NOTICE_RULES, SENTENCE, TEXT_RULES, Wanted, wanted_by, wanted_for
from bot.pipeline.peft import with_declared_base
from bot.pipeline.sources import is_whole
from bot.policy.rulebook import Rulebook
from bot.ports.catalog import Catalog
from bot.ports.hub import ModelSource
from bot.ports.progress import Progress

_CARD, _NOTICE, _LICENSES = "README.md", "NOTICE", "LICENSES/"
_LARGEST_TEXT = 1024 * 1024
_FOR_NOTICE = {*TEXT_RULES, *NOTICE_RULES, SENTENCE, CHANGES}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fixer:
    """What planning a fix needs beside the repository."""

    scan: Callable[[ModelSource], ScanReport]
    catalog: Catalog
    rulebook: Rulebook
    declare: Callable[[bytes], Declared]
    """What the metadata of a card with this content declares."""
    hub_url: str
    """Where links to models lead, without a slash at its end."""
    budget: Budget
    progress: Progress

    def plan(self, source: ModelSource) -> Fix:
        """The fix of one snapshot. Raises what the scan raises; files that cannot be read are left alone, with a remark."""
        kept = TextsKept(source)
        report = self.scan(kept)
        based, _ = with_declared_base(kept, self.budget, self.progress)
        terms = terms_behind(self.catalog, report.lineage, based.snapshot)
        found = report.assessment
        wanted = wanted_for(found.findings, found.obligations, terms, self.rulebook)
        texts, unread = _existing(kept)
        changed, remarks = self._changed(report, wanted, texts, unread)
        changes = tuple(
            FileChange(path=path, before=texts.get(path), after=after)
            for path, after in sorted(changed.items())
            if texts.get(path) != after
        )
        after = self._assessed(kept, {each.path: each.after for each in changes}, report) if changes else found
        left = [f"{path}: left alone, because it could not be read as text" for path in unread]
        return Fix(report=report, changes=changes, after=after, remarks=(*left, *remarks, *_judged(found, after)))

    def notice(self, source: ModelSource) -> str:
        """The NOTICE about every upstream that a license asks something for, also where it is met; empty where there is none."""
        kept = TextsKept(source)
        report = self.scan(kept)
        based, _ = with_declared_base(kept, self.budget, self.progress)
        terms = terms_behind(self.catalog, report.lineage, based.snapshot)
        owed = wanted_by(report.assessment.obligations, terms, self.rulebook)
        return appended(None, [entry(want, None, self.hub_url, with_text=self.rulebook) for want in owed])

    def _changed(
        self, report: ScanReport, wanted: Sequence[Wanted], texts: Mapping[str, str], unread: Sequence[str]
    ) -> tuple[dict[str, str], tuple[str, ...]]:
        taken = {**dict.fromkeys(unread, ""), **texts}
        licenses = license_files(wanted, taken, self.rulebook)
        changed = dict(licenses.values())
        for_notice = [want for want in wanted if want.asks(_FOR_NOTICE)]
        notice = next((path for path in taken if is_notice(path) and "/" not in path and path.isprintable()), _NOTICE)
        if for_notice and notice not in unread:
            paths = {repo: path for repo, (path, _) in licenses.items()}
            entries = [entry(want, paths.get(want.upstream.repo), self.hub_url) for want in for_notice]
            changed[notice] = appended(texts.get(notice), entries)
        if not wanted or _CARD in unread:
            return changed, ()
        whole = [(want, is_whole(want.component, report.lineage)) for want in wanted]
        title = report.subject.repo.rsplit("/", 1)[-1]
        card = changed_card(texts.get(_CARD), title, whole, self.declare, self.hub_url)
        return (changed | {_CARD: card.text} if card.is_changed else changed), card.remarks

    def _assessed(self, source: TextsKept, changed: Mapping[str, str], report: ScanReport) -> Assessment:
        card = changed.get(_CARD)
        declared = source.snapshot.declared if card is None else self.declare(card.encode())
        overlaid, _ = with_declared_base(Overlaid(source, changed, declared), self.budget, self.progress)
        terms = terms_behind(self.catalog, report.lineage, overlaid.snapshot)
        contents = read_contents(overlaid, self.rulebook)
        return assess(report.lineage, overlaid.snapshot, contents, terms, self.rulebook)


def _judged(before: Assessment, after: Assessment) -> Iterator[str]:
    """A conflict that goes away with words that were added was settled by whoever means these words, not by the words."""
    left = {(each.rule, each.upstream) for each in after.findings}
    for each in before.findings:
        if each.severity is Severity.CONFLICT and (each.rule, each.upstream) not in left:
            yield (
                f"{each.rule} with {each.upstream.repo}: settled only if you mean the words that are added, and nothing that you declare "
                f"says otherwise; a person has to look"
            )


def _existing(source: TextsKept) -> tuple[dict[str, str], list[str]]:
    """Texts that a fix may change or must not write over, and files among them that cannot be read: nobody's to change."""
    texts: dict[str, str] = {}
    unread: list[str] = []
    for item in source.snapshot.files:
        if item.path != _CARD and not is_notice(item.path) and not item.path.startswith(_LICENSES):
            continue
        try:
            texts[item.path] = source.read(item.path, limit=_LARGEST_TEXT).decode()
        except (RemoteError, InputError, BudgetSpent, UnicodeDecodeError):
            unread.append(item.path)
    return texts, unread
