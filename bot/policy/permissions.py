# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Which role may do what: one table. Pure.

Who decides on cases does not manage people, and who manages people does not decide: an admin who wants to needs the role. That one
person never both approves and posts an undeclared upstream is not told here but by `bot.policy.demands`, from the log.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bot.model.people import Permission, Role

_SIGNED_IN = frozenset({Permission.READ_PUBLIC, Permission.SUBSCRIBE})
_STAFF = _SIGNED_IN | {Permission.READ_CASES, Permission.READ_STATUS}
_RULING = _STAFF | {Permission.COMMENT, Permission.EXPORT, Permission.WITHDRAW}

PERMISSIONS: Mapping[Role, frozenset[Permission]] = {
    Role.READER: frozenset({Permission.READ_PUBLIC}),
    Role.SUBSCRIBER: _SIGNED_IN,
    Role.OWNER: _SIGNED_IN | {Permission.REPLY},
    Role.MAINTAINER: _SIGNED_IN | {Permission.SEE_DERIVATIVES, Permission.CONFIRM_PERMISSION},
    Role.REVIEWER: _RULING | {Permission.DECIDE},
    Role.PUBLISHER: _RULING | {Permission.PUBLISH},
    Role.LEGAL: _STAFF | {Permission.COMMENT, Permission.EXPORT, Permission.HOLD},
    Role.AUDITOR: _STAFF | {Permission.READ_LOG, Permission.EXPORT},
    Role.ADMIN: _STAFF | {Permission.READ_LOG, Permission.MANAGE_PEOPLE, Permission.CHANGE_CAPS},
}


def permitted(roles: Iterable[Role]) -> frozenset[Permission]:
    """Everything that somebody with these roles may do; a reader is everybody.

    >>> Permission.DECIDE in permitted({Role.ADMIN}), Permission.READ_PUBLIC in permitted(())
    (False, True)
    """
    return PERMISSIONS[Role.READER].union(*(PERMISSIONS[role] for role in roles))
