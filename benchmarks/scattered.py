# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What finding the tensors of a BERT takes in formats without a table of them.

``python -m benchmarks.scattered [READS]`` writes a BERT-base of zeros as HDF5 and as Flax into a temporary folder (436 megabytes each, one
after the other) and prints, for no limit and for a limit of requests, requests, bytes, tensors found and bytes not seen. 33 requests are what a
scan of a fresh repository with the default budget spends on it.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import h5py
import numpy as np

from bot.formats import flax, hdf5
from bot.formats.headers import Header
from bot.formats.pieces import Reading
from tests.samples.flax_files import as_flax

HIDDEN, WIDTH, VOCABULARY, POSITIONS, LAYERS = 768, 3072, 30_522, 512, 12
MOST_JUMPS = 33


def shapes() -> Iterator[tuple[str, tuple[int, ...]]]:
    """Names and shapes as Transformers' TFBertModel has them."""
    yield "bert/embeddings/word_embeddings/weight:0", (VOCABULARY, HIDDEN)
    yield "bert/embeddings/position_embeddings/embeddings:0", (POSITIONS, HIDDEN)
    attention = [(f"attention/self/{name}", (HIDDEN, HIDDEN)) for name in ("query", "key", "value")]
    dense = [("attention/output/dense", (HIDDEN, HIDDEN)), ("intermediate/dense", (HIDDEN, WIDTH))]
    for layer in range(LAYERS):
        prefix = f"bert/encoder/layer_._{layer}"
        for name, shape in (*attention, *dense, ("output/dense", (WIDTH, HIDDEN))):
            yield f"{prefix}/{name}/kernel:0", shape
            yield f"{prefix}/{name}/bias:0", shape[1:]
        for name in ("attention/output", "output"):
            yield f"{prefix}/{name}/LayerNorm/gamma:0", (HIDDEN,)
            yield f"{prefix}/{name}/LayerNorm/beta:0", (HIDDEN,)


def as_tf_model(path: Path) -> None:
    """As `save_pretrained` of a Keras model does."""
    with h5py.File(path, "w") as file:
        for name, shape in shapes():
            file.create_dataset(f"bert/tf_bert_model/{name}", data=np.zeros(shape, np.float32))


def as_flax_model(path: Path) -> None:
    """Sorted by name, as parameters that went through jax are."""
    path.write_bytes(as_flax({name: np.zeros(shape, np.float32) for name, shape in sorted(shapes())}))


def measure(reading: Reading[Header], path: Path) -> dict[str, Any]:
    """Plays the file to the reader."""
    requests = size = 0
    with path.open("rb") as file:
        try:
            wanted = next(reading)
            while True:
                requests, size = requests + 1, size + wanted.length
                file.seek(wanted.start)
                wanted = reading.send(file.read(wanted.length))
        except StopIteration as done:
            header: Header = done.value
            found = {"tensors": len(header.tensors), "unread_bytes": header.unread_bytes}
            return {"requests": requests, "bytes": size, **found}


def main() -> None:
    """Print one line of JSON for each format and limit."""
    reads = int(sys.argv[1]) if len(sys.argv) > 1 else MOST_JUMPS
    formats: list[tuple[str, Callable[[Path], None], Callable[[str, int, int | None], Reading[Header]]]] = [
        ("tf_model.h5", as_tf_model, hdf5.read_header),
        ("flax_model.msgpack", as_flax_model, flax.read_header),
    ]
    for name, write, read in formats:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / name
            write(path)
            for limit in (None, reads):
                found = measure(read(name, path.stat().st_size, limit), path)
                print(json.dumps({"file": name, "file_bytes": path.stat().st_size, "most_jumps": limit, **found}))


if __name__ == "__main__":
    main()
