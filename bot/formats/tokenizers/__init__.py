# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Vocabularies of tokenizers, from whatever file holds them. Pure and bounded: nothing is run, nothing is unpickled."""
