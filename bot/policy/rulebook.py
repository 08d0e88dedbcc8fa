# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Everything below ``rules/`` as one value: rules, licenses, families, presets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from bot.model.claims import ClaimLanguage, ClaimPhrase
from bot.model.errors import RulesError
from bot.model.fingerprints import UpstreamTerms
from bot.model.licensing import Duty
from bot.model.repository import SnapshotKey
from bot.model.truth import Truth
from bot.policy.families import Family
from bot.policy.groups import Groups, is_among
from bot.policy.licenses import Coverage, LicenseClass, LicenseRule
from bot.policy.presets import Preset
from bot.policy.rules import Rule
from bot.policy.transparency import NOTHING_TO_TELL, TransparencyRules


@dataclass(frozen=True, slots=True, kw_only=True)
class Rulebook:
    """The operator's rules.

    Raises RulesError, a line for each mistake, where two of a kind share an id, or a license lacks its text.
    """

    policies: tuple[Rule, ...]
    licenses: tuple[LicenseRule, ...]
    families: tuple[Family, ...]
    presets: tuple[Preset, ...]
    license_texts: Mapping[str, str]
    """The published text of every license, by license id."""
    license_pack: bytes = b""
    """Templates of many more license texts, packed (`bot.licensing.templates`); none where it is empty."""
    claims: tuple[ClaimPhrase, ...] = ()
    languages: tuple[ClaimLanguage, ...] = ()
    transparency: TransparencyRules = NOTHING_TO_TELL
    groups: Groups = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Ids are what everything else refers to."""
        licenses = (each for rule in self.licenses for each in sorted({rule.id, *rule.hub_ids}))
        repositories = (repo.casefold() for family in self.families for repo in family.repositories)
        wrong = [
            *_doubles("rule", (rule.id for rule in self.policies)),
            *_doubles("license", licenses),
            *_doubles("family", (family.id for family in self.families)),
            *_doubles("repository of a family", repositories),
            *_doubles("preset", (preset.id for preset in self.presets)),
            *(
                f"license {rule.id}: no text was loaded for it"
                for rule in self.licenses
                if rule.text is not None and rule.id not in self.license_texts
            ),
        ]
        if wrong:
            raise RulesError("\n".join(wrong))

    @property
    def license_names(self) -> dict[str, str]:
        """How readers call each license, by every id of it."""
        return {each: rule.name for rule in self.licenses for each in (rule.id, *rule.hub_ids)}

    def license(self, identifier: str | None) -> LicenseRule | None:
        """The license of this id or Hub id; None where no file covers it, which is reported as uncovered and never waved through."""
        return next((rule for rule in self.licenses if identifier in {rule.id, *rule.hub_ids}), None)

    def gives_away(self, rule: LicenseRule, declared_id: str) -> Truth:
        """Whether declaring this license over a model under that rule's gives away what the rule does not let give away.

        Unknown for a declared license that nobody knows or has read here, and for a name that stands for several licenses.
        """
        if not rule.relicensing.conflicts or declared_id in {rule.id, *rule.hub_ids}:
            return Truth.NO
        declared = self.license(declared_id)
        if declared is None:
            return Truth.of(True if is_among(rule.relicensing.conflicts, [declared_id], None, self.groups) else None)
        ids = (declared.id, *declared.hub_ids)
        if is_among(rule.relicensing.conflicts, ids, declared.license_class, self.groups):
            return Truth.YES
        unread = declared.coverage is Coverage.UNCOVERED or declared.license_class is LicenseClass.FAMILY
        return Truth.UNKNOWN if unread else Truth.NO

    def wordings(self, duty: Duty) -> tuple[str, ...]:
        """Everything that any license dictates for this duty."""
        return tuple(
            dict.fromkeys(
                words for rule in self.licenses for each in rule.duties if each.duty is duty for words in each.wordings
            )
        )

    def family(self, repo: str) -> Family | None:
        """The family that this repository belongs to."""
        return next((family for family in self.families if family.holds(repo)), None)

    def preset(self, identifier: str) -> Preset:
        """The preset of this id. Raises RulesError."""
        for preset in self.presets:
            if preset.id == identifier:
                return preset
        raise RulesError(
            f"unknown preset '{identifier}'; known presets are {', '.join(preset.id for preset in self.presets)}"
        )

    def complete(self, key: SnapshotKey, terms: UpstreamTerms) -> UpstreamTerms:
        """An upstream's terms with what its family knows beyond the repository."""
        family = self.family(key.repo)
        return terms if family is None else family.complete(key, terms)


def _doubles(kind: str, identifiers: Iterable[str]) -> Iterator[str]:
    seen: set[str] = set()
    for identifier in identifiers:
        if identifier in seen:
            yield f"two files define the {kind} '{identifier}'; remove or rename one"
        seen.add(identifier)
