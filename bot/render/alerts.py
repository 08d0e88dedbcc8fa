# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Messages in the reader's language, as text and as a page of mail.

The first line says what changed, the last how to hear no more. Names stand in code spans, other people's words in quotation marks, and
addresses on lines of their own: what any channel can show, and what a chat cannot take for a mention.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment

from bot.model.alerts import Scope
from bot.model.deliveries import DeliveryKind
from bot.model.errors import RulesError
from bot.model.news import Message, News
from bot.render.html_templates import HtmlTemplates
from bot.render.quoting import Inert, code, inert
from bot.render.texts import repositories
from bot.render.tone import lint

_PIECES = re.compile(r"`(?P<code>[^`\n]+)`|(?P<link>https?://[^\s<>\"]+)")
_ADDRESS = re.compile(r"https?://[^\s<>\"`]{1,2000}", re.ASCII)
_MOST_NAMES = 5
_LONGEST_TITLE = 150


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """Where a message leads; empty where there is no such place."""

    unsubscribe: str = ""
    confirm: str = ""
    manage: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """One message in words."""

    title: str
    text: str
    html: str


class AlertWriter:
    """Writes from `templates/alert/`. Raises RulesError where one is broken or breaks the tone: such a message is never sent."""

    def __init__(self, templates: Mapping[str, str]) -> None:
        self._environment = ImmutableSandboxedEnvironment(
            loader=jinja2.DictLoader(dict(templates)),
            undefined=jinja2.StrictUndefined,
            autoescape=False,
            finalize=lambda value: value if isinstance(value, Inert | int) else Inert(inert(str(value))),
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters.update(code=code, repositories=_names, said=_said, link=_link)
        self._pages = HtmlTemplates(templates)

    def write(self, message: Message, *, language: str, links: Links, about: Scope) -> Written:
        """The message in this language; ``about`` is what the subscription is about."""
        words = _Words(self._environment, language, message, links, about)
        title = words.say("title")[:_LONGEST_TITLE]
        paragraphs = [each for each in _paragraphs(message, words, links) if each]
        text = "\n\n".join(paragraphs)
        wrong = lint(text)
        if wrong:
            raise RulesError(
                f"templates/alert/words.{language}.txt.j2: the message would say {', '.join(map(repr, wrong))}; "
                "the tone lint forbids it"
            )
        pieces = [[list(_pieces(line)) for line in each.splitlines()] for each in paragraphs]
        values = {"title": title, "language": language, "paragraphs": pieces}
        return Written(title=title, text=f"{text}\n", html=self._pages.rendered("alert/mail.html.j2", values))


class _Words:
    """The sentences of one message in one language."""

    def __init__(
        self, environment: jinja2.Environment, language: str, message: Message, links: Links, about: Scope
    ) -> None:
        self._name = f"alert/words.{language}.txt.j2"
        self._environment = environment
        self._known: dict[str, object] = {
            "kind": message.kind.value,
            "count": len(message.news),
            "scope": str(about),
            "news": message.news[0] if message.news else None,
            "unsubscribe": links.unsubscribe,
            "unsubscribe_all": f"{links.unsubscribe}?all=1",
        }

    def say(self, part: str, news: News | None = None) -> str:
        """One sentence, on one line."""
        about = {"news": news} if news is not None else {}
        state = news.state.value if news is not None and news.state is not None else ""
        try:
            template = self._environment.get_template(self._name)
            said = template.render({**self._known, **about, "part": part, "state": state})
        except jinja2.TemplateError as error:
            raise RulesError(f"templates/{self._name}: {type(error).__name__}: {error}") from error
        return " ".join(said.split())


def _paragraphs(message: Message, words: _Words, links: Links) -> Iterator[str]:
    if message.kind is DeliveryKind.DIGEST:
        yield words.say("digest")
    for news in message.news:
        yield from _about(news, words, is_one_of_many=message.kind is DeliveryKind.DIGEST)
    if message.kind is DeliveryKind.CONFIRMATION:
        yield f"{words.say('confirmation')}\n{_link(links.confirm)}"
        # Nothing to unsubscribe from yet: whoever does nothing hears nothing.
        yield words.say("unconfirmed")
        return
    if message.kind is DeliveryKind.TEST:
        yield words.say("test")
    if message.kind is DeliveryKind.STILL_WANTED:
        yield f"{words.say('still_wanted')}\n{_link(links.confirm)}"
        yield words.say("stops")
    yield words.say("because")
    if links.manage:
        yield f"{words.say('manage')}\n{_link(links.manage)}"
    if links.unsubscribe:
        yield words.say("unsubscribe")


def _about(news: News, words: _Words, *, is_one_of_many: bool) -> Iterator[str]:
    lines = [words.say("what", news)]
    if news.others:
        lines.append(words.say("others", news))
    if news.reply:
        lines.append(words.say("reply", news))
    if news.tier is not None:
        lines.append(words.say("basis", news))
    if news.closes and not is_one_of_many:
        lines.append(words.say("told", news))
    for part, url in (("case", news.case_url), ("thread", news.thread_url)):
        if _link(url):
            lines += [words.say(part, news), _link(url)]
    # News and its details stand together in a digest; alone, the first line stands alone, too.
    yield "\n".join(lines) if is_one_of_many else lines[0]
    if not is_one_of_many:
        yield "\n".join(lines[1:])


def _pieces(line: str) -> Iterator[tuple[str, str]]:
    at = 0
    for found in _PIECES.finditer(line):
        if found.start() > at:
            yield "text", line[at : found.start()]
        yield ("code", found["code"]) if found["code"] else ("link", found["link"])
        at = found.end()
    if at < len(line):
        yield "text", line[at:]


def _names(repos: Sequence[str]) -> Inert:
    """A few names; a merge may have many."""
    more = len(repos) - _MOST_NAMES
    return Inert(f"{repositories(repos[:_MOST_NAMES])}{f' (+{more})' if more > 0 else ''}")


def _said(text: str) -> Inert:
    """Other people's words in quotation marks, which nothing in them can end."""
    return Inert(f"“{inert(text).replace('“', chr(39)).replace('”', chr(39))}”")


def _link(url: str) -> Inert:
    """An address, where it is one; of whatever else somebody put in its place nothing is left."""
    return Inert(url if _ADDRESS.fullmatch(url) else "")
