# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Templates of posts, with links to models on the Hub."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.model.repository import SnapshotKey
from bot.render.markdown_templates import MarkdownTemplates
from bot.render.quoting import Inert, code, inert


class Texts:
    """Templates by name. ``hub_url`` is where links to models lead. Every method raises RulesError where a template is broken."""

    def __init__(self, templates: Mapping[str, str], *, hub_url: str) -> None:
        self._hub_url = hub_url.rstrip("/")
        self._templates = MarkdownTemplates(
            templates,
            named=named,
            repositories=repositories,
            address=self._address,
            model=self._model_link,
            file=self._file_link,
        )

    def plain(self, template: str, values: Mapping[str, object]) -> str:
        """As it comes."""
        return self._templates.rendered(template, values)

    def checked(self, template: str, values: Mapping[str, object]) -> str:
        """With lines that flow, in the right tone: a post that breaks it is never written."""
        return self._templates.checked(template, values)

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
