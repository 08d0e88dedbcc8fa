# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What an upstream of the catalog keeps as JSON: its shape, its components, and what it says about its license."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict

from bot.adapters.storage.codecs import (
    Reader,
    dumped,
    fields_of,
    flag_of,
    key_of,
    list_of,
    loaded,
    member_from_word,
    member_of,
    moment_of,
    number_of,
    numbers_of,
    optional,
    text_of,
    texts_of,
)
from bot.model.components import Component
from bot.model.errors import OperatorError
from bot.model.fingerprints import Architecture, KnownParent, UpstreamTerms
from bot.model.licensing import SourceFile
from bot.model.lineage import Relation


def architecture_to_json(architecture: Architecture) -> str:
    """The shape of a model."""
    return dumped(asdict(architecture))


def architecture_from_json(text: str) -> Architecture:
    """The shape again."""
    return Architecture(**fields_of(loaded(text), _ARCHITECTURE, "architecture"))


def terms_to_json(terms: UpstreamTerms) -> str:
    """What an upstream says about its license."""
    moments = {name: getattr(terms, name) for name in ("not_before", "not_after")}
    written = {name: moment and moment.isoformat() for name, moment in moments.items()}
    return dumped({**asdict(terms), **written, "parents": [_parent_to(each) for each in terms.parents]})


def terms_from_json(text: str) -> UpstreamTerms:
    """The terms again."""
    return UpstreamTerms(**fields_of(loaded(text), _TERMS, "terms", later=_LATER))


def components_to_json(parameters: tuple[tuple[Component, int], ...]) -> str:
    """Parameters of each component, in order."""
    return dumped([[component.value, count] for component, count in parameters])


def components_from_json(text: str) -> tuple[tuple[Component, int], ...]:
    """The components again."""
    return tuple(_component(each) for each in list_of(loaded(text)))


def _parent_to(parent: KnownParent) -> dict[str, object]:
    return {
        "upstream": [parent.upstream.repo, parent.upstream.revision],
        "component": parent.component.value,
        "relation": parent.relation.value,
        "whole": parent.whole,
    }


def _parents(value: object) -> tuple[KnownParent, ...]:
    return tuple(KnownParent(**fields_of(each, _PARENT, "parent")) for each in list_of(value))


def _source_files(value: object) -> tuple[SourceFile, ...]:
    return tuple(SourceFile(**fields_of(each, _SOURCE_FILE, "source file")) for each in list_of(value))


def _component(value: object) -> tuple[Component, int]:
    match value:
        case [str(word), int(count)]:
            return member_from_word(Component, word), count
        case _:
            raise OperatorError(f"database: expected a stored component and its parameters, found {value!r:.40}")


_LATER: Mapping[str, object] = {
    "gated": None,
    "base_models": [],
    "base_model_relation": None,
    "parents": [],
    "held_licenses": [],
    "held_copyrights": [],
    "weights": None,
    "not_before": None,
    "not_after": None,
    "source_files": [],
}
"""Keys of terms that earlier versions did not store."""
_ARCHITECTURE: Mapping[str, Reader] = {
    "classes": texts_of,
    "model_type": optional(text_of),
    "hidden_size": optional(number_of),
    "layers": optional(number_of),
    "intermediate_size": optional(number_of),
    "vocabulary_size": optional(number_of),
    "attention_heads": optional(number_of),
    "key_value_heads": optional(number_of),
    "experts": optional(number_of),
    "expert_intermediate_size": optional(number_of),
    "name_or_path": optional(text_of),
}
_PARENT: Mapping[str, Reader] = {
    "upstream": key_of,
    "component": member_of(Component),
    "relation": member_of(Relation),
    "whole": flag_of,
}
_SOURCE_FILE: Mapping[str, Reader] = {"path": text_of, "copyright_lines": texts_of, "lines": numbers_of}
_TERMS: Mapping[str, Reader] = {
    "license_id": optional(text_of),
    "license_path": optional(text_of),
    "license_text": optional(text_of),
    "copyright_lines": texts_of,
    "notice_path": optional(text_of),
    "notice_text": optional(text_of),
    "unread": texts_of,
    "gated": optional(flag_of),
    "base_models": texts_of,
    "base_model_relation": optional(text_of),
    "parents": _parents,
    "held_licenses": texts_of,
    "held_copyrights": texts_of,
    "weights": optional(text_of),
    "not_before": optional(moment_of),
    "not_after": optional(moment_of),
    "source_files": _source_files,
}
