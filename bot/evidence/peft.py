# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Adapters as PEFT and its relatives store them: small matrices that are added to a base, which is not among them.

Nothing of the base's weights is in an adapter, so nothing can be tested. What its matrices tell is the shapes of those that they belong
to; and many models share shapes.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.evidence.parts import place_of
from bot.model.components import Component
from bot.model.errors import InputError
from bot.model.fingerprints import Fingerprint
from bot.model.tensors import TensorSpec

METHOD = "adapter-shapes/1"
CONFIG = "adapter_config.json"
_PART = re.compile(
    r"^(?:base_model\.model\.)?(?P<module>.+)\."
    r"(?P<part>lora_(?:embedding_)?[AB]|lora_down|lora_up|lora_magnitude_vector|lora_[EP]|ranknum|alpha|dora_scale|"
    r"hada_\w+|lokr_\w+|ia3_l|oft_[rRsS]|vera_lambda_[bd]|boft_[RPs])(?:\.[\w-]+)?(?:\.weight)?$"
)
"""LoRA, DoRA and AdaLoRA; kohya's names; LoHa, LoKr, IA3, OFT, VeRA."""
_DOWN, _UP = ("lora_A", "lora_down", "lora_embedding_A"), ("lora_B", "lora_up", "lora_embedding_B")
_HUB_ID = re.compile(r"[A-Za-z0-9][\w.-]*(?:/[A-Za-z0-9][\w.-]*)?")
_LONGEST_ID = 96 * 2 + 1
"""The Hub's own limit for an owner and a name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Adapter:
    """What a repository's adapter changes."""

    shapes: Mapping[str, tuple[int, int]]
    """Of the base's matrices that it adds to, by their names in the base."""
    ranks: tuple[int, ...]
    """Every rank that occurs, ascending; empty where it is no low-rank adapter."""
    parameters: int
    component: Component

    @property
    def words(self) -> str:
        """What it is, for a reader."""
        if not self.ranks:
            return "an adapter"
        rank = str(self.ranks[0]) if len(self.ranks) == 1 else f"{self.ranks[0]} to {self.ranks[-1]}"
        return f"an adapter of rank {rank} for {len(self.shapes)} matrices"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """How an adapter's shapes suit one known model."""

    matrices: int
    """Those of the adapter that have their like in the model."""
    of: int
    layers_fit: bool
    """Whether the model is deep enough."""
    same_depth: bool

    @property
    def is_whole(self) -> bool:
        """Whether everything fits."""
        return self.of > 0 and self.matrices == self.of and self.layers_fit


def is_part_of_adapter(name: str) -> bool:
    """Whether a tensor is added to a model's weights rather than being some of them.

    >>> is_part_of_adapter("base_model.model.model.layers.0.mlp.up_proj.lora_A.weight"), is_part_of_adapter("lm_head.weight")
    (True, False)
    """
    return _PART.match(name) is not None


def adapter_in(tensors: Iterable[TensorSpec]) -> Adapter | None:
    """The adapter among a repository's tensors; ``None`` where there is none, or where the base lies beside it."""
    halves: dict[str, dict[str, tuple[int, ...]]] = {}
    parameters, beside = 0, set()
    for tensor in tensors:
        found = _PART.match(tensor.name)
        if found is None:
            beside.add(tensor.name.removeprefix("base_model.model.").removesuffix(".weight"))
            continue
        parameters += tensor.elements
        half = "down" if found["part"] in _DOWN else "up" if found["part"] in _UP else "other"
        halves.setdefault(found["module"], {})[half] = tensor.shape
        if "embedding" in found["part"]:
            halves[found["module"]]["is_table"] = ()
    if not halves or beside & halves.keys():
        return None
    shapes, ranks = {}, set()
    for module, own in halves.items():
        shape = _shape(own)
        if shape is not None:
            shapes[module] = shape
            ranks.add(own["down"][0])
    components = Counter(place_of(f"{module}.weight", (1, 1)).component for module in halves)
    return Adapter(
        shapes=shapes, ranks=tuple(sorted(ranks)), parameters=parameters, component=components.most_common(1)[0][0]
    )


def _shape(halves: Mapping[str, tuple[int, ...]]) -> tuple[int, int] | None:
    """Of the matrix that the product of two halves is added to; ``None`` where they are no such pair."""
    down, up = halves.get("down", ()), halves.get("up", ())
    if len(down) != 2 or len(up) != 2 or down[0] != up[1] or not down[0]:
        return None
    # A table of tokens is looked up by rows, so its product is stored the other way round.
    return (down[1], up[0]) if "is_table" in halves else (up[0], down[1])


def fit(adapter: Adapter, known: Fingerprint) -> Fit:
    """By the names within a layer where the model has them, otherwise by shape alone; matrices may be stored either way round."""
    by_part: dict[str, set[tuple[int, ...]]] = {}
    for reference in known.references:
        by_part.setdefault(reference.part, set()).update((reference.shape, reference.shape[::-1]))
    every = {shape for shapes in by_part.values() for shape in shapes}
    places = [(place_of(f"{module}.weight", shape), shape) for module, shape in adapter.shapes.items()]
    layers = [place.layer for place, _ in places if place.layer is not None]
    depth = known.architecture.layers or max(
        (each.layer + 1 for each in known.references if each.layer is not None), default=0
    )
    return Fit(
        matrices=sum(shape in by_part.get(place.part, every) for place, shape in places),
        of=len(places),
        layers_fit=not layers or max(layers) < depth,
        same_depth=bool(layers) and max(layers) + 1 == depth,
    )


def base_in_config(text: bytes) -> str | None:
    """The base that an ``adapter_config.json`` names, if it could be a repository. Raises InputError for no JSON object."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InputError(f"{CONFIG}: no JSON: {type(error).__name__}") from error
    if not isinstance(value, dict):
        raise InputError(f"{CONFIG}: expected a JSON object")
    name = value.get("base_model_name_or_path")
    is_name = isinstance(name, str) and len(name) <= _LONGEST_ID and _HUB_ID.fullmatch(name)
    return name if is_name and isinstance(name, str) else None
