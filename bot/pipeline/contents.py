# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Reads what a repository holds of licenses, notices and origins, within caps."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.licensing.claims import claim_finder
from bot.licensing.copyrights import copyright_lines
from bot.licensing.files import is_notice, speaks_for_model, worth_reading
from bot.licensing.recognise import LicenseText, Recogniser, recogniser_of
from bot.licensing.source_files import is_model_code, source_file
from bot.model.errors import BudgetSpent, InputError, RemoteError
from bot.model.fingerprints import UpstreamTerms
from bot.model.licensing import RecognisedText, RepositoryContents, SourceFile
from bot.model.repository import Snapshot
from bot.policy.rulebook import Rulebook
from bot.ports.hub import ModelSource

_LARGEST_FILE = 256 * 1024
_MOST_FILES = 12
_MOST_SOURCE_FILES = 4
_CARD = "README.md"
_CONFIG = "config.json"
_METADATA = re.compile(r"\A\ufeff?---[ \t]*\r?\n.*?^---[ \t]*\r?$", re.DOTALL | re.MULTILINE)

_GATE = re.compile(r"^extra_gated_prompt:(?P<text>.*?)(?=^[^\s#]|\Z)", re.DOTALL | re.MULTILINE)


def read_contents(
    source: ModelSource, rulebook: Rulebook, *, with_card: bool = True, with_code: bool = False
) -> RepositoryContents:
    """License, notice and card files of a repository, and what stands in them; ``with_code``, program files beside the model, too.

    ``with_card`` may be left out where there is no upstream that the card could name.
    Files that cannot be read, or that are beyond the caps, are listed in ``unread``; nothing is raised for them.
    """
    snapshot = source.snapshot
    listed = [entry.path for entry in worth_reading(snapshot.files)]
    files = _read_files(source, [*linked_license(snapshot, listed), *listed])
    card = _read_files(source, [_CARD] if with_card and snapshot.file(_CARD) else [])
    found = _METADATA.match(card.texts.get(_CARD, ""))
    metadata = found.group() if found else ""
    code, missed = _source_files(source) if with_code else (None, ())
    recogniser = _recogniser(rulebook)
    both = {**files.texts, **card.texts}
    readings = [
        recogniser.read(path, text, stands_alone=path != _CARD and not is_notice(path)) for path, text in both.items()
    ]
    return RepositoryContents(
        key=snapshot.key,
        license_texts=tuple(text for reading in readings for text in reading.texts),
        source_files=code,
        uncovered=tuple(text for reading in readings for text in reading.uncovered),
        copyright_lines=tuple(dict.fromkeys(line for text in both.values() for line in copyright_lines(text))),
        notices=tuple((path, text) for path, text in files.texts.items() if is_notice(path)),
        license_files=tuple((path, text) for path, text in files.texts.items() if not is_notice(path)),
        card_text=_METADATA.sub("", card.texts.get(_CARD, "")),
        card_metadata=_GATE.sub("", metadata),
        gate_text="\n".join(match["text"] for match in _GATE.finditer(metadata)),
        declared_license=snapshot.declared.license_id,
        declared_base_models=snapshot.declared.base_models,
        # Of no use where the card names a base model already, and every reading counts as a download of the model.
        name_hint=_name_hint(source) if with_card and not snapshot.declared.base_models else None,
        unread=(*files.unread, *card.unread, *missed),
        files_seen=len(snapshot.files),
        card_read=_CARD in card.texts,
        claims=claim_finder(rulebook.claims, rulebook.languages).find(
            card.texts.get(_CARD, ""), repo=snapshot.key.repo
        ),
    )


def read_terms(source: ModelSource, rulebook: Rulebook) -> UpstreamTerms:
    """What an upstream says about its own license at this revision.

    The license files decide, and among several those named for the model; the metadata alone decides only where there is no file.
    Where files and metadata disagree, or a file holds an unknown or changed text, no license is claimed for the upstream.
    """
    snapshot = source.snapshot
    paths = [entry.path for entry in worth_reading(snapshot.files)]
    speaking = [*linked_license(snapshot, paths), *speaks_for_model(paths)]
    files = _read_files(source, [*speaking, *(path for path in paths if is_notice(path))])
    licenses = {path: text for path, text in files.texts.items() if not is_notice(path)}
    notices = [(path, text) for path, text in files.texts.items() if is_notice(path)]
    found = {path: _recogniser(rulebook).recognise(path, text, stands_alone=True) for path, text in licenses.items()}
    license_id = _license_id(
        found, snapshot.declared.license_id, rulebook, incomplete=not all(map(is_notice, files.unread))
    )
    path = next((path for path, texts in found.items() if any(text.license_id == license_id for text in texts)), None)
    return UpstreamTerms(
        license_id=license_id,
        license_path=path,
        license_text=licenses[path] if path else None,
        copyright_lines=tuple(dict.fromkeys(line for text in licenses.values() for line in copyright_lines(text))),
        notice_path=notices[0][0] if notices else None,
        notice_text="\n\n".join(text for _, text in notices) if notices else None,
        unread=files.unread,
        gated=snapshot.gated,
        source_files=tuple(each for each in _source_files(source)[0] if each.copyright_lines),
    )


def linked_license(snapshot: Snapshot, known: Sequence[str]) -> list[str]:
    """The file that the card's ``license_link`` names, where it lies in the repository, is text and is not read anyway.

    A link to anywhere else is not followed: whatever stands there today need not have stood there at this commit.
    """
    link = (snapshot.declared.license_link or "").strip().removeprefix("./")
    is_text = "." not in link.rsplit("/", 1)[-1] or link.lower().endswith((".txt", ".md", ".rst"))
    is_there = snapshot.file(link) is not None
    return [link] if is_there and is_text and link not in {*known, _CARD} else []


@dataclass(frozen=True, slots=True)
class _Files:
    texts: dict[str, str]
    unread: tuple[str, ...]


def _read_files(source: ModelSource, paths: Sequence[str]) -> _Files:
    texts: dict[str, str] = {}
    unread = list(paths[_MOST_FILES:])
    for path in paths[:_MOST_FILES]:
        try:
            texts[path] = _decoded(source.read(path, limit=_LARGEST_FILE))
        except (RemoteError, InputError, BudgetSpent):
            unread.append(path)
    return _Files(texts, tuple(unread))


def _source_files(source: ModelSource) -> tuple[tuple[SourceFile, ...], tuple[str, ...]]:
    """Program files at the root, and those that could not be read."""
    paths = [entry.path for entry in source.snapshot.files if is_model_code(entry.path)]
    read = _read_files(source, paths[:_MOST_SOURCE_FILES])
    found = (source_file(path, text) for path, text in read.texts.items())
    return tuple(each for each in found if each is not None), read.unread


def _decoded(content: bytes) -> str:
    """UTF-8 or, where a byte order mark says so, UTF-16; undecodable bytes become replacement characters, which are no words."""
    utf16 = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return content.decode("utf-16" if utf16 else "utf-8-sig", errors="replace")


def reader_of_texts(rulebook: Rulebook) -> Callable[[str, bytes], tuple[str, tuple[RecognisedText, ...]]]:
    """What turns a file's path and content into its text and the licenses that stand in it, as `read_contents` does."""
    recogniser = _recogniser(rulebook)

    def read(path: str, content: bytes) -> tuple[str, tuple[RecognisedText, ...]]:
        text = _decoded(content)
        return text, recogniser.recognise(path, text, stands_alone=path != _CARD and not is_notice(path))

    return read


def _recogniser(rulebook: Rulebook) -> Recogniser:
    texts = (
        LicenseText(
            license_id=rule.id, text=rulebook.license_texts[rule.id], first=rule.terms_first, last=rule.terms_last
        )
        for rule in rulebook.licenses
        if rule.id in rulebook.license_texts and rule.terms_first and rule.terms_last
    )
    return recogniser_of(tuple(texts), rulebook.license_pack)


def _license_id(
    found: dict[str, tuple[RecognisedText, ...]], declared: str | None, rulebook: Rulebook, *, incomplete: bool
) -> str | None:
    """The license, or None where nothing can be claimed."""
    covered = rulebook.license(declared)
    claimed = covered.id if covered else declared
    exact = {text.license_id for texts in found.values() for text in texts if text.match.is_the_license}
    unclear = [path for path, texts in found.items() if not any(text.match.is_the_license for text in texts)]
    if incomplete:
        return None
    if unclear:
        return None if covered else claimed
    if len(exact) == 1 and claimed in {None, "other", "unknown", *exact}:
        return next(iter(exact))
    return claimed if claimed in exact or not exact else None


def _name_hint(source: ModelSource) -> str | None:
    if source.snapshot.file(_CONFIG) is None:
        return None
    try:
        config = json.loads(source.read(_CONFIG, limit=_LARGEST_FILE))
    except (RemoteError, InputError, BudgetSpent, ValueError, RecursionError):
        return None
    name = config.get("_name_or_path") if isinstance(config, dict) else None
    return name if isinstance(name, str) and name else None
