# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""One rule: when it fires, what it says, how to put it right, and the examples that prove it."""

from __future__ import annotations

import re
import string
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from functools import partial

from bot.model.errors import RulesError
from bot.model.findings import Severity
from bot.model.licensing import Duty
from bot.model.truth import Truth
from bot.policy.conditions import Condition, condition, facts_of, holds
from bot.policy.facts import Fact, Facts
from bot.policy.reading import Entry, each_of, member

PLACEHOLDERS = frozenset(
    {
        "upstream",
        "upstream_commit",
        "commit",
        "component",
        "license",
        "license_id",
        "license_url",
        "clause",
        "copyright",
        "declared",
        "wording",
        "claim",
    }
)
"""What a rule's message and remedy can mention in braces."""

_ID = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_NEEDED = frozenset({"id", "title", "severity", "when", "message", "remedy", "since", "examples"})
_KNOWN = _NEEDED | {"duty", "duties", "judged_by"}


class Judge(Enum):
    """Who decides that a finding may be written anywhere."""

    PRESET = "preset"
    PERSON = "person"
    """Under every preset: what a finding says is right only as far as somebody read the words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """Facts, and what the rule must make of them. Facts that are not listed are unknown."""

    expected: Truth
    facts: tuple[tuple[Fact, Truth], ...]
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One statement that can be made about one repository and one upstream."""

    id: str
    title: str
    severity: Severity
    duties: tuple[Duty, ...]
    """The duties that it watches: the license's clause is quoted from them, and a license can make it weaker than ``severity``."""
    judged_by: Judge
    when: Condition
    message: str
    remedy: str
    since: str
    examples: tuple[Example, ...]

    def fires(self, facts: Facts) -> Truth:
        """Yes: there is a finding. Unknown: it cannot be told, and nobody is told that there is one."""
        return holds(self.when, facts)

    def is_asked(self, facts: Facts) -> bool:
        """Whether somebody looked for everything that the rule is about; a fact that was looked for in vain is unknown, not left out."""
        return facts_of(self.when) <= facts.keys()

    def unknown(self, facts: Facts) -> list[Fact]:
        """Facts that the rule asks for and nobody knows, in the vocabulary's order."""
        wanted = facts_of(self.when)
        return [fact for fact in Fact if fact in wanted and facts.get(fact, Truth.UNKNOWN) is Truth.UNKNOWN]

    @classmethod
    def from_mapping(cls, where: str, value: object) -> Rule:
        """A rule as its file holds it. Raises RulesError, also where an example comes out otherwise than it says."""
        entry = Entry.of(where, value)
        entry.allow(_KNOWN, needed=_NEEDED)
        rule = cls(
            id=_identifier(entry),
            title=entry.text("title"),
            severity=entry.member("severity", Severity),
            duties=_duties(entry),
            judged_by=entry.member("judged_by", Judge) if "judged_by" in entry.values else Judge.PRESET,
            when=condition(f"{where}, when", entry.values["when"]),
            message=_wording(entry, "message"),
            remedy=_wording(entry, "remedy"),
            since=entry.text("since"),
            examples=_examples(entry.entry("examples")),
        )
        rule.prove(where)
        return rule

    def prove(self, where: str) -> None:
        """Run the rule on its own examples. Raises RulesError, a line for each that comes out otherwise."""
        wrong = [
            f"{where}: the example {example.note!r} should give {example.expected.value}, the rule gives {found.value}"
            for example in self.examples
            if (found := self.fires(dict(example.facts))) is not example.expected
        ]
        if wrong:
            raise RulesError("\n".join(wrong))


def fill(wording: str, values: Mapping[str, str]) -> str:
    """The wording with its placeholders filled; values are inserted as they are and never read again as wording."""
    return string.Formatter().vformat(wording, (), values)


def _duties(entry: Entry) -> tuple[Duty, ...]:
    if "duty" in entry.values:
        return (entry.member("duty", Duty),)
    return tuple(member(f"{entry.where}, duties", word, Duty) for word in entry.texts("duties"))


def _identifier(entry: Entry) -> str:
    identifier = entry.text("id")
    if not _ID.fullmatch(identifier):
        raise RulesError(f"{entry.where}: expected an id of lower-case words joined by hyphens, found {identifier!r}")
    return identifier


def _wording(entry: Entry, key: str) -> str:
    wording = " ".join(entry.text(key).split())
    try:
        fields = [
            (name, spec, conversion)
            for _, name, spec, conversion in string.Formatter().parse(wording)
            if name is not None
        ]
    except ValueError as error:
        raise RulesError(f"{entry.where}: '{key}' has an unmatched brace: {error}") from error
    for name, spec, conversion in fields:
        if name not in PLACEHOLDERS or spec or conversion:
            raise RulesError(
                f"{entry.where}: '{key}' mentions {{{name}}}; known placeholders are {', '.join(sorted(PLACEHOLDERS))}"
            )
    return wording


def _examples(entry: Entry) -> tuple[Example, ...]:
    kinds = {"fires": Truth.YES, "silent": Truth.NO, "cannot_tell": Truth.UNKNOWN}
    entry.allow(kinds, needed=kinds)
    examples: list[Example] = []
    for kind, expected in kinds.items():
        listed = entry.entries(kind)
        if not listed:
            raise RulesError(f"{entry.where}: '{kind}' needs at least one example")
        examples += each_of(listed, partial(_example, expected))
    return tuple(examples)


def _example(expected: Truth, entry: Entry) -> Example:
    entry.allow(("note", "facts"), needed=("note", "facts"))
    facts = entry.entry("facts")
    facts.allow([fact.value for fact in Fact])
    known = tuple((fact, _truth(facts, fact)) for fact in Fact if fact.value in facts.values)
    return Example(expected=expected, facts=known, note=entry.text("note"))


def _truth(facts: Entry, fact: Fact) -> Truth:
    value = facts.values[fact.value]
    if value not in (True, False, "unknown"):
        raise RulesError(f"{facts.where}: expected true, false or unknown for '{fact.value}', found {value!r}")
    return Truth.UNKNOWN if value == "unknown" else Truth.of(bool(value))
