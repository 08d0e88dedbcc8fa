# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Records of rules, and quotas of the Hub, that were set by hand."""

from __future__ import annotations

from bot.model.records import RuleRecord
from bot.model.status import RequestsLeft


class FakeRuleRecords:
    def __init__(self, *records: RuleRecord) -> None:
        self.records = list(records)
        self.asked = 0

    def rules(self) -> list[RuleRecord]:
        self.asked += 1
        return sorted(self.records, key=lambda each: each.rule)


class FakeQuotas:
    def __init__(self, *quotas: RequestsLeft) -> None:
        self.quotas = quotas

    def left(self) -> tuple[RequestsLeft, ...]:
        return self.quotas
