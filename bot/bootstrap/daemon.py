# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The daemon's work, and who signs for it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

from bot.adapters.github.options import GitHubOptions
from bot.adapters.github.tracker import GitHubTracker
from bot.adapters.hub.forum import HubForum
from bot.adapters.hub.models import HubModels
from bot.adapters.kill_switch import KillSwitch
from bot.adapters.lines import Lines
from bot.adapters.rule_files import parse
from bot.adapters.rulebook import load_templates
from bot.adapters.silence import NoAccount
from bot.bootstrap.release import version
from bot.bootstrap.storage import Storage
from bot.comparing import budget_of
from bot.model.errors import SettingsError
from bot.model.reports import ScanReport
from bot.pipeline import scan as scanning
from bot.pipeline.decide import writes_anything
from bot.pipeline.jobs import Daemon
from bot.pipeline.listening.clicks import OwnersDesk
from bot.pipeline.listening.obeying import Obeying
from bot.pipeline.listening.offers import Offers
from bot.pipeline.ruling.desk import Desk
from bot.pipeline.wording import Wording
from bot.policy.presets import Preset
from bot.policy.rulebook import Rulebook
from bot.policy.watching import Watching
from bot.ports.changes import Delivered
from bot.ports.clock import Clock
from bot.ports.hub import ModelSource
from bot.ports.progress import Silence
from bot.ports.tally import Tally
from bot.ports.tracker import Tracker
from bot.ports.work import Jobs
from bot.render.documents import scan_document
from bot.render.posts import PostWriter
from bot.render.replies import ReplyWriter
from bot.render.withdrawals import WithdrawalWriter
from bot.scanning import remembered_past
from bot.settings import Settings, is_loopback


def check_signature(settings: Settings, preset: Preset) -> None:
    """Refuse a preset that writes posts where nobody signs them, and one that waits for nothing anywhere but here. Raises SettingsError."""
    if preset.local_only and not is_loopback(settings.hub_url):
        raise SettingsError(f"preset {preset.id} is for a Hub on this machine, and HF_ENDPOINT is {settings.hub_url}")
    if writes_anything(preset) and (settings.token is None or not settings.contact):
        raise SettingsError(f"preset {preset.id} writes posts: set HUBNOTICE_TOKEN and HUBNOTICE_CONTACT first")


def connect_github(settings: Settings) -> GitHubTracker | None:
    """Issues on GitHub; ``None`` without a token for it. Asks nothing yet."""
    if settings.github_token is None:
        return None
    contact = f" ({settings.contact})" if settings.contact else ""
    return GitHubTracker(
        GitHubOptions(
            url=settings.github_url,
            token=settings.github_token.reveal(),
            user_agent=f"hubnotice/{version()}{contact}",
            timeout_seconds=float(settings.timeout_seconds),
        )
    )


def desk(settings: Settings, storage: Storage, rulebook: Rulebook, clock: Clock) -> Desk:
    """Where people rule on cases, with the same words and caps as the daemon."""
    preset = rulebook.preset(settings.preset)
    return Desk(
        casebook=storage.casebook,
        preset=preset,
        wording=Wording(
            casebook=storage.casebook,
            catalog=storage.catalog,
            rulebook=rulebook,
            preset=preset,
            writer=post_writer(settings, rulebook),
        ),
        withdrawals=WithdrawalWriter(
            load_templates(settings.templates_folder), hub_url=settings.hub_url, contact=settings.contact
        ),
        clock=clock,
        one_at_a_time=storage.one_at_a_time,
    )


def owners_desk(settings: Settings, storage: Storage, clock: Clock, wake: Callable[[str], None]) -> OwnersDesk:
    """Where owners answer, with the same effects and words as in the thread."""
    replies = ReplyWriter(load_templates(settings.templates_folder), hub_url=settings.hub_url, contact=settings.contact)
    return OwnersDesk(
        casebook=storage.casebook,
        conversations=storage.conversations,
        obeying=Obeying(casebook=storage.casebook, clock=clock, replies=replies),
        clock=clock,
        one_at_a_time=storage.one_at_a_time,
        wake=wake,
    )


def daemon_jobs(  # noqa: PLR0913 - named where it is called
    settings: Settings,
    lines: Lines,
    storage: Storage,
    rulebook: Rulebook,
    clock: Clock,
    *,
    tally: Tally | None = None,
    propose: Callable[[str], Delivered] | None = None,
    retract: Callable[[str], None] | None = None,
    tracker: Tracker | None = None,
) -> Jobs:
    """The daemon's work. Without a token it has no account, so there is nothing to look for and nothing to write."""
    scanned = HubModels(lines.scans)
    budget = budget_of(settings)
    past = remembered_past(scanned, storage.past, clock)

    def scan(source: ModelSource) -> ScanReport:
        case = storage.casebook.case_of(source.snapshot.key.repo)
        return scanning.scan(
            source,
            catalog=storage.catalog,
            rulebook=rulebook,
            budget=budget,
            clock=clock,
            progress=Silence(),
            past=replace(past, always=case is not None and case.state.is_open),
            parse=parse,
        )

    replies = ReplyWriter(load_templates(settings.templates_folder), hub_url=settings.hub_url, contact=settings.contact)
    return Daemon(
        hub=HubModels(lines.urgent),
        scanned=scanned,
        daily_bytes=lines.daily_bytes,
        forum=NoAccount() if settings.token is None else HubForum(lines.urgent),
        catalog=storage.catalog,
        casebook=storage.casebook,
        inbox=storage.inbox,
        rulebook=rulebook,
        preset=rulebook.preset(settings.preset),
        writer=post_writer(settings, rulebook),
        clock=clock,
        scan=scan,
        encode=lambda report: json.dumps(scan_document(report), ensure_ascii=False, allow_nan=False),
        one_at_a_time=storage.one_at_a_time,
        kill_switch=KillSwitch(is_on=settings.posting, file=settings.stop_file),
        replies=replies,
        offers=Offers(
            casebook=storage.casebook,
            clock=clock,
            replies=replies,
            one_at_a_time=storage.one_at_a_time,
            propose=propose,
            retract=retract,
            conversations=storage.conversations,
        ),
        conversations=storage.conversations,
        records=storage.records,
        tally=tally,
        tracker=tracker,
        refusals=storage.coverage,
        walks=storage.walks if settings.backfill else None,
        watching=Watching.of(settings.watch),
    )


def post_writer(settings: Settings, rulebook: Rulebook) -> PostWriter:
    """What writes the threads."""
    return PostWriter(
        load_templates(settings.templates_folder),
        hub_url=settings.hub_url,
        contact=settings.contact,
        license_names=rulebook.license_names,
    )
