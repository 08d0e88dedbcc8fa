# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Signing in: with a Hub over OAuth, or with a password that is checked here."""
