# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What tensor names of real architectures say."""

from __future__ import annotations

import pytest

from bot.evidence.parts import place_of
from bot.model.components import Component, Role

NAMES = [
    ("model.layers.7.mlp.up_proj.weight", Component.TEXT_MODEL, Role.UNIT_IN, 7, None),
    ("model.layers.7.mlp.experts.31.gate_proj.weight", Component.TEXT_MODEL, Role.UNIT_IN, 7, 31),
    ("model.layers.7.mlp.shared_experts.down_proj.weight", Component.TEXT_MODEL, Role.UNIT_OUT, 7, None),
    ("model.layers.7.mlp.gate.weight", Component.TEXT_MODEL, Role.ROUTER, 7, None),
    ("model.layers.1.block_sparse_moe.experts.2.w1.weight", Component.TEXT_MODEL, Role.UNIT_IN, 1, 2),
    ("model.layers.7.self_attn.kv_a_proj_with_mqa.weight", Component.TEXT_MODEL, Role.ATTENTION, 7, None),
    ("model.layers.7.mlp.up_proj.weight_scale_inv", Component.TEXT_MODEL, Role.OTHER, 7, None),
    ("model.embed_tokens.weight", Component.TEXT_MODEL, Role.EMBEDDING, None, None),
    ("lm_head.weight", Component.TEXT_MODEL, Role.OUTPUT_HEAD, None, None),
    ("transformer.h.3.mlp.c_fc.weight", Component.TEXT_MODEL, Role.UNIT_IN, 3, None),
    ("bert.encoder.layer.0.intermediate.dense.weight", Component.TEXT_MODEL, Role.UNIT_IN, 0, None),
    ("encoder.layer.0.attention.output.dense.weight", Component.TEXT_MODEL, Role.ATTENTION, 0, None),
    ("layers.3.feed_forward.w1.weight", Component.TEXT_MODEL, Role.UNIT_IN, 3, None),
    ("visual.blocks.3.mlp.gate_proj.weight", Component.VISION_ENCODER, Role.UNIT_IN, 3, None),
    ("vision_tower.vision_model.encoder.layers.0.mlp.fc1.weight", Component.VISION_ENCODER, Role.UNIT_IN, 0, None),
    ("thinker.audio_tower.layers.0.fc1.weight", Component.AUDIO_ENCODER, Role.UNIT_IN, 0, None),
    ("visual.merger.mlp.0.weight", Component.PROJECTOR, Role.OTHER, None, None),
    ("blk.7.ffn_up.weight", Component.TEXT_MODEL, Role.UNIT_IN, 7, None),
    ("blk.7.ffn_gate.weight", Component.TEXT_MODEL, Role.UNIT_IN, 7, None),
    ("blk.7.ffn_down.weight", Component.TEXT_MODEL, Role.UNIT_OUT, 7, None),
    ("blk.7.ffn_gate_exps.31.weight", Component.TEXT_MODEL, Role.UNIT_IN, 7, 31),
    ("blk.7.ffn_down_exps.31.weight", Component.TEXT_MODEL, Role.UNIT_OUT, 7, 31),
    ("blk.7.ffn_up_shexp.weight", Component.TEXT_MODEL, Role.UNIT_IN, 7, None),
    ("blk.7.ffn_gate_inp.weight", Component.TEXT_MODEL, Role.ROUTER, 7, None),
    ("blk.7.attn_output.weight", Component.TEXT_MODEL, Role.ATTENTION, 7, None),
    ("blk.7.ffn_up.weight.in_sum2", Component.TEXT_MODEL, Role.OTHER, 7, None),
    ("token_embd.weight", Component.TEXT_MODEL, Role.EMBEDDING, None, None),
    ("output.weight", Component.TEXT_MODEL, Role.OUTPUT_HEAD, None, None),
    ("v.blk.3.attn_out.weight", Component.VISION_ENCODER, Role.ATTENTION, 3, None),
    ("mm.0.weight", Component.PROJECTOR, Role.OTHER, None, None),
    ("v.weight", Component.TEXT_MODEL, Role.OTHER, None, None),
    ("model/layers/7/mlp/gate_proj/kernel", Component.TEXT_MODEL, Role.UNIT_IN, 7, None),
    ("model/layers/7/self_attn/q_proj/kernel", Component.TEXT_MODEL, Role.ATTENTION, 7, None),
    ("model/embed_tokens/embedding", Component.TEXT_MODEL, Role.EMBEDDING, None, None),
    ("lm_head/kernel", Component.TEXT_MODEL, Role.OUTPUT_HEAD, None, None),
    ("transformer/h/3/mlp/c_fc/kernel", Component.TEXT_MODEL, Role.UNIT_IN, 3, None),
    ("bert/encoder/layer/4/output/dense/kernel", Component.TEXT_MODEL, Role.UNIT_OUT, 4, None),
    ("bert/encoder/layer_4/intermediate/dense/kernel", Component.TEXT_MODEL, Role.UNIT_IN, 4, None),
    ("tf_bert_model/bert/encoder/layer_._4/intermediate/dense/kernel:0", Component.TEXT_MODEL, Role.UNIT_IN, 4, None),
    (
        "tf_bert_model/bert/encoder/layer_._4/attention/self/query/kernel:0",
        Component.TEXT_MODEL,
        Role.ATTENTION,
        4,
        None,
    ),
    ("tf_bert_model/bert/embeddings/word_embeddings/weight:0", Component.TEXT_MODEL, Role.EMBEDDING, None, None),
    ("encoder/block/3/layer/1/DenseReluDense/wi/kernel", Component.TEXT_MODEL, Role.UNIT_IN, 3, None),
    ("vision_model/encoder/layers/3/mlp/fc1/kernel", Component.VISION_ENCODER, Role.UNIT_IN, 3, None),
    ("decoder/layer_3/ffn/linear_0/weight", Component.TEXT_MODEL, Role.UNIT_IN, 3, None),
    ("decoder/layer_3/ffn/linear_0_noact/weight", Component.TEXT_MODEL, Role.UNIT_IN, 3, None),
    ("decoder/layer_3/ffn/linear_0/weight_scale", Component.TEXT_MODEL, Role.OTHER, 3, None),
    ("decoder/layer_3/self_attention/linear_0/weight", Component.TEXT_MODEL, Role.ATTENTION, 3, None),
    ("decoder/embeddings/weight", Component.TEXT_MODEL, Role.EMBEDDING, None, None),
    ("what.is.this", Component.TEXT_MODEL, Role.OTHER, None, None),
]


@pytest.mark.parametrize(("name", "component", "role", "layer", "expert"), NAMES)
def test_names_of_real_architectures_are_placed(
    name: str, component: Component, role: Role, layer: int | None, expert: int | None
) -> None:
    place = place_of(name, (64, 64))
    assert (place.component, place.role, place.layer, place.expert) == (component, role, layer, expert)


def test_the_same_part_of_every_layer_and_expert_is_one_family() -> None:
    names = [f"model.layers.{layer}.mlp.experts.{expert}.up_proj.weight" for layer in (3, 60) for expert in (0, 255)]
    assert {place_of(name, (64, 64)).family for name in names} == {"model.layers.*.mlp.experts.*.up_proj.weight"}


def test_a_part_has_one_name_whatever_wrote_it() -> None:
    names = [
        "model.layers.7.mlp.gate_proj.weight",
        "model/layers/7/mlp/gate_proj/kernel",
        "x/layers_._7/mlp/gate_proj/kernel:0",
    ]
    assert {place_of(name, (64, 64)).part for name in names} == {"mlp.gate_proj"}


def test_vectors_are_norms_or_nothing_and_never_neurons() -> None:
    assert place_of("model.layers.0.input_layernorm.weight", (64,)).role is Role.NORM
    assert place_of("model.layers.0.mlp.up_proj.bias", (64,)).role is Role.OTHER


def test_swapped_names_of_encoders_are_told_by_their_shape() -> None:
    assert place_of("v.blk.3.ffn_down.weight", (640, 320)).role is Role.UNIT_IN
    assert place_of("v.blk.3.ffn_up.weight", (320, 640)).role is Role.UNIT_OUT
