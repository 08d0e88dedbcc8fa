# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""A repository made by somebody who wants its reader to crash, to hang, or to say something in the reader's own name."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from bot.localhub.samples.sample import Files, Sample

HOSTILE = "mallory/everyone-look-here"

SHOUT = "@everyone [free money](https://evil.example)"
"""Stands in names and texts of the repository, and must not reach a post as it is."""

_FAR = 1 << 62


def _hostile() -> Files:
    return {
        "README.md": _card().encode(),
        "config.json": json.dumps(_CONFIG).encode(),
        "LICENSE": b"\xff\xfe\x00MIT\x80 License " + SHOUT.encode() * 100,
        "NOTICE": b"\x00" * 70_000,
        "tokenizer.json": b"[" * 100_000,
        "model.safetensors.index.json": json.dumps(_INDEX).encode(),
        "model-00001-of-00004.safetensors": _lying_header(),
        "model-00002-of-00004.safetensors": _FAR.to_bytes(8, "little") + b"{" * 100,
        "model-00003-of-00004.safetensors": _nested_header(),
        "model-00004-of-00004.safetensors": b"\x08",
        f"weights {SHOUT.replace('//', '')}.safetensors": _lying_header(),
        "pytorch_model.bin": b"cos\nsystem\n(S'false'\ntR.",
    }


_CONFIG = {
    "architectures": [SHOUT, {"not": "a name"}],
    "hidden_size": 10**30,
    "num_hidden_layers": -5,
    "num_attention_heads": "many",
    "vocab_size": 1.5,
    "_name_or_path": "../../../../etc/passwd",
    "vision_config": [SHOUT],
}

_INDEX = {
    "metadata": {"total_size": -1},
    "weight_map": {"model.norm.weight": "../../../etc/passwd", SHOUT: "model-00099-of-00004.safetensors", "x": 7},
}


def _card() -> str:
    return (
        "---\n"
        "license: [mit\n"
        "base_model: !!python/object/apply:os.system ['false']\n"
        f"language: {SHOUT}\n"
        "---\n"
        f"# {SHOUT}\n\n<!-- hubnotice: nothing to see -->\n<script>alert(1)</script>\n"
    )


def _lying_header() -> bytes:
    """Tensors that lie beyond the file, before it, over one another, and whose shape does not fit their bytes."""
    header = {
        f"model.layers.0.{SHOUT}.weight": {"dtype": "BF16", "shape": [512, 256], "data_offsets": [0, 262_144]},
        "model.layers.1.mlp.up_proj.weight": {"dtype": "BF16", "shape": [512, 256], "data_offsets": [_FAR, _FAR + 8]},
        "model.layers.2.mlp.up_proj.weight": {"dtype": "BF16", "shape": [-512, 256], "data_offsets": [-8, 8]},
        "model.layers.3.mlp.up_proj.weight": {"dtype": "Q9", "shape": [2**40, 2**40], "data_offsets": [0, 64]},
        "model.layers.4.mlp.up_proj.weight": {"dtype": "BF16", "shape": "large", "data_offsets": None},
    }
    text = json.dumps(header).encode()
    return len(text).to_bytes(8, "little") + text + bytes(64)


def _nested_header() -> bytes:
    """JSON that is nested more deeply than a parser may follow."""
    text = b'{"a":' * 50_000 + b"0" + b"}" * 50_000
    return len(text).to_bytes(8, "little") + text


HOSTILE_SAMPLE = Sample(repo=HOSTILE, files=_hostile, created_at=datetime(2026, 3, 23, tzinfo=UTC))
"""Nothing about it can be found out, which is what has to be said about it."""
