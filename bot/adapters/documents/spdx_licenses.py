# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Licenses as SPDX spells them: an identifier of its list, or a ``LicenseRef-`` with the text beside it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from spdx_tools.common.spdx_licensing import spdx_licensing

from bot.model.bill import Bill, LicenseName, LicenseStatement

_REFERENCE = re.compile(r"LicenseRef-[A-Za-z0-9.-]+")


def spelled(license_name: LicenseName) -> str:
    """The identifier or expression for one license.

    The list behind the library is older than some identifiers, and it takes some ``LicenseRef-`` for licenses of its own
    (``LicenseRef-MIT-Bootstrap`` for MIT): what does not come back as it was written gets a reference of ours.

    >>> spelled(LicenseName(id="mit", name="MIT", spdx="MIT"))
    'MIT'
    >>> spelled(LicenseName(id="x", name="X", spdx="LicenseRef-MIT-Bootstrap"))
    'LicenseRef-hub-x'
    """
    given = license_name.spdx
    return given if given is not None and _is_safe(given) else license_name.reference


def extracted_licenses(bill: Bill) -> dict[str, LicenseName]:
    """Every license that is spelled as a reference, by it, in order."""
    statements = (statement for part in bill.parts for statement in (part.declared, part.concluded))
    found = {spelled(name): name for name in _names(statements)}
    return {reference: found[reference] for reference in sorted(found) if reference.startswith("LicenseRef-")}


def _names(statements: Iterable[LicenseStatement]) -> Iterable[LicenseName]:
    return (statement.license for statement in statements if statement.license is not None)


@cache
def _is_safe(spelling: str) -> bool:
    try:
        comes_back = str(spdx_licensing.parse(spelling)) == spelling
        is_listed = not spdx_licensing.validate(spelling).errors
    # The library raises errors of several unrelated kinds on what it cannot parse.
    except Exception:  # noqa: BLE001 - whatever it is, the answer is no
        return False
    return comes_back and (is_listed or bool(_REFERENCE.fullmatch(spelling)))
