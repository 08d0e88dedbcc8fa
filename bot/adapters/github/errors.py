# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""From GitHub's statuses, headers and words, and from github3.py's exceptions, to the errors that they mean to us."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from email.utils import parsedate_to_datetime

from bot.model.errors import (
    AccessRefused,
    Disabled,
    NotFound,
    RateLimited,
    RemoteError,
    RemoteFailure,
    SettingsError,
    Unreachable,
)

_TOO_FAST = re.compile(r"rate limit|abuse detection|too quickly", re.IGNORECASE)
_SECONDS_WHERE_NOT_SAID = 60.0
"""GitHub's documentation: where neither header says how long, wait for at least a minute."""
_LONGEST_MESSAGE = 200


class ServerFault(RemoteFailure):
    """The server broke down (5xx), which may pass."""


def passes(error: RemoteError) -> bool:
    """Whether the same question may be answered a moment later."""
    return isinstance(error, Unreachable | RateLimited | ServerFault)


def refusal(what: str, status: int, headers: Mapping[str, str], body: bytes) -> RemoteError | SettingsError:
    """What a status of 400 and above means. ``what`` names the request in words."""
    said = _said(body)
    message = f"{what}: {status}{f' {said}' if said else ''}"
    if status == 401:
        return SettingsError(
            f"{message}: GitHub does not take the token; make a new one and set HUBNOTICE_GITHUB_TOKEN"
        )
    if status == 429 or (status == 403 and _is_limit(headers, said)):
        return RateLimited(message, retry_after_seconds=seconds_asked(headers) or _SECONDS_WHERE_NOT_SAID)
    if status == 408:
        return Unreachable(message)
    if status >= 500:
        return ServerFault(message, retry_after_seconds=seconds_asked(headers))
    return _closed_door(message, status, said)


def seconds_asked(headers: Mapping[str, str]) -> float | None:
    """How long GitHub asks us to wait; ``None`` where it does not say. The clock of its answer counts, not ours.

    >>> seconds_asked({"retry-after": "7"}), seconds_asked({})
    (7.0, None)
    >>> spent = {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "1773741700"}
    >>> seconds_asked({**spent, "date": "Tue, 17 Mar 2026 10:00:00 GMT"})
    100.0
    """
    after = headers.get("retry-after", "").strip()
    if re.fullmatch(r"[0-9]{1,9}", after):
        return float(after)
    reset = headers.get("x-ratelimit-reset", "").strip()
    if headers.get("x-ratelimit-remaining", "").strip() != "0" or not re.fullmatch(r"[0-9]{1,12}", reset):
        return None
    try:
        now = parsedate_to_datetime(headers.get("date", "")).timestamp()
    except (ValueError, TypeError, OverflowError):
        return _SECONDS_WHERE_NOT_SAID
    return max(1.0, float(reset) - now)


def _closed_door(message: str, status: int, said: str) -> RemoteError:
    if status == 404 or (status == 410 and "deleted" in said.lower()):
        return NotFound(f"{message} (there is no such thing, or the token may not see it)")
    if status in {410, 451}:
        return Disabled(message)
    return AccessRefused(message) if status == 403 else RemoteFailure(message)


def _is_limit(headers: Mapping[str, str], said: str) -> bool:
    is_spent = headers.get("x-ratelimit-remaining", "").strip() == "0"
    return is_spent or "retry-after" in headers or bool(_TOO_FAST.search(said))


def _said(body: bytes) -> str:
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        return ""
    said = answer.get("message") if isinstance(answer, dict) else None
    words = said if isinstance(said, str) else ""
    return "".join(character for character in words if character.isprintable())[:_LONGEST_MESSAGE]


@contextmanager
def understood(what: str) -> Iterator[None]:
    """Turn whatever github3.py raises inside into one of our errors, the original attached as its cause."""
    import requests  # noqa: PLC0415 - slow to import, and loaded by now
    from github3.exceptions import AuthenticationFailed, GitHubException, TransportError  # noqa: PLC0415 - likewise

    try:
        yield
    except AuthenticationFailed as error:
        raise SettingsError(f"{what}: GitHub asks for a token; set HUBNOTICE_GITHUB_TOKEN") from error
    except TransportError as error:
        raise _lost(what, error.exception) from error
    except requests.RequestException as error:
        raise _lost(what, error) from error
    except GitHubException as error:
        # Among them IncompleteResponse: a key that the library insists on is missing.
        raise RemoteFailure(f"{what}: the answer makes no sense ({type(error).__name__})") from error
    except (KeyError, TypeError, AttributeError, IndexError, ValueError, RecursionError) as error:
        # The library reads most answers without checking them: this is what an unexpected shape looks like.
        raise RemoteFailure(f"{what}: the answer makes no sense ({type(error).__name__})") from error


def _lost(what: str, error: Exception) -> RemoteError:
    import requests  # noqa: PLC0415 - loaded by now

    if isinstance(error, requests.ConnectionError | requests.Timeout):
        return Unreachable(f"{what}: {type(error).__name__}")
    return RemoteFailure(f"{what}: {type(error).__name__}")
