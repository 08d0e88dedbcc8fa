# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""License texts and the NOTICE that carries them: what is there stays, what is missing is put beside it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from bot.pipeline.fixing.sections import with_paragraph
from bot.pipeline.fixing.wanted import CHANGES, NOTICE_RULES, TEXT_RULES, Wanted
from bot.policy.rulebook import Rulebook

_PLACEHOLDER = re.compile(r"^Copyright .*(?:<year>|<copyright holders>).*\n\n?", re.MULTILINE)
"""SPDX's form of a line to be filled in. The line in Apache-2.0's appendix is part of the license and stays."""
_UNUSUAL = re.compile(r"[^A-Za-z0-9.+-]+")


def license_text(want: Wanted, rulebook: Rulebook) -> str | None:
    """The upstream's own text, otherwise the published one without its lines to be filled in; ``None`` where neither is at hand."""
    if want.terms.license_text:
        return want.terms.license_text
    published = rulebook.license_texts.get(want.license.id) if want.license else None
    return _PLACEHOLDER.sub("", published) if published else None


def license_files(
    wanted: Sequence[Wanted], existing: Mapping[str, str], rulebook: Rulebook
) -> dict[str, tuple[str, str]]:
    """By upstream repository, the path and the text of its license, for those whose text is missing.

    Files that are there are never written over: the same text is used again, another one gets a name of its own.
    """
    taken = dict(existing)
    files: dict[str, tuple[str, str]] = {}
    for want in wanted:
        text = license_text(want, rulebook) if want.asks(TEXT_RULES) else None
        if text is None:
            continue
        path = next(path for path in _paths(want) if taken.get(path, text) == text)
        taken[path] = text
        files[want.upstream.repo] = path, text
    return files


def entry(want: Wanted, license_path: str | None, hub_url: str, *, with_text: Rulebook | None = None) -> str:
    """The lines about one upstream; ``with_text``, the license's text below them, from the upstream or from this rulebook."""
    lines = [*_entry(want, license_path, hub_url)]
    text = license_text(want, with_text) if with_text and want.asks(TEXT_RULES) else None
    return "\n".join([*lines, *(["", text.strip()] if text else [])]) + "\n"


def appended(notice: str | None, entries: Iterable[str]) -> str:
    """The NOTICE with these entries at its end, in its own line ends; what is there stays as it is."""
    return with_paragraph(notice or "", "\n".join(entries))


def _entry(want: Wanted, license_path: str | None, hub_url: str) -> Iterator[str]:
    upstream = want.upstream
    where = (
        "" if upstream.revision.startswith("local-") else f" ({hub_url}/{upstream.repo}, commit {upstream.revision})"
    )
    changed = f", {want.change}" if want.change else ""
    yield f"The {want.component.words} in this repository comes from {upstream.repo}{where}{changed}."
    name = want.license.name if want.license else want.license_id
    if want.asks(TEXT_RULES):
        yield from want.terms.copyright_lines
        if license_path:
            yield f"It is under the {name}, whose text is in {license_path}."
        elif name:
            yield f"It is under the {name}."
    elif want.asks((CHANGES,)) and name:
        yield f"It is under the {name}."
    yield from want.sentences
    if want.asks(NOTICE_RULES) and want.terms.notice_text:
        yield ""
        yield f"The NOTICE of {upstream.repo}:"
        yield ""
        yield want.terms.notice_text.strip()


def _paths(want: Wanted) -> Iterator[str]:
    spdx = want.license.spdx if want.license else None
    plain = spdx if spdx and not spdx.startswith("LicenseRef-") else want.license_id or "license"
    stem, owner = _UNUSUAL.sub("-", plain), _UNUSUAL.sub("-", want.upstream.repo)
    yield f"LICENSES/{stem}.txt"
    yield f"LICENSES/{stem}-{owner}.txt"
    number = 2
    while True:
        yield f"LICENSES/{stem}-{owner}-{number}.txt"
        number += 1
