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
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from benchmarks.licenses.build_pack import PACK, spdx_ids
from benchmarks.licenses.cost import file_costs, measured
from benchmarks.licenses.perturbations import PERTURBATIONS, Outcome, Perturbation
from benchmarks.licenses.sources import folder_texts, scancode_texts, spdx_texts
from benchmarks.licenses.wanted import CUT_AFTER, HUB_SPDX, OTHER_SPDX, SCANCODE_WANTED
from benchmarks.machine import machine_facts
from bot.licensing.candidates import TemplateIndex, Window
from bot.licensing.recognise import Recogniser
from bot.licensing.templates import templates_in
from bot.licensing.words import shingles, words_of
from bot.model.licensing import RecognisedText

RESULTS = Path(__file__).resolve().parents[1] / "results" / "licenses.json"
WITHOUT_A_PARAGRAPH = {
    ("bsd-2-clause", "bsd-1-clause"),
    ("bsd-3-clause", "bsd-2-clause"),
    ("bsd-source-code", "bsd-1-clause"),
    ("cc-by-nc-sa-1.0", "cc-by-sa-1.0"),
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


class _Without:
    """An index that passes over the templates of one license."""

    def __init__(self, index: TemplateIndex, license_id: str) -> None:
        self.templates = index.templates
        self._index = index
        self._hidden = {place for place, each in enumerate(index.templates) if each.license_id == license_id}

    def windows(
        self, numbers: Sequence[int], free: npt.NDArray[np.bool_], passed_over: Collection[int] = ()
    ) -> list[Window]:
        """The windows of all other templates."""
        return self._index.windows(numbers, free, {*passed_over, *self._hidden})


def left_out(known: Recogniser, originals: Iterable[Text]) -> Iterator[tuple[Text, tuple[RecognisedText, ...]]]:
    """Every text, by a recogniser that does not know its license."""
    index = known._index  # noqa: SLF001 - as if the pack had been made without it, and made once
    for each in originals:
        known._index = _Without(index, each.license_id)  # type: ignore[assignment]  # noqa: SLF001
        yield each, known.recognise("LICENSE", each.text, stands_alone=True)
    known._index = index  # noqa: SLF001


def every_original() -> Iterator[Text]:
    """One text for each license of SPDX's list in the pack, also the rare ones."""
    for license_id, spdx_id in spdx_ids().items():
        yield Text(license_id, spdx_id, _cut(license_id, spdx_texts()[spdx_id]))


def main() -> None:
    """Print the figures and every trial that went wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--texts", type=Path, action="append", default=[])
    folders = parser.parse_args().texts
    known, cost = measured(recogniser)
    models = [*scancode_originals(), *(each for folder in folders for each in folder_originals(folder))]
    plain = list(tried(known, [*every_original(), *models], PERTURBATIONS[:1]))
    trials = list(tried(known, [*spdx_originals(), *models]))
    taken = [(text, found) for text, found in left_out(known, [*every_original(), *models]) if _takes(found)]
    for each in [*plain, *trials]:
        if not each.is_right:
            print(f"{'FALSE ' if each.is_false else 'missed'}  {_said(each)}")
    for text, found in taken:
        print(f"unknown {text.license_id} taken for {', '.join(each.license_id for each in _takes(found))}")
    report = {
        **_report(trials),
        "plain": {
            "texts": len(plain),
            "right": sum(each.is_right for each in plain),
            "false": sum(each.is_false for each in plain),
        },
        "unknown_licenses": {"texts": len(plain), "taken_for_another": sorted({text.license_id for text, _ in taken})},
        "cost": cost | file_costs(known, [each.text for each in plain]),
    }
    for license_id, counts in sorted(report["by_license"].items()):
        print(f"{license_id:40} {counts['right']:4} of {counts['trials']:4} right, {counts['false']} false")
    print(json.dumps({key: value for key, value in report.items() if not key.startswith("by_")}, indent=1))
    RESULTS.write_text(json.dumps({"machine": machine_facts(), **report}, indent=1) + "\n")


def _takes(found: Sequence[RecognisedText]) -> list[RecognisedText]:
    return [each for each in found if each.match.is_the_license]


def _said(trial: Trial) -> str:
    found = ", ".join(f"{each.license_id} {each.match.value} ({each.words_missing} missing)" for each in trial.found)
    return f"{trial.original.license_id} ({trial.original.source}), {trial.perturbation.name}: {found or 'nothing'}"


def _report(trials: Sequence[Trial]) -> dict[str, Any]:
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
