# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Dates, counts and shares of pages, in the language of whoever reads."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from markupsafe import Markup

from bot.model.rates import Rate
from bot.render.local_numbers import local_count, local_day, local_moment
from bot.render.numbers import percent, sampled_percent
from bot.render.rates import rate_figures
from bot.web.site.texts import Texts, phrase

UNDER = phrase("under 0.1 %")
"""The one share that `percent` puts into words."""


def figures(texts: Texts) -> Mapping[str, Callable[..., object]]:
    """Filters of templates, by their names there."""

    def share(fraction: float) -> Markup:
        return texts.t(percent(fraction))

    def sampled(fraction: float, *, is_exact: bool) -> Markup:
        return texts.t(sampled_percent(fraction, is_exact=is_exact))

    def day(at: datetime) -> str:
        return local_day(at, texts.code)

    def moment(at: datetime) -> str:
        return local_moment(at, texts.code)

    def count(number: int) -> str:
        return local_count(number, texts.code)

    def rate(counted: Rate) -> Markup:
        return rate_in(texts, counted)

    return {"percent": share, "sampled_percent": sampled, "day": day, "moment": moment, "whole": count, "rate": rate}


def rate_in(texts: Texts, rate: Rate) -> Markup:
    """So many of so many, with the share and its interval; nothing but the counts where there was nothing to count."""
    found = rate_figures(rate)
    if found is None:
        return texts.t("%(part)s of %(whole)s", part=rate.part, whole=rate.whole)
    share, low, high = found
    return texts.t(
        "%(part)s of %(whole)s (%(share)s %%; 95 %% interval %(low)s to %(high)s %%)",
        part=rate.part,
        whole=rate.whole,
        share=share,
        low=low,
        high=high,
    )
