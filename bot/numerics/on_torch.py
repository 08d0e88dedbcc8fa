# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What `bot.numerics.differences` adds up of two tensors, for many blocks at once on a device of torch: its CPU or a CUDA GPU.

The blocks are those of numpy, in its order, so that running figures are the same; sums of a block may differ in their last digits.
Torch is imported when a device is asked for, and never otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from bot.model.differences import TOLERANCE
from bot.model.errors import SettingsError
from bot.model.tensors import DType
from bot.numerics.floats import Floats
from bot.numerics.stored import Reals, Stored

DEVICES = ("cpu", "cuda")
_DECODED_THERE = {DType.BF16: "bfloat16", DType.F16: "float16", DType.F32: "float32"}
"""Types whose bytes are moved as they are, half as many of most; everything else is decoded by numpy first."""


@dataclass(frozen=True, slots=True)
class BlockSums:
    """Of one block, the suspect's values called x, the reference's y, both after the shift was taken away."""

    values: int
    equal: int
    x: float
    y: float
    xx: float
    yy: float
    difference: float
    """Sum of the squared differences."""


class TorchDevice:
    """One device. Raises SettingsError where torch is not installed, or has no such device."""

    def __init__(self, name: str) -> None:
        """``name`` is one of `DEVICES`."""
        if name not in DEVICES:
            raise SettingsError(f"device: expected one of {', '.join(DEVICES)}, found {name!r}")
        try:
            import torch  # noqa: PLC0415 - costs seconds and hundreds of megabytes, so only who asks for it pays
        except ImportError as error:
            raise SettingsError(
                "device: needs the package torch, which is not installed; leave the device out"
            ) from error
        if name == "cuda" and not torch.cuda.is_available():
            raise SettingsError("device: torch finds no CUDA device on this machine; leave the device out, or say cpu")
        self._torch: Any = torch
        self._device = torch.device(name)

    def values(self, stored: Stored, raw: memoryview, first: int, kind: type[np.floating[Any]]) -> Any:  # noqa: ANN401 - torch has no types here
        """The values of whole blocks of bytes from index ``first`` of a tensor on, on the device; scales applied."""
        there = _DECODED_THERE.get(stored.dtype) if stored.scales is None and kind is np.float32 else None
        if there is not None:
            codes = self._torch.from_numpy(np.frombuffer(raw, np.uint8).copy()).to(self._device)
            return codes.view(getattr(self._torch, there)).to(self._torch.float32)
        host: Reals = np.empty(len(raw) // stored.dtype.block.bytes, kind)
        stored.decode(raw, first, host)
        return self._torch.from_numpy(host).to(self._device)

    def host(self, values: Any) -> Reals:  # noqa: ANN401 - a tensor
        """Values of the device as numpy's."""
        found: Reals = values.cpu().numpy()
        return found

    def sums(self, x: Any, y: Any, shift: float, block: int) -> tuple[list[BlockSums], list[Any]]:  # noqa: ANN401 - tensors
        """Of each block of so many values, the last may have fewer; and their differences, as one tensor for all full blocks and one for the rest."""
        found, differences = [], []
        whole = len(y) // block * block
        for part in (slice(0, whole), slice(whole, len(y))):
            if part.stop > part.start:
                size = min(block, part.stop - part.start)
                own, difference = self._sums(x[part].reshape(-1, size), y[part].reshape(-1, size), shift)
                found += own
                differences.append(difference)
        return found, differences

    def close(self, differences: list[Any], spreads: list[float]) -> list[int]:
        """How many values of each block are within the tolerance, of the spread that is known at that block."""
        found: list[int] = []
        for part in differences:
            own = spreads[len(found) : len(found) + len(part)]
            limits = self._torch.tensor(own, dtype=self._torch.float64) * TOLERANCE
            near = part.abs() <= limits.to(part.dtype).to(self._device)[:, None]
            found += near.sum(dim=1).tolist()
        return found

    def mixed(self, differences: Any, row: int, mixing: Floats | None) -> Floats:  # noqa: ANN401 - a tensor
        """The differences of blocks as rows of a matrix, each block's mixed into fewer where that is wanted: block, row, value."""
        rows = differences.to(self._torch.float32).reshape(len(differences), -1, row)
        if mixing is not None:
            rows = self._torch.matmul(self._torch.from_numpy(mixing).to(self._device), rows)
        found: Floats = rows.cpu().numpy()
        return found

    def _sums(self, x: Any, y: Any, shift: float) -> tuple[list[BlockSums], Any]:  # noqa: ANN401 - tensors
        equal = self._torch.count_nonzero(x == y, dim=1)
        difference = x - y
        if shift:
            x, y = x - shift, y - shift
        # Torch sums in pairs, so 32 bits are enough; its dot products add up one by one, and are not.
        sums = [each.sum(dim=1) for each in (x, y, x * x, y * y, difference * difference)]
        columns = [each.tolist() for each in (equal, *sums)]
        return [BlockSums(x.shape[1], *own) for own in zip(*columns, strict=True)], difference
