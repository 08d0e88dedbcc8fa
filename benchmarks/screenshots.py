# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What do the pages of the desk look like? Pictures of all of them, wide and narrow, light and dark, for people to look at.

::

    python -m benchmarks.screenshots --to FOLDER [--only WORD ...]

Everything is made anew on a local Hub and a database of its own, and nothing leaves this machine. Takes about a minute.
"""

from __future__ import annotations

import argparse
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, sync_playwright

from tests.browser.furnished import Furnished, furnish
from tests.browser.office import office
from tests.browser.walk import FLAGS, addresses

WIDTHS = (1280, 390)
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
_HEIGHT = 900


def shoot(browser: Browser, town: Furnished, folder: Path, only: list[str]) -> Iterator[Path]:
    """One file for each page, width and scheme."""
    pages = {_name(each): each for each in addresses(town)}
    for width, scheme in product(WIDTHS, SCHEMES):
        context = browser.new_context(
            base_url=town.office.address, viewport={"width": width, "height": _HEIGHT}, color_scheme=scheme
        )
        for who in ("somebody", "nobody"):
            if who == "somebody":
                town.everybody(context)
            else:
                context.clear_cookies()
            page = context.new_page()
            for name, address in pages.items():
                if only and not any(word in name for word in only):
                    continue
                if who == "nobody" and name not in {"queue", "login"}:
                    continue
                page.goto(address)
                file = folder / f"{name}{'' if who == 'somebody' else '-public'}-{width}-{scheme}.png"
                page.screenshot(path=file, full_page=True)
                yield file
            page.close()
        context.close()


def _name(address: str) -> str:
    """A name for a file.

    >>> _name("/"), _name("/case/C-1/decide"), _name("/?show=outbox"), _name(f"/unsubscribe/{'x' * 30}")
    ('queue', 'case-C-1-decide', 'show=outbox', 'unsubscribe')
    """
    bare = re.sub(r"/[^/]{20,}$", "", address).strip("/?").replace("/", "-").replace("?", "-")
    return bare[:60] or "queue"


def main() -> int:
    """Ask where to, and go."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--to", type=Path, required=True)
    parser.add_argument("--only", nargs="*", default=[])
    asked = parser.parse_args()
    asked.to.mkdir(parents=True, exist_ok=True)
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        sys.stderr.write("There is no Chromium here; `make services` installs it.\n")
        return 2
    with tempfile.TemporaryDirectory() as folder, office(Path(folder)) as place, sync_playwright() as playwright:
        town = furnish(place)
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        for file in shoot(browser, town, asked.to, asked.only):
            sys.stdout.write(f"{file}\n")
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
