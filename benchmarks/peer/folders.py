# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Folders of zoo models that the other tool can open: with a tokenizer, and with a configuration of a known type.

The zoo's models have neither words nor, some of them, a type that transformers knows. Both tools get the same folder:

- a word-level tokenizer of as many tokens as the table has rows. All models of the zoo share one vocabulary, so token number 7 is the same
  string in each; where a change kept some tokens or moved them, the strings go with them, and where it replaced them they are others.
- ``model_type`` ``mixture`` is called ``qwen3_moe``, whose tensor names it has; ``vision`` is called ``siglip_vision_model``.
  The tool reads numbers from the configuration and never builds the network.

An encoder for pictures gets no tokenizer, as it has none.
"""

from __future__ import annotations

import json
import string
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from benchmarks.zoo.checkpoints import Model, write
from benchmarks.zoo.subjects import KEPT_TOKENS, MOVED_TOKENS
from benchmarks.zoo.tasks import VOCABULARY

_TYPES = {
    "mixture": {"model_type": "qwen3_moe", "architectures": ["Qwen3MoeForCausalLM"]},
    "vision": {"model_type": "siglip_vision_model", "architectures": ["SiglipVisionModel"]},
}


def write_folder(model: Model, folder: Path, label: str = "") -> None:
    """The model's file, a configuration and a tokenizer; ``label`` is what was done to it."""
    kind = str(model.config["model_type"])
    write(replace(model, config={**model.config, **_TYPES.get(kind, {})}), folder)
    if kind != "vision":
        write_tokenizer(folder, _tokens(label, int(model.config["vocab_size"])))


def write_tokenizer(folder: Path, tokens: Sequence[str]) -> None:
    """A tokenizer that knows whole words only, as `tokenizers` reads it."""
    model = {
        "type": "WordLevel",
        "vocab": {token: place for place, token in enumerate(tokens)},
        "unk_token": tokens[0],
    }
    parts = dict.fromkeys(("truncation", "padding", "normalizer", "post_processor", "decoder"))
    document: dict[str, object] = {
        "version": "1.0",
        **parts,
        "added_tokens": [],
        "pre_tokenizer": {"type": "Whitespace"},
        "model": model,
    }
    (folder / "tokenizer.json").write_text(json.dumps(document))
    settings = {"tokenizer_class": "PreTrainedTokenizerFast", "unk_token": tokens[0]}
    (folder / "tokenizer_config.json").write_text(json.dumps(settings))


def words(count: int) -> list[str]:
    """Digits and letters, then pairs and triples of letters."""
    found = [*string.digits, *string.ascii_lowercase]
    last = list(string.ascii_lowercase)
    while len(found) < count:
        last = [first + rest for first in string.ascii_lowercase for rest in last]
        found += last
    return found[:count]


def _tokens(label: str, size: int) -> list[str]:
    own = words(VOCABULARY)
    match label.removeprefix("stranger's child: "):
        case "vocabulary shrunk":
            return [own[place] for place in KEPT_TOKENS]
        case "vocabulary reordered":
            return [own[place] for place in MOVED_TOKENS]
        case "vocabulary replaced":
            return words(2 * size)[size:]
        case _:
            return words(size)
