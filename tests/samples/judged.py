# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Small repositories with a known lineage, for the tests of licensing, rules and posts: each is named once, here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cache
from typing import Any

from bot.adapters.rulebook import load_rulebook
from bot.licensing.claims import claim_finder
from bot.licensing.copyrights import copyright_lines
from bot.licensing.recognise import LicenseText, Recogniser, recogniser_of
from bot.model.cases import Case, CaseState
from bot.model.components import Component
from bot.model.costs import Cost
from bot.model.evidence import Evidence, EvidenceKind
from bot.model.fingerprints import UpstreamTerms
from bot.model.licensing import RepositoryContents
from bot.model.lineage import ComponentLineage, Lineage, Relation, Verdict
from bot.model.reports import Assessment, ScanReport
from bot.model.repository import Declared, FileEntry, Snapshot, SnapshotKey
from bot.pipeline.assess import assess
from bot.policy.rulebook import Rulebook

DEEPSEEK = SnapshotKey("deepseek-ai/DeepSeek-V3-0324", "e9b33add76883f293d6bf61f6bd89b497e80e335")
QWEN = SnapshotKey("Qwen/Qwen2.5-VL-32B-Instruct", "7cfb30d71a1f4f49a57592323337a4a4727301da")
WHISPER = SnapshotKey("openai/whisper-large-v3", "06f233fe06e710322aca913c1bc4249a0d71fce1")
GLM = SnapshotKey("zai-org/GLM-4.5-Air", "a24ceef6ce4f3536971efe9b778bdaa1bab18daa")
SUSPECT = SnapshotKey("example-lab/Example-JA-700B", "9a8b7c6d5e4f30112233445566778899aabbccdd")
NOW = datetime(2026, 3, 17, 10, 0, tzinfo=UTC)


@cache
def rulebook() -> Rulebook:
    return load_rulebook()


@cache
def recogniser() -> Recogniser:
    book = rulebook()
    texts = [
        LicenseText(license_id=rule.id, text=book.license_texts[rule.id], first=rule.terms_first, last=rule.terms_last)
        for rule in book.licenses
        if rule.terms_first and rule.terms_last
    ]
    return recogniser_of(tuple(texts), book.license_pack)


def mit(holder_line: str) -> str:
    return rulebook().license_texts["mit"].replace("Copyright (c) <year> <copyright holders>", holder_line)


def apache() -> str:
    return rulebook().license_texts["apache-2.0"]


DEEPSEEK_TERMS = UpstreamTerms(
    license_id="mit",
    license_path="LICENSE",
    license_text=mit("Copyright (c) 2023 DeepSeek"),
    copyright_lines=("Copyright (c) 2023 DeepSeek",),
)
QWEN_TERMS = UpstreamTerms(
    license_id="apache-2.0",
    license_path="LICENSE",
    license_text=apache().replace("[yyyy] [name of copyright owner]", "2024 Alibaba Cloud"),
    copyright_lines=("Copyright 2024 Alibaba Cloud",),
)
TERMS: Mapping[SnapshotKey, UpstreamTerms] = {DEEPSEEK: DEEPSEEK_TERMS, QWEN: QWEN_TERMS}


def evidence(kind: EvidenceKind, upstream: SnapshotKey, **changes: Any) -> Evidence:  # noqa: ANN401 - any field of the value
    values: dict[str, Any] = {
        "kind": kind,
        "method": "test/1",
        "upstream": upstream,
        "component": Component.TEXT_MODEL,
        "statistic": 0.998,
        "expected_if_unrelated": 0.02,
        "log10_p": -90.0 if kind is EvidenceKind.SAMPLED_WEIGHTS else None,
        "coverage": 0.4,
        "bytes_read": 1_000_000,
        "detail": "61 layers, width 7168, 256 experts: the same as the upstream's",
    }
    return Evidence(**{**values, **changes})


def part(
    component: Component,
    verdict: Verdict,
    upstream: SnapshotKey | None = None,
    **changes: Any,  # noqa: ANN401 - any field of the value
) -> ComponentLineage:
    derived = verdict is Verdict.DERIVED
    values: dict[str, Any] = {
        "component": component,
        "verdict": verdict,
        "relation": Relation.FINETUNE if derived else Relation.UNDETERMINED,
        "upstream": upstream,
        "log10_p": -90.0 if derived else 0.0,
        "inherited_fraction": 0.99 if derived else 0.0,
        "parameters": 671_026_419_200,
        "correlation": 0.9987 if derived else None,
        "detectable": 0.05,
        "coverage": 0.4,
        "evidence": (
            (evidence(EvidenceKind.SAMPLED_WEIGHTS, upstream), evidence(EvidenceKind.ARCHITECTURE, upstream))
            if derived and upstream
            else ()
        ),
    }
    return ComponentLineage(**{**values, **changes})


def lineage(*parts: ComponentLineage, verdict: Verdict | None = None) -> Lineage:
    compared = tuple(dict.fromkeys(each.upstream for each in parts if each.upstream is not None))
    return Lineage(
        subject=SUSPECT,
        verdict=verdict or parts[0].verdict,
        components=parts,
        unavailable=(),
        cost=Cost(),
        parameters=sum(each.parameters for each in parts),
        compared_with=compared,
    )


@dataclass(frozen=True, kw_only=True)
class Repository:
    """A derivative with its files; everything else follows from them."""

    files: Mapping[str, str]
    lineage: Lineage
    declared: Declared = field(default_factory=Declared)
    unread: tuple[str, ...] = ()
    key: SnapshotKey = SUSPECT
    name_hint: str | None = None

    @property
    def snapshot(self) -> Snapshot:
        paths = sorted({*self.files, "model.safetensors"})
        return Snapshot(
            key=self.key, files=tuple(FileEntry(path=path, size=10) for path in paths), declared=self.declared
        )

    @property
    def contents(self) -> RepositoryContents:
        recognised = [
            text
            for path, words in self.files.items()
            for text in recogniser().recognise(path, words, stands_alone=path == "LICENSE")
        ]
        return RepositoryContents(
            key=self.key,
            license_texts=tuple(recognised),
            copyright_lines=tuple(line for words in self.files.values() for line in copyright_lines(words)),
            notices=tuple((path, words) for path, words in self.files.items() if path == "NOTICE"),
            license_files=tuple((path, words) for path, words in self.files.items() if path == "LICENSE"),
            card_text=self.files.get("README.md", ""),
            declared_license=self.declared.license_id,
            declared_base_models=self.declared.base_models,
            name_hint=self.name_hint,
            unread=self.unread,
            files_seen=len(self.files),
            card_read="README.md" in self.files,
            claims=claim_finder(rulebook().claims, rulebook().languages).find(self.files.get("README.md", "")),
        )

    def with_files(self, **files: str) -> Repository:
        """Keyword ``README_md`` stands for ``README.md``."""
        return replace(self, files={**self.files, **{name.replace("_", "."): words for name, words in files.items()}})

    def named(self, revision: str, repo: str) -> Repository:
        """The same under another name."""
        key = SnapshotKey(repo, revision)
        return replace(self, key=key, lineage=replace(self.lineage, subject=key))

    def assess(self, terms: Mapping[SnapshotKey, UpstreamTerms] = TERMS) -> Assessment:
        return assess(self.lineage, self.snapshot, self.contents, terms, rulebook())

    def report(self, terms: Mapping[SnapshotKey, UpstreamTerms] = TERMS) -> ScanReport:
        return ScanReport(
            subject=self.key,
            declared=self.declared,
            size=self.snapshot.size,
            lineage=self.lineage,
            upstream_licenses=tuple((key, each.license_id) for key, each in terms.items()),
            assessment=self.assess(terms),
            not_checked=(),
            cost=Cost(),
            claims=self.contents.claims,
            texts=None if self.unread else self.contents.license_texts,
        )


WHOLE_MODEL = Repository(
    files={"README.md": "# Example JA 700B\n\nOur new Japanese model."},
    lineage=lineage(part(Component.TEXT_MODEL, Verdict.DERIVED, DEEPSEEK)),
    declared=Declared(license_id="apache-2.0", languages=("ja", "en")),
)
"""Derived from an MIT model, without a word about it."""

GROWN_VOCABULARY = Repository(
    files={"README.md": "# Example JA v3"},
    lineage=lineage(
        part(
            Component.TEXT_MODEL,
            Verdict.DERIVED,
            DEEPSEEK,
            relation=Relation.EXPANDED_VOCABULARY,
            inherited_fraction=0.8534,
            new_parts=("embedding", "output head"),
        )
    ),
    declared=Declared(license_id="mit", languages=("ja",)),
)

VISION_ENCODER_ONLY = Repository(
    files={"README.md": "# Example Think 33B"},
    lineage=lineage(
        part(
            Component.VISION_ENCODER,
            Verdict.DERIVED,
            QWEN,
            relation=Relation.COMPONENT_REUSE,
            parameters=668_700_000,
            correlation=0.9891,
        ),
        part(Component.TEXT_MODEL, Verdict.INDEPENDENT, QWEN, parameters=32_100_000_000),
        verdict=Verdict.COMPONENT,
    ),
    declared=Declared(license_id="other", languages=("ko", "en")),
)

SAME_SHAPE_OWN_WEIGHTS = Repository(
    files={"README.md": "# Solar-like, trained from scratch"},
    lineage=lineage(part(Component.TEXT_MODEL, Verdict.INDEPENDENT, GLM)),
    declared=Declared(license_id="other", languages=("ko", "en")),
)

DECLARED_FINETUNE = Repository(
    files={"README.md": "# Example\n\nFine-tuned from DeepSeek-V3-0324."},
    lineage=lineage(part(Component.TEXT_MODEL, Verdict.DERIVED, DEEPSEEK)),
    declared=Declared(
        license_id="mit", base_models=(DEEPSEEK.repo,), base_model_relation="finetune", languages=("zh",)
    ),
)

TWO_PARTS = Repository(
    files={"README.md": "# Example Omni"},
    lineage=lineage(
        part(Component.TEXT_MODEL, Verdict.DERIVED, DEEPSEEK),
        part(
            Component.VISION_ENCODER, Verdict.DERIVED, QWEN, relation=Relation.COMPONENT_REUSE, parameters=668_700_000
        ),
    ),
    declared=Declared(languages=("en",)),
)

REPOSITORIES = {
    "whole_model": WHOLE_MODEL,
    "grown_vocabulary": GROWN_VOCABULARY,
    "vision_encoder_only": VISION_ENCODER_ONLY,
    "declared_finetune": DECLARED_FINETUNE,
    "two_parts": TWO_PARTS,
}
"""Those that something is asked of."""


def case_of(repository: Repository, *, number: int = 17) -> Case:
    findings = repository.assess().findings
    return Case(
        number=number,
        repo=repository.key.repo,
        state=CaseState.APPROVED,
        subject=repository.key,
        upstreams=tuple(dict.fromkeys(finding.upstream.repo for finding in findings)),
        findings=findings,
        opened_at=NOW,
        changed_at=NOW,
    )
