# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The log of the daemon on stderr: one line an event, for people or for machines. No secret of the settings is ever in it."""

from __future__ import annotations

import json
import logging
import math
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import unquote, urlsplit

import click

from bot.cli.output import say

if TYPE_CHECKING:
    from bot.settings import Settings

_Command = TypeVar("_Command", bound=Callable[..., Any])
_LOG = logging.getLogger(__name__)
_OURS = "bot"
_USUAL = frozenset({*vars(logging.makeLogRecord({})), "message", "asctime", "taskName"})
"""What every record has; the rest are an event's own facts."""
_PLAIN = re.compile(r"[\w./@:+~%,#-]+")
_HUB_TOKEN = re.compile(r"\bhf_\w{6,}")
_HIDDEN = "***"
_LEAST_SECRET = 4


def log_option(command: _Command) -> _Command:
    """Add ``--log-format`` to a command."""
    return click.option("--log-format", type=click.Choice(("text", "json")), help="Form of the log on stderr.")(command)


@contextmanager
def logged(settings: Settings) -> Iterator[None]:
    """Our events from *info* on, and warnings of the libraries, for as long as the daemon runs."""
    formatter = _Json if settings.log_format == "json" else _Text
    handler = _ToStderr()
    handler.setFormatter(formatter(_secrets(settings)))
    root, ours = logging.getLogger(), logging.getLogger(_OURS)
    before = ours.level
    root.addHandler(handler)
    ours.setLevel(logging.INFO)
    try:
        yield
    finally:
        root.removeHandler(handler)
        ours.setLevel(before)


def tell(settings: Settings, text: str, event: str, **facts: object) -> None:
    """One line of talk; where the log is for machines, an event with these facts."""
    if settings.log_format == "json":
        _LOG.info(event, extra=facts)
    else:
        say(text)


class _ToStderr(logging.StreamHandler[Any]):
    """Writes to what stderr is at that moment."""

    def __init__(self) -> None:
        logging.Handler.__init__(self)

    @property
    def stream(self) -> Any:  # noqa: ANN401 - as the base class has it
        return sys.stderr


class _Lines(logging.Formatter):
    """Facts of a record; whatever is secret is masked wherever it stands."""

    def __init__(self, secrets: Iterable[str]) -> None:
        super().__init__()
        # What is shorter stands in every other line by chance.
        self._secrets = sorted({each for each in secrets if len(each) >= _LEAST_SECRET}, key=len, reverse=True)

    def masked(self, value: object) -> object:
        """Numbers and nothing as they are, everything else as text without secrets."""
        if value is None or isinstance(value, int) or (isinstance(value, float) and math.isfinite(value)):
            return value
        text = str(value)
        for secret in self._secrets:
            text = text.replace(secret, _HIDDEN)
        return _HUB_TOKEN.sub(_HIDDEN, text)

    def facts(self, record: logging.LogRecord) -> Mapping[str, object]:
        """What the event says beside its name."""
        found = {name: self.masked(value) for name, value in vars(record).items() if name not in _USUAL}
        return {name: value for name, value in found.items() if not name.startswith("_")}

    def stack(self, record: logging.LogRecord) -> str:
        """The traceback, where there is one."""
        return str(self.masked(self.formatException(record.exc_info))) if record.exc_info else ""


class _Json(_Lines):
    def format(self, record: logging.LogRecord) -> str:
        """One object; what every event has cannot be overwritten by its own facts."""
        stack = self.stack(record)
        line = {
            **self.facts(record),
            **({"traceback": stack} if stack else {}),
            "ts": _moment(record).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": self.masked(record.getMessage()),
            "logger": record.name,
        }
        first = ("ts", "level", "event", "logger")
        ordered = {name: line[name] for name in first} | line
        return json.dumps(ordered, ensure_ascii=True)


class _Text(_Lines):
    def format(self, record: logging.LogRecord) -> str:
        """Time, level, event, and facts as ``name=value``, quoted where they are not one plain word."""
        facts = (f"{name}={_word(value)}" for name, value in self.facts(record).items())
        moment = _moment(record).strftime("%Y-%m-%d %H:%M:%S")
        event = str(self.masked(record.getMessage()))
        line = " ".join((moment, f"{record.levelname.lower():7}", _one_line(event), *facts))
        stack = self.stack(record)
        return f"{line}\n{stack}" if stack else line


def _moment(record: logging.LogRecord) -> datetime:
    return datetime.fromtimestamp(record.created, tz=UTC)


def _word(value: object) -> str:
    text = str(value)
    return text if _PLAIN.fullmatch(text) else json.dumps(text, ensure_ascii=not text.isprintable())


def _one_line(text: str) -> str:
    return text if text.isprintable() else json.dumps(text)


def _secrets(settings: Settings) -> list[str]:
    """Token, secret of the webhooks and password of the database, also as it is written in an address."""
    held = [each.reveal() for each in (settings.token, settings.webhook_secret) if each is not None]
    password = urlsplit(settings.database).password if "://" in settings.database else None
    return [*held, *((password, unquote(password)) if password else ())]
