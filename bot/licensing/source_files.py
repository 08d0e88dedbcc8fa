# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Program files beside a model: whether one was made from another, and the copyright lines that it begins with.

A file is told by its telling lines: code, without blank space, comments and imports, which all files of a framework share. Of their
digests the smallest are kept, so that two files can be compared by what the smallest of both have in common (Broder 1997, "On the
resemblance and containment of documents").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from hashlib import blake2b

from bot.licensing.copyrights import copyright_lines
from bot.model.licensing import SourceFile

_MOST_DIGESTS = 256
_FEWEST_LINES = 40
"""Shorter files are configurations and glue that anybody would write alike."""
_SHORTEST_LINE = 12
_HEADER_LINES = 60
_SHARE = 0.5
"""Of the upstream's lines. Two models of one framework share much of their code as well, so this alone says nothing about weights; it is
asked only where the lineage of the weights is established, and the answer is advice."""
_MODEL_CODE = re.compile(
    r"^(?:modeling|modelling|configuration|tokenization|processing|image_processing|feature_extraction)_\w+\.py$"
)
_NOT_TELLING = re.compile(r"^(?:#|import |from |@|[)\]}]|\"\"\"|return$|else:$|pass$)")


def is_model_code(path: str) -> bool:
    """Whether this is a program file that belongs to the model, as the Hub's libraries name them.

    >>> [is_model_code(path) for path in ("modeling_deepseek.py", "train.py", "src/modeling_x.py")]
    [True, False, False]
    """
    return bool(_MODEL_CODE.match(path))


def source_file(path: str, text: str) -> SourceFile | None:
    """What is kept of a program file; ``None`` for one that is too short to be told from others."""
    digests = sorted({_digest(line) for line in _telling(text)})
    if len(digests) < _FEWEST_LINES:
        return None
    header = "\n".join(text.splitlines()[:_HEADER_LINES])
    return SourceFile(path=path, copyright_lines=copyright_lines(header), lines=tuple(digests[:_MOST_DIGESTS]))


def is_made_from(found: SourceFile, known: SourceFile) -> bool:
    """Whether at least half of the known file's lines stand in the other, as far as both can be compared."""
    reach = min(_reach(found), _reach(known))
    theirs = {each for each in known.lines if each <= reach}
    return len(theirs) >= _FEWEST_LINES // 2 and len(theirs & set(found.lines)) >= _SHARE * len(theirs)


def _reach(file: SourceFile) -> int:
    """Up to which digest all of the file's are kept."""
    return file.lines[-1] if len(file.lines) == _MOST_DIGESTS else (1 << 48) - 1


def _telling(text: str) -> Iterator[str]:
    for line in text.splitlines():
        bare = " ".join(line.split())
        if len(bare) >= _SHORTEST_LINE and not _NOT_TELLING.match(bare):
            yield bare


def _digest(line: str) -> int:
    return int.from_bytes(blake2b(line.encode("utf-8", "replace"), digest_size=6).digest())
