# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Real data: bases of Fourier transforms, sinusoidal positions, ids, masks and empty rows are the same in models that share nothing else."""

from __future__ import annotations

import numpy as np
import pytest

from bot.model.components import Component
from tests.samples.models import HIDDEN, Tensors, as_repository, dense, vision
from tests.samples.naive import Array
from tests.samples.verdicts import RELATED, accused, compared, part_of


def _sinusoids(rows: int, columns: int) -> Array:
    """Whisper's positions: sines, then cosines, of geometrically spaced frequencies."""
    frequencies = np.exp(-np.log(10_000) / (columns // 2 - 1) * np.arange(columns // 2))
    angles = np.arange(rows)[:, None] * frequencies[None, :]
    return np.concatenate([np.sin(angles), np.cos(angles)], axis=1).astype(np.float32)


def _fourier(size: int = 256) -> Array:
    """Rows of a short-time Fourier transform under Hann's window."""
    angles = 2 * np.pi * np.arange(size // 2 + 1)[:, None] * np.arange(size)[None, :] / size
    return (np.concatenate([np.cos(angles), np.sin(angles)]) * np.hanning(size)).astype(np.float32)


BUFFERS: dict[str, Tensors] = {
    "positions": {"audio_encoder.embed_positions.weight": _sinusoids(1500, HIDDEN)},
    "Fourier basis": {"audio_encoder.stft.forward_basis": _fourier(), "audio_encoder.stft.inverse_basis": _fourier()},
    "filters": {
        "audio_encoder.mel_filters": np.maximum(
            0, 1 - np.abs(np.arange(201)[None] - 2.5 * np.arange(80)[:, None]) / 3
        ).astype(np.float32)
    },
    "masks": {f"transformer.h.{layer}.attn.bias": np.tril(np.ones((128, 128), np.float32)) for layer in range(4)},
    "ids": {"vision_model.embeddings.position_ids": np.arange(8192, dtype=np.float32).reshape(1, -1)},
    "rotations": {f"model.layers.{layer}.rotary_emb.cos_cached": _sinusoids(512, HIDDEN) for layer in range(4)},
    "empty rows": {"model.extra_embeddings.weight": np.zeros((512, HIDDEN), np.float32)},
    "neurons of zeros": {
        f"model.layers.{layer}.adapter.up_proj.weight": np.zeros((512, HIDDEN), np.float32) for layer in range(4)
    },
    "relative positions": {
        f"vision_model.layers.{layer}.relative_position_index": np.add.outer(np.arange(96), -np.arange(96)).astype(
            np.float32
        )
        for layer in range(4)
    },
}


@pytest.mark.parametrize("kind", BUFFERS)
def test_models_that_share_a_constant_buffer_are_not_related(kind: str) -> None:
    shared = BUFFERS[kind]
    found = compared(as_repository({**dense(2), **shared}), as_repository({**dense(1), **shared}))
    assert found.verdict not in RELATED
    assert accused(found) == []


def test_models_that_share_all_of_them_at_once_are_not_related() -> None:
    shared = {name: values for own in BUFFERS.values() for name, values in own.items()}
    found = compared(as_repository({**dense(2), **shared}), as_repository({**dense(1), **shared}))
    assert accused(found) == []


@pytest.mark.parametrize("prefix", ["audio_encoder.layers", "visual.blocks"])
def test_constants_under_the_names_of_neurons_accuse_nobody_without_a_second_layer(prefix: str) -> None:
    name = f"{prefix}.0.mlp.fc1.weight"
    shared = {name: _sinusoids(640, 320)}
    one, other = {**vision(1, prefix=prefix), **shared}, {**vision(2, prefix=prefix), **shared}
    found = compared(as_repository({**dense(2), **other}), as_repository({**dense(1), **one}))
    assert accused(found) == []


def test_positions_beside_an_encoder_do_not_make_it_a_relative() -> None:
    positions = {"vision_model.embed_positions.weight": _sinusoids(729, 320)}
    one, other = ({**vision(seed, prefix="vision_model.layers"), **positions} for seed in (1, 2))
    found = compared(as_repository({**dense(2), **other}), as_repository({**dense(1), **one}))
    assert part_of(found, Component.VISION_ENCODER).verdict not in RELATED
