# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""One running Hub: a folder, two ports, and the switches that tests turn."""

from __future__ import annotations

import functools
import os
import secrets
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

from bot.localhub.deliveries import Courier
from bot.localhub.descriptions import Descriptions
from bot.localhub.endpoints.payloads import payload
from bot.localhub.http.application import HubApplication
from bot.localhub.http.faults import Faults
from bot.localhub.http.limits import Limits, Quotas
from bot.localhub.http.messages import Origin
from bot.localhub.http.recorder import Recorder
from bot.localhub.http.server import Listener
from bot.localhub.services import PageSizes, Services
from bot.localhub.storage.accounts import Accounts
from bot.localhub.storage.blobs import Blobs
from bot.localhub.storage.discussions import Discussions
from bot.localhub.storage.files import lock_folder
from bot.localhub.storage.oauth import OAuth
from bot.localhub.storage.pull_requests import PullRequests
from bot.localhub.storage.repositories import Repositories
from bot.localhub.storage.webhooks import Webhooks


class LocalHub:
    """Serves the repositories below ``root`` on loopback, from ``__init__`` to `close`. Windows of quotas go by ``quota_clock``.

    Raises BlockingIOError where another process serves the same folder, OSError where the port is taken::

        with LocalHub(folder) as hub:
            hub.accounts.add_user("acme", token="hf_acme")
            hub.repositories.create("acme/tiny")
            hub.repositories.commit("acme/tiny", {"config.json": b"{}"})
            HfApi(endpoint=hub.url).model_info("acme/tiny")
    """

    def __init__(
        self,
        root: Path,
        *,
        port: int = 0,
        quotas: Quotas | None = None,
        pages: PageSizes | None = None,
        requests_log: Path | None = None,
        quota_clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._folder_lock = lock_folder(root)
        lock = threading.RLock()
        self.recorder = Recorder(requests_log)
        self.faults = Faults()
        self.webhooks = Webhooks(root / "webhooks.json", lock)
        self.courier = Courier(self.webhooks)
        self.accounts = Accounts(root / "accounts.json", lock)
        self.oauth = OAuth(lock)
        blobs = Blobs(root / "blobs")
        self.repositories = Repositories(root / "repositories", blobs, lock, self.courier.announce)
        self.discussions = Discussions(self.repositories, lock, self.courier.announce)
        self.pull_requests = PullRequests(self.repositories, self.discussions, lock)
        self._hub = Listener(port, Origin.HUB, self.recorder)
        self._cdn = Listener(0, Origin.CDN, self.recorder)
        services = Services(
            url=self._hub.url,
            cdn_url=self._cdn.url,
            secret=secrets.token_bytes(32),
            pages=pages or PageSizes(),
            repositories=self.repositories,
            descriptions=Descriptions(blobs),
            discussions=self.discussions,
            pull_requests=self.pull_requests,
            accounts=self.accounts,
            oauth=self.oauth,
            webhooks=self.webhooks,
            limits=Limits(quotas or Quotas(), quota_clock),
            faults=self.faults,
            recorder=self.recorder,
        )
        self.courier.start(functools.partial(payload, services))
        application = HubApplication(services)
        self._hub.start(application)
        self._cdn.start(application)

    @property
    def url(self) -> str:
        """What ``HF_ENDPOINT`` is to be set to."""
        return self._hub.url

    @property
    def cdn_url(self) -> str:
        """The other origin, from which large files come."""
        return self._cdn.url

    def close(self) -> None:
        """Stop serving within about a second, whatever the clients do, and give the folder back."""
        self._hub.close()
        self._cdn.close()
        self.courier.close()
        os.close(self._folder_lock)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
