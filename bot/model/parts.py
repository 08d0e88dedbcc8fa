# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What stands together in one column of a picture, and what readers call it."""

from __future__ import annotations

from enum import Enum


class Part(Enum):
    """What stands together in one column of a map. The stored words never change."""

    EMBEDDING = "embedding"
    OUTPUT_HEAD = "output_head"
    QUERY = "query"
    KEY_VALUE = "key_value"
    OUTPUT = "output"
    FUSED_ATTENTION = "fused_attention"
    ATTENTION = "attention"
    """Of attention whose name does not tell which matrix it is."""
    ROUTER = "router"
    MLP = "mlp"
    SHARED_EXPERT = "shared_expert"
    EXPERTS = "experts"
    CONVOLUTION = "convolution"
    RECURRENT = "recurrent"
    OTHER = "other"
    WHOLE = "whole"
    """A component about whose parts nothing is known one by one."""

    @property
    def words(self) -> str:
        """The part as readers call it."""
        return _WORDS.get(self, self.value.replace("_", " "))

    @property
    def short(self) -> str:
        """The same, short enough for the head of a column."""
        return _SHORT.get(self, self.words)


_WORDS = {
    Part.QUERY: "attention, queries",
    Part.KEY_VALUE: "attention, keys and values",
    Part.OUTPUT: "attention, output",
    Part.FUSED_ATTENTION: "attention, one matrix",
    Part.SHARED_EXPERT: "shared expert",
    Part.MLP: "MLP",
    Part.WHOLE: "all of it",
}
_SHORT = {
    Part.QUERY: "q",
    Part.KEY_VALUE: "k, v",
    Part.OUTPUT: "o",
    Part.FUSED_ATTENTION: "qkv",
    Part.SHARED_EXPERT: "shared",
    Part.ATTENTION: "attn.",
    Part.CONVOLUTION: "conv.",
    Part.RECURRENT: "recur.",
    Part.MLP: "mlp",
}
