# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Settings for all tests."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

# Shared machines are slow at any moment; how long an example took says nothing about the code.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")
