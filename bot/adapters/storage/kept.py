# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Values that were read lately, as many as fit into so many bytes."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import Generic, TypeVar

from bot.model.fingerprints import Fingerprint
from bot.model.search import SearchSheet

_Key = TypeVar("_Key")
_Value = TypeVar("_Value")

_ENTRY_BYTES = 1024
"""What an object with a dozen fields takes beside its long ones."""
_DIGEST_BYTES = 48


class Kept(Generic[_Key, _Value]):
    """What was used last, by key. For values that never change under their key; several threads may use it at once."""

    def __init__(self, most_bytes: int) -> None:
        self._most = most_bytes
        self._bytes = 0
        self._lock = threading.Lock()
        self._values: OrderedDict[_Key, tuple[_Value, int]] = OrderedDict()

    def get(self, key: _Key) -> _Value | None:
        """The value, where it is still there."""
        with self._lock:
            found = self._values.get(key)
            if found is None:
                return None
            self._values.move_to_end(key)
            return found[0]

    def put(self, key: _Key, value: _Value, size: int) -> None:
        """Keep it, and forget what was not used for longest; what is larger than everything is not kept."""
        with self._lock:
            if key in self._values or size > self._most:
                return
            self._values[key] = (value, size)
            self._bytes += size
            while self._bytes > self._most:
                _, (_, freed) = self._values.popitem(last=False)
                self._bytes -= freed


def size_of_fingerprint(known: Fingerprint) -> int:
    """About how many bytes of memory it takes."""
    digests = sum(len(each.row_digests) for each in known.references)
    digests += sum(len(each.ordered) + sum(map(len, each.scaled)) for each in known.values)
    entries = 1 + len(known.files) + len(known.references) + len(known.tables) + len(known.values)
    codes = sum(len(each.codes) for each in known.references)
    codes += sum(len(each.codes) + len(each.spreads) for each in known.tables)
    if known.tokenizer is not None:
        codes += len(known.tokenizer.entries) + len(known.tokenizer.rows)
    texts = sum(len(text or "") for text in (known.terms.license_text, known.terms.notice_text))
    return entries * _ENTRY_BYTES + digests * _DIGEST_BYTES + codes + 4 * texts


def size_of_sheet(sheet: SearchSheet) -> int:
    """About how many bytes of memory it takes."""
    return _ENTRY_BYTES + len(sheet.places) + len(sheet.codes)
