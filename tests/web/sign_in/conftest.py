# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""A browser without pictures: it keeps cookies and sends what forms hold."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import urlencode

from tests.web.conftest import PASSWORD, Answer, Web


@dataclass
class Browser:
    """Keeps cookies, and sends what forms hold."""

    web: Web
    host: str = ""
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(self, path: str, form: dict[str, str] | None = None, **headers: str) -> Answer:
        sent = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())} if self.cookies else {}
        sent |= {"Host": self.host} if self.host else {}
        body = None
        if form is not None:
            body = urlencode(form).encode()
            sent["Content-Type"] = "application/x-www-form-urlencoded"
        answer = self.web.ask(path, method="GET" if form is None else "POST", body=body, headers=sent | headers)
        self._keep(answer)
        return answer

    def _keep(self, answer: Answer) -> None:
        for line in answer.cookies:
            name, _, rest = line.partition("=")
            value = rest.partition(";")[0]
            if "Max-Age=0" in line:
                self.cookies.pop(name, None)
            else:
                self.cookies[name] = value.strip('"')

    def token(self, path: str = "/login") -> str:
        found = re.search(r'name="form_token" value="(\w+)"', self.ask(path).text)
        assert found is not None
        return found[1]

    def sign_in(self, name: str = "bob", password: str = PASSWORD, then: str = "/account") -> Answer:
        form = {"form_token": self.token(), "name": name, "password": password, "next": then}
        return self.ask("/login/local", form)

    def go(self, then: str = "/account") -> Answer:
        return self.ask("/login/hub", {"form_token": self.token(), "next": then})

    def name(self) -> str | None:
        """Who this desk says they are."""
        page = self.ask("/account")
        found = re.search(r"<code>([^<]+)</code>", page.text)
        return found[1] if page.status == 200 and found else None
