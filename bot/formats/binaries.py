# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Files whose ending does not tell what is in them: the first bytes do."""

from __future__ import annotations

from bot.formats import numpy_files, pytorch, pytorch_legacy, zips
from bot.formats.headers import Header
from bot.formats.pieces import FIRST_PIECE, Reading
from bot.formats.windows import Window
from bot.model.errors import InputError

SUFFIXES = (".bin", ".pt", ".pth", ".ckpt", ".pkl", ".pickle", ".jit", ".npy", ".npz")


def read_header(path: str, file_size: int) -> Reading[Header]:
    """Yields the next range to read and expects its bytes; returns the tensors of a checkpoint, an archive or an array.

    Raises InputError, naming what was found, for every other file, and where anything does not fit.
    """
    window = Window(path, file_size)
    begin = yield from window.take(0, min(file_size, 8), ahead=FIRST_PIECE)
    if begin.startswith(numpy_files.MAGIC):
        return (yield from numpy_files.read_array(window))
    if begin.startswith(zips.MAGIC):
        members = yield from zips.read_members(window)
        root = pytorch.root_of(members)
        if root is not None:
            return (yield from pytorch.read_archive(window, members, root))
        if members and all(name.endswith(numpy_files.SUFFIX) for name in members):
            return (yield from numpy_files.read_arrays_of(window, members))
        raise InputError(
            f"{path}: expected a zip file of PyTorch or numpy, found {', '.join(sorted(members)[:3])[:80]!r}"
        )
    if begin.startswith(pytorch_legacy.MAGIC):
        return (yield from pytorch_legacy.read_pickled(window))
    raise InputError(
        f"{path}: expected a checkpoint of PyTorch or an array of numpy, found one that begins with {begin!r}"
    )
