# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""License texts of a repository reach the reader, those that nobody knows among them."""

from __future__ import annotations

from dataclasses import replace

from bot.model.licensing import RecognisedText, TextMatch, UncoveredText
from bot.render.documents import scan_document
from bot.render.pages import plain
from bot.render.summaries import scan_page
from tests.samples.judged import WHOLE_MODEL

REPORT = replace(
    WHOLE_MODEL.report(),
    texts=(RecognisedText(path="LICENSE", license_id="mit", match=TextMatch.ADDED),),
    uncovered=(UncoveredText(path="TERMS-LICENSE", words=300, first_line=3, last_line=40),),
)


def test_what_is_known_and_what_is_not_stand_in_one_table() -> None:
    page = plain(scan_page(REPORT), width=160)
    assert "with further terms" in page
    assert "lines 3 to 40: for a person to read" in page


def test_a_document_tells_both() -> None:
    told = scan_document(REPORT)["license_texts"]
    assert told == {
        "recognised": [{"path": "LICENSE", "license": "mit", "match": "added"}],
        "uncovered": [{"path": "TERMS-LICENSE", "lines": [3, 40], "words": 300}],
    }


def test_texts_that_could_not_all_be_read_are_not_called_none() -> None:
    told = scan_document(replace(REPORT, texts=None))["license_texts"]
    assert isinstance(told, dict)
    assert told["recognised"] is None
