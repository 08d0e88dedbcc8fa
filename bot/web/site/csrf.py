# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Forms that only our own pages can send.

1. A browser says where a request comes from: ``Sec-Fetch-Site``, or ``Origin`` where it is older. Anything but ourselves is refused.
2. Each form carries a token that is derived from the session's cookie; nobody's forms, from a cookie made for that alone.
   Whoever cannot read our pages or cookies cannot make one, and it changes with every sign-in.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from urllib.parse import urlsplit

from fastapi import Request, Response
from markupsafe import Markup

FIELD = "form_token"
HEADER = "X-Form-Token"
_SECRET = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)
_COOKIE = "hubnotice_form"


class Forms:
    """The token of one visitor's forms. Print ``field`` in each form that changes anything."""

    def __init__(self, secret: str, cookie: tuple[str, bool] | None) -> None:
        """``cookie`` is its name and whether it is only for https; ``None`` where the browser has what it needs."""
        self._secret = secret
        self._cookie = cookie
        self._is_used = False

    @classmethod
    def of(cls, request: Request, session_secret: str | None, *, is_https: bool) -> Forms:
        """From the session where there is one, else from the cookie of nobody's forms, else new."""
        if session_secret is not None:
            return cls(session_secret, None)
        name = cookie_name(_COOKIE, is_https=is_https)
        found = request.cookies.get(name, "")
        if _SECRET.fullmatch(found):
            return cls(found, None)
        return cls(secrets.token_urlsafe(32), (name, is_https))

    @property
    def token(self) -> str:
        """What a form has to carry."""
        self._is_used = True
        return hmac.digest(self._secret.encode(), b"hubnotice form", hashlib.sha256).hex()

    @property
    def field(self) -> Markup:
        """The token as a hidden field."""
        return Markup('<input type="hidden" name="{}" value="{}">').format(FIELD, self.token)

    def __html__(self) -> str:
        """So that a template prints the field by naming the forms."""
        return str(self.field)

    def is_ours(self, token: str) -> bool:
        """Whether a form carries the token; never true where the browser did not have the cookie before."""
        expected = self.token.encode()
        return self._cookie is None and hmac.compare_digest(token.encode("utf-8", "replace"), expected)

    def keep(self, response: Response) -> None:
        """Give the browser the cookie, where a form was printed that needs one."""
        if self._cookie is not None and self._is_used:
            name, is_https = self._cookie
            response.set_cookie(name, self._secret, path="/", secure=is_https, httponly=True, samesite="lax")


def cookie_name(name: str, *, is_https: bool) -> str:
    """With the prefix that keeps other hosts of the same domain from setting it, where browsers honour that."""
    return f"__Host-{name}" if is_https else name


def comes_from_elsewhere(request: Request, public_url: str) -> bool:
    """Whether the browser says that another site sent this. A program that is no browser says nothing; it needs the token all the same."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site not in {"same-origin", "none"}
    origin = request.headers.get("origin")
    if origin is None:
        return False
    if public_url:
        return origin != public_url
    try:
        return urlsplit(origin).netloc != request.headers.get("host")
    except ValueError:
        return True
