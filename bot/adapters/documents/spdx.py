# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""SPDX 2.3 through spdx-tools, as JSON or tag-value.

Files are packages whose purpose is FILE. An SPDX 2.3 file must have the SHA-1 of its content, which the Hub tells of no file: it has the
SHA-256 of large files and git's blob id of small ones, and neither may stand in its place.
"""

from __future__ import annotations

import io

from license_expression import LicenseExpression
from spdx_tools.common.spdx_licensing import spdx_licensing
from spdx_tools.spdx.model import (
    Actor,
    ActorType,
    Annotation,
    AnnotationType,
    Checksum,
    ChecksumAlgorithm,
    CreationInfo,
    Document,
    ExternalPackageRef,
    ExternalPackageRefCategory,
    ExtractedLicensingInfo,
    Package,
    PackagePurpose,
    Relationship,
    RelationshipType,
    SpdxNoAssertion,
    SpdxNone,
)
from spdx_tools.spdx.writer.json import json_writer
from spdx_tools.spdx.writer.tagvalue import tagvalue_writer

from bot.adapters.documents.spdx_licenses import extracted_licenses, spelled
from bot.model.bill import Bill, Known, LicenseStatement, Part, PartKind, Tie, slug

_DOCUMENT = "SPDXRef-DOCUMENT"
_NAMESPACES = "https://spdx.org/spdxdocs/"
_PURPOSES = {
    PartKind.MODEL: PackagePurpose.OTHER,
    PartKind.UPSTREAM: PackagePurpose.OTHER,
    PartKind.COMPONENT: PackagePurpose.OTHER,
    PartKind.FILE: PackagePurpose.FILE,
}
_TIES = {
    Tie.CONTAINS: RelationshipType.CONTAINS,
    Tie.DEPENDS_ON: RelationshipType.DEPENDS_ON,
    Tie.DESCENDANT_OF: RelationshipType.DESCENDANT_OF,
    Tie.COPY_OF: RelationshipType.COPY_OF,
    Tie.GENERATED_FROM: RelationshipType.GENERATED_FROM,
}


def write_json(bill: Bill) -> str:
    """The document as JSON. Raises ValueError where it would not be valid, which is a mistake of ours."""
    stream = io.StringIO()
    json_writer.write_document_to_stream(_document(bill), stream)
    return stream.getvalue() + "\n"


def write_tag_value(bill: Bill) -> str:
    """The document as tag-value. Raises ValueError where it would not be valid, which is a mistake of ours."""
    stream = io.StringIO()
    tagvalue_writer.write_document_to_stream(_document(bill), stream)
    return stream.getvalue()


def namespace(bill: Bill) -> str:
    """An address for the document that no other document has: it is made of everything that it says."""
    return f"{_NAMESPACES}hubnotice-{slug(bill.name)}-{bill.digest[:32]}"


def _document(bill: Bill) -> Document:
    return Document(
        CreationInfo(
            spdx_version="SPDX-2.3",
            spdx_id=_DOCUMENT,
            name=bill.name,
            document_namespace=namespace(bill),
            creators=[_tool(bill)],
            created=bill.created,
            document_comment=(
                "Lineage is measured from samples of the weights; NOASSERTION is what was not determined, NONE what was looked for and "
                "not found. Not legal advice."
            ),
        ),
        packages=[_package(part) for part in bill.parts],
        annotations=[
            Annotation(_id(part), AnnotationType.OTHER, _tool(bill), bill.created, f"{fact.name}: {fact.value}")
            for part in bill.parts
            for fact in part.facts
        ],
        relationships=[
            Relationship(_DOCUMENT, RelationshipType.DESCRIBES, _id(bill.model)),
            *(
                Relationship(f"SPDXRef-{tie.source}", _TIES[tie.tie], f"SPDXRef-{tie.target}", tie.comment or None)
                for tie in bill.relationships
            ),
        ],
        extracted_licensing_info=[
            ExtractedLicensingInfo(
                license_id=reference,
                extracted_text=name.extracted,
                license_name=name.name,
                cross_references=[name.url] if name.url else [],
            )
            for reference, name in extracted_licenses(bill).items()
        ],
    )


def _package(part: Part) -> Package:
    return Package(
        spdx_id=_id(part),
        name=part.name,
        download_location=part.url or SpdxNoAssertion(),
        version=part.version,
        file_name=part.name if part.kind is PartKind.FILE else None,
        supplier=Actor(ActorType.ORGANIZATION, part.supplier) if part.supplier else SpdxNoAssertion(),
        files_analyzed=False,
        checksums=[Checksum(ChecksumAlgorithm.SHA256, part.sha256)] if part.sha256 else [],
        license_concluded=_license(part.concluded),
        license_declared=_license(part.declared),
        copyright_text=_copyright(part),
        comment=f"{part.size} bytes" if part.size is not None else None,
        external_references=_references(part),
        primary_package_purpose=_PURPOSES[part.kind],
    )


def _id(part: Part) -> str:
    return f"SPDXRef-{part.ref}"


def _tool(bill: Bill) -> Actor:
    return Actor(ActorType.TOOL, bill.creator)


def _license(statement: LicenseStatement) -> LicenseExpression | SpdxNoAssertion | SpdxNone:
    if statement.license is not None:
        return spdx_licensing.parse(spelled(statement.license))
    return SpdxNone() if statement.known is Known.NONE else SpdxNoAssertion()


def _copyright(part: Part) -> str | SpdxNoAssertion | SpdxNone:
    if part.copyright_lines is None:
        return SpdxNoAssertion()
    return "\n".join(part.copyright_lines) or SpdxNone()


def _references(part: Part) -> list[ExternalPackageRef]:
    managers = ExternalPackageRefCategory.PACKAGE_MANAGER
    persistent = ExternalPackageRefCategory.PERSISTENT_ID
    found = [ExternalPackageRef(managers, "purl", part.purl)] if part.purl else []
    return [*found, ExternalPackageRef(persistent, "gitoid", part.gitoid)] if part.gitoid else found
