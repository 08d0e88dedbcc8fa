# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""PyTorch checkpoints and TorchScript archives: a zip file with a pickle, and beside it each storage as it lies in memory.

The layout is that of ``torch.save`` since 1.6 and ``torch.jit.save`` (``torch/serialization.py``,
``caffe2/serialize/inline_container.cc``): ``NAME/data.pkl``, ``NAME/data/KEY``, ``NAME/byteorder``, of TorchScript also ``NAME/constants.pkl``
with ``NAME/constants/KEY`` and code, which is left alone.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.formats.headers import Header, Mark
from bot.formats.pickled.machine import Pickled, read_pickle
from bot.formats.pickled.naming import named_tensors
from bot.formats.pickled.places import NotReadable, placed, remarks
from bot.formats.pickled.values import Storage
from bot.formats.pieces import Pieces, Reading
from bot.formats.windows import Window
from bot.formats.zips import Member, read_start
from bot.model.errors import InputError
from bot.model.tensors import TensorSpec

PICKLE = "data.pkl"
_CONSTANTS = "constants.pkl"
_ORDER = "byteorder"
_LONGEST_PICKLE = 32_000_000
"""Bytes; the storages are not in it, and a tensor takes about 200."""


def root_of(members: Mapping[str, Member]) -> str | None:
    """The folder of a checkpoint inside its archive, with a slash; ``None`` where it is none."""
    roots = sorted(
        (name.count("/"), name.removesuffix(PICKLE)) for name in members if name.rpartition("/")[2] == PICKLE
    )
    return roots[0][1] if roots else None


def read_archive(window: Window, members: Mapping[str, Member], root: str) -> Reading[Header]:
    """The tensors of a checkpoint. Several may share bytes, as tied weights do.

    Raises InputError for a file of big-endian numbers, a pickle that is not understood, and a storage of another size than it should have.
    """
    archive = _Archive(window, members)
    main = yield from archive.pickle(root + PICKLE)
    order = yield from archive.content(root + _ORDER)
    if order not in {b"", b"little"}:
        raise InputError(f"{window.path}: numbers are in the order {order[:8]!r}; only little-endian ones are read")
    tensors, left = yield from archive.tensors(main, "", f"{root}data/")
    warned = set(main.names)
    if root + _CONSTANTS in members:
        constants = yield from archive.pickle(root + _CONSTANTS)
        warned |= constants.names
        more, unread = yield from archive.tensors(constants, "constants", f"{root}constants/")
        tensors, left = [*tensors, *more], [*left, *unread]
    tensors.sort(key=lambda tensor: (tensor.start, tensor.name))
    return Header(
        tensors=tuple(tensors),
        unsupported=(*remarks(frozenset(warned)), *sorted(left)),
        marks=tuple(sorted(archive.marks.values(), key=lambda mark: mark.range)),
    )


class _Archive:
    """Members of one archive, and the marks of those whose place was reckoned."""

    def __init__(self, window: Window, members: Mapping[str, Member]) -> None:
        self._window = window
        self._members = members
        self.marks: dict[str, Mark] = {}

    def pickle(self, name: str) -> Reading[Pickled]:
        """The pickle of this name."""
        path, member = self._window.path, self._members[name]
        if member.size > _LONGEST_PICKLE:
            raise InputError(f"{path}: {name} has {member.size} bytes, at most {_LONGEST_PICKLE} are read")
        start = yield from read_start(self._window, member)
        stop = start + member.size
        yield from self._window.take(start, stop)
        pieces = Pieces(path, file_size=stop, limit=stop, start=start)
        return (yield from self._window.played(read_pickle(path, pieces)))

    def content(self, name: str) -> Reading[bytes]:
        """The first bytes of a small member; none where there is no such member."""
        member = self._members.get(name)
        if member is None:
            return b""
        start = yield from read_start(self._window, member)
        return (yield from self._window.take(start, start + min(member.size, 64)))

    def tensors(self, pickled: Pickled, name: str, folder: str) -> Reading[tuple[list[TensorSpec], list[str]]]:
        """The tensors of a pickle whose storages are in this folder."""
        path = self._window.path
        found = named_tensors(path, pickled.value, name)
        starts: dict[str, int] = {}
        for leaf in found.tensors.values():
            storage = getattr(leaf, "storage", None)
            if isinstance(storage, Storage) and storage.key not in starts:
                starts[storage.key] = yield from self._start(folder, storage)

        def locate(storage: Storage) -> int | NotReadable:
            member = self._members[folder + storage.key]
            return NotReadable(member.obstacle) if member.obstacle else starts[storage.key]

        return placed(path, found, locate)

    def _start(self, folder: str, storage: Storage) -> Reading[int]:
        """Reckoned where that is possible, which a mark remembers, and read from the member's header where not."""
        member = self._members.get(folder + storage.key)
        if member is None:
            raise InputError(f"{self._window.path}: storage {folder}{storage.key} is missing")
        if member.obstacle:
            return member.earliest
        if member.size != storage.bytes:
            raise InputError(
                f"{self._window.path}: {member.name} has {member.size} bytes, its tensors expect {storage.bytes}"
            )
        start = member.likely_start()
        if start is None:
            return (yield from read_start(self._window, member))
        if member.size:
            self.marks[member.name] = member.mark(start)
        return start
