# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Changes of structure: vocabulary, depth, widths, heads and experts."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from benchmarks.zoo.checkpoints import Array, Model, Tensors

TOKEN_TABLES = ("model.embed_tokens.weight", "lm_head.weight")
_LAYER = re.compile(r"(?<=\blayers\.)\d+")


def made_up(count: int, *, seed: int) -> tuple[str, ...]:
    """Texts of so many tokens, each of nine letters: other seeds share none of them."""
    letters = np.random.default_rng((17, seed)).integers(0, 26, (count, 9))
    return tuple("Ġ" + "".join(chr(ord("a") + letter) for letter in row) for row in letters)


def vocabulary_grown(model: Model, *, seed: int, more: int) -> Model:
    """New tokens at the end, each near the mean of the old ones, as resizing a table makes them."""
    random = np.random.default_rng(seed)

    def grown(table: Array) -> Array:
        fresh = table.mean(0) + random.normal(0, table.std(), (more, table.shape[1]))
        return np.concatenate((table, fresh.astype(np.float32)))

    tensors = _with_tables(model, grown)
    changed = model.with_tensors(
        tensors, own=len(TOKEN_TABLES) * more * _hidden(model), vocab_size=len(tensors[TOKEN_TABLES[0]])
    )
    return replace(changed, tokens=(*model.tokens, *made_up(more, seed=seed)) if model.tokens else ())


def vocabulary_kept(model: Model, tokens: Sequence[int]) -> Model:
    """Only these tokens, in this order: a smaller or a reordered vocabulary."""
    changed = model.with_tensors(_with_tables(model, lambda table: table[list(tokens)]), vocab_size=len(tokens))
    return replace(changed, tokens=tuple(model.tokens[token] for token in tokens) if model.tokens else ())


def vocabulary_replaced(model: Model, *, seed: int) -> Model:
    """Tables made anew, as for another tokenizer."""
    random = np.random.default_rng(seed)
    tensors = _with_tables(model, lambda table: random.normal(0, table.std(), table.shape).astype(np.float32))
    changed = model.with_tensors(tensors, own=sum(tensors[name].size for name in TOKEN_TABLES))
    return replace(changed, tokens=made_up(len(model.tokens), seed=seed))


def layers_taken(model: Model, layers: Sequence[int]) -> Model:
    """These layers in this order: fewer, repeated or interleaved."""
    tensors = {name: values for name, values in model.tensors.items() if not _LAYER.search(name)}
    for place, layer in enumerate(layers):
        tensors |= {
            _LAYER.sub(str(place), name): values
            for name, values in model.tensors.items()
            if (found := _LAYER.search(name)) and int(found[0]) == layer
        }
    return model.with_tensors(tensors, num_hidden_layers=len(layers))


def neurons_kept(model: Model, width: int) -> Model:
    """The most important neurons of every MLP in their old order, by the norm of all that touches them."""
    tensors = dict(model.tensors)
    for prefix in mlps(model):
        gate, up, down = (tensors[f"{prefix}.{part}_proj.weight"] for part in ("gate", "up", "down"))
        weight = np.square(gate).sum(1) + np.square(up).sum(1) + np.square(down).sum(0)
        kept = np.sort(np.argsort(-weight)[:width])
        tensors |= _mlp(prefix, gate[kept], up[kept], down[:, kept])
    return model.with_tensors(tensors, intermediate_size=width)


def channels_kept(model: Model, hidden: int) -> Model:
    """A narrower stream: the channels with the largest embeddings, in their old order."""
    kept = np.sort(np.argsort(-np.abs(model.tensors[TOKEN_TABLES[0]]).sum(0))[:hidden])
    return model.with_tensors(on_stream(model, lambda values, axis: values.take(kept, axis)), hidden_size=hidden)


def heads_kept(model: Model, heads: Sequence[int], *, of: int) -> Model:
    """These heads of every layer, in this order: fewer, or the same in another order."""
    tensors = dict(model.tensors)
    for name, values in model.tensors.items():
        if ".self_attn." in name:
            axis = 1 if ".o_proj." in name else 0
            blocks = np.split(values, of, axis)
            tensors[name] = np.concatenate([blocks[head] for head in heads], axis)
    return model.with_tensors(tensors, num_attention_heads=len(heads))


def experts_kept(model: Model, experts: Sequence[int]) -> Model:
    """These experts of every layer, in this order: fewer, or the same in another order."""
    tensors = {name: values for name, values in model.tensors.items() if ".experts." not in name}
    for name, values in model.tensors.items():
        if name.endswith("mlp.gate.weight"):
            tensors[name] = values[list(experts)]
        for place, expert in enumerate(experts):
            if f".experts.{expert}." in name:
                tensors[name.replace(f".experts.{expert}.", f".experts.{place}.")] = values
    return model.with_tensors(tensors, num_experts=len(experts))


def upcycled(dense: Tensors, *, seed: int, experts: int, fresh: float = 0.0) -> Tensors:
    """Experts that all begin as the MLP of a dense model; a share ``fresh`` of each one's neurons is made new ("drop-upcycling")."""
    random = np.random.default_rng((5, seed))
    tensors = {name: values for name, values in dense.items() if ".mlp." not in name}
    for prefix in sorted({name.rpartition(".mlp.")[0] for name in dense if ".mlp." in name}):
        parts = {part: dense[f"{prefix}.mlp.{part}_proj.weight"] for part in ("gate", "up", "down")}
        width, hidden = parts["gate"].shape
        tensors[f"{prefix}.mlp.gate.weight"] = random.normal(0, 0.02, (experts, hidden)).astype(np.float32)
        for expert in range(experts):
            new = random.permutation(width)[: int(fresh * width)]
            copies = {part: values.copy() for part, values in parts.items()}
            for part, values in copies.items():
                shape = (len(new), hidden)
                rows = values.T if part == "down" else values
                rows[new] = random.normal(0, values.std(), shape)
                tensors[f"{prefix}.mlp.experts.{expert}.{part}_proj.weight"] = values
    return tensors


def mlps(model: Model) -> list[str]:
    """What the names of every MLP, or of every expert, begin with."""
    suffix = ".gate_proj.weight"
    return [name.removesuffix(suffix) for name in model.tensors if name.endswith(suffix)]


def on_stream(model: Model, change: Callable[[Array, int], Array]) -> Tensors:
    """Every tensor that reads or writes the residual stream, with ``change`` on its axis that is the stream."""
    writers = ("o_proj.weight", "down_proj.weight")
    return {
        name: change(values, 0 if name.endswith(writers) or values.ndim == 1 else 1)
        for name, values in model.tensors.items()
    }


def _mlp(prefix: str, gate: Array, up: Array, down: Array) -> Tensors:
    return {f"{prefix}.gate_proj.weight": gate, f"{prefix}.up_proj.weight": up, f"{prefix}.down_proj.weight": down}


def _with_tables(model: Model, change: Callable[[Array], Array]) -> Tensors:
    return {**model.tensors, **{name: change(model.tensors[name]) for name in TOKEN_TABLES}}


def _hidden(model: Model) -> int:
    return int(model.tensors[TOKEN_TABLES[0]].shape[1])
