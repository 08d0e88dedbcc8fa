# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Templates of what is written on other people's pages.

They are strict (an undefined name is an error) and sandboxed. Jinja's own escaping is for HTML, so it is off; instead every
plain string that a template prints is escaped for Markdown, and only `Inert` text passes as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment

from bot.model.errors import RulesError
from bot.render.layout import flowing
from bot.render.quoting import Inert, block, code, prose, quoted
from bot.render.tone import lint


class MarkdownTemplates:
    """Templates by their names, with filters of their own beside ``code``, ``prose`` and ``verbatim``.

    Every method raises RulesError where a template is broken.
    """

    def __init__(self, templates: Mapping[str, str], **filters: Callable[..., object]) -> None:
        self._environment = ImmutableSandboxedEnvironment(
            loader=jinja2.DictLoader(dict(templates)),
            undefined=jinja2.StrictUndefined,
            autoescape=False,
            finalize=_escaped,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters.update(code=code, prose=prose, verbatim=block, **filters)

    def rendered(self, template: str, values: Mapping[str, object]) -> str:
        """The template with these values, as it came out."""
        try:
            return self._environment.get_template(template).render(values)
        except jinja2.TemplateError as error:
            raise RulesError(f"templates/{template}: {type(error).__name__}: {error}") from error

    def checked(self, template: str, values: Mapping[str, object]) -> str:
        """The same with its paragraphs joined. Raises RulesError, too, where it breaks the tone: it is never written."""
        body = flowing(self.rendered(template, values))
        words = lint(body)
        if words:
            raise RulesError(
                f"templates/{template}: the post would say {', '.join(repr(word) for word in words)}; the tone lint forbids it"
            )
        return body


def _escaped(value: object) -> object:
    return value if isinstance(value, Inert | int) else quoted(str(value))
