# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""A fix adds to texts and never takes from them, invents no holder, and asks nobody who does not want to be asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.cards import declared, front_matter
from bot.licensing.copyrights import copyright_lines
from bot.model.cases import CaseState
from bot.model.components import Component
from bot.model.fingerprints import UpstreamTerms
from bot.model.fixes import Fix
from bot.model.repository import Declared
from bot.model.wishes import PostWish, Suppression, Wishes
from bot.pipeline.fixing.cards import changed_card
from bot.pipeline.fixing.manners import reason_against
from bot.pipeline.fixing.notices import appended, license_files, license_text
from bot.pipeline.fixing.sections import is_open_at_end, with_section
from bot.pipeline.fixing.wanted import SETTLED_BY_TEXT, Wanted
from tests.samples.judged import DEEPSEEK, WHOLE_MODEL, case_of, rulebook

TEXT = st.text(st.sampled_from("ab #-`~<!>\r\n \t\x0c\u2028é"), max_size=60)
DAY = date(2026, 3, 17)


def wanted(license_id: str, *, terms: UpstreamTerms | None = None, rules: frozenset[str] = SETTLED_BY_TEXT) -> Wanted:
    return Wanted(
        upstream=DEEPSEEK,
        component=Component.TEXT_MODEL,
        license=rulebook().license(license_id),
        license_id=license_id,
        rules=rules,
        change="fine-tuned",
        terms=terms or UpstreamTerms(),
        phrases=("Built with Llama",),
    )


def declare(card: bytes) -> Declared:
    return declared(front_matter(card.decode("utf-8", "replace")))


@given(TEXT, st.lists(st.sampled_from(["one", "two"]), min_size=1))
def test_what_is_there_is_the_beginning_of_what_will_be(text: str, added: list[str]) -> None:
    assert with_section(text, "## Attribution", added).startswith(text)
    assert appended(text, [f"{each}\n" for each in added]).startswith(text)


@given(
    st.sampled_from(["", "---\nlicense: mit # ours\ntags: [a]\n---\n", "---\nbase_model: a/b\n---\n", "---\n"]), TEXT
)
def test_of_a_card_only_the_line_of_its_base_may_change(metadata: str, body: str) -> None:
    card = metadata + body
    changed = changed_card(card, "Mine", [(wanted("mit"), True)], declare, "https://huggingface.co")
    gone = [line for line in card.split("\n") if line not in changed.text.split("\n")]
    # The body's last line may have had no end.
    assert all(line.startswith("base_model:") or card.endswith(f"{line}") for line in gone)
    assert changed.text.endswith(body) or body in changed.text
    again = changed_card(
        changed.text, "Mine", [(replace(wanted("mit"), phrases=(), rules=frozenset()), True)], declare, ""
    )
    assert not again.is_changed


@pytest.mark.parametrize("body", ["# Mine\n\n```python\nload()\n", "# Mine\n\n<!-- later\n", "~~~~\n```\n~~~\n"])
def test_nothing_is_added_where_no_reader_sees_it(body: str) -> None:
    assert is_open_at_end(body)
    changed = changed_card(body, "Mine", [(wanted("mit"), False)], declare, "https://huggingface.co")
    assert not changed.is_changed
    [remark] = changed.remarks
    assert "Built with Llama" in remark


def test_a_published_text_gets_no_invented_holder() -> None:
    text = license_text(wanted("mit"), rulebook())
    assert text is not None
    assert "<" not in text
    assert copyright_lines(text) == ()
    assert text.startswith("MIT License\n\nPermission is hereby granted")


def test_the_appendix_of_apache_is_part_of_it() -> None:
    assert license_text(wanted("apache-2.0"), rulebook()) == rulebook().license_texts["apache-2.0"]


def test_the_upstream_s_own_text_is_taken_as_it_is() -> None:
    terms = UpstreamTerms(license_id="mit", license_text="MIT, in our words.\r\n")
    assert license_text(wanted("mit", terms=terms), rulebook()) == "MIT, in our words.\r\n"


def test_a_file_that_is_there_keeps_its_name_and_its_text() -> None:
    existing = {"LICENSES/MIT.txt": "Somebody's.\n", "LICENSES/MIT-deepseek-ai-DeepSeek-V3-0324.txt": "Another's.\n"}
    [(path, text)] = license_files([wanted("mit")], existing, rulebook()).values()
    assert path == "LICENSES/MIT-deepseek-ai-DeepSeek-V3-0324-2.txt"
    again = license_files([wanted("mit")], {**existing, path: text}, rulebook())
    assert [*again.values()] == [(path, text)]


def a_fix(*, wishes: Wishes | None = None) -> Fix:
    report = replace(WHOLE_MODEL.report(), wishes=wishes or Wishes())
    return Fix(report=report, changes=(), after=report.assessment)


@pytest.mark.parametrize("state", CaseState)
def test_a_pull_request_is_not_opened_round_a_ruling(state: CaseState) -> None:
    closed = {
        CaseState.STOPPED,
        CaseState.DISPUTED,
        CaseState.OPTED_OUT,
        CaseState.NOT_A_FINDING,
        CaseState.WITHDRAWN,
        CaseState.UNREACHABLE,
    }
    reason = reason_against(a_fix(), replace(case_of(WHOLE_MODEL), state=state), DAY)
    assert reason.startswith("C-17: ") if state in closed else reason == ""


@pytest.mark.parametrize(
    ("wishes", "said"),
    [
        (Wishes(post=PostWish.NEVER, where=".notice.yml"), "'never'"),
        (Wishes(post=PostWish.ASK, where=".notice.yml"), "'ask'"),
        (Wishes(problem=".notice.yml: unknown key 'pots'", where=".notice.yml"), "unknown key"),
        (Wishes(post=PostWish.PR_ONLY, where=".notice.yml"), ""),
    ],
)
def test_what_owners_ask_is_done(wishes: Wishes, said: str) -> None:
    reason = reason_against(a_fix(wishes=wishes), None, DAY)
    assert said in reason
    assert bool(reason) == bool(said)


def test_a_pull_request_about_nothing_but_what_is_not_to_be_raised_is_not_opened() -> None:
    findings = WHOLE_MODEL.report().assessment.findings
    suppressed = tuple(Suppression(rule=each.rule, reason="said elsewhere") for each in findings)
    assert "not to raise" in reason_against(a_fix(wishes=Wishes(suppressed=suppressed, where="x")), None, DAY)
    some = Wishes(suppressed=suppressed[:1], where="x")
    assert len({each.rule for each in findings}) > 1
    assert reason_against(a_fix(wishes=some), None, DAY) == ""
