# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The few pages that a person can read in a browser: models, a model's files and discussions, one discussion."""

from __future__ import annotations

import html
from collections.abc import Iterable

from bot.localhub.endpoints.calls import Call
from bot.localhub.http.messages import Reply, html_reply
from bot.localhub.storage.snapshots import MAIN
from bot.localhub.storage.threads import Comment, Discussion, Event

_STYLE = """
body { max-width: 52rem; margin: 2rem auto; padding: 0 1rem; font: 16px/1.5 system-ui, sans-serif; color: #222; }
h1 { font-size: 1.5rem; margin-bottom: 0; } h2 { font-size: 1.1rem; }
.quiet { color: #666; font-size: .9rem; } a { color: #0b5cad; text-decoration: none; } a:hover { text-decoration: underline; }
article { border: 1px solid #ddd; border-radius: 6px; margin: 1rem 0; }
article header { background: #f6f6f6; padding: .4rem .8rem; border-bottom: 1px solid #ddd; font-size: .9rem; }
pre { padding: .2rem .8rem; white-space: pre-wrap; overflow-wrap: anywhere; font: 14px/1.5 ui-monospace, monospace; }
table { border-collapse: collapse; width: 100%; } td { padding: .2rem .6rem .2rem 0; border-bottom: 1px solid #eee; }
td.number { text-align: right; font-variant-numeric: tabular-nums; }
"""


def index(call: Call) -> Reply:
    """``GET /``: every public model."""
    rows = [
        (
            f'<a href="/{each.id}">{html.escape(each.id)}</a>',
            f"{len(call.services.discussions.all(each.id))} discussions",
        )
        for each in call.services.repositories.all()
        if not each.private
    ]
    return page("Local Hub", f"<h1>Local Hub</h1><p class=quiet>{len(rows)} models on this machine</p>{_table(rows)}")


def model(call: Call) -> Reply:
    """``GET /{id}``: a model's files and discussions."""
    repository = call.repository()
    commit = call.services.repositories.revision(repository.id, MAIN)
    name = html.escape(repository.id)
    threads = [_thread_row(repository.id, each) for each in call.services.discussions.all(repository.id)]
    files = [
        (f'<a href="/{name}/resolve/main/{html.escape(path)}">{html.escape(path)}</a>', f"{entry.size:,} bytes")
        for path, entry in commit.tree.items()
    ]
    body = f'<p class=quiet><a href="/">Local Hub</a></p><h1>{name}</h1><p class=quiet>at {commit.id[:7]}</p>'
    return page(repository.id, f"{body}<h2>Discussions</h2>{_table(threads)}<h2>Files</h2>{_table(files)}")


def discussion(call: Call) -> Reply:
    """``GET /{id}/discussions/N``: a thread, as text."""
    repository = call.repository()
    thread = call.services.discussions.get(repository.id, int(call.names["num"]))
    name, title = html.escape(repository.id), html.escape(thread.title)
    body = f'<p class=quiet><a href="/{name}">{name}</a></p><h1>{title} <span class=quiet>#{thread.num}</span></h1>'
    state = f"{thread.status.value}{', locked' if thread.locked else ''}"
    return page(thread.title, f"{body}<p class=quiet>{state}</p>{''.join(map(_event, thread.events))}")


def _thread_row(repository: str, thread: Discussion) -> tuple[str, str]:
    link = (
        f'<a href="/{html.escape(repository)}/discussions/{thread.num}">#{thread.num} {html.escape(thread.title)}</a>'
    )
    return link, f"{thread.status.value}, {len(thread.comments)} comments"


def _event(event: Event) -> str:
    who = f"<b>{html.escape(event.author)}</b>, {event.created_at:%Y-%m-%d %H:%M} UTC"
    if not isinstance(event, Comment):
        what = html.escape(", ".join(f"{key}: {value}" for key, value in event.data.items()))
        return f"<p class=quiet>{who}: {html.escape(event.kind)} ({what})</p>"
    text = "This comment has been hidden" if event.hidden else event.latest.text
    edited = ", edited" if len(event.wordings) > 1 else ""
    return f"<article><header>{who}{edited}</header><pre>{html.escape(text)}</pre></article>"


def _table(rows: Iterable[tuple[str, str]]) -> str:
    lines = "".join(f"<tr><td>{left}</td><td class=number>{right}</td></tr>" for left, right in rows)
    return f"<table>{lines}</table>" if lines else "<p class=quiet>None.</p>"


def page(title: str, body: str, *, status: int = 200) -> Reply:
    """A page of the Hub; the title is escaped, the body is HTML."""
    head = f"<meta charset=utf-8><title>{html.escape(title)}</title><style>{_STYLE}</style>"
    return html_reply(f"<!doctype html><html lang=en><head>{head}</head><body>{body}</body></html>", status=status)
