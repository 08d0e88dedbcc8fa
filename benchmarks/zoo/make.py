# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Trains the models of the zoo, each from its recipe, and keeps them in ``benchmarks/cache/zoo/``.

``python -m benchmarks.zoo.make [NAME ...]`` needs torch, which the rest of the project does without; about ten minutes of one processor.
What is there already is kept; ``--again`` trains it anew.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import numpy as np
import torch
from torch.nn import functional

from benchmarks.zoo.checkpoints import Array, Tensors, read
from benchmarks.zoo.networks import Parameters, logits
from benchmarks.zoo.roster import CACHE, RECIPES, Recipe
from benchmarks.zoo.shapes import LENGTH, initial
from benchmarks.zoo.tasks import Language, pictures
from benchmarks.zoo.transforms.structure import upcycled

_BATCH = 8


def start_of(recipe: Recipe) -> Tensors:
    """The tensors that training begins with."""
    if recipe.start is None:
        return initial(recipe.family, recipe.seed)
    tensors = read(CACHE / f"{recipe.start}.npz")
    return upcycled(tensors, seed=recipe.seed, experts=4) if recipe.upcycle else tensors


def train(recipe: Recipe) -> tuple[Tensors, dict[str, float]]:
    """The trained tensors, with the loss of the first and of the last steps in nats."""
    base = {name: torch.from_numpy(values) for name, values in start_of(recipe).items()}
    free, parameters = _trainable(base, recipe)
    teacher = None
    if recipe.teacher:
        teacher = {name: torch.from_numpy(values) for name, values in read(CACHE / f"{recipe.teacher}.npz").items()}
    optimiser = torch.optim.AdamW(free, lr=recipe.learning_rate, betas=(0.9, 0.95), weight_decay=0.01, foreach=True)
    inputs, kinds = _data(recipe)
    losses = []
    for step in range(recipe.steps):
        # Ten steps of warming up, then down to a tenth in a straight line.
        pace = min(1.0, (step + 1) / 10) * (1 - 0.9 * step / recipe.steps)
        for group in optimiser.param_groups:
            group["lr"] = recipe.learning_rate * pace
        loss = _loss(recipe, parameters(), inputs[step], None if kinds is None else kinds[step], teacher)
        optimiser.zero_grad()
        torch.autograd.backward(loss)
        torch.nn.utils.clip_grad_norm_(free, 1.0)
        optimiser.step()
        losses.append(float(loss.detach()))
    trained = {name: values.detach().numpy().copy() for name, values in parameters().items()}
    return trained, {"first_loss": float(np.mean(losses[:5])), "last_loss": float(np.mean(losses[-10:]))}


def _trainable(base: Parameters, recipe: Recipe) -> tuple[list[torch.Tensor], Callable[[], Parameters]]:
    """What the optimiser moves, and the network's parameters that follow from it: all of them, or low-rank additions."""
    if not recipe.rank:
        return [values.requires_grad_() for values in base.values()], lambda: base
    random = torch.Generator().manual_seed(recipe.seed)
    adapted = [name for name, values in base.items() if "layers" in name and values.ndim > 1]
    down = {name: torch.randn(recipe.rank, base[name].shape[1], generator=random) * 0.05 for name in adapted}
    up = {name: torch.zeros(base[name].shape[0], recipe.rank) for name in adapted}
    free = [values.requires_grad_() for values in (*down.values(), *up.values())]
    return free, lambda: {**base, **{name: base[name] + up[name] @ down[name] for name in adapted}}


def _data(recipe: Recipe) -> tuple[Array, Array | None]:
    if recipe.family == "vision":
        return pictures(recipe.steps, batch=32, order=recipe.order)
    language = Language(recipe.dialect)
    return language.batches(recipe.steps, batch=_BATCH, length=LENGTH, order=recipe.order), None


def _loss(
    recipe: Recipe, own: Parameters, inputs: Array, kinds: Array | None, teacher: Parameters | None
) -> torch.Tensor:
    found = logits(recipe.family, own, inputs)
    if kinds is not None:
        return functional.cross_entropy(found, torch.from_numpy(kinds))
    if teacher is None:
        return functional.cross_entropy(found[:, :-1].flatten(0, 1), torch.from_numpy(inputs)[:, 1:].flatten())
    with torch.no_grad():
        wanted = functional.softmax(logits(recipe.family, teacher, inputs), dim=-1)
    return functional.cross_entropy(found.flatten(0, 1), wanted.flatten(0, 1))


def main() -> None:
    """Train what is missing, in the roster's order, and print what each took."""
    parser = argparse.ArgumentParser(description="Train the models of the zoo.")
    parser.add_argument("names", nargs="*", help="train these only; their parents have to be there")
    parser.add_argument("--again", action="store_true", help="also what is there already")
    options = parser.parse_args()
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    CACHE.mkdir(parents=True, exist_ok=True)
    for name, recipe in RECIPES.items():
        path = CACHE / f"{name}.npz"
        if (options.names and name not in options.names) or (path.exists() and not options.again):
            continue
        began = time.process_time()
        tensors, losses = train(recipe)
        arrays: dict[str, Any] = {**tensors}
        np.savez(path, **arrays)
        losses = {key: round(value, 4) for key, value in losses.items()}
        notes = {**asdict(recipe), **losses, "cpu_seconds": round(time.process_time() - began, 1)}
        path.with_suffix(".json").write_text(json.dumps(notes, indent=2) + "\n")
        print(
            f"{name:24} {losses['first_loss']:.3f} -> {losses['last_loss']:.3f} nats  {notes['cpu_seconds']} s",
            flush=True,
        )


if __name__ == "__main__":
    main()
