# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""One case as a file: CSV for spreadsheets, Markdown, and a page that needs nothing but itself. All carry state, reply and withdrawal. Pure."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterator, Mapping

from bot.model.case_files import CaseFile
from bot.model.findings import Finding
from bot.render.feeds import WITHDRAWN
from bot.render.html_templates import HtmlTemplates
from bot.render.numbers import moment
from bot.render.pages import Page, Table, markdown, visible
from bot.render.quoting import Inert, block, shown_lines

LISTED = "Being listed here means that a question was asked. It says something about files, not about people."
_COLUMNS = (
    *("case", "state", "withdrawn", "withdrawal_reason", "repo", "revision", "upstream", "component", "rule"),
    *("severity", "confidence", "tier", "message", "remedy", "statement", "replies", "url", "opened_at", "changed_at"),
)
_FORMULA = ("=", "+", "-", "@")
"""What a cell starts with that a spreadsheet may take for a formula (OWASP, "CSV Injection"), in any width of the sign."""
_TEMPLATE = "report/case.html.j2"


def csv_text(file: CaseFile) -> str:
    """A row for each finding, or one row where there is none; no cell is a formula."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    writer.writerow(_COLUMNS)
    for finding in file.findings or (None,):
        writer.writerow([_cell(value) for value in _row(file, finding)])
    return text.getvalue()


def markdown_text(file: CaseFile) -> str:
    """For a README or an issue; other people's words cannot become markup."""
    facts = Table(("", ""), tuple(_facts(file)))
    findings = Table(
        ("rule", "upstream", "component", "what we see", "what would help"),
        tuple(
            (each.rule, str(each.upstream), each.component.words, each.message, each.remedy) for each in file.findings
        ),
    )
    page = Page(_title(file), (*_withdrawal(file), facts, findings, *_said(file), LISTED))
    return markdown(page)


def html_text(file: CaseFile, templates: HtmlTemplates) -> str:
    """One page for a file of its own. Raises RulesError where the template is broken."""
    values: Mapping[str, object] = {
        "title": _title(file),
        "withdrawal": list(_withdrawal(file)),
        "facts": list(_facts(file)),
        "findings": file.findings,
        "statement": shown_lines(file.statement.text) if file.statement else "",
        "replies": [(visible(each.author), shown_lines(each.body), moment(each.at)) for each in file.replies],
        "listed": LISTED,
    }
    return templates.rendered(_TEMPLATE, values)


def _title(file: CaseFile) -> str:
    prefix = f"{WITHDRAWN} " if file.is_withdrawn else ""
    return f"{prefix}{file.row.name}: {visible(file.row.repo)}"


def _facts(file: CaseFile) -> Iterator[tuple[str, str]]:
    row = file.row
    yield "state", row.state.value.replace("_", " ")
    yield "repository", visible(f"{row.repo} at {row.revision}")
    yield "upstreams", visible(", ".join(each.repo for each in row.upstreams)) or "none"
    yield "opened", moment(row.opened_at)
    yield "changed", moment(row.changed_at)
    if file.url:
        yield "asked at", visible(file.url)


def _withdrawal(file: CaseFile) -> Iterator[str]:
    if file.withdrawn_at is None:
        return
    number = f" as correction {file.correction.number}" if file.correction else ""
    reason = f" {visible(file.correction.wrong)}" if file.correction else ""
    yield f"We took this back on {moment(file.withdrawn_at)}{number}: we were wrong.{reason}"


def _said(file: CaseFile) -> Iterator[str]:
    if file.statement:
        yield "What the owners say:"
        yield _fenced(file.statement.text)
    for reply in file.replies:
        yield f"{visible(reply.author)} wrote in the thread:"
        yield _fenced(reply.body)
    if not file.statement and not file.replies:
        yield "The owners have not said anything about it here yet."


def _fenced(text: str) -> Inert:
    return Inert(f"```text\n{block(text)}\n```")


def _row(file: CaseFile, finding: Finding | None) -> Iterator[str]:
    row = file.row
    yield from (row.name, row.state.value, "yes" if file.is_withdrawn else "no")
    yield file.correction.wrong if file.correction else ""
    yield from (row.repo, row.revision)
    if finding is None:
        yield from [""] * 8
    else:
        yield from (str(finding.upstream), finding.component.value, finding.rule, finding.severity.value)
        yield from (finding.confidence.value, finding.tier.value, finding.message, finding.remedy)
    yield file.statement.text if file.statement else ""
    yield "\n\n".join(f"{each.author}: {each.body}" for each in file.replies)
    yield from (file.url, row.opened_at.isoformat(), row.changed_at.isoformat())


def _cell(text: str) -> str:
    shown = shown_lines(text)
    first = unicodedata.normalize("NFKC", shown.lstrip()[:1])
    return f"'{shown}" if first in _FORMULA else shown
