# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Which column of a map a family of tensors stands in, by its role and its name inside the layer."""

from __future__ import annotations

import re

from bot.model.components import Role
from bot.model.parts import Part
from bot.model.tensors import TensorFamily

_WORD = re.compile(r"[a-z0-9]+")
_FUSED = re.compile(r"qkv|query_key_value|c_attn|in_proj")
_BY_ROLE = {
    Role.EMBEDDING: Part.EMBEDDING,
    Role.OUTPUT_HEAD: Part.OUTPUT_HEAD,
    Role.ROUTER: Part.ROUTER,
    Role.CONVOLUTION: Part.CONVOLUTION,
    Role.RECURRENT: Part.RECURRENT,
}
_ATTENTION = (
    (Part.KEY_VALUE, frozenset({"k", "v", "kv", "key", "value", "wk", "wv"})),
    (Part.QUERY, frozenset({"q", "query", "wq"})),
    (Part.OUTPUT, frozenset({"o", "out", "output", "wo", "dense"})),
)
_SHARED = re.compile(r"shared_expert|shexp")
_EXPERTS = re.compile(r"expert|exps(?:\.|_|$)|block_sparse_moe")


def part_of(family: TensorFamily) -> Part:
    """The column. Names are hints here as everywhere; what they do not tell is called attention or other."""
    if family.role in _BY_ROLE:
        return _BY_ROLE[family.role]
    name = family.part.lower()
    if family.role is Role.ATTENTION:
        return _attention(name)
    if _SHARED.search(name):
        return Part.SHARED_EXPERT
    if _EXPERTS.search(name) and len(family.shape) >= 2:
        return Part.EXPERTS
    return Part.MLP if family.role in {Role.UNIT_IN, Role.UNIT_OUT} else Part.OTHER


def _attention(name: str) -> Part:
    if _FUSED.search(name):
        return Part.FUSED_ATTENTION
    words = set(_WORD.findall(name.replace("_", ".")))
    return next((part for part, some in _ATTENTION if words & some), Part.ATTENTION)
