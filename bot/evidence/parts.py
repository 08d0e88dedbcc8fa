# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What a tensor's name says about its place. Names are hints: whoever renames everything loses nothing but this."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from bot.model.components import Component, Role

_NUMBER = re.compile(r"(?<![^./_])\d+(?![^./_])")
_LAYER = re.compile(r"(?:layers?|blocks?|block|blk|h|resblocks|encoder|decoder|stages)[./_](\d+)(?=[./_]|$)")
_EXPERT = re.compile(r"(?:experts?|exps)[./_](\d+)(?=[./_]|$)")

_PROJECTOR = re.compile(
    r"(?:^|[./_])(?:mm_projector|multi_modal_projector|multimodal_projector|merger|connector|projector)(?:[./_]|$)|^mm\."
)
_VISION = re.compile(
    r"(?:^|[./_])(?:visual|vision|vit|image|img)(?:[./_]?(?:model|tower|encoder|backbone|trunk))?(?:[./_]|$)|^v\.(?:blk|patch_embd|position_embd)\."
)
_AUDIO = re.compile(
    r"(?:^|[./_])(?:audio|speech|whisper)(?:[./_]?(?:model|tower|encoder))?(?:[./_]|$)|^a\.(?:blk|conv1d|position_embd)\."
)
_COMPONENTS = (
    (_PROJECTOR, Component.PROJECTOR),
    (_VISION, Component.VISION_ENCODER),
    (_AUDIO, Component.AUDIO_ENCODER),
)

_SAVED_WHOLE = re.compile(r"\.modules_to_save(?:\.[\w-]+)?(?=\.(?:weight|bias)$)")
"""What PEFT adds to the names of modules that an adapter's file holds whole."""
_ATTENTION = re.compile(
    r"attn|attention|(?:^|[._])(?:wqkv|qkv|[qkvo]_proj|w[qkvo]|query|key|value|q_[ab]_proj|kv_[ab]_proj)(?:[._]|$)"
)
_HEAD = re.compile(
    r"(?:^|\.)(?:lm_head|embed_out|output|head)\.weight$|shared_head\.head|^decoder\.projection\.weight$"
)
_EMBEDDING = re.compile(
    r"(?:^|[._])(?:embed_tokens|wte|word_embeddings?|tok_embeddings?|token_embedding|token_embd|embed_in)(?:[._]|$)|(?:^|\.)shared\.weight$|^(?:en|de)coder\.embeddings\.weight$"
)
_ROUTER = re.compile(r"(?:^|[._])(?:router|moe_gate|gate|ffn_gate_inp)\.(?:weight|wg\.weight|classifier\.weight)$")
_UNIT_IN = re.compile(
    r"(?:^|[._])(?:gate_proj|up_proj|gate_up_proj|w1|w3|w12|fc1|lin1|linear1|linear_fc1|c_fc|fc_in|dense_h_to_4h|wi|wi_0|wi_1|"
    r"weight_ih(?:_l\d+(?:_reverse)?)?|intermediate\.dense|ffn\.linear_0(?:_noact)?|gate_linear|up_linear|"
    r"ffn_(?:gate|up)(?:_shexp|_exps)?|ff\.net\.0\.proj)(?:\.|$)"
)
_UNIT_OUT = re.compile(
    r"(?:^|[._])(?:down_proj|w2|fc2|lin2|linear2|linear_fc2|fc_out|dense_4h_to_h|wo|output\.dense|ffn\.linear_1|ffn_down(?:_shexp|_exps)?|mlp\.c_proj|ff\.net\.2)(?:\.|$)"
)
_RECURRENT = re.compile(r"(?:^|[._])(?:weight_hh(?:_l\d+(?:_reverse)?)?|recurrent_kernel)(?:\.|$)")
_SCALE = re.compile(r"scale|absmax|zero_?point|qzeros|g_idx|quant_state|rotary|inv_freq|\.in_sum")
_NORM = re.compile(r"norm|(?:^|[._])ln(?:_|\d|\.|$)", re.IGNORECASE)
_REORDERED = re.compile(r"^(?:[av]\.)?blk\.(?:\d+|\*)\.attn_(?:q|k|qkv|kv|q_[ab]|k_b|v_b|kv_[ab]\w*)\.")
_WIDEST_KERNEL = 15
"""Of a convolution along one axis, where nothing else tells it from stacked matrices."""
_GGUF_SIDE_UNIT = re.compile(r"^[av]\.blk\.(?:\d+|\*)\.ffn_(?:up|down)\.")
_OTHER_WEIGHTS = frozenset({"kernel", "embedding", "embeddings", "MatMul"})
"""What Flax, Keras and TensorFlow Lite call what PyTorch calls ``weight``."""
_BY_NAME = (
    (_UNIT_IN, Role.UNIT_IN),
    (_RECURRENT, Role.RECURRENT),
    (_HEAD, Role.OUTPUT_HEAD),
    (_EMBEDDING, Role.EMBEDDING),
    (_ROUTER, Role.ROUTER),
    (_ATTENTION, Role.ATTENTION),
    (_UNIT_OUT, Role.UNIT_OUT),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where in a model a tensor seems to stand."""

    component: Component
    role: Role
    part: str
    """The name without numbers and without what leads to the layer (``mlp.up_proj``)."""
    family: str
    layer: int | None
    expert: int | None


@functools.lru_cache(maxsize=1 << 14)
def place_of(name: str, shape: tuple[int, ...]) -> Place:
    """The place that a name and a shape suggest.

    >>> place = place_of("model.layers.7.mlp.experts.3.up_proj.weight", (2048, 7168))
    >>> place.role.value, place.layer, place.expert, place.part
    ('unit_in', 7, 3, 'mlp.experts.up_proj')
    """
    name = _SAVED_WHOLE.sub("", name)
    spelled = _spelled(name)
    layer = _LAYER.search(spelled)
    expert = _EXPERT.search(spelled)
    family = _NUMBER.sub("*", spelled)
    components = (component for pattern, component in _COMPONENTS if pattern.search(spelled))
    return Place(
        component=next(components, Component.TEXT_MODEL),
        role=_role(spelled, shape),
        part=family.rpartition("*.")[2].removesuffix(".weight") if expert is None else _part_in_expert(family),
        family=_NUMBER.sub("*", name),
        layer=int(layer[1]) if layer else None,
        expert=int(expert[1]) if expert else None,
    )


def _spelled(name: str) -> str:
    """The name as PyTorch would write it: Flax, Keras and TensorFlow have slashes, ``layer_._7``, ``kernel:0`` and ``embedding``."""
    words = name.removesuffix(":0").replace("/", ".").replace("_._", ".")
    stem, _, last = words.rpartition(".")
    return f"{stem}.weight" if stem and last in _OTHER_WEIGHTS else words


def is_reordered(name: str) -> bool:
    """Whether it is one of the tensors whose rows llama.cpp's converter may reorder, merge or cut (rotary queries and keys).

    >>> is_reordered("blk.7.attn_q.weight"), is_reordered("blk.7.attn_v.weight")
    (True, False)
    """
    return _REORDERED.search(name) is not None


def _part_in_expert(family: str) -> str:
    return ".".join(word for word in family.split("*.", 1)[-1].removesuffix(".weight").split(".") if word != "*")


def _role_of_stack(name: str, shape: tuple[int, ...]) -> Role:
    """Of more than two axes: a convolution where the last ones are a kernel's, or where the name says so."""
    if _ATTENTION.search(name):
        return Role.OTHER
    return Role.CONVOLUTION if len(shape) > 3 or shape[-1] <= _WIDEST_KERNEL or "conv" in name else Role.OTHER


def _role(name: str, shape: tuple[int, ...]) -> Role:
    if len(shape) < 2:
        return Role.NORM if _NORM.search(name) else Role.OTHER
    if _SCALE.search(name):
        return Role.OTHER
    if len(shape) > 2:
        return _role_of_stack(name, shape)
    if _GGUF_SIDE_UNIT.search(name):
        # Encoders converted before 2025 have the two names swapped (llama.cpp pull request 13290): an MLP widens first.
        return Role.UNIT_IN if shape[0] > shape[1] else Role.UNIT_OUT
    if _ATTENTION.search(name) and not _UNIT_IN.search(name.rpartition("attn")[2]):
        return Role.ATTENTION
    return next((role for pattern, role in _BY_NAME if pattern.search(name)), Role.OTHER)
