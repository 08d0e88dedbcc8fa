# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Pull requests on the Hub, with text files alone. The same one is never opened twice, and a closed one is never raised again."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlencode

from bot.adapters.hub.addresses import model_address
from bot.adapters.hub.connection import HubConnection
from bot.adapters.hub.forum import HubForum
from bot.adapters.hub.posts import thread_address, thread_from
from bot.model.errors import InputError, RemoteFailure
from bot.ports.changes import Delivered, Proposal

_CARD = "README.md"
_CARD_REFUSED = "Invalid metadata in README.md"
"""How huggingface_hub 1.x begins what it raises where the Hub refuses a card (`HfApi._validate_yaml`)."""
_MARK = re.compile(r"<!-- hubnotice:fix=(?P<digest>[0-9a-f]{16}) -->")
_MOST_PAGES = 50
_OPEN, _MERGED = frozenset({"open", "draft"}), "merged"


class HubPullRequests:
    """Opens pull requests as the account that the connection's token belongs to."""

    def __init__(self, connection: HubConnection, forum: HubForum) -> None:
        self._connection = connection
        self._forum = forum

    def open(self, proposal: Proposal) -> Delivered:
        """A new pull request on the commit that was read, or the one that is there.

        A call whose answer was lost may have left one behind, so this looks first. The Hub refuses cards whose metadata it finds broken;
        then the other files are proposed without the card.
        """
        repo, digest = proposal.subject.repo, _digest(proposal)
        for number, status, told in self._ours(repo):
            url = thread_address(self._connection.options.root, repo, number)
            is_same = told == digest
            if status in _OPEN:
                said = (
                    "the same pull request is open there" if is_same else "another pull request of ours is open there"
                )
                return Delivered(url=url, is_new=False, is_complete=is_same, remark=said)
            if status != _MERGED:
                said = "a pull request of ours was closed there, so we do not ask again"
                return Delivered(url=url, is_new=False, is_complete=False, remark=said)
            if is_same:
                return Delivered(url=url, is_new=False, remark="the same pull request was merged there")
        body = f"{proposal.body.rstrip()}\n\n<!-- hubnotice:fix={digest} -->"
        try:
            return self._made(proposal, body, with_card=True)
        except InputError as error:
            if all(each.path == _CARD for each in proposal.changes):
                raise
            made = self._made(proposal, body, with_card=False)
            return replace(made, is_complete=False, remark=f"without README.md: {error}")

    def close(self, repo: str) -> int:
        """Close those with a fix that are open; one that is merged or closed stays as it is."""
        still_open = [number for number, status, _ in self._ours(repo) if status in _OPEN]
        for number in still_open:
            with self._connection.library(f"closing {repo}#{number}") as api:
                api.change_discussion_status(repo, number, "closed", repo_type="model")
        return len(still_open)

    def _made(self, proposal: Proposal, body: str, *, with_card: bool) -> Delivered:
        from huggingface_hub import CommitOperationAdd  # noqa: PLC0415 - the command line must start without it

        files = [each for each in proposal.changes if with_card or each.path != _CARD]
        with self._connection.library(f"pull request in {proposal.subject.repo}") as api:
            try:
                made = api.create_commit(
                    proposal.subject.repo,
                    [CommitOperationAdd(path_in_repo=each.path, path_or_fileobj=each.after.encode()) for each in files],
                    commit_message=proposal.title,
                    commit_description=body,
                    repo_type="model",
                    create_pr=True,
                    parent_commit=proposal.subject.revision,
                )
            except ValueError as error:
                # The client asks the Hub about a card's metadata first; an answer that is no JSON raises the same kind.
                if not str(error).startswith(_CARD_REFUSED):
                    raise
                raise InputError(
                    f"the Hub refuses the card's metadata: {' '.join(str(error).split())[:300]}"
                ) from error
            return Delivered(url=made.pr_url or "", is_new=made.pr_url is not None)

    def _ours(self, repo: str) -> Iterator[tuple[int, str, str]]:
        """Number, status and fingerprint of each of our own pull requests with a fix, the open ones first, merged ones last."""
        found = []
        for number, status in self._listed(repo):
            comments = self._forum.thread(repo, number).comments
            mark = _MARK.search(comments[0].body) if comments else None
            if mark:
                found.append((number, status, mark["digest"]))
        yield from sorted(found, key=lambda each: (each[1] == _MERGED, each[1] not in _OPEN, each[0]))

    def _listed(self, repo: str) -> list[tuple[int, str]]:
        listed: list[tuple[int, str]] = []
        root, account = self._connection.options.root, self._forum.account
        for page in range(_MOST_PAGES):
            query = urlencode({"type": "pull_request", "status": "all", "author": account, "p": page})
            address = f"{model_address(root, repo, 'discussions')}?{query}"
            document, _ = self._connection.get_json(address, self._connection.meter)
            fields = document if isinstance(document, dict) else {}
            items, count, start = (fields.get(name) for name in ("discussions", "count", "start"))
            if not isinstance(items, list) or not isinstance(count, int) or not isinstance(start, int):
                raise RemoteFailure(f"{repo}: the list of pull requests makes no sense")
            threads = [(thread_from(root, repo, each), each) for each in items]
            listed += [(each.number, str(item["status"])) for each, item in threads if each.author == account]
            if not items or start + len(items) >= count:
                return listed
        raise RemoteFailure(f"{repo}: more than {_MOST_PAGES} pages of pull requests by one account")


def _digest(proposal: Proposal) -> str:
    """Of the files as they would be: the same fix is the same pull request, on whichever commit it is made."""
    content = "\0".join(f"{each.path}\0{each.after}" for each in proposal.changes)
    return hashlib.sha256(f"{proposal.subject.repo}\0{content}".encode()).hexdigest()[:16]
