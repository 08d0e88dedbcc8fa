# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Whether a card names an upstream as what its model was made from, and not only beside it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.licensing.naming import names_upstream
from bot.licensing.prose import sentences_of
from bot.model.truth import Truth, any_of

_WEIGHTS = re.compile(
    r"\b(?:fine[- ]?tun|continu(?:ed|al|ally|ing|ation)\b|post[- ]?train|further (?:pre-?)?train|initiali[sz]|weights?\b|checkpoint|"
    r"derive[sd]?\b|derivative|quanti[sz]|merg(?:e|ed|ing)\b|distill|upcycl|warm[- ]?start|start(?:s|ed|ing) from|lora\b|adapter)"
    r"|ファインチューニング|追加学習|継続(?:事前)?学習|重み|初期値|派生|量子化|파인튜닝|미세 ?조정|추가 학습|가중치|초기화|파생|양자화|계속 사전"
    r"|微调|微調|权重|權重|初始化|继续预训练|繼續預訓練|增量预训练|衍生|量化|蒸馏",
    re.IGNORECASE,
)
_BASE = re.compile(
    r"\b(?:bas(?:e|ed|is)\b|built (?:on|upon|from|with)|build(?:s|ing)? (?:on|upon)|made (?:from|with)|origin|powered by|foundation|backbone)"
    r"|ベース|基づ|もとに|元に|기반|바탕|베이스|基于|基於|基座|底座",
    re.IGNORECASE,
)
_BESIDE = re.compile(
    r"\b(?:unlike|in contrast|compar\w+|than|versus|vs|outperform\w*|surpass\w*|architectur\w*|baselines?)\b"
    r"|異なり|違い|比べ|比較|より|上回|アーキテクチャ|構造|달리|비해|비교|보다|아키텍처|구조|不同|相比|优于|優於|超过|架构|架構|结构",
    re.IGNORECASE,
)


def names_as_base(card_text: str, *, repo: str, plain_names: Iterable[str] = ()) -> Truth:
    """Whether some sentence names the upstream as the origin of the weights. Unknown where it could be read either way.

    >>> names_as_base("Continued pretraining of DeepSeek-V3.", repo="deepseek-ai/DeepSeek-V3")
    <Truth.YES: 'yes'>
    >>> names_as_base("Faster than DeepSeek-V3.", repo="deepseek-ai/DeepSeek-V3")
    <Truth.NO: 'no'>
    """
    names = tuple(plain_names)
    naming = [each.text for each in sentences_of(card_text) if names_upstream(each.text, repo=repo, plain_names=names)]
    return any_of(_as_base(sentence) for sentence in naming)


def _as_base(sentence: str) -> Truth:
    if _WEIGHTS.search(sentence):
        return Truth.YES
    if _BESIDE.search(sentence):
        return Truth.UNKNOWN if _BASE.search(sentence) else Truth.NO
    return Truth.YES if _BASE.search(sentence) else Truth.UNKNOWN
