# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What GitHub says about repositories, issues, comments and users, with every key that github3.py insists on."""

from __future__ import annotations

from dataclasses import dataclass, field

Document = dict[str, object]
"""A JSON object."""

_AT = "2026-03-17T10:00:00Z"
_ADDRESSES = (
    *("archive", "assignees", "blobs", "branches", "collaborators", "comments", "commits", "compare", "contents"),
    *("contributors", "deployments", "downloads", "events", "forks", "git_commits", "git_refs", "git_tags", "hooks"),
    *("issue_comment", "issue_events", "issues", "keys", "labels", "languages", "merges", "milestones"),
    *("notifications", "pulls", "releases", "stargazers", "statuses", "subscribers", "subscription", "tags", "teams"),
    "trees",
)
"""Names of what a repository has an address for, each under ``…_url``."""
_COUNTS = (
    *("forks_count", "network_count", "open_issues_count", "size", "stargazers_count", "subscribers_count"),
    "watchers_count",
)
_OF_USERS = (
    *("avatar", "events", "followers", "following", "gists", "html", "organizations", "received_events", "repos"),
    *("starred", "subscriptions"),
)


@dataclass(slots=True)
class Said:
    """A comment."""

    id: int
    author: str
    body: str


@dataclass(slots=True)
class Issue:
    """An issue, or a pull request, which GitHub lists among them."""

    number: int
    title: str
    body: str
    author: str
    is_open: bool = True
    is_locked: bool = False
    is_pull_request: bool = False
    is_deleted: bool = False
    is_indexed: bool = False
    """Whether the search knows it yet."""
    comments: list[Said] = field(default_factory=list)


@dataclass(slots=True)
class Repository:
    """A repository with its issues by number."""

    name: str
    """``owner/name`` as it is now."""
    id: int
    is_private: bool = False
    is_archived: bool = False
    has_issues: bool = True
    issues: dict[int, Issue] = field(default_factory=dict)


def user_document(root: str, login: str) -> Document:
    """A user as ``GET /user`` answers, of which others get a part."""
    texts = dict.fromkeys(("bio", "blog", "company", "email", "hireable", "location", "name"))
    counts = dict.fromkeys(("followers", "following", "public_gists", "public_repos"), 0)
    addresses = {f"{name}_url": f"{root}/users/{login}/{name}" for name in _OF_USERS}
    return {
        "login": login,
        "id": sum(login.encode()),
        "gravatar_id": "",
        "type": "User",
        "url": f"{root}/users/{login}",
        "created_at": _AT,
        "updated_at": _AT,
        **texts,
        **counts,
        **addresses,
    }


def repository_document(root: str, repository: Repository) -> Document:
    """A repository."""
    home = f"{root}/repos/{repository.name}"
    owner, _, name = repository.name.partition("/")
    return {
        **{f"{each}_url": f"{home}/{each}" for each in _ADDRESSES},
        **dict.fromkeys(_COUNTS, 0),
        **dict.fromkeys(("clone_url", "git_url", "html_url", "ssh_url", "svn_url"), f"{root}/{repository.name}"),
        **dict.fromkeys(("description", "homepage", "language", "mirror_url", "license"), None),
        **dict.fromkeys(("created_at", "pushed_at", "updated_at"), _AT),
        **dict.fromkeys(("has_downloads", "has_pages", "has_projects", "has_wiki"), False),
        "archived": repository.is_archived,
        "default_branch": "main",
        "fork": False,
        "full_name": repository.name,
        "has_issues": repository.has_issues,
        "id": repository.id,
        "name": name,
        "owner": user_document(root, owner),
        "private": repository.is_private,
        "url": home,
    }


def issue_document(root: str, repository: Repository, issue: Issue) -> Document:
    """An issue with its text three times, as the media type ``full+json`` asks."""
    home = f"{root}/repos/{repository.name}/issues/{issue.number}"
    web = root.removesuffix("/api/v3")
    said: Document = {
        **dict.fromkeys(("assignee", "milestone", "closed_by"), None),
        **dict.fromkeys(("body", "body_html", "body_text"), issue.body),
        **dict.fromkeys(("created_at", "updated_at"), _AT),
        "assignees": [],
        "closed_at": None if issue.is_open else _AT,
        "comments": len(issue.comments),
        "comments_url": f"{home}/comments",
        "events_url": f"{home}/events",
        "html_url": f"{web}/{repository.name}/issues/{issue.number}",
        "id": 1000 * repository.id + issue.number,
        "labels": [],
        "labels_url": f"{home}/labels{{/name}}",
        "locked": issue.is_locked,
        "number": issue.number,
        "state": "open" if issue.is_open else "closed",
        "title": issue.title,
        "url": home,
        "user": user_document(root, issue.author),
    }
    return {**said, "pull_request": {"url": f"{home}/pull"}} if issue.is_pull_request else said


def comment_document(root: str, repository: Repository, issue: Issue, said: Said) -> Document:
    """A comment."""
    home = f"{root}/repos/{repository.name}/issues"
    return {
        **dict.fromkeys(("body", "body_html", "body_text"), said.body),
        **dict.fromkeys(("created_at", "updated_at"), _AT),
        "author_association": "NONE",
        "html_url": f"{home}/{issue.number}#comment-{said.id}",
        "id": said.id,
        "issue_url": f"{home}/{issue.number}",
        "url": f"{home}/comments/{said.id}",
        "user": user_document(root, said.author),
    }
