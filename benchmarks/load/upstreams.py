# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The known upstreams of the benchmark: those that are derived from, and others that people only share shapes with."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from benchmarks.load import shapes
from benchmarks.load.shapes import Decoder, Encoder
from bot.localhub import LocalHub, ProceduralFile
from bot.localhub.procedural import checkpoints
from bot.localhub.procedural.recipes import TensorRecipe
from bot.localhub.samples import texts
from tests.samples.models import CONFIG, Tensors, as_file, dense

Contents = dict[str, bytes | ProceduralFile]
"""The files of a repository by path."""

PUBLISHED = datetime(2025, 1, 15, tzinfo=UTC)
REAL = "upstream-lab/Dense-Real"
"""The one whose bytes are there, so that it can be quantised by others' programs."""
REAL_SEED = 1
REAL_COPYRIGHT = "Copyright (c) 2025 Upstream Lab"


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """An upstream that is computed while it is read."""

    repo: str
    model: Decoder | Encoder
    seed: int
    license: str

    def recipes(self, more_tokens: int = 0) -> list[TensorRecipe]:
        """Its tensors; a larger vocabulary begins with the same rows."""
        model = self.model
        shapes = model.tensors(more_tokens) if isinstance(model, Decoder) else model.tensors()
        return checkpoints.upstream(shapes, seed=self.seed)

    def license_text(self) -> str:
        """What it ships as ``LICENSE``."""
        return license_text(self.license, "2025", "Upstream Lab")


DERIVED_FROM = (
    Known(repo="upstream-lab/Small-135M", model=shapes.SMALL, seed=11, license="mit"),
    Known(repo="upstream-lab/Half-0.5B", model=shapes.HALF_BILLION, seed=12, license="apache-2.0"),
    Known(repo="upstream-lab/One-1B", model=shapes.ONE_BILLION, seed=13, license="mit"),
    Known(repo="upstream-lab/Seven-7B", model=shapes.SEVEN_BILLION, seed=14, license="apache-2.0"),
)
ALSO_KNOWN = (
    Known(repo="other-lab/Tiny-1.1B", model=shapes.TINY_LLAMA, seed=15, license="apache-2.0"),
    Known(repo="other-lab/Six-0.6B", model=shapes.SIX_TENTHS, seed=16, license="apache-2.0"),
    Known(repo="other-lab/bert-base", model=shapes.BERT, seed=17, license="apache-2.0"),
    Known(repo="other-lab/vit-base", model=shapes.VIT, seed=18, license="apache-2.0"),
)
CATALOG = (*(each.repo for each in (*DERIVED_FROM, *ALSO_KNOWN)), REAL)
"""What the daemon knows before the first event."""


def real_weights() -> Tensors:
    """The tensors of `REAL`."""
    return dense(REAL_SEED)


def license_text(license_id: str, year: str, holder: str) -> str:
    """The text of one of the two licenses here."""
    return texts.mit(f"Copyright (c) {year} {holder}") if license_id == "mit" else texts.apache(f"{year} {holder}")


def weights(recipes: list[TensorRecipe], shards: int = 1) -> Mapping[str, bytes | ProceduralFile]:
    """One file or several with an index."""
    return checkpoints.sharded(recipes, shards) if shards > 1 else {"model.safetensors": ProceduralFile(tuple(recipes))}


def publish(hub: LocalHub) -> None:
    """Put all of them into a Hub."""
    for known in (*DERIVED_FROM, *ALSO_KNOWN):
        model = known.model
        shards = model.shards if isinstance(model, Decoder) else 1
        files: Contents = {
            "README.md": _card(known.repo, known.license),
            "LICENSE": known.license_text().encode(),
            "config.json": json.dumps(model.config()).encode(),
            **weights(known.recipes(), shards),
        }
        hub.repositories.create(known.repo, created_at=PUBLISHED)
        hub.repositories.commit(known.repo, files, date=PUBLISHED)
    real: Contents = {
        "README.md": _card(REAL, "mit"),
        "LICENSE": texts.mit(REAL_COPYRIGHT).encode(),
        "config.json": json.dumps(CONFIG).encode(),
        "model.safetensors": as_file(real_weights()),
    }
    hub.repositories.create(REAL, created_at=PUBLISHED)
    hub.repositories.commit(REAL, real, date=PUBLISHED)


def _card(repo: str, license_id: str) -> bytes:
    return texts.card(repo.partition("/")[2], "A model.", license=license_id, pipeline_tag="text-generation").encode()
