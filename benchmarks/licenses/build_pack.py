# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Makes ``rules/licenses/pack.json.gz``: checksums of the words of license texts, never the texts.

Run: ``python -m benchmarks.licenses.build_pack [--texts FOLDER]``. SPDX's texts come with the development tools; ScanCode's are fetched from PyPI the first time (126 MB).
A folder adds texts that no package carries, in files named ``<license id>__<source>.txt``; templates that an earlier
pack has from such a folder are kept, so that anybody can build the pack again.
"""

from __future__ import annotations

import argparse
import hashlib
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from benchmarks.licenses.sources import SCANCODE, SPDX_NAME, SPDX_VERSION, folder_texts, scancode_texts, spdx_texts
from benchmarks.licenses.wanted import (
    APPENDIX,
    CUT_AFTER,
    HEADERS,
    HUB_SPDX,
    NAMED,
    OTHER_SPDX,
    SAME_TEXT,
    SCANCODE_WANTED,
    TERMS,
    VARIANTS,
    WITH_APPENDIX,
    WITH_NAMES,
)
from bot.licensing.templates import Template, TextKind, find_run, template_of, templates_in, with_terms, written
from bot.licensing.tokens import Mark, tokens_of

PACK = Path(__file__).resolve().parents[2] / "rules" / "licenses" / "pack.json.gz"
VERSION = "2026-11-25"
_SHORT_PARAGRAPH = 14
"""Words; a longer paragraph at the beginning is no title."""
_OURS = (f"{SPDX_NAME} {SPDX_VERSION}", f"{SCANCODE.name} {SCANCODE.version}")


def made(license_id: str, text: str, source: str, kind: TextKind = TextKind.LICENSE) -> Template:
    """The template of one text, with its title, its appendix and its names marked."""
    digest = hashlib.sha256(text.encode()).hexdigest()
    cut = CUT_AFTER.get(license_id)
    if cut is not None and cut in text:
        text = text[: text.index(cut) + len(cut)]
    template = template_of(license_id, text, kind=kind, source=source, sha256=digest)
    if kind is TextKind.HEADER:
        return template
    return _with_names(_with_frame(template, text))


def _with_frame(template: Template, text: str) -> Template:
    for ids, first, last in TERMS:
        if re.fullmatch(ids, template.license_id):
            try:
                return with_terms(template, tokens_of(text), first, last)
            except ValueError:
                print(f"  {template.license_id} ({template.source}): its terms begin or end with other words")
    marks = bytearray(template.marks)
    appendix = re.search(APPENDIX, text, re.IGNORECASE) if re.fullmatch(WITH_APPENDIX, template.license_id) else None
    outside = [*range(len(tokens_of(_title(text))))]
    outside += range(len(tokens_of(text[: appendix.start()])), len(marks)) if appendix else ()
    for place in outside:
        marks[place] |= Mark.FRAME
    return replace(template, marks=bytes(marks))


def _title(text: str) -> str:
    """The short paragraphs that a text begins with, as long as none is a sentence."""
    end = 0
    for paragraph in re.finditer(r"\S.*?(?=\n\s*\n|\Z)", text, re.DOTALL):
        words = paragraph.group().split()
        if len(words) > _SHORT_PARAGRAPH or re.search(r"[.;:,]$", paragraph.group().strip()):
            break
        end = paragraph.end()
    return text[:end]


def _with_names(template: Template) -> Template:
    if template.license_id not in WITH_NAMES:
        return template
    marks = bytearray(template.marks)
    for phrase in _PHRASES:
        start = find_run(phrase, template.numbers)
        while start is not None:
            for place in range(start, start + len(phrase)):
                marks[place] |= Mark.NAME
            start = find_run(phrase, template.numbers, start + len(phrase))
    return replace(template, marks=bytes(marks))


_PHRASES = tuple(tokens_of(phrase).numbers for phrase in NAMED)


def spdx_ids() -> dict[str, str]:
    """Our ids and SPDX's of every license that the pack has from SPDX's list: the common ones first, then all others."""
    common = {**HUB_SPDX, **{each.lower(): each for each in OTHER_SPDX}}
    others = [
        each for each in sorted(spdx_texts()) if each not in common.values() and not re.fullmatch(SAME_TEXT, each)
    ]
    return {**{each.lower(): each for each in others}, **common}


def package_templates() -> Iterator[Template]:
    """Everything that package data gives."""
    spdx, scancode = spdx_texts(), scancode_texts()
    for license_id, spdx_id in spdx_ids().items():
        yield made(license_id, spdx[spdx_id], f"{_OURS[0]}: {spdx_id}")
    for license_id, usual, other in VARIANTS:
        yield made(
            license_id,
            _reworded(spdx[HUB_SPDX[license_id]], usual, other),
            f"{_OURS[0]}: {HUB_SPDX[license_id]}, {other}",
        )
    for key, license_id in SCANCODE_WANTED.items():
        yield made(license_id, scancode[key], f"{_OURS[1]}: {key}")
    for license_id, (spdx_id, first, last) in HEADERS.items():
        text = spdx[spdx_id]
        start = text.rindex(first)
        header = text[start : text.index(last, start) + len(last)]
        yield made(license_id, header, f"{_OURS[0]}: {spdx_id}, header", TextKind.HEADER)


def folder_templates(folder: Path) -> Iterator[Template]:
    """Everything that a folder of texts gives."""
    for license_id, source, text in folder_texts(folder):
        yield made(license_id, text, source)


def _reworded(text: str, usual: str, other: str) -> str:
    """The text with some of its words replaced, however its lines are broken."""
    pattern = r"\s+".join(map(re.escape, usual.split()))
    if len(re.findall(pattern, text)) != 1:
        raise ValueError(f"expected the words {usual!r} once")
    return re.sub(pattern, lambda _: other, text)


def main() -> None:
    """Write the pack and say what is in it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--texts", type=Path, action="append", default=[])
    folders = parser.parse_args().texts
    kept = templates_in(PACK.read_bytes()) if PACK.exists() else ()
    fresh = [*package_templates(), *(each for folder in folders for each in folder_templates(folder))]
    names = {(each.license_id, each.source) for each in fresh}
    fresh += [
        each for each in kept if (each.license_id, each.source) not in names and not each.source.startswith(_OURS)
    ]
    distinct = {(each.license_id, each.numbers): each for each in reversed(fresh)}
    PACK.write_bytes(written(distinct.values(), VERSION))
    ids = {each.license_id for each in distinct.values()}
    print(f"{len(distinct)} templates of {len(ids)} licenses, {PACK.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
