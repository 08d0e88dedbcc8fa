# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Which license a repository declares for itself, as far as the rules know it."""

from __future__ import annotations

from bot.model.licensing import RepositoryContents
from bot.model.repository import Snapshot
from bot.policy.licenses import LicenseRule
from bot.policy.rulebook import Rulebook

_UNTOLD = frozenset({"other", "unknown"})


def declared_license(contents: RepositoryContents, snapshot: Snapshot, rulebook: Rulebook) -> str | None:
    """The license's id, or the Hub's id of one that no file covers; None where none is declared, or ``other`` without a known name."""
    identifier = contents.declared_license
    if identifier in _UNTOLD:
        name = (snapshot.declared.license_name or "").casefold()
        named = next((rule for rule in rulebook.licenses if name and name in _names(rule)), None)
        return named.id if named else None
    covered = rulebook.license(identifier)
    return covered.id if covered else identifier


def _names(rule: LicenseRule) -> frozenset[str]:
    """What a license may be called in metadata: our id, SPDX's, and the names that its publisher uses, in lower case."""
    return frozenset({rule.id, (rule.spdx or rule.id).casefold(), *rule.license_names})


def declares_something(contents: RepositoryContents) -> bool:
    """Whether the repository says anything about its own license: in the metadata, or by a license file."""
    return contents.declared_license is not None or bool(contents.license_texts or contents.license_files)


def is_same_license(
    contents: RepositoryContents, snapshot: Snapshot, license_rule: LicenseRule, rulebook: Rulebook
) -> bool:
    """Whether the repository declares this very license."""
    return declared_license(contents, snapshot, rulebook) == license_rule.id
