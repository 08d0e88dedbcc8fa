# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What ``config.json`` says about the shape of a model. It names code and sizes, not weights, so it never decides."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields

from bot.model.errors import InputError
from bot.model.evidence import Evidence, EvidenceKind
from bot.model.fingerprints import Architecture
from bot.model.repository import SnapshotKey

METHOD = "config/1"
_LARGEST_NUMBER = 1 << 40
_LONGEST_WORD = 200
_TEXT_PARTS = ("text_config", "llm_config", "language_config", "thinker_config")
_NUMBERS = {
    "hidden_size": ("hidden_size", "n_embd", "d_model", "dim"),
    "layers": ("num_hidden_layers", "n_layer", "num_layers", "n_layers", "encoder_layers"),
    "intermediate_size": ("intermediate_size", "ffn_dim", "n_inner", "encoder_ffn_dim"),
    "vocabulary_size": ("vocab_size",),
    "attention_heads": ("num_attention_heads", "n_head", "n_heads"),
    "key_value_heads": ("num_key_value_heads", "n_kv_heads"),
    "experts": ("n_routed_experts", "num_local_experts", "num_experts"),
    "expert_intermediate_size": ("moe_intermediate_size",),
}
_WORDS = {
    "layers": "{} layers",
    "hidden_size": "width {}",
    "intermediate_size": "MLP width {}",
    "experts": "{} experts",
    "vocabulary_size": "vocabulary {}",
}


def read_architecture(text: bytes) -> Architecture:
    """The shape that a ``config.json`` states; what is missing or of another type is absent. Raises InputError for no JSON object."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InputError(f"config.json: no JSON: {type(error).__name__}") from error
    if not isinstance(value, dict):
        raise InputError("config.json: expected a JSON object")
    inner: Mapping[str, object] = next((value[key] for key in _TEXT_PARTS if isinstance(value.get(key), dict)), {})
    numbers = {name: _number({**value, **inner}, keys) for name, keys in _NUMBERS.items()}
    classes = value.get("architectures")
    return Architecture(
        classes=tuple(word for each in classes if (word := _word(each))) if isinstance(classes, list) else (),
        model_type=_word(value.get("model_type")),
        name_or_path=_word(value.get("_name_or_path")),
        **numbers,
    )


def compare_architectures(own: Architecture, other: Architecture, upstream: SnapshotKey) -> Evidence | None:
    """How much of the shape is the same; ``None`` where the two state nothing in common."""
    pairs = {
        each.name: (getattr(own, each.name), getattr(other, each.name))
        for each in fields(Architecture)
        if each.name in _NUMBERS
    }
    stated = {name: pair for name, pair in pairs.items() if None not in pair}
    if not stated:
        return None
    same = [name for name, (one, two) in stated.items() if one == two]
    differing = [name for name in stated if name not in same]
    return Evidence(
        kind=EvidenceKind.ARCHITECTURE,
        method=METHOD,
        upstream=upstream,
        component=None,
        statistic=len(same) / len(stated),
        expected_if_unrelated=1.0,
        log10_p=None,
        coverage=0.0,
        bytes_read=0,
        detail=_sentence(own, same, differing, stated),
    )


def _sentence(own: Architecture, same: list[str], differing: list[str], stated: Mapping[str, tuple[int, int]]) -> str:
    told = ", ".join(_WORDS[name].format(getattr(own, name)) for name in _WORDS if name in same)
    other = ", ".join(
        f"{_WORDS[name].format(stated[name][0])} instead of {stated[name][1]}" for name in _WORDS if name in differing
    )
    parts = [f"{told}: the same as the upstream's" if told else "", other]
    return "; ".join(part for part in parts if part) or f"{len(same)} of {len(stated)} stated sizes are the same"


def _number(value: Mapping[str, object], keys: tuple[str, ...]) -> int | None:
    for key in keys:
        found = value.get(key)
        if isinstance(found, int) and not isinstance(found, bool) and 0 < found < _LARGEST_NUMBER:
            return found
    return None


def _word(value: object) -> str | None:
    return value if isinstance(value, str) and 0 < len(value) <= _LONGEST_WORD and value.isprintable() else None
