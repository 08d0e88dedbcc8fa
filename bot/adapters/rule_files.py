# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Finds the files of ``rules/``, ``templates/`` and ``locales/`` in the program and in an operator's folder, and parses them."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from pathlib import Path

import yaml

from bot.model.errors import RulesError

try:  # PyYAML without libyaml is complete, and six times as slow on a license file (2026-11-25).
    from yaml import CSafeLoader as _SafeLoader
except ImportError:  # pragma: no cover - every wheel of PyYAML holds libyaml
    from yaml import SafeLoader as _SafeLoader  # type: ignore[assignment]

_PACKAGE = Path(__file__).resolve().parent.parent
_LARGEST_FILE = 256 * 1024


def data_folder(name: str) -> Path:
    """The program's own ``rules``, ``templates`` or ``locales``: inside the package in a wheel, beside it in a checkout.

    Raises RulesError where it is in neither place.
    """
    places = (_PACKAGE / "_data" / name, _PACKAGE.parent / name)
    for place in places:
        if place.is_dir():
            return place
    raise RulesError(f"no folder '{name}' at {' or '.join(str(place) for place in places)}; install the program again")


def data_files(name: str, operator_folder: Path | None, patterns: tuple[str, ...]) -> dict[str, Path]:
    """Relative name to path, sorted; a file of the operator's folder stands in for the program's. Raises RulesError."""
    found: dict[str, Path] = {}
    for root in _roots(name, operator_folder):
        for pattern in patterns:
            for path in root.glob(pattern):
                found.setdefault(path.relative_to(root).as_posix(), path)
    return dict(sorted(found.items()))


def _roots(name: str, operator_folder: Path | None) -> tuple[Path, ...]:
    own = data_folder(name)
    if operator_folder is None:
        return (own,)
    if not operator_folder.is_dir():
        raise RulesError(
            f"{operator_folder}: expected a folder with {name}, found none; create it or change the setting"
        )
    return (operator_folder, own)


def read_bytes(path: Path, limit: int) -> bytes:
    """A file of at most so many bytes. Raises RulesError."""
    try:
        size = path.stat().st_size
        if size > limit:
            raise RulesError(f"{path}: expected at most {limit} bytes, found {size}")
        return path.read_bytes()
    except OSError as error:
        raise RulesError(f"{path}: cannot be read: {error}") from error


def read_text(path: Path) -> str:
    """A file of at most 256 KiB. Raises RulesError."""
    try:
        size = path.stat().st_size
        if size > _LARGEST_FILE:
            raise RulesError(f"{path}: expected at most {_LARGEST_FILE} bytes, found {size}")
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise RulesError(f"{path}: cannot be read: {error}") from error


def parse(where: str, text: str) -> object:
    """YAML without tags of its own and without double keys. Raises RulesError with the line."""
    try:
        return yaml.load(text, Loader=_StrictLoader)  # noqa: S506 - a subclass of the safe loader
    except yaml.MarkedYAMLError as error:
        line = f", line {error.problem_mark.line + 1}" if error.problem_mark else ""
        raise RulesError(f"{where}{line}: {error.problem or 'no valid YAML'}") from error
    except yaml.YAMLError as error:
        raise RulesError(f"{where}: no valid YAML: {' '.join(str(error).split())}") from error


class _StrictLoader(_SafeLoader):
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
