# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Every changed model of the zoo: what was done to which parent, and what a right answer would be.

The truth is known because the zoo made the models itself: it is written here, beside the change, and never read off a measurement.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from benchmarks.zoo.checkpoints import Model, read
from benchmarks.zoo.roster import CACHE, PARENTS, RECIPES
from benchmarks.zoo.shapes import CONFIGS
from benchmarks.zoo.tasks import VOCABULARY
from benchmarks.zoo.transforms import merging, storage, structure, symmetry
from bot.model.lineage import Relation

_TOKENS = structure.made_up(VOCABULARY, seed=0)
"""The same texts for every model: as token numbers mean the same in all of them."""


def trained(name: str) -> Model:
    """A model as `benchmarks.zoo.make` left it."""
    recipe = RECIPES[name]
    tokens = () if recipe.family == "vision" else _TOKENS
    return Model(tensors=read(CACHE / f"{name}.npz"), config=CONFIGS[recipe.family], tokens=tokens)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """One repository to examine."""

    name: str
    label: str
    """What was done, the same word for every model that it was done to."""
    parent: str
    build: Callable[[], Model]
    relation: Relation | None
    """The right word for what was done; ``None`` where nothing was derived."""
    also_right: frozenset[Relation] = frozenset()
    """Words that are right as well, of a model that two things were done to."""
    further: tuple[str, ...] = ()
    """Trained models that went into it beside the parent: the catalog of a scan holds them, too."""
    has_share: bool = True
    """Whether an inherited share is defined; of a merge it is not."""


_Change = Callable[[Model], Model]
KEPT_TOKENS = np.sort(np.random.default_rng(1).permutation(512)[:384])
MOVED_TOKENS = np.random.default_rng(2).permutation(512)

LANGUAGE: tuple[tuple[str, Relation, _Change], ...] = (
    ("vocabulary grown", Relation.EXPANDED_VOCABULARY, partial(structure.vocabulary_grown, seed=3, more=128)),
    ("vocabulary shrunk", Relation.PRUNED, partial(structure.vocabulary_kept, tokens=KEPT_TOKENS.tolist())),
    ("vocabulary reordered", Relation.CONVERTED, partial(structure.vocabulary_kept, tokens=MOVED_TOKENS.tolist())),
    ("vocabulary replaced", Relation.FINETUNE, partial(structure.vocabulary_replaced, seed=4)),
    ("depth pruned", Relation.DEPTH_CHANGED, partial(structure.layers_taken, layers=(0, 2, 3))),
    ("depth duplicated", Relation.DEPTH_CHANGED, partial(structure.layers_taken, layers=(0, 1, 2, 1, 2, 3))),
    ("depth interleaved", Relation.DEPTH_CHANGED, partial(structure.layers_taken, layers=(0, 0, 1, 1, 2, 2, 3, 3))),
    ("MLP width pruned", Relation.PRUNED, partial(structure.neurons_kept, width=512)),
    ("hidden width pruned", Relation.PRUNED, partial(structure.channels_kept, hidden=192)),
    ("heads dropped", Relation.PRUNED, partial(structure.heads_kept, heads=(0, 1, 2, 4, 5, 7), of=8)),
    ("neurons permuted", Relation.CONVERTED, partial(symmetry.neurons_permuted, seed=5)),
    ("channels permuted", Relation.CONVERTED, partial(symmetry.channels_permuted, seed=6)),
    ("heads permuted", Relation.CONVERTED, partial(symmetry.heads_permuted, seed=7)),
    ("rotated", Relation.CONVERTED, partial(symmetry.rotated, seed=8)),
    ("channels rescaled", Relation.CONVERTED, partial(symmetry.channels_rescaled, seed=9)),
    ("noise 10 %", Relation.FINETUNE, partial(storage.noisy, relative=0.1, seed=10)),
    ("noise 100 %", Relation.FINETUNE, partial(storage.noisy, relative=1.0, seed=11)),
    ("noise 300 %", Relation.FINETUNE, partial(storage.noisy, relative=3.0, seed=15)),
    ("8 bits, dequantised", Relation.QUANTIZED, partial(storage.rounded, bits=8)),
    ("4 bits, dequantised", Relation.QUANTIZED, partial(storage.rounded, bits=4)),
    ("int8 codes", Relation.QUANTIZED, storage.integer_codes),
    ("fp8 e4m3", Relation.QUANTIZED, partial(storage.stored_as, dtype="F8_E4M3")),
    ("fp8 e5m2", Relation.QUANTIZED, partial(storage.stored_as, dtype="F8_E5M2")),
    ("float16", Relation.CONVERTED, partial(storage.stored_as, dtype="F16")),
    ("fused qkv and gate_up", Relation.CONVERTED, storage.fused),
    ("transposed", Relation.CONVERTED, storage.transposed),
    ("renamed, Meta's names", Relation.COPY, storage.renamed_to_llama_original),
    ("renamed, no names", Relation.COPY, storage.renamed),
)
"""What is done to Llama-style models: to two parents as they are, and to a light fine-tune of each. A copy under other names is a copy."""

MIXTURE: tuple[tuple[str, Relation, _Change], ...] = (
    ("experts dropped", Relation.PRUNED, partial(structure.experts_kept, experts=(1, 2, 4, 7))),
    ("experts permuted", Relation.CONVERTED, partial(symmetry.experts_permuted, seed=12)),
    ("experts stacked", Relation.CONVERTED, storage.experts_stacked),
    ("rotated", Relation.CONVERTED, partial(symmetry.rotated, seed=13)),
    ("fp8 e4m3", Relation.QUANTIZED, partial(storage.stored_as, dtype="F8_E4M3")),
)

GPT2: tuple[tuple[str, Relation, _Change], ...] = (
    ("split and outputs first", Relation.CONVERTED, storage.split_gpt2),
    ("4 bits, dequantised", Relation.QUANTIZED, partial(storage.rounded, bits=4)),
)

_TRAINED = {
    "light": "fine-tune, light",
    "heavy": "fine-tune, heavy",
    "heavy-2": "fine-tune, heavy",
    "continued": "continued pretraining, 1x",
    "continued-3x": "continued pretraining, 3x",
    "lora": "LoRA, merged",
    "twice": "fine-tune of a fine-tune",
}
_STRUCTURAL = {Relation.PRUNED, Relation.DEPTH_CHANGED, Relation.EXPANDED_VOCABULARY}


def positives() -> Iterator[Subject]:
    """Every derivative; its ``parent`` is the upstream that it has to be found to be derived from."""
    for name, recipe in RECIPES.items():
        kind = name.removeprefix(f"{recipe.family}-s{recipe.seed}-")
        if kind in _TRAINED and recipe.start is not None:
            yield _subject(
                name, _TRAINED[kind], f"{recipe.family}-s{recipe.seed}", Relation.FINETUNE, partial(trained, name)
            )
    for seed in PARENTS:
        for family, changes in (("llama", LANGUAGE), ("mixture", MIXTURE), ("gpt2", GPT2)):
            yield from _changed(f"{family}-s{seed}", changes)
        yield from _merges(f"llama-s{seed}", f"llama-s{seed + 2}")
        yield from _upcycled(f"llama-s{seed}", seed)
        yield from _layers_grafted(f"llama-s{seed}", "llama-s5")
    for kind in ("", "-light", "-heavy"):
        build = partial(_grafted, "llama-s3", f"vision-s0{kind}")
        label = "grafted encoder, fine-tuned" if kind else "grafted encoder"
        yield _subject(f"graft of vision-s0{kind}", label, "vision-s0", Relation.COMPONENT_REUSE, build)


def others() -> Iterator[Subject]:
    """Trained from nothing with an eye on another model, or from the same start: their ``parent`` is no parent."""
    for seed in PARENTS:
        parent = f"llama-s{seed}"
        name = f"{parent}-student"
        yield _subject(name, "distilled student", parent, None, partial(trained, name))
        name = f"{parent}-other-order"
        yield _subject(name, "same start, other data order", parent, None, partial(trained, name))


def _changed(parent: str, changes: tuple[tuple[str, Relation, _Change], ...]) -> Iterator[Subject]:
    for label, relation, change in changes:
        for source in (parent, f"{parent}-light"):
            # Of two steps that leave the structure alone, naming either is right.
            also = frozenset() if source == parent or relation in _STRUCTURAL else frozenset({Relation.FINETUNE})
            subject = _subject(f"{source}, {label}", label, parent, relation, partial(_applied, change, source))
            yield replace(subject, also_right=also)
    yield _subject(f"{parent}, copied", "copy", parent, Relation.COPY, partial(trained, parent))


def _merges(parent: str, stranger: str) -> Iterator[Subject]:
    base, one, two = parent, f"{parent}-heavy", f"{parent}-heavy-2"
    for label, build in (
        ("linear merge of two children", lambda: merging.linear(trained(one), trained(two), 0.5)),
        ("SLERP of two children", lambda: merging.slerp(trained(one), trained(two), 0.5)),
        ("TIES of two children", lambda: merging.ties(trained(base), trained(one), trained(two))),
        ("DARE of two children", lambda: merging.dare(trained(base), trained(one), trained(two), seed=14)),
        ("linear merge with a stranger, 80 %", lambda: merging.linear(trained(base), trained(stranger), 0.8)),
        ("linear merge with a stranger, 20 %", lambda: merging.linear(trained(base), trained(stranger), 0.2)),
    ):
        further = (stranger,) if "stranger" in label else (one, two)
        subject = _subject(f"{parent}, {label}", label, parent, Relation.MERGE, build)
        yield replace(subject, has_share=False, further=further)


def _layers_grafted(parent: str, own: str) -> Iterator[Subject]:
    for source in (parent, f"{parent}-heavy"):
        build = partial(_with_layers_of, own, source)
        yield _subject(f"{own} with layers of {source}", "middle layers grafted", parent, Relation.MERGE, build)


def _with_layers_of(own: str, donor: str) -> Model:
    return merging.layers_grafted(trained(own), trained(donor), (1, 2))


def _upcycled(parent: str, seed: int) -> Iterator[Subject]:
    for label, build in (
        ("upcycled and trained", partial(_trained_upcycled, f"{parent}-upcycled")),
        ("drop-upcycled, half new", partial(_drop_upcycled, parent, seed)),
    ):
        yield _subject(f"{parent}, {label}", label, parent, Relation.UPCYCLED, build)


def _applied(change: _Change, source: str) -> Model:
    return change(trained(source))


def _grafted(own: str, encoder: str) -> Model:
    return merging.grafted(trained(own), trained(encoder))


def _trained_upcycled(name: str) -> Model:
    model = trained(name)
    return replace(_as_mixture(model), own=_routers(model))


def _drop_upcycled(parent: str, seed: int) -> Model:
    model = trained(parent)
    mixture = model.with_tensors(structure.upcycled(model.tensors, seed=seed, experts=4, fresh=0.5))
    experts = sum(values.size for name, values in mixture.tensors.items() if ".experts." in name)
    return replace(_as_mixture(mixture), own=_routers(mixture) + experts // 2)


def _as_mixture(model: Model) -> Model:
    return replace(model, config={**CONFIGS["mixture"], "num_experts": 4, "moe_intermediate_size": 704})


def _routers(model: Model) -> int:
    return sum(values.size for name, values in model.tensors.items() if name.endswith("mlp.gate.weight"))


def _subject(name: str, label: str, parent: str, relation: Relation | None, build: Callable[[], Model]) -> Subject:
    return Subject(name=name, label=label, parent=parent, build=build, relation=relation)
