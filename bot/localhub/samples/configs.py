# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The ``config.json`` of each sample: class names and keys of the published models, sizes a hundredth of theirs."""

from __future__ import annotations

from bot.localhub.samples.architectures import Config

DEEPSEEK_V3: Config = {
    "architectures": ["DeepseekV3ForCausalLM"],
    "attention_bias": False,
    "auto_map": {
        "AutoConfig": "configuration_deepseek.DeepseekV3Config",
        "AutoModelForCausalLM": "modeling_deepseek.DeepseekV3ForCausalLM",
    },
    "first_k_dense_replace": 1,
    "hidden_act": "silu",
    "hidden_size": 256,
    "intermediate_size": 1024,
    "kv_lora_rank": 64,
    "max_position_embeddings": 163_840,
    "model_type": "deepseek_v3",
    "moe_intermediate_size": 512,
    "moe_layer_freq": 1,
    "n_group": 1,
    "n_routed_experts": 4,
    "n_shared_experts": 1,
    "norm_topk_prob": True,
    "num_attention_heads": 4,
    "num_experts_per_tok": 2,
    "num_hidden_layers": 4,
    "num_key_value_heads": 4,
    "q_lora_rank": 96,
    "qk_nope_head_dim": 32,
    "qk_rope_head_dim": 16,
    "quantization_config": {
        "activation_scheme": "dynamic",
        "fmt": "e4m3",
        "quant_method": "fp8",
        "weight_block_size": [128, 128],
    },
    "rms_norm_eps": 1e-06,
    "rope_theta": 10_000,
    "routed_scaling_factor": 2.5,
    "scoring_func": "sigmoid",
    "tie_word_embeddings": False,
    "topk_method": "noaux_tc",
    "torch_dtype": "bfloat16",
    "v_head_dim": 32,
    "vocab_size": 1024,
}

RAKUTEN_LIKE: Config = {key: value for key, value in DEEPSEEK_V3.items() if key != "quantization_config"}
"""The upstream's configuration; the weights are stored in bfloat16."""

DEEPSEEK_V2: Config = {
    "architectures": ["DeepseekV2ForCausalLM"],
    "auto_map": {
        "AutoConfig": "configuration_deepseek.DeepseekV2Config",
        "AutoModelForCausalLM": "modeling_deepseek.DeepseekV2ForCausalLM",
    },
    "first_k_dense_replace": 1,
    "hidden_act": "silu",
    "hidden_size": 288,
    "intermediate_size": 896,
    "kv_lora_rank": 64,
    "max_position_embeddings": 163_840,
    "model_type": "deepseek_v2",
    "moe_intermediate_size": 512,
    "n_routed_experts": 2,
    "n_shared_experts": 2,
    "num_attention_heads": 4,
    "num_experts_per_tok": 2,
    "num_hidden_layers": 4,
    "num_key_value_heads": 4,
    "q_lora_rank": 96,
    "qk_nope_head_dim": 32,
    "qk_rope_head_dim": 16,
    "rms_norm_eps": 1e-06,
    "rope_theta": 10_000,
    "routed_scaling_factor": 16.0,
    "scoring_func": "softmax",
    "tie_word_embeddings": False,
    "torch_dtype": "bfloat16",
    "v_head_dim": 32,
    "vocab_size": 1024,
}

SAKURA_LIKE: Config = {**DEEPSEEK_V2, "vocab_size": 2016}
"""A larger vocabulary; embeddings and head then hold about 15 % of all parameters."""

QWEN_VISION: Config = {
    "depth": 4,
    "fullatt_block_indexes": [3],
    "hidden_act": "silu",
    "hidden_size": 256,
    "in_chans": 3,
    "intermediate_size": 640,
    "num_heads": 4,
    "out_hidden_size": 320,
    "patch_size": 14,
    "spatial_merge_size": 2,
    "spatial_patch_size": 14,
    "temporal_patch_size": 2,
    "window_size": 112,
}

QWEN_VL: Config = {
    "architectures": ["Qwen2_5_VLForConditionalGeneration"],
    "head_dim": 40,
    "hidden_act": "silu",
    "hidden_size": 320,
    "intermediate_size": 768,
    "max_position_embeddings": 128_000,
    "model_type": "qwen2_5_vl",
    "num_attention_heads": 8,
    "num_hidden_layers": 4,
    "num_key_value_heads": 2,
    "rms_norm_eps": 1e-06,
    "rope_theta": 1_000_000.0,
    "tie_word_embeddings": False,
    "torch_dtype": "bfloat16",
    "vision_config": QWEN_VISION,
    "vocab_size": 1024,
}

NAVER_LIKE: Config = {
    "architectures": ["HCXVisionV2ForCausalLM"],
    "auto_map": {"AutoModelForCausalLM": "modeling_vlm.HCXVisionV2ForCausalLM"},
    "image_token_id": 1020,
    "model_type": "hyperclovax_vision_v2",
    "text_config": {
        "head_dim": 48,
        "hidden_act": "silu",
        "hidden_size": 384,
        "intermediate_size": 768,
        "model_type": "hyperclovax",
        "num_attention_heads": 8,
        "num_hidden_layers": 4,
        "num_key_value_heads": 2,
        "rms_norm_eps": 1e-05,
        "rope_theta": 50_000_000,
        "vocab_size": 1152,
    },
    "torch_dtype": "bfloat16",
    "vision_config": {**QWEN_VISION, "model_type": "qwen2_5_vl", "out_hidden_size": 384},
}

GLM_AIR: Config = {
    "architectures": ["Glm4MoeForCausalLM"],
    "attention_bias": True,
    "first_k_dense_replace": 1,
    "head_dim": 32,
    "hidden_act": "silu",
    "hidden_size": 320,
    "intermediate_size": 896,
    "max_position_embeddings": 131_072,
    "model_type": "glm4_moe",
    "moe_intermediate_size": 512,
    "n_group": 1,
    "n_routed_experts": 2,
    "n_shared_experts": 1,
    "norm_topk_prob": True,
    "num_attention_heads": 12,
    "num_experts_per_tok": 2,
    "num_hidden_layers": 4,
    "num_key_value_heads": 2,
    "partial_rotary_factor": 0.5,
    "rms_norm_eps": 1e-05,
    "rope_theta": 1_000_000,
    "tie_word_embeddings": False,
    "torch_dtype": "bfloat16",
    "use_qk_norm": False,
    "vocab_size": 1024,
}

SOLAR_LIKE: Config = {**GLM_AIR, "architectures": ["SolarOpenForCausalLM"], "model_type": "solar_open"}
"""The same shape to the last number under another class name; nothing follows from that."""

LLAMA: Config = {
    "architectures": ["LlamaForCausalLM"],
    "head_dim": 48,
    "hidden_act": "silu",
    "hidden_size": 384,
    "intermediate_size": 896,
    "max_position_embeddings": 8192,
    "model_type": "llama",
    "num_attention_heads": 8,
    "num_hidden_layers": 4,
    "num_key_value_heads": 2,
    "rms_norm_eps": 1e-05,
    "rope_theta": 500_000.0,
    "tie_word_embeddings": False,
    "torch_dtype": "bfloat16",
    "vocab_size": 1024,
}
