# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Repositories and their commits as values, and as the JSON they are kept in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from bot.localhub.storage.blobs import Entry
from bot.localhub.storage.files import Json, moment, timestamp

MAIN = "refs/heads/main"
"""The branch that a repository starts with."""

Gate = Literal[False, "auto", "manual"]
"""Whether files can be had by everybody, by whoever accepts the terms, or by whom the owner admits."""

Tree = Mapping[str, Entry]
"""Every file of a commit by its path."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Commit:
    """One state of a repository and who made it."""

    id: str
    parent: str | None
    title: str
    message: str
    author: str
    date: datetime
    tree: Tree

    def to_json(self) -> Json:
        """As it is kept on disk."""
        return {
            "id": self.id,
            "parent": self.parent,
            "title": self.title,
            "message": self.message,
            "author": self.author,
            "date": timestamp(self.date),
            "tree": {path: [e.size, e.blob_id, e.sha256, e.procedural] for path, e in self.tree.items()},
        }

    @classmethod
    def from_json(cls, value: Json) -> Commit:
        """The reverse of `to_json`."""
        tree = {
            path: Entry(size=size, blob_id=blob, sha256=sha256, procedural=procedural)
            for path, (size, blob, sha256, procedural) in value["tree"].items()
        }
        return cls(**{**value, "date": moment(value["date"]), "tree": tree})


@dataclass(frozen=True, slots=True, kw_only=True)
class Repository:
    """A model repository: its settings and where its branches, tags and pull requests point."""

    id: str
    object_id: str
    created_at: datetime
    last_modified: datetime
    private: bool = False
    gated: Gate = False
    granted: tuple[str, ...] = ()
    """Users whom the owner let through the gate."""
    disabled: bool = False
    discussions_disabled: bool = False
    likes: int = 0
    downloads: int = 0
    trending_score: int = 0
    refs: Mapping[str, str] = field(default_factory=dict)
    """Full names (``refs/heads/main``, ``refs/tags/v1``, ``refs/pr/2``) to commit ids."""

    @property
    def owner(self) -> str:
        """The user or organisation that it belongs to."""
        return self.id.partition("/")[0]

    @property
    def head(self) -> str:
        """The newest commit of the main branch."""
        return self.refs[MAIN]

    def to_json(self) -> Json:
        """As it is kept on disk."""
        plain = {name: getattr(self, name) for name in self.__slots__}
        return plain | {
            "created_at": timestamp(self.created_at),
            "last_modified": timestamp(self.last_modified),
            "refs": dict(self.refs),
        }

    @classmethod
    def from_json(cls, value: Json) -> Repository:
        """The reverse of `to_json`."""
        return cls(
            **{
                **value,
                "created_at": moment(value["created_at"]),
                "last_modified": moment(value["last_modified"]),
                "granted": tuple(value["granted"]),
            }
        )
