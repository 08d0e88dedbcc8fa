# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""From a finding to a correction, as two readers and an owner walk it: with a mouse, and without scripts.

1. Two people sign in, one with a password and one with the Hub, and open the case.
2. The first looks at the preview and approves; the second puts the post into the outbox, takes it back, and puts it there again.
3. The window to undo passes: the thread stands on the Hub, and somebody who asked for alerts is told by mail.
4. The owner signs in, makes a statement, answers in the thread, and disputes.
5. A reader withdraws: the correction stands in the thread, on the page of corrections, in the feed, and goes to whoever was told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import window
from tests.browser.office import AUDITOR, PASSWORD, Office, road

pytestmark = pytest.mark.browser

_ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(params=["mouse", "no-scripts"])
def way(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def repo(place: Office, way: str) -> str:
    repo = road({"mouse": "road", "no-scripts": "plain"}[way])
    place.upload([repo])
    return repo


@pytest.fixture
def people(chromium: Browser, place: Office, way: str) -> Iterator[dict[str, Page]]:
    """A window each for two readers, an owner, and somebody who wants to be told. Before they sign in, a case is not there."""
    with (
        window(chromium, place.address, place.hub.url, java_script_enabled=way == "mouse", refuses=404) as first,
        window(chromium, place.address, place.hub.url, java_script_enabled=way == "mouse", refuses=404) as second,
        window(chromium, place.address, place.hub.url, java_script_enabled=way == "mouse", refuses=404) as owner,
        window(chromium, place.address, place.hub.url, java_script_enabled=way == "mouse", refuses=404) as follower,
    ):
        yield {"first": first, "second": second, "owner": owner, "follower": follower}


def with_password(page: Page, name: str, then: str) -> None:
    page.goto(then)
    if urlsplit(page.url).path != "/login":
        page.get_by_role("link", name="Sign in").click()
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("banner")).to_contain_text(name.title())


def with_the_hub(page: Page, hub_url: str, name: str, then: str) -> None:
    page.goto(then)
    page.get_by_role("link", name="Sign in").click()
    page.get_by_role("button", name="Sign in with the Hub").click()
    page.wait_for_url(f"{hub_url}/oauth/authorize**")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in and allow").click()
    expect(page.get_by_role("banner")).to_contain_text(name)
    assert urlsplit(page.url).path == urlsplit(then).path


def subscribe(place: Office, page: Page, address: str) -> None:
    """Ask for alerts, and agree in the mail that asks back."""
    page.goto("/alerts")
    page.get_by_label("Name, pattern or search").fill("deepseek-ai/DeepSeek-V3-0324")
    page.get_by_label("Mail address").fill(address)
    page.get_by_role("button", name="Ask for it").click()
    expect(page.get_by_role("main")).to_contain_text("waits for an answer from there")
    place.work()
    page.goto(place.link("/alerts/confirm/"))
    page.get_by_role("main").get_by_role("button").first.click()
    page.goto("/alerts")
    expect(page.get_by_role("main")).to_contain_text("in use")


def letters(place: Office, address: str, words: str) -> list[str]:
    """Addresses for one click out of all mail to somebody that says this."""
    found = [each for each in place.post.taken if each["To"] == address and words in str(each.get_body(("plain",)))]
    return [str(each["List-Unsubscribe"]) for each in found]


def test_two_readers_post_an_owner_disputes_and_a_mistake_is_put_right(
    place: Office, people: dict[str, Page], repo: str, way: str
) -> None:
    mailbox = f"ann+{way}@example.org"
    sign_in_and_find(place, people, repo, mailbox)
    post_take_back_and_post(place, people, repo)
    place.let_time_pass()
    place.work()
    is_written_and_told(place, people["first"], repo, mailbox)
    dispute(place, people["owner"], repo)
    withdraw(place, people, repo)
    [told] = letters(place, mailbox, "ithdr")
    leave_with_one_click(people["follower"], told, mailbox)


def sign_in_and_find(place: Office, people: dict[str, Page], repo: str, mailbox: str) -> None:
    case = place.case(repo).name
    first = people["first"]
    with_password(first, "rita", f"/cases?q={repo}")
    with_the_hub(people["second"], place.hub.url, "sato", f"/case/{case}")
    with_password(people["follower"], "ann", "/alerts")
    subscribe(place, people["follower"], mailbox)
    first.goto(f"/cases?q={repo}")
    first.get_by_role("link", name=case, exact=True).click()
    expect(first.get_by_role("heading", level=1)).to_contain_text(repo)
    for reader in (first, people["second"]):
        reader.get_by_role("link", name="Preview and decide").click()


def post_take_back_and_post(place: Office, people: dict[str, Page], repo: str) -> None:
    first, second = people["first"], people["second"]
    first.get_by_role("button", name="Prepare").click()
    expect(first.get_by_role("main")).to_contain_text("In short. The files here appear to build on")
    decide(first, "Approve", "I looked at the numbers.")
    expect(first.get_by_role("main")).to_contain_text("1 of 2")
    second.reload()
    decide(second, "Approve", "I repeated it.")
    put_out(second)
    expect(second.get_by_role("main")).to_contain_text("In the outbox")
    second.goto("/?show=outbox")
    second.get_by_role("row").filter(has_text=repo).get_by_role("link", name="Undo").click()
    decide(second, "Take it out of the outbox", "One more look.")
    expect(second.get_by_role("main")).to_contain_text("in review")
    for page in (first, second):
        page.goto(f"/case/{place.case(repo).name}/decide")
        decide(page, "Approve", "I looked once more.")
    put_out(second)
    assert place.threads(repo) == []


def is_written_and_told(place: Office, page: Page, repo: str, mailbox: str) -> None:
    [thread] = place.threads(repo)
    page.goto(f"{place.hub.url}/{repo}/discussions/{thread.num}")
    expect(page.locator("body")).to_contain_text("We could not find the copyright line")
    assert letters(place, mailbox, repo)


def dispute(place: Office, owner: Page, repo: str) -> None:
    """On the page of the owner and in the thread; question and answer are as large as each other."""
    name = repo.partition("/")[0]
    with_the_hub(owner, place.hub.url, "hana", f"/org/{name}")
    article = owner.get_by_role("article").filter(has_text=repo)
    article.get_by_label("Shown beside the question").fill("We read the license and think it is met.")
    article.get_by_role("button", name="Publish").click()
    place.hub.discussions.comment(repo, place.threads(repo)[0].num, author="hana", body="It is in the card.")
    place.work()
    article.get_by_text("It is wrong, or something else").click()
    article.get_by_label("What is wrong").fill("The text is in the card, please look again.")
    article.get_by_role("button", name="It is wrong").click()
    expect(article).to_contain_text("disputed")
    owner.goto(f"/case/{place.case(repo).name}")
    answers = owner.get_by_role("region", name="What its owners say")
    expect(answers).to_contain_text("The text is in the card, please look again.")
    expect(answers).to_contain_text("hana, in the thread")
    asked, answered = box(owner, "What we asked"), box(owner, "What its owners say")
    assert (asked["width"], asked["y"], asked["height"]) == (answered["width"], answered["y"], answered["height"])


def withdraw(place: Office, people: dict[str, Page], repo: str) -> None:
    """By a reader; it stands in the thread, on the page of corrections and in the feed."""
    first, owner = people["first"], people["owner"]
    reason = f"The text is in the card of {repo.partition('/')[0]}."
    first.goto(f"/case/{place.case(repo).name}/decide")
    decide(first, "Withdraw: we were wrong", reason)
    expect(first.get_by_role("main")).to_contain_text("Withdrawn: our mistake")
    place.app.desk.switch_posting(on=True, name=AUDITOR, reason="looked into it")
    place.work()
    owner.goto("/corrections")
    expect(owner.get_by_role("row").filter(has_text=repo)).to_contain_text(reason)
    feed = ET.fromstring(owner.request.get("/feeds/corrections.atom").text())
    assert [each for each in feed.iter(f"{_ATOM}entry") if repo in "".join(each.itertext())]
    [thread] = place.threads(repo)
    assert thread.title.startswith("[Withdrawn")


def leave_with_one_click(follower: Page, header: str, mailbox: str) -> None:
    """One POST without a session, as mail programs send it."""
    found = re.search(r"<(http[^>]+)>", header)
    browser = follower.context.browser
    assert found is not None
    assert browser is not None
    program = browser.new_context()
    assert program.request.post(found[1], form={"List-Unsubscribe": "One-Click"}).ok
    program.close()
    follower.goto("/alerts")
    expect(follower.get_by_role("heading", level=1)).to_have_text("Alerts")
    expect(follower.get_by_role("table", name="Your alerts").get_by_role("row").filter(has_text=mailbox)).to_have_count(
        0
    )


def decide(page: Page, button: str, reason: str) -> None:
    form = page.locator("#rule")
    form.get_by_label("Reason").fill(reason)
    form.get_by_role("button", name=button).click()
    expect(page.get_by_role("alert")).to_have_count(0)


def put_out(page: Page) -> None:
    page.get_by_role("button", name="Prepare").click()
    page.locator("#post-reason").fill("It is clear.")
    page.get_by_role("button", name="Put it into the outbox").click()
    expect(page.get_by_role("alert")).to_have_count(0)


def box(page: Page, name: str) -> dict[str, float]:
    found = page.get_by_role("region", name=name).bounding_box()
    assert found is not None
    return dict(found)  # type: ignore[arg-type]
