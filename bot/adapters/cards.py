# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What a model card's metadata declares, from whatever strangers wrote into it."""

from __future__ import annotations

import re
from collections.abc import Mapping

import yaml

from bot.model.repository import Declared

_LARGEST_FRONT_MATTER = 256 * 1024
_LONGEST_VALUE = 1000
_MOST_VALUES = 200
_FRONT_MATTER = re.compile(r"\A\ufeff?---[ \t]*\r?\n(.*?)^---[ \t]*\r?$", re.DOTALL | re.MULTILINE)
_ABSENT = frozenset({"null", "~", "none"})


def front_matter(text: str) -> Mapping[str, object]:
    r"""The metadata at the top of a card; empty where there is none or it cannot be read.

    Every scalar is a string, as written: Norwegian (``no``) is a language here and not a falsehood.

    >>> front_matter("---\nlicense: mit\nlanguage: [no, en]\n---\n# Title")
    {'license': 'mit', 'language': ['no', 'en']}
    >>> front_matter("---\n- a list\n---\n"), front_matter("# Title")
    ({}, {})
    """
    found = _FRONT_MATTER.match(text[:_LARGEST_FRONT_MATTER])
    if found is None:
        return {}
    try:
        value = yaml.load(found[1], Loader=yaml.BaseLoader)  # noqa: S506 - builds strings, lists and dicts, nothing else
    except (yaml.YAMLError, ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def declared(card: object) -> Declared:
    """License and origin. A value of the wrong kind counts as not declared.

    Of several licenses the first is taken, as the Hub's own pages do.

    >>> declared({"license": ["MIT", "other"], "base_model": "acme/base"}).license_id
    'mit'
    """
    if not isinstance(card, Mapping):
        return Declared()
    return Declared(
        license_id=next((each.lower() for each in _texts(card.get("license"))), None),
        license_name=next(iter(_texts(card.get("license_name"))), None),
        license_link=next(iter(_texts(card.get("license_link"))), None),
        base_models=_texts(card.get("base_model")),
        base_model_relation=next(iter(_texts(card.get("base_model_relation"))), None),
        languages=_texts(card.get("language")),
        datasets=_texts(card.get("datasets")),
    )


def _texts(value: object) -> tuple[str, ...]:
    """One string or a list of them; without doubles, in their order, without what is empty, overlong or unprintable."""
    given = value[:_MOST_VALUES] if isinstance(value, list) else [value]
    texts = (each.strip() for each in given if isinstance(each, str))
    return tuple(dict.fromkeys(each for each in texts if _is_sensible(each)))


def _is_sensible(text: str) -> bool:
    return 0 < len(text) <= _LONGEST_VALUE and text.isprintable() and text.lower() not in _ABSENT
