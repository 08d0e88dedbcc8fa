# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What the Hub says instead of doing what it was asked, with the headers that its client tells cases apart by."""

from __future__ import annotations

from collections.abc import Mapping


class Refusal(Exception):
    """The Hub declines: an HTTP status, a sentence, and the code that goes into ``X-Error-Code``.

    Raised by the stores as well, so whoever calls them from Python meets the same words as a client.
    """

    def __init__(self, status: int, message: str, *, code: str = "", headers: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.code = code
        self.headers = dict(headers or {})


def repository_not_found(*, signed_in: bool) -> Refusal:
    """No such repository, or none that this caller may know of. The Hub answers 401 to strangers and 404 to users."""
    if signed_in:
        return Refusal(404, "Repository not found", code="RepoNotFound")
    return Refusal(401, "Invalid username or password.", code="RepoNotFound")


def revision_not_found(revision: str) -> Refusal:
    """No such branch, tag, pull request or commit."""
    return Refusal(404, f"Invalid rev id: {revision}", code="RevisionNotFound")


def entry_not_found(commit: str) -> Refusal:
    """No such file at this commit; the answer names the commit, so that the client can remember the absence."""
    return Refusal(404, "Entry not found", code="EntryNotFound", headers={"X-Repo-Commit": commit})


def access_disabled() -> Refusal:
    """The Hub switched the repository off. The client knows the case by this very sentence."""
    return Refusal(403, "Access to this resource is disabled.")


def forbidden(message: str) -> Refusal:
    """The caller is known and may not do this."""
    return Refusal(403, message)


def bad_request(message: str) -> Refusal:
    """The request itself is wrong."""
    return Refusal(400, message)


def sign_in_required() -> Refusal:
    """Nobody signed in where somebody has to."""
    return Refusal(401, "Invalid username or password.")
