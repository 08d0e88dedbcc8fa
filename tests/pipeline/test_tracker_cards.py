# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Which repository a model's card links to is read on the Hub, with the cards of everything that it is made of."""

from __future__ import annotations

from dataclasses import replace

from bot.adapters.cards import front_matter
from bot.model.errors import Unreachable
from bot.model.repository import Declared
from bot.pipeline.trackers.cards import link_of
from bot.pipeline.trackers.linked import Link
from tests.fakes.hub import FakeHub
from tests.samples.daemon import REPO
from tests.samples.judged import WHOLE_MODEL

OWN = "# Model\n\nCode: https://github.com/example-lab/code\n"
REPORT = WHOLE_MODEL.report()
UPSTREAMS = sorted({key.repo for key, _ in REPORT.upstream_licenses})


def linked(hub: FakeHub, card: str | None, *, base_models: tuple[str, ...] = ()) -> Link:
    files = {"model.safetensors": b"1"} | ({"README.md": card.encode()} if card is not None else {})
    report = replace(REPORT, subject=hub.publish(REPO, files), declared=Declared(base_models=base_models))
    return link_of(report, hub, front_matter)


def with_upstreams(card: str = "# Upstream") -> FakeHub:
    hub = FakeHub()
    for upstream in UPSTREAMS:
        hub.publish(upstream, {"README.md": card.encode()})
    return hub


def test_a_clear_link_is_found() -> None:
    assert {each.upstream.repo for each in REPORT.assessment.findings} <= set(UPSTREAMS)
    assert linked(with_upstreams(), OWN).repo == "example-lab/code"


def test_no_card_and_a_card_without_a_link_lead_to_none() -> None:
    assert linked(with_upstreams(), None).repo is None
    assert linked(with_upstreams(), "# Model").repo is None


def test_a_link_that_an_upstreams_card_has_too_is_not_taken() -> None:
    found = linked(with_upstreams(OWN), OWN)
    assert (found.repo, "whose card links to it" in found.reason) == (None, True)


def test_an_upstream_that_only_the_card_names_counts_too() -> None:
    hub = with_upstreams()
    hub.publish("someone/base", {"README.md": OWN.encode()})
    assert linked(hub, OWN).repo == "example-lab/code"
    assert linked(hub, OWN, base_models=("someone/base",)).repo is None


def test_a_card_of_an_upstream_that_cannot_be_read_makes_a_named_repository_of_others_unclear() -> None:
    card = "---\nrepo: https://github.com/other/code\n---\n# Model\n"
    assert linked(with_upstreams(), card).repo == "other/code"
    hub = with_upstreams()
    hub.fail(UPSTREAMS[0], Unreachable("no answer"), path="README.md")
    found = linked(hub, card)
    assert (found.repo, "was not read" in found.reason) == (None, True)


def test_more_upstreams_than_are_read_are_unclear() -> None:
    assert linked(with_upstreams(), OWN, base_models=tuple(f"a/m{number}" for number in range(30))).repo is None
