# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The pages of ``docs/rules/`` that follow from the rule files: a page for each license, and the tables of both overviews.

What people wrote around the table of the rules' overview stays as it is; so do the pages of rules, which say what no file says.
"""

from __future__ import annotations

from bot.pipeline.explaining.licenses import explained_license, licenses_table
from bot.pipeline.explaining.rules import rules_table
from bot.pipeline.explaining.sections import HEAD, NOT_ADVICE, documentation_page, markdown_table
from bot.policy.licenses import Coverage
from bot.policy.rulebook import Rulebook

OVERVIEW = "README.md"
LICENSES = "licenses/README.md"
_NEW_OVERVIEW = f"{HEAD}\n# Rules\n"
_MADE = (
    "What each license asks of whoever passes a model on, as the files of `rules/licenses/` have it. These pages are made from those files "
    "by `hubnotice rules pages docs/rules`; change the files, not the pages."
)


def generated_pages(rulebook: Rulebook, overview: str | None) -> dict[str, str]:
    """Every page by its name below ``docs/rules/``. ``overview`` is the overview of the rules as it is; None where there is none."""
    rules = tuple(sorted(rulebook.policies, key=lambda rule: rule.id))
    return {
        OVERVIEW: with_table(overview or _NEW_OVERVIEW, markdown_table(rules_table(rules, links=True))),
        LICENSES: _licenses_overview(rulebook),
        **{
            f"licenses/{rule.id}.md": documentation_page(explained_license(rule, rules, links=True))
            for rule in rulebook.licenses
        },
    }


def with_table(text: str, table: str) -> str:
    r"""The text with its first table exchanged; with the table at its end where it has none.

    >>> with_table("a\n\n| x |\n|---|\n| 1 |\n\nb\n", "| y |\n|---|")
    'a\n\n| y |\n|---|\n\nb\n'
    """
    lines = text.splitlines()
    first = next((place for place, line in enumerate(lines) if line.startswith("|")), None)
    if first is None:
        return f"{text.rstrip()}\n\n{table}\n"
    end = next((place for place in range(first, len(lines)) if not lines[place].startswith("|")), len(lines))
    return "\n".join([*lines[:first], table, *lines[end:]]).rstrip() + "\n"


def _licenses_overview(rulebook: Rulebook) -> str:
    rules = tuple(sorted(rulebook.licenses, key=lambda rule: rule.id))
    asking, free, unread = (
        sum(rule.coverage is coverage for rule in rules)
        for coverage in (Coverage.DUTIES, Coverage.NO_DUTY, Coverage.UNCOVERED)
    )
    known = (
        f"Of {len(rules)} licenses {asking} ask something that is checked, {free} were read and ask nothing that a repository could lack, "
        f"and {unread} are known by name alone: nothing is claimed about them, and reports say so."
    )
    parts = (HEAD.rstrip(), "# Licenses", _MADE, known, markdown_table(licenses_table(rules, links=True)), NOT_ADVICE)
    return "\n\n".join(parts) + "\n"
