# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Puts the rulebook together from the files of ``rules/``, and reports all mistakes of these files at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import bot
from bot.adapters.rule_files import data_files, data_folder, parse, read_bytes, read_text
from bot.licensing.claims import ClaimFinder, claim_finder
from bot.model.claims import ClaimLanguage, ClaimPhrase
from bot.model.errors import RulesError
from bot.policy.claims import claim_language, claim_phrase
from bot.policy.examples import unproven
from bot.policy.families import Family
from bot.policy.groups import Groups, license_groups, unknown_names
from bot.policy.licenses import LicenseRule
from bot.policy.presets import Preset
from bot.policy.rulebook import Rulebook
from bot.policy.rules import Rule
from bot.policy.transparency import NOTHING_TO_TELL, TransparencyRules

__all__ = ["data_folder", "load_rulebook", "load_templates", "read_by_nobody"]

_GROUPS = "licenses/groups.yaml"
"""The one file beside the licenses that is none."""
_TRANSPARENCY = "transparency.yaml"
_FOLDERS = ("claims", "families", "languages", "licenses", "policies", "presets")
_PATTERNS = ("*/*.yaml", "*.yaml", "licenses/texts/*.txt", "licenses/pack.json.gz")
_PACK = "licenses/pack.json.gz"
_PICTURES = Path(bot.__file__).resolve().parent / "web" / "static" / "pictures.css"
_LARGEST_PACK = 4 * 1024 * 1024
"""Bytes; ours has 0.4 million."""

_Kind = TypeVar("_Kind", Rule, LicenseRule, Family, Preset, ClaimPhrase, ClaimLanguage)
_Any = TypeVar("_Any")


@dataclass(frozen=True, slots=True)
class _Reading:
    """Files by their names below ``rules/``, and what was wrong with those that were read so far."""

    files: dict[str, Path]
    mistakes: list[str] = field(default_factory=list)
    failed: set[str] = field(default_factory=set)

    def one(self, name: str, read: Callable[[str, object], _Any]) -> _Any | None:
        """A file as a value; ``None`` where it cannot be used, which is noted."""
        try:
            where = f"rules/{name}"
            return read(where, parse(where, read_text(self.files[name])))
        except RulesError as error:
            self.note(name, str(error))
            return None

    def all_of(self, folder: str, read: Callable[[str, object], _Kind]) -> tuple[_Kind, ...]:
        """Every file of a folder that can be used."""
        found = []
        for name, path in self.files.items():
            if not name.startswith(f"{folder}/") or path.suffix != ".yaml" or name == _GROUPS:
                continue
            loaded = self.one(name, read)
            if loaded is not None and loaded.id != path.stem:
                self.note(
                    name, f"rules/{name}: expected the id '{path.stem}' as in the file's name, found '{loaded.id}'"
                )
            elif loaded is not None:
                found.append(loaded)
        return tuple(found)

    def note(self, name: str, words: str) -> None:
        """A mistake in this file; one line each."""
        self.failed.add(name)
        self.mistakes.extend(words.splitlines())

    def is_whole(self, folder: str) -> bool:
        """Whether everything in a folder could be used: only then can it be missed what is not there."""
        return not any(name.startswith(f"{folder}/") for name in self.failed)


def load_rulebook(operator_folder: Path | None = None, *, prove: bool = False) -> Rulebook:
    """Every rule, license, family, preset and phrase of a claim.

    A file of the operator's folder (laid out as ``rules/``) stands in for the program's file of the same name, or is added.
    Every example is run where there is such a folder, and where ``prove`` asks for it; the tests do so with the program's own files,
    so that no command has to.
    Raises RulesError, a line for each mistake with its file and line or key, where anything cannot be used.
    """
    reading = _Reading(data_files("rules", operator_folder, _PATTERNS))
    book = _assembled(reading, prove=prove or operator_folder is not None)
    if book is None or reading.mistakes:
        raise RulesError("\n".join(reading.mistakes))
    return book


def read_by_nobody(operator_folder: Path) -> tuple[str, ...]:
    """YAML files of an operator's folder that no rulebook looks at, by their names below it: a folder or an ending is misspelt."""
    used = data_files("rules", operator_folder, _PATTERNS)
    there = (path for ending in ("yaml", "yml") for path in operator_folder.rglob(f"*.{ending}"))
    names = sorted(path.relative_to(operator_folder).as_posix() for path in there)
    return tuple(name for name in names if name not in used or not _is_used(name))


def _is_used(name: str) -> bool:
    return name == _TRANSPARENCY or name.startswith(tuple(f"{folder}/" for folder in _FOLDERS))


def load_templates(operator_folder: Path | None = None) -> dict[str, str]:
    """Every template by its name (``discussion/thread.md.j2``); a file of the operator's folder stands in for the program's.

    The style sheet of pictures, which the desk serves as a file, is among them: reports hold it in themselves. Raises RulesError where one
    cannot be read.
    """
    templates = {name: read_text(path) for name, path in data_files("templates", operator_folder, ("*/*.j2",)).items()}
    return {"pictures/pictures.css": read_text(_PICTURES), **templates}


def _assembled(reading: _Reading, *, prove: bool) -> Rulebook | None:
    licenses = reading.all_of("licenses", LicenseRule.from_mapping)
    claims = _claims(reading, prove=prove)
    texts = {rule.id: text for rule in licenses if rule.text and (text := _license_text(reading, rule)) is not None}
    try:
        book = Rulebook(
            policies=reading.all_of("policies", Rule.from_mapping),
            licenses=tuple(rule for rule in licenses if rule.text is None or rule.id in texts),
            families=reading.all_of("families", Family.from_mapping),
            presets=reading.all_of("presets", Preset.from_mapping),
            license_texts=texts,
            license_pack=_pack(reading),
            claims=claims.phrases,
            languages=claims.languages,
            transparency=_transparency(reading),
            groups=_groups(reading, licenses),
        )
    except RulesError as error:
        reading.note("", str(error))
        return None
    if prove and reading.is_whole("policies"):
        for rule in licenses:
            for wrong in unproven(rule, book):
                reading.note(f"licenses/{rule.id}.yaml", wrong)
    return book


def _claims(reading: _Reading, *, prove: bool) -> ClaimFinder:
    """Every phrase has a language; where that is to be proven, its examples come out as they say."""
    claims = claim_finder(reading.all_of("claims", claim_phrase), reading.all_of("languages", claim_language))
    if not (reading.is_whole("claims") and reading.is_whole("languages")):
        return claims
    known = {language.id for language in claims.languages}
    for phrase in claims.phrases:
        if phrase.language not in known:
            reading.note(
                f"claims/{phrase.id}.yaml",
                f"rules/claims/{phrase.id}.yaml: unknown language '{phrase.language}'; known are {', '.join(sorted(known))}",
            )
    if not prove or not reading.is_whole("claims"):
        return claims
    for identifier, sentence, expected, found in claims.unproven():
        reading.note(
            f"claims/{identifier}.yaml",
            f"rules/claims/{identifier}.yaml: the example {sentence!r} should give {expected.value}, the phrases give {found.value}",
        )
    return claims


def _groups(reading: _Reading, licenses: tuple[LicenseRule, ...]) -> Groups:
    """A license whose own file cannot be used is not missing here as well."""
    groups = reading.one(_GROUPS, license_groups) if _GROUPS in reading.files else None
    known = {
        name: tuple(each for each in members if f"licenses/{each}.yaml" not in reading.failed)
        for name, members in (groups or {}).items()
    }
    for wrong in unknown_names(licenses, known):
        reading.note(_GROUPS, wrong)
    return known


def _transparency(reading: _Reading) -> TransparencyRules:
    if _TRANSPARENCY not in reading.files:
        reading.note(
            _TRANSPARENCY, f"rules/{_TRANSPARENCY}: expected the parts of the transparency score, found no file"
        )
        return NOTHING_TO_TELL
    return reading.one(_TRANSPARENCY, TransparencyRules.from_mapping) or NOTHING_TO_TELL


def _pack(reading: _Reading) -> bytes:
    if _PACK not in reading.files:
        return b""
    try:
        return read_bytes(reading.files[_PACK], _LARGEST_PACK)
    except RulesError as error:
        reading.note(_PACK, str(error))
        return b""


def _license_text(reading: _Reading, rule: LicenseRule) -> str | None:
    path = reading.files.get(f"licenses/{rule.text}")
    name = f"licenses/{rule.id}.yaml"
    if path is None:
        reading.note(name, f"rules/{name}: expected the text '{rule.text}' in the same folder, found none")
        return None
    try:
        return read_text(path)
    except RulesError as error:
        reading.note(name, str(error))
        return None
