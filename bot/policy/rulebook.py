# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Everything below ``rules/`` as one value: rules, licenses, families, presets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.model.claims import ClaimLanguage, ClaimPhrase
from bot.model.errors import RulesError
from bot.model.fingerprints import UpstreamTerms
from bot.model.licensing import Duty
from bot.model.repository import SnapshotKey
from bot.policy.families import Family
from bot.policy.licenses import LicenseClass, LicenseRule
from bot.policy.presets import Preset
from bot.policy.rules import Rule
from bot.policy.transparency import NOTHING_TO_TELL, TransparencyRules

_GROUPS = {
    "@permissive": (LicenseClass.PERMISSIVE, LicenseClass.ATTRIBUTION),
    "@public-domain": (LicenseClass.PUBLIC_DOMAIN,),
    "@copyleft-software": (LicenseClass.COPYLEFT,),
    "@responsible-ai": (LicenseClass.USE_RESTRICTED,),
    "@non-commercial": (LicenseClass.NONCOMMERCIAL,),
    "@custom": (LicenseClass.COMMUNITY,),
}
"""Groups of licenses that `Relicensing.conflicts` can name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rulebook:
    """The operator's rules. Raises RulesError where two of a kind share an id, or a license lacks its text."""

    policies: tuple[Rule, ...]
    licenses: tuple[LicenseRule, ...]
    families: tuple[Family, ...]
    presets: tuple[Preset, ...]
    license_texts: Mapping[str, str]
    """The published text of every license, by license id."""
    claims: tuple[ClaimPhrase, ...] = ()
    languages: tuple[ClaimLanguage, ...] = ()
    transparency: TransparencyRules = NOTHING_TO_TELL

    def __post_init__(self) -> None:
        """Ids are what everything else refers to."""
        _refuse_doubles("rule", (rule.id for rule in self.policies))
        _refuse_doubles("license", (each for rule in self.licenses for each in {rule.id, *rule.hub_ids}))
        _refuse_doubles("family", (family.id for family in self.families))
        _refuse_doubles(
            "repository of a family", (repo.casefold() for family in self.families for repo in family.repositories)
        )
        _refuse_doubles("preset", (preset.id for preset in self.presets))
        for rule in self.licenses:
            if rule.text is not None and rule.id not in self.license_texts:
                raise RulesError(f"license {rule.id}: no text was loaded for it")

    def license(self, identifier: str | None) -> LicenseRule | None:
        """The license of this id or Hub id; None where no file covers it, which is reported as uncovered and never waved through."""
        return next((rule for rule in self.licenses if identifier in {rule.id, *rule.hub_ids}), None)

    def conflicting(self, rule: LicenseRule, declared_id: str) -> bool:
        """Whether declaring this license over a model under that rule's gives away what the rule does not let give away."""
        declared = self.license(declared_id)
        ids = {declared_id, *((declared.id, *declared.hub_ids) if declared else ())}
        kind = declared.license_class if declared else None
        return any(name in ids or kind in _GROUPS.get(name, ()) for name in rule.relicensing.conflicts)

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


def _refuse_doubles(kind: str, identifiers: Iterable[str]) -> None:
    seen: set[str] = set()
    for identifier in identifiers:
        if identifier in seen:
            raise RulesError(f"two files define the {kind} '{identifier}'; remove or rename one")
        seen.add(identifier)
