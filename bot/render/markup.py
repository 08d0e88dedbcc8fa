# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Markdown as harmless HTML: our own posts with their headings, tables and lists, other people's words as plain paragraphs.

Everything is escaped first and tags are only put around it, so that no text can bring one along. Links lead nowhere but to http and https;
in other people's words an address stays text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from markupsafe import Markup, escape

from bot.render.pages import visible

_LARGEST = 64 * 1024
_MOST_LINES = 2000
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_FENCE = re.compile(r"^(`{3,}|~{3,})")
_HEADING = re.compile(r"^(#{1,6}) +(.+)$")
_ITEM = re.compile(r"^(?:[-*]|\d{1,3}\.) +(.+)$")
_RULE = re.compile(r"^\|[-:| ]+\|$")
_DETAILS = re.compile(r"^<details><summary>(?P<words>.*)</summary>$")
_CELL = re.compile(r"(?<!\\)\|")
_SPAN = re.compile(
    r"(?P<code>`[^`]+`)|\*\*(?P<bold>[^*]+)\*\*|\[(?P<words>[^\[\]]+)\]\((?P<link>https?://[^\s()<>\"']+)\)|\\(?P<sign>[\\`*_\[\]<>|#~])"
)


def own_post(text: str) -> Markup:
    r"""A post of ours as the Hub shows it, as far as our templates go; what they do not use stays text.

    >>> own_post("### A <b>\n\n**x** [y](https://hub.example/y) [z](javascript:1)")
    Markup('<h3>A &lt;b&gt;</h3><p><strong>x</strong> <a href="https://hub.example/y" rel="nofollow noreferrer">y</a> [z](javascript:1)</p>')
    """
    lines = _COMMENT.sub("", text[:_LARGEST]).replace("\r\n", "\n").split("\n")[:_MOST_LINES]
    return _html("".join(_blocks([line.rstrip() for line in lines])))


def their_words(text: str) -> Markup:
    r"""Other people's words: paragraphs and line breaks, and not one tag or link of theirs.

    >>> their_words("a <script>\nb\n\n[c](https://evil.example)")
    Markup('<p>a &lt;script&gt;<br>b</p><p>[c](https://evil.example)</p>')
    """
    shown = [visible(line) for line in text[:_LARGEST].splitlines()[:_MOST_LINES]]
    paragraphs = "\n".join(shown).split("\n\n")
    told = [str(escape(each.strip("\n"))).replace("\n", "<br>") for each in paragraphs if each.strip()]
    return _html("".join(f"<p>{each}</p>" for each in told))


def _blocks(lines: list[str]) -> Iterator[str]:
    place = 0
    while place < len(lines):
        line = lines[place]
        if not line:
            place += 1
        elif fence := _FENCE.match(line):
            end = _end_of_fence(lines, place + 1, fence[1])
            yield f"<pre><code>{_plain(lines[place + 1 : end])}</code></pre>"
            place = end + 1
        elif line.startswith("|"):
            end = _while(lines, place, lambda each: each.startswith("|"))
            yield _table(lines[place:end])
            place = end
        elif _ITEM.match(line):
            end = _while(lines, place, bool)
            yield _list(lines[place:end])
            place = end
        elif match := _HEADING.match(line):
            level = max(3, len(match[1]))
            yield f"<h{level}>{_spans(match[2])}</h{level}>"
            place += 1
        elif match := _DETAILS.match(line):
            yield f"<details><summary>{_spans(match['words'])}</summary>"
            end = _while(lines, place + 1, lambda each: each != "</details>")
            yield from _blocks(lines[place + 1 : end])
            yield "</details>"
            place = end + 1
        else:
            end = max(place + 1, _while(lines, place, _is_text))
            yield f"<p>{_spans(' '.join(lines[place:end]))}</p>"
            place = end


def _while(lines: list[str], place: int, goes_on: Callable[[str], bool]) -> int:
    while place < len(lines) and goes_on(lines[place]):
        place += 1
    return place


def _is_text(line: str) -> bool:
    return bool(line) and not (
        line.startswith("|") or _FENCE.match(line) or _HEADING.match(line) or _ITEM.match(line) or _DETAILS.match(line)
    )


def _end_of_fence(lines: list[str], place: int, mark: str) -> int:
    return _while(lines, place, lambda line: not (line.startswith(mark) and not line.strip(mark[0])))


def _plain(lines: list[str]) -> str:
    return "\n".join(str(escape(_without_tricks(line))) for line in lines)


def _without_tricks(line: str) -> str:
    """Spaces stay, where text is to be pasted."""
    indent = len(line) - len(line.lstrip(" "))
    return " " * indent + visible(line)


def _table(lines: list[str]) -> str:
    rows = [[cell.strip() for cell in _CELL.split(line.strip("|"))] for line in lines if not _RULE.match(line)]
    head, *body = rows or [[""]]
    heads = "".join(f'<th scope="col">{_spans(cell)}</th>' for cell in head)
    cells = "".join(f"<tr>{''.join(f'<td>{_spans(cell)}</td>' for cell in row)}</tr>" for row in body)
    return f'<div class="table-box" tabindex="0" role="region" aria-label="Table of the post"><table><thead><tr>{heads}</tr></thead><tbody>{cells}</tbody></table></div>'


def _list(lines: list[str]) -> str:
    kind = "ol" if lines[0][:1].isdigit() else "ul"
    items: list[str] = []
    for line in lines:
        match = _ITEM.match(line)
        if match:
            items.append(match[1])
        else:
            items[-1] += f" {line.strip()}"
    return f"<{kind}>{''.join(f'<li>{_spans(each)}</li>' for each in items)}</{kind}>"


def _spans(text: str) -> str:
    told: list[str] = []
    place = 0
    for match in _SPAN.finditer(text):
        told.append(_escaped(text[place : match.start()]))
        place = match.end()
        if match["code"]:
            told.append(f"<code>{_escaped(match['code'][1:-1])}</code>")
        elif match["bold"]:
            told.append(f"<strong>{_spans(match['bold'])}</strong>")
        elif match["link"]:
            told.append(f'<a href="{escape(match["link"])}" rel="nofollow noreferrer">{_spans(match["words"])}</a>')
        else:
            told.append(_escaped(match["sign"]))
    told.append(_escaped(text[place:]))
    return "".join(told)


def _escaped(text: str) -> str:
    # Spaces at the ends belong to the sentence around it.
    before, after = (" " if text[:1] == " " else ""), (" " if len(text) > 1 and text[-1:] == " " else "")
    return before + str(escape(visible(text))) + after


def _html(text: str) -> Markup:
    return Markup(text)  # noqa: S704 - every piece of it was escaped above
