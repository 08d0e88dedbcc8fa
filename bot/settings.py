# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Everything that an operator can set, as one frozen object: flag, then environment, then ``hubnotice.toml``, then default."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bot.model.errors import SettingsError
from bot.policy.watching import items_of

FILE = "hubnotice.toml"
_UNITS = {"": 1, "b": 1, "kb": 10**3, "mb": 10**6, "gb": 10**9, "kib": 2**10, "mib": 2**20, "gib": 2**30}
_LOOPBACK = {"localhost", "127.0.0.1", "::1"}


@dataclass(frozen=True, slots=True)
class Secret:
    """Text that is never printed by accident."""

    _value: str

    def reveal(self) -> str:
        """The text itself, for the one place that sends it."""
        return self._value

    def __repr__(self) -> str:
        return "***"

    __str__ = __repr__


@dataclass(frozen=True, slots=True)
class Setting:
    """How one field of `Settings` is written and what it means. ``parse`` raises ValueError saying what was expected."""

    name: str
    environment: str
    parse: Callable[[str], object]
    words: str
    in_file: bool = True
    is_list: bool = False
    """Whether the file may also hold it as a list of texts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the operator asked for; a value that exists is valid. See `SETTINGS` for the meaning of each field."""

    hub_url: str = "https://huggingface.co"
    token: Secret | None = None
    contact: str = ""
    preset: str = "dry-run"
    database: str = field(default="", repr=False)
    """A path or an address; out of the repr, since an address may hold a password. Empty: see `default_database`."""
    rules_folder: Path | None = None
    templates_folder: Path | None = None
    poll_seconds: int = 300
    max_bytes: int = 8_000_000
    max_requests: int = 60
    timeout_seconds: int = 10
    executor: str = ""
    """Name of this process among those that share a database. Empty: the machine's name."""
    workers: int = 4
    backfill: bool = False
    watch: tuple[str, ...] = ()
    """Items as `bot.policy.watching` reads them. Empty: everything."""


def size_in_bytes(text: str) -> int:
    """A number of bytes with or without a unit. Raises ValueError.

    >>> size_in_bytes("8MB"), size_in_bytes("1 GiB"), size_in_bytes("4096")
    (8000000, 1073741824, 4096)
    """
    found = re.fullmatch(r"\s*(\d{1,15})\s*([A-Za-z]*)\s*", text)
    if found is None or found[2].lower() not in _UNITS or int(found[1]) == 0:
        raise ValueError("expected bytes such as 8000000, 8MB or 1GiB, more than 0")
    return int(found[1]) * _UNITS[found[2].lower()]


def _whole(least: int, most: int) -> Callable[[str], int]:
    def parse(text: str) -> int:
        if not re.fullmatch(r"\d{1,9}", text.strip()) or not least <= int(text) <= most:
            raise ValueError(f"expected a whole number from {least} to {most}")
        return int(text)

    return parse


def _switch(text: str) -> bool:
    if text.strip().lower() not in {"on", "off"}:
        raise ValueError("expected on or off")
    return text.strip().lower() == "on"


def _address(text: str) -> str:
    try:
        parts = urlsplit(text)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.username is None
    except ValueError:
        usable = False
    if not usable:
        raise ValueError("expected http(s)://host without user name or password")
    return text.rstrip("/")


def _line(text: str) -> str:
    if not text.isascii() or not text.isprintable() or not text.strip():
        raise ValueError("expected one line of printable ASCII")
    return text.strip()


def _path(text: str) -> Path:
    return Path(_line(text)).expanduser()


SETTINGS = (
    Setting("hub_url", "HF_ENDPOINT", _address, "Address of the Hub."),
    Setting(
        "token",
        "HUBNOTICE_TOKEN",
        lambda text: Secret(_line(text)),
        "Access token of the bot's own account. Not read from the file, and never taken from HF_TOKEN.",
        in_file=False,
    ),
    Setting(
        "contact", "HUBNOTICE_CONTACT", _line, "Mail address or page of whoever answers for the bot; in every post."
    ),
    Setting("preset", "HUBNOTICE_PRESET", _line, "What becomes of findings: a name in `rules/presets/`."),
    Setting("database", "HUBNOTICE_DATABASE", _line, "Path of a SQLite file, or `postgresql://…`."),
    Setting("rules_folder", "HUBNOTICE_RULES_FOLDER", _path, "Folder whose files stand in for those of `rules/`."),
    Setting(
        "templates_folder",
        "HUBNOTICE_TEMPLATES_FOLDER",
        _path,
        "Folder whose files stand in for those of `templates/`.",
    ),
    Setting("poll_seconds", "HUBNOTICE_POLL_SECONDS", _whole(5, 86_400), "Seconds between two polls of the Hub."),
    Setting("max_bytes", "HUBNOTICE_MAX_BYTES", size_in_bytes, "Most bytes that one scan moves; units are understood."),
    Setting(
        "max_requests",
        "HUBNOTICE_MAX_REQUESTS",
        _whole(1, 100_000),
        "Most requests that one scan sends, those for the history of what needs fixing aside.",
    ),
    Setting(
        "timeout_seconds", "HUBNOTICE_TIMEOUT_SECONDS", _whole(1, 600), "Longest silence of the Hub in one request."
    ),
    Setting(
        "executor",
        "HUBNOTICE_EXECUTOR",
        _line,
        "Name of this process among those that share a database, the same after a restart; by default the machine's name.",
    ),
    Setting("workers", "HUBNOTICE_WORKERS", _whole(1, 64), "Repositories that one process works on beside each other."),
    Setting(
        "backfill",
        "HUBNOTICE_BACKFILL",
        _switch,
        "`on`: look at all models that were there before, too, oldest first, whenever nothing else is to do.",
    ),
    Setting(
        "watch",
        "HUBNOTICE_WATCH",
        items_of,
        "Whose models are looked at: `owner` or `owner/name`; and `upstream:` with an owner, a name or a family: what cases are about. "
        "With commas in between, in the file also a list; by default everything.",
        is_list=True,
    ),
)


def load_settings(flags: Mapping[str, str], environment: Mapping[str, str], file: Path | None = None) -> Settings:
    """The settings as given, flags by field name. ``file`` must exist where it is named; otherwise `FILE` here is read if there.

    Empty values of the environment count as not given. Raises SettingsError with every mistake, one a line.
    """
    mistakes: list[str] = []
    written = _read(file, mistakes)
    values: dict[str, Any] = {}
    for setting in SETTINGS:
        where, text = _given(setting, flags, environment, written)
        if text is None:
            continue
        try:
            values[setting.name] = setting.parse(text)
        except ValueError as error:
            shown = "a value that is not shown" if setting.name in {"token", "database"} else repr(text[:80])
            mistakes.append(f"{where}: {error}, found {shown}")
    settings = Settings(**values)
    mistakes += _contradictions(settings)
    if mistakes:
        raise SettingsError("\n".join(mistakes))
    return settings


def default_database(environment: Mapping[str, str]) -> Path:
    """Where the database lies when nobody says: the user's data folder."""
    data = environment.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(data) / "hubnotice" / "hubnotice.sqlite3"


def _given(
    setting: Setting, flags: Mapping[str, str], environment: Mapping[str, str], written: Mapping[str, str]
) -> tuple[str, str | None]:
    if setting.name in flags:
        return f"--{setting.name.replace('_', '-')}", flags[setting.name]
    if environment.get(setting.environment):
        return setting.environment, environment[setting.environment]
    return f"{FILE}: {setting.name}", written.get(setting.name)


def _read(file: Path | None, mistakes: list[str]) -> dict[str, str]:
    path = file or Path(FILE)
    if file is None and not path.is_file():
        return {}
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        mistakes.append(f"{path}: cannot be read: {error}")
        return {}
    known = {setting.name: setting for setting in SETTINGS if setting.in_file}
    written: dict[str, str] = {}
    for key, value in content.items():
        if key == "token":
            mistakes.append(f"{path}: a token does not belong into a file; set HUBNOTICE_TOKEN instead")
        elif key not in known:
            mistakes.append(f"{path}: unknown setting '{key}'; known settings are {', '.join(sorted(known))}")
        elif known[key].is_list and isinstance(value, list) and all(isinstance(each, str) for each in value):
            written[key] = ",".join(value)
        elif isinstance(value, bool) or not isinstance(value, str | int):
            mistakes.append(f"{path}: {key}: expected text or a whole number, found {type(value).__name__}")
        else:
            written[key] = str(value)
    return written


def _contradictions(settings: Settings) -> list[str]:
    parts = urlsplit(settings.hub_url)
    if settings.token is not None and parts.scheme == "http" and parts.hostname not in _LOOPBACK:
        return [f"HF_ENDPOINT: expected https, since HUBNOTICE_TOKEN would be sent in the clear to {parts.hostname}"]
    return []
