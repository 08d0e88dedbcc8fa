# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Holds JSON documents to their schemas: what is written has every key that is described, and no other."""

from __future__ import annotations

from functools import cache
from typing import Any

import jsonschema

from bot.cli.schemas import ALL


def check_document(document: dict[str, Any]) -> None:
    """Fails where the document is not as its schema says, and where it has a key that the schema does not know."""
    _validator(str(document["schema"])).validate(document)


@cache
def _validator(name: str) -> Any:  # noqa: ANN401 - the library has no types
    found = next(each for each in ALL if each.id == name)
    jsonschema.Draft202012Validator.check_schema(found.schema)
    checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
    return jsonschema.Draft202012Validator(closed(found.schema), format_checker=checker)


def closed(schema: Any) -> Any:  # noqa: ANN401 - any part of a schema
    """The same without room for unknown keys."""
    if isinstance(schema, list):
        return [closed(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    inner = {name: closed(each) for name, each in schema.items()}
    return {**inner, "additionalProperties": False} if "required" in schema else inner
