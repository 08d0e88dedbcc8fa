# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The hidden line by which the bot finds its own words again."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

WITHDRAWN = "withdrawn"
"""The state of a post that was taken back."""
_MARKER = re.compile(r"<!--\s*hubnotice:(?P<fields>[^<>]{1,500}?)\s*-->")
_FIELD = re.compile(r"(?P<key>[a-z0-9]+)=(?P<value>[^\s=]+)")
_FENCED = re.compile(r"^(?P<fence>`{3,}|~{3,}).*?(?:^(?P=fence)|\Z)", re.DOTALL | re.MULTILINE)
_QUOTED = re.compile(r"^[ \t]*>.*$", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Marker:
    """Which case and which text a post is. Whoever looks for markers also checks who wrote the post: anybody can write a marker."""

    case: str
    revision: int
    commit: str
    """Short id of the commit that the post is about."""
    digest: str
    """Of the body without its marker: the same digest is the same text."""
    languages: tuple[str, ...] = ("en",)
    state: str = "open"
    """``open`` for the first post, ``resolved`` for the thanks, ``withdrawn`` where we take something back, ``reply-`` and the id of
    the comment that is answered."""

    def __str__(self) -> str:
        fields = {
            "case": self.case,
            "rev": str(self.revision),
            "commit": self.commit,
            "lang": ",".join(self.languages),
            "state": self.state,
            "sha256": self.digest,
        }
        return f"<!-- hubnotice:{' '.join(f'{key}={value}' for key, value in fields.items())} -->"


def body_digest(body: str) -> str:
    """SHA-256 of a post without its markers; line ends and white space around lines do not count, since platforms change them."""
    lines = [line.strip() for line in _MARKER.sub("", body).splitlines()]
    return hashlib.sha256("\n".join(lines).strip().encode()).hexdigest()


def sign(
    body: str, *, case: str, revision: int, commit: str, languages: tuple[str, ...] = ("en",), state: str = "open"
) -> str:
    """The body with its marker as the last line."""
    bare = body.strip()
    marker = Marker(
        case=case, revision=revision, commit=commit, digest=body_digest(bare), languages=languages, state=state
    )
    return f"{bare}\n{marker}\n"


def resigned(body: str, marker: Marker, *, state: str) -> str:
    """A post that changed, with the marker of what it was and another state in place of every marker in it."""
    return sign(
        _MARKER.sub("", body),
        case=marker.case,
        revision=marker.revision + 1,
        commit=marker.commit,
        languages=marker.languages,
        state=state,
    )


def find_marker(text: str) -> Marker | None:
    """The last marker of a post, or None. Markers inside quotations and code are somebody showing us one, and do not count."""
    own = _QUOTED.sub("", _FENCED.sub("", text.replace("\r\n", "\n")))
    for match in reversed([*_MARKER.finditer(own)]):
        fields = {field["key"]: field["value"] for field in _FIELD.finditer(match["fields"])}
        if "case" in fields and fields.get("rev", "").isascii() and fields.get("rev", "").isdigit():
            return Marker(
                case=fields["case"],
                revision=int(fields["rev"]),
                commit=fields.get("commit", ""),
                digest=fields.get("sha256", ""),
                languages=tuple(fields.get("lang", "en").split(",")),
                state=fields.get("state", "open"),
            )
    return None
