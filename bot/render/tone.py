# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The tone lint: words that the bot never says to anybody, in the four languages that it writes."""

from __future__ import annotations

import re

_BANNED = (
    # English: blame, motive, certainty, pressure, statistics as a weapon.
    r"\bcopied\b|\bclon(?:e|ed|ing)\b|\brip[- ]?off|\breskin|\bst(?:eal|ole|olen)\w*|\btheft|\bthie[fv]",
    r"\bplagiar\w*|\bviolat\w*|\binfring\w*|\billegal\w*|\bunlawful\w*|\bcheat\w*|\bfak(?:e|ed|ing)\b|\baccus\w*|\bguilt\w*|\bsuspect\w*",
    r"\bprov(?:e|es|ed|en|ing|able|ably)\b|\bproofs?\b|\bverdicts?\b|\bevidently\b",
    r"\b(?:clearly|obviously|undoubtedly|certainly|definitely|undeniably|of course)\b|\bno doubt\b",
    r"\bmust\b|\bhave to\b|\bfailed to\b|\bfailure to\b|\byou removed\b|\bdeadline|\bor else\b|\blegal action\b",
    r"\bsigmas?\b|\bp[- ]?values?\b|\bstatistically\b|[\u03c3★⭐🚨⚠❗‼]",
    # Japanese
    r"盗用|盗作|剽窃|違反|パクリ|コピー|しなければな|反証|疑いが晴れ|削除した",
    # Korean
    r"도용|표절|베낀|베꼈|위반|침해|삭제했|해야 합니다|반증|무혐의",
    # Chinese, both scripts
    r"抄[袭襲]|套[壳殼]|剽[窃竊]|违[反规]|違[反規]|侵[权權]|必[须須]|自[证證]|嫌疑|删除了",
)
_LINT = re.compile("|".join(_BANNED), re.IGNORECASE)
_MENTION = re.compile(r"(?<![\w./@-])@\w[\w-]*")
_ROUNDED_UP = re.compile(r"(?<![\d.])1\.0{2,}(?!\d)")
_OTHER_WORDS = re.compile(
    r"^(?P<fence>`{3,}|~{3,}).*?^(?P=fence)[ \t]*$|`[^`\n]*`|\(https?://[^\s)]*\)|<!--.*?-->|“[^”\n]*”",
    re.DOTALL | re.MULTILINE,
)


def lint(post: str) -> tuple[str, ...]:
    """Everything in a post that the bot does not say; empty where the tone is right.

    License texts in fenced blocks, names in code spans, quotations and addresses are other people's words and are left alone.

    >>> lint("This is clearly copied from `acme/clone`.")
    ('clearly', 'copied')
    """
    own = _OTHER_WORDS.sub(" ", post)
    found = [match.group().strip() for pattern in (_LINT, _MENTION, _ROUNDED_UP) for match in pattern.finditer(own)]
    return tuple(found)
