# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""How quick the desk's pages are with many cases: ``python -m benchmarks.desk [CASES]``, on SQLite and on PostgreSQL.

Cases are drawn from a seed: owners and upstreams by Zipf's law, so that some have thousands; most cases are closed, some per cent are
open. Rows are put into the tables in bulk, through the same code that keeps them, and the database is left as it is then: on PostgreSQL
what its planner knows of the tables is gathered once, as it does by itself after such a change. The server is the one of the daemon, in
a process of its own, with compression; one client asks, one page after the other, and every request is timed from its first byte sent to
its last byte received. Cookies are those of a reviewer who signed in. Processor time is the server's own, over all rounds of a page; with
PostgreSQL the database's is not in it. On a machine that does other things the time of a request is longer than on an idle one, the
processor time is not; the load when it began is noted.
"""

from __future__ import annotations

import gzip
import http.client
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Connection, insert, select

from benchmarks.machine import machine_facts
from bot.adapters.storage.case_tables import ACTIONS, CASES, DECISIONS, RECEIPTS
from bot.adapters.storage.counters import skip_to
from bot.adapters.storage.desk_rows import case_row_to_row, edge_to_row, terms_of
from bot.adapters.storage.desk_tables import CASE_ROWS, CASE_TERMS, DERIVATIVES
from bot.adapters.storage.engine import open_database, writing
from bot.adapters.storage.people import SqlPeople
from bot.adapters.storage.rebuilding import count_anew
from bot.adapters.storage.rows import case_to_row
from bot.adapters.storage.schema import migrate
from bot.model.cases import Asked, Case, CaseState, Decider, Decision
from bot.model.components import Component
from bot.model.findings import Confidence, Finding, Severity, Tier
from bot.model.lineage import Relation
from bot.model.lineage_answers import Edge, Standing
from bot.model.people import Person, Role
from bot.model.repository import SnapshotKey
from bot.pipeline.sessions import Sessions
from bot.policy.listing import row_of
from bot.policy.roles import Grant
from tests.services.postgres import DURABLE, PostgresServer, programs

RESULTS = Path(__file__).parent / "results" / "desk.json"
NOW = datetime.now(UTC).replace(microsecond=0)
REVIEWER = "local:ada"
ROUNDS = 40
_AT_ONCE = 2000
_OWNERS, _UPSTREAMS = 20_000, 2_000
_LICENSES = ("apache-2.0", "mit", "llama3.1", "gemma", "cc-by-nc-4.0", "qwen", None)
_RULES = (
    "license-text-missing",
    "copyright-notice-missing",
    "notice-file-missing",
    "base-model-undeclared",
    "name-clause",
)
_STATES: Sequence[tuple[CaseState, float]] = (
    (CaseState.RESOLVED, 0.40),
    (CaseState.NOT_A_FINDING, 0.22),
    (CaseState.FIXED_SILENTLY, 0.12),
    (CaseState.POSTED, 0.12),
    (CaseState.OPTED_OUT, 0.04),
    (CaseState.UNREACHABLE, 0.03),
    (CaseState.IN_REVIEW, 0.03),
    (CaseState.PROPOSED, 0.01),
    (CaseState.APPROVED, 0.01),
    (CaseState.WAITING, 0.008),
    (CaseState.DISPUTED, 0.005),
    (CaseState.STOPPED, 0.004),
    (CaseState.WITHDRAWN, 0.003),
)
_ASKED = {
    CaseState.RESOLVED,
    CaseState.POSTED,
    CaseState.WAITING,
    CaseState.DISPUTED,
    CaseState.STOPPED,
    CaseState.WITHDRAWN,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Timed:
    """One kind of page."""

    path: str
    milliseconds: Sequence[float]
    cpu_milliseconds: float
    bytes_sent: int
    bytes_of_text: int

    def as_json(self) -> dict[str, Any]:
        """The figures that are kept."""
        ordered = sorted(self.milliseconds)
        return {
            "path": self.path,
            "p50_ms": round(statistics.median(ordered), 1),
            "p95_ms": round(ordered[max(0, -(-len(ordered) * 95 // 100) - 1)], 1),
            "most_ms": round(ordered[-1], 1),
            "server_cpu_ms": round(self.cpu_milliseconds, 1),
            "compressed_bytes": self.bytes_sent,
            "bytes": self.bytes_of_text,
            "rounds": len(ordered),
        }


def main(count: int) -> None:
    """Measure both databases and keep the figures."""
    found: dict[str, Any] = {"machine": machine_facts(), "cases": count, "rounds": ROUNDS, "databases": {}}
    with tempfile.TemporaryDirectory() as folder:
        found["databases"]["sqlite"] = measured(str(Path(folder) / "desk.sqlite"), count)
    programs_folder = programs()
    if programs_folder is not None:
        with PostgresServer(programs_folder, options=DURABLE) as server:
            found["databases"]["postgresql"] = measured(server.new_database(), count)
    target = RESULTS if count >= 100_000 else RESULTS.with_name("desk_small.json")
    target.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    print(f"written: {target}")


def measured(database: str, count: int) -> dict[str, Any]:
    """Fill one database, serve it, and ask."""
    began = time.monotonic()
    cookie, repo = filled(database, count)
    print(f"{database.split(':', maxsplit=1)[0]}: filled in {time.monotonic() - began:.0f} s", flush=True)
    filled_in = round(time.monotonic() - began)
    with served(database) as (address, process):
        load = os.getloadavg()[0]
        pages = [timed(address, process, name, path, cookie) for name, path in paths(count, repo)]
    return {"load_before": round(load, 1), "fill_seconds": filled_in, "pages": dict(pages)}


def paths(count: int, repo: str) -> list[tuple[str, str]]:
    """What is asked for, by names that stay."""
    return [
        ("queue, all open", "/?show=open"),
        ("queue, due today", "/?show=due"),
        ("queue, needs second reader", "/?show=second"),
        ("outbox", "/?show=outbox"),
        ("cases, newest", "/cases"),
        ("cases, last changed", "/cases?order=changed"),
        ("cases, one state and tier", "/cases?state=in_review&tier=B&order=due"),
        ("cases, two common filters", "/cases?rule=license-text-missing&license=apache-2.0"),
        ("cases, a common upstream", "/cases?upstream=org-0/model-0"),
        ("cases, a rare upstream", "/cases?upstream=org-40/model-1500&order=changed"),
        ("cases, an owner with many", "/cases?owner=owner-0"),
        ("cases, share and days", "/cases?share_from=0.5&share_to=0.6&opened_from=2026-03-01&order=share"),
        ("search, a common word", "/cases?q=model"),
        ("search, a rare word", "/cases?q=derivative-777"),
        ("cases, three common filters", "/cases?license=gemma&upstream=org-0/model-5&owner=owner-1"),
        ("search, two words", "/cases?q=chat+owner-1"),
        ("search, the beginning of a word", "/cases?q=der&order=changed"),
        ("search, a number", f"/cases?q=C-{count // 2}"),
        ("search, nothing", "/cases?q=zzzz"),
        ("list alone, for htmx", "/cases?state=posted&tier=B"),
        ("case", f"/case/C-{count // 2}"),
        ("owner with many", "/org/owner-0"),
        ("upstreams", "/upstreams"),
        ("upstream with many", "/upstream/org-0/model-0"),
        ("repository", f"/repo/{repo}"),
        ("graph", "/graph?root=org-0/model-0"),
        ("corrections", "/corrections"),
        ("audit", "/audit"),
    ]


def timed(address: str, process: int, name: str, path: str, cookie: str) -> tuple[str, dict[str, Any]]:
    """One page, asked for many times after two times that do not count; nothing where there is no such page yet."""
    headers = {"Cookie": cookie, "Accept-Encoding": "gzip"}
    if name.startswith("list alone"):
        headers |= {"HX-Request": "true", "HX-Request-Type": "partial"}
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=120)
    taken = []
    body, is_packed = b"", False
    cpu = 0.0
    for place in range(ROUNDS + 2):
        if place == 2:
            cpu = cpu_seconds(process)
        began = time.perf_counter()
        connection.request("GET", path, headers=headers)
        response = connection.getresponse()
        body = response.read()
        taken.append((time.perf_counter() - began) * 1000)
        is_packed = response.headers.get("content-encoding") == "gzip"
        if response.status != 200:
            print(f"{name}: {response.status}", flush=True)
            return name, {"path": path, "status": response.status}
    connection.close()
    text = gzip.decompress(body) if is_packed else body
    each = (cpu_seconds(process) - cpu) * 1000 / ROUNDS
    one = Timed(
        path=path, milliseconds=taken[2:], cpu_milliseconds=each, bytes_sent=len(body), bytes_of_text=len(text)
    ).as_json()
    told = f"p50 {one['p50_ms']} ms, p95 {one['p95_ms']} ms, server {one['server_cpu_ms']} ms"
    print(f"{name}: {told}, {one['compressed_bytes']} bytes", flush=True)
    return name, one


def cpu_seconds(process: int) -> float:
    """What a process used so far, in itself and in the system."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def served(database: str) -> Iterator[tuple[str, int]]:
    """The daemon's own server over this database, in a process of its own: where it is, and which process."""
    environment = {
        **os.environ,
        "HUBNOTICE_DATABASE": database,
        "HUBNOTICE_DESK_ROLES": f"reviewer={REVIEWER} auditor={REVIEWER}",
        "HF_ENDPOINT": "http://127.0.0.1:9",
    }
    command = [sys.executable, "-m", "bot.cli", "serve", "--listen", "127.0.0.1:0"]
    process = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)
    try:
        assert process.stderr is not None
        for line in process.stderr:
            if "http://" in line:
                yield next(word for word in line.split() if word.startswith("http://")).rstrip(":,"), process.pid
                return
        raise RuntimeError("the server said no address")
    finally:
        process.terminate()
        process.wait(30)


def filled(database: str, count: int) -> tuple[str, str]:
    """So many cases; the cookie of a reviewer's session, and a repository in the middle."""
    engine = open_database(database)
    migrate(engine)
    draw = random.Random(20260317)
    owners, upstreams = _zipf(_OWNERS), _zipf(_UPSTREAMS)
    for start in range(0, count, _AT_ONCE):
        numbers = range(start + 1, min(start + _AT_ONCE, count) + 1)
        names = (
            draw.choices(range(_OWNERS), cum_weights=owners, k=len(numbers)),
            draw.choices(range(_UPSTREAMS), cum_weights=upstreams, k=len(numbers)),
        )
        with writing(engine) as connection:
            _put(connection, [_case(*each, draw) for each in zip(numbers, *names, strict=True)], draw)
    with writing(engine) as connection:
        skip_to(connection, CASES, count)
        count_anew(connection)
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM ANALYZE")
    clock = _Clock()
    person = Person(name=REVIEWER, display_name="Ada", roles=frozenset({Role.REVIEWER}), checked_at=clock.now())
    grants = (Grant(holder=REVIEWER, role=Role.REVIEWER),)
    secret = Sessions(SqlPeople(engine), grants, clock).open(person)
    with engine.connect() as connection:
        repo = connection.execute(select(CASES.c.repo).where(CASES.c.number == count // 2)).scalar_one()
    engine.dispose()
    return f"hubnotice_session={secret}", repo


class _Clock:
    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()


def _zipf(count: int) -> list[float]:
    total, found = 0.0, []
    for rank in range(1, count + 1):
        total += 1 / rank
        found.append(total)
    return found


def _case(number: int, owner: int, upstream: int, draw: random.Random) -> Case:
    state = draw.choices([each for each, _ in _STATES], [weight for _, weight in _STATES])[0]
    opened = NOW - timedelta(seconds=draw.randrange(300 * 86_400))
    repo = f"owner-{owner}/derivative-{number}-{draw.choice(['chat', 'JA', 'vision', 'instruct', 'GGUF'])}"
    key = SnapshotKey(repo, f"{number:040x}")
    name = f"org-{upstream // 37}/model-{upstream}"
    tier = draw.choices(list(Tier), [0.6, 0.35, 0.05])[0]
    return Case(
        number=number,
        repo=repo,
        state=state,
        subject=key,
        upstreams=(name,),
        findings=tuple(_finding(key, name, rule, tier) for rule in draw.sample(_RULES, draw.choice([1, 2, 2, 3]))),
        opened_at=opened,
        changed_at=opened + timedelta(seconds=draw.randrange(20 * 86_400)),
        thread=number if state in _ASKED else None,
        asked=Asked(quiet_until=NOW + timedelta(days=9)) if state is CaseState.WAITING else Asked(),
        correction=number if state is CaseState.WITHDRAWN else None,
    )


def _finding(key: SnapshotKey, upstream: str, rule: str, tier: Tier) -> Finding:
    return Finding(
        rule=rule,
        severity=Severity.OBLIGATION,
        confidence=Confidence.HIGH,
        tier=tier,
        subject=key,
        upstream=SnapshotKey(upstream, "e" * 40),
        component=Component.TEXT_MODEL,
        message=f"The text of the license of {upstream} could not be found in {key.repo}.",
        remedy="Add the file LICENSE with the text of the license, and the line with the copyright.",
    )


def _put(connection: Connection, cases: Sequence[Case], draw: random.Random) -> None:
    rows, terms, edges, decisions, actions, receipts = [], [], [], [], [], []
    for case in cases:
        at = case.changed_at
        state = CaseState.APPROVED if case.thread is not None and draw.random() < 0.5 else case.state
        name = REVIEWER if draw.random() < 0.3 else "local:bob"
        ruled = Decision(case=case.number, state=state, decider=Decider.PERSON, name=name, reason="read it", at=at)
        edge = _edge(case, draw)
        row = row_of(case, decisions=[ruled], receipts=[], builds_on=[edge])
        mine = {"assignee": REVIEWER if draw.random() < 0.01 else "", "handled_by": ""}
        rows.append(case_row_to_row(row) | mine)
        counted = {"state": row.state.value, "tier": row.tier.value, "is_public": row.is_public, "case": case.number}
        terms += [counted | {"kind": kind, "value": value} for kind, value in terms_of(row)]
        asked = {"case": case.number, "is_asked": row.is_public}
        edges.append(edge_to_row(edge) | asked | {"is_shown": row.is_public or edge.standing is Standing.DECLARED})
        logged = {"sequence": case.number, "case": case.number, "at": at, "digest": f"{case.number:064x}"}
        decisions.append(
            logged | {"state": state.value, "decider": "person", "name": name, "reason": "read it, and agreed"}
        )
        if case.thread is not None or draw.random() < 0.0005:
            done = case.thread is not None
            actions.append(_action(case, at, is_done=done))
            if done:
                url = f"https://hub.example/{case.repo}/discussions/{case.number}"
                facts = {"action": f"a-{case.number}", "thread": case.number, "url": url, "done": "created"}
                receipts.append(logged | facts)
    for table, content in (
        (CASES, [case_to_row(case) for case in cases]),
        (CASE_ROWS, rows),
        (CASE_TERMS, terms),
        (DERIVATIVES, edges),
        (DECISIONS, decisions),
        (ACTIONS, actions),
        (RECEIPTS, receipts),
    ):
        connection.execute(insert(table), content)


def _action(case: Case, at: datetime, *, is_done: bool) -> dict[str, object]:
    return {
        "id": f"a-{case.number}",
        "sequence": case.number,
        "case": case.number,
        "kind": "ensure_thread",
        "state": "done" if is_done else "pending",
        "repo": case.repo,
        "title": "About the license",
        "body": "The text of the post. " * 60,
        "created_at": at,
        "not_before": None if is_done else NOW + timedelta(minutes=8),
    }


def _edge(case: Case, draw: random.Random) -> Edge:
    return Edge(
        repo=case.repo,
        upstream=case.upstreams[0],
        standing=draw.choice([Standing.DECLARED, Standing.INFERRED]),
        relation=Relation.FINETUNE,
        components=(Component.TEXT_MODEL,),
        share=draw.random(),
        is_credited=draw.choice([True, False, None]),
        license=draw.choice(_LICENSES),
        seen_at=case.changed_at,
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
