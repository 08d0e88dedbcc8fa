# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Everything that an endpoint may need, in one place."""

from __future__ import annotations

from dataclasses import dataclass

from bot.localhub.descriptions import Descriptions
from bot.localhub.http.faults import Faults
from bot.localhub.http.limits import Limits
from bot.localhub.http.recorder import Recorder
from bot.localhub.storage.accounts import Accounts
from bot.localhub.storage.discussions import Discussions
from bot.localhub.storage.oauth import OAuth
from bot.localhub.storage.pull_requests import PullRequests
from bot.localhub.storage.repositories import Repositories
from bot.localhub.storage.webhooks import Webhooks


@dataclass(frozen=True, slots=True, kw_only=True)
class PageSizes:
    """How many items a page of each list holds at most."""

    models: int = 1000
    tree: int = 1000
    tree_expanded: int = 50
    commits: int = 50
    discussions: int = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """The stores and the switches of one running Hub."""

    url: str
    """Where the Hub listens, without a slash at the end."""
    cdn_url: str
    """Where large files are served from: another origin, so that clients drop their token on the way."""
    secret: bytes
    """Signs the addresses of large files."""
    pages: PageSizes
    repositories: Repositories
    descriptions: Descriptions
    discussions: Discussions
    pull_requests: PullRequests
    accounts: Accounts
    oauth: OAuth
    webhooks: Webhooks
    limits: Limits
    faults: Faults
    recorder: Recorder
