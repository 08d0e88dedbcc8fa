# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Templates of license texts, and the pack that holds many of them without holding the texts."""

from __future__ import annotations

import gzip
import json
import zlib
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

import numpy as np

from bot.licensing.tokens import Mark, Tokens, tokens_of
from bot.model.errors import RulesError

_SCHEMA = "hubnotice.license-pack/1"
_LARGEST_PACK = 32 * 1024 * 1024
"""Bytes of an unpacked pack; ours has 6 million."""


class TextKind(Enum):
    """What a template is the text of."""

    LICENSE = "license"
    HEADER = "header"
    """The paragraph with which files refer to a license. It is not the license."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """One wording of one license."""

    license_id: str
    kind: TextKind
    numbers: tuple[int, ...]
    marks: bytes
    source: str
    """Where the wording comes from."""
    sha256: str
    """Of the text that the template was made from, as it stood in its source."""

    def terms(self) -> tuple[int, ...]:
        """Places of the words that carry terms."""
        marks = np.frombuffer(self.marks, dtype=np.uint8)
        return tuple(np.flatnonzero(marks & (Mark.WEAK | Mark.FRAME) == 0).tolist())

    def frame_pairs(self) -> Iterator[tuple[int, int]]:
        """Pairs of neighbouring words outside the terms: they say nothing new wherever they appear."""
        is_frame = np.frombuffer(self.marks, dtype=np.uint8) & Mark.FRAME != 0
        for place in np.flatnonzero(is_frame[:-1] & is_frame[1:]).tolist():
            yield self.numbers[place], self.numbers[place + 1]


def template_of(
    license_id: str, text: str, *, kind: TextKind = TextKind.LICENSE, source: str = "", sha256: str = ""
) -> Template:
    """A template with no frame: every word of the text is a term but for the weak ones."""
    tokens = tokens_of(text)
    return Template(
        license_id=license_id, kind=kind, numbers=tokens.numbers, marks=tokens.marks, source=source, sha256=sha256
    )


def with_terms(template: Template, tokens: Tokens, first: str, last: str) -> Template:
    """The same template with everything before ``first`` and after ``last`` marked as its frame.

    Raises ValueError where one of the two does not stand in the text.
    """
    begin, end = tokens_of(first).numbers, tokens_of(last).numbers
    start = find_run(begin, tokens.numbers)
    stop = None if start is None else find_run(end, tokens.numbers, start)
    if start is None or stop is None:
        raise ValueError(
            f"{template.license_id}: expected the words {first!r} and later {last!r} in its text; one is not there"
        )
    inside = range(start, stop + len(end))
    marks = bytes(mark if place in inside else mark | Mark.FRAME for place, mark in enumerate(template.marks))
    return Template(
        license_id=template.license_id,
        kind=template.kind,
        numbers=template.numbers,
        marks=marks,
        source=template.source,
        sha256=template.sha256,
    )


def find_run(run: Sequence[int], numbers: Sequence[int], start: int = 0) -> int | None:
    """Where the run stands at or after ``start``."""
    wanted = tuple(run)
    places = range(start, len(numbers) - len(wanted) + 1)
    return next((place for place in places if tuple(numbers[place : place + len(wanted)]) == wanted), None)


def written(templates: Iterable[Template], version: str) -> bytes:
    """A pack as bytes, always the same for the same templates."""
    ordered = sorted(templates, key=lambda each: (each.license_id, each.kind.value, each.source))
    vocabulary = sorted({number for each in ordered for number in each.numbers})
    places = {number: place for place, number in enumerate(vocabulary)}
    document = {
        "schema": _SCHEMA,
        "version": version,
        "vocabulary": _packed(np.array(vocabulary, dtype="<u4")),
        "templates": [
            {
                "id": each.license_id,
                "kind": each.kind.value,
                "source": each.source,
                "sha256": each.sha256,
                "words": _packed(np.array([places[number] for number in each.numbers], dtype="<u2")),
                "marks": b64encode(each.marks).decode("ascii"),
            }
            for each in ordered
        ],
    }
    return gzip.compress(json.dumps(document, indent=0).encode("ascii"), compresslevel=9, mtime=0)


@lru_cache(maxsize=2)
def templates_in(pack: bytes) -> tuple[Template, ...]:
    """The templates of a pack; none in no bytes. Raises RulesError where the bytes are no pack of this version."""
    if not pack:
        return ()
    try:
        document = json.loads(_unpacked(pack))
        if document["schema"] != _SCHEMA:
            raise RulesError(
                f"rules/licenses/pack.json.gz: expected the schema {_SCHEMA}, found {document['schema']!r}"
            )
        vocabulary = np.frombuffer(b64decode(document["vocabulary"]), dtype="<u4")
        return tuple(_template(entry, vocabulary) for entry in document["templates"])
    except (KeyError, TypeError, ValueError, IndexError, EOFError, zlib.error, OSError) as error:
        raise RulesError(f"rules/licenses/pack.json.gz: no pack of license templates: {error}") from error


def _template(entry: dict[str, str], vocabulary: np.ndarray[tuple[int, ...], np.dtype[np.uint32]]) -> Template:
    words = np.frombuffer(b64decode(entry["words"]), dtype="<u2")
    marks = b64decode(entry["marks"])
    if len(words) != len(marks):
        raise ValueError(f"{entry['id']}: {len(words)} words, {len(marks)} marks")
    return Template(
        license_id=entry["id"],
        kind=TextKind(entry["kind"]),
        numbers=tuple(vocabulary[words].tolist()),
        marks=marks,
        source=entry["source"],
        sha256=entry["sha256"],
    )


def _packed(values: np.ndarray[tuple[int, ...], np.dtype[np.generic]]) -> str:
    return b64encode(values.tobytes()).decode("ascii")


def _unpacked(pack: bytes) -> bytes:
    unpacker = zlib.decompressobj(wbits=31)
    plain = unpacker.decompress(pack, _LARGEST_PACK)
    if unpacker.unconsumed_tail:
        raise ValueError(f"more than {_LARGEST_PACK} bytes")
    return plain
