# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""How people share the work among them: views that they keep, and words that they put on cases."""

from __future__ import annotations

from dataclasses import dataclass

_LONGEST_LABEL = 40
_LONGEST_NAME = 60
_LONGEST_QUERY = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedView:
    """A question that a person kept under a name."""

    person: str
    name: str
    query: str
    """As in an address, without the question mark."""

    def __post_init__(self) -> None:
        """What is kept is shown again on every page."""
        if not self.name.strip() or len(self.name) > _LONGEST_NAME or not self.name.isprintable():
            raise ValueError(f"name: expected 1 to {_LONGEST_NAME} printable characters, found {self.name[:20]!r}")
        if len(self.query) > _LONGEST_QUERY or not self.query.isprintable():
            raise ValueError(f"query: expected at most {_LONGEST_QUERY} printable characters")


def checked_label(text: str) -> str:
    """A label as it is kept: lower case, single spaces. Raises ValueError for an empty or a long one.

    >>> checked_label("  Ask   Legal ")
    'ask legal'
    """
    label = " ".join(text.split()).casefold()
    if not label or len(label) > _LONGEST_LABEL or not label.isprintable():
        raise ValueError(f"label: expected 1 to {_LONGEST_LABEL} printable characters, found {label[:20]!r}")
    return label
