# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""A bot without an account."""

from __future__ import annotations

import pytest

from bot.adapters.silence import NoAccount
from bot.model.errors import AccessRefused, NotFound
from bot.ports.hub import Forum

FORUM: Forum = NoAccount()


def test_it_has_no_name_and_no_threads() -> None:
    assert (FORUM.account, FORUM.threads("acme/model")) == ("", [])
    with pytest.raises(NotFound):
        FORUM.thread("acme/model", 1)


def test_it_cannot_write_anything() -> None:
    with pytest.raises(AccessRefused, match="HUBNOTICE_TOKEN"):
        FORUM.create("acme/model", title="a", body="b")
    with pytest.raises(AccessRefused):
        FORUM.comment("acme/model", 1, body="b")
    with pytest.raises(AccessRefused):
        FORUM.edit("acme/model", 1, "c", body="b")
    with pytest.raises(AccessRefused):
        FORUM.close("acme/model", 1)
