# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The API for programs: reading what is public, more with a token, and a few rulings in a person's name."""
