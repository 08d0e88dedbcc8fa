# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Weights of any size that take no room: computed from a seed and the position at the moment they are read."""
