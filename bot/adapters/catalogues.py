# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Reads the translations of ``locales/`` as translators leave them: there is nothing to compile, and nothing that can be out of date."""

from __future__ import annotations

import gettext
import io
from pathlib import Path

from babel.core import UnknownLocaleError
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po

from bot.adapters.rule_files import data_folder, read_bytes
from bot.model.errors import RulesError

DOMAIN = "desk"
_LARGEST_CATALOGUE = 4 * 1024 * 1024
_EXPECTED = "expected translations in the form of gettext"


def load_catalogues(folder: Path | None = None) -> dict[str, gettext.GNUTranslations]:
    """A catalogue for each language of the folder, the program's own where none is named.

    A sentence without a translation, or with one that is marked fuzzy, stays English. Raises RulesError where a file cannot be read.
    """
    root = folder or data_folder("locales")
    return {path.parent.parent.name: _read(path) for path in sorted(root.glob(f"*/LC_MESSAGES/{DOMAIN}.po"))}


def completeness(folder: Path | None = None) -> dict[str, float]:
    """For each language of the folder the share of sentences that are translated and not marked fuzzy. Raises RulesError as `load_catalogues`."""
    root = folder or data_folder("locales")
    return {path.parent.parent.name: _share(path) for path in sorted(root.glob(f"*/LC_MESSAGES/{DOMAIN}.po"))}


def _share(path: Path) -> float:
    messages = [each for each in _catalogue(path) if each.id]
    return sum(_is_translated(each) for each in messages) / max(len(messages), 1)


def _is_translated(message: Message) -> bool:
    forms = message.string if isinstance(message.string, list | tuple) else (message.string,)
    return bool(forms) and all(forms) and not message.fuzzy


def _read(path: Path) -> gettext.GNUTranslations:
    compiled = io.BytesIO()
    try:
        write_mo(compiled, _catalogue(path))
    except ValueError as error:
        raise RulesError(f"{path}: {_EXPECTED}: {error}") from error
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def _catalogue(path: Path) -> Catalog:
    text = io.BytesIO(read_bytes(path, _LARGEST_CATALOGUE))
    try:
        return read_po(text, locale=path.parent.parent.name, abort_invalid=True)
    except (PoFileError, UnknownLocaleError, ValueError) as error:
        raise RulesError(f"{path}: {_EXPECTED}: {error}") from error
