# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""From a status and some headers, or an exception of the client library, to the error that it means to us."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from bot.adapters.hub.pacing import seconds_asked
from bot.model.errors import (
    AccessRefused,
    CutShort,
    Disabled,
    NotFound,
    RateLimited,
    RemoteError,
    RemoteFailure,
    SettingsError,
    Throttled,
    Unreachable,
)

_TOKEN_UNKNOWN = "Invalid credentials in Authorization header"  # noqa: S105 - the Hub's sentence, no secret
_NO_SUCH_REPOSITORY = (
    "(no such repository, or it is private: check its name, or set HUBNOTICE_TOKEN to an account that may see it)"
)
"""To whoever is not signed in the Hub speaks of a wrong password where a name is wrong."""
_LONGEST_MESSAGE = 200


class ServerFault(RemoteFailure):
    """The server broke down (5xx), which may pass."""


def passes(error: RemoteError) -> bool:
    """Whether the same request may go well a moment later."""
    return isinstance(error, Unreachable | CutShort | RateLimited | ServerFault)


def refusal(what: str, status: int, headers: Mapping[str, str], body: bytes) -> RemoteError | SettingsError:
    """What a status of 400 and above means; an unknown token is the operator's business. ``what`` names the request without its query, which may hold a signature."""
    said = _said(headers, body)
    message = f"{what}: {status}{f' {said}' if said else ''}"
    code = headers.get("x-error-code", "")
    if status == 429:
        kind = RateLimited if what.startswith(("GET ", "HEAD ")) else Throttled
        return kind(message, retry_after_seconds=seconds_asked(headers))
    if status in {408, 425}:
        return Unreachable(message, retry_after_seconds=seconds_asked(headers))
    if status >= 500:
        return ServerFault(message, retry_after_seconds=seconds_asked(headers))
    if status == 416:
        return CutShort(f"{what}: the file is shorter than its listing says")
    if status in {401, 403, 404, 410, 451}:
        return _closed_door(message, status, code, said)
    return RemoteFailure(message)


def _closed_door(message: str, status: int, code: str, said: str) -> RemoteError | SettingsError:
    if status == 401 and said == _TOKEN_UNKNOWN:
        return SettingsError(f"{message}: make a new token and set HUBNOTICE_TOKEN")
    if code == "GatedRepo":
        return AccessRefused(message)
    # Strangers who ask for what does not exist get a 401, and not every server adds the code.
    if code == "RepoNotFound" or (status == 401 and not code and "/api/models/" in message.partition(":")[0]):
        return NotFound(f"{message} {_NO_SUCH_REPOSITORY}")
    if code in {"RevisionNotFound", "EntryNotFound"} or status in {404, 410}:
        return NotFound(message)
    if status == 451 or (status == 403 and "disabled" in said.lower()):
        return Disabled(message)
    return AccessRefused(message)


def _said(headers: Mapping[str, str], body: bytes) -> str:
    said: object = headers.get("x-error-message")
    if not said:
        try:
            answer = json.loads(body)
        except (ValueError, RecursionError):
            return ""
        said = answer.get("error") if isinstance(answer, dict) else None
    words = said if isinstance(said, str) else ""
    return "".join(character for character in words if character.isprintable())[:_LONGEST_MESSAGE]


@contextmanager
def understood(what: str) -> Iterator[None]:
    """Turn whatever the client library raises inside into one of our errors, the original attached as its cause."""
    import httpx2  # noqa: PLC0415 - slow to import, and loaded by now
    from huggingface_hub.errors import HfHubHTTPError  # noqa: PLC0415 - likewise

    try:
        yield
    except httpx2.TimeoutException as error:
        raise Unreachable(f"{what}: no answer in time") from error
    except (httpx2.UnsupportedProtocol, httpx2.TooManyRedirects, httpx2.InvalidURL) as error:
        raise RemoteFailure(f"{what}: {error}") from error
    except HfHubHTTPError as error:
        answer = error.response
        raise refusal(what, answer.status_code, answer.headers, b"") from error
    except (httpx2.HTTPError, OSError) as error:
        raise Unreachable(f"{what}: {error}") from error
    except (KeyError, TypeError, AttributeError, IndexError, ValueError, RecursionError) as error:
        # The library reads answers without checking them: this is what an unexpected shape looks like.
        raise RemoteFailure(f"{what}: the answer makes no sense ({type(error).__name__})") from error
