# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Turns templates into texts that may be posted: strict, sandboxed, and linted for tone.

An undefined name is an error. Jinja's own escaping is for HTML, so it is off; instead every plain string that a template prints is
escaped for Markdown, and only `Inert` text passes as it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment

from bot.model.errors import RulesError
from bot.model.repository import SnapshotKey
from bot.render.layout import flowing
from bot.render.quoting import Inert, block, code, inert, prose, quoted
from bot.render.tone import lint


class Texts:
    """Templates by name. ``hub_url`` is where links to models lead. Every method raises RulesError where a template is broken."""

    def __init__(self, templates: Mapping[str, str], *, hub_url: str) -> None:
        self._hub_url = hub_url.rstrip("/")
        self._environment = ImmutableSandboxedEnvironment(
            loader=jinja2.DictLoader(dict(templates)),
            undefined=jinja2.StrictUndefined,
            autoescape=False,
            finalize=_escaped,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters.update(
            code=code,
            prose=prose,
            named=named,
            repositories=repositories,
            verbatim=block,
            address=self._address,
            model=self._model_link,
            file=self._file_link,
        )

    def plain(self, template: str, values: Mapping[str, object]) -> str:
        """As it comes."""
        try:
            return self._environment.get_template(template).render(values)
        except jinja2.TemplateError as error:
            raise RulesError(f"templates/{template}: {type(error).__name__}: {error}") from error

    def checked(self, template: str, values: Mapping[str, object]) -> str:
        """With lines that flow, in the right tone: a post that breaks it is never written."""
        body = flowing(self.plain(template, values))
        words = lint(body)
        if words:
            raise RulesError(
                f"templates/{template}: the post would say {', '.join(repr(word) for word in words)}; the tone lint forbids it"
            )
        return body

    def _address(self, repo: str) -> Inert:
        return Inert(f"{self._hub_url}/{inert(repo)}")

    def _model_link(self, repo: str) -> Inert:
        return Inert(f"[{code(repo)}]({self._address(repo)})")

    def _file_link(self, path: str, key: SnapshotKey) -> Inert:
        return Inert(
            f"[{code(path)}]({self._hub_url}/{inert(key.repo)}/blob/{inert(key.revision)}/{inert(path).replace(' ', '%20')})"
        )


def named(keys: Sequence[str], names: Mapping[str, str], last: str = " and ") -> str:
    """The names of some keys in a sentence, each once; a key without a name is left out.

    >>> named(["a", "b", "c"], {"a": "x", "b": "y", "c": "z"})
    'x, y and z'
    """
    things = list(dict.fromkeys(names[key] for key in keys if key in names))
    return last.join(part for part in (", ".join(things[:-1]), *things[-1:]) if part)


def repositories(repos: Sequence[str]) -> Inert:
    """Repositories as code, joined by commas.

    >>> repositories(("acme/mid", "acme/old"))
    '`acme/mid`, `acme/old`'
    """
    return Inert(", ".join(code(repo) for repo in repos))


def _escaped(value: object) -> object:
    return value if isinstance(value, Inert | int) else quoted(str(value))
