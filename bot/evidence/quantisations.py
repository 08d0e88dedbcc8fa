# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""GGUF files of one repository: which of them hold the same model, and which one of those to open."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.model.repository import FileEntry

_SPLIT = re.compile(r"-(\d{5})-of-(\d{5})$")
_TAG = re.compile(r"[-._](?:ud-)?((?:iq|tq|q)\d\w*|bf16|fp?16|fp?32|(?:mx|nv)fp4\w*)$", re.IGNORECASE)
_BITS = re.compile(r"\d+")
_ENOUGH_BITS = 4
"""Coarser files show less of what they were made from, and take as many requests."""
_ONNX_FORM = re.compile(
    r"(?:_(?:quantized|merged|with_past|(?:q?u?int|fp|bf|float)\d+\w*|q\d\w*|bnb4|o[1-4]|optimized|(?:avx|arm)\w+))+(?=\.onnx$)",
    re.IGNORECASE,
)
"""What Optimum, Transformers.js and sentence-transformers add to the names of files that hold one graph in another form."""
_STATISTICS = "imatrix"
"""In the names of files with statistics of activations, which are no weights."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantisation:
    """One form of one model: a file, or the parts of a split one, in order."""

    model: str
    """The files' name without parts and quantisation."""
    bits: int | None
    """A value's, as the name tells; ``None`` where it does not."""
    files: tuple[FileEntry, ...]
    parts_missing: int

    @property
    def size(self) -> int:
        """Bytes of all its files."""
        return sum(entry.size for entry in self.files)


def quantisations(files: Sequence[FileEntry]) -> list[Quantisation]:
    """The one to open of each model, the largest model first: complete rather than not, four bits or more rather than less, then the smallest."""
    forms: dict[str, list[FileEntry]] = {}
    for entry in files:
        if _STATISTICS not in entry.name.lower():
            forms.setdefault(_SPLIT.sub("", _stem(entry.path)), []).append(entry)
    models: dict[str, list[Quantisation]] = {}
    for stem, parts in forms.items():
        form = _form(stem, parts)
        models.setdefault(form.model, []).append(form)
    return sorted((min(each, key=_rank) for each in models.values()), key=lambda form: (-form.size, form.model))


def onnx_model(path: str) -> str:
    """The same for all ONNX files that hold one graph of one model in several forms.

    >>> onnx_model("onnx/decoder_model_merged_quantized.onnx"), onnx_model("decoder_model.onnx"), onnx_model("onnx/encoder_model.onnx")
    ('decoder_model.onnx', 'decoder_model.onnx', 'encoder_model.onnx')
    """
    folder, _, name = path.rpartition("/")
    folder = folder.removesuffix("onnx").rstrip("/")
    return f"{folder}/{_ONNX_FORM.sub('', name)}".removeprefix("/")


def _form(stem: str, parts: Sequence[FileEntry]) -> Quantisation:
    name = stem.rpartition("/")[2]
    tag = _TAG.search(name)
    bits = _BITS.search(tag[1]) if tag else None
    split = [found for entry in parts if (found := _SPLIT.search(_stem(entry.path)))]
    claimed = max((int(found[2]) for found in split), default=1)
    return Quantisation(
        model=_TAG.sub("", name).lower(),
        bits=int(bits[0]) if bits else None,
        files=tuple(sorted(parts, key=lambda entry: entry.path)),
        parts_missing=max(0, claimed - len(parts)),
    )


def _rank(form: Quantisation) -> tuple[bool, bool, int, str]:
    coarse = form.bits is not None and form.bits < _ENOUGH_BITS
    return form.parts_missing > 0, coarse, form.size, form.files[0].path


def _stem(path: str) -> str:
    return path.rpartition(".")[0]
