# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The JSON document of the catalog."""

from __future__ import annotations

from collections.abc import Iterable

from bot.model.fingerprints import Fingerprint
from bot.render.documents import Document, snapshot_document


def catalog_document(fingerprints: Iterable[Fingerprint]) -> Document:
    """``hubnotice.catalog/1``: every upstream without its codes, which are of use to nobody but the comparison."""
    return {"schema": "hubnotice.catalog/1", "upstreams": [_upstream(each) for each in fingerprints]}


def _upstream(fingerprint: Fingerprint) -> Document:
    terms = fingerprint.terms
    return {
        **snapshot_document(fingerprint.key),
        "method": fingerprint.method,
        "license": terms.license_id,
        "copyright_lines": list(terms.copyright_lines),
        "license_texts": list(terms.held_licenses),
        "gated": terms.gated,
        "base_models": list(terms.base_models),
        "base_model_relation": terms.base_model_relation,
        "parents": [
            {**snapshot_document(each.upstream), "component": each.component.value, "relation": each.relation.value}
            for each in terms.parents
        ],
        "parameters": fingerprint.parameters,
        "components": {component.value: count for component, count in fingerprint.component_parameters},
        "files": len(fingerprint.files),
        "references": len(fingerprint.references),
    }
