# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What a card says about the model's making, set beside what the files show."""

from __future__ import annotations

from bot.licensing.bases import names_as_base
from bot.licensing.naming import names_upstream
from bot.model.claims import Claim
from bot.model.components import Component
from bot.model.findings import Confidence
from bot.model.licensing import RepositoryContents
from bot.model.truth import Truth, any_of
from bot.pipeline.origins import Origin
from bot.policy.rulebook import Rulebook

_CARD = "README.md"


def claim_contradicted(origin: Origin, contents: RepositoryContents, rulebook: Rulebook) -> Truth:
    """Whether a claim of the card and this origin cannot both be so. Always for a person to judge, never posted by itself.

    Yes only where a claim about the whole model stands, the origin is proven (not merely declared) for the model itself, and the
    repository does not name that upstream as its base. An upstream of the same organisation is no origin (`origins_of`). Unknown where
    a claim and an origin meet and something between them is unclear: the card was not read, the evidence is weak, the claim is about a
    part or about more than what was found, or the card names the upstream in words that can be read either way.
    """
    if not contents.claims:
        return Truth.UNKNOWN if _CARD in contents.unread else Truth.NO
    disclosed = _discloses(origin, contents, rulebook)
    meets = any_of(_covers(claim, origin) for claim in contents.claims)
    if disclosed is Truth.YES or meets is Truth.NO:
        return Truth.NO
    clear = disclosed is Truth.NO and meets is Truth.YES and origin.confidence is Confidence.HIGH
    return Truth.YES if clear else Truth.UNKNOWN


def contradicted_claim(origin: Origin, contents: RepositoryContents) -> Claim | None:
    """The claim to show beside a finding: the first that covers the origin; ``None`` where none does."""
    return next((claim for claim in contents.claims if _covers(claim, origin) is not Truth.NO), None)


def _covers(claim: Claim, origin: Origin) -> Truth:
    if claim.component is None or claim.component is Component.TEXT_MODEL:
        if origin.whole and origin.component is Component.TEXT_MODEL:
            return Truth.YES
        whole_repository = origin.whole and claim.component is None
        return Truth.YES if whole_repository else Truth.of(False if claim.component is not None else None)
    return Truth.UNKNOWN if claim.component is origin.component else Truth.NO


def _discloses(origin: Origin, contents: RepositoryContents, rulebook: Rulebook) -> Truth:
    """Whether the metadata, a notice or a sentence of the card names the upstream as the base."""
    if origin.declared is not Truth.NO:
        return origin.declared
    family = rulebook.family(origin.upstream.repo)
    repos = (origin.upstream.repo, *(family.repositories if family else ()))
    names = family.names if family else ()
    notices = "\n".join(text for _, text in contents.notices)
    if any(names_upstream(notices, repo=repo, plain_names=names) for repo in repos):
        return Truth.YES
    return any_of(names_as_base(contents.card_text, repo=repo, plain_names=names) for repo in repos)
