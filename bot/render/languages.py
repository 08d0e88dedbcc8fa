# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Which language beside English a post speaks."""

from __future__ import annotations

SUMMARIES = ("ja", "ko", "zh")
"""Those that templates have words for."""
_MOST_LANGUAGES = 3
"""A card that lists more languages than this says what the model speaks, not what its owner reads."""


def summary_language(languages: tuple[str, ...]) -> str | None:
    """The language of the summary beside English, by the card's languages; None where English alone will do.

    >>> summary_language(("en", "ja")), summary_language(("zh-Hant",)), summary_language(("en",))
    ('ja', 'zh', None)
    """
    if len(languages) > _MOST_LANGUAGES:
        return None
    primary = [language.casefold().replace("_", "-").split("-")[0] for language in languages]
    return next((language for language in primary if language in SUMMARIES), None)
