# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Files whose ending does not tell what is in them: the first bytes do."""

from __future__ import annotations

from bot.formats import ctranslate2, numpy_files, pytorch, pytorch_legacy, zips
from bot.formats.headers import Header
from bot.formats.pieces import FIRST_PIECE, Reading
from bot.formats.windows import Window
from bot.model.errors import UnknownFormat

_BEGINNING = 16
"""Bytes by which all of them are told apart."""
SUFFIXES = (".bin", ".pt", ".pth", ".ckpt", ".pkl", ".pickle", ".jit", ".npy", ".npz")


def read_header(path: str, file_size: int, most_jumps: int | None = None) -> Reading[Header]:
    """Yields the next range to read and expects its bytes; returns the tensors of a checkpoint, an archive, an array or a model of CTranslate2.

    Of the last, and of archives of arrays, whose descriptions lie scattered, ``most_jumps`` ranges are asked for.
    Raises UnknownFormat, naming what was found, for every other file, and InputError where anything does not fit.
    """
    window = Window(path, file_size)
    begin = yield from window.take(0, min(file_size, _BEGINNING), ahead=FIRST_PIECE)
    if begin.startswith(numpy_files.MAGIC):
        return (yield from numpy_files.read_array(window))
    if begin.startswith(zips.MAGIC):
        members = yield from zips.read_members(window)
        root = pytorch.root_of(members)
        if root is not None:
            return (yield from pytorch.read_archive(window, members, root))
        if members and all(name.endswith(numpy_files.SUFFIX) for name in members):
            return (yield from numpy_files.read_arrays_of(window, members, most_jumps))
        raise UnknownFormat(
            f"{path}: expected a zip file of PyTorch or numpy, found {', '.join(sorted(members)[:3])[:80]!r}"
        )
    if begin.startswith(pytorch_legacy.MAGIC):
        return (yield from pytorch_legacy.read_pickled(window))
    if ctranslate2.begins_like_one(begin):
        return (yield from ctranslate2.read_header(path, file_size, most_jumps))
    raise UnknownFormat(
        f"{path}: expected a checkpoint of PyTorch, an array of numpy or a model of CTranslate2, found one that begins with {begin[:8]!r}"
    )
