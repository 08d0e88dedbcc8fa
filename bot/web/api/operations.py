# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What can be asked of the API: addresses, parameters, answers. The OpenAPI document and the checks both follow from these values."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Literal

from bot.model.people import Permission
from bot.render.schemas.forms import Schema
from bot.web.api.problems import Flaw, Problem

Place = Literal["query", "path", "header"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One thing that is said beside the body: a text that matches ``pattern``, of which every sign is ASCII."""

    name: str
    about: str
    place: Place = "query"
    pattern: str
    """In the common subset of Python and ECMA-262; of the whole text."""
    words: tuple[str, ...] = ()
    """The values, where there are a few; the pattern follows from them."""
    is_many: bool = False
    """Whether it may be given several times, each for one more value."""
    is_required: bool = False
    example: str = ""

    @property
    def schema(self) -> Schema:
        """Of its value."""
        one: Schema = (
            {"type": "string", "enum": list(self.words)}
            if self.words
            else {"type": "string", "pattern": f"^(?:{self.pattern})$"}
        )
        return {"type": "array", "items": one, "minItems": 1, "maxItems": 50} if self.is_many else one

    def flaw(self, value: str) -> Flaw | None:
        """What is wrong with a value; ``None`` where nothing is."""
        if re.fullmatch(self.pattern, value, re.ASCII):
            return None
        expected = f"one of {', '.join(self.words)}" if self.words else f"a text like {self.example or self.pattern}"
        return Flaw(self.name, f"expected {expected}; found {value[:40]!a}")


def choice(name: str, words: type[Enum], about: str, *, is_many: bool = False) -> Parameter:
    """A parameter with the stored words of an enumeration as its values."""
    values = tuple(str(each.value) for each in words)
    pattern = "|".join(re.escape(value) for value in values)
    return Parameter(name=name, about=about, pattern=pattern, words=values, is_many=is_many, example=values[0])


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One thing that a program can ask for."""

    id: str
    method: Literal["GET", "POST"] = "GET"
    path: str
    summary: str
    about: str = ""
    needs: Permission = Permission.READ_PUBLIC
    parameters: tuple[Parameter, ...] = ()
    answer: str
    """Name of the schema of what is answered."""
    body: str = ""
    """Name of the schema of what is sent; empty where nothing is."""
    refusals: tuple[str, ...] = ()
    """Kinds of problems beside those that every operation may answer with."""
    is_kept: bool = True
    """Whether the answer has an entity tag."""

    def check(self, pairs: Iterable[tuple[str, str]], path: Mapping[str, str], headers: Mapping[str, str]) -> None:
        """Raises Problem for what is not as described: not understood, and for a path that cannot name anything, not found."""
        known = {each.name: each for each in self.parameters if each.place == "query"}
        flaws = list(_flaws_of(list(pairs), known))
        for each in self.parameters:
            value = headers.get(each.name) if each.place == "header" else None
            if value is not None and (flaw := each.flaw(value)):
                flaws.append(flaw)
        if flaws:
            raise Problem("not-understood", "A parameter is not as described.", *flaws)
        wrong = [each for each in self.parameters if each.place == "path" and each.flaw(path[each.name])]
        if wrong:
            raise Problem("not-found")


def _flaws_of(pairs: list[tuple[str, str]], known: Mapping[str, Parameter]) -> Iterable[Flaw]:
    names = [name for name, _ in pairs]
    for name in dict.fromkeys(names):
        found = known.get(name)
        if found is None:
            yield Flaw(name[:40], f"there is no such parameter; known ones are {', '.join(known) or 'none'}")
        elif not found.is_many and names.count(name) > 1:
            yield Flaw(name, "expected once")
    for name, value in pairs:
        if name in known and (flaw := known[name].flaw(value)):
            yield flaw
