# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""How much a repository tells its readers, each part with the sentence or file that earned it.

What cannot be told, such as a card that was not read, earns nothing and costs nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.licensing.prose import Sentence, sections_of, sentences_of
from bot.model.claims import ClaimKind
from bot.model.licensing import RepositoryContents
from bot.model.reports import Transparency, TransparencyPart
from bot.model.repository import Snapshot
from bot.model.truth import Truth
from bot.policy.facts import Fact, Facts
from bot.policy.transparency import Part, TransparencyPartRule, TransparencyRules
from bot.render.quoting import inert

_CARD = "README.md"
_LONGEST_SOURCE = 160
_ASKED = (
    (Fact.LICENSE_TEXT_OWED, Fact.LICENSE_TEXT_PRESENT),
    (Fact.COPYRIGHT_NOTICE_OWED, Fact.COPYRIGHT_NOTICE_PRESENT),
    (Fact.NOTICE_OWED, Fact.NOTICE_WHOLE),
    (Fact.CHANGES_OWED, Fact.CHANGES_STATED),
    (Fact.NOTICE_SENTENCE_OWED, Fact.NOTICE_SENTENCE_PRESENT),
    (Fact.NAME_PREFIX_OWED, Fact.NAME_PREFIX_PRESENT),
    (Fact.DISPLAY_OWED, Fact.DISPLAY_PRESENT),
    (Fact.RESTRICTIONS_OWED, Fact.RESTRICTIONS_PASSED_ON),
    (Fact.REFERENCE_OWED, Fact.REFERENCE_PRESENT),
    (Fact.CREDIT_OWED, Fact.CREDIT_PRESENT),
)


@dataclass(frozen=True, slots=True)
class _Found:
    """Share of a part's points, ``None`` where it cannot be told, and what earned it."""

    share: float | None
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Material:
    snapshot: Snapshot
    contents: RepositoryContents
    told: Sequence[Facts]
    """The facts about each established upstream."""
    sentences: tuple[Sentence, ...]
    sections: tuple[tuple[str, str], ...]
    placeholders: re.Pattern[str]

    @property
    def absent(self) -> _Found:
        """What not finding something in the card says: nothing, where there is a card and it was not read."""
        contents = self.contents
        was_read = contents.card_read or bool(contents.card_text) or self.snapshot.file(_CARD) is None
        return _Found(0.0 if was_read and _CARD not in contents.unread else None)


def transparency(
    snapshot: Snapshot, contents: RepositoryContents, told: Sequence[Facts], rules: TransparencyRules
) -> Transparency:
    """Every part in the order of the vocabulary. ``told`` are the facts about each established upstream."""
    material = _Material(
        snapshot=snapshot,
        contents=contents,
        told=told,
        sentences=sentences_of(contents.card_text),
        sections=sections_of(contents.card_text),
        placeholders=_any_of(rules.placeholders),
    )
    return Transparency(parts=tuple(_part(rule, material) for rule in rules.parts))


def _part(rule: TransparencyPartRule, material: _Material) -> TransparencyPart:
    found = _found(rule, material)
    return TransparencyPart(
        name=rule.part.value,
        possible=rule.points,
        earned=None if found.share is None else round(found.share * rule.points, 2),
        source=inert(found.source, limit=_LONGEST_SOURCE),
    )


def _found(rule: TransparencyPartRule, material: _Material) -> _Found:
    if rule.part is Part.OBLIGATIONS:
        return _obligations(material.told)
    if rule.part is Part.LICENSE:
        return _license(material)
    if rule.part is Part.BASE:
        return _base(rule, material)
    return _by_files(rule, material) or _by_metadata(rule, material) or _by_card(rule, material) or material.absent


def _by_files(rule: TransparencyPartRule, material: _Material) -> _Found | None:
    wanted = [re.compile(each, re.IGNORECASE) for each in rule.files]
    paths = (entry.path for entry in material.snapshot.files)
    return next((_Found(1.0, path) for path in paths if any(each.fullmatch(path) for each in wanted)), None)


def _by_metadata(rule: TransparencyPartRule, material: _Material) -> _Found | None:
    datasets = material.snapshot.declared.datasets
    return _Found(1.0, f"datasets: {', '.join(datasets)}") if rule.part is Part.TRAINING_DATA and datasets else None


def _by_card(rule: TransparencyPartRule, material: _Material) -> _Found | None:
    phrases, headings = _any_of(rule.phrases), _any_of(rule.headings)
    for sentence in material.sentences:
        if (
            not sentence.is_heading
            and phrases.search(sentence.text)
            and not material.placeholders.search(sentence.text)
        ):
            return _Found(1.0, sentence.text)
    for heading, below in material.sections:
        if headings.search(heading) and _says_something(below, material.placeholders):
            return _Found(1.0, f"{_CARD}, {heading}")
    return None


def _says_something(section: str, placeholders: re.Pattern[str]) -> bool:
    lines = (line.strip() for line in section.splitlines())
    return any(line and not placeholders.search(line) for line in lines)


def _base(rule: TransparencyPartRule, material: _Material) -> _Found:
    """Every established upstream is named; without one, some base, or that there is none."""
    bases = material.snapshot.declared.base_models
    metadata = _Found(1.0, f"base_model: {', '.join(bases)}") if bases else None
    named = [facts.get(Fact.UPSTREAM_NAMED, Truth.UNKNOWN) for facts in material.told]
    known = [each for each in named if each is not Truth.UNKNOWN]
    if named:
        share = sum(each is Truth.YES for each in known) / len(known) if known else None
        found = metadata or _by_card(rule, material) if share else None
        return _Found(share, found.source if found else "")
    return metadata or _by_card(rule, material) or _none_at_all(material) or material.absent


def _none_at_all(material: _Material) -> _Found | None:
    claims = material.contents.claims
    said = (each for each in claims if each.kind is ClaimKind.FROM_SCRATCH and each.component is None)
    return next((_Found(1.0, claim.sentence) for claim in said), None)


def _license(material: _Material) -> _Found:
    """Half for naming it, half for its text or a link to it."""
    declared, contents = material.snapshot.declared, material.contents
    files = [text.path for text in contents.license_texts] + [path for path, _ in contents.license_files]
    where = next(iter(files), declared.license_link or "")
    if not where and contents.unread:
        return _Found(None)
    name = declared.license_id or declared.license_name
    says = [f"license: {name}"] if name else []
    return _Found(0.5 * bool(name) + 0.5 * bool(where), ", ".join([*says, *([where] if where else [])]))


def _obligations(told: Sequence[Facts]) -> _Found:
    """Share of what the upstreams' licenses ask for that is there, as far as it can be told."""
    answers = [
        facts.get(present, Truth.UNKNOWN)
        for facts in told
        for owed, present in _ASKED
        if facts.get(owed, Truth.UNKNOWN) is Truth.YES
    ]
    known = [answer for answer in answers if answer is not Truth.UNKNOWN]
    if not known:
        return _Found(None)
    met = sum(answer is Truth.YES for answer in known)
    return _Found(met / len(known), f"{met} of {len(known)} that upstream licenses ask for")


def _any_of(expressions: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{each})" for each in expressions) or r"(?!)", re.IGNORECASE)
