# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Short words that lower layers write and pages translate, listed once, because translators look for sentences in pages alone."""

from __future__ import annotations

from bot.web.site.texts import phrase

COMPONENTS = (
    phrase("language model"),
    phrase("vision encoder"),
    phrase("audio encoder"),
    phrase("projector"),
    phrase("tokenizer"),
    phrase("code"),
)
CHECKS = (
    phrase("Tone"),
    phrase("Words"),
    phrase("Links"),
    phrase("Newest commit"),
    phrase("Controls"),
    phrase("Not looked at"),
    phrase("Earlier threads"),
    phrase("Opt-out"),
    phrase("Readers"),
    phrase("Courtesy window"),
    phrase("Posting"),
    phrase("Caps"),
)
"""What is looked at before something is posted; those that name an upstream or a component stay English."""
HEADINGS = (
    phrase("component"),
    phrase("relation"),
    phrase("upstream"),
    phrase("license"),
    phrase("inherited"),
    phrase("asks for"),
    phrase("for"),
    phrase("state"),
    phrase("where"),
    phrase("not checked"),
    phrase("reason"),
    phrase("detail"),
)
PICTURES = (
    phrase("The scan kept no numbers for pictures; a new scan will."),
    phrase("No block of weights was compared, so there is nothing to draw by layer."),
)
"""Why there is no picture of the weights."""
