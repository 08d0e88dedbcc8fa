# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Which shards are opened: few, telling, and never outside what the index may say."""

from __future__ import annotations

import json

from bot.evidence.shards import LARGEST_INDEX, MOST_OPENED, index_ranges, names_in, shards_to_open
from bot.model.repository import FileEntry

FILES = [f"model-{number:05}-of-00100.safetensors" for number in range(1, 101)]


def weight_map(layers: int = 50, experts: int = 0) -> dict[str, str]:
    names = ["lm_head.weight", "model.embed_tokens.weight"]
    for layer in range(layers):
        names += [f"model.layers.{layer}.self_attn.o_proj.weight", f"model.layers.{layer}.mlp.up_proj.weight"]
        names += [f"model.layers.{layer}.mlp.experts.{expert}.up_proj.weight" for expert in range(experts)]
    return {name: FILES[place * 100 // len(names)] for place, name in enumerate(names)}


def test_few_files_are_all_opened() -> None:
    assert shards_to_open(FILES[:MOST_OPENED], []) == FILES[:MOST_OPENED]


def test_without_an_index_files_at_even_distances_are_opened() -> None:
    chosen = shards_to_open(FILES, [])
    assert (len(chosen), chosen[0], chosen[-1]) == (MOST_OPENED, FILES[0], FILES[-1])


def test_three_whole_layers_and_what_stands_alone_are_opened() -> None:
    names = weight_map()
    chosen = shards_to_open(FILES, [names])
    assert len(chosen) <= MOST_OPENED
    for name in ("lm_head.weight", "model.layers.25.mlp.up_proj.weight", "model.layers.25.self_attn.o_proj.weight"):
        assert names[name] in chosen


def test_a_slice_of_a_large_index_shows_the_first_expert_of_some_layer() -> None:
    names = weight_map(experts=64)
    pairs = list(names.items())
    slices = [dict(pairs[:2]), *(dict(pairs[start : start + 90]) for start in (800, 1600, 2400)), {}]
    chosen = shards_to_open(FILES, slices)
    first_experts = {file for part in slices for name, file in part.items() if ".experts.0." in name}
    assert len(first_experts & set(chosen)) >= 3


def test_files_that_an_index_invents_are_never_opened() -> None:
    hostile = {f"model.layers.{layer}.w": "../../etc/passwd.safetensors" for layer in range(50)}
    assert set(shards_to_open(FILES, [hostile])) <= set(FILES)


def test_a_small_index_is_read_whole_and_a_large_one_in_slices_within_it() -> None:
    small = FileEntry(path="i.json", size=1000)
    assert [(each.start, each.stop) for each in index_ranges(small)] == [(0, 1000)]
    large = FileEntry(path="i.json", size=9_000_000)
    ranges = index_ranges(large)
    assert sum(each.length for each in ranges) < LARGEST_INDEX
    assert all(0 <= each.start < each.stop <= large.size for each in ranges)


def test_names_are_found_in_any_slice_of_an_index() -> None:
    text = json.dumps({"weight_map": weight_map()}, indent=2)
    found = names_in(text[len(text) // 3 : len(text) // 2])
    assert found
    assert found.items() <= weight_map().items()
