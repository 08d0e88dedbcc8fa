# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""License texts, model cards and tokenizers of the samples."""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib import resources
from typing import Any

_MIT = """\
MIT License

{copyright}

Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.
"""

OWN_LICENSE = """\
Example Korea Model License Agreement

1. You may use, copy, change and pass on the Model for any lawful purpose.
2. Whoever passes on the Model names Example Korea and links to this agreement.
3. The Model comes without any warranty.
"""
"""A license of the publisher's own, that no file of rules covers."""

_OWN_TOKENS = 255


def mit(copyright_line: str) -> str:
    """The MIT License with this copyright line."""
    return _MIT.format(copyright=copyright_line)


def apache(year_and_holder: str) -> str:
    """The Apache License 2.0 with its appendix filled in (``2024 Alibaba Cloud``)."""
    text = resources.files("bot.localhub.samples").joinpath("texts", "apache-2.0.txt").read_text(encoding="utf-8")
    return text.replace("[yyyy] [name of copyright owner]", year_and_holder)


def notice(upstream: str, license_text: str) -> str:
    """A NOTICE that names the upstream and passes its license on."""
    return f"This model is derived from {upstream}, which is provided under the following license.\n\n{license_text}"


def card(title: str, text: str, **metadata: str | list[str]) -> str:
    """A README with metadata. The values are plain words and need no quotes in YAML."""
    lines = [f"{key}: {_yaml(value)}" for key, value in metadata.items()]
    return "\n".join(["---", *lines, "---", "", f"# {title}", "", text, ""])


def tokenizer(vocabulary_size: int) -> Mapping[str, bytes]:
    """A byte-level tokenizer of this size, in the form of the ``tokenizers`` library, with its configuration."""
    words: dict[str, int] = {f"<{number:02x}>": number for number in range(min(_OWN_TOKENS, vocabulary_size))}
    words |= {f"word{number}": number for number in range(len(words), vocabulary_size)}
    model: dict[str, Any] = {"type": "WordLevel", "vocab": words, "unk_token": "<00>"}
    content = {"version": "1.0", "added_tokens": [], "pre_tokenizer": {"type": "Whitespace"}, "model": model}
    settings = {"tokenizer_class": "PreTrainedTokenizerFast", "model_max_length": 4096, "unk_token": "<00>"}
    return {
        "tokenizer.json": json.dumps(content, separators=(",", ":")).encode(),
        "tokenizer_config.json": json.dumps(settings, indent=2).encode(),
    }


def _yaml(value: str | list[str]) -> str:
    return value if isinstance(value, str) else f"[{', '.join(value)}]"
