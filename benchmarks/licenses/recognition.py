# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Measures how well license texts are recognised, changed in the ways that texts change, and what is said of unknown ones.

Run: ``python -m benchmarks.licenses.recognition [--texts FOLDER]``. ScanCode's texts are fetched from PyPI the first time (126 MB); a
folder adds texts that no package carries. Figures for each license go to stdout and to ``results/licenses.json``.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.licenses.build_pack import PACK
from benchmarks.licenses.perturbations import PERTURBATIONS, Outcome, Perturbation
from benchmarks.licenses.sources import folder_texts, scancode_texts, spdx_texts
from benchmarks.licenses.wanted import CUT_AFTER, HUB_SPDX, OTHER_SPDX, SCANCODE_WANTED
from benchmarks.machine import machine_facts
from bot.licensing.recognise import Recogniser
from bot.licensing.templates import templates_in
from bot.licensing.words import shingles, words_of
from bot.model.licensing import RecognisedText

RESULTS = Path(__file__).resolve().parents[1] / "results" / "licenses.json"
WITHOUT_A_PARAGRAPH = {
    ("bsd-2-clause", "bsd-1-clause"),
    ("bsd-3-clause", "bsd-2-clause"),
    ("bsd-source-code", "bsd-1-clause"),
    ("cc-by-sa-1.0", "cc-sa-1.0"),
    ("json", "mit-0"),
    ("mit", "mit-0"),
}
"""Licenses that become another one, or that with a few words more, where a paragraph is taken out: grant and disclaimer of MIT
without its condition are those of MIT-0, word for word. What is left is the other license's, so it is no mistake to say so."""
_LITERAL = 0.97


@dataclass(frozen=True, slots=True)
class Text:
    """One original of the corpus."""

    license_id: str
    source: str
    text: str


@dataclass(frozen=True, slots=True)
class Trial:
    """One changed text and what was made of it."""

    original: Text
    perturbation: Perturbation
    text: str
    found: tuple[RecognisedText, ...]

    @property
    def is_false(self) -> bool:
        """Whether something was said that is not so: another license, or more of this one than is there."""
        if any(self._is_wrong(each) for each in self.found):
            return True
        if self._has_become_another:
            return False
        if self.perturbation.outcome in {Outcome.PART, Outcome.PART_OR_NOTHING}:
            return any(each.match.holds_terms for each in self.found)
        return self.perturbation.outcome is Outcome.TERMS and any(each.match.is_the_license for each in self.found)

    @property
    def _has_become_another(self) -> bool:
        pairs = {(self.original.license_id, each.license_id) for each in self.found}
        return self.perturbation.name == "paragraph removed" and bool(pairs & WITHOUT_A_PARAGRAPH)

    def _is_wrong(self, found: RecognisedText) -> bool:
        """Whether a license is named that the text is not of, nor can be told from."""
        mine = self.original.license_id
        if found.license_id == mine:
            return False
        if self._has_become_another and (mine, found.license_id) in WITHOUT_A_PARAGRAPH:
            return False
        is_cut = self.perturbation.name.startswith("first") and not found.match.holds_terms
        return not (is_cut and _is_beginning(self.text, found.license_id))

    @property
    def is_right(self) -> bool:
        """Whether what is right was said."""
        if self.is_false:
            return False
        outcome = self.perturbation.outcome
        if outcome is Outcome.PART_OR_NOTHING:
            return True
        if outcome is Outcome.PART:
            return bool(self.found)
        return any(
            each.match.is_the_license if outcome is Outcome.LICENSE else each.match.holds_terms for each in self.found
        )


def _is_beginning(text: str, license_id: str) -> bool:
    """Whether a text is, word for word, a part of SPDX's text of another license, so that nobody could tell which it is."""
    spdx_id = {**HUB_SPDX, **{each.lower(): each for each in OTHER_SPDX}}.get(license_id)
    own = shingles(words_of(text), 4)
    other = shingles(words_of(spdx_texts()[spdx_id]), 4) if spdx_id else frozenset()
    return bool(own) and len(own & other) >= _LITERAL * len(own) - 12


def recogniser(without: str | None = None) -> Recogniser:
    """The recogniser of the pack, without one license."""
    return Recogniser(
        templates=[each for each in templates_in(PACK.read_bytes()) if without is None or each.license_id != without]
    )


def spdx_originals() -> Iterator[Text]:
    """One text for each license of SPDX's list in the pack."""
    for license_id, spdx_id in {**HUB_SPDX, **{each.lower(): each for each in OTHER_SPDX}}.items():
        yield Text(license_id, spdx_id, _cut(license_id, spdx_texts()[spdx_id]))


def scancode_originals() -> Iterator[Text]:
    """LicenseDB's texts in the pack."""
    for key, license_id in SCANCODE_WANTED.items():
        yield Text(license_id, f"LicenseDB {key}", scancode_texts()[key])


def folder_originals(folder: Path) -> Iterator[Text]:
    """The texts of a folder."""
    for license_id, source, text in folder_texts(folder):
        yield Text(license_id, source, text)


def _cut(license_id: str, text: str) -> str:
    end = CUT_AFTER.get(license_id)
    return text[: text.index(end) + len(end)] if end else text


def tried(
    known: Recogniser, originals: Iterable[Text], changes: Sequence[Perturbation] = PERTURBATIONS
) -> Iterator[Trial]:
    """Every text with every change. The same text always gets the same slips."""
    for original in originals:
        for change in changes:
            chance = random.Random(f"{original.license_id} {original.source} {change.name}")
            text = change.apply(original.text.replace("\r\n", "\n"), chance)
            path = "LICENSE" if change.stands_alone else "README.md"
            yield Trial(original, change, text, known.recognise(path, text, stands_alone=change.stands_alone))


def left_out(originals: Iterable[Text]) -> Iterator[tuple[Text, tuple[RecognisedText, ...]]]:
    """Every text, by a recogniser that does not know its license."""
    by_id = defaultdict(list)
    for each in originals:
        by_id[each.license_id].append(each)
    for license_id, texts in by_id.items():
        known = recogniser(without=license_id)
        for each in texts:
            yield each, known.recognise("LICENSE", each.text, stands_alone=True)


def main() -> None:
    """Print the figures and every trial that went wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--texts", type=Path, action="append", default=[])
    parser.add_argument("--leave-out", action="store_true")
    options = parser.parse_args()
    originals = [*spdx_originals(), *scancode_originals()]
    originals += [each for folder in options.texts for each in folder_originals(folder)]
    trials = list(tried(recogniser(), originals))
    report = _report(trials)
    for each in trials:
        if not each.is_right:
            said = [(text.license_id, text.match.value, text.words_missing) for text in each.found]
            print(
                f"{'FALSE' if each.is_false else 'missed'}  {each.original.license_id} ({each.original.source}), {each.perturbation.name}: {said}"
            )
    if options.leave_out:
        for text, found in left_out(originals):
            held = [(each.license_id, each.match.value) for each in found if each.match.holds_terms]
            print(f"left out  {text.license_id} ({text.source}): {held}") if held else None
    json.dump({key: report[key] for key in ("texts", "trials", "right", "false", "recall")}, sys.stdout, indent=1)
    RESULTS.write_text(json.dumps({"machine": machine_facts(), **report}, indent=1) + "\n")


def _report(trials: Sequence[Trial]) -> dict[str, object]:
    by_license: dict[str, Counter[str]] = defaultdict(Counter)
    by_change: dict[str, Counter[str]] = defaultdict(Counter)
    for each in trials:
        for counter in (by_license[each.original.license_id], by_change[each.perturbation.name]):
            counter.update(trials=1, right=each.is_right, false=each.is_false)
    right, false = sum(each.is_right for each in trials), sum(each.is_false for each in trials)
    return {
        "texts": len({(each.original.license_id, each.original.source) for each in trials}),
        "trials": len(trials),
        "right": right,
        "false": false,
        "recall": round(right / max(1, len(trials)), 4),
        "by_change": {name: dict(counter) for name, counter in by_change.items()},
        "by_license": {name: dict(counter) for name, counter in sorted(by_license.items())},
    }


if __name__ == "__main__":
    main()
