# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""One model of the Hub at one commit: small files whole, large files by ranges."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from bot.adapters.hub.addresses import file_address
from bot.adapters.hub.connection import Answer, HubConnection
from bot.adapters.hub.metering import Ask, Meter
from bot.adapters.hub.ranges import check_range, cut, merged
from bot.model.costs import Cost
from bot.model.errors import AccessRefused, BotError, CutShort, FileTooLarge, NotFound, RemoteFailure
from bot.model.repository import ByteRange, Snapshot


class HubSource:
    """Reads at the snapshot's commit, whatever is pushed meanwhile.

    The first read of a file takes two requests, as the Hub sends us on to where the bytes are; further reads of it take one.
    """

    def __init__(self, connection: HubConnection, snapshot: Snapshot, meter: Meter) -> None:
        self._connection = connection
        self._snapshot = snapshot
        self._meter = meter
        self._places: dict[str, str] = {}
        """Path to the address that its bytes came from last; it is good for an hour or so."""

    @property
    def snapshot(self) -> Snapshot:
        """What the listing said when the source was opened."""
        return self._snapshot

    @property
    def cost(self) -> Cost:
        """Requests, body bytes and seconds of this source, the listing included."""
        return self._meter.cost

    def read(self, path: str, *, limit: int) -> bytes:
        """The whole file. Raises FileTooLarge, where the listing tells, without asking for it."""
        entry = self._snapshot.file(path)
        too_long = partial(_too_large, f"{self._snapshot.key} {path}", limit)
        if entry is not None and entry.size > limit:
            raise too_long()

        def inspect(_: int, headers: Mapping[str, str]) -> None:
            length = headers.get("content-length", "")
            if length.isdecimal() and len(length) < 20 and int(length) > limit:
                raise too_long()

        ask = Ask(meter=self._meter, largest=limit, inspect=inspect, too_long=too_long, verbatim=True)
        with self._meter.timed():
            return self._fetch(path, ask, {}).body

    def read_ranges(self, path: str, ranges: Sequence[ByteRange]) -> list[bytes]:
        """Each range's bytes; ranges that lie close together come in one request."""
        with self._meter.timed():
            return cut(ranges, {group: self._read_group(path, group) for group in merged(ranges)})

    def _read_group(self, path: str, group: ByteRange) -> bytes:
        what = f"{self._snapshot.key} {path}"
        ask = Ask(
            meter=self._meter,
            largest=group.length,
            inspect=partial(check_range, what, group),
            too_long=partial(_sent_more, what, group),
            verbatim=True,
        )
        body = self._fetch(path, ask, {"Range": f"bytes={group.start}-{group.stop - 1}"}).body
        if len(body) < group.length:
            raise CutShort(f"{what}: expected {group.length} bytes from {group.start}, received {len(body)}")
        return body

    def _fetch(self, path: str, ask: Ask, headers: Mapping[str, str]) -> Answer:
        key = self._snapshot.key
        address = file_address(self._connection.options.root, key.repo, key.revision, path)
        place = self._places.pop(path, None)
        answer = self._from(place, ask, headers) if place is not None else None
        if answer is None:
            answer = self._connection.follow(address, ask, headers=headers)
        self._places[path] = answer.address
        return answer

    def _from(self, place: str, ask: Ask, headers: Mapping[str, str]) -> Answer | None:
        """From where it came last time; ``None`` where that address is not good any more."""
        try:
            answer = self._connection.get(place, ask, headers=headers)
        except (AccessRefused, NotFound):
            return None
        return answer if answer.status < 300 else None


def _too_large(what: str, limit: int) -> BotError:
    return FileTooLarge(f"{what}: longer than the {limit} bytes that are read of a file of its kind")


def _sent_more(what: str, group: ByteRange) -> BotError:
    return RemoteFailure(f"{what}: asked for {group.length} bytes from {group.start}, was sent more")
