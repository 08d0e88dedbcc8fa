# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Finds ``rules/`` and ``templates/`` wherever the program was installed, and reads them."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from pathlib import Path
from typing import TypeVar

import yaml

from bot.licensing.claims import ClaimFinder, claim_finder
from bot.model.claims import ClaimLanguage, ClaimPhrase
from bot.model.errors import RulesError
from bot.policy.claims import claim_language, claim_phrase
from bot.policy.examples import unproven
from bot.policy.families import Family
from bot.policy.groups import Groups, license_groups
from bot.policy.licenses import LicenseRule
from bot.policy.presets import Preset
from bot.policy.rulebook import Rulebook
from bot.policy.rules import Rule
from bot.policy.transparency import TransparencyRules

_PACKAGE = Path(__file__).resolve().parent.parent
_LARGEST_FILE = 256 * 1024
_GROUPS = "licenses/groups.yaml"
"""The one file beside the licenses that is none."""

_Kind = TypeVar("_Kind", Rule, LicenseRule, Family, Preset, ClaimPhrase, ClaimLanguage)


def data_folder(name: str) -> Path:
    """The program's own ``rules`` or ``templates``: inside the package in a wheel, beside it in a checkout.

    Raises RulesError where it is in neither place.
    """
    places = (_PACKAGE / "_data" / name, _PACKAGE.parent / name)
    for place in places:
        if place.is_dir():
            return place
    raise RulesError(f"no folder '{name}' at {' or '.join(str(place) for place in places)}; install the program again")


def load_rulebook(operator_folder: Path | None = None) -> Rulebook:
    """Every rule, license, family, preset and phrase of a claim.

    A file of the operator's folder (laid out as ``rules/``) stands in for the program's file of the same name, or is added.
    Raises RulesError, naming the file and the line or key, for anything that cannot be used.
    """
    files = _files(_roots("rules", operator_folder), ("*/*.yaml", "*.yaml", "licenses/texts/*.txt"))
    licenses = _load(files, "licenses", LicenseRule.from_mapping)
    claims = claim_finder(_load(files, "claims", claim_phrase), _load(files, "languages", claim_language))
    _prove(claims)
    book = Rulebook(
        policies=_load(files, "policies", Rule.from_mapping),
        licenses=licenses,
        families=_load(files, "families", Family.from_mapping),
        presets=_load(files, "presets", Preset.from_mapping),
        license_texts={rule.id: _license_text(files, rule) for rule in licenses if rule.text is not None},
        claims=claims.phrases,
        languages=claims.languages,
        transparency=_transparency(files),
        groups=_groups(files),
    )
    _prove_licenses(book)
    return book


def load_templates(operator_folder: Path | None = None) -> dict[str, str]:
    """Every template by its name (``discussion/thread.md.j2``); a file of the operator's folder stands in for the program's.

    Raises RulesError where one cannot be read.
    """
    files = _files(_roots("templates", operator_folder), ("*/*.j2",))
    return {name: _read(path) for name, path in files.items()}


def _roots(name: str, operator_folder: Path | None) -> tuple[Path, ...]:
    own = data_folder(name)
    if operator_folder is None:
        return (own,)
    if not operator_folder.is_dir():
        raise RulesError(
            f"{operator_folder}: expected a folder with {name}, found none; create it or change the setting"
        )
    return (operator_folder, own)


def _files(roots: tuple[Path, ...], patterns: tuple[str, ...]) -> dict[str, Path]:
    """Relative name to path, sorted; earlier roots win."""
    found: dict[str, Path] = {}
    for root in roots:
        for pattern in patterns:
            for path in root.glob(pattern):
                found.setdefault(path.relative_to(root).as_posix(), path)
    return dict(sorted(found.items()))


def _load(files: dict[str, Path], folder: str, read: Callable[[str, object], _Kind]) -> tuple[_Kind, ...]:
    return tuple(
        _one(f"rules/{name}", path, read)
        for name, path in files.items()
        if name.startswith(f"{folder}/") and path.suffix == ".yaml" and name != _GROUPS
    )


def _one(where: str, path: Path, read: Callable[[str, object], _Kind]) -> _Kind:
    loaded = read(where, _parse(where, _read(path)))
    if loaded.id != path.stem:
        raise RulesError(f"{where}: expected the id '{path.stem}' as in the file's name, found '{loaded.id}'")
    return loaded


def _prove(claims: ClaimFinder) -> None:
    """Every phrase has a language, and its examples come out as they say."""
    known = {language.id for language in claims.languages}
    for phrase in claims.phrases:
        if phrase.language not in known:
            raise RulesError(
                f"rules/claims/{phrase.id}.yaml: unknown language '{phrase.language}'; known are {', '.join(sorted(known))}"
            )
    for identifier, sentence, expected, found in claims.unproven():
        raise RulesError(
            f"rules/claims/{identifier}.yaml: the example {sentence!r} should give {expected.value}, the phrases give {found.value}"
        )


def _prove_licenses(book: Rulebook) -> None:
    """The examples of every license come out as they say, under the rules as they are."""
    for rule in book.licenses:
        for wrong in unproven(rule, book):
            raise RulesError(wrong)


def _groups(files: dict[str, Path]) -> Groups:
    if _GROUPS not in files:
        return {}
    where = f"rules/{_GROUPS}"
    return license_groups(where, _parse(where, _read(files[_GROUPS])))


def _transparency(files: dict[str, Path]) -> TransparencyRules:
    name = "transparency.yaml"
    if name not in files:
        raise RulesError(f"rules/{name}: expected the parts of the transparency score, found no file")
    return TransparencyRules.from_mapping(f"rules/{name}", _parse(f"rules/{name}", _read(files[name])))


def _license_text(files: dict[str, Path], rule: LicenseRule) -> str:
    path = files.get(f"licenses/{rule.text}")
    if path is None:
        raise RulesError(
            f"rules/licenses/{rule.id}.yaml: expected the text '{rule.text}' in the same folder, found none"
        )
    return _read(path)


def _read(path: Path) -> str:
    try:
        size = path.stat().st_size
        if size > _LARGEST_FILE:
            raise RulesError(f"{path}: expected at most {_LARGEST_FILE} bytes, found {size}")
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise RulesError(f"{path}: cannot be read: {error}") from error


class _StrictLoader(yaml.SafeLoader):
    """Safe YAML that refuses a key given twice; YAML itself would silently keep the last."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, object]:  # noqa: FBT001, FBT002 - PyYAML's signature
        for double in _doubles(node):
            raise yaml.constructor.ConstructorError(
                None, None, f"key '{double.value}' is given twice", double.start_mark
            )
        return super().construct_mapping(node, deep)


def _doubles(node: yaml.MappingNode) -> Iterator[yaml.ScalarNode]:
    seen: set[str] = set()
    for key, _ in node.value:
        if isinstance(key, yaml.ScalarNode):
            if key.value in seen:
                yield key
            seen.add(key.value)


def _parse(where: str, text: str) -> object:
    try:
        return yaml.load(text, Loader=_StrictLoader)  # noqa: S506 - a subclass of SafeLoader
    except yaml.MarkedYAMLError as error:
        line = f", line {error.problem_mark.line + 1}" if error.problem_mark else ""
        raise RulesError(f"{where}{line}: {error.problem or 'no valid YAML'}") from error
    except yaml.YAMLError as error:
        raise RulesError(f"{where}: no valid YAML: {error}") from error
