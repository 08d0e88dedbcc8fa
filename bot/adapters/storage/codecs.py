# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Values inside one column, as JSON, written and read by name; what is not known is refused, never guessed."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import datetime
from enum import Enum
from typing import Any, TypeVar

from bot.model.cases import Asked
from bot.model.components import Component
from bot.model.errors import OperatorError
from bot.model.findings import Confidence, Finding, Severity, Tier
from bot.model.fingerprints import Architecture, KnownParent, UpstreamTerms
from bot.model.licensing import SourceFile
from bot.model.lineage import Relation
from bot.model.repository import SnapshotKey

_Member = TypeVar("_Member", bound=Enum)
_Read = Callable[[object], Any]


def findings_to_json(findings: tuple[Finding, ...]) -> str:
    """All findings of a case."""
    return _dumped([_finding_to(finding) for finding in findings])


def findings_from_json(text: str) -> tuple[Finding, ...]:
    """The findings again. Raises OperatorError, as all readers here do."""
    return tuple(Finding(**_fields(each, _FINDING, "finding")) for each in _list(_loaded(text)))


def texts_to_json(texts: tuple[str, ...]) -> str:
    """A list of texts."""
    return _dumped(list(texts))


def texts_from_json(text: str) -> tuple[str, ...]:
    """The texts again."""
    return _texts(_loaded(text))


def pairs_to_json(pairs: tuple[tuple[str, str | None], ...]) -> str:
    """A list of names, each with what is known of it."""
    return _dumped([list(pair) for pair in pairs])


def pairs_from_json(text: str) -> tuple[tuple[str, str | None], ...]:
    """The pairs again."""
    return tuple(_pair(each) for each in _list(_loaded(text)))


def asked_to_json(asked: Asked) -> str | None:
    """What owners asked for; nothing where they asked for nothing."""
    if asked == Asked():
        return None
    until = asked.quiet_until.isoformat() if asked.quiet_until else None
    return _dumped({"quiet_until": until, "language": asked.language, "no_pull_request": asked.no_pull_request})


def asked_from_json(text: str | None) -> Asked:
    """What they asked for again."""
    return Asked() if text is None else Asked(**_fields(_loaded(text), _ASKED, "what owners asked for"))


def numbers_to_json(numbers: tuple[int, ...]) -> str:
    """A list of whole numbers."""
    return _dumped(list(numbers))


def numbers_from_json(text: str) -> tuple[int, ...]:
    """The numbers again."""
    return tuple(_number(each) for each in _list(_loaded(text)))


def architecture_to_json(architecture: Architecture) -> str:
    """The shape of a model."""
    return _dumped(asdict(architecture))


def architecture_from_json(text: str) -> Architecture:
    """The shape again."""
    return Architecture(**_fields(_loaded(text), _ARCHITECTURE, "architecture"))


def terms_to_json(terms: UpstreamTerms) -> str:
    """What an upstream says about its license."""
    moments = {name: getattr(terms, name) for name in ("not_before", "not_after")}
    written = {name: moment and moment.isoformat() for name, moment in moments.items()}
    return _dumped({**asdict(terms), **written, "parents": [_parent_to(each) for each in terms.parents]})


def terms_from_json(text: str) -> UpstreamTerms:
    """The terms again."""
    return UpstreamTerms(**_fields(_loaded(text), _TERMS, "terms"))


def components_to_json(parameters: tuple[tuple[Component, int], ...]) -> str:
    """Parameters of each component, in order."""
    return _dumped([[component.value, count] for component, count in parameters])


def components_from_json(text: str) -> tuple[tuple[Component, int], ...]:
    """The components again."""
    return tuple(_component(each) for each in _list(_loaded(text)))


def _finding_to(finding: Finding) -> dict[str, object]:
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "confidence": finding.confidence.value,
        "tier": finding.tier.value,
        "subject": [finding.subject.repo, finding.subject.revision],
        "upstream": [finding.upstream.repo, finding.upstream.revision],
        "component": finding.component.value,
        "message": finding.message,
        "remedy": finding.remedy,
        "for_a_person": finding.for_a_person,
        "via": [[key.repo, key.revision] for key in finding.via],
    }


def _parent_to(parent: KnownParent) -> dict[str, object]:
    return {
        "upstream": [parent.upstream.repo, parent.upstream.revision],
        "component": parent.component.value,
        "relation": parent.relation.value,
        "whole": parent.whole,
    }


def _dumped(value: object) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"))


def _loaded(text: str) -> object:
    try:
        loaded: object = json.loads(text)
    except ValueError as error:
        raise OperatorError(f"database: expected JSON, found {text[:40]!r}") from error
    return loaded


def _fields(value: object, known: Mapping[str, _Read], what: str) -> dict[str, Any]:
    """Exactly these keys, each read in its own way. What earlier versions did not store has its default."""
    if isinstance(value, dict):
        value = {key: default for key, default in _LATER.items() if key in known} | value
    if not isinstance(value, dict) or value.keys() != known.keys():
        found = ", ".join(sorted(map(str, value))) if isinstance(value, dict) else repr(value)[:40]
        raise OperatorError(f"database: expected a stored {what} with {', '.join(sorted(known))}, found {found}")
    return {key: read(value[key]) for key, read in known.items()}


def _list(value: object) -> list[object]:
    if not isinstance(value, list):
        raise OperatorError(f"database: expected a stored list, found {value!r:.40}")
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise OperatorError(f"database: expected a stored text, found {value!r:.40}")
    return value


def _number(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise OperatorError(f"database: expected a stored whole number, found {value!r:.40}")
    return value


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise OperatorError(f"database: expected a stored yes or no, found {value!r:.40}")
    return value


def _texts(value: object) -> tuple[str, ...]:
    return tuple(_text(each) for each in _list(value))


def _moment(value: object) -> datetime:
    try:
        return datetime.fromisoformat(_text(value))
    except ValueError as error:
        raise OperatorError(f"database: expected a stored time, found {value!r:.40}") from error


def _keys(value: object) -> tuple[SnapshotKey, ...]:
    return tuple(_key(each) for each in _list(value))


def _parents(value: object) -> tuple[KnownParent, ...]:
    return tuple(KnownParent(**_fields(each, _PARENT, "parent")) for each in _list(value))


def _source_files(value: object) -> tuple[SourceFile, ...]:
    return tuple(SourceFile(**_fields(each, _SOURCE_FILE, "source file")) for each in _list(value))


def _numbers(value: object) -> tuple[int, ...]:
    return tuple(_number(each) for each in _list(value))


def _optional(read: _Read) -> _Read:
    return lambda value: None if value is None else read(value)


def member_from_word(enum: type[_Member], value: object) -> _Member:
    """A member of a closed set by its stored word."""
    try:
        return enum(value)
    except ValueError as error:
        words = ", ".join(sorted(str(each.value) for each in enum))
        raise OperatorError(f"database: unknown stored word {value!r}; known words are {words}") from error


def _member(enum: type[_Member]) -> Callable[[object], _Member]:
    return lambda value: member_from_word(enum, value)


def _key(value: object) -> SnapshotKey:
    match value:
        case [str(repo), str(revision)]:
            return SnapshotKey(repo, revision)
        case _:
            raise OperatorError(f"database: expected a stored repository and revision, found {value!r:.40}")


def _pair(value: object) -> tuple[str, str | None]:
    match value:
        case [str(name), str() | None as known]:
            return name, known
        case _:
            raise OperatorError(f"database: expected a stored name and what is known of it, found {value!r:.40}")


def _component(value: object) -> tuple[Component, int]:
    match value:
        case [str(word), int(count)]:
            return member_from_word(Component, word), count
        case _:
            raise OperatorError(f"database: expected a stored component and its parameters, found {value!r:.40}")


_LATER: Mapping[str, object] = {
    "for_a_person": False,
    "via": [],
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
"""Keys that earlier versions did not store."""
_ASKED: Mapping[str, _Read] = {
    "quiet_until": _optional(_moment),
    "language": _text,
    "no_pull_request": _flag,
}
_FINDING: Mapping[str, _Read] = {
    "rule": _text,
    "severity": _member(Severity),
    "confidence": _member(Confidence),
    "tier": _member(Tier),
    "subject": _key,
    "upstream": _key,
    "component": _member(Component),
    "message": _text,
    "remedy": _text,
    "for_a_person": _flag,
    "via": _keys,
}
_ARCHITECTURE: Mapping[str, _Read] = {
    "classes": _texts,
    "model_type": _optional(_text),
    "hidden_size": _optional(_number),
    "layers": _optional(_number),
    "intermediate_size": _optional(_number),
    "vocabulary_size": _optional(_number),
    "attention_heads": _optional(_number),
    "key_value_heads": _optional(_number),
    "experts": _optional(_number),
    "expert_intermediate_size": _optional(_number),
    "name_or_path": _optional(_text),
}
_PARENT: Mapping[str, _Read] = {
    "upstream": _key,
    "component": _member(Component),
    "relation": _member(Relation),
    "whole": _flag,
}
_SOURCE_FILE: Mapping[str, _Read] = {"path": _text, "copyright_lines": _texts, "lines": _numbers}
_TERMS: Mapping[str, _Read] = {
    "license_id": _optional(_text),
    "license_path": _optional(_text),
    "license_text": _optional(_text),
    "copyright_lines": _texts,
    "notice_path": _optional(_text),
    "notice_text": _optional(_text),
    "unread": _texts,
    "gated": _optional(_flag),
    "base_models": _texts,
    "base_model_relation": _optional(_text),
    "parents": _parents,
    "held_licenses": _texts,
    "held_copyrights": _texts,
    "weights": _optional(_text),
    "not_before": _optional(_moment),
    "not_after": _optional(_moment),
    "source_files": _source_files,
}
