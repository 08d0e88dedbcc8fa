# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Groups of licenses, such as ``@permissive``, that a license names where it says what conflicts with it.

A license's class puts it into a group, so an operator's own license is in one as soon as it is there. ``rules/licenses/groups.yaml`` can
put further licenses into these groups and add groups of its own; it can take none out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeAlias

from bot.model.errors import RulesError
from bot.policy.licenses import LicenseClass, LicenseRule
from bot.policy.reading import Entry

MARK = "@"
"""What a group's name begins with where a license names it."""

BY_CLASS = {
    "permissive": (LicenseClass.PERMISSIVE, LicenseClass.ATTRIBUTION),
    "public-domain": (LicenseClass.PUBLIC_DOMAIN,),
    "attribution": (LicenseClass.ATTRIBUTION,),
    "share-alike": (LicenseClass.SHARE_ALIKE,),
    "copyleft": (LicenseClass.COPYLEFT,),
    "use-restricted": (LicenseClass.USE_RESTRICTED,),
    "noncommercial": (LicenseClass.NONCOMMERCIAL,),
    "community": (LicenseClass.COMMUNITY,),
}
"""Groups that need no file. Credit is all that attribution licenses ask for, so they are permissive, too."""

Groups: TypeAlias = Mapping[str, tuple[str, ...]]
"""What ``groups.yaml`` adds: group without the mark, and ids of licenses."""


def license_groups(where: str, value: object) -> dict[str, tuple[str, ...]]:
    """The groups as their file holds them. Raises RulesError."""
    entry = Entry.of(where, value)
    for name in entry.values:
        if name.startswith(MARK):
            raise RulesError(f"{where}: expected the group's name without {MARK}, found '{name}'")
    return {name: entry.texts(name) for name in entry.values}


def unknown_names(licenses: Iterable[LicenseRule], groups: Groups) -> list[str]:
    """What is wrong with names of groups and of licenses in them, in words; empty where all of them are known."""
    listed = tuple(licenses)
    ids = {each for rule in listed for each in (rule.id, *rule.hub_ids)}
    known = sorted({*BY_CLASS, *groups})
    wrong = [
        f"rules/licenses/groups.yaml, {name}: no file defines the license '{each}'"
        for name, members in groups.items()
        for each in members
        if each not in ids
    ]
    choice = ", ".join(f"{MARK}{name}" for name in known)
    wrong += [
        f"rules/licenses/{rule.id}.yaml, relicensing: unknown group '{name}'; known groups are {choice}"
        for rule in listed
        for name in rule.relicensing.conflicts
        if name.startswith(MARK) and name.removeprefix(MARK) not in known
    ]
    return wrong


def is_among(names: Iterable[str], ids: Iterable[str], kind: LicenseClass | None, groups: Groups) -> bool:
    """Whether a license, by any of its ids or by its class, is one of these ids and groups."""
    wanted = set(ids)
    for name in names:
        group = name.removeprefix(MARK)
        if name in wanted:
            return True
        if name != group and (kind in BY_CLASS.get(group, ()) or wanted & set(groups.get(group, ()))):
            return True
    return False
