# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Pages that everybody sees and on which the desk sees more: that it looks is noted, whoever wrote the page."""

from __future__ import annotations

import pytest

from bot.model.people import Role
from tests.web.conftest import Web


def noted(web: Web) -> list[str]:
    return [f"{each.name} {each.place}" for each in web.audit.noted]


@pytest.mark.parametrize("path", ["/", "/cases?state=in_review", "/org/acme", "/case/C-1", "/repo/acme/tiny"])
def test_that_the_desk_looks_is_noted_and_that_others_do_is_not(web: Web, path: str) -> None:
    web.ask(path)
    web.sign_in("hf:reader", Role.SUBSCRIBER)
    web.ask(path)
    assert noted(web) == []
    web.sign_in("local:ada", Role.REVIEWER)
    web.ask(path)
    assert noted(web) == [f"local:ada {path}"]


def test_every_public_page_that_shows_the_desk_more_is_marked(web: Web) -> None:
    marked = {each.path for each in web.app().state.routes.table if each.shows_more}
    assert marked >= {"/", "/cases", "/case/{name}", "/org/{owner}", "/repo/{owner}/{name}", "/repo/{name}"}
