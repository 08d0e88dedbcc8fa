# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What the checks of one origin's duties look at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bot.model.licensing import Duty, RepositoryContents
from bot.model.repository import Snapshot
from bot.model.truth import Truth
from bot.pipeline.duties.owed import Owed
from bot.pipeline.origins import Origin
from bot.policy.licenses import Place
from bot.policy.rulebook import Rulebook

CARD = "README.md"
METADATA = "metadata"
GATE = "gate"
NAME = "name"
"""What `ObligationState.where` calls places that are no files."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Whether something is there, and where."""

    truth: Truth
    where: tuple[str, ...] = ()

    @classmethod
    def found(cls, where: Iterable[str], otherwise: Truth) -> Standing:
        """Yes where there is any place, otherwise the other answer."""
        places = tuple(dict.fromkeys(where))
        return cls(truth=Truth.YES, where=places) if places else cls(truth=otherwise)


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """One origin, what is owed to it, and the repository."""

    origin: Origin
    owed: Owed
    snapshot: Snapshot
    contents: RepositoryContents
    rulebook: Rulebook

    @property
    def absent(self) -> Truth:
        """What "not found" means: missing only where everything could be read."""
        return Truth.UNKNOWN if self.contents.unread else Truth.NO

    @property
    def is_local(self) -> bool:
        """Whether this is a folder, which has neither a name on the Hub nor a gate."""
        return self.contents.key.revision.startswith("local-")

    def wordings(self, duty: Duty) -> tuple[str, ...]:
        """What the license dictates for this duty."""
        rule = self.owed.rules.get(duty)
        return rule.wordings if rule else ()

    def places(self, duty: Duty) -> tuple[Place, ...]:
        """Where the license lets the duty be met."""
        rule = self.owed.rules.get(duty)
        return rule.places if rule else ()

    def texts(self, places: Iterable[Place]) -> list[tuple[str, str]]:
        """Name and text of everything in these places; a name is not among them."""
        contents = self.contents
        by_place = {
            Place.LICENSE_FILE: contents.license_files,
            Place.NOTICE_FILE: contents.notices,
            Place.CARD: ((CARD, contents.card_text),) if contents.card_text else (),
            Place.METADATA: ((METADATA, contents.card_metadata),) if contents.card_metadata else (),
            Place.GATE: ((GATE, contents.gate_text),) if contents.gate_text else (),
        }
        return [text for place in dict.fromkeys(places) for text in by_place.get(place, ())]

    def every_text(self) -> list[tuple[str, str]]:
        """License and notice files, the card and its gate."""
        return self.texts((Place.LICENSE_FILE, Place.NOTICE_FILE, Place.CARD, Place.GATE))
