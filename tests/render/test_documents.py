# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The JSON documents that scripts depend on."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from bot.model.components import Component
from bot.model.costs import Cost, Reason, Unavailable
from bot.model.evidence import EvidenceKind
from bot.model.lineage import Relation, Verdict
from bot.model.reports import Comparison
from bot.render.case_documents import case_document, cases_document
from bot.render.documents import Document, comparison_document, scan_document
from tests.samples.judged import (
    DEEPSEEK,
    QWEN,
    REPOSITORIES,
    SAME_SHAPE_OWN_WEIGHTS,
    SUSPECT,
    TWO_PARTS,
    VISION_ENCODER_ONLY,
    WHOLE_MODEL,
    Repository,
    case_of,
    evidence,
    lineage,
    part,
)
from tests.samples.schemas import check_document


def compared(repository: Repository) -> Document:
    cost = Cost(1.2345, 2_000_000, 9)
    return comparison_document(Comparison(suspect=SUSPECT, reference=QWEN, lineage=repository.lineage, cost=cost))


def test_a_scan_has_the_keys_of_its_contract() -> None:
    document = scan_document(WHOLE_MODEL.report())
    assert document["schema"] == "hubnotice.scan/1"
    assert document["subject"] == {"repo": SUSPECT.repo, "revision": SUSPECT.revision}
    assert document["declared"] == {"license": "apache-2.0", "base_models": [], "claims": []}
    entry = document["lineage"][0]  # type: ignore[index]
    assert entry["upstream"] == {"repo": DEEPSEEK.repo, "revision": DEEPSEEK.revision, "license": "mit"}
    assert (entry["component"], entry["verdict"], entry["relation"]) == ("text_model", "derived", "finetune")
    finding = document["findings"][0]  # type: ignore[index]
    assert finding.keys() >= {
        *("rule", "severity", "confidence", "tier", "upstream", "component", "message", "remedy"),
    }
    assert document["transparency"].keys() == {"score", "told", "parts"}  # type: ignore[attr-defined]
    assert [each["name"] for each in document["transparency"]["parts"]][:2] == ["architecture", "base"]  # type: ignore[index]
    assert document["transparency"]["parts"][0].keys() == {"name", "earned", "possible", "truth", "source"}  # type: ignore[index]
    assert document["cost"] == {"seconds": 0.0, "bytes": 0, "requests": 0}


def test_a_claim_stands_there_as_it_was_said_and_harmless() -> None:
    said = "Our [model](https://evil.example) was trained <b>from scratch</b> by @somebody."
    document = scan_document(WHOLE_MODEL.with_files(README_md=f"# Example\n\n{said}").report())
    assert document["declared"]["claims"] == [  # type: ignore[index]
        {
            "kind": "from_scratch",
            "sentence": "Our model was trained from scratch by somebody.",
            "language": "en",
            "component": "whole_model",
        }
    ]


def test_what_was_not_checked_stands_there_with_its_reason() -> None:
    report = replace(WHOLE_MODEL.report(), not_checked=(Unavailable("model.gguf", Reason.UNSUPPORTED, "not yet"),))
    assert scan_document(report)["not_checked"] == [
        {"what": "model.gguf", "reason": "unsupported", "detail": "not yet"}
    ]


def test_a_comparison_has_the_keys_of_its_contract() -> None:
    document = compared(VISION_ENCODER_ONLY)
    assert document["schema"] == "hubnotice.compare/1"
    assert (document["verdict"], document["relation"], document["log10_p"]) == ("component", "component_reuse", -90.0)
    assert document["components"][0].keys() >= {  # type: ignore[index]
        *("name", "verdict", "relation", "log10_p", "inherited_fraction", "parameters"),
    }
    assert document["evidence"][0].keys() >= {  # type: ignore[index]
        *("kind", "method", "statistic", "expected_if_unrelated", "log10_p", "coverage", "bytes_read"),
    }
    assert document["cost"] == {"seconds": 1.234, "bytes": 2_000_000, "requests": 9}


def test_the_whole_is_weighted_by_parameters_not_by_components() -> None:
    assert compared(VISION_ENCODER_ONLY)["inherited_fraction"] == pytest.approx(0.99 * 0.6687 / (0.6687 + 32.1))
    assert compared(TWO_PARTS)["inherited_fraction"] == pytest.approx(0.99)


def test_nothing_compared_is_neither_derived_nor_a_number_that_looks_like_one() -> None:
    document = compared(Repository(files={}, lineage=replace(WHOLE_MODEL.lineage, components=(), parameters=0)))
    assert (document["relation"], document["log10_p"], document["inherited_fraction"]) == ("undetermined", 0.0, 0.0)


def test_infinity_and_nan_never_appear() -> None:
    odd = evidence(
        EvidenceKind.SAMPLED_WEIGHTS, DEEPSEEK, statistic=float("nan"), log10_p=float("-inf"), coverage=float("inf")
    )
    strange = lineage(
        part(
            Component.TEXT_MODEL,
            Verdict.INCONCLUSIVE,
            DEEPSEEK,
            relation=Relation.UNDETERMINED,
            log10_p=float("-inf"),
            detectable=float("inf"),
            evidence=(odd,),
        )
    )
    document = compared(replace(WHOLE_MODEL, lineage=strange))
    text = json.dumps(document, allow_nan=False)
    assert document["log10_p"] is None
    assert "Infinity" not in text
    json.dumps(scan_document(replace(WHOLE_MODEL.report(), lineage=strange)), allow_nan=False)


@pytest.mark.parametrize("name", REPOSITORIES)
def test_every_report_survives_json(name: str) -> None:
    document = scan_document(REPOSITORIES[name].report())
    assert json.loads(json.dumps(document, allow_nan=False)) == document
    check_document(document)


def test_an_independent_model_has_an_empty_list_of_findings() -> None:
    assert scan_document(SAME_SHAPE_OWN_WEIGHTS.report())["findings"] == []


def test_a_case_has_the_same_keys_in_the_list_and_alone() -> None:
    case = case_of(WHOLE_MODEL)
    listed = cases_document([case])["cases"][0]  # type: ignore[index]
    assert listed.items() <= case_document(case, [], []).items()
    check_document(cases_document([case]))
    check_document(case_document(case, [], []))
