# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The OpenAPI 3.1 document: it follows from the operations and the schemas that stand beside the writers."""

from __future__ import annotations

from bot.model.people import Permission
from bot.render.schemas.forms import DIALECT, Schema
from bot.web.api.operations import Operation, Parameter
from bot.web.api.problems import KINDS, MEDIA_TYPE
from bot.web.api.table import ALL, SCHEMAS

_ABOUT = """\
Questions about attribution that were asked in public, and what became of them. Being listed here means that a question was asked. It says \
something about files, not about people.

Reading what is public needs no token. Show a reply wherever you show a question, and a withdrawal wherever you showed what was withdrawn. \
Keys may be added to answers; those that are there stay. Ask again with `If-None-Match`: what did not change costs neither of us anything.\
"""
_EVERYWHERE = ("not-understood", "not-signed-in", "not-allowed", "wrong-address", "our-mistake", "not-available")


def openapi_document(*, version: str, public_url: str, contact: str) -> dict[str, object]:
    """Of every operation. ``contact`` is a mail address or a web address; empty leaves it out."""
    return {
        "openapi": "3.1.0",
        "jsonSchemaDialect": DIALECT,
        "info": {
            "title": "hubnotice",
            "version": version,
            "summary": "Which models build on which, and where attribution was asked for",
            "description": _ABOUT,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
            **({"contact": _contact(contact)} if contact else {}),
        },
        "servers": [{"url": public_url or "/"}],
        "paths": _paths(),
        "components": {
            "schemas": SCHEMAS,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer", "description": "A service token."}},
        },
    }


def _contact(contact: str) -> dict[str, str]:
    if contact.startswith(("https://", "http://")):
        return {"url": contact}
    return {"email": contact} if "@" in contact else {"name": contact}


def _paths() -> dict[str, dict[str, object]]:
    paths: dict[str, dict[str, object]] = {}
    for operation in ALL:
        paths.setdefault(operation.path, {})[operation.method.lower()] = _operation(operation)
    return paths


def _operation(operation: Operation) -> dict[str, object]:
    found: dict[str, object] = {
        "operationId": operation.id,
        "summary": operation.summary,
        **({"description": operation.about} if operation.about else {}),
        "parameters": [_parameter(each) for each in operation.parameters],
        "responses": {"200": _answer(operation), **_refusals(operation)},
        "security": [{"token": []}] if operation.needs is not Permission.READ_PUBLIC else [{}, {"token": []}],
    }
    if operation.body:
        found["requestBody"] = {
            "required": True,
            "content": {
                "application/json": {
                    "schema": _ref(operation.body),
                    "example": {"ruling": "approve", "reason": "I read the files, and they say so."},
                }
            },
        }
    return found


def _parameter(parameter: Parameter) -> dict[str, object]:
    example = {"example": [parameter.example] if parameter.is_many else parameter.example} if parameter.example else {}
    return {
        "name": parameter.name,
        "in": parameter.place,
        "description": parameter.about,
        "required": parameter.is_required,
        "schema": parameter.schema,
        **example,
    }


def _answer(operation: Operation) -> dict[str, object]:
    headers: dict[str, object] = {}
    if operation.is_kept:
        headers["ETag"] = {"description": "Strong entity tag.", "schema": {"type": "string"}, "required": True}
    if any(each.name == "after" for each in operation.parameters):
        headers["Link"] = {"description": 'The next page, as `rel="next"`.', "schema": {"type": "string"}}
    return {
        "description": operation.summary,
        **({"headers": headers} if headers else {}),
        "content": {"application/json": {"schema": _ref(operation.answer)}},
    }


def _refusals(operation: Operation) -> dict[str, object]:
    kinds = [*_EVERYWHERE, *operation.refusals]
    if any(each.place == "path" for each in operation.parameters):
        kinds.append("not-found")
    told: dict[str, object] = {}
    if operation.is_kept:
        told["304"] = {"description": "As you have it."}
    for kind in sorted(kinds, key=lambda each: KINDS[each][0]):
        status, words = KINDS[kind]
        told[str(status)] = {"description": words, "content": {MEDIA_TYPE: {"schema": _ref("Problem")}}}
    return told


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}
