# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The models of the Hub: one at a revision, and those that changed lately."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import datetime
from urllib.parse import urlencode, urlsplit

from bot.adapters.hub.addresses import model_address
from bot.adapters.hub.connection import HubConnection, joined
from bot.adapters.hub.history import HubHistory
from bot.adapters.hub.snapshots import event_from, moment, snapshot_from
from bot.adapters.hub.source import HubSource
from bot.model.errors import Disabled, RemoteFailure
from bot.model.repository import HubEvent, SnapshotKey

_log = logging.getLogger(__name__)

_PAGE_SIZE = 500
_MOST_PAGES = 2000
"""A million models. A list that goes on is one that leads in a circle."""


class HubModels:
    """Opens models and watches the list of changes."""

    def __init__(self, connection: HubConnection) -> None:
        self._connection = connection

    def open(self, repo: str, revision: str | None = None) -> HubSource:
        """One request: files, card and commit together. A renamed repository is opened under its present name."""
        meter = self._connection.new_meter()
        place = ("revision", revision) if revision is not None else ()
        address = f"{model_address(self._connection.options.root, repo, *place)}?blobs=true"
        with meter.timed():
            document, _ = self._connection.get_json(address, meter)
        if isinstance(document, dict) and document.get("disabled") is True:
            raise Disabled(f"{repo}: the Hub switched this repository off")
        return HubSource(self._connection, snapshot_from(repo, document), meter)

    def history(self, key: SnapshotKey) -> HubHistory:
        """The commits up to this one."""
        return HubHistory(self._connection, key)

    def recent(self, *, since: datetime) -> Iterator[HubEvent]:
        """Changed models page by page, as far as they are asked for. Entries that make no sense are logged and left out."""
        for page in self._pages():
            for item in page:
                modified = moment(item.get("lastModified")) if isinstance(item, dict) else None
                if modified is not None and modified < since:
                    return
                event = event_from(item)
                if event is None:
                    _log.warning("list_entry_refused", extra={"entry": ascii(item)[:200]})
                else:
                    yield event

    def _pages(self) -> Iterator[list[object]]:
        expand = [("expand", key) for key in ("disabled", "lastModified", "sha", "siblings")]
        query = urlencode([("sort", "lastModified"), ("limit", str(_PAGE_SIZE)), *expand])
        address = f"{self._connection.options.root}/api/models?{query}"
        for _ in range(_MOST_PAGES):
            page, answer = self._connection.get_json(address, self._connection.meter)
            if not isinstance(page, list):
                raise RemoteFailure("list of models: expected a JSON list, found something else")
            yield page
            if answer.next_page is None or not page:
                return
            address = self._next(answer.address, answer.next_page)
        raise RemoteFailure(f"list of models: more than {_MOST_PAGES} pages")

    def _next(self, present: str, link: str) -> str:
        address = joined(present, link)
        if not self._connection.is_home(address) or urlsplit(address).path != urlsplit(present).path:
            raise RemoteFailure("list of models: the next page is said to be somewhere else; not followed")
        return address
