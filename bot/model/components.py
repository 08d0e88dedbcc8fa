# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Parts of a model that can have a lineage of their own, and the parts inside them that samples are taken from."""

from __future__ import annotations

from enum import Enum


class Component(Enum):
    """A part with a lineage of its own."""

    TEXT_MODEL = "text_model"
    VISION_ENCODER = "vision_encoder"
    AUDIO_ENCODER = "audio_encoder"
    PROJECTOR = "projector"
    TOKENIZER = "tokenizer"
    CODE = "code"

    @property
    def words(self) -> str:
        """The component as readers call it."""
        return "language model" if self is Component.TEXT_MODEL else self.value.replace("_", " ")


class Role(Enum):
    """What a tensor does inside its component, as far as it matters for comparing."""

    EMBEDDING = "embedding"
    """Rows are tokens."""
    OUTPUT_HEAD = "output_head"
    """Rows are tokens."""
    ATTENTION = "attention"
    ROUTER = "router"
    """Rows are experts."""
    UNIT_IN = "unit_in"
    """Rows are the input weights of MLP or expert neurons: their order is arbitrary, which makes the exact test exact."""
    UNIT_OUT = "unit_out"
    """Columns are neurons."""
    CONVOLUTION = "convolution"
    """Rows are the kernels of output channels, whose order is arbitrary."""
    RECURRENT = "recurrent"
    """Rows and columns are the same units, so that each row shows its own number on the diagonal: never exchangeable."""
    NORM = "norm"
    OTHER = "other"

    @property
    def is_exchangeable(self) -> bool:
        """Whether the rows carry no order of their own (METHOD: "exchangeable units")."""
        return self in {Role.UNIT_IN, Role.CONVOLUTION}
