# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Reads settings: flag, then environment, then ``hubnotice.toml``, then default; all mistakes are told together."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bot.model.errors import SettingsError
from bot.settings.table import SETTINGS, Setting
from bot.settings.values import LOOPBACK, Settings

FILE = "hubnotice.toml"
_NO_SENDER = "HUBNOTICE_SMTP_URL: mail needs an address that it comes from; set HUBNOTICE_MAIL_FROM, too"
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
        if token is not None and (parts := urlsplit(url)).scheme == "http" and parts.hostname not in LOOPBACK
    ]
