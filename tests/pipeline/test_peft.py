# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Adapters: their base is declared or hinted at, and never proven, since nothing of it is in them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pytest

from bot.model.components import Component
from bot.model.costs import Budget, Reason
from bot.model.errors import Unreachable
from bot.model.evidence import EvidenceKind
from bot.model.lineage import ComponentLineage, Relation, Verdict
from bot.model.reports import ScanReport
from bot.pipeline.fingerprint import fingerprint
from bot.pipeline.scan import scan
from bot.pipeline.shelf import Shelf
from bot.ports.progress import Silence
from tests.fakes.clock import FakeClock
from tests.fakes.hub import FakeHub
from tests.samples.judged import mit, rulebook
from tests.samples.models import CONFIG, Tensors, as_file, as_repository, dense, noisy

NOW = datetime(2026, 1, 1, tzinfo=UTC)
BASE, SUSPECT = "acme/base", "lab/adapter"
PREFIX = "base_model.model."


def adapter(tensors: Tensors, *, rank: int = 8, parts: tuple[str, ...] = ("q_proj", "up_proj")) -> Tensors:
    """A LoRA adapter for these parts of every layer, as PEFT names it."""
    random = np.random.default_rng(11)
    found: Tensors = {}
    for name, values in tensors.items():
        if name.split(".")[-2] in parts:
            module = f"{PREFIX}{name.removesuffix('.weight')}"
            found[f"{module}.lora_A.weight"] = random.normal(size=(rank, values.shape[1])).astype(np.float32)
            found[f"{module}.lora_B.weight"] = random.normal(size=(values.shape[0], rank)).astype(np.float32)
    return found


def files(tensors: Tensors, base: object = None, **more: str) -> dict[str, bytes]:
    config: dict[str, Any] = {"peft_type": "LORA", "r": 8, "base_model_name_or_path": base}
    texts = {name.replace("_", "."): text.encode() for name, text in more.items()}
    return {
        "adapter_model.safetensors": as_file(tensors),
        "adapter_config.json": json.dumps(config).encode(),
        **texts,
    }


def scanned(published: dict[str, bytes], **known: Tensors) -> ScanReport:
    hub, shelf = FakeHub(), Shelf()
    for name, tensors in ({"base": dense(1)} | known).items():
        config = CONFIG | {
            "num_hidden_layers": 1 + max(int(each.split(".")[2]) for each in tensors if "layers" in each)
        }
        hub.publish(
            f"acme/{name}", as_repository(tensors, config=config, LICENSE=mit("Copyright (c) 2025 Acme")), at=NOW
        )
        source = hub.open(f"acme/{name}")
        shelf.add(fingerprint(source, rulebook=rulebook(), budget=None, progress=Silence()))
    hub.publish(SUSPECT, published, at=NOW)
    return scan(
        hub.open(SUSPECT),
        catalog=shelf,
        rulebook=rulebook(),
        budget=Budget(),
        clock=FakeClock(NOW),
        progress=Silence(),
    )


def text_model(report: ScanReport) -> ComponentLineage:
    (part,) = report.lineage.components
    assert part.component is Component.TEXT_MODEL
    return part


def said(report: ScanReport) -> str:
    return next(each.detail for each in report.not_checked if each.what == Component.TEXT_MODEL.words)


def test_a_base_in_the_configuration_is_a_declared_base() -> None:
    report = scanned(files(adapter(dense(1)), BASE))
    part = text_model(report)
    assert (part.verdict, part.relation, part.inherited_fraction) == (Verdict.INCONCLUSIVE, Relation.ADAPTER, 0.0)
    assert part.upstream is not None
    assert part.upstream.repo == BASE
    assert (report.declared.base_models, report.declared.base_model_relation) == ((BASE,), "adapter")
    assert [each.kind for each in part.evidence] == [EvidenceKind.ADAPTER_SHAPES]
    assert "rank 8 for 8 matrices" in part.evidence[0].detail
    assert "and the repository names it as its base" in part.evidence[0].detail
    assert Component.TEXT_MODEL.words not in {each.what for each in report.not_checked}
    assert "base-model-undeclared" not in {each.rule for each in report.assessment.findings}


def test_what_the_card_declares_stands_beside_it() -> None:
    card = "---\nbase_model: other/model\nbase_model_relation: finetune\n---\n# Adapter"
    report = scanned(files(adapter(dense(1)), BASE, README_md=card))
    assert report.declared.base_models == ("other/model", BASE)
    assert report.declared.base_model_relation == "finetune"


def test_a_base_that_is_not_named_is_a_hint_and_no_upstream() -> None:
    report = scanned(files(adapter(dense(1))), deeper=dense(2, layers=6))
    part = text_model(report)
    assert (part.verdict, part.upstream) == (Verdict.INCONCLUSIVE, None)
    assert [each.upstream.repo for each in part.evidence] == [BASE, "acme/deeper"]
    assert "its base is not named; its shapes fit acme/base@" in said(report)
    assert report.assessment.findings == ()


def test_an_adapter_of_a_deeper_model_does_not_fit_a_shallower_one() -> None:
    report = scanned(files(adapter(dense(2, layers=6))))
    assert (text_model(report).verdict, text_model(report).evidence) == (Verdict.NOT_ASSESSED, ())
    assert "fit nothing known" in said(report)


def test_a_named_base_whose_shapes_differ_is_told() -> None:
    narrow = dense(3)
    for name, values in narrow.items():
        if "up_proj" in name:
            narrow[name] = values[:384]
    report = scanned(files(adapter(narrow), BASE))
    assert text_model(report).upstream is None
    assert "but its shapes do not fit" in said(report)


def test_a_named_base_that_nobody_catalogued_is_told() -> None:
    report = scanned(files(adapter(dense(1)), "somebody/else"))
    assert text_model(report).verdict is Verdict.NOT_ASSESSED
    assert "somebody/else as its base, which the catalog does not know" in said(report)


@pytest.mark.parametrize("rank", [32, 64])
def test_an_adapter_of_many_ranks_is_not_held_against_neurons(rank: int) -> None:
    """Its first half has rows as wide as the base's neurons, and enough of them for a test."""
    report = scanned(files(adapter(dense(1), rank=rank)))
    assert text_model(report).verdict is Verdict.INCONCLUSIVE
    assert report.lineage.compared_with == ()


def test_a_head_that_was_saved_whole_is_no_model_of_its_own() -> None:
    saved = {f"{PREFIX}lm_head.modules_to_save.default.weight": noisy(dense(1), 0.1)["lm_head.weight"]}
    part = text_model(scanned(files({**adapter(dense(1)), **saved}, BASE)))
    assert (part.relation, part.verdict) == (Relation.ADAPTER, Verdict.INCONCLUSIVE)
    assert part.parameters == sum(values.size for values in ({**adapter(dense(1)), **saved}).values())


def test_neurons_that_were_saved_whole_are_tested_as_anywhere() -> None:
    saved = {f"{PREFIX}{name}": values for name, values in noisy(dense(1), 0.1).items() if "gate_proj" in name}
    part = text_model(scanned(files({**adapter(dense(1)), **saved})))
    assert (part.verdict, part.relation) == (Verdict.DERIVED, Relation.ADAPTER)
    assert part.upstream is not None
    assert part.upstream.repo == BASE


def test_a_whole_model_with_an_adapter_beside_it_is_judged_as_a_model() -> None:
    published = as_repository(noisy(dense(1), 0.1))
    part = text_model(scanned({**published, **files(adapter(dense(1)))}))
    assert (part.verdict, part.relation) == (Verdict.DERIVED, Relation.FINETUNE)


@pytest.mark.parametrize("config", [b"{", b"[1]", b"[" * 100_000, b'{"base_model_name_or_path": 7}', b"\xff" * 10])
def test_a_broken_configuration_declares_nothing(config: bytes) -> None:
    report = scanned({**files(adapter(dense(1))), "adapter_config.json": config})
    assert report.declared.base_models == ()
    assert ("adapter_config.json" in {each.what for each in report.not_checked}) == (b"7" not in config)
    assert text_model(report).relation is Relation.ADAPTER


@pytest.mark.parametrize("base", ["/home/me/models/base", "../base", "a" * 400, "./x/y", "a/b/c", "acme/base\n", ""])
def test_a_path_is_no_declaration(base: str) -> None:
    assert scanned(files(adapter(dense(1)), base)).declared.base_models == ()


def test_a_configuration_that_cannot_be_read_is_listed() -> None:
    hub, shelf = FakeHub(), Shelf()
    hub.publish(SUSPECT, files(adapter(dense(1)), BASE), at=NOW)
    hub.fail(SUSPECT, Unreachable("no answer"), path="adapter_config.json")
    report = scan(
        hub.open(SUSPECT), catalog=shelf, rulebook=rulebook(), budget=Budget(), clock=FakeClock(NOW), progress=Silence()
    )
    assert report.declared.base_models == ()
    assert ("adapter_config.json", Reason.UNREACHABLE) in {(each.what, each.reason) for each in report.not_checked}
