# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The models of the Hub: one at a revision, and those that changed lately."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import datetime
from urllib.parse import parse_qs, urlencode, urlsplit

from bot.adapters.hub.addresses import model_address
from bot.adapters.hub.connection import HubConnection, joined
from bot.adapters.hub.errors import ServerFault
from bot.adapters.hub.history import HubHistory
from bot.adapters.hub.snapshots import event_from, moment, snapshot_from
from bot.adapters.hub.source import HubSource
from bot.model.errors import CursorRefused, Disabled, RemoteFailure
from bot.model.repository import HubEvent, SnapshotKey
from bot.ports.hub import ListedPage

_log = logging.getLogger(__name__)

_PAGE_SIZE = 500
_MOST_PAGES = 2000
"""A million models. A list that goes on is one that leads in a circle."""
_LONGEST_CURSOR = 4000
"""Characters. Those that were seen have about 150."""


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
                yield from self._events([item])

    def created(self, *, cursor: str | None = None) -> ListedPage:
        """One page of all models in the order of their creation. Entries that make no sense are logged and left out."""
        address = self._list("createdAt", ("direction", "1"), *((("cursor", cursor),) if cursor else ()))
        try:
            page, answer = self._connection.get_json(address, self._connection.meter)
        except RemoteFailure as error:
            # What the Hub says to a cursor that it does not know is written down nowhere; it is one of its 400s.
            if cursor is None or isinstance(error, ServerFault):
                raise
            raise CursorRefused(f"list of models: the Hub does not go on where we were: {error}") from error
        items = _items(page)
        following = self._next(answer.address, answer.next_page) if answer.next_page and items else None
        return ListedPage(
            events=tuple(self._events(items)),
            created_at=moment(items[-1].get("createdAt")) if items and isinstance(items[-1], dict) else None,
            cursor=_cursor_of(following) if following else None,
        )

    def _pages(self) -> Iterator[list[object]]:
        address = self._list("lastModified")
        for _ in range(_MOST_PAGES):
            page, answer = self._connection.get_json(address, self._connection.meter)
            yield _items(page)
            if answer.next_page is None or not page:
                return
            address = self._next(answer.address, answer.next_page)
        raise RemoteFailure(f"list of models: more than {_MOST_PAGES} pages")

    def _list(self, sort: str, *more: tuple[str, str]) -> str:
        expand = [("expand", key) for key in ("createdAt", "disabled", "lastModified", "sha", "siblings")]
        query = urlencode([("sort", sort), ("limit", str(_PAGE_SIZE)), *expand, *more])
        return f"{self._connection.options.root}/api/models?{query}"

    def _events(self, items: list[object]) -> Iterator[HubEvent]:
        for item in items:
            event = event_from(item)
            if event is None:
                _log.warning("list_entry_refused", extra={"entry": ascii(item)[:200]})
            else:
                yield event

    def _next(self, present: str, link: str) -> str:
        address = joined(present, link)
        if not self._connection.is_home(address) or urlsplit(address).path != urlsplit(present).path:
            raise RemoteFailure("list of models: the next page is said to be somewhere else; not followed")
        return address


def _items(page: object) -> list[object]:
    if not isinstance(page, list):
        raise RemoteFailure("list of models: expected a JSON list, found something else")
    return page


def _cursor_of(address: str) -> str:
    """What a walk keeps of the address of the next page."""
    found = parse_qs(urlsplit(address).query).get("cursor", [])
    if len(found) != 1 or len(found[0]) > _LONGEST_CURSOR:
        raise RemoteFailure("list of models: the address of the next page names no cursor that could be kept")
    return found[0]
