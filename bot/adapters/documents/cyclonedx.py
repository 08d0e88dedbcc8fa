# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""CycloneDX 1.6 as a bill of a machine learning model, through cyclonedx-python-lib, as JSON.

Consumers differ in what they read: Dependency-Track knows neither model card nor pedigree. So upstreams stand there three times: as
ancestors in the pedigree, as components with dependencies, and in properties.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from uuid import NAMESPACE_URL, uuid5

from cyclonedx import spdx as listed
from cyclonedx.model import AttachedText, Copyright, HashAlgorithm, HashType, Property, XsUri
from cyclonedx.model.bom import Bom, BomMetaData
from cyclonedx.model.component import Component, ComponentType, OmniborId, Pedigree
from cyclonedx.model.component_evidence import ComponentEvidence
from cyclonedx.model.contact import OrganizationalEntity
from cyclonedx.model.dependency import Dependency
from cyclonedx.model.license import DisjunctiveLicense, LicenseAcknowledgement
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

from bot.adapters.documents.spdx import namespace
from bot.model.bill import Bill, LicenseName, LicenseStatement, Part, PartKind, Tie

_PREFIX = "hubnotice:"
_TYPES = {
    PartKind.MODEL: ComponentType.MACHINE_LEARNING_MODEL,
    PartKind.UPSTREAM: ComponentType.MACHINE_LEARNING_MODEL,
    PartKind.COMPONENT: ComponentType.MACHINE_LEARNING_MODEL,
    PartKind.FILE: ComponentType.FILE,
}
_BETWEEN_MODELS = frozenset({Tie.DESCENDANT_OF, Tie.COPY_OF, Tie.GENERATED_FROM, Tie.DEPENDS_ON})


def write_json(bill: Bill) -> str:
    """The document as JSON."""
    made = {part.ref: _component(part) for part in bill.parts}
    for part in bill.parts:
        ancestors = _ancestors(bill, part.ref)
        if ancestors:
            # An ancestor inside a pedigree is a component of its own: references have to be unique.
            made[part.ref].pedigree = Pedigree(ancestors=[_component(each, is_ancestor=True) for each in ancestors])
    model = made.pop(bill.model.ref)
    bom = Bom(
        serial_number=uuid5(NAMESPACE_URL, namespace(bill)),
        metadata=BomMetaData(timestamp=bill.created.replace(microsecond=0), component=model),
        components=made.values(),
        dependencies=_dependencies(bill, {**made, bill.model.ref: model}),
    )
    name, _, version = bill.creator.rpartition("-")
    bom.metadata.tools.components.add(Component(name=name, version=version, type=ComponentType.APPLICATION))
    document = json.loads(JsonV1Dot6(bom).output_as_string())
    document["metadata"]["component"]["modelCard"] = _model_card(bill)
    return json.dumps(document, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def _component(part: Part, *, is_ancestor: bool = False) -> Component:
    return Component(
        type=_TYPES[part.kind],
        bom_ref=f"ancestor-{part.ref}" if is_ancestor else part.ref,
        name=part.name,
        version=part.version,
        supplier=OrganizationalEntity(name=part.supplier) if part.supplier else None,
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=part.sha256)] if part.sha256 else [],
        licenses=_licenses(part),
        copyright="\n".join(part.copyright_lines) if part.copyright_lines else None,
        purl=PackageURL.from_string(part.purl) if part.purl else None,
        omnibor_ids=[OmniborId(part.gitoid)] if part.gitoid else [],
        evidence=ComponentEvidence(copyright=[Copyright(text=line) for line in part.copyright_lines])
        if part.copyright_lines
        else None,
        properties=[] if is_ancestor else _properties(part),
    )


def _licenses(part: Part) -> list[DisjunctiveLicense]:
    told = (
        (part.declared.license, LicenseAcknowledgement.DECLARED),
        (part.concluded.license, LicenseAcknowledgement.CONCLUDED),
    )
    return [_license(name, how) for name, how in told if name is not None]


def _license(name: LicenseName, how: LicenseAcknowledgement) -> DisjunctiveLicense:
    if name.spdx is not None and listed.is_supported_id(name.spdx):
        return DisjunctiveLicense(id=name.spdx, acknowledgement=how)
    return DisjunctiveLicense(
        name=name.name,
        text=AttachedText(content=name.extracted),
        url=XsUri(name.url) if name.url else None,
        acknowledgement=how,
    )


def _properties(part: Part) -> list[Property]:
    size = [Property(name=f"{_PREFIX}bytes", value=str(part.size))] if part.size is not None else []
    licenses = (
        [
            Property(name=f"{_PREFIX}license.declared", value=_stands(part.declared)),
            Property(name=f"{_PREFIX}license.concluded", value=_stands(part.concluded)),
        ]
        if part.kind in {PartKind.MODEL, PartKind.UPSTREAM}
        else []
    )
    return [*size, *licenses, *(Property(name=f"{_PREFIX}{fact.name}", value=fact.value) for fact in part.facts)]


def _stands(statement: LicenseStatement) -> str:
    """A list of licenses that is empty says nothing; this tells "none" and "not determined" apart."""
    return statement.license.id if statement.license else statement.known.value


def _ancestors(bill: Bill, ref: str) -> list[Part]:
    upstreams = {part.ref: part for part in bill.of_kind(PartKind.UPSTREAM)}
    ties = (tie for tie in bill.relationships if tie.source == ref and tie.tie in _BETWEEN_MODELS)
    return [upstreams[target] for target in dict.fromkeys(tie.target for tie in ties) if target in upstreams]


def _dependencies(bill: Bill, components: dict[str, Component]) -> Iterable[Dependency]:
    for ref, component in components.items():
        targets = sorted({tie.target for tie in bill.relationships if tie.source == ref})
        yield Dependency(
            ref=component.bom_ref, dependencies=[Dependency(ref=components[target].bom_ref) for target in targets]
        )


def _model_card(bill: Bill) -> dict[str, object]:
    """The library has no class for it (cyclonedx-python-lib 11.12), so it is a mapping in the words of the schema."""
    limits = [fact.value for fact in bill.model.facts if fact.name in {"not_checked", "cannot_tell"}]
    shares = [
        {"name": f"{_PREFIX}share_of_model", "value": f"{part.name}: {fact.value}"}
        for part in bill.of_kind(PartKind.COMPONENT)
        for fact in part.facts
        if fact.name == "share_of_model"
    ]
    card: dict[str, object] = {"bom-ref": f"card-{bill.model.ref}", "properties": shares}
    if bill.datasets:
        card["modelParameters"] = {"datasets": [{"type": "dataset", "name": name} for name in bill.datasets]}
    if limits:
        card["considerations"] = {"technicalLimitations": [f"Not determined here: {each}" for each in limits]}
    return card
