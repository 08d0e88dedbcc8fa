# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Which small files are opened beside the one form of a model."""

from __future__ import annotations

from bot.pipeline.other_names import named_otherwise

SMALL, LARGE = 1_000_000, 50_000_000


def named(left: dict[str, int], *opened: str) -> list[str]:
    return named_otherwise(left, opened, left | dict.fromkeys(opened, LARGE))


def test_a_small_file_of_another_name_is_opened() -> None:
    left = {"vad.onnx": SMALL, "vad_half.onnx": SMALL}
    assert named(left, "vad.jit") == ["vad_half.onnx"]


def test_forms_of_what_is_opened_stay_closed() -> None:
    assert named({"vad_int8.onnx": SMALL, "onnx/vad.onnx": SMALL}, "vad.safetensors") == []


def test_names_that_libraries_give_tell_nothing() -> None:
    assert named({"onnx/encoder.onnx": SMALL}, "model.safetensors") == []
    assert named({"model.onnx": SMALL}, "vad.safetensors") == []


def test_large_files_and_other_formats_stay_closed() -> None:
    assert named({"vad_half.onnx": LARGE, "old.h5": SMALL}, "vad.jit") == []


def test_at_most_eight_are_opened() -> None:
    assert len(named({f"vad_{letter}.onnx": SMALL for letter in "abcdefghijkl"}, "vad.jit")) == 8
