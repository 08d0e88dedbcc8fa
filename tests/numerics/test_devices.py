# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Torch is asked for by name or not at all."""

from __future__ import annotations

import importlib.util
import subprocess
import sys

import pytest

from bot.model.errors import SettingsError
from bot.numerics.on_torch import TorchDevice


def test_nothing_imports_torch_unless_a_device_is_asked_for() -> None:
    """In a fresh process, since another test may have imported it."""
    code = "import sys, bot.pipeline.compare; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_an_unknown_device_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(SettingsError, match="expected one of cpu, cuda"):
        TorchDevice("tpu")


@pytest.mark.skipif(importlib.util.find_spec("torch") is not None, reason="torch is installed here")
def test_without_torch_the_message_says_what_to_do() -> None:
    with pytest.raises(SettingsError, match="not installed; leave the device out"):
        TorchDevice("cpu")
