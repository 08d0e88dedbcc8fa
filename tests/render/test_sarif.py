# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""SARIF as code scanning reads it: findings as results, everything unclear as notifications."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from bot.model.baselines import Baseline, BaselineEntry, BaselineReason, Standing, Weighed
from bot.model.costs import Reason, Unavailable
from bot.model.findings import CannotTell, Severity, Tier
from bot.model.licensing import RecognisedText, TextMatch
from bot.model.reports import ScanReport
from bot.model.repository import SnapshotKey
from bot.render.sarif import RuleWords, sarif_document
from tests.samples.bills import HOSTILE, errors_by_sarif_schema
from tests.samples.judged import REPOSITORIES, SAME_SHAPE_OWN_WEIGHTS, WHOLE_MODEL, rulebook

RULES = [RuleWords(id=rule.id, title=rule.title, severity=rule.severity) for rule in rulebook().policies]
REPORTS = {
    **{name: repository.report() for name, repository in REPOSITORIES.items()},
    "independent": SAME_SHAPE_OWN_WEIGHTS.report(),
    "hostile": HOSTILE.report(),
    "local": WHOLE_MODEL.named("local-0123", "/tmp/x y/model").report(),
}

# Which keys each object of SARIF 2.1.0 must and may have, as far as we write it (sections 3.13 to 3.58).
SHAPE: Mapping[str, tuple[set[str], set[str]]] = {
    "log": ({"version", "runs"}, {"$schema"}),
    "run": ({"tool"}, {"invocations", "originalUriBaseIds", "versionControlProvenance", "columnKind", "results"}),
    "driver": ({"name"}, {"version", "rules"}),
    "rule": ({"id"}, {"shortDescription", "help", "defaultConfiguration", "properties"}),
    "result": (
        {"message"},
        {
            "ruleId",
            "ruleIndex",
            "level",
            "locations",
            "partialFingerprints",
            "properties",
            "baselineState",
            "suppressions",
        },
    ),
    "suppression": ({"kind"}, {"status", "justification"}),
    "invocation": ({"executionSuccessful"}, {"toolExecutionNotifications"}),
    "notification": ({"message"}, {"level"}),
    "location": (set(), {"physicalLocation"}),
    "physical": (set(), {"artifactLocation", "region"}),
    "artifact": (set(), {"uri", "uriBaseId"}),
    "base": (set(), {"uri", "description"}),
    "provenance": ({"repositoryUri"}, {"revisionId"}),
}


def document(report: ScanReport) -> Any:  # noqa: ANN401 - JSON
    made = sarif_document(report, RULES, version="0.1.0", hub_url="https://huggingface.co")
    return json.loads(json.dumps(made, allow_nan=False))


def results(report: ScanReport) -> list[Any]:
    found: list[Any] = document(report)["runs"][0]["results"]
    return found


def notifications(report: ScanReport) -> list[str]:
    run = document(report)["runs"][0]
    return [each["message"]["text"] for each in run["invocations"][0]["toolExecutionNotifications"]]


def check(kind: str, value: Any) -> Any:  # noqa: ANN401 - JSON
    needed, allowed = SHAPE[kind]
    assert needed <= value.keys() <= needed | allowed, kind
    return value


@pytest.mark.parametrize("name", REPORTS)
def test_every_object_has_what_the_standard_asks_for(name: str) -> None:
    log = check("log", document(REPORTS[name]))
    (run,) = (check("run", each) for each in log["runs"])
    rules = [check("rule", each) for each in check("driver", run["tool"]["driver"])["rules"]]
    assert (log["version"], len({rule["id"] for rule in rules})) == ("2.1.0", len(rules))
    for result in (check("result", each) for each in run["results"]):
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in {"note", "warning", "error"}
        (location,) = (check("location", each) for each in result["locations"])
        physical = check("physical", location["physicalLocation"])
        assert check("artifact", physical["artifactLocation"])["uriBaseId"] in run["originalUriBaseIds"]
    for each in run["originalUriBaseIds"].values():
        assert check("base", each).get("uri", "/").endswith("/")
    for invocation in (check("invocation", each) for each in run["invocations"]):
        assert all(check("notification", each) for each in invocation["toolExecutionNotifications"])
    assert all(check("provenance", each) for each in run.get("versionControlProvenance", []))


@pytest.mark.parametrize("name", REPORTS)
def test_the_official_schema_has_nothing_against_it(name: str) -> None:
    assert errors_by_sarif_schema(document(REPORTS[name])) == []


def test_severities_become_levels() -> None:
    report = WHOLE_MODEL.report()
    levels = {each["ruleId"]: each["level"] for each in results(report)}
    assert levels["license-text-missing"] == "warning"
    assert levels["base-model-undeclared"] == "note"
    findings = tuple(replace(each, severity=Severity.CONFLICT) for each in report.assessment.findings)
    assert {
        each["level"] for each in results(replace(report, assessment=replace(report.assessment, findings=findings)))
    } == {"error"}


def test_a_fingerprint_outlives_commits_and_tells_statements_apart() -> None:
    report = WHOLE_MODEL.report()
    later = [
        replace(each, upstream=SnapshotKey(each.upstream.repo, "f" * 40), message="Said otherwise.")
        for each in report.assessment.findings
    ]
    again = replace(report, assessment=replace(report.assessment, findings=tuple(later)))
    first = [each["partialFingerprints"]["hubnotice/v1"] for each in results(report)]
    assert first == [each["partialFingerprints"]["hubnotice/v1"] for each in results(again)]
    assert len(set(first)) == len(first)


def test_a_result_stands_at_the_file_where_it_is_put_right() -> None:
    def places(report: ScanReport) -> dict[str, str]:
        return {
            each["ruleId"]: each["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
            for each in results(report)
        }

    report = WHOLE_MODEL.report()
    assert set(places(report).values()) == {"README.md"}
    there = (RecognisedText(path="LICENSES/a b.txt", license_id="apache-2.0", match=TextMatch.EXACT),)
    with_file = places(replace(report, texts=there))
    assert with_file["license-text-missing"] == "LICENSES/a%20b.txt"
    assert with_file["base-model-undeclared"] == "README.md"


def test_what_cannot_be_told_raises_no_alert() -> None:
    report = WHOLE_MODEL.report()
    (first, *_) = report.assessment.findings
    unclear = tuple(replace(each, tier=Tier.UNCLEAR) for each in report.assessment.findings)
    untold = (CannotTell(rule="name-clause", upstream=first.upstream, component=first.component, missing="the card"),)
    quiet = replace(
        report,
        assessment=replace(report.assessment, findings=unclear, cannot_tell=untold),
        not_checked=(Unavailable("model.nemo", Reason.UNSUPPORTED, "not yet"),),
    )
    assert results(quiet) == []
    told = notifications(quiet)
    assert any(each.startswith("Not clear enough to be a finding: license-text-missing") for each in told)
    assert any(each.startswith("Cannot tell: name-clause") for each in told)
    assert "Not checked: model.nemo: unsupported not yet" in told


def test_many_notifications_are_cut_and_counted() -> None:
    skipped = tuple(Unavailable(f"file-{place}", Reason.BUDGET) for place in range(700))
    told = notifications(replace(SAME_SHAPE_OWN_WEIGHTS.report(), not_checked=skipped))
    assert (len(told), told[-1]) == (501, "And 200 more, left out here.")


def test_other_peoples_words_become_neither_links_nor_placeholders() -> None:
    report = WHOLE_MODEL.report()
    findings = tuple(
        replace(each, message="[click](https://evil.example) {0} <script>x</script>\u202e")
        for each in report.assessment.findings
    )
    text = results(replace(report, assessment=replace(report.assessment, findings=findings)))[0]["message"]["text"]
    assert text.startswith(r"\[click\](https://evil.example) {{0}} x ")


def beside_baseline(standing: Standing) -> Any:  # noqa: ANN401 - JSON
    report = WHOLE_MODEL.report()
    (first, *_) = report.assessment.findings
    entry = BaselineEntry(
        rule=first.rule,
        upstream=first.upstream.repo,
        component=first.component,
        reason=BaselineReason.PLANNED,
        note="Soon, see [us](https://evil.example) {0}",
        since=date(2026, 11, 1),
        until=date(2026, 12, 1),
    )
    weighed = Weighed(baseline=Baseline(where="b.json", entries=(entry,)), standings={0: standing})
    made = sarif_document(report, RULES, version="1", hub_url="https://huggingface.co", weighed=weighed, folder="m/a b")
    assert errors_by_sarif_schema(json.loads(json.dumps(made))) == []
    return json.loads(json.dumps(made))["runs"][0]["results"]


def test_what_a_baseline_accepts_is_suppressed_with_its_reason() -> None:
    first, *rest = beside_baseline(Standing.ACCEPTED)
    (suppression,) = (check("suppression", each) for each in check("result", first)["suppressions"])
    assert (first["baselineState"], suppression["status"]) == ("unchanged", "accepted")
    assert suppression["justification"].startswith("Known until 2026-12-01: it is going to be put right. Soon, see us")
    assert "evil" not in suppression["justification"]
    assert {each["baselineState"] for each in rest} == {"new"}
    assert not any("suppressions" in each for each in rest)


def test_what_expired_was_there_before_and_is_not_suppressed() -> None:
    first, *_ = beside_baseline(Standing.EXPIRED)
    assert first["baselineState"] == "unchanged"
    assert "suppressions" not in first


def test_without_a_baseline_nothing_is_said_about_one() -> None:
    assert not any("baselineState" in each for each in results(WHOLE_MODEL.report()))


def test_a_folder_inside_a_checkout_is_part_of_every_path() -> None:
    first, *_ = beside_baseline(Standing.NEW)
    assert first["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "m/a%20b/README.md"


def test_a_local_folder_has_no_address() -> None:
    run = document(REPORTS["local"])["runs"][0]
    assert "versionControlProvenance" not in run
    assert "/tmp/" not in json.dumps(run)
