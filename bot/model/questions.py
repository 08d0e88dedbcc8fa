# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What can be asked about cases and about the log, and how a question is written in a web address."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from enum import Enum
from typing import TypeVar

from bot.model.cases import CaseState
from bot.model.components import Component
from bot.model.errors import InputError
from bot.model.findings import Tier

_Member = TypeVar("_Member", bound=Enum)
_LONGEST = 200
_MOST_VALUES = 50
_MOST_DAYS = 3660
PUBLIC_STATES = frozenset(
    {CaseState.POSTED, CaseState.DISPUTED, CaseState.WAITING, CaseState.RESOLVED, CaseState.WITHDRAWN}
)
"""The states of cases that everybody may see, where their owners were asked in public: the question stands or stood on a page."""
OPEN_STATES = frozenset({state for state in CaseState if state.is_open} | {CaseState.DISPUTED, CaseState.PRIVATE})
"""The states in which a change of the repository, or somebody's word, can still change a case."""
NOBODY = "-"
"""As an assignee: cases that nobody took."""


class Order(Enum):
    """In which order cases come. Equal ones come by number: the oldest first where what is due comes first, else the newest."""

    NEWEST = "newest"
    OLDEST = "oldest"
    CHANGED = "changed"
    """What changed last comes first."""
    DUE = "due"
    """What is due first comes first; what nobody waits for comes last."""
    SHARE = "share"
    """The largest inherited share comes first; where it is not known, last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFilter:
    """Which cases are asked for. Everything that is set has to hold; of several values of one thing, one has to."""

    states: frozenset[CaseState] = frozenset()
    tiers: frozenset[Tier] = frozenset()
    rules: frozenset[str] = frozenset()
    components: frozenset[Component] = frozenset()
    upstream: str = ""
    """``org/name`` of one upstream, or ``org`` for all of an organisation; compared without regard to case, as are owner and license."""
    owner: str = ""
    license: str = ""
    """Of the upstream, by its id."""
    assignee: str = ""
    """A person's name, or `NOBODY`."""
    label: str = ""
    words: str = ""
    """Beginnings of words in the repository's or an upstream's name, all of which have to be there; or a case's number, as ``C-17`` or ``17``."""
    share_from: float | None = None
    share_to: float | None = None
    """Bounds of the inherited share, both included, 0 to 1; a case whose share is not known is in no range."""
    opened_from: date | None = None
    opened_to: date | None = None
    """Days in UTC, both included."""
    due_days: int | None = None
    """Due by the end of the day this many days from today, in UTC: 0 is today or overdue."""
    needs_second_reader: bool = False
    """One person approved it and another one has to."""
    hides_snoozed: bool = False
    public_only: bool = False
    """Set by whoever asks in the name of the public (`public`), never by an address."""
    order: Order = Order.NEWEST

    def public(self) -> CaseFilter:
        """The same question about what everybody may see, without what only the desk knows: whose case it is, labels, days, readers."""
        return replace(
            self,
            public_only=True,
            assignee="",
            label="",
            due_days=None,
            needs_second_reader=False,
            hides_snoozed=False,
            order=Order.NEWEST if self.order is Order.DUE else self.order,
        )

    @classmethod
    def from_query(cls, pairs: Iterable[tuple[str, str]]) -> CaseFilter:
        """Read the fields of an address or a form; fields of other names and empty ones are left alone.

        Raises InputError for a value that means nothing here, naming it.
        """
        query = _Query(pairs)
        return cls(
            states=query.members("state", CaseState),
            tiers=query.members("tier", Tier),
            rules=query.texts("rule"),
            components=query.members("part", Component),
            upstream=query.text("upstream"),
            owner=query.text("owner"),
            license=query.text("license"),
            assignee=query.text("assignee"),
            label=query.text("label"),
            words=query.text("q"),
            share_from=query.value("share_from", _share),
            share_to=query.value("share_to", _share),
            opened_from=query.value("opened_from", date.fromisoformat),
            opened_to=query.value("opened_to", date.fromisoformat),
            due_days=query.value("due", _days),
            needs_second_reader=query.is_set("second_reader"),
            hides_snoozed=query.is_set("hide_snoozed"),
            order=query.member("order", Order) or Order.NEWEST,
        )

    def to_query(self) -> tuple[tuple[str, str], ...]:
        """The fields of an address, always in the same order; `from_query` reads them back, except for `public_only`.

        >>> CaseFilter(states=frozenset({CaseState.POSTED}), words="qwen").to_query()
        (('state', 'posted'), ('q', 'qwen'))
        """
        pairs = [
            *(("state", each.value) for each in CaseState if each in self.states),
            *(("tier", each.value) for each in Tier if each in self.tiers),
            *(("rule", each) for each in sorted(self.rules)),
            *(("part", each.value) for each in Component if each in self.components),
            ("upstream", self.upstream),
            ("owner", self.owner),
            ("license", self.license),
            ("assignee", self.assignee),
            ("label", self.label),
            ("q", self.words),
            ("share_from", _shown(self.share_from)),
            ("share_to", _shown(self.share_to)),
            ("opened_from", _shown(self.opened_from)),
            ("opened_to", _shown(self.opened_to)),
            ("due", _shown(self.due_days)),
            ("second_reader", "1" if self.needs_second_reader else ""),
            ("hide_snoozed", "1" if self.hides_snoozed else ""),
            ("order", "" if self.order is Order.NEWEST else self.order.value),
        ]
        return tuple(pair for pair in pairs if pair[1])


class LogKind(Enum):
    """What an entry of the log is about. The stored words never change."""

    DECISION = "decision"
    RECEIPT = "receipt"
    ORDER = "order"


@dataclass(frozen=True, slots=True, kw_only=True)
class LogFilter:
    """Which entries of the log are asked for; everything that is set has to hold."""

    kinds: frozenset[LogKind] = frozenset()
    """Empty is all."""
    case: int | None = None
    name: str = ""
    """Who ruled or ordered, exactly as it is written there; receipts have no name."""
    since: datetime | None = None
    until: datetime | None = None
    """From that moment on, and before that moment."""

    @classmethod
    def from_query(cls, pairs: Iterable[tuple[str, str]]) -> LogFilter:
        """Read ``kind``, ``case``, ``name``, ``since`` and ``until`` (days in UTC, both included). Raises InputError."""
        query = _Query(pairs)
        until = query.value("until", date.fromisoformat)
        since = query.value("since", date.fromisoformat)
        return cls(
            kinds=query.members("kind", LogKind),
            case=query.value("case", case_number),
            name=query.text("name"),
            since=None if since is None else datetime.combine(since, time(), UTC),
            until=None if until is None else datetime.combine(until, time.max, UTC),
        )


def case_number(text: str) -> int:
    """The number in ``C-17`` or ``17``. Raises ValueError.

    >>> case_number("c-17")
    17
    """
    digits = text.strip().casefold().removeprefix("c-")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 9):
        raise ValueError("expected a case's number such as C-17")
    return int(digits)


class _Query:
    """Fields of an address from strangers: every length and every count is bounded."""

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        self._values: dict[str, list[str]] = {}
        for name, value in pairs:
            if value.strip():
                self._values.setdefault(name, []).append(value.strip())

    def texts(self, name: str) -> frozenset[str]:
        values = self._values.get(name, [])
        if len(values) > _MOST_VALUES:
            raise InputError(f"{name}: expected at most {_MOST_VALUES} values, found {len(values)}")
        for value in values:
            if len(value) > _LONGEST or not value.isprintable():
                raise InputError(f"{name}: expected at most {_LONGEST} printable characters, found {value[:40]!r}")
        return frozenset(values)

    def text(self, name: str) -> str:
        values = self.texts(name)
        if len(values) > 1:
            raise InputError(f"{name}: expected one value, found {len(values)}")
        return next(iter(values), "")

    def members(self, name: str, enum: type[_Member]) -> frozenset[_Member]:
        known: Mapping[str, _Member] = {str(each.value): each for each in enum}
        wrong = sorted(value for value in self.texts(name) if value not in known)
        if wrong:
            raise InputError(f"{name}: unknown value {wrong[0][:40]!r}; known values are {', '.join(known)}")
        return frozenset(known[value] for value in self.texts(name))

    def member(self, name: str, enum: type[_Member]) -> _Member | None:
        self.text(name)
        return next(iter(self.members(name, enum)), None)

    def value(self, name: str, read: Callable[[str], _Value]) -> _Value | None:
        text = self.text(name)
        try:
            return read(text) if text else None
        except ValueError as error:
            raise InputError(f"{name}: {error}, found {text[:40]!r}") from error

    def is_set(self, name: str) -> bool:
        return self.text(name).casefold() in {"1", "on", "yes", "true"}


_Value = TypeVar("_Value")


def _share(text: str) -> float:
    share = float(text)
    if not 0 <= share <= 1:
        raise ValueError("expected a share from 0 to 1")
    return share


def _days(text: str) -> int:
    days = int(text)
    if not 0 <= days <= _MOST_DAYS:
        raise ValueError(f"expected 0 to {_MOST_DAYS} days")
    return days


def _shown(value: object) -> str:
    return "" if value is None else str(value)
