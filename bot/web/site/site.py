# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Renders pages: the same frame, words, visitor and headers for all of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlencode, urlsplit

from fastapi import Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from bot.model.audit import Read
from bot.model.people import Permission
from bot.ports.audit import ReadLog, Unwatched
from bot.ports.clock import Clock
from bot.render.html_templates import HtmlTemplates
from bot.render.rule_prose import rule_html
from bot.render.summaries import size_words
from bot.web.site.figures import figures
from bot.web.site.forms import Form
from bot.web.site.refusals import SENTENCES, TITLES
from bot.web.site.statics import Statics
from bot.web.site.texts import COOKIE, LANGUAGES, Texts, language_of
from bot.web.site.visitors import Visitor, Visitors

_A_YEAR = 365 * 24 * 3600
SIGN_IN = "/login"
_MACROS = "web/macros.html.j2"


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuItem:
    """A page that the bar leads to."""

    path: str
    words: str
    """English; translated where it is shown."""
    needs: Permission
    key: str = ""
    """What leads there from the keyboard; empty where nothing does."""


class Site:
    """What every page is given. It knows no page itself."""

    def __init__(
        self,
        templates: Mapping[str, str],
        *,
        visitors: Visitors,
        clock: Clock,
        public_url: str = "",
        contact: str = "",
        languages: Mapping[str, Texts] | None = None,
        reads: ReadLog | None = None,
    ) -> None:
        """``public_url`` is where people reach it, without a path; empty where only this machine does."""
        self._reads: ReadLog = reads or Unwatched()
        self.public_url = public_url
        self.contact = contact
        self.clock = clock
        self.statics = Statics()
        self.visitors = visitors
        self.menu: list[MenuItem] = []
        """Filled by the routes, in their order."""
        self._languages = {code: (languages or {}).get(code) or Texts(code) for code in LANGUAGES}
        self._templates = {
            code: HtmlTemplates(templates, size=size_words, rule_html=rule_html, **figures(texts))
            for code, texts in self._languages.items()
        }

    @property
    def is_https(self) -> bool:
        """Whether people reach it over https, so that cookies can be kept to it."""
        return self.public_url.startswith("https://")

    def visitor(self, request: Request) -> Visitor:
        """Whoever asks. Raises OperatorError where the database does not answer."""
        return self.visitors.of(request)

    def sees_all(self, request: Request) -> bool:
        """Whether the visitor may see what is not public, of all cases. That they do is noted, so ask where it is shown.

        Raises OperatorError where it cannot be noted: then it is not shown.
        """
        if not self.visitor(request).may(Permission.READ_CASES):
            return False
        self.note_read(request)
        return True

    def sees_own(self, request: Request, owner: str) -> bool:
        """Whether the visitor speaks for this account or organisation, and may see who builds on its models; noted as `sees_all` is."""
        visitor = self.visitor(request)
        if not (visitor.may(Permission.SEE_DERIVATIVES) and visitor.speaks_for(owner)):
            return False
        self.note_read(request)
        return True

    def note_read(self, request: Request) -> None:
        """The visitor is shown something that not everybody may see; one line of the log, however often it is asked in one request."""
        person = self.visitor(request).person
        if person is not None:
            self.note_as(request, person.name)

    def note_as(self, request: Request, name: str) -> None:
        """As `note_read`, for a program that asks in this person's name."""
        if getattr(request.state, "is_noted", False):
            return
        place = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        origin = request.client.host if request.client else ""
        self._reads.note(Read.of(name=name, place=place, origin=origin, at=self.clock.now()))
        request.state.is_noted = True

    def texts(self, request: Request) -> Texts:
        """The words in the visitor's language."""
        return self._languages[language_of(request)]

    def form(self, request: Request) -> Form:
        """What was sent; empty for a request without a form."""
        found = getattr(request.state, "form", None)
        return found if isinstance(found, Form) else Form()

    def partial(self, request: Request) -> bool:
        """Whether htmx asks for a part of a page that is there already; a page out of the browser's history is whole."""
        return (
            request.headers.get("hx-request") == "true"
            and request.headers.get("hx-request-type") == "partial"
            and "hx-history-restore-request" not in request.headers
        )

    def page(self, request: Request, template: str, *, status: int = 200, part: str = "", **values: object) -> Response:
        """A template of ``templates/web/``. For htmx, only its block ``part`` where one is named.

        Raises RulesError where the template is broken.
        """
        visitor, texts = self.visitor(request), self.texts(request)
        known: dict[str, object] = {
            **self._frame(request, visitor, texts),
            **values,
        }
        templates = self._templates[texts.code]
        known["m"] = templates.macros(_MACROS, known)
        whole = not part or not self.partial(request)
        text = templates.rendered(f"web/{template}", known, part="" if whole else part)
        response = HTMLResponse(text, status)
        response.headers["Vary"] = "Cookie, Accept-Language, HX-Request, HX-Request-Type"
        visitor.forms.keep(response)
        if request.query_params.get("lang") == texts.code:
            response.set_cookie(
                COOKIE, texts.code, max_age=_A_YEAR, secure=self.is_https, httponly=True, samesite="lax"
            )
        return response

    def redirect(self, path: str) -> Response:
        """Go on at a place of this desk, by GET; any other place becomes the first page."""
        return RedirectResponse(local(path), 303)

    def refusal(self, request: Request, status: int, sentence: str = "") -> Response:
        """A calm page about what was not done."""
        words = sentence or SENTENCES.get(status, SENTENCES[500 if status >= 500 else 400])
        return self.page(request, "error.html.j2", status=status, title=TITLES.get(status, TITLES[400]), sentence=words)

    def _frame(self, request: Request, visitor: Visitor, texts: Texts) -> Mapping[str, object]:
        return {
            "visitor": visitor,
            "language": texts.code,
            "language_name": LANGUAGES[texts.code],
            "language_links": [(code, name, _in_language(request, code)) for code, name in LANGUAGES.items()],
            "t": texts.t,
            "nt": texts.nt,
            "csrf": visitor.forms,
            "here": request.url.path,
            "sign_in_at": sign_in_address(request),
            "menu": [item for item in self.menu if visitor.may(item.needs)],
            "static": self.statics.address,
            "now": self.clock.now(),
            "contact": self.contact,
            "Permission": Permission,
        }


def sign_in_address(request: Request) -> str:
    """Where people sign in and then go on with what they asked for, where that was to look at a page."""
    path = request.url.path
    if request.method not in {"GET", "HEAD"} or path.startswith(SIGN_IN):
        return SIGN_IN
    return f"{SIGN_IN}?next={quote(path + (f'?{request.url.query}' if request.url.query else ''), safe='/')}"


def _in_language(request: Request, code: str) -> str:
    """This page with everything that was asked for, in another language; the result of a form has no address of its own."""
    if request.method not in {"GET", "HEAD"}:
        return f"/?lang={code}"
    kept = [(name, text) for name, text in request.query_params.multi_items() if name != "lang"]
    return f"{request.url.path}?{urlencode([*kept, ('lang', code)])}"


def local(path: str) -> str:
    r"""A place of this desk; the first page where it is any other. Browsers read a backslash as a slash, and leave out line ends.

    >>> local("/case/C-1?tab=log"), local("//evil.example"), local("https://evil.example"), local("/\\evil.example"), local("/\t/evil")
    ('/case/C-1?tab=log', '/', '/', '/', '/')
    """
    if not path.startswith("/") or path.startswith("//") or "\\" in path or not path.isprintable() or " " in path:
        return "/"
    try:
        parts = urlsplit(path)
    except ValueError:
        return "/"
    return path if not parts.scheme and not parts.netloc else "/"
