# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Every setting: how it is written, and what it means."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.policy.roles import grants_of
from bot.policy.watching import items_of
from bot.settings import parsing
from bot.settings.values import Secret


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


SETTINGS = (
    Setting("hub_url", "HF_ENDPOINT", parsing.address, "Address of the Hub."),
    Setting(
        "token",
        "HUBNOTICE_TOKEN",
        lambda text: Secret(parsing.line(text)),
        "Access token of the bot's own account. Not read from the file, and never taken from HF_TOKEN.",
        in_file=False,
    ),
    Setting(
        "contact",
        "HUBNOTICE_CONTACT",
        parsing.line,
        "Mail address or page of whoever answers for the bot; in every post.",
    ),
    Setting("preset", "HUBNOTICE_PRESET", parsing.line, "What becomes of findings: a name in `rules/presets/`."),
    Setting("database", "HUBNOTICE_DATABASE", parsing.line, "Path of a SQLite file, or `postgresql://…`."),
    Setting(
        "rules_folder", "HUBNOTICE_RULES_FOLDER", parsing.path, "Folder whose files stand in for those of `rules/`."
    ),
    Setting(
        "templates_folder",
        "HUBNOTICE_TEMPLATES_FOLDER",
        parsing.path,
        "Folder whose files stand in for those of `templates/`.",
    ),
    Setting(
        "poll_seconds", "HUBNOTICE_POLL_SECONDS", parsing.whole(5, 86_400), "Seconds between two polls of the Hub."
    ),
    Setting(
        "max_bytes",
        "HUBNOTICE_MAX_BYTES",
        parsing.size_in_bytes,
        "Most bytes that one scan moves; units are understood.",
    ),
    Setting(
        "max_requests",
        "HUBNOTICE_MAX_REQUESTS",
        parsing.whole(1, 100_000),
        "Most requests that one scan sends, those for the history of what needs fixing aside.",
    ),
    Setting(
        "bytes_per_day",
        "HUBNOTICE_BYTES_PER_DAY",
        parsing.size_in_bytes,
        "Most bytes that all processes on one database move in a day (UTC); after that new scans wait for the next day.",
    ),
    Setting(
        "timeout_seconds",
        "HUBNOTICE_TIMEOUT_SECONDS",
        parsing.whole(1, 600),
        "Longest silence of the Hub in one request.",
    ),
    Setting(
        "executor",
        "HUBNOTICE_EXECUTOR",
        parsing.line,
        "Name of this process among those that share a database, the same after a restart; by default the machine's name.",
    ),
    Setting(
        "workers",
        "HUBNOTICE_WORKERS",
        parsing.whole(1, 64),
        "Repositories that one process works on beside each other.",
    ),
    Setting(
        "posting",
        "HUBNOTICE_POSTING",
        parsing.switch,
        "`off` writes nothing to anybody's page, whatever the preset says; what would be written waits in the outbox.",
    ),
    Setting(
        "stop_file",
        "HUBNOTICE_STOP_FILE",
        parsing.path,
        "While this file exists, nothing is written to anybody's page; looked for before each post.",
    ),
    Setting(
        "listen",
        "HUBNOTICE_LISTEN",
        parsing.host_and_port,
        "HOST:PORT for the desk, webhooks, health and metrics; without it no port is open.",
    ),
    Setting(
        "public_url",
        "HUBNOTICE_PUBLIC_URL",
        parsing.origin,
        "Address under which people reach the desk, as `https://host`; without it only this machine does, by number or as `localhost`.",
    ),
    Setting(
        "smtp_url",
        "HUBNOTICE_SMTP_URL",
        parsing.relay,
        "Where alerts leave by mail: `smtp://[user:password@]host:port` (STARTTLS) or `smtps://…`. Not read from the file.",
        in_file=False,
    ),
    Setting("mail_from", "HUBNOTICE_MAIL_FROM", parsing.sender, "Address that alerts by mail come from."),
    Setting(
        "alert_targets_allowed",
        "HUBNOTICE_ALERT_TARGETS_ALLOWED",
        parsing.targets,
        "Networks (`10.0.0.0/8`), hosts or HOST:PORT beside the public Internet that alerts may be sent to, also by plain http; with commas "
        "in between, in the file also a list.",
        is_list=True,
    ),
    Setting(
        "oauth_client_id",
        "HUBNOTICE_OAUTH_CLIENT_ID",
        parsing.line,
        "Id of the OAuth application on the Hub that people sign in with; without it nobody signs in with the Hub.",
    ),
    Setting(
        "oauth_client_secret",
        "HUBNOTICE_OAUTH_CLIENT_SECRET",
        lambda text: Secret(parsing.line(text)),
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
        parsing.secret,
        "What the Hub's webhooks carry as `X-Webhook-Secret`. Not read from the file. Without it webhooks are refused.",
        in_file=False,
    ),
    Setting("log_format", "HUBNOTICE_LOG_FORMAT", parsing.log_format, "Form of the log on stderr: `text` or `json`."),
    Setting("github_url", "HUBNOTICE_GITHUB_URL", parsing.address, "Address of GitHub, or of a server of one's own."),
    Setting(
        "github_token",
        "HUBNOTICE_GITHUB_TOKEN",
        lambda text: Secret(parsing.line(text)),
        "Access token of the bot's own account on GitHub. Not read from the file, and never taken from GITHUB_TOKEN.",
        in_file=False,
    ),
    Setting(
        "github_dashboard",
        "HUBNOTICE_GITHUB_DASHBOARD",
        parsing.repository,
        "Repository on GitHub, as owner/name, that gets an issue listing the open cases.",
    ),
    Setting(
        "backfill",
        "HUBNOTICE_BACKFILL",
        parsing.switch,
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
