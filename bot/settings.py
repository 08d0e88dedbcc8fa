# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Everything that an operator can set, as one frozen object: flag, then environment, then ``hubnotice.toml``, then default."""

from __future__ import annotations

import ipaddress
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bot.model.errors import SettingsError
from bot.policy.roles import Grant, grants_of
from bot.policy.watching import items_of

FILE = "hubnotice.toml"
_UNITS = {"": 1, "b": 1, "kb": 10**3, "mb": 10**6, "gb": 10**9, "tb": 10**12} | {
    "kib": 2**10,
    "mib": 2**20,
    "gib": 2**30,
    "tib": 2**40,
}
LOG_FORMATS = ("text", "json")
_LEAST_SECRET = 16
_NO_SENDER = "HUBNOTICE_SMTP_URL: mail needs an address that it comes from; set HUBNOTICE_MAIL_FROM, too"
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
    bytes_per_day: int = 200_000_000_000
    timeout_seconds: int = 10
    executor: str = ""
    """Name of this process among those that share a database. Empty: the machine's name."""
    workers: int = 4
    posting: bool = True
    stop_file: Path | None = None
    listen: str = ""
    """HOST:PORT of the web server. Empty: there is none."""
    public_url: str = ""
    """Where people reach the desk, without a path. Empty: only on this machine."""
    smtp_url: Secret | None = None
    """Where mail leaves: `smtp://` or `smtps://`, with user name and password. Without it no mail is sent."""
    mail_from: str = ""
    alert_targets_allowed: tuple[str, ...] = ()
    """Networks and hosts beside the public Internet that alerts may be sent to."""
    oauth_client_id: str = ""
    """Of the application on the Hub that people sign in through. Empty: nobody signs in with the Hub."""
    oauth_client_secret: Secret | None = None
    desk_roles: tuple[Grant, ...] = ()
    webhook_secret: Secret | None = None
    log_format: str = "text"
    github_url: str = "https://github.com"
    github_token: Secret | None = None
    github_dashboard: str = ""
    """``owner/name`` of the repository whose owner asked for a dashboard. Empty: none did."""
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


def _origin(text: str) -> str:
    address = _address(text)
    if urlsplit(address).path or "?" in address or "#" in address:
        raise ValueError("expected http(s)://host without anything behind it")
    return address


def _line(text: str) -> str:
    if not text.isascii() or not text.isprintable() or not text.strip():
        raise ValueError("expected one line of printable ASCII")
    return text.strip()


def _secret(text: str) -> Secret:
    if len(_line(text)) < _LEAST_SECRET:
        raise ValueError(f"expected {_LEAST_SECRET} characters or more, since it is all that tells the Hub from others")
    return Secret(_line(text))


def _host_and_port(text: str) -> str:
    try:
        parts = urlsplit(f"//{text.strip()}")
        usable = bool(parts.hostname) and parts.port is not None and text.strip() == parts.netloc and "@" not in text
    except ValueError:
        usable = False
    if not usable:
        raise ValueError("expected HOST:PORT such as 127.0.0.1:8600 or [::1]:8600")
    return text.strip()


def _log_format(text: str) -> str:
    if text not in LOG_FORMATS:
        raise ValueError(f"expected one of {', '.join(LOG_FORMATS)}")
    return text


def _repository(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]{0,38}/(?!\.{1,2}$)[A-Za-z0-9._-]{1,100}", text.strip()):
        raise ValueError("expected a repository as owner/name")
    return text.strip()


def _relay(text: str) -> Secret:
    try:
        parts = urlsplit(_line(text))
        usable = parts.scheme in {"smtp", "smtps"} and bool(parts.hostname) and parts.port != 0
        usable = usable and parts.path in {"", "/"}
    except ValueError:
        usable = False
    if not usable:
        raise ValueError("expected smtp://[user:password@]host:port or smtps://…")
    return Secret(text.strip())


def _sender(text: str) -> str:
    if not re.fullmatch(
        r"(?:[^<>@\"]{1,100} <[^<>@\s]{1,64}@[^<>@\s]{1,255}>|[^<>@\s]{1,64}@[^<>@\s]{1,255})", _line(text)
    ):
        raise ValueError("expected an address such as alerts@example.org, or a name and <alerts@example.org>")
    return _line(text)


def _targets(text: str) -> tuple[str, ...]:
    items = tuple(each.strip() for each in text.split(",") if each.strip())
    for each in items:
        try:
            ipaddress.ip_network(each)
        except ValueError:
            if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9.-]{0,252}(:\d{1,5})?", each):
                raise ValueError("expected networks such as 10.0.0.0/8, hosts, or HOST:PORT") from None
    return items


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
        "bytes_per_day",
        "HUBNOTICE_BYTES_PER_DAY",
        size_in_bytes,
        "Most bytes that all processes on one database move in a day (UTC); after that new scans wait for the next day.",
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
        "posting",
        "HUBNOTICE_POSTING",
        _switch,
        "`off` writes nothing to anybody's page, whatever the preset says; what would be written waits in the outbox.",
    ),
    Setting(
        "stop_file",
        "HUBNOTICE_STOP_FILE",
        _path,
        "While this file exists, nothing is written to anybody's page; looked for before each post.",
    ),
    Setting(
        "listen",
        "HUBNOTICE_LISTEN",
        _host_and_port,
        "HOST:PORT for the desk, webhooks, health and metrics; without it no port is open.",
    ),
    Setting(
        "public_url",
        "HUBNOTICE_PUBLIC_URL",
        _origin,
        "Address under which people reach the desk, as `https://host`; without it only this machine does, by number or as `localhost`.",
    ),
    Setting(
        "smtp_url",
        "HUBNOTICE_SMTP_URL",
        _relay,
        "Where alerts leave by mail: `smtp://[user:password@]host:port` (STARTTLS) or `smtps://…`. Not read from the file.",
        in_file=False,
    ),
    Setting("mail_from", "HUBNOTICE_MAIL_FROM", _sender, "Address that alerts by mail come from."),
    Setting(
        "alert_targets_allowed",
        "HUBNOTICE_ALERT_TARGETS_ALLOWED",
        _targets,
        "Networks (`10.0.0.0/8`), hosts or HOST:PORT beside the public Internet that alerts may be sent to, also by plain http; with commas "
        "in between, in the file also a list.",
        is_list=True,
    ),
    Setting(
        "oauth_client_id",
        "HUBNOTICE_OAUTH_CLIENT_ID",
        _line,
        "Id of the OAuth application on the Hub that people sign in with; without it nobody signs in with the Hub.",
    ),
    Setting(
        "oauth_client_secret",
        "HUBNOTICE_OAUTH_CLIENT_SECRET",
        lambda text: Secret(_line(text)),
        "Its secret. Not read from the file. Without it the application is a public one, which PKCE alone protects.",
        in_file=False,
    ),
    Setting(
        "desk_roles",
        "HUBNOTICE_DESK_ROLES",
        grants_of,
        "Who does what at the desk: `reviewer=hf:ada,local:bob admin=org:acme`; roles are reviewer, publisher, legal, auditor and admin. "
        "In the file also a list; by default nobody has any.",
        is_list=True,
    ),
    Setting(
        "webhook_secret",
        "HUBNOTICE_WEBHOOK_SECRET",
        _secret,
        "What the Hub's webhooks carry as `X-Webhook-Secret`. Not read from the file. Without it webhooks are refused.",
        in_file=False,
    ),
    Setting("log_format", "HUBNOTICE_LOG_FORMAT", _log_format, "Form of the log on stderr: `text` or `json`."),
    Setting("github_url", "HUBNOTICE_GITHUB_URL", _address, "Address of GitHub, or of a server of one's own."),
    Setting(
        "github_token",
        "HUBNOTICE_GITHUB_TOKEN",
        lambda text: Secret(_line(text)),
        "Access token of the bot's own account on GitHub. Not read from the file, and never taken from GITHUB_TOKEN.",
        in_file=False,
    ),
    Setting(
        "github_dashboard",
        "HUBNOTICE_GITHUB_DASHBOARD",
        _repository,
        "Repository on GitHub, as owner/name, that gets an issue listing the open cases.",
    ),
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


_UNSHOWN = {"token", "oauth_client_secret", "github_token", "webhook_secret", "smtp_url", "database"}


def load_settings(flags: Mapping[str, str], environment: Mapping[str, str], file: Path | None = None) -> Settings:
    """The settings as given, flags by field name. ``file`` must exist where it is named; otherwise `FILE` here is read if there.

    Empty values of the environment count as not given. Raises SettingsError with every mistake, one a line.
    """
    mistakes: list[str] = []
    written = _read(file, mistakes)
    environment = {**_of_space(environment), **{name: text for name, text in environment.items() if text}}
    values: dict[str, Any] = {}
    for setting in SETTINGS:
        where, text = _given(setting, flags, environment, written)
        if text is None:
            continue
        try:
            values[setting.name] = setting.parse(text)
        except ValueError as error:
            shown = "a value that is not shown" if setting.name in _UNSHOWN else repr(text[:80])
            mistakes.append(f"{where}: {error}, found {shown}")
    settings = Settings(**values)
    mistakes += _contradictions(settings)
    if mistakes:
        raise SettingsError("\n".join(mistakes))
    return settings


def is_loopback(address: str) -> bool:
    """Whether an address is on this machine."""
    return urlsplit(address).hostname in _LOOPBACK


def default_database(environment: Mapping[str, str]) -> Path:
    """Where the database lies when nobody says: the user's data folder."""
    data = environment.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(data) / "hubnotice" / "hubnotice.sqlite3"


def _of_space(environment: Mapping[str, str]) -> dict[str, str]:
    """What a Space on the Hub says about itself and its own OAuth application ("Adding a Sign-In with HF button to your Space")."""
    if not environment.get("SPACE_ID"):
        return {}
    host = environment.get("SPACE_HOST", "")
    return {
        "HUBNOTICE_OAUTH_CLIENT_ID": environment.get("OAUTH_CLIENT_ID", ""),
        "HUBNOTICE_OAUTH_CLIENT_SECRET": environment.get("OAUTH_CLIENT_SECRET", ""),
        "HUBNOTICE_PUBLIC_URL": f"https://{host}" if host else "",
    }


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
    secrets = {setting.name: setting.environment for setting in SETTINGS if not setting.in_file}
    written: dict[str, str] = {}
    for key, value in content.items():
        if key in secrets:
            mistakes.append(f"{path}: a {key} does not belong into a file; set {secrets[key]} instead")
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
    sent = (
        ("HF_ENDPOINT", settings.hub_url, "HUBNOTICE_TOKEN", settings.token),
        ("HF_ENDPOINT", settings.hub_url, "HUBNOTICE_OAUTH_CLIENT_SECRET", settings.oauth_client_secret),
        ("HUBNOTICE_GITHUB_URL", settings.github_url, "HUBNOTICE_GITHUB_TOKEN", settings.github_token),
    )
    mistakes = [] if settings.smtp_url is None or settings.mail_from else [_NO_SENDER]
    return mistakes + [
        f"{where}: expected https, since {name} would be sent in the clear to {parts.hostname}"
        for where, url, name, token in sent
        if token is not None and (parts := urlsplit(url)).scheme == "http" and parts.hostname not in _LOOPBACK
    ]
