# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What a model card says about who made the model and from what: sentences, not judgments."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from bot.model.components import Component


class ClaimKind(Enum):
    """What is said."""

    FROM_SCRATCH = "from_scratch"
    """Nothing stood at the beginning of the training."""
    OWN_DEVELOPMENT = "own_development"
    """The publisher made it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One sentence of a card that says where the model, or a part of it, comes from."""

    phrase: str
    """Id of the entry in ``rules/claims/`` that found it."""
    kind: ClaimKind
    sentence: str
    """The whole sentence, on one line, as written; other people's words, so quote it inertly."""
    language: str
    """``en``, ``ja``, ``ko`` or ``zh``."""
    component: Component | None = None
    """The part that it is about; ``None`` for the whole model."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimPhrase:
    """One way to say it in one language. All expressions are regular, and case does not matter."""

    id: str
    language: str
    kind: ClaimKind
    patterns: tuple[str, ...]
    negations: tuple[str, ...] = ()
    """Contexts that turn it round; ``{claim}`` stands for the words that were found."""
    exceptions: tuple[str, ...] = ()
    """Contexts in which the words say something else."""
    fires: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()
    cannot_tell: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimLanguage:
    """How sentences of one language tell what is being talked about, and whether it is being said at all."""

    id: str
    negations: tuple[str, ...]
    """Contexts with ``{claim}``: it is not so."""
    others: tuple[str, ...]
    """Contexts with ``{claim}``: another model, an earlier version, models in general, a wish or a plan."""
    doubts: tuple[str, ...]
    """Contexts with ``{claim}``: said by halves, or by somebody else."""
    strangers: tuple[str, ...]
    """Contexts with ``{claim}`` in which it is about something that no noun here is a word for; asked where none was found."""
    whole: tuple[str, ...]
    """Nouns for the model itself."""
    components: tuple[tuple[Component, str], ...]
    """Nouns for its parts."""
    elsewhere: tuple[str, ...]
    """Nouns for what is neither the model nor a part of it: data, code, other models."""
    governed_before: tuple[str, ...]
    """What stands before a noun that is not what the sentence is about (``with the``)."""
    governed_after: tuple[str, ...]
    """What stands after one (``architecture``)."""
    joined: tuple[str, ...]
    """What joins two nouns (``and the``)."""
    attributive: tuple[str, ...]
    """What may stand between the claim and the noun that it describes (``自社開発`` ``の`` ``モデル``)."""
    names: tuple[str, ...]
    """Names of well-known models, in all languages: a sentence about one of them is not about this model."""
    relative: tuple[str, ...]
    """What stands between a noun and a claim that describes it (``, which was``)."""
    pronouns: tuple[str, ...]
    """Beginnings of a sentence that speaks of what the sentence before it spoke of."""
