# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""``/rules`` and ``/rules/ID``: what each rule says, and how often that was right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import Request, Response

from bot.model.errors import NotFound
from bot.model.findings import Severity
from bot.model.rates import Rate
from bot.model.records import RuleRecord, RuleTally
from bot.pipeline.explaining.rules import explained_rule
from bot.policy.precision import Gate, gate, precision
from bot.policy.presets import Preset
from bot.policy.rulebook import Rulebook
from bot.policy.rules import Judge, Rule
from bot.ports.records import RuleRecords
from bot.render.pictures.picture import Picture
from bot.render.pictures.precision import precision_picture
from bot.web.desk.files import csv_file
from bot.web.site.routes import PUBLIC, Routes
from bot.web.site.site import Site
from bot.web.site.texts import phrase

PATH = "/rules"
_CSV = "/rules.csv"


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One rule with what is known of its posts."""

    rule: Rule
    record: RuleRecord
    precision: Rate
    gate: Gate

    @property
    def is_for_people(self) -> bool:
        """Whether a person judges each of its findings under every preset, so that no count ever opens its gate."""
        return self.rule.judged_by is Judge.PERSON or self.rule.severity is Severity.CONFLICT

    @property
    def is_advice(self) -> bool:
        """Whether it is told to those who scan for themselves alone."""
        return self.rule.severity is Severity.ADVICE


class RulesPage:
    """The same for everybody."""

    def __init__(self, site: Site, *, rulebook: Rulebook, preset: Preset, records: RuleRecords) -> None:
        self._site = site
        self._rulebook = rulebook
        self._preset = preset
        self._records = records

    def add_to(self, routes: Routes) -> None:
        """The list and the page of each."""
        routes.get(PATH, self.index, needs=PUBLIC, menu=phrase("Rules"))
        routes.get(_CSV, self.export, needs=PUBLIC)
        routes.get("/rules/{id}", self.show, needs=PUBLIC)

    def index(self, request: Request) -> Response:
        """Every rule."""
        records = self._known()
        rules = [_measured(rule, records) for rule in sorted(self._rulebook.policies, key=lambda rule: rule.id)]
        return self._site.page(
            request,
            "rules.html.j2",
            rules=rules,
            posted=sum(each.record.posted > 0 for each in rules),
            picture=_picture(rules),
            preset=self._preset,
        )

    def export(self, request: Request) -> Response:
        """What was measured, as a file. Raises NotFound where nothing was."""
        del request
        records = self._known()
        picture = _picture([_measured(rule, records) for rule in self._rulebook.policies])
        if picture is None:
            raise NotFound("no rule has spoken in public yet")
        return csv_file(picture.csv, "hubnotice-rules.csv")

    def show(self, request: Request) -> Response:
        """One rule. Raises NotFound for an id that no rule has."""
        wanted = request.path_params["id"]
        rule = next((each for each in self._rulebook.policies if each.id == wanted), None)
        if rule is None:
            raise NotFound(f"{wanted}: no such rule")
        return self._site.page(
            request,
            "rule.html.j2",
            each=_measured(rule, self._known()),
            explanation=explained_rule(rule, self._rulebook.licenses),
            preset=self._preset,
        )

    def _known(self) -> dict[str, RuleRecord]:
        return {each.rule: each for each in self._records.rules()}


def _picture(rules: Sequence[Measured]) -> Picture | None:
    counted = [(each.rule.id, each.precision) for each in rules if each.precision.whole]
    return precision_picture([RuleTally(words=rule, right=found.part, judged=found.whole) for rule, found in counted])


def _measured(rule: Rule, records: dict[str, RuleRecord]) -> Measured:
    record = records.get(rule.id, RuleRecord(rule=rule.id))
    return Measured(rule=rule, record=record, precision=precision(record), gate=gate(record))
