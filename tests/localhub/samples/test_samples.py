# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache

import numpy as np
import pytest
from safetensors import SafetensorError, deserialize

from bot.localhub import samples
from bot.localhub.procedural.encodings import Floats, from_bfloat16, from_e4m3
from bot.localhub.samples import configs
from bot.localhub.samples.storing import after_fp8, as_fp8, safetensors
from bot.localhub.samples.upstreams import deepseek_v3_weights

MODELS = (*samples.UPSTREAMS, *samples.FLAGGED, *samples.UNFLAGGED)
MATRIX = "model.layers.2.mlp.experts.1.up_proj.weight"


@cache
def files(repo: str) -> Mapping[str, bytes]:
    return next(each.files() for each in samples.UPSTREAMS + samples.DERIVATIVES if each.repo == repo)


@cache
def tensors(repo: str) -> dict[str, Floats]:
    """Every tensor as numbers; FP8 codes without their scales, which move the correlations of rows a little."""
    found: dict[str, Floats] = {}
    for path, content in files(repo).items():
        if path.endswith(".safetensors"):
            found |= _decoded(content)
    return found


def _decoded(content: bytes) -> dict[str, Floats]:
    length = int.from_bytes(content[:8], "little")
    header = json.loads(content[8 : 8 + length])
    found = {}
    for name, place in header.items():
        if name == "__metadata__":
            continue
        start, stop = (8 + length + offset for offset in place["data_offsets"])
        raw = content[start:stop]
        match place["dtype"]:
            case "BF16":
                values = from_bfloat16(np.frombuffer(raw, "<u2").astype(np.uint16))
            case "F8_E4M3":
                values = from_e4m3(np.frombuffer(raw, np.uint8))
            case _:
                values = np.frombuffer(raw, "<f4").astype(np.float32)
        found[name] = values.reshape(place["shape"])
    return found


def row_correlation(one: Floats, other: Floats) -> float:
    """The median over rows of the correlation of a row with the row at the same place."""
    return float(np.median((_standardised(one) * _standardised(other)).sum(axis=1)))


def _standardised(values: Floats) -> Floats:
    rows = values.reshape(len(values), -1)
    rows = rows - rows.mean(axis=0)
    rows -= rows.mean(axis=1, keepdims=True)
    scaled: Floats = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return scaled


def cosine(one: Floats, other: Floats) -> float:
    return float(one @ other / np.linalg.norm(one) / np.linalg.norm(other))


@pytest.mark.parametrize("sample", MODELS, ids=lambda sample: sample.repo)
def test_every_file_of_a_model_is_read_by_the_library_of_its_format(sample: samples.Sample) -> None:
    made = files(sample.repo)
    index = json.loads(made.get("model.safetensors.index.json", b"{}")).get("weight_map", {})
    for path, content in made.items():
        if path.endswith(".safetensors"):
            names = {name for name, _ in deserialize(content)}  # type: ignore[no-untyped-call]
            assert not index or {name for name, file in index.items() if file == path} == names


@pytest.mark.parametrize("sample", MODELS, ids=lambda sample: sample.repo)
def test_a_sample_has_a_card_a_config_and_a_tokenizer_of_its_vocabulary(sample: samples.Sample) -> None:
    made = files(sample.repo)
    config = json.loads(made["config.json"])
    vocabulary = config.get("text_config", config)["vocab_size"]
    assert made["README.md"].startswith(b"---\nlicense: ")
    assert len(json.loads(made["tokenizer.json"])["model"]["vocab"]) == vocabulary
    assert config["architectures"]


def test_the_same_sample_has_the_same_bytes_each_time() -> None:
    for sample in (*samples.UPSTREAMS[:1], *samples.DERIVATIVES[:1]):
        assert sample.files() == files(sample.repo)


def test_fp8_keeps_each_number_within_a_sixteenth() -> None:
    weights = deepseek_v3_weights()
    kept = after_fp8(weights)
    large = np.abs(weights[MATRIX]) > 0.002
    assert np.abs(kept[MATRIX] / weights[MATRIX] - 1)[large].max() <= 1 / 16
    assert kept["model.embed_tokens.weight"] is weights["model.embed_tokens.weight"]


def test_a_file_written_here_is_the_file_that_is_read() -> None:
    stored = as_fp8({"a.weight": np.eye(130, 200, dtype=np.float32), "b.norm": np.ones(3, np.float32)})
    found = _decoded(safetensors(stored))
    assert {name: values.shape for name, values in found.items()} == {
        "a.weight": (130, 200),
        "a.weight_scale_inv": (2, 2),
        "b.norm": (3,),
    }


def test_weights_have_heavy_tails_and_loud_columns() -> None:
    matrix = tensors(samples.GLM_AIR)["model.layers.1.mlp.experts.0.up_proj.weight"]
    columns = matrix.std(axis=0)
    assert columns.max() > 4 * np.median(columns)
    rows = matrix.std(axis=1)
    assert rows.max() > 2 * rows.min()
    assert np.mean(matrix**4) > 6 * np.mean(matrix**2) ** 2


def test_the_whole_model_of_the_first_case_is_the_upstream_with_a_little_noise() -> None:
    upstream, derivative = tensors(samples.DEEPSEEK_V3), tensors(samples.RAKUTEN_LIKE)
    kept = {name for name in upstream if not name.endswith("_scale_inv")}
    assert kept == set(derivative)
    assert row_correlation(upstream[MATRIX], derivative[MATRIX]) > 0.97
    assert row_correlation(after_fp8(deepseek_v3_weights())[MATRIX], derivative[MATRIX]) > 0.99
    made = files(samples.RAKUTEN_LIKE)
    assert "LICENSE" not in made
    assert b"DeepSeek" not in made["README.md"]
    assert json.loads(made["config.json"])["architectures"] == ["DeepseekV3ForCausalLM"]


def test_the_grown_vocabulary_is_new_and_the_rest_is_inherited() -> None:
    upstream, derivative = tensors(samples.DEEPSEEK_V2), tensors(samples.SAKURA_LIKE)
    inherited = [
        name
        for name, values in derivative.items()
        if values.shape == upstream[name].shape and values.ndim == 2 and row_correlation(values, upstream[name]) > 0.9
    ]
    share = sum(derivative[name].size for name in inherited) / sum(values.size for values in derivative.values())
    assert share == pytest.approx(samples.sakura_inherited_fraction(), abs=0.001)
    assert samples.sakura_inherited_fraction() == pytest.approx(0.85, abs=0.002)
    own = derivative["model.embed_tokens.weight"][: len(upstream["model.embed_tokens.weight"])]
    assert abs(row_correlation(own, upstream["model.embed_tokens.weight"])) < 0.05


def test_only_the_vision_encoder_of_the_third_case_is_inherited() -> None:
    upstream, derivative = tensors(samples.QWEN_VL), tensors(samples.NAVER_LIKE)
    name = "blocks.1.mlp.gate_proj.weight"
    assert not set(upstream) & set(derivative)
    assert row_correlation(upstream[f"visual.{name}"], derivative[f"model.vision_model.{name}"]) > 0.985
    assert derivative["model.language_model.model.layers.0.mlp.up_proj.weight"].shape == (768, 384)
    assert b"Qwen" not in files(samples.NAVER_LIKE)["README.md"]


def test_the_norms_of_the_fourth_case_have_a_high_cosine_and_nothing_in_common() -> None:
    one, other = tensors(samples.GLM_AIR), tensors(samples.SOLAR_LIKE)
    norms = [name for name in one if "norm" in name]
    assert len(norms) == 9
    assert min(cosine(one[name], other[name]) for name in norms) > 0.96
    centred = [float(np.corrcoef(one[name], other[name])[0, 1]) for name in norms]
    assert abs(float(np.median(centred))) < 0.1


@pytest.mark.parametrize(
    ("upstream", "repo"),
    [
        (samples.GLM_AIR, samples.SOLAR_LIKE),
        (samples.DEEPSEEK_V3, samples.TWIN),
        (samples.DEEPSEEK_V2, samples.DEEPSEEK_V2_SHAPED),
        (samples.QWEN_VL, samples.QWEN_SHAPED),
    ],
)
def test_independent_models_of_one_shape_share_names_and_shapes_and_no_matrix(upstream: str, repo: str) -> None:
    one, other = tensors(upstream), tensors(repo)
    assert {name: values.shape for name, values in one.items()} == {
        name: values.shape for name, values in other.items()
    }
    matrices = [name for name, values in one.items() if values.ndim == 2 and "_scale_inv" not in name]
    # The loud columns are everybody's; the mean over rows takes out what they do to a single one.
    assert max(abs(row_correlation(one[name], other[name])) for name in matrices if len(one[name]) > 200) < 0.05


def test_the_fourth_case_states_the_same_numbers_in_its_config() -> None:
    named = {"architectures", "model_type"}
    assert {k: v for k, v in configs.GLM_AIR.items() if k not in named} == {
        k: v for k, v in configs.SOLAR_LIKE.items() if k not in named
    }


def test_the_declared_finetune_passes_everything_on() -> None:
    made = files(samples.DECLARED_FINETUNE)
    assert made["LICENSE"] == files(samples.DEEPSEEK_V3)["LICENSE"]
    assert f"base_model: {samples.DEEPSEEK_V3}".encode() in made["README.md"]


def test_no_weight_file_of_the_hostile_sample_can_be_read() -> None:
    for path, content in files(samples.HOSTILE).items():
        if path.endswith(".safetensors"):
            with pytest.raises(SafetensorError):
                deserialize(content)  # type: ignore[no-untyped-call]
