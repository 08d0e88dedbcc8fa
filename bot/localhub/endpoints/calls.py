# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""A request on its way to an endpoint: who asks, for which repository, and whether they may."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from bot.localhub.errors import Refusal, access_disabled, forbidden, repository_not_found, sign_in_required
from bot.localhub.http.messages import Reply, Request
from bot.localhub.services import Services
from bot.localhub.storage.accounts import User
from bot.localhub.storage.snapshots import Commit, Repository


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request with everything that its endpoint needs."""

    services: Services
    request: Request
    user: User | None
    names: Mapping[str, str]
    """The variable parts of the path, decoded."""

    @property
    def repository_id(self) -> str:
        """The repository that the path names."""
        return f"{self.names['namespace']}/{self.names['name']}"

    def repository(self) -> Repository:
        """The repository, if the caller may know of it and it is not switched off. Raises Refusal otherwise."""
        repository = self.services.repositories.get(self.repository_id, signed_in=self.user is not None)
        if repository.private and not (self.user and self.user.may_write(repository)):
            raise repository_not_found(signed_in=self.user is not None)
        if repository.disabled:
            raise access_disabled()
        return repository

    def commit(self) -> tuple[Repository, Commit]:
        """The repository and the commit that the path names."""
        repository = self.repository()
        return repository, self.services.repositories.revision(repository.id, self.names.get("revision") or "main")

    def check_gate(self, repository: Repository, advice: str = "") -> None:
        """Raises Refusal where the repository is gated and the caller was not let in."""
        if not repository.gated or (self.user and self.user.may_read_files(repository)):
            return
        message = f"Access to model {repository.id} is restricted{advice}."
        raise Refusal(403 if self.user else 401, message, code="GatedRepo")

    def account(self) -> User:
        """Whoever is signed in. Raises Refusal where nobody is."""
        if self.user is None:
            raise sign_in_required()
        return self.user

    def writer(self, repository: Repository) -> User:
        """Whoever is signed in, if they may write to the repository."""
        user = self.account()
        if not user.may_write(repository):
            raise forbidden("Forbidden: you do not have write access")
        return user

    def next_page(self, **changes: str | int) -> Mapping[str, str]:
        """The header that leads to the next page: this address with some parameters changed."""
        kept = [
            (key, value) for key, value in parse_qsl(self.request.query, keep_blank_values=True) if key not in changes
        ]
        query = urlencode([*kept, *changes.items()])
        return {"Link": f'<{self.services.url}{self.request.path}?{query}>; rel="next"'}


Endpoint = Callable[[Call], Reply]
"""What answers a call. Raises Refusal where the Hub declines."""
