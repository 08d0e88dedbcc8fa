# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import json
import time
from pathlib import Path

import numpy as np
import pytest
from huggingface_hub import HfApi, get_session
from hypothesis import given, settings
from hypothesis import strategies as st
from safetensors.numpy import load

from bot.localhub import LocalHub, ProceduralFile, TensorRecipe
from bot.localhub.procedural import checkpoints
from bot.localhub.procedural.encodings import from_bfloat16, from_e4m3
from bot.localhub.procedural.values import Constant, Derived, Formula, Normal, Quantised, Scales

WEIGHTS = Normal(seed=1, key="w", sigma=0.02)
FP8 = Quantised(weights=WEIGHTS, scales=Scales(seed=1, key="w", sigma=0.02), columns=200)
NOISE = Normal(seed=2, key="w", sigma=0.002)


def everything() -> ProceduralFile:
    """A file with one small tensor of each kind."""
    shape = (150, 200)
    return ProceduralFile(
        (
            TensorRecipe("f32", "F32", (7, 9), Normal(seed=1, key="a", sigma=1.0)),
            TensorRecipe("f16", "F16", shape, Normal(seed=1, key="b", sigma=0.5, mean=1.0)),
            TensorRecipe("empty", "F32", (0, 4), Constant(value=1.0)),
            TensorRecipe("fp8", "F8_E4M3", shape, FP8),
            TensorRecipe("fp8_scale_inv", "F32", (2, 2), FP8.scales),
            TensorRecipe("tuned", "BF16", shape, Derived(upstream=FP8, stored_as="F8_E4M3", noise=NOISE)),
            TensorRecipe("tuned16", "BF16", shape, Derived(upstream=WEIGHTS, stored_as="BF16", noise=NOISE)),
            TensorRecipe("ones", "BF16", (3,), Constant(value=1.0)),
        )
    )


FILE = everything()
WHOLE = b"".join(FILE.chunks(0, FILE.size))


def correlation(left: np.ndarray, right: np.ndarray) -> float:
    return float(np.corrcoef(left, right)[0, 1])


def tensor(name: str) -> bytes:
    start, stop = FILE.header[name]["data_offsets"]
    before = len(FILE.header_bytes)
    return WHOLE[before + start : before + stop]


def test_the_file_is_a_safetensors_file() -> None:
    assert len(WHOLE) == FILE.size
    assert len(FILE.header_bytes) % 8 == 0
    plain = ProceduralFile(tuple(each for each in FILE.tensors if each.dtype in {"F32", "F16"}))
    read = load(b"".join(plain.chunks(0, plain.size)))
    assert read.keys() == {"f32", "f16", "empty", "fp8_scale_inv"}
    assert read["f16"].shape == (150, 200)
    assert read["f32"].tobytes() == tensor("f32")


@settings(max_examples=300, deadline=None)
@given(st.integers(0, len(WHOLE)), st.integers(0, len(WHOLE)))
def test_any_range_is_a_slice_of_the_whole(one: int, other: int) -> None:
    start, stop = sorted((one, other))
    assert b"".join(FILE.chunks(start, stop)) == WHOLE[start:stop]


def test_a_recipe_survives_being_written_down() -> None:
    again = ProceduralFile.from_json(FILE.to_json())
    assert again == FILE
    assert again.to_json() == FILE.to_json()


@pytest.mark.parametrize("formula", [WEIGHTS, NOISE, FP8.scales, FP8, Constant(value=2.0)])
def test_values_do_not_depend_on_where_reading_begins(formula: Formula) -> None:
    whole = formula.values(0, 1000)
    for start, stop in ((0, 1), (15, 17), (16, 32), (199, 777), (999, 1000)):
        assert np.array_equal(formula.values(start, stop), whole[start:stop])


def test_normal_numbers_are_normal_and_independent_of_others() -> None:
    values = Normal(seed=3, key="x", sigma=2.0, mean=1.0).values(0, 400_000)
    assert abs(values.mean() - 1) < 0.02
    assert abs(values.std() - 2) < 0.02
    for other in (Normal(seed=4, key="x", sigma=2.0), Normal(seed=3, key="y", sigma=2.0)):
        assert abs(correlation(values, other.values(0, 400_000))) < 0.01


def test_codes_times_scales_are_the_weights_but_for_rounding() -> None:
    codes = np.frombuffer(tensor("fp8"), np.uint8).reshape(150, 200)
    scales = np.frombuffer(tensor("fp8_scale_inv"), "<f4").reshape(2, 2)
    dequantised = from_e4m3(codes) * np.kron(scales, np.ones((128, 128), np.float32))[:150, :200]
    assert np.array_equal(dequantised.ravel(), FP8.values(0, 30_000))
    weights = WEIGHTS.values(0, 30_000)
    assert len(set(scales.ravel())) == 4
    assert correlation(dequantised.ravel(), weights) > 0.999
    assert 0.01 < np.std(dequantised.ravel() - weights) / weights.std() < 0.04


def test_a_derivative_is_the_stored_upstream_and_its_own_noise() -> None:
    tuned = from_bfloat16(np.frombuffer(tensor("tuned"), "<u2"))
    difference = tuned - FP8.values(0, 30_000)
    assert abs(difference.std() / 0.002 - 1) < 0.02
    assert correlation(difference, NOISE.values(0, 30_000)) > 0.99


def test_a_model_is_divided_in_order_and_indexed() -> None:
    shapes = [(f"layers.{i}.mlp.up_proj.weight", "BF16", (64, 32)) for i in range(9)] + [("norm.weight", "BF16", (32,))]
    files = checkpoints.sharded(checkpoints.upstream(shapes, seed=1), 3)
    index = json.loads(files["model.safetensors.index.json"])  # type: ignore[arg-type]
    assert index["metadata"]["total_size"] == 9 * 64 * 32 * 2 + 64
    assert list(index["weight_map"]) == [name for name, _, _ in shapes]
    for name, file in files.items():
        if isinstance(file, ProceduralFile):
            held = [each.name for each in file.tensors]
            assert held == [each for each, shard in index["weight_map"].items() if shard == name]
            assert 3 <= len(held) <= 4


def test_an_upstream_and_its_derivative_share_matrices_but_not_storage() -> None:
    shapes = [
        ("a.weight", "F8_E4M3", (256, 128)),
        ("a.weight_scale_inv", "F32", (2, 1)),
        ("norm.weight", "BF16", (128,)),
    ]
    upstream = checkpoints.upstream(shapes, seed=1)
    derivative = checkpoints.derivative(upstream, seed=2, relative_noise=0.1)
    twin = checkpoints.upstream(shapes, seed=9)
    assert [(each.name, each.dtype) for each in derivative] == [("a.weight", "BF16"), ("norm.weight", "BF16")]
    ours, theirs = derivative[0].formula.values(0, 32_768), upstream[0].formula.values(0, 32_768)
    assert abs(correlation(ours, theirs) - 1 / 1.01**0.5) < 0.001
    assert abs(correlation(twin[0].formula.values(0, 32_768), theirs)) < 0.03


def test_a_model_beyond_any_disk_is_published_listed_and_read(tmp_path: Path) -> None:
    shapes = [(f"layers.{i}.mlp.up_proj.weight", "BF16", (16_384, 8_192)) for i in range(64)]
    with LocalHub(tmp_path) as hub:
        hub.repositories.create("acme/huge")
        hub.repositories.commit("acme/huge", checkpoints.sharded(checkpoints.upstream(shapes, seed=5), 4))
        api = HfApi(endpoint=hub.url)
        info = api.model_info("acme/huge", files_metadata=True)
        assert info.safetensors is not None
        assert info.safetensors.total == 64 * 16_384 * 8_192
        assert api.get_sharded_safetensors_metadata("acme/huge").parameter_count == {"BF16": info.safetensors.total}
        sizes = {file.rfilename: file.size or 0 for file in info.siblings or []}
        name = "model-00003-of-00004.safetensors"
        address = f"{hub.url}/acme/huge/resolve/main/{name}"
        start = time.process_time()
        place = sizes[name] - 1_000_000
        answer = get_session().get(
            address, headers={"Range": f"bytes={place}-{place + 262_143}"}, follow_redirects=True
        )
        assert (answer.status_code, len(answer.content)) == (206, 262_144)
        assert time.process_time() - start < 1
        last = from_bfloat16(np.frombuffer(answer.content, "<u2"))
        element = 16_384 * 8_192 - 500_000
        expected = Normal(seed=5, key="layers.47.mlp.up_proj.weight", sigma=0.02).values(element, element + last.size)
        assert np.allclose(last, expected, rtol=2**-8)
        assert sum(path.stat().st_size for path in tmp_path.rglob("*") if path.is_file()) < 1_000_000
    with LocalHub(tmp_path) as hub:
        again = get_session().get(
            f"{hub.url}/acme/huge/resolve/main/{name}", headers={"Range": "bytes=-100"}, follow_redirects=True
        )
        assert len(again.content) == 100
