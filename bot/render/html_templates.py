# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Templates of pages: strict (an undefined name is an error), sandboxed, and everything that they print is escaped."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from bot.model.errors import RulesError


class HtmlTemplates:
    """Templates by their names below ``templates/``. Every method raises RulesError where one is broken."""

    def __init__(self, templates: Mapping[str, str], **filters: Callable[..., object]) -> None:
        self._environment = ImmutableSandboxedEnvironment(
            loader=jinja2.DictLoader(dict(templates)),
            undefined=jinja2.StrictUndefined,
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters.update(filters)

    def rendered(self, template: str, values: Mapping[str, object], *, part: str = "") -> str:
        """The template with these values; only its block ``part`` where one is named."""
        try:
            found = self._environment.get_template(template)
            if not part:
                return found.render(values)
            return "".join(found.blocks[part](found.new_context(dict(values))))
        except KeyError as error:
            raise RulesError(f"templates/{template}: expected a block named {error}") from error
        except jinja2.TemplateError as error:
            raise RulesError(f"templates/{template}: {type(error).__name__}: {error}") from error

    def macros(self, template: str, values: Mapping[str, object]) -> object:
        """What a template defines, for others to call; its macros see ``values``."""
        try:
            return self._environment.get_template(template).make_module(dict(values))
        except jinja2.TemplateError as error:
            raise RulesError(f"templates/{template}: {type(error).__name__}: {error}") from error


def with_values(text: str, values: Mapping[str, object]) -> Markup:
    """A plain sentence with ``%(name)s`` in it as HTML; the values are escaped unless they are HTML already.

    >>> with_values("%(name)s & co", {"name": "<b>"})
    Markup('&lt;b&gt; &amp; co')
    >>> with_values("99 %", {})
    Markup('99 %')
    """
    return Markup.escape(text) % values if values else Markup.escape(text)
