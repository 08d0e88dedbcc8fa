# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Sentences of rule and license files as HTML: code spans and addresses are shown as such, everything else is plain text."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

_PIECE = re.compile(r"`(?P<code>[^`]+)`|(?P<address>https://[A-Za-z0-9._~:/?#@!$&*+,;=%()-]*[A-Za-z0-9_~/#=%-])")


def rule_html(text: str) -> Markup:
    """The sentence; what a value could have smuggled in stays text.

    >>> str(rule_html("Add `NOTICE` & see https://a.example/x."))
    'Add <code>NOTICE</code> &amp; see <a href="https://a.example/x" rel="noopener noreferrer">https://a.example/x</a>.'
    >>> str(rule_html("`<b>` javascript:alert(1) http://plain.example"))
    '<code>&lt;b&gt;</code> javascript:alert(1) http://plain.example'
    """
    parts: list[Markup] = []
    end = 0
    for found in _PIECE.finditer(text):
        parts.append(escape(text[end : found.start()]))
        if found["code"] is not None:
            parts.append(Markup("<code>{}</code>").format(found["code"]))
        else:
            link = Markup('<a href="{0}" rel="noopener noreferrer">{0}</a>')
            parts.append(link.format(found["address"]))
        end = found.end()
    return Markup("").join([*parts, escape(text[end:])])
