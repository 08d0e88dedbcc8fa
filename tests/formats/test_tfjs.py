# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""TensorFlow.js models: the manifest tells where tensors lie in their files, and every lie in it is refused by name."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.formats.headers import Header
from bot.formats.tfjs import LONGEST_MANIFEST, read_header
from bot.model.errors import InputError
from bot.model.tensors import DType
from tests.formats.playing import damaged, damages, is_refused_or_inside, play
from tests.samples.tfjs_files import as_tfjs

PATH = "web/model.json"
BIN = "web/group1-shard1of1.bin"
THREE: dict[str, np.ndarray[Any, Any]] = {
    "dense/kernel": np.arange(4200, dtype=np.float32).reshape(60, 70),
    "dense/half": np.ones((4, 5), np.float16),
    "dense/codes": np.ones((4, 5), np.uint8),
}


def parse(manifest: bytes, sizes: dict[str, int]) -> Header:
    return play(read_header(PATH, len(manifest), sizes), manifest)


def parsed(files: dict[str, bytes]) -> Header:
    return parse(files[PATH], {name: len(content) for name, content in files.items()})


def test_tensors_are_found_in_their_file() -> None:
    files = as_tfjs(THREE, folder="web/")
    found = {each.name: each for each in parsed(files).tensors}
    assert [each.dtype for each in found.values()] == [DType.F32, DType.F16, DType.U8]
    for name, values in THREE.items():
        assert found[name].shape == values.shape
        assert files[found[name].file][found[name].start : found[name].stop] == values.tobytes()


def test_a_tensor_that_was_cut_is_named_and_those_behind_it_are_found() -> None:
    files = as_tfjs(THREE, folder="web/", shard_bytes=10_000)
    found = parsed(files)
    assert found.unsupported == ("dense/kernel",)
    for each in found.tensors:
        assert files[each.file][each.start : each.stop] == THREE[each.name].tobytes()


def manifest(*weights: object, paths: object = ("group1-shard1of1.bin",)) -> bytes:
    return json.dumps({"weightsManifest": [{"paths": paths, "weights": weights}]}).encode()


def test_what_follows_a_text_has_no_place() -> None:
    first, text, last = (
        {"name": name, "shape": [2], "dtype": kind}
        for name, kind in zip("abc", ("float32", "string", "float32"), strict=True)
    )
    found = parse(manifest(first, text, last), {BIN: 99})
    assert ([each.name for each in found.tensors], found.unsupported) == (["a"], ("b", "c"))


W = {"name": "w", "shape": [2], "dtype": "float32"}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (b"", "manifest of 0 bytes"),
        (b"{", "manifest is no JSON"),
        (b"\xff", "manifest is no JSON"),
        (b"[" * 100_000, "manifest is no JSON"),
        (b"[]", "list called weightsManifest"),
        (b'{"weightsManifest": [1]}', "list called weightsManifest"),
        (b'{"weightsManifest": [{}]}', "list of at most 4096 paths"),
        (manifest(paths=[3]), "list of at most 4096 paths"),
        (manifest(paths=["../other.bin"]), "'web/../other.bin' is missing"),
        (manifest(paths=["group1-shard1of1.bin"] * 2), "missing, or named twice"),
        (b'{"weightsManifest": [{"paths": []}]}', "expected a list of weights"),
        (manifest(7), "expected a tensor with a name"),
        (manifest({**W, "name": ""}), "impossible name"),
        (manifest({**W, "name": "\ud800"}), "takes 8 bytes|tensors take 8 bytes"),
        (manifest({**W, "shape": 5}), "w: expected a shape"),
        (manifest({**W, "shape": [1] * 9}), "w: expected a shape of at most 8 axes"),
        (manifest({**W, "shape": [-1]}), "w: impossible shape"),
        (manifest({**W, "shape": [True]}), "w: impossible shape"),
        (manifest({**W, "shape": [1 << 40, 1 << 40]}), "w: impossible shape"),
        (manifest({**W, "dtype": 3}), "w: expected a shape"),
        (manifest({**W, "shape": [99]}), "w: ends at 396, the files of its group hold 16"),
        (manifest(W), "tensors take 8 bytes, their files hold 16"),
        (manifest(W, W), "w: header names a tensor twice"),
    ],
)
def test_each_lie_is_refused_by_name(text: bytes, says: str) -> None:
    with pytest.raises(InputError, match=says) as refused:
        parse(text, {BIN: 16})
    assert PATH in str(refused.value)


def test_a_manifest_beyond_the_limit_is_not_read() -> None:
    with pytest.raises(InputError, match=f"1 to {LONGEST_MANIFEST} are read"):
        next(read_header(PATH, LONGEST_MANIFEST + 1, {}))


VALID = as_tfjs({"a": np.ones((3, 5), np.float32), "b": np.ones(4, np.uint8)})["model.json"]


@given(damages(len(VALID)), st.integers(0, len(VALID)))
def test_damaged_files_are_refused_or_read_but_never_crash(changes: list[tuple[int, int]], end: int) -> None:
    for file in (damaged(VALID, changes), damaged(VALID, changes)[:end]):
        assert is_refused_or_inside(read_header(PATH, len(file), {BIN: 64}), file, 64)
