# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The readers that are fuzzed, by name: one line each, with what they promise."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TypeAlias

from benchmarks.fuzz.playing import Broken, Promises, hold
from bot.formats import binaries, flax, gguf, hdf5, keras, onnx, safetensors, tf_bundle, tfjs, tflite, windows
from bot.formats.headers import Header
from bot.formats.pieces import Reading
from bot.formats.places import MOST_READ
from bot.formats.tokenizers.registry import read_vocabulary
from bot.model.errors import InputError
from bot.model.repository import ByteRange

Target: TypeAlias = Callable[[bytes], bool]
"""Whether the reader accepts these bytes as a file. Raises for every finding, and for nothing else."""

_LARGE = 1 << 36
"""Bytes that one in sixteen files pretends to have, so that limits are reached, not only the file's end."""
_PIECE = 2 * 1024 * 1024
_PLACES = Promises(largest_range=_PIECE, most_bytes=MOST_READ)
_WINDOW = Promises(largest_range=windows.MOST_KNOWN, most_bytes=windows.MOST_KNOWN)
_IDS = 1 << 31
_ZIPPED = Promises(largest_range=windows.MOST_KNOWN, most_bytes=windows.MOST_KNOWN + MOST_READ)
_VALUES = 14_464
"""Bytes that the tensors of the seeds take: the files beside hold them, or more where that is allowed."""


def _target(path: str, read: Callable[[str, int], Reading[Header]], promises: Promises) -> Target:
    def target(content: bytes) -> bool:
        accepted = hold(read(path, len(content)), path, content, promises)
        if zlib.crc32(content) % 16 == 0:
            hold(read(path, _LARGE), path, content, promises, size=_LARGE)
        return accepted

    return target


def _beside(path: str, read: Callable[[str, int, Mapping[str, int]], Reading[Header]], promises: Promises) -> Target:
    return _target(path, lambda name, size: read(name, size, promises.beside), promises)


def _safetensors(path: str, size: int) -> Reading[Header]:
    first = (yield ByteRange(0, min(safetensors.LENGTH_BYTES, size))) if size else b""
    place = safetensors.header_range(path, first, size)
    text = yield place
    return safetensors.parse_header(path, text, size)


def _up_to(limit: int) -> Promises:
    return Promises(largest_range=limit, most_bytes=limit + safetensors.LENGTH_BYTES)


def _vocabulary(path: str) -> Target:
    """Files that are read whole: they hold ids, or are refused."""

    def target(content: bytes) -> bool:
        try:
            found = read_vocabulary(path, content)
        except InputError:
            return False
        if not all(0 <= number < _IDS for number in found.ids.values()):
            raise Broken(f"{path}: an id out of range")
        return True

    return target


TARGETS: Mapping[str, Target] = {
    "safetensors": _target("model.safetensors", _safetensors, _up_to(safetensors.LONGEST_HEADER)),
    "gguf": _target("model.gguf", gguf.read_header, Promises(largest_range=_PIECE, most_bytes=gguf.LONGEST_HEADER)),
    "onnx": _beside("model.onnx", onnx.read_header, replace(_PLACES, beside={"model.onnx_data": 4 * _VALUES})),
    "pytorch": _target("model.bin", binaries.read_header, _WINDOW),
    "flax": _target("model.msgpack", flax.read_header, _PLACES),
    "hdf5": _target("model.h5", hdf5.read_header, _PLACES),
    "keras": _target("model.keras", keras.read_header, _ZIPPED),
    "tflite": _target("model.tflite", tflite.read_header, _PLACES),
    "tf_bundle": _beside(
        "model.index",
        tf_bundle.read_header,
        replace(_up_to(tf_bundle.LONGEST_INDEX), beside={"model.data-00000-of-00001": _VALUES}),
    ),
    "tfjs": _beside(
        "model.json",
        tfjs.read_header,
        replace(_up_to(tfjs.LONGEST_MANIFEST), beside={"group1-shard1of1.bin": _VALUES}),
    ),
    "tokenizer": _vocabulary("tokenizer.json"),
    "tekken": _vocabulary("tekken.json"),
    "sentencepiece": _vocabulary("tokenizer.model"),
    "tiktoken": _vocabulary("qwen.tiktoken"),
}
