# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Whether a repository passes use restrictions on in words of its own."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.licensing.phrases import has_phrase

_NAMES = (
    "acceptable use policy",
    "prohibited use policy",
    "use based restrictions",
    "attachment a",
    "use policy",
)
"""What the licenses call their restrictions."""
_POLICY_FILE = re.compile(r"(?:^|[-_. ])(?:acceptable|prohibited)?[-_. ]?use[-_. ]?policy(?:[-_. ]|$)", re.IGNORECASE)
_SCHEME = re.compile(r"^https?://(?:www\.)?", re.IGNORECASE)


def names_restrictions(text: str, wordings: Iterable[str] = ()) -> bool:
    """Whether the text names use restrictions, or holds one of these wordings or addresses.

    >>> names_restrictions("Use is subject to the restrictions of Attachment A."), names_restrictions("Use it freely.")
    (True, False)
    """
    return any(has_phrase(text, name) for name in _NAMES) or any(
        links(text, wording) if is_address(wording) else has_phrase(text, wording) for wording in wordings
    )


def is_address(wording: str) -> bool:
    """Whether it is a web address rather than words."""
    return bool(_SCHEME.match(wording))


def links(text: str, address: str) -> bool:
    """Whether the address stands in the text, with or without its scheme; what follows it may be a longer path.

    >>> links("See ai.google.dev/gemma/terms.", "https://ai.google.dev/gemma/terms/")
    True
    """
    bare = _SCHEME.sub("", address).rstrip("/").casefold()
    return bool(bare) and bare in text.casefold()


def is_use_policy(path: str) -> bool:
    """Whether this is a use policy by its name.

    >>> is_use_policy("USE_POLICY.md"), is_use_policy("docs/acceptable-use-policy.txt"), is_use_policy("useful.md")
    (True, True, False)
    """
    return bool(_POLICY_FILE.search(path.rsplit("/", 1)[-1]))
