# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""A model of the zoo in memory, and how it is written into a folder."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from bot.localhub.procedural.encodings import to_bfloat16, to_e4m3

Array: TypeAlias = NDArray[Any]
Tensors: TypeAlias = dict[str, Array]


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """Tensors by name with the configuration beside them."""

    tensors: Tensors
    config: Mapping[str, Any]
    stored: str = "BF16"
    """Element type of matrices of floats in the file; everything else keeps its own."""
    tokens: tuple[str, ...] = ()
    """Texts of the tokens by id, where the model reads texts."""
    own: int = 0
    """Values in matrices that were made new, the rest being inherited: what the true share is counted from."""

    @property
    def share(self) -> float:
        """Share of the values in matrices that is inherited, 0 to 1."""
        return 1 - self.own / sum(values.size for values in self.tensors.values() if values.ndim > 1)

    def with_tensors(self, tensors: Tensors, *, own: int = 0, **config: Any) -> Model:  # noqa: ANN401 - JSON's own values
        """The same kind of model with other tensors; ``own`` adds to what is new."""
        return replace(self, tensors=tensors, config={**self.config, **config}, own=self.own + own)


def write(model: Model, folder: Path) -> None:
    """As a repository of one weight file, a configuration and, where there are tokens, a tokenizer."""
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer = folder / "tokenizer.json"
    tokenizer.unlink(missing_ok=True)
    if model.tokens:
        vocabulary = {text: number for number, text in enumerate(model.tokens)}
        tokenizer.write_text(json.dumps({"model": {"type": "BPE", "vocab": vocabulary, "merges": []}}))
    (folder / "config.json").write_text(json.dumps(model.config))
    pieces: list[bytes] = []
    header: dict[str, dict[str, Any]] = {}
    offset = 0
    for name, values in sorted(model.tensors.items()):
        dtype, raw = _encoded(values, model.stored)
        header[name] = {"dtype": dtype, "shape": list(values.shape), "data_offsets": [offset, offset + len(raw)]}
        offset += len(raw)
        pieces.append(raw)
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with (folder / "model.safetensors").open("wb") as file:
        file.write(len(text).to_bytes(8, "little") + text)
        file.writelines(pieces)


def read(path: Path) -> Tensors:
    """Tensors of a cached model."""
    with np.load(path) as stored:
        return {name: stored[name] for name in stored.files}


def _encoded(values: Array, stored: str) -> tuple[str, bytes]:
    if values.dtype == np.int8:
        return "I8", values.tobytes()
    plain = np.ascontiguousarray(values, np.float32)
    dtype = stored if values.ndim > 1 else "BF16"
    match dtype:
        case "F32":
            return dtype, plain.astype("<f4").tobytes()
        case "F16":
            return dtype, plain.astype("<f2").tobytes()
        case "BF16":
            return dtype, to_bfloat16(plain).astype("<u2").tobytes()
        case "F8_E4M3":
            # As quantised checkpoints do it: a scale for each matrix, so that its largest value is the type's.
            return dtype, to_e4m3(plain * np.float32(448 / np.abs(plain).max())).tobytes()
        case "F8_E5M2":
            # The upper byte of a half: the same exponent, two bits of mantissa.
            codes = np.minimum(plain.astype("<f2").view("<u2").astype(np.uint32) + 0x80, 0xFFFF)
            return dtype, (codes >> 8).astype(np.uint8).tobytes()
        case _:
            raise ValueError(f"expected a type that the zoo stores, found {dtype!r}")
