# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Every word on every ground can be read (WCAG AA), in light, in dark, on paper and without a style sheet; steps grow darker one by one."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from bot.adapters.rulebook import load_templates
from bot.render.pictures import svg
from bot.render.pictures.scale import LEVELS, fill, is_dark

_CSS = load_templates()["pictures/pictures.css"]
_LIGHT, _DARK, _PRINT = (dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", block)) for block in re.split(r"@media", _CSS))
THEMES = {"light": _LIGHT, "dark": {**_LIGHT, **_DARK}, "print": {**_LIGHT, **_PRINT}}


def luminance(color: str) -> float:
    parts = (int(color[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", THEMES)
def test_numbers_on_cells_can_be_read(theme: str) -> None:
    colors = THEMES[theme]
    for step in range(LEVELS + 1):
        ink = colors["pic-on-dark"] if is_dark(step) else colors["pic-on"]
        assert contrast(ink, colors[f"r{step}"]) >= 4.5, step


def test_numbers_on_cells_can_be_read_without_a_style_sheet() -> None:
    for step in range(LEVELS + 1):
        assert contrast(svg.PAPER if is_dark(step) else svg.INK, fill(step)) >= 4.5, step
        assert fill(step) == _LIGHT[f"r{step}"]


@pytest.mark.parametrize("theme", THEMES)
def test_words_marks_and_bars_stand_out_from_their_ground(theme: str) -> None:
    colors = THEMES[theme]
    for name in ("pic-ink", "pic-soft"):
        assert contrast(colors[name], colors["pic-paper"]) >= 4.5, name
    for name in ("pic-pair", "pic-control", "pic-inherited"):
        assert contrast(colors[name], colors["pic-paper"]) >= 3.0, name
    for name in ("pic-tone0", "pic-tone1"):
        assert contrast(colors["pic-on"], colors[name]) >= 4.5, name


@pytest.mark.parametrize("theme", THEMES)
def test_each_step_goes_on_from_the_one_before(theme: str) -> None:
    lights = [luminance(THEMES[theme][f"r{step}"]) for step in range(LEVELS + 1)]
    turned = lights if theme == "dark" else lights[::-1]
    assert all(one < other for one, other in pairwise(turned))
