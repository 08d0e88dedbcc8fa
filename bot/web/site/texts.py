# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The words of pages in the language of whoever reads. The English sentence is the key, so a missing translation is English."""

from __future__ import annotations

import gettext
from collections.abc import Mapping

from fastapi import Request
from markupsafe import Markup

from bot.render.html_templates import with_values

LANGUAGES: Mapping[str, str] = {"en": "English", "ja": "日本語", "ko": "한국어", "zh": "中文"}
"""What pages can speak, each called by itself."""
COOKIE = "hubnotice_language"
_DEFAULT = "en"
_LONGEST_HEADER = 500


def phrase(text: str) -> str:
    """The sentence itself; marks it for translators where it is written before anybody reads it."""
    return text


class Texts:
    """One language. Templates know its methods as ``t`` and ``nt``."""

    def __init__(self, code: str, catalogue: gettext.NullTranslations | None = None) -> None:
        self.code = code
        self._catalogue = catalogue or gettext.NullTranslations()

    def t(self, text: str, **values: object) -> Markup:
        """A sentence, with ``%(name)s`` for its values, which are escaped."""
        return with_values(self._catalogue.gettext(text) if text else "", values)

    def nt(self, one: str, many: str, n: int, **values: object) -> Markup:
        """The sentence that goes with a number, which it knows as ``%(n)s``."""
        return with_values(self._catalogue.ngettext(one, many, n), {"n": n, **values})


def language_of(request: Request) -> str:
    """What somebody chose with ``?lang=`` or before that, else what their browser asks for, else English."""
    for chosen in (request.query_params.get("lang"), request.cookies.get(COOKIE)):
        if chosen is not None and chosen in LANGUAGES:
            return chosen
    return accepted(request.headers.get("accept-language", ""))


def accepted(header: str) -> str:
    """The best of our languages by an ``Accept-Language`` (RFC 9110, 12.5.4); English where it names none of them.

    >>> accepted("fr, ko-KR;q=0.8, ja;q=0.9"), accepted("zh-Hant-TW"), accepted("*"), accepted("ja;q=0")
    ('ja', 'zh', 'en', 'en')
    """
    best, weight = _DEFAULT, 0.0
    for item in header[:_LONGEST_HEADER].split(","):
        tag, _, rest = item.strip().partition(";")
        language = tag.strip().casefold().split("-")[0]
        asked = _weight(rest)
        if language in LANGUAGES and asked > weight:
            best, weight = language, asked
    return best


def _weight(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    if not name:
        return 1.0
    try:
        return float(value) if name.strip() == "q" and 0.0 <= float(value) <= 1.0 else 0.0
    except ValueError:
        return 0.0
