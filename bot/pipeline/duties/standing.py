# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""How each duty is met in a repository, and where. What is not found while files are unread is unknown, not missing."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.licensing.copyrights import copyright_lines, keeps_holder
from bot.licensing.naming import names_upstream, states_changes
from bot.licensing.notices import NoticeMatch, compare_notice
from bot.licensing.passing_on import is_use_policy, links, names_restrictions
from bot.licensing.phrases import has_phrase, paths_with, tokens_of
from bot.licensing.prefixes import begins_with, card_title, model_name
from bot.licensing.sentences import has_sentence
from bot.model.fingerprints import UpstreamTerms
from bot.model.licensing import Duty, RepositoryContents, TextMatch
from bot.model.truth import Truth
from bot.pipeline.duties.conflicts import conflicts_of
from bot.pipeline.duties.declared import is_same_license
from bot.pipeline.duties.material import CARD, METADATA, NAME, Material, Standing
from bot.policy.facts import Fact
from bot.policy.licenses import LicenseRule, Place

_LONG = 100
"""Words of a license file that may be more than a mention of a license."""
_LINK_HOST = "huggingface.co/"


def missing_lines(terms: UpstreamTerms, contents: RepositoryContents) -> tuple[str, ...]:
    """The upstream's copyright lines whose holder no line of the repository names."""
    return tuple(line for line in terms.copyright_lines if not keeps_holder(line, contents.copyright_lines))


def license_text(material: Material, license_rule: LicenseRule) -> Standing:
    """A changed copy may or may not be good enough, and a license file that nobody recognised may be it: a person has to read both."""
    texts = [each for each in material.contents.license_texts if each.license_id == license_rule.id]
    whole = [each.path for each in texts if each.match.holds_terms]
    unclear = any(each.match is TextMatch.MODIFIED for each in texts) or _may_be_unrecognised(material, license_rule)
    return Standing.found(whole, Truth.UNKNOWN if unclear else material.absent)


def _may_be_unrecognised(material: Material, license_rule: LicenseRule) -> bool:
    known = {each.path for each in material.contents.license_texts if each.match.is_the_license}
    names = (license_rule.name, *license_rule.license_names)
    return any(
        path not in known and len(tokens_of(text)) >= _LONG and any(has_phrase(text, name) for name in names)
        for path, text in material.contents.license_files
    )


def _copyright_lines(material: Material) -> Standing:
    lines = material.origin.terms.copyright_lines
    if not lines:
        return Standing(truth=Truth.UNKNOWN)
    if missing_lines(material.origin.terms, material.contents):
        return Standing(truth=material.absent)
    holding = [
        path for path, text in material.every_text() if any(keeps_holder(line, copyright_lines(text)) for line in lines)
    ]
    return Standing(truth=Truth.YES, where=tuple(holding))


def notice_match(material: Material) -> NoticeMatch:
    """How much of the upstream's NOTICE is readable here; nothing of a NOTICE that there is not."""
    text = material.origin.terms.notice_text
    return NoticeMatch.MISSING if text is None else compare_notice(text, [each for _, each in material.every_text()])


def _notice(material: Material) -> Standing:
    if notice_match(material) is not NoticeMatch.WHOLE:
        return Standing(truth=material.absent)
    notice = material.origin.terms.notice_text or ""
    holding = [
        path for path, text in material.every_text() if compare_notice(notice, [text]) is not NoticeMatch.MISSING
    ]
    return Standing(truth=Truth.YES, where=tuple(holding))


def _sentence(material: Material) -> Standing:
    """In a file named for notices. In the card it serves readers as well, so there a person has to judge.

    A license file counts for nothing: the license itself quotes its sentence.
    """
    wordings = material.wordings(Duty.NOTICE_SENTENCE)
    if not wordings:
        return Standing(truth=Truth.UNKNOWN)
    siblings = material.rulebook.wordings(Duty.NOTICE_SENTENCE)
    places = [place for place in material.places(Duty.NOTICE_SENTENCE) if place is not Place.LICENSE_FILE]

    def holds(text: str) -> bool:
        return any(
            has_sentence(text, wording, [each for each in siblings if each not in wordings]) for wording in wordings
        )

    found = [path for path, text in material.texts(places or [Place.NOTICE_FILE]) if holds(text)]
    elsewhere = any(holds(text) for _, text in material.texts((Place.CARD, Place.NOTICE_FILE)))
    return Standing.found(found, Truth.UNKNOWN if elsewhere else material.absent)


def _changes(material: Material) -> Standing:
    origin = material.origin
    in_metadata = origin.declared is Truth.YES and material.snapshot.declared.base_model_relation is not None
    texts = material.texts((Place.CARD, Place.NOTICE_FILE)) if origin.named is Truth.YES else []
    saying = [path for path, text in texts if states_changes(text)]
    return Standing.found([*([METADATA] if in_metadata else []), *saying], material.absent)


def _name(material: Material) -> Standing:
    """A folder has no name on the Hub; there the card's title counts, and without it nothing can be told."""
    marks = material.wordings(Duty.NAME_PREFIX)
    if not marks:
        return Standing(truth=Truth.UNKNOWN)
    if begins_with(model_name(material.contents.key.repo), marks):
        return Standing(truth=Truth.YES, where=(NAME,))
    if not material.is_local:
        return Standing(truth=Truth.NO)
    title = card_title(material.contents.card_text)
    return Standing.found([CARD] if title and begins_with(title, marks) else [], Truth.UNKNOWN)


def _display(material: Material) -> Standing:
    wordings = material.wordings(Duty.DISPLAY_ATTRIBUTION)
    places = material.places(Duty.DISPLAY_ATTRIBUTION) or (Place.CARD,)
    return Standing.found(paths_with(material.texts(places), wordings), material.absent if wordings else Truth.UNKNOWN)


def _restrictions(material: Material, license_rule: LicenseRule) -> Standing:
    """By the same license, declared or as a text, or by words that name the restrictions."""
    contents = material.contents
    text = license_text(material, license_rule)
    wordings = (*material.wordings(Duty.USE_RESTRICTIONS), *((license_rule.url,) if license_rule.url else ()))
    places = (Place.LICENSE_FILE, Place.NOTICE_FILE, Place.CARD, Place.METADATA, Place.GATE)
    naming = [path for path, words in material.texts(places) if names_restrictions(words, wordings)]
    policies = [entry.path for entry in material.snapshot.files if is_use_policy(entry.path)]
    same = [METADATA] if is_same_license(contents, material.snapshot, license_rule, material.rulebook) else []
    return Standing.found([*same, *text.where, *naming, *policies], _less_certain(text.truth, material.absent))


def _reference(material: Material, license_rule: LicenseRule) -> Standing:
    """The license's name, its address, its tag or its text."""
    names = [license_rule.name, *([license_rule.spdx] if license_rule.spdx else []), *license_rule.license_names]
    same = is_same_license(material.contents, material.snapshot, license_rule, material.rulebook)
    texts = material.texts((Place.CARD, Place.NOTICE_FILE, Place.LICENSE_FILE, Place.METADATA, Place.GATE))
    naming = [
        path
        for path, text in texts
        if any(has_phrase(text, name) for name in names) or (license_rule.url and links(text, license_rule.url))
    ]
    text = license_text(material, license_rule)
    return Standing.found([*([METADATA] if same else []), *text.where, *naming], material.absent)


def _creator(material: Material) -> Standing:
    """The upstream, its owner or its copyright holder, by name."""
    origin = material.origin
    owner, _, name = origin.upstream.repo.rpartition("/")
    family = material.rulebook.family(origin.upstream.repo)
    names = (*(family.names if family else ()), *([owner] if owner else []))
    naming = [
        path
        for path, text in material.every_text()
        if names_upstream(text, repo=origin.upstream.repo, plain_names=names)
        or any(keeps_holder(line, copyright_lines(text)) for line in origin.terms.copyright_lines)
    ]
    declared = [METADATA] if origin.declared is Truth.YES else []
    return Standing.found([*declared, *naming], material.absent if name else Truth.UNKNOWN)


def _link(material: Material) -> Standing:
    """The upstream in the metadata, which the Hub shows as a link, or its address in a text."""
    repo = material.origin.upstream.repo
    declared = [METADATA] if material.origin.declared is Truth.YES else []
    linking = [path for path, text in material.every_text() if links(text, _LINK_HOST + repo)]
    named = any(links(text, repo) for _, text in material.every_text())
    return Standing.found([*declared, *linking], Truth.UNKNOWN if named else material.absent)


def _unless(conflict: Fact, material: Material) -> Standing:
    """Met where there is no conflict. None of these conflicts hangs on restrictions that are passed on."""
    return Standing(truth=conflicts_of(material, Truth.UNKNOWN)[conflict].negated())


def _less_certain(one: Truth, other: Truth) -> Truth:
    return Truth.UNKNOWN if Truth.UNKNOWN in {one, other} else other


_BY_LICENSE: Mapping[Duty, Callable[[Material, LicenseRule], Standing]] = {
    Duty.INCLUDE_LICENSE_TEXT: license_text,
    Duty.USE_RESTRICTIONS: _restrictions,
    Duty.LICENSE_REFERENCE: _reference,
}
_OTHERS: Mapping[Duty, Callable[[Material], Standing]] = {
    Duty.RETAIN_COPYRIGHT_NOTICE: _copyright_lines,
    Duty.NOTICE_FILE: _notice,
    Duty.NOTICE_SENTENCE: _sentence,
    Duty.STATE_CHANGES: _changes,
    Duty.NAME_PREFIX: _name,
    Duty.DISPLAY_ATTRIBUTION: _display,
    Duty.IDENTIFY_CREATOR: _creator,
    Duty.LINK_TO_SOURCE: _link,
    Duty.SHARE_ALIKE: lambda material: _unless(Fact.SHARE_ALIKE_DROPPED, material),
    Duty.NONCOMMERCIAL: lambda material: _unless(Fact.NONCOMMERCIAL_DROPPED, material),
    Duty.NO_DERIVATIVES: lambda material: _unless(Fact.DERIVATIVES_FORBIDDEN, material),
}


def standing_of(duty: Duty, material: Material) -> Standing:
    """Whether and where the duty is met, asked or not. Unknown where it depends on a license that is not known."""
    if duty in _OTHERS:
        return _OTHERS[duty](material)
    license_rule = material.owed.license
    return Standing(truth=Truth.UNKNOWN) if license_rule is None else _BY_LICENSE[duty](material, license_rule)
