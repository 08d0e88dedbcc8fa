# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Discussions and pull requests as values, and as the JSON they are kept in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from bot.localhub.storage.files import Json, moment, timestamp


class Status(Enum):
    """Where a discussion stands. Drafts and merges are pull requests."""

    OPEN = "open"
    CLOSED = "closed"
    MERGED = "merged"
    DRAFT = "draft"

    @property
    def is_open(self) -> bool:
        """A draft counts as open, a merged pull request as closed, as in the Hub's lists."""
        return self in {Status.OPEN, Status.DRAFT}


@dataclass(frozen=True, slots=True)
class Wording:
    """What a comment said since this moment."""

    text: str
    author: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """A comment with all its wordings, the newest last."""

    id: str
    author: str
    created_at: datetime
    wordings: tuple[Wording, ...]
    hidden: bool = False

    @property
    def latest(self) -> Wording:
        """What it says now."""
        return self.wordings[-1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """Anything else on the timeline: ``status-change``, ``title-change``, ``commit``, ``locking-change``."""

    id: str
    kind: str
    author: str
    created_at: datetime
    data: Mapping[str, str]


Event = Comment | Happening


@dataclass(frozen=True, slots=True, kw_only=True)
class Discussion:
    """A thread below a repository. The first event is the comment that opened it."""

    object_id: str
    num: int
    title: str
    author: str
    created_at: datetime
    status: Status = Status.OPEN
    is_pull_request: bool = False
    locked: bool = False
    base: str | None = None
    """The commit that a pull request started from."""
    merge_commit: str | None = None
    events: tuple[Event, ...] = field(default=())

    @property
    def comments(self) -> tuple[Comment, ...]:
        """What people said, in order."""
        return tuple(event for event in self.events if isinstance(event, Comment))

    def comment(self, comment_id: str) -> Comment | None:
        """The comment with this id."""
        return next((comment for comment in self.comments if comment.id == comment_id), None)

    def to_json(self) -> Json:
        """As it is kept on disk."""
        plain = {name: getattr(self, name) for name in self.__slots__}
        return plain | {
            "created_at": timestamp(self.created_at),
            "status": self.status.value,
            "events": [_event_to_json(event) for event in self.events],
        }

    @classmethod
    def from_json(cls, value: Json) -> Discussion:
        """The reverse of `to_json`."""
        return cls(
            **{
                **value,
                "created_at": moment(value["created_at"]),
                "status": Status(value["status"]),
                "events": tuple(_event_from_json(event) for event in value["events"]),
            }
        )


def _event_to_json(event: Event) -> Json:
    plain: Json = {name: getattr(event, name) for name in event.__slots__} | {"created_at": timestamp(event.created_at)}
    if isinstance(event, Comment):
        plain["wordings"] = [[w.text, w.author, timestamp(w.at)] for w in event.wordings]
    return plain


def _event_from_json(value: Json) -> Event:
    created_at = moment(value["created_at"])
    if "wordings" not in value:
        return Happening(**{**value, "created_at": created_at})
    wordings = tuple(Wording(text, author, moment(at)) for text, author, at in value["wordings"])
    return Comment(**{**value, "created_at": created_at, "wordings": wordings})
