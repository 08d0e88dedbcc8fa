# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""SPDX 3.0.1 with the AI profile, through spdx-python-model, as JSON-LD."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from typing import Any, assert_never

from spdx_python_model import v3_0_1 as spdx3

from bot.adapters.documents.spdx import namespace
from bot.adapters.documents.spdx_licenses import spelled
from bot.model.bill import Bill, Known, LicenseName, LicenseStatement, Part, PartKind, Tie, slug

_INDIVIDUALS = spdx3.expandedlicensing_IndividualLicensingInfo.NAMED_INDIVIDUALS
_HYPERPARAMETERS = ("parameters",)
"""Facts of the model that the AI profile has a place for."""
_LICENSED = frozenset({PartKind.MODEL, PartKind.UPSTREAM})
"""Kinds whose licenses are told; of components and files nothing is known beyond the model's."""
_PROFILES = (
    spdx3.ProfileIdentifierType.core,
    spdx3.ProfileIdentifierType.software,
    spdx3.ProfileIdentifierType.simpleLicensing,
)
_TIES = {
    Tie.CONTAINS: spdx3.RelationshipType.contains,
    Tie.DEPENDS_ON: spdx3.RelationshipType.dependsOn,
    Tie.DESCENDANT_OF: spdx3.RelationshipType.descendantOf,
    Tie.COPY_OF: spdx3.RelationshipType.copiedTo,
    Tie.GENERATED_FROM: spdx3.RelationshipType.generates,
}
_TURNED = frozenset({Tie.COPY_OF, Tie.GENERATED_FROM})
"""SPDX 3 has these the other way round only."""


def write_json(bill: Bill) -> str:
    """The document as JSON-LD, with elements in the order of their ids."""
    data = spdx3.JSONLDSerializer().serialize_data(_Elements(bill).all(), force_at_graph=True)
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


class _Elements:
    """Builds every element of one document once; ids are made of what an element is."""

    def __init__(self, bill: Bill) -> None:
        self._bill = bill
        self._base = namespace(bill)
        self._ids: list[str] = []
        self._set = spdx3.SHACLObjectSet()
        self._creation = spdx3.CreationInfo(_id="_:creation", specVersion="3.0.1", created=_moment(bill.created))
        self._set.add(self._creation)

    def all(self) -> spdx3.SHACLObjectSet:
        """The document, its bill of materials, and everything in it."""
        self._creation.createdBy = [self._element(spdx3.SoftwareAgent, "agent", name=self._bill.creator)]
        for part in self._bill.parts:
            self._add_part(part)
        for tie in self._bill.relationships:
            ends = (tie.target, tie.source) if tie.tie in _TURNED else (tie.source, tie.target)
            self._relate(ends[0], _TIES[tie.tie], self._id(ends[1]), tie.comment)
        self._add_document()
        return self._set

    def _add_document(self) -> None:
        elements = sorted(self._ids)
        ai = [spdx3.ProfileIdentifierType.ai] if self._conforms_to_ai() else []
        bill = self._element(
            spdx3.software_Sbom,
            "bill",
            rootElement=[self._id(self._bill.model.ref)],
            element=elements,
            software_sbomType=[spdx3.software_SbomType.analyzed],
        )
        self._element(
            spdx3.SpdxDocument,
            "document",
            name=self._bill.name,
            comment="Lineage is measured from samples of the weights. Not legal advice.",
            rootElement=[bill],
            element=elements,
            profileConformance=[*_PROFILES, *ai],
        )

    def _conforms_to_ai(self) -> bool:
        """The AI profile asks every AI package for release time, supplier, place, version and purpose (AIPackage, SPDX 3.0.1)."""
        model = self._bill.model
        return None not in {model.released, model.supplier, model.url, model.version}

    def _add_part(self, part: Part) -> None:
        match part.kind:
            case PartKind.MODEL:
                told = [spdx3.DictionaryEntry(key=fact.name, value=fact.value) for fact in part.facts]
                entries = [each for each in told if each.key in _HYPERPARAMETERS]
                self._add(spdx3.ai_AIPackage, part, **_packaged(part), ai_hyperparameter=entries)
            case PartKind.UPSTREAM | PartKind.COMPONENT:
                self._add(spdx3.software_Package, part, **_packaged(part))
            case PartKind.FILE:
                self._add(spdx3.software_File, part, software_contentIdentifier=_content(part))
            case _:
                assert_never(part.kind)
        if part.kind in _LICENSED:
            self._license(part, spdx3.RelationshipType.hasDeclaredLicense, part.declared)
            self._license(part, spdx3.RelationshipType.hasConcludedLicense, part.concluded)
        for place, fact in enumerate(part.facts):
            self._element(
                spdx3.Annotation,
                f"annotation-{part.ref}-{place + 1}",
                annotationType=spdx3.AnnotationType.other,
                subject=self._id(part.ref),
                statement=f"{fact.name}: {fact.value}",
            )

    def _add(self, kind: type[spdx3.Element], part: Part, **values: object) -> None:
        digest = [spdx3.Hash(algorithm=spdx3.HashAlgorithm.sha256, hashValue=part.sha256)] if part.sha256 else None
        self._element(
            kind,
            part.ref,
            name=part.name,
            comment=f"{part.size} bytes" if part.size is not None else None,
            verifiedUsing=digest,
            suppliedBy=self._organization(part.supplier) if part.supplier else None,
            releaseTime=_moment(part.released) if part.released else None,
            **values,
        )

    def _license(self, part: Part, kind: str, statement: LicenseStatement) -> None:
        if statement.license is not None:
            self._relate(part.ref, kind, self._expression(statement.license))
        else:
            name = "NoneLicense" if statement.known is Known.NONE else "NoAssertionLicense"
            self._relate(part.ref, kind, _INDIVIDUALS[name])

    def _expression(self, name: LicenseName) -> str:
        spelling = spelled(name)
        texts = None
        if spelling.startswith("LicenseRef-"):
            text = self._element(
                spdx3.simplelicensing_SimpleLicensingText,
                f"text-{slug(spelling)}",
                name=name.name,
                simplelicensing_licenseText=name.extracted,
            )
            texts = [spdx3.DictionaryEntry(key=spelling, value=text)]
        return self._element(
            spdx3.simplelicensing_LicenseExpression,
            f"license-{slug(spelling)}",
            simplelicensing_licenseExpression=spelling,
            simplelicensing_customIdToUri=texts,
        )

    def _organization(self, name: str) -> str:
        return self._element(spdx3.Organization, f"organization-{slug(name)}", name=name)

    def _relate(self, source: str, kind: str, target: str, comment: str = "") -> None:
        digest = hashlib.sha256(f"{source} {kind} {target}".encode()).hexdigest()
        self._element(
            spdx3.Relationship,
            f"relationship-{digest[:32]}",
            from_=self._id(source),
            relationshipType=kind,
            to=[target],
            comment=comment or None,
        )

    def _element(self, kind: type[spdx3.Element], ref: str, **values: object) -> str:
        """Its id; made once. The library takes no ``None`` for what is not told."""
        identifier = self._id(ref)
        if identifier not in self._ids:
            told: dict[str, Any] = {name: value for name, value in values.items() if value is not None}
            self._set.add(kind(_id=identifier, creationInfo=self._creation, **told))
            self._ids.append(identifier)
        return identifier

    def _id(self, ref: str) -> str:
        return f"{self._base}#{ref}"


def _packaged(part: Part) -> dict[str, object]:
    lines = part.copyright_lines
    return {
        "software_primaryPurpose": spdx3.software_SoftwarePurpose.model,
        "software_packageVersion": part.version,
        "software_packageUrl": part.purl,
        "software_downloadLocation": part.url,
        "software_copyrightText": None if lines is None else "\n".join(lines) or "NONE",
    }


def _content(part: Part) -> list[spdx3.software_ContentIdentifier] | None:
    if part.gitoid is None:
        return None
    kind = spdx3.software_ContentIdentifierType.gitoid
    return [
        spdx3.software_ContentIdentifier(
            software_contentIdentifierType=kind, software_contentIdentifierValue=part.gitoid
        )
    ]


def _moment(at: datetime) -> datetime:
    """SPDX knows no parts of a second."""
    return at.astimezone(UTC).replace(microsecond=0)
