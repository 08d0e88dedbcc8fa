# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Texts for people: posts, rows and numbers. Pure; the only package that knows Jinja2."""
