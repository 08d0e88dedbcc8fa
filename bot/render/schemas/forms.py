# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The few forms that JSON Schemas are put together from (JSON Schema 2020-12). Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import Enum

Schema = dict[str, object]
"""One JSON Schema. Keys of documents may be added, so none of these forbids unknown ones."""

DIALECT = "https://json-schema.org/draft/2020-12/schema"


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentSchema:
    """One kind of document, as ``hubnotice schema`` lists and prints it."""

    name: str
    """As the command takes it: ``scan``."""
    version: int
    written_by: str
    """The command that writes it."""
    schema: Schema

    @property
    def id(self) -> str:
        """What the document says in its key ``schema``: ``hubnotice.scan/1``."""
        return f"hubnotice.{self.name}/{self.version}"


def document(
    name: str,
    written_by: str,
    properties: Mapping[str, Schema],
    *,
    optional: Collection[str] = (),
    definitions: Mapping[str, Schema] | None = None,
) -> DocumentSchema:
    """A document of version 1 with these keys beside ``schema``; those in ``optional`` may be left out."""
    identity = f"hubnotice.{name}/1"
    schema: Schema = {
        "$schema": DIALECT,
        "title": identity,
        "description": f"What `{written_by}` prints. Keys may be added; those that are here stay.",
        **keyed({"schema": {"const": identity}, **properties}, optional=optional),
    }
    if definitions:
        schema["$defs"] = dict(definitions)
    return DocumentSchema(name=name, version=1, written_by=written_by, schema=schema)


def keyed(properties: Mapping[str, Schema], *, optional: Collection[str] = (), about: str = "") -> Schema:
    """An object that has all of these keys, but for those that may be left out."""
    return {
        "type": "object",
        **({"description": about} if about else {}),
        "properties": dict(properties),
        "required": [name for name in properties if name not in optional],
    }


def table(values: Schema, *, names: type[Enum] | None = None) -> Schema:
    """An object whose keys are data, each with such a value."""
    return {
        "type": "object",
        "additionalProperties": values,
        **({} if names is None else {"propertyNames": {"enum": _words(names)}}),
    }


def many(items: Schema) -> Schema:
    """An array of these."""
    return {"type": "array", "items": items}


def or_null(schema: Schema, about: str = "") -> Schema:
    """This, or null where there is nothing to say."""
    return {"anyOf": [schema, {"type": "null"}], **({"description": about} if about else {})}


def one_of(words: type[Enum], *further: str) -> Schema:
    """One of the stored words of an enumeration."""
    return {"enum": [*_words(words), *further]}


def said(schema: Schema, about: str) -> Schema:
    """The same with a word of explanation."""
    return {**schema, "description": about}


def _words(words: type[Enum]) -> list[object]:
    return [each.value for each in words]


TEXT: Schema = {"type": "string"}
TRUE_OR_FALSE: Schema = {"type": "boolean"}
COUNT: Schema = {"type": "integer", "minimum": 0}
NUMBER: Schema = {"type": "number"}
SHARE: Schema = {"type": "number", "minimum": 0, "maximum": 1}
MOMENT: Schema = {"type": "string", "format": "date-time"}
DAY: Schema = {"type": "string", "format": "date"}
MAYBE_TEXT: Schema = or_null(TEXT)
MAYBE_NUMBER: Schema = or_null(NUMBER)
