# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Sample repositories: the public cases of 2026 in a few megabytes each, with the truth about every one.

The weights are made from seeds; nothing in them comes from the models that lend their names and shapes.
"""

from __future__ import annotations

from datetime import datetime

from bot.localhub.hub import LocalHub
from bot.localhub.samples import texts
from bot.localhub.samples.derivatives import (
    DECLARED_FINETUNE,
    FLAGGED,
    NAVER_LIKE,
    RAKUTEN_LIKE,
    SAKURA_LIKE,
    SOLAR_LIKE,
    TWIN,
    UNFLAGGED,
    naver_vision_share,
    sakura_inherited_fraction,
)
from bot.localhub.samples.hostile import HOSTILE, HOSTILE_SAMPLE, SHOUT
from bot.localhub.samples.sample import Sample, publish
from bot.localhub.samples.upstreams import (
    DEEPSEEK_LICENSE,
    DEEPSEEK_V2,
    DEEPSEEK_V2_SHAPED,
    DEEPSEEK_V3,
    GLM_AIR,
    LLAMA_SHAPED,
    QWEN_SHAPED,
    QWEN_VL,
    UPSTREAMS,
)

__all__ = [
    "DECLARED_FINETUNE",
    "DEEPSEEK_V2",
    "DEEPSEEK_V2_SHAPED",
    "DEEPSEEK_V3",
    "DERIVATIVES",
    "FLAGGED",
    "GLM_AIR",
    "HOSTILE",
    "LLAMA_SHAPED",
    "NAVER_LIKE",
    "QWEN_SHAPED",
    "QWEN_VL",
    "RAKUTEN_LIKE",
    "SAKURA_LIKE",
    "SHOUT",
    "SOLAR_LIKE",
    "TWIN",
    "UNFLAGGED",
    "UPSTREAMS",
    "Sample",
    "fix",
    "naver_vision_share",
    "publish",
    "publish_derivatives",
    "publish_upstreams",
    "sakura_inherited_fraction",
]

DERIVATIVES = (*FLAGGED, *UNFLAGGED, HOSTILE_SAMPLE)
"""Every upload that is not a known upstream."""

_OWED = {
    RAKUTEN_LIKE: (DEEPSEEK_V3, DEEPSEEK_LICENSE),
    SAKURA_LIKE: (DEEPSEEK_V2, DEEPSEEK_LICENSE),
    NAVER_LIKE: (QWEN_VL, texts.apache("2024 Alibaba Cloud")),
}


def publish_upstreams(hub: LocalHub) -> tuple[str, ...]:
    """Publish every upstream that is not there yet, each at the date of its original; their names, oldest first."""
    for sample in UPSTREAMS:
        publish(hub, sample)
    return tuple(sample.repo for sample in UPSTREAMS)


def publish_derivatives(hub: LocalHub, *, date: datetime | None = None) -> tuple[str, ...]:
    """Publish every other sample that is not there yet, at its own date or at this one; their names."""
    for sample in DERIVATIVES:
        publish(hub, sample, date=date)
    return tuple(sample.repo for sample in DERIVATIVES)


def fix(hub: LocalHub, repo: str, *, date: datetime | None = None) -> str:
    """Let the publisher of a flagged sample add a NOTICE with what is owed; the commit's id. Again changes nothing.

    Raises KeyError for a sample that owes nothing.
    """
    upstream, license_text = _OWED[repo]
    files = {"NOTICE": texts.notice(upstream, license_text).encode()}
    return hub.repositories.commit(repo, files, title="Add NOTICE", date=date)
