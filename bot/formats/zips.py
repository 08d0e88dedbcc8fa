# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The list at the end of a zip file, and where its members' bytes lie (PKWARE's APPNOTE, sections 4.3 and 4.4).

Only members that are stored as they are can be read by ranges. The list does not say where a member's bytes begin: a header before
them does, with a field of any length. A read for each of hundreds of headers would cost more than the weights, so that length is reckoned from
where the next member begins, and whoever reads the member checks it with the mark.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, replace

from bot.formats.headers import Mark
from bot.formats.pieces import Reading
from bot.formats.windows import Window
from bot.model.errors import InputError
from bot.model.repository import ByteRange

MAGIC = b"PK\x03\x04"
_TAIL = 64 * 1024
"""Bytes at the end that are read for the list; its last record lies there unless a comment of the greatest length follows it."""
_LONGEST_LIST = 32_000_000
_MOST_MEMBERS = 1 << 17
_END, _END_BYTES = b"PK\x05\x06", 22
_END64, _END64_BYTES = b"PK\x06\x06", 56
_LOCATOR, _LOCATOR_BYTES = b"PK\x06\x07", 20
_ENTRY, _ENTRY_BYTES = b"PK\x01\x02", 46
_LOCAL_BYTES = 30
_LENGTHS_AT = 26
"""Where a member's header has the lengths of its name and of its extra field."""
_IN_64 = 0xFFFFFFFF
_FOLDER = 1 << 4
"""Among a file's attributes, as DOS has them."""
_ENCRYPTED, _HAS_DESCRIPTOR = 1 << 0, 1 << 3
_DESCRIPTORS = (16, 24)
"""Bytes of the record behind a member whose size was not known before it."""
_ALIGNMENT = 64
"""torch lets every member begin at a multiple of it (``kFieldAlignment`` in ``caffe2/serialize/inline_container.h``)."""
_LARGEST_EXTRA = 0xFFFF


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One file of the archive."""

    name: str
    name_bytes: int
    header: int
    """Where its header begins."""
    size: int
    """Bytes that it takes in the archive."""
    flags: int
    method: int
    is_folder: bool
    stop: int
    """Where the next member or the list begins."""

    @property
    def obstacle(self) -> str:
        """Why its bytes cannot be read by ranges; empty where they can."""
        if self.flags & _ENCRYPTED:
            return "encrypted"
        if self.is_folder:
            # Other readers give out nothing of a folder, whatever its size.
            return "marked as a folder"
        return "compressed" if self.method else ""

    @property
    def earliest(self) -> int:
        """Where its bytes begin, at the earliest."""
        return self.header + _LOCAL_BYTES + self.name_bytes

    def likely_start(self) -> int | None:
        """Where its bytes begin if nothing lies between the members; ``None`` where that does not say."""
        room = self.stop - self.earliest - self.size
        if not self.flags & _HAS_DESCRIPTOR:
            return self.earliest + room if room <= _LARGEST_EXTRA else None
        starts = [self.earliest + room - behind for behind in _DESCRIPTORS if 0 <= room - behind <= _LARGEST_EXTRA]
        aligned = [start for start in starts if start % _ALIGNMENT == 0]
        return aligned[0] if len(aligned) == 1 else None

    def mark(self, start: int) -> Mark:
        """What its header must say for its bytes to begin there."""
        content = struct.pack("<HH", self.name_bytes, start - self.earliest)
        place = ByteRange(self.header + _LENGTHS_AT, self.header + _LOCAL_BYTES)
        return Mark(range=place, content=content, stop=start + self.size)


def read_members(window: Window) -> Reading[dict[str, Member]]:
    """The members by name. Raises InputError for a list that contradicts itself or the file, and for members that overlap."""
    path, size = window.path, window.file_size
    start = max(0, size - _TAIL)
    tail = yield from window.take(start, size)
    at = tail.rfind(_END)
    if at < 0 or len(tail) - at < _END_BYTES:
        raise InputError(f"{path}: expected the end of a zip file in its last {len(tail)} bytes")
    disks, count, length, first, comment = struct.unpack("<4xI2xHIIH", tail[at : at + _END_BYTES])
    end = start + at
    if end + _END_BYTES + comment != size:
        raise InputError(f"{path}: zip file ends at {end + _END_BYTES + comment}, file has {size}")
    if tail[max(0, at - _LOCATOR_BYTES) : at].startswith(_LOCATOR):
        told = (count, length, first)
        disks, count, length, first, end = yield from _end64(window, end - _LOCATOR_BYTES)
        for short, full, most in zip(told, (count, length, first), (0xFFFF, _IN_64, _IN_64), strict=True):
            if short not in {full, most}:
                raise InputError(f"{path}: zip file says {short} at its end and {full} in 64 bits")
    if disks:
        raise InputError(f"{path}: zip file is one of several parts")
    if count > _MOST_MEMBERS or length > _LONGEST_LIST:
        raise InputError(f"{path}: zip file lists {count} members in {length} bytes, at most {_MOST_MEMBERS} are read")
    if first + length != end:
        raise InputError(f"{path}: zip file's list ends at {first + length}, expected {end}")
    entries = yield from window.take(first, end, ahead=0)
    return _members(path, entries, count, first)


def read_start(window: Window, member: Member) -> Reading[int]:
    """Where a member's bytes begin, from its header. Raises InputError where it cannot be read by ranges, or does not fit."""
    if member.obstacle:
        raise InputError(
            f"{window.path}: {member.name} is {member.obstacle}; only members that are stored as they are can be read"
        )
    header = yield from window.take(member.header, member.header + _LOCAL_BYTES)
    name, extra = struct.unpack("<HH", header[_LENGTHS_AT:])
    start: int = member.header + _LOCAL_BYTES + name + extra
    if not header.startswith(MAGIC) or name != member.name_bytes or start + member.size > member.stop:
        raise InputError(f"{window.path}: {member.name}: its header does not fit the zip file's list")
    return start


def _end64(window: Window, locator: int) -> Reading[tuple[int, int, int, int, int]]:
    path = window.path
    raw = yield from window.take(locator, locator + _LOCATOR_BYTES)
    disk, place, disks = struct.unpack("<4xIQI", raw)
    if disk or disks > 1 or place + _END64_BYTES != locator:
        raise InputError(
            f"{path}: zip file's end in 64 bits is said to be at {place}, expected {locator - _END64_BYTES}"
        )
    raw = yield from window.take(place, locator)
    if not raw.startswith(_END64):
        raise InputError(f"{path}: expected the end of a zip file in 64 bits at {place}")
    disk, first_disk, count, length, first = struct.unpack("<16xII8xQQQ", raw)
    return disk or first_disk, count, length, first, place


def _members(path: str, entries: bytes, count: int, end: int) -> dict[str, Member]:
    found: list[Member] = []
    at = 0
    for _ in range(count):
        if len(entries) - at < _ENTRY_BYTES or not entries.startswith(_ENTRY, at):
            raise InputError(f"{path}: expected an entry of the zip file's list at byte {end + at}")
        flags, method, size, full, name_bytes, extra_bytes, comment, disk, attributes, header = struct.unpack_from(
            "<8xHH8xIIHHHH2xII", entries, at
        )
        name_at = at + _ENTRY_BYTES
        extra_at = name_at + name_bytes
        at = extra_at + extra_bytes + comment
        if at > len(entries) or disk:
            raise InputError(f"{path}: an entry of the zip file's list goes on to byte {end + at}, or to another file")
        name = entries[name_at:extra_at].decode("utf-8", "replace")
        full, size, header = _in_full(path, name, (full, size, header), entries[extra_at : extra_at + extra_bytes])
        if not method and not flags & _ENCRYPTED and full != size:
            raise InputError(f"{path}: {name[:80]!r} is stored as it is, and has {size} bytes of {full}")
        found.append(
            Member(
                name=name,
                name_bytes=name_bytes,
                header=header,
                size=size,
                flags=flags,
                method=method,
                is_folder=bool(attributes & _FOLDER),
                stop=end,
            )
        )
    if at != len(entries):
        raise InputError(f"{path}: zip file's list has {len(entries) - at} bytes behind its last entry")
    return _placed(path, found, end)


def _in_full(path: str, name: str, told: tuple[int, int, int], extra: bytes) -> tuple[int, int, int]:
    """Size, size in the archive and place of the header, from the field for 64 bits where the entry itself has no room."""
    at = 0
    values: list[int] = []
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<HH", extra, at)
        if kind == 1:
            content = extra[at + 4 : at + 4 + length]
            values = [int.from_bytes(content[place : place + 8], "little") for place in range(0, len(content) - 7, 8)]
            break
        at += 4 + length
    full: list[int] = []
    for each in told:
        if each == _IN_64 and not values:
            raise InputError(f"{path}: {name[:80]!r}: a size of 64 bits is missing in the zip file's list")
        full.append(values.pop(0) if each == _IN_64 else each)
    return full[0], full[1], full[2]


def _placed(path: str, found: list[Member], end: int) -> dict[str, Member]:
    """The members, each ending before the next one begins."""
    found.sort(key=lambda member: member.header)
    members: dict[str, Member] = {}
    stops = [*(member.header for member in found[1:]), end]
    for member, stop in zip(found, stops, strict=False):
        if member.earliest + member.size > stop:
            raise InputError(f"{path}: {member.name[:80]!r} ends behind byte {stop}, where the next member begins")
        if member.name in members:
            raise InputError(f"{path}: zip file lists {member.name[:80]!r} twice")
        members[member.name] = replace(member, stop=stop)
    return members
