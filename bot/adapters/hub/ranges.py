# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Which ranges of a file are worth one request, and whether an answer is the range that was asked for."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from bot.model.errors import CutShort, RangeIgnored, RemoteFailure
from bot.model.repository import ByteRange

_SMALL_GAP = 16 * 1024
"""A gap up to this many bytes costs less to receive than another request."""

_LARGEST_MERGE = 16 * 1024 * 1024
"""What is merged stays below this, so that a long list of ranges does not become one huge body."""

_CONTENT_RANGE = re.compile(r"bytes (\d{1,19})-(\d{1,19})/(?:\d{1,19}|\*)", re.ASCII)


def merged(ranges: Sequence[ByteRange]) -> list[ByteRange]:
    """The requests that bring these ranges: in order of the file, near and overlapping ones together.

    >>> merged([ByteRange(20_000, 20_010), ByteRange(0, 8), ByteRange(8, 100)])
    [ByteRange(start=0, stop=100), ByteRange(start=20000, stop=20010)]
    """
    groups: list[ByteRange] = []
    for each in sorted(ranges):
        if groups:
            last = groups[-1]
            whole = ByteRange(last.start, max(last.stop, each.stop))
            contained = whole.stop == last.stop
            if contained or (each.start - last.stop <= _SMALL_GAP and whole.length <= _LARGEST_MERGE):
                groups[-1] = whole
                continue
        groups.append(each)
    return groups


def cut(ranges: Sequence[ByteRange], bodies: Mapping[ByteRange, bytes]) -> list[bytes]:
    """Each range's bytes out of the groups that `merged` made."""
    return [_cut(each, bodies) for each in ranges]


def _cut(wanted: ByteRange, bodies: Mapping[ByteRange, bytes]) -> bytes:
    group, body = next(
        (group, body) for group, body in bodies.items() if group.start <= wanted.start and wanted.stop <= group.stop
    )
    return body[wanted.start - group.start : wanted.stop - group.start]


def check_range(what: str, wanted: ByteRange, status: int, headers: Mapping[str, str]) -> None:
    """Look at an answer before its body is read.

    Raises RangeIgnored where the whole file was sent instead of a part, CutShort where the file ends before the range does, and
    RemoteFailure where another part was sent.
    """
    if 300 <= status < 400:
        return
    if status == 200:
        if wanted.start == 0 and headers.get("content-length") == str(wanted.length):
            return
        raise RangeIgnored(f"{what}: asked for bytes {wanted.start} to {wanted.stop}, was offered the whole file")
    told = _CONTENT_RANGE.fullmatch(headers.get("content-range", "").strip())
    if status != 206 or told is None:
        raise RemoteFailure(f"{what}: expected a 206 with Content-Range, found {status} without a usable one")
    first, last = int(told[1]), int(told[2])
    if first == wanted.start and last + 1 < wanted.stop:
        raise CutShort(f"{what}: asked for bytes up to {wanted.stop}, the file ends at {last + 1}")
    if (first, last + 1) != (wanted.start, wanted.stop):
        raise RemoteFailure(f"{what}: asked for bytes {wanted.start} to {wanted.stop}, was sent {first} to {last + 1}")
