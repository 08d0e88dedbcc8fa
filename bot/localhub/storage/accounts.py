# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Who may sign in, with which token, and whose repositories they may write to."""

from __future__ import annotations

import hmac
import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from bot.localhub.errors import Refusal
from bot.localhub.storage.files import new_object_id, read_json, write_json
from bot.localhub.storage.snapshots import Repository

_WRITE = {"contributor", "write", "admin"}
_NOT_USERS = ("Basic ", "Bearer hf_oauth_")
"""How applications say who they are; they are not asked here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """A person or a bot with an access token."""

    name: str
    token: str
    object_id: str
    orgs: tuple[str, ...] = ()
    """Organisations that the user belongs to."""
    roles: Mapping[str, str] = field(default_factory=dict)
    """In some of them; in the others the user may write."""
    password: str = ""
    """For the form that people sign in to other pages with; empty where the user never does."""

    def role_in(self, organization: str) -> str:
        """As the Hub calls it: read, contributor, write or admin."""
        return self.roles.get(organization, "write")

    def may_write(self, repository: Repository) -> bool:
        """Whether the repository is the user's own or of one of the user's organisations."""
        return self.may_write_below(repository.owner)

    def may_write_below(self, namespace: str) -> bool:
        """Whether the user may create repositories in this namespace."""
        return namespace == self.name or (namespace in self.orgs and self.role_in(namespace) in _WRITE)

    def may_read_files(self, repository: Repository) -> bool:
        """Whether the gate, if there is one, is open to the user."""
        return not repository.gated or self.name in repository.granted or self.may_write(repository)


class Accounts:
    """All users of this Hub."""

    def __init__(self, path: Path, lock: threading.RLock) -> None:
        self._path = path
        self._lock = lock
        kept = read_json(path).get("users", [])
        self._users = {each["name"]: User(**{**each, "orgs": tuple(each["orgs"])}) for each in kept}

    def add_user(
        self,
        name: str,
        *,
        token: str,
        orgs: tuple[str, ...] = (),
        roles: Mapping[str, str] | None = None,
        password: str = "",
    ) -> User:
        """A user who signs in with this token; one of the same name is replaced."""
        with self._lock:
            present = self._users.get(name)
            object_id = present.object_id if present else new_object_id()
            user = self._users[name] = User(
                name=name, token=token, object_id=object_id, orgs=orgs, roles=dict(roles or {}), password=password
            )
            write_json(self._path, {"users": [asdict(each) for each in self._users.values()]})
            return user

    def by_name(self, name: str) -> User | None:
        """The user of this name."""
        with self._lock:
            return self._users.get(name)

    def by_password(self, name: str, password: str) -> User | None:
        """The user of this name, if that is the password."""
        user = self.by_name(name)
        if user is None or not user.password or not hmac.compare_digest(user.password.encode(), password.encode()):
            return None
        return user

    def with_passwords(self) -> list[str]:
        """Who can sign in to other pages, by name."""
        with self._lock:
            return sorted(user.name for user in self._users.values() if user.password)

    def members(self, organization: str) -> list[User]:
        """Everybody who belongs to it, by name."""
        with self._lock:
            return sorted(
                (user for user in self._users.values() if organization in user.orgs), key=lambda user: user.name
            )

    def sign_in(self, authorization: str | None) -> User | None:
        """Who sent this header; ``None`` without one. Raises Refusal 401 for a token that nobody has."""
        if not authorization or authorization.startswith(_NOT_USERS):
            return None
        token = authorization.removeprefix("Bearer ").strip()
        with self._lock:
            for user in self._users.values():
                if user.token == token:
                    return user
        raise Refusal(401, "Invalid credentials in Authorization header")
