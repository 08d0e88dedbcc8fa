# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Adds base models to the metadata of a card by changing as few characters as possible.

Somebody's YAML is not written anew: its comments, quotes and order are theirs. Only shapes that can be told from a single line or a plain
list are changed; whoever calls compares what the metadata says before and after, and leaves the card alone where more has changed.
"""

from __future__ import annotations

import re

_METADATA = re.compile(
    r"\A(?P<open>\ufeff?---[ \t]*\r?\n)(?P<inner>.*?)(?P<close>^---[ \t]*\r?$)", re.DOTALL | re.MULTILINE
)
_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]*")


def with_base_model(card: str, repo: str, relation: str | None) -> str | None:
    r"""The card with this base model declared; ``None`` where its metadata has a shape that is left to people.

    ``relation`` is the Hub's word for what the model is to it, added where no relation is stated.

    >>> with_base_model("---\nlicense: mit # ours\n---\n# Mine\n", "acme/base", "finetune")
    '---\nlicense: mit # ours\nbase_model: acme/base\nbase_model_relation: finetune\n---\n# Mine\n'
    >>> with_base_model("---\nbase_model:\n  - acme/one\n---\n", "acme/two", None)
    '---\nbase_model:\n  - acme/one\n  - acme/two\n---\n'
    """
    found = _METADATA.match(card)
    if found is None:
        if card.lstrip("\ufeff").startswith("---"):
            return None
        lines = _lines("\n", repo, relation)
        return f"---\n{lines}---\n\n{card}" if _PLAIN.fullmatch(repo) else None
    inner = found["inner"]
    ending = "\r\n" if "\r\n" in found["open"] else "\n"
    changed = _changed(inner, repo, relation, ending) if _PLAIN.fullmatch(repo) else None
    return None if changed is None else card[: found.start("inner")] + changed + card[found.end("inner") :]


def with_relation(card: str, relation: str) -> str | None:
    r"""The card with the relation to its base stated, for a card that names the base and not the relation.

    >>> with_relation("---\nbase_model: acme/base\n---\n", "quantized")
    '---\nbase_model: acme/base\nbase_model_relation: quantized\n---\n'
    """
    found = _METADATA.match(card)
    if found is None or re.search(r"^base_model_relation[ \t]*:", found["inner"], re.MULTILINE):
        return None
    ending = "\r\n" if "\r\n" in found["open"] else "\n"
    return f"{card[: found.end('inner')]}base_model_relation: {relation}{ending}{card[found.end('inner') :]}"


def _changed(inner: str, repo: str, relation: str | None, ending: str) -> str | None:
    has_relation = re.search(r"^base_model_relation[ \t]*:", inner, re.MULTILINE) is not None
    key = re.search(r"^base_model[ \t]*:(?P<value>[^\r\n]*)\r?\n", inner, re.MULTILINE)
    if key is None:
        if re.search(r"^[\"']?base_model[\"']?[ \t]*:", inner, re.MULTILINE):
            return None
        kept = inner if not inner or inner.endswith("\n") else inner + ending
        return kept + _lines(ending, repo, None if has_relation else relation)
    changed = _extended(inner, key, repo, ending)
    if changed is None or has_relation or relation is None:
        return changed
    return changed + f"base_model_relation: {relation}{ending}"


def _extended(inner: str, key: re.Match[str], repo: str, ending: str) -> str | None:
    value = key["value"].strip()
    if _PLAIN.fullmatch(value):
        items = "".join(f"  - {each}{ending}" for each in (value, repo))
        return f"{inner[: key.start()]}base_model:{ending}{items}{inner[key.end() :]}"
    if value.startswith("[") and value.endswith("]"):
        held = value[1:-1].strip()
        return f"{inner[: key.start()]}base_model: [{held}{', ' if held else ''}{repo}]{ending}{inner[key.end() :]}"
    items_found = re.match(r"(?:(?P<indent>[ \t]*)- [^\r\n]*\r?\n)+", inner[key.end() :])
    if value or items_found is None:
        return None
    end = key.end() + items_found.end()
    return f"{inner[:end]}{items_found['indent']}- {repo}{ending}{inner[end:]}"


def _lines(ending: str, repo: str, relation: str | None) -> str:
    stated = f"base_model_relation: {relation}{ending}" if relation else ""
    return f"base_model: {repo}{ending}{stated}"
