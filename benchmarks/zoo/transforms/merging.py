# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Several models made into one: averages, and a foreign encoder in an own model."""

from __future__ import annotations

from collections.abc import Callable, Collection

import numpy as np

from benchmarks.zoo.checkpoints import Array, Model


def linear(one: Model, other: Model, share: float) -> Model:
    """The weighted mean; ``share`` is the weight of the first."""
    return _merged(one, other, lambda a, b: share * a + (1 - share) * b)


def slerp(one: Model, other: Model, share: float) -> Model:
    """Along the arc between the two, each tensor as one long vector."""

    def between(a: Array, b: Array) -> Array:
        cosine = float(np.sum(a * b) / (np.linalg.norm(a) * np.linalg.norm(b) + 1e-12))
        angle = float(np.arccos(np.clip(cosine, -1, 1)))
        if angle < 1e-3:
            return share * a + (1 - share) * b
        mixed: Array = np.sin(share * angle) * a + np.sin((1 - share) * angle) * b
        mixed /= np.sin(angle)
        return mixed

    return _merged(one, other, between)


def ties(base: Model, one: Model, other: Model, *, kept: float = 0.3) -> Model:
    """TIES: of what two fine-tunes changed the largest share ``kept``, where the signs agree with the larger sum."""

    def trimmed(change: Array) -> Array:
        return np.where(np.abs(change) >= np.quantile(np.abs(change), 1 - kept), change, 0)

    def joined(start: Array, a: Array, b: Array) -> Array:
        changes = np.stack((trimmed(a - start), trimmed(b - start)))
        agreeing = np.where(np.sign(changes) == np.sign(changes.sum(0)), changes, 0)
        total: Array = agreeing.sum(0)
        total /= np.maximum(np.count_nonzero(agreeing, axis=0), 1)
        return start + total

    return _with_base(base, one, other, joined)


def dare(base: Model, one: Model, other: Model, *, seed: int, dropped: float = 0.7) -> Model:
    """DARE: a random share of what each fine-tune changed is dropped and the rest scaled up; then the mean."""
    random = np.random.default_rng(seed)

    def thinned(change: Array) -> Array:
        return np.where(random.random(change.shape) < dropped, 0, change / (1 - dropped))

    return _with_base(base, one, other, lambda start, a, b: start + (thinned(a - start) + thinned(b - start)) / 2)


def grafted(own: Model, encoder: Model, *, prefix: str = "vision_tower.") -> Model:
    """A model with the encoder of another one beside its own layers."""
    tensors = {**own.tensors, **{f"{prefix}{name}": values for name, values in encoder.tensors.items()}}
    return own.with_tensors(tensors, architectures=["OwnForConditionalGeneration"], model_type="own_vlm")


def layers_grafted(own: Model, donor: Model, layers: Collection[int]) -> Model:
    """A model with these layers replaced by another's at the same place ("passthrough merge"); ``own`` counts what is not the donor's."""
    places = tuple(f".layers.{layer}." for layer in layers)
    taken = {name: values for name, values in donor.tensors.items() if any(place in name for place in places)}
    left = sum(values.size for name, values in own.tensors.items() if values.ndim > 1 and name not in taken)
    return own.with_tensors({**own.tensors, **taken}, own=left)


def _merged(one: Model, other: Model, join: Callable[[Array, Array], Array]) -> Model:
    return one.with_tensors(
        {name: join(values, other.tensors[name]).astype(np.float32) for name, values in one.tensors.items()}
    )


def _with_base(base: Model, one: Model, other: Model, join: Callable[[Array, Array, Array], Array]) -> Model:
    return base.with_tensors(
        {
            name: join(values, one.tensors[name], other.tensors[name]).astype(np.float32)
            for name, values in base.tensors.items()
        }
    )
