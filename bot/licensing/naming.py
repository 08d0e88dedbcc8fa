# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Whether a repository's own texts name an upstream, and whether they say what was changed."""

from __future__ import annotations

import re
from collections.abc import Iterable

_TABLE_ROW = re.compile(r"^\s*\|.*$|^.*\|\s*$", re.MULTILINE)
_CHANGE = re.compile(
    r"\b(?:fine[- ]?tun|continu(?:ed|al|ally) pre[- ]?train|post[- ]?train|further train|quanti[sz]|merg(?:ed|e of|ing)|prun(?:ed|ing)|"
    r"distill|convert|expand|extend|adapt|modifi|changed|trained (?:on top of|from)|reinforcement)"
    r"|ファインチューニング|追加学習|継続事前学習|継続学習|量子化|改変|変更|拡張|파인튜닝|미세 ?조정|추가 학습|양자화|수정|변경|확장|微调|微調|继续预训练|量化|修改|扩充|扩展",
    re.IGNORECASE,
)


def names_upstream(text: str, *, repo: str, plain_names: Iterable[str] = ()) -> bool:
    """Whether the text names the repository, or one of the upstream's plain names, as a word of its own.

    Rows of tables do not count: that is where cards compare themselves with models that they have nothing else to do with.

    >>> names_upstream("Based on DeepSeek V3.", repo="deepseek-ai/DeepSeek-V3")
    True
    >>> names_upstream("Better than DeepSeek-V3.1", repo="deepseek-ai/DeepSeek-V3")
    False
    """
    prose = _TABLE_ROW.sub("", text)
    names = {repo, repo.rsplit("/", 1)[-1], *plain_names}
    return any(_as_word(name).search(prose) for name in names)


def _as_word(name: str) -> re.Pattern[str]:
    parts = [re.escape(part) for part in re.split(r"[-_\s]+", name) if part]
    return re.compile(rf"(?<![A-Za-z0-9]){r'[-_ ]?'.join(parts)}(?![A-Za-z0-9]|\.\d)", re.IGNORECASE)


def states_changes(text: str) -> bool:
    """Whether the text has words for having changed a model, in English, Japanese, Korean or Chinese."""
    return bool(_CHANGE.search(text))
