# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What happens to license texts on their way: sixteen changes, and what a recogniser may make of each."""

from __future__ import annotations

import html
import random
import re
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from bot.licensing.copyrights import is_copyright_line

CLAUSE = (
    "Additional restriction. Notwithstanding anything above, You must not use the Software or any output of it for a commercial "
    "product with more than one million monthly users, unless Example Lab has agreed in writing."
)
_CARD = """---
license: other
---
# Example-7B

Example-7B is a text model. Install it with pip and load it as usual; training took 1,024 GPU hours.

| benchmark | score |
|---|---|
| MMLU | 71.2 |

## License

{text}

## Citation

```
@misc{{example, title={{Example-7B}}, year={{2025}}}}
```
"""


class Outcome(Enum):
    """What is right to say of a changed text."""

    LICENSE = "the license"
    """It is this license and nothing else."""
    TERMS = "all its terms"
    """Its terms are there, and more beside them."""
    PART = "changed"
    """Terms are missing: never the license, and not said to hold its terms."""
    PART_OR_NOTHING = "changed or nothing"
    """So little is left that it need not be known."""


@dataclass(frozen=True, slots=True)
class Perturbation:
    """One change."""

    name: str
    apply: Callable[[str, random.Random], str]
    outcome: Outcome
    stands_alone: bool = True


def _without_copyright(text: str, _: random.Random) -> str:
    return "\n".join(line for line in text.split("\n") if not is_copyright_line(line))


def _other_holder(text: str, _: random.Random) -> str:
    lines = text.split("\n")
    changed = ["Copyright (c) 2026 Example Lab and its friends" if is_copyright_line(line) else line for line in lines]
    return "\n".join(changed)


def _rewrapped(text: str, _: random.Random) -> str:
    return "\n\n".join(textwrap.fill(part, 57) for part in re.split(r"\n\s*\n", text))


def _one_line(text: str, _: random.Random) -> str:
    return " ".join(text.split())


def _cut(share: float) -> Callable[[str, random.Random], str]:
    return lambda text, _: text[: int(len(text) * share)]


def _in_a_card(text: str, _: random.Random) -> str:
    return _CARD.format(text=text)


def _as_markdown(text: str, _: random.Random) -> str:
    def one(line: str) -> str:
        bare = line.strip()
        if re.match(r"\d+\.\s", bare):
            return "## **" + bare.replace(".", r"\.", 1) + "**"
        return f"- {bare[4:]}" if re.match(r"\([a-z]\)\s", bare) else bare

    return "# License\n\n" + "\n".join(one(line) for line in text.split("\n")).replace('"', "&quot;")


def _with_clause(text: str, _: random.Random) -> str:
    return f"{text.rstrip()}\n\n{CLAUSE}\n"


def without_paragraph(text: str, chance: random.Random) -> str:
    """The text without a paragraph out of its middle, of at least 25 words and 4 % of it and at most 30 %, or without an eighth of it.

    The middle is what lies between a quarter and 85 % of the text, where no license has its title or its appendix.
    """
    parts = re.split(r"\n\s*\n", text)
    whole = len(text.split())
    before = 0
    middle = []
    for place, part in enumerate(parts):
        words = len(part.split())
        if max(25, whole // 25) <= words <= 0.3 * whole and before >= whole / 4 and before + words <= 0.85 * whole:
            middle.append(place)
        before += words
    if middle:
        gone = chance.choice(middle)
        return "\n\n".join(part for place, part in enumerate(parts) if place != gone)
    words_of_text = text.split(" ")
    start = len(words_of_text) * 2 // 5
    return " ".join(words_of_text[:start] + words_of_text[start + max(8, len(words_of_text) // 8) :])


def _misspelled(text: str, chance: random.Random) -> str:
    """One slip in 150 characters, inside words of four letters or more."""
    signs = list(text)
    for word in re.finditer(r"[A-Za-z]{4,}", text):
        if chance.random() < len(word.group()) / 150 * 1.35:
            place = chance.randrange(word.start() + 1, word.end() - 1)
            kind = chance.randrange(3)
            if kind == 0:
                signs[place] = ""
            elif kind == 1:
                signs[place] = signs[place] * 2
            else:
                signs[place] = "q" if signs[place] != "q" else "w"
    return "".join(signs)


def _as_html(text: str, _: random.Random) -> str:
    parts = re.split(r"\n\s*\n", html.escape(text))
    return "<html><body>" + "".join(f"<p style='x'>{part}</p>\n" for part in parts) + "</body></html>"


def _windows(text: str, _: random.Random) -> str:
    return "\ufeff" + text.replace("\n", "\r\n")


def _commented(text: str, _: random.Random) -> str:
    return "\n".join(f"# {line}".rstrip() for line in text.split("\n"))


def _prefixed(text: str, _: random.Random) -> str:
    return f"Example-7B\n==========\nThe weights in this repository come with the following text.\n\n{text}"


def _translated(text: str, _: random.Random) -> str:
    japanese = "(参考訳)このライセンスは、上記の英語の本文を日本語に訳したものです。正文は英語とします。" * 3
    return f"{text.rstrip()}\n\n---\n\n{japanese}\n"


PERTURBATIONS = (
    Perturbation("exact", lambda text, _: text, Outcome.LICENSE),
    Perturbation("no copyright line", _without_copyright, Outcome.LICENSE),
    Perturbation("holder swapped", _other_holder, Outcome.LICENSE),
    Perturbation("rewrapped", _rewrapped, Outcome.LICENSE),
    Perturbation("one line", _one_line, Outcome.LICENSE),
    Perturbation("first 60 %", _cut(0.6), Outcome.PART),
    Perturbation("first 15 %", _cut(0.15), Outcome.PART_OR_NOTHING),
    Perturbation("in a model card", _in_a_card, Outcome.LICENSE, stands_alone=False),
    Perturbation("Markdown", _as_markdown, Outcome.LICENSE),
    Perturbation("clause appended", _with_clause, Outcome.TERMS),
    Perturbation("paragraph removed", without_paragraph, Outcome.PART),
    Perturbation("misspelled", _misspelled, Outcome.LICENSE),
    Perturbation("HTML", _as_html, Outcome.LICENSE),
    Perturbation("CRLF and BOM", _windows, Outcome.LICENSE),
    Perturbation("commented", _commented, Outcome.LICENSE),
    Perturbation("prefixed", _prefixed, Outcome.LICENSE),
    Perturbation("translation beside it", _translated, Outcome.TERMS),
)
"""The sixteen of the corpus by which recognisers were compared, and a translation."""
