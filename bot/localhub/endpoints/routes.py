# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Every address of the local Hub, in one table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import unquote

from bot.localhub.endpoints import accounts, control, discussions, files, models, oauth, pages, trees, uploads
from bot.localhub.endpoints.calls import Endpoint
from bot.localhub.errors import Refusal
from bot.localhub.http.messages import Origin, Request


@dataclass(frozen=True, slots=True)
class Route:
    """A method and a shape of path, and what answers there."""

    method: str
    pattern: re.Pattern[str]
    endpoint: Endpoint


_VARIABLES = {
    "id": r"(?P<namespace>[^/]+)/(?P<name>[^/]+)",
    "revision": r"(?P<revision>[^/]+)",
    "path": r"(?P<path>.+)",
    "num": r"(?P<num>\d{1,9})",
    "comment": r"(?P<comment>[^/]+)",
    "organization": r"(?P<organization>[^/]+)",
    "webhook": r"(?P<webhook>[^/]+)",
    "sha256": r"(?P<sha256>[0-9a-f]{64})",
    "oid": r"(?P<oid>[0-9a-f]{64})",
}


def _routes(rows: Iterable[tuple[str, str, Endpoint]]) -> tuple[Route, ...]:
    return tuple(
        Route(method, re.compile(re.sub(r"\{(\w+)\}", lambda match: _VARIABLES[match[1]], shape)), endpoint)
        for method, shape, endpoint in rows
    )


_HUB = _routes(
    [
        ("GET", "/api/whoami-v2", accounts.whoami),
        ("GET", "/api/agent-harnesses", accounts.agent_harnesses),
        ("GET", "/api/organizations/{organization}/members", accounts.organization_members),
        ("POST", "/api/validate-yaml", accounts.validate_yaml),
        ("GET", "/api/models", models.list_models),
        ("GET", "/api/models/{id}", models.model_info),
        ("GET", "/api/models/{id}/revision/{revision}", models.model_info),
        ("GET", "/api/models/{id}/auth-check", models.auth_check),
        ("GET", "/api/models/{id}/tree/{revision}(?:/{path})?", trees.list_tree),
        ("POST", "/api/models/{id}/paths-info/{revision}", trees.paths_info),
        ("GET", "/api/models/{id}/commits/{revision}", trees.list_commits),
        ("GET", "/api/models/{id}/refs", trees.list_refs),
        ("GET", "/api/models/{id}/safetensors-metadata/{path}", trees.safetensors_metadata),
        ("GET", "/{id}/resolve/{revision}/{path}", files.resolve),
        ("GET", "/api/resolve-cache/models/{id}/{revision}/{path}", files.resolve_cache),
        ("POST", "/api/repos/create", uploads.create_repository),
        ("DELETE", "/api/repos/delete", uploads.delete_repository),
        ("POST", "/api/models/{id}/preupload/{revision}", uploads.preupload),
        ("POST", "/api/models/{id}/commit/{revision}", uploads.create_commit),
        ("GET", "/api/models/{id}/xet-(?:read|write)-token/{revision}", uploads.no_xet),
        ("POST", r"/{id}\.git/info/lfs/objects/batch", uploads.lfs_batch),
        ("PUT", r"/{id}\.git/info/lfs/objects/{oid}", uploads.lfs_put),
        ("POST", r"/{id}\.git/info/lfs/objects/verify", uploads.lfs_verify),
        ("GET", "/api/models/{id}/discussions", discussions.list_discussions),
        ("POST", "/api/models/{id}/discussions", discussions.create),
        ("GET", "/api/models/{id}/discussions/{num}", discussions.details),
        ("POST", "/api/models/{id}/discussions/{num}/comment", discussions.comment),
        ("POST", "/api/models/{id}/discussions/{num}/comment/{comment}/edit", discussions.edit),
        ("POST", "/api/models/{id}/discussions/{num}/comment/{comment}/hide", discussions.hide),
        ("POST", "/api/models/{id}/discussions/{num}/title", discussions.rename),
        ("POST", "/api/models/{id}/discussions/{num}/status", discussions.set_status),
        ("POST", "/api/models/{id}/discussions/{num}/merge", discussions.merge),
        ("GET", "/oauth/authorize", oauth.authorize),
        ("POST", "/oauth/authorize", oauth.decide),
        ("POST", "/oauth/token", oauth.token),
        ("GET", "/oauth/userinfo", oauth.userinfo),
        ("GET", "/api/settings/webhooks", accounts.list_webhooks),
        ("POST", "/api/settings/webhooks", accounts.create_webhook),
        ("GET", "/api/settings/webhooks/{webhook}", accounts.get_webhook),
        ("POST", "/api/settings/webhooks/{webhook}", accounts.update_webhook),
        ("DELETE", "/api/settings/webhooks/{webhook}", accounts.delete_webhook),
        ("POST", "/api/settings/webhooks/{webhook}/enable", accounts.enable_webhook),
        ("POST", "/api/settings/webhooks/{webhook}/disable", accounts.disable_webhook),
        ("GET", "/__control/faults", control.list_faults),
        ("POST", "/__control/faults", control.add_fault),
        ("DELETE", "/__control/faults", control.clear_faults),
        ("GET", "/__control/requests", control.list_requests),
        ("DELETE", "/__control/requests", control.clear_requests),
        ("GET", "/", pages.index),
        ("GET", "/{id}", pages.model),
        ("GET", "/{id}/discussions/{num}", pages.discussion),
    ]
)

_CDN = _routes([("GET", "/cdn/{id}/{sha256}/{path}", files.cdn)])


def find_route(request: Request) -> tuple[Route, Mapping[str, str]]:
    """The route for this request and the decoded parts of its path. Raises Refusal 404 where there is none.

    A part is decoded after the path was taken apart, so an encoded slash (``refs%2Fpr%2F1``) stays within its part.
    """
    method = "GET" if request.method == "HEAD" else request.method
    for route in _CDN if request.origin is Origin.CDN else _HUB:
        match = route.pattern.fullmatch(request.path) if route.method == method else None
        if match is not None:
            return route, {name: unquote(value) for name, value in match.groupdict(default="").items()}
    # The client knows a missing repository by this code; one without a namespace has no address here.
    code = "RepoNotFound" if request.path.startswith("/api/models/") else ""
    raise Refusal(404, "Sorry, we can't find the page you are looking for.", code=code)
