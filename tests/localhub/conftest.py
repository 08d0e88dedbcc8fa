# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""A running Hub with one organisation and a bot, and clients signed in as each."""

from __future__ import annotations

import os

# The client reads these when it is imported.
os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
os.environ["HF_HUB_DISABLE_PROGRESS_BARS"] = "1"

import json
import struct
from collections.abc import Iterator
from pathlib import Path

import pytest
from huggingface_hub import HfApi

from bot.localhub import LocalHub

CONFIG = {"architectures": ["DeepseekV3ForCausalLM"], "model_type": "deepseek_v3", "hidden_size": 16}
CARD = "---\nlicense: apache-2.0\nbase_model: deepseek-ai/DeepSeek-V3\nlibrary_name: transformers\n---\n# Tiny\n"


def weights() -> bytes:
    """A small safetensors file: four F16 matrices of 16 x 16."""
    header = {
        f"model.layers.{i}.w": {"dtype": "F16", "shape": [16, 16], "data_offsets": [512 * i, 512 * (i + 1)]}
        for i in range(4)
    }
    text = json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + bytes(range(256)) * 8


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[LocalHub]:
    with LocalHub(tmp_path / "hub") as running:
        running.accounts.add_user("bot", token="hf_bot")
        running.accounts.add_user("dev", token="hf_dev", orgs=("acme",))
        running.repositories.create("acme/tiny")
        running.repositories.commit(
            "acme/tiny",
            {
                "README.md": CARD.encode(),
                "config.json": json.dumps(CONFIG).encode(),
                "LICENSE": b"Apache License\n" * 30,
                "model.safetensors": weights(),
                "sub/tokenizer.json": b"{}",
            },
            title="Upload weights",
        )
        yield running


@pytest.fixture
def bot(hub: LocalHub) -> HfApi:
    """A stranger to the repository."""
    return HfApi(endpoint=hub.url, token="hf_bot", library_name="attribution-bot", library_version="0.1")


@pytest.fixture
def owner(hub: LocalHub) -> HfApi:
    """Somebody who may write to it."""
    return HfApi(endpoint=hub.url, token="hf_dev")


@pytest.fixture
def stranger(hub: LocalHub) -> HfApi:
    """Nobody who is signed in."""
    return HfApi(endpoint=hub.url, token=False)
