# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""A Hub on loopback for tests and the demo: real HTTP, real files, and misbehaviour on demand.

It serves the unmodified client of the Hugging Face Hub, which finds it through ``HF_ENDPOINT`` or ``HfApi(endpoint=…)``, and
imports nothing of the rest of the program.
"""

from bot.localhub.errors import Refusal
from bot.localhub.http.faults import Fault, Rule
from bot.localhub.http.limits import Quotas
from bot.localhub.http.recorder import Record
from bot.localhub.hub import LocalHub
from bot.localhub.procedural.recipes import ProceduralFile, TensorRecipe
from bot.localhub.services import PageSizes

__all__ = ["Fault", "LocalHub", "PageSizes", "ProceduralFile", "Quotas", "Record", "Refusal", "Rule", "TensorRecipe"]
