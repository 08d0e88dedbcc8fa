# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Presets: what becomes of findings without anybody looking, and how much may be written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from bot.model.cases import CaseState
from bot.model.errors import RulesError
from bot.model.findings import Confidence, Finding, Severity, Tier
from bot.policy.outcome import is_weighty
from bot.policy.reading import Entry

MOST_POSTS_PER_HOUR = 30
MOST_POSTS_PER_DAY = 100
MOST_OPEN_PER_OWNER = 10
"""No preset and no setting goes beyond these: a bot that is wrong has to be wrong slowly."""
_LONGEST_UNDO_MINUTES = 24 * 60
_LONGEST_COURTESY_HOURS = 30 * 24


class Ruling(Enum):
    """What a preset can say, the most cautious first."""

    KEEP = "keep"
    """Recorded, shown to the operator, never written anywhere else."""
    REVIEW = "review"
    """Waits for a person."""
    EARNED = "earned"
    """Written, within the caps, where every rule that speaks has earned it; otherwise it waits for a person."""
    POST = "post"
    """Written, within the caps."""


_STATES = {Ruling.KEEP: CaseState.PROPOSED, Ruling.REVIEW: CaseState.IN_REVIEW, Ruling.POST: CaseState.APPROVED}
"""What is earned has become one of the others by then."""
_CAUTION = tuple(Ruling)
_NUMBERS = {
    "posts_per_day_at_first": MOST_POSTS_PER_DAY,
    "open_per_owner": MOST_OPEN_PER_OWNER,
    "new_per_owner_per_week": MOST_OPEN_PER_OWNER,
    "undo_minutes": _LONGEST_UNDO_MINUTES,
    "courtesy_hours": _LONGEST_COURTESY_HOURS,
}
"""What a preset's file may leave out, and the most that it may say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """One way to run the bot. Raises ValueError where a cap is beyond the fixed bounds."""

    id: str
    title: str
    declared: Ruling
    """For upstreams that the repository itself names."""
    proven: Ruling
    """For undeclared upstreams on evidence of high confidence."""
    inferred: Ruling
    """For undeclared upstreams on anything less."""
    posts_per_hour: int
    posts_per_day: int
    posts_per_day_at_first: int = 3
    """In the thirty days after the very first post."""
    open_per_owner: int = 3
    """Threads that may stand open with one owner."""
    new_per_owner_per_week: int = 1
    undo_minutes: int = 10
    """How long a post waits in the outbox, where a person can take it back."""
    courtesy_hours: int = 72
    """How long a post about an upstream that is not declared waits after it was approved: owners may put it right before it is said."""
    local_only: bool = False
    """Whether it works with a Hub on this machine alone."""
    earned: frozenset[str] = frozenset()
    """The rules that may speak without a reader now (`bot.policy.precision.earned`). No file says so: whoever decides asks the records."""

    def __post_init__(self) -> None:
        """The bounds hold for presets made in code, too."""
        if Ruling.EARNED in {self.proven, self.inferred}:
            raise ValueError(f"{self.id}: what is not declared earns nothing, people read it")
        if not 0 <= self.posts_per_hour <= MOST_POSTS_PER_HOUR or not 0 <= self.posts_per_day <= MOST_POSTS_PER_DAY:
            raise ValueError(
                f"{self.id}: at most {MOST_POSTS_PER_HOUR} posts an hour and {MOST_POSTS_PER_DAY} a day are possible"
            )
        for_owners = (self.open_per_owner, self.new_per_owner_per_week)
        if any(not 0 <= each <= MOST_OPEN_PER_OWNER for each in for_owners) or self.posts_per_day_at_first < 0:
            raise ValueError(f"{self.id}: at most {MOST_OPEN_PER_OWNER} threads with one owner are possible")
        if min(self.undo_minutes, self.courtesy_hours) < 0:
            raise ValueError(f"{self.id}: expected waits of 0 or more")

    @property
    def asks_for_records(self) -> bool:
        """Whether what becomes of a finding depends on how the posts of its rule fared."""
        return self.declared is Ruling.EARNED

    def ruling(self, findings: Sequence[Finding]) -> tuple[CaseState, str]:
        """What becomes of a case with these findings, and why. The most cautious ruling of any finding is the case's.

        Unclear evidence is kept under every preset, conflicts and what a rule leaves to a person wait for one at least, and advice alone is no case.
        """
        weighty = [finding for finding in findings if is_weighty(finding)]
        if not weighty:
            return CaseState.NOT_A_FINDING, "nothing that a license asks for is missing"
        rulings = [self._ruling_of(finding) for finding in weighty]
        ruling, reason = min(rulings, key=lambda each: _CAUTION.index(each[0]))
        return _STATES[ruling], f"preset {self.id}: {reason}"

    def _ruling_of(self, finding: Finding) -> tuple[Ruling, str]:
        if finding.tier is Tier.UNCLEAR:
            return Ruling.KEEP, "unclear evidence is never posted"
        if finding.tier is Tier.DECLARED and self.declared is Ruling.EARNED and finding.rule not in self.earned:
            ruling, reason = Ruling.REVIEW, f"{finding.rule} has not been right often enough to go without a reader"
        elif finding.tier is Tier.DECLARED:
            ruling, reason = self.declared, "the repository names the upstream itself"
        elif finding.confidence is Confidence.HIGH:
            ruling, reason = self.proven, "the lineage shows in the files"
        else:
            ruling, reason = self.inferred, "the lineage is inferred from the files"
        ruling = Ruling.POST if ruling is Ruling.EARNED else ruling
        if finding.severity is Severity.CONFLICT and ruling is Ruling.POST:
            return Ruling.REVIEW, "conflicts of terms are for a person to judge"
        if finding.for_a_person and ruling is Ruling.POST:
            return Ruling.REVIEW, f"{finding.rule} is for a person to judge"
        return ruling, reason

    @classmethod
    def from_mapping(cls, where: str, value: object) -> Preset:
        """A preset as its file holds it. Raises RulesError."""
        entry = Entry.of(where, value)
        needed = ("id", "title", "declared", "proven", "inferred", "posts_per_hour", "posts_per_day")
        entry.allow((*needed, *_NUMBERS, "local_only"), needed=needed)
        for name in ("proven", "inferred"):
            if entry.member(name, Ruling) is Ruling.EARNED:
                raise RulesError(f"{where}: '{name}' cannot be 'earned': what is not declared waits for people")
        given = {name: entry.number(name, most=most) for name, most in _NUMBERS.items() if name in entry.values}
        return cls(
            id=entry.text("id"),
            title=entry.text("title"),
            declared=entry.member("declared", Ruling),
            proven=entry.member("proven", Ruling),
            inferred=entry.member("inferred", Ruling),
            posts_per_hour=entry.number("posts_per_hour", most=MOST_POSTS_PER_HOUR),
            posts_per_day=entry.number("posts_per_day", most=MOST_POSTS_PER_DAY),
            local_only=entry.flag("local_only"),
            earned=frozenset(),
            **given,
        )
