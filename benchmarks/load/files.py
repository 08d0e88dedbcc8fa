# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""From an upload to the files of its repository, a function of its seed alone."""

from __future__ import annotations

import functools
import json
import random
from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np

from benchmarks.load import shapes
from benchmarks.load.plan import Kind, Upload
from benchmarks.load.shapes import Decoder, Encoder
from benchmarks.load.upstreams import (
    ALSO_KNOWN,
    DERIVED_FROM,
    Contents,
    Known,
    license_text,
    real_weights,
    weights,
)
from bot.localhub import ProceduralFile
from bot.localhub.procedural import checkpoints
from bot.localhub.procedural.recipes import TensorRecipe
from bot.localhub.samples import texts
from bot.localhub.samples.hostile import HOSTILE_SAMPLE
from tests.samples.gguf_files import as_gguf, converted
from tests.samples.models import dense, noisy
from tests.samples.pytorch_files import as_checkpoint, state_dict

_NOISE = 0.1
_NEW_TOKENS = 1024
_POOL = 24
"""GGUF files have real bytes, so there are only so many; every procedural file is one of its own."""
_TOKENS_IN_GGUF = 32_000
_QUANTISATIONS = ("Q8_0", "Q4_0", "Q5_0", "Q4_1")
_OWN_WIDTHS = (384, 512, 640, 1280, 1536)
"""No known upstream has them."""
_OWN_LICENSES = ("mit", "apache-2.0", "apache-2.0", "cc-by-nc-4.0", "other", "")
_ADAPTED = (shapes.SEVEN_BILLION, shapes.ONE_BILLION, shapes.HALF_BILLION, shapes.SIX_TENTHS)


def files_of(upload: Upload) -> Contents:
    """Everything in the repository, ``.gitattributes`` aside."""
    return _MAKERS[upload.kind](upload, random.Random(upload.seed))


def settings_of(upload: Upload) -> Mapping[str, str | bool]:
    """How the repository is set up: of the hostile ones, each fifth is switched off and each fifth is gated."""
    if upload.kind is not Kind.HOSTILE:
        return {}
    chosen: Mapping[int, Mapping[str, str | bool]] = {0: {"disabled": True}, 1: {"gated": "manual"}}
    return chosen.get(upload.seed % 5, {})


def _card(upload: Upload, text: str, **metadata: str) -> bytes:
    given = {key: value for key, value in metadata.items() if value}
    return texts.card(upload.repo.partition("/")[2], text, **given).encode()


def _own_card(upload: Upload, source: random.Random, **metadata: str) -> Contents:
    """A card, mostly with a license, in every third repository with its text."""
    license_id = source.choice(_OWN_LICENSES)
    files: Contents = {"README.md": _card(upload, "Trained on our own data.", license=license_id, **metadata)}
    if license_id in {"mit", "apache-2.0"} and source.random() < 1 / 3:
        files["LICENSE"] = license_text(license_id, "2026", upload.repo.partition("/")[0]).encode()
    return files


def _card_only(upload: Upload, source: random.Random) -> Contents:
    return _own_card(upload, source)


def _dataset(upload: Upload, source: random.Random) -> Contents:
    info = {"splits": {"train": {"num_examples": source.randrange(10**6)}}, "features": {"text": "string"}}
    return {"README.md": _card(upload, "A data set."), "dataset_infos.json": json.dumps(info).encode()}


def _training_state(upload: Upload, source: random.Random) -> Contents:
    """What is left in a folder of checkpoints when somebody forgot the model: moments of a small optimizer, and its schedule."""
    values = np.random.default_rng(upload.seed).normal(0, 1e-4, (8, 64)).astype(np.float32)
    moments = state_dict({f"exp_avg_{number}": values for number in range(4)})
    return {
        "README.md": _card(upload, "A run."),
        "optimizer.pt": as_checkpoint({"state": moments, "param_groups": [{"lr": source.random()}]}),
        "trainer_state.json": json.dumps({"global_step": source.randrange(10**5)}).encode(),
    }


def _model(model: Decoder | Encoder, recipes: list[TensorRecipe], more_tokens: int = 0) -> Contents:
    config = model.config(more_tokens) if isinstance(model, Decoder) else model.config()
    shards = model.shards if isinstance(model, Decoder) else 1
    return {"config.json": json.dumps(config).encode(), **texts.tokenizer(1024), **weights(recipes, shards)}


def _own(model: Decoder | Encoder, upload: Upload, source: random.Random) -> Contents:
    recipes = checkpoints.upstream(model.tensors(), seed=upload.seed)
    return {**_own_card(upload, source, pipeline_tag="text-generation"), **_model(model, recipes)}


def _own_decoder(upload: Upload, source: random.Random) -> Contents:
    width = source.choice(_OWN_WIDTHS)
    layout = replace(
        shapes.NARROW.layout,
        hidden=width,
        intermediate=width * 8 // 3 // 64 * 64,
        query=width,
        key_value=width,
        layers=source.randrange(6, 25),
    )
    return _own(Decoder(layout=layout), upload, source)


def _twin(upload: Upload, source: random.Random) -> Contents:
    return _own(source.choice((*DERIVED_FROM, *ALSO_KNOWN[:2])).model, upload, source)


def _encoder(upload: Upload, source: random.Random) -> Contents:
    return _own(shapes.BERT, upload, source)


def _vision(upload: Upload, source: random.Random) -> Contents:
    return _own(shapes.VIT, upload, source)


def _adapter(upload: Upload, source: random.Random) -> Contents:
    rank, base = source.choice((8, 16, 32)), f"unknown-lab/base-{source.randrange(200)}"
    recipes = checkpoints.upstream(shapes.adapter(source.choice(_ADAPTED).layout, rank), seed=upload.seed)
    config = {"peft_type": "LORA", "r": rank, "base_model_name_or_path": base, "target_modules": ["q_proj", "v_proj"]}
    return {
        **_own_card(upload, source, base_model=base, library_name="peft"),
        "adapter_config.json": json.dumps(config).encode(),
        "adapter_model.safetensors": ProceduralFile(tuple(recipes)),
    }


def _gguf(upload: Upload, source: random.Random) -> Contents:
    return {**_own_card(upload, source), **_own_gguf(source.randrange(_POOL))}


@functools.cache
def _own_gguf(number: int) -> Mapping[str, bytes]:
    kind = _QUANTISATIONS[number % len(_QUANTISATIONS)]
    return as_gguf(converted(dense(100 + number)), kind, tokens=_TOKENS_IN_GGUF)


def _declared_in_order(upload: Upload, source: random.Random) -> Contents:
    known = source.choice([each for each in DERIVED_FROM if each.license == "mit"])
    files = _finetune(known, upload)
    card = _card(upload, f"Fine-tuned from {known.repo}.", license="mit", base_model=known.repo)
    return {**files, "README.md": card, "LICENSE": known.license_text().encode()}


def _declared_bare(upload: Upload, source: random.Random) -> Contents:
    known = source.choice(DERIVED_FROM)
    card = _card(upload, f"Fine-tuned from {known.repo}.", license=known.license, base_model=known.repo)
    return {**_finetune(known, upload), "README.md": card}


def _undeclared(upload: Upload, source: random.Random) -> Contents:
    known = source.choice(DERIVED_FROM)
    return {**_finetune(known, upload), "README.md": _card(upload, "Our new model.", license="apache-2.0")}


def _finetune(known: Known, upload: Upload, more_tokens: int = 0) -> Contents:
    tuned = checkpoints.derivative(known.recipes(more_tokens), seed=upload.seed, relative_noise=_NOISE)
    return _model(known.model, tuned, more_tokens)


def _quantized(upload: Upload, source: random.Random) -> Contents:
    """Half of them in FP8 without scales, half in GGUF."""
    card: Contents = {"README.md": _card(upload, "A small form for small machines.")}
    if source.random() < 0.5:
        return {**card, **_quantized_gguf(source.randrange(_POOL))}
    known = source.choice(DERIVED_FROM)
    tuned = checkpoints.derivative(known.recipes(), seed=upload.seed, relative_noise=_NOISE)
    cast = [replace(each, dtype="F8_E4M3" if len(each.shape) > 1 else "BF16") for each in tuned]
    return {**card, **_model(known.model, cast)}


@functools.cache
def _quantized_gguf(number: int) -> Mapping[str, bytes]:
    kind = _QUANTISATIONS[number % len(_QUANTISATIONS)]
    return as_gguf(converted(noisy(real_weights(), _NOISE, seed=200 + number)), kind, tokens=_TOKENS_IN_GGUF)


def _grown(upload: Upload, source: random.Random) -> Contents:
    known = source.choice(DERIVED_FROM)
    card = _card(upload, "With a vocabulary for our language.", license="mit")
    return {**_finetune(known, upload, _NEW_TOKENS), "README.md": card}


def _hostile(upload: Upload, source: random.Random) -> Contents:
    """All of the sample's tricks at once, or its card and some of the rest."""
    every = dict(HOSTILE_SAMPLE.files())
    if upload.seed % 2:
        return dict(every)
    kept = {"README.md", *source.sample(sorted(every), 4)}
    # Without a single file that looks like weights nobody would open it.
    kept |= {source.choice([path for path in every if path.endswith((".safetensors", ".bin"))])}
    return {path: content for path, content in every.items() if path in kept}


_MAKERS: Mapping[Kind, Callable[[Upload, random.Random], Contents]] = {
    Kind.CARD: _card_only,
    Kind.DATASET: _dataset,
    Kind.TRAINING_STATE: _training_state,
    Kind.OWN_DECODER: _own_decoder,
    Kind.TWIN: _twin,
    Kind.ENCODER: _encoder,
    Kind.VISION: _vision,
    Kind.ADAPTER: _adapter,
    Kind.GGUF: _gguf,
    Kind.DECLARED_IN_ORDER: _declared_in_order,
    Kind.DECLARED_BARE: _declared_bare,
    Kind.UNDECLARED: _undeclared,
    Kind.QUANTIZED: _quantized,
    Kind.GROWN: _grown,
    Kind.HOSTILE: _hostile,
}
