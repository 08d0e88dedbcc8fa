# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Who wants to be told what: the registered webhooks."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from bot.localhub.errors import Refusal, bad_request
from bot.localhub.events import HubEvent
from bot.localhub.storage.files import Json, new_object_id, read_json, write_json

_WATCH_TYPES = frozenset({"dataset", "model", "org", "space", "user"})
_DOMAINS = frozenset({"repo", "discussion"})


@dataclass(frozen=True, slots=True)
class Watched:
    """A repository, or everything of a user or an organisation."""

    type: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """An address that is told when something watched changes."""

    id: str
    owner: str
    url: str
    secret: str | None
    watched: tuple[Watched, ...]
    domains: tuple[str, ...]
    disabled: bool = False

    def wants(self, event: HubEvent) -> bool:
        """Whether this event is to be delivered here."""
        names = {event.repository, event.repository.partition("/")[0]}
        domain = event.scope.partition(".")[0]
        return not self.disabled and domain in self.domains and any(each.name in names for each in self.watched)

    def to_json(self) -> Json:
        """As the Hub shows it to its owner."""
        return {
            "id": self.id,
            "url": self.url,
            "job": None,
            "watched": [asdict(each) for each in self.watched],
            "domains": list(self.domains),
            "secret": self.secret,
            "disabled": self.disabled,
        }


class Webhooks:
    """All webhooks of this Hub; each user sees their own."""

    def __init__(self, path: Path, lock: threading.RLock) -> None:
        self._path = path
        self._lock = lock
        kept = (_from_file(each) for each in read_json(path).get("webhooks", []))
        self._webhooks = {webhook.id: webhook for webhook in kept}

    def of(self, owner: str) -> list[Webhook]:
        """This user's webhooks, oldest first."""
        with self._lock:
            return [webhook for webhook in self._webhooks.values() if webhook.owner == owner]

    def get(self, owner: str, webhook_id: str) -> Webhook:
        """One of this user's webhooks. Raises Refusal 404 where there is none."""
        with self._lock:
            found = self._webhooks.get(webhook_id)
        if found is None or found.owner != owner:
            raise Refusal(404, "Webhook not found")
        return found

    def create(self, owner: str, value: Json) -> Webhook:
        """Register what a client sent. Raises Refusal 400 where it makes no sense."""
        if not str(value.get("url") or "").startswith(("http://", "https://")):
            raise bad_request("Webhook url: expected an http or https address")
        settings = _settings({"watched": [], "domains": sorted(_DOMAINS), "secret": None} | value)
        with self._lock:
            webhook = Webhook(id=new_object_id(), owner=owner, **settings)
            return self._save(webhook)

    def update(self, owner: str, webhook_id: str, value: Json) -> Webhook:
        """Change what the client named; the rest stays."""
        with self._lock:
            return self._save(replace(self.get(owner, webhook_id), **_settings(value)))

    def switch(self, owner: str, webhook_id: str, *, disabled: bool) -> Webhook:
        """Stop or resume deliveries."""
        with self._lock:
            return self._save(replace(self.get(owner, webhook_id), disabled=disabled))

    def delete(self, owner: str, webhook_id: str) -> None:
        """Forget it."""
        with self._lock:
            del self._webhooks[self.get(owner, webhook_id).id]
            self._write()

    def wanting(self, event: HubEvent) -> list[Webhook]:
        """The webhooks to which this event is to be delivered."""
        with self._lock:
            return [webhook for webhook in self._webhooks.values() if webhook.wants(event)]

    def _save(self, webhook: Webhook) -> Webhook:
        self._webhooks[webhook.id] = webhook
        self._write()
        return webhook

    def _write(self) -> None:
        write_json(self._path, {"webhooks": [w.to_json() | {"owner": w.owner} for w in self._webhooks.values()]})


def _settings(value: Json) -> dict[str, Any]:
    settings: dict[str, Any] = {name: value[name] for name in ("url", "secret") if name in value}
    if "watched" in value:
        settings["watched"] = _watched(value["watched"])
    if "domains" in value:
        domains = tuple(value["domains"])
        if not _DOMAINS.issuperset(domains):
            raise bad_request(f"Webhook domains: expected some of {', '.join(sorted(_DOMAINS))}")
        settings["domains"] = domains
    return settings


def _watched(items: Iterable[Json]) -> tuple[Watched, ...]:
    watched = tuple(Watched(str(item.get("type")), str(item.get("name"))) for item in items)
    if any(each.type not in _WATCH_TYPES for each in watched):
        raise bad_request(f"Webhook watched type: expected one of {', '.join(sorted(_WATCH_TYPES))}")
    return watched


def _from_file(value: Json) -> Webhook:
    settings = _settings(value)
    return Webhook(id=value["id"], owner=value["owner"], disabled=value["disabled"], **settings)
