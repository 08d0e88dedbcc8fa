# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Both tools as whole processes on a pair of 1.1 billion parameters: processor time and resident memory.

The pair has the names and shapes of a Llama of 22 layers, width 2048, MLP 5632, four key-value heads and 32,000 tokens, in BF16; the
suspect is a fine-tune of half of its matrices (`benchmarks.compare_full` makes the values). Each tool is run by the command that its users type.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.compare_full import write_shards
from benchmarks.peer.folders import words, write_tokenizer
from benchmarks.peer.tool import environment

_HIDDEN, _WIDTH, _KEYS, _LAYERS, _VOCABULARY = 2048, 5632, 256, 22, 32_000
CONFIG = {
    "architectures": ["LlamaForCausalLM"],
    "model_type": "llama",
    "hidden_size": _HIDDEN,
    "intermediate_size": _WIDTH,
    "num_hidden_layers": _LAYERS,
    "num_attention_heads": 32,
    "num_key_value_heads": 4,
    "vocab_size": _VOCABULARY,
    "tie_word_embeddings": False,
}
Way = tuple[list[str], Mapping[str, str]]


def write_pair(folder: Path) -> int:
    """``reference`` and ``suspect`` in the folder; how many bytes they take together."""
    for name in ("reference", "suspect"):
        place = folder / name
        write_shards(place, _shards(), is_suspect=name == "suspect")
        (place / "config.json").write_text(json.dumps(CONFIG))
        write_tokenizer(place, words(_VOCABULARY))
    return sum(file.stat().st_size for file in folder.rglob("*.safetensors"))


def ways(folder: Path, programs: Path, cache: Path) -> dict[str, Way]:
    """The command of each tool with its environment; the other tool without its cache, or it would measure nothing the second time."""
    pair = [str(folder / "suspect"), str(folder / "reference")]
    ours = [sys.executable, "-m", "bot.cli", "compare", *pair, "--format", "json"]
    return {
        "ours": (ours, {**os.environ, "HUBNOTICE_DATABASE": str(cache / "hubnotice.sqlite")}),
        "peer": ([str(programs / "provenancekit"), "compare", *pair, "--json", "--no-cache"], environment(cache)),
    }


def measured(every: Mapping[str, Way], runs: int) -> dict[str, Any]:
    """Alternating runs after one of each that is not counted, and the medians' ratios."""
    found: dict[str, list[dict[str, Any]]] = {name: [] for name in every}
    for turn in range(runs + 1):
        for name, way in every.items():
            run = _run(way)
            if turn:
                found[name].append(run)
    medians = {
        name: {
            key: statistics.median(run[key] for run in results)
            for key in ("cpu_seconds", "wall_seconds", "peak_megabytes")
        }
        for name, results in found.items()
    }
    ratios = {
        key: round(medians["peer"][key] / medians["ours"][key], 1)
        for key in ("cpu_seconds", "wall_seconds", "peak_megabytes")
    }
    return {"medians": medians, "peer_over_ours": ratios, "runs": found}


def _run(way: Way) -> dict[str, Any]:
    command, variables = way
    began = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=variables) as process:
        if process.stdout is None:
            raise RuntimeError("the tool was started without a pipe")
        said = process.stdout.read()
        # The largest resident memory of this one process, which is what ``getrusage`` of all children could not tell.
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    return {
        "cpu_seconds": round(usage.ru_utime + usage.ru_stime, 3),
        "wall_seconds": round(time.perf_counter() - began, 3),
        "peak_megabytes": round(usage.ru_maxrss * 1024 / 1e6, 1),
        "exit": process.returncode,
        "said": _word(json.loads(said)),
    }


def _word(answer: Mapping[str, Any]) -> str:
    return str(answer["verdict"] if "verdict" in answer else answer["scores"]["provenance_decision"])


def _shards() -> Sequence[Mapping[str, tuple[int, ...]]]:
    tokens = dict.fromkeys(("model.embed_tokens.weight", "lm_head.weight"), (_VOCABULARY, _HIDDEN))
    layers: dict[str, tuple[int, ...]] = {"model.norm.weight": (_HIDDEN,)}
    for layer in range(_LAYERS):
        prefix = f"model.layers.{layer}"
        layers |= {f"{prefix}.{name}_layernorm.weight": (_HIDDEN,) for name in ("input", "post_attention")}
        layers |= {f"{prefix}.self_attn.{name}_proj.weight": (_HIDDEN, _HIDDEN) for name in "qo"}
        layers |= {f"{prefix}.self_attn.{name}_proj.weight": (_KEYS, _HIDDEN) for name in "kv"}
        layers |= {f"{prefix}.mlp.{name}_proj.weight": (_WIDTH, _HIDDEN) for name in ("gate", "up")}
        layers[f"{prefix}.mlp.down_proj.weight"] = (_HIDDEN, _WIDTH)
    return (tokens, layers)
