# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""``hubnotice case approve|post|issue|undo|dismiss|uphold|withdraw``: what a person rules, under their name and with a reason."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from bot.cli.context import application
from bot.cli.exits import Exit
from bot.cli.output import say
from bot.model.errors import NotAllowed, NotFound

if TYPE_CHECKING:
    from bot.pipeline.ruling.rulings import Ruled

_Command = TypeVar("_Command", bound=Callable[..., Any])


def _by_a_person(command: _Command) -> _Command:
    """Add NUMBER, ``--as`` and ``--reason``."""
    command = click.option("--reason", required=True, help="Why; kept for ever, with the name.")(command)
    command = click.option("--as", "name", required=True, metavar="NAME", help="Who rules: a person's name.")(command)
    return click.argument("number", callback=case_number)(command)


def case_number(ctx: click.Context, parameter: click.Parameter, value: str) -> int:
    """The number of a case as people write it: C-17 or 17."""
    digits = value.upper().removeprefix("C-")
    if not digits.isascii() or not digits.isdigit() or len(digits) > 9:
        raise click.BadParameter(f"expected C-17 or 17, found {value[:40]!r}", ctx=ctx, param=parameter)
    return int(digits)


@click.command()
@_by_a_person
@click.pass_context
def approve(ctx: click.Context, number: int, name: str, reason: str) -> None:
    """Approve what would be said about the case NUMBER; nothing is written because of it alone.

    An upstream that the repository names itself needs one person, one that it does not name needs two.
    """
    _tell(application(ctx).desk.approve(number, name=name, reason=reason))


@click.command()
@_by_a_person
@click.option("--send", is_flag=True, help="Put it into the outbox; without this the post is only shown.")
@click.pass_context
def post(ctx: click.Context, number: int, name: str, reason: str, *, send: bool) -> None:
    """Scan the repository again, show the post about the case NUMBER, and with --send put it into the outbox.

    It is written when the outbox lets it go: after the minutes in which it can be undone, after the courtesy window of an upstream that
    is not declared, and within the caps.
    """
    from bot.ports.progress import Silence

    app = application(ctx)
    found = app.casebook.case(number)
    if found is None:
        raise NotFound(f"C-{number}: no such case; `hubnotice case list` shows all")
    report = app.scan(found.repo, app.budget, Silence(), with_history=True)
    try:
        shown = app.desk.preview(number, report)
    except ValueError as error:
        raise NotAllowed(f"{found.name}: {error}") from error
    click.echo(f"# {shown.title}\n\n{shown.body}")
    if not send:
        say("Nothing is written. With --send it goes into the outbox.")
        return
    _tell(app.desk.post(number, report, name=name, reason=reason))


@click.command()
@_by_a_person
@click.option("--send", is_flag=True, help="Put it into the outbox; without this the issue is only shown.")
@click.pass_context
def issue(ctx: click.Context, number: int, name: str, reason: str, *, send: bool) -> None:
    """Ask about the approved case NUMBER in an issue instead: in the one GitHub repository that the model's card clearly links to.

    Everything that a post needs, an issue needs. It is never written where the owners were asked before, or closed a door.
    """
    from bot.ports.progress import Silence

    app = application(ctx)
    app.check_issues()
    found = app.casebook.case(number)
    if found is None:
        raise NotFound(f"C-{number}: no such case; `hubnotice case list` shows all")
    report = app.scan(found.repo, app.budget, Silence(), with_history=True)
    repo = app.issue_repo(report)
    try:
        shown = app.desk.preview_issue(number, report, repo, name=name)
    except ValueError as error:
        raise NotAllowed(f"{found.name}: {error}") from error
    click.echo(f"# {shown.title}\n\n{shown.body}")
    if not send:
        say(f"Nothing is written. With --send it goes into the outbox, as an issue in {repo}.")
        return
    _tell(app.desk.issue(number, report, repo, name=name, reason=reason))


@click.command()
@_by_a_person
@click.pass_context
def undo(ctx: click.Context, number: int, name: str, reason: str) -> None:
    """Take the post about the case NUMBER out of the outbox; it has to be approved anew."""
    _tell(application(ctx).desk.undo(number, name=name, reason=reason))


@click.command()
@_by_a_person
@click.pass_context
def dismiss(ctx: click.Context, number: int, name: str, reason: str) -> None:
    """Rule that the case NUMBER is not a finding, for good."""
    _tell(application(ctx).desk.dismiss(number, name=name, reason=reason))


@click.command()
@_by_a_person
@click.pass_context
def uphold(ctx: click.Context, number: int, name: str, reason: str) -> None:
    """Let the disputed case NUMBER stand, after you answered in its thread yourself."""
    _tell(application(ctx).desk.uphold(number, name=name, reason=reason))


@click.command()
@_by_a_person
@click.pass_context
def withdraw(ctx: click.Context, number: int, name: str, reason: str) -> None:
    """Take back what was posted about the case NUMBER: we were wrong. REASON is quoted in the thread.

    Title and first post say so, a comment says why, and the thread is closed. Posting may stop until a person looks.
    """
    _tell(application(ctx).desk.withdraw(number, name=name, reason=reason))


@click.command()
@click.argument("number", callback=case_number)
@click.pass_context
def verify(ctx: click.Context, number: int) -> None:
    """Repeat the scan of the commit that the case NUMBER is about, and say whether it comes to the same; exit code 20 where not."""
    from bot.pipeline.decide import same_statements
    from bot.ports.progress import Silence

    app = application(ctx)
    found = app.casebook.case(number)
    if found is None:
        raise NotFound(f"C-{number}: no such case; `hubnotice case list` shows all")
    subject = found.findings[0].subject if found.findings else found.subject
    report = app.scan(f"{subject.repo}@{subject.revision}", app.budget, Silence())
    if same_statements(report.assessment.findings, found.findings):
        click.echo(f"{found.name}: the same {len(found.findings)} findings at {subject}")
        return
    click.echo(f"{found.name}: something else at {subject}")
    for words, findings in (("case", found.findings), ("now", report.assessment.findings)):
        for each in findings:
            click.echo(f"  {words}: {each.rule}, {each.upstream.repo}, {each.component.value}, tier {each.tier.value}")
    ctx.exit(Exit.DIFFERS)


def _tell(ruled: Ruled) -> None:
    say(f"{ruled.case.name}: {ruled.case.state.value.replace('_', ' ')}.{f' {ruled.remark}.' if ruled.remark else ''}")
    if ruled.action is not None:
        when = ruled.action.not_before
        at = f"not before {when:%Y-%m-%d %H:%M} UTC" if when else "with the daemon's next poll"
        say(f"In the outbox, written {at}; `hubnotice case undo` takes a post out again until then.")


RULINGS = (approve, post, issue, undo, dismiss, uphold, withdraw, verify)
