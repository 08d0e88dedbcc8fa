# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What can go wrong, as a tree by who must act.

::

    BotError
    ├── OperatorError          whoever runs the bot: settings, rules, database
    │   ├── SettingsError
    │   └── RulesError
    ├── RemoteError            the other side (Hub, tracker): try later or give up
    │   ├── Unreachable            no answer in time, or no connection
    │   ├── RateLimited            asked too often; ``retry_after_seconds`` where it was said
    │   │   └── Throttled              wrote too often, in spite of our caps
    │   ├── RemoteFailure          a 5xx, or an answer that makes no sense
    │   │   └── CursorRefused          a place in a list that the other side does not know any more
    │   ├── RangeIgnored           asked for a part, was sent the whole
    │   ├── CutShort               fewer bytes than were promised
    │   ├── NotFound               no such repository, revision or file
    │   ├── AccessRefused          gated, private, or no permission to write
    │   ├── Disabled               switched off by its owner or by the Hub
    │   └── Undelivered            an alert was not taken
    ├── InputError             a file that lies, or that we cannot read
    │   ├── FileTooLarge
    │   └── UnknownFormat      nothing is wrong with it as far as we know
    ├── NotAllowed             a person asked for what the rules of this program do not allow
    └── BudgetSpent            the limit that was set for this piece of work is reached
"""

from __future__ import annotations


class BotError(Exception):
    """Root of every error that this program raises on purpose."""


class OperatorError(BotError):
    """Whoever runs the bot has to change something."""


class SettingsError(OperatorError):
    """A setting is missing, unknown or out of range."""


class RulesError(OperatorError):
    """A file below ``rules/`` or ``templates/`` cannot be used as it is."""


class RemoteError(BotError):
    """The other side did not do what it was asked.

    ``retry_after_seconds`` is what the other side asked us to wait, ``None`` where it did not say.
    """

    def __init__(self, message: str, *, retry_after_seconds: float | None = None) -> None:
        super().__init__(message)
        self.retry_after_seconds = retry_after_seconds


class Unreachable(RemoteError):
    """No connection, or no answer in time."""


class RateLimited(RemoteError):
    """We asked too often."""


class Throttled(RateLimited):
    """We wrote too often: the other side says so, where our own caps let it through."""


class RemoteFailure(RemoteError):
    """A server error, or an answer that makes no sense."""


class CursorRefused(RemoteFailure):
    """A list cannot be gone on with where it was left; begin it again."""


class RangeIgnored(RemoteError):
    """A range was asked for and the whole file was offered; the connection was cut."""


class CutShort(RemoteError):
    """Fewer bytes came than were promised."""


class NotFound(RemoteError):
    """There is no such repository, revision or file."""


class AccessRefused(RemoteError):
    """The repository is gated or private, or we may not write there."""


class Disabled(RemoteError):
    """The owner or the Hub switched this off: a repository, or its discussions."""


class InputError(BotError):
    """A file lies about itself, or is in a form that we cannot read."""


class FileTooLarge(InputError):
    """A file is larger than what this program reads of its kind."""


class UnknownFormat(InputError):
    """A file is of a format that this program does not read, though its name would allow one that it does."""


class NotAllowed(BotError):
    """What was asked for is against a rule that no person overrides; the message says which."""


class BudgetSpent(BotError):
    """The limit that was set for this piece of work is reached."""


class Undelivered(RemoteError):
    """A message to somebody who asked for it was not taken.

    ``status`` is what they answered, ``None`` where nobody did. ``is_gone``: there is nothing there any more, and never will be.
    ``is_bounce``: a mail server said that this address does not take mail.
    """

    def __init__(
        self,
        message: str,
        *,
        status: int | None = None,
        is_gone: bool = False,
        is_bounce: bool = False,
        retry_after_seconds: float | None = None,
    ) -> None:
        super().__init__(message, retry_after_seconds=retry_after_seconds)
        self.status = status
        self.is_gone = is_gone
        self.is_bounce = is_bounce
