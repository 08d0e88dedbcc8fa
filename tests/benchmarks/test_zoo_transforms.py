# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from benchmarks.zoo.checkpoints import Model, Tensors
from benchmarks.zoo.transforms import merging, storage, structure, symmetry
from tests.samples.forward import logits

HIDDEN, WIDTH, HEADS, VOCABULARY = 32, 48, 4, 40
Change = Callable[..., Model]
TEXT = np.array([3, 17, 0, 39, 8, 8, 21])
CONFIG = {"hidden_size": HIDDEN, "num_attention_heads": HEADS, "num_experts": 4}


def network(seed: int = 0, *, layers: int = 3) -> Model:
    random = np.random.default_rng(seed)

    def matrix(rows: int, columns: int) -> NDArray[Any]:
        return random.normal(0, 0.3, (rows, columns)).astype(np.float32)

    def gains() -> NDArray[Any]:
        return np.exp(random.normal(0, 0.3, HIDDEN)).astype(np.float32)

    tensors: Tensors = {"model.embed_tokens.weight": matrix(VOCABULARY, HIDDEN)}
    for layer in range(layers):
        prefix = f"model.layers.{layer}"
        tensors |= {f"{prefix}.self_attn.{part}_proj.weight": matrix(HIDDEN, HIDDEN) for part in "qkvo"}
        tensors |= {f"{prefix}.mlp.{part}_proj.weight": matrix(WIDTH, HIDDEN) for part in ("gate", "up")}
        tensors[f"{prefix}.mlp.down_proj.weight"] = matrix(HIDDEN, WIDTH)
        tensors |= {f"{prefix}.{norm}_layernorm.weight": gains() for norm in ("input", "post_attention")}
    tensors |= {"model.norm.weight": gains(), "lm_head.weight": matrix(VOCABULARY, HIDDEN)}
    return Model(tensors=tensors, config=CONFIG)


def mixture(seed: int = 0) -> Model:
    tensors = structure.upcycled(network(seed).tensors, seed=seed, experts=4, fresh=0.5)
    random = np.random.default_rng(seed)
    # Routers far apart, so that no rounding changes which experts are active.
    routers = {
        name: random.normal(0, 1, each.shape) for name, each in tensors.items() if name.endswith("mlp.gate.weight")
    }
    return Model(tensors={**tensors, **routers}, config=CONFIG)


def computed(model: Model) -> NDArray[np.float64]:
    return logits(model.tensors, TEXT, heads=model.config["num_attention_heads"])


@pytest.mark.parametrize(
    "changed",
    [
        symmetry.neurons_permuted(network(), seed=1),
        symmetry.channels_permuted(network(), seed=1),
        symmetry.heads_permuted(network(), seed=1),
        symmetry.rotated(network(), seed=1),
        symmetry.channels_rescaled(network(), seed=1),
        symmetry.gains_folded(network()),
    ],
    ids=["neurons permuted", "channels permuted", "heads permuted", "rotated", "rescaled", "gains folded"],
)
def test_a_symmetry_changes_the_numbers_and_not_the_function(changed: Model) -> None:
    up = "model.layers.1.mlp.up_proj.weight"
    out = "model.layers.1.self_attn.o_proj.weight"
    same = [np.array_equal(changed.tensors[name], network().tensors[name]) for name in (up, out)]
    assert not all(same)
    np.testing.assert_allclose(computed(changed), computed(network()), rtol=1e-3, atol=1e-4)


@pytest.mark.parametrize("change", [symmetry.experts_permuted, symmetry.rotated, symmetry.channels_rescaled])
def test_a_symmetry_of_a_mixture_leaves_its_function_alone(change: Change) -> None:
    np.testing.assert_allclose(computed(change(mixture(), seed=2)), computed(mixture()), rtol=1e-3, atol=1e-4)


def test_upcycling_without_fresh_neurons_computes_what_the_dense_model_did() -> None:
    dense = network()
    upcycled = dense.with_tensors(structure.upcycled(dense.tensors, seed=1, experts=4))
    np.testing.assert_allclose(computed(upcycled), computed(dense), rtol=1e-6, atol=1e-8)


def test_new_tokens_leave_the_scores_of_the_old_ones_alone() -> None:
    grown = structure.vocabulary_grown(network(), seed=1, more=8)
    np.testing.assert_array_equal(computed(grown)[:, :VOCABULARY], computed(network()))
    assert grown.own == 2 * 8 * HIDDEN
    assert grown.config["vocab_size"] == VOCABULARY + 8


def test_a_reordered_vocabulary_gives_the_same_scores_in_the_new_order() -> None:
    order = np.random.default_rng(1).permutation(VOCABULARY)
    moved = structure.vocabulary_kept(network(), order.tolist())
    text = np.argsort(order)[TEXT]
    found = logits(moved.tensors, text, heads=HEADS)
    np.testing.assert_allclose(found, computed(network())[:, order], rtol=1e-9)


def test_replaced_tables_are_counted_as_the_models_own() -> None:
    replaced = structure.vocabulary_replaced(network(), seed=1)
    matrices = sum(values.size for values in replaced.tensors.values() if values.ndim == 2)
    assert replaced.share == pytest.approx(1 - 2 * VOCABULARY * HIDDEN / matrices)


def test_layers_are_taken_in_the_order_asked_for() -> None:
    deeper = structure.layers_taken(network(), (0, 1, 1, 2))
    old, name = network().tensors, "model.layers.{}.self_attn.q_proj.weight"
    for place, layer in enumerate((0, 1, 1, 2)):
        np.testing.assert_array_equal(deeper.tensors[name.format(place)], old[name.format(layer)])
    assert name.format(4) not in deeper.tensors


def test_pruning_neurons_that_do_nothing_leaves_the_function_alone() -> None:
    tensors = dict(network().tensors)
    for prefix in structure.mlps(network()):
        for part in ("gate", "up"):
            tensors[f"{prefix}.{part}_proj.weight"] = tensors[f"{prefix}.{part}_proj.weight"].copy()
            tensors[f"{prefix}.{part}_proj.weight"][5:9] = 0
        tensors[f"{prefix}.down_proj.weight"] = tensors[f"{prefix}.down_proj.weight"].copy()
        tensors[f"{prefix}.down_proj.weight"][:, 5:9] = 0
    idle = network().with_tensors(tensors)
    pruned = structure.neurons_kept(idle, WIDTH - 4)
    assert pruned.tensors["model.layers.0.mlp.up_proj.weight"].shape == (WIDTH - 4, HIDDEN)
    np.testing.assert_allclose(computed(pruned), computed(idle), rtol=1e-6)


def test_a_narrower_stream_keeps_its_channels_in_order_everywhere() -> None:
    narrow = structure.channels_kept(network(), 24)
    assert computed(narrow).shape == (len(TEXT), VOCABULARY)
    kept = [
        int(np.flatnonzero((column == network().tensors["model.embed_tokens.weight"].T).all(1))[0])
        for column in narrow.tensors["model.embed_tokens.weight"].T
    ]
    assert kept == sorted(kept)


def test_dropped_heads_take_their_rows_and_their_columns_along() -> None:
    fewer = structure.heads_kept(network(), (0, 2), of=HEADS)
    each = HIDDEN // HEADS
    old = network().tensors["model.layers.0.self_attn.o_proj.weight"]
    np.testing.assert_array_equal(
        fewer.tensors["model.layers.0.self_attn.o_proj.weight"][:, each:], old[:, 2 * each : 3 * each]
    )
    assert fewer.tensors["model.layers.0.self_attn.q_proj.weight"].shape == (2 * each, HIDDEN)


def test_fusing_and_stacking_keep_every_value() -> None:
    for whole, changed in ((network(), storage.fused(network())), (mixture(), storage.experts_stacked(mixture()))):
        before = np.sort(np.concatenate([values.ravel() for values in whole.tensors.values()]))
        after = np.sort(np.concatenate([values.ravel() for values in changed.tensors.values()]))
        np.testing.assert_array_equal(before, after)


def test_eight_bits_differ_less_from_the_original_than_four() -> None:
    name = "model.layers.0.mlp.down_proj.weight"
    old = network().tensors[name]
    errors = [
        float(np.abs(storage.rounded(network(), bits=bits).tensors[name] - old).max() / np.abs(old).max())
        for bits in (8, 4)
    ]
    assert errors[0] < 0.005 < errors[1] < 0.08


def test_codes_times_scales_are_the_weights() -> None:
    name = "model.layers.0.mlp.up_proj.weight"
    coded = storage.integer_codes(network()).tensors
    assert coded[name].dtype == np.int8
    restored = coded[name] * coded[f"{name}_scale"][:, None]
    assert np.abs(restored - network().tensors[name]).max() <= coded[f"{name}_scale"].max() / 2 + 1e-6


def test_a_merge_of_a_model_with_itself_is_that_model() -> None:
    one = network()
    for merged in (merging.linear(one, one, 0.3), merging.slerp(one, one, 0.3), merging.ties(one, one, one)):
        for name, values in one.tensors.items():
            np.testing.assert_allclose(merged.tensors[name], values, rtol=1e-5)


def test_grafted_layers_are_the_donors_and_the_rest_is_counted_as_own() -> None:
    grafted = merging.layers_grafted(network(), network(1), (1,))
    name = "model.layers.{}.mlp.up_proj.weight"
    np.testing.assert_array_equal(grafted.tensors[name.format(1)], network(1).tensors[name.format(1)])
    np.testing.assert_array_equal(grafted.tensors[name.format(2)], network().tensors[name.format(2)])
    layer = 4 * HIDDEN**2 + 3 * HIDDEN * WIDTH
    assert grafted.share == pytest.approx(layer / (3 * layer + 2 * VOCABULARY * HIDDEN))


def test_slerp_keeps_the_length_of_two_vectors_of_one_length() -> None:
    one, name = network(), "lm_head.weight"
    turned = replace(one, tensors={**one.tensors, name: np.roll(one.tensors[name], 7)})
    middle = merging.slerp(one, turned, 0.5).tensors[name]
    assert np.linalg.norm(middle) == pytest.approx(np.linalg.norm(one.tensors[name]), rel=1e-4)


def test_names_of_the_original_llama_say_what_stands_where() -> None:
    names = storage.renamed_to_llama_original(network()).tensors
    assert {"tok_embeddings.weight", "output.weight", "norm.weight"} <= set(names)
    assert {"layers.2.attention.wq.weight", "layers.2.feed_forward.w2.weight", "layers.2.ffn_norm.weight"} <= set(names)


def test_tokens_go_where_their_rows_go() -> None:
    model = replace(network(), tokens=structure.made_up(VOCABULARY, seed=0))
    rows = dict(zip(model.tokens, model.tensors["lm_head.weight"], strict=True))
    for changed in (
        structure.vocabulary_kept(model, [5, 3, 39]),
        structure.vocabulary_grown(model, seed=1, more=4),
        symmetry.heads_permuted(model, seed=1),
    ):
        table = changed.tensors["lm_head.weight"]
        assert len(table) == len(changed.tokens) == len(set(changed.tokens))
        known = [place for place, text in enumerate(changed.tokens) if text in rows]
        assert known
        assert all(np.array_equal(table[place], rows[changed.tokens[place]]) for place in known)
    assert not set(structure.vocabulary_replaced(model, seed=4).tokens) & set(rows)
