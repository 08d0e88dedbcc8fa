# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Which files of a sharded model to open, when opening all of them would cost more than it tells."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from bot.evidence.parts import place_of
from bot.model.repository import ByteRange, FileEntry

MOST_OPENED = 10
"""Files of one model whose headers are read in a scan; a header takes two requests and about 70 kB."""
FEW_SHARDS = 40
"""Up to so many shards each holds several layers, and two of them show what there is: the first, with the embedding, and the middle one."""
LARGEST_INDEX = 512 * 1024
"""An index beyond this is read in slices: DeepSeek-V3's has nine megabytes."""
_SLICE = 112 * 1024
"""More than the names of one layer of 256 experts take, so that a slice always shows the first expert of some layer."""
_END_SLICE = 8 * 1024
_DEPTHS = (0.25, 0.5, 0.75)
_PAIR = re.compile(r'"([^"\\]{1,1024})"\s*:\s*"([^"\\]{1,1024}\.safetensors)"')


def index_ranges(index: FileEntry) -> list[ByteRange]:
    """The parts of an index that show its first, middle and last tensors; all of it where it is small."""
    if index.size <= LARGEST_INDEX:
        return [ByteRange(0, max(1, index.size))]
    middles = [ByteRange(int(index.size * depth), int(index.size * depth) + _SLICE) for depth in _DEPTHS]
    return [ByteRange(0, _END_SLICE), *middles, ByteRange(index.size - _END_SLICE, index.size)]


def names_in(index: str) -> dict[str, str]:
    """Tensor name to file, from an index or any slice of one. The index is a stranger's: it only says where to look."""
    return dict(_PAIR.findall(index))


def two_shards(files: Sequence[str]) -> list[str]:
    """The first and the middle one, in order; all where there are two or fewer."""
    return list(files) if len(files) <= 2 else [files[0], files[len(files) // 2]]


def shards_to_open(files: Sequence[str], slices: Sequence[Mapping[str, str]]) -> list[str]:
    """At most `MOST_OPENED` of these files, in order: for each slice of the index one layer with all of its parts, and what stands alone.

    Without an index, files at even distances.
    """
    if len(files) <= MOST_OPENED:
        return list(files)
    chosen: list[str] = []
    known = set(files)
    for places in _three(slices):
        chosen += [file for file in _files_of_one_layer(places) if file in known]
    for names in slices:
        chosen += [file for name, file in names.items() if place_of(name, (1, 1)).layer is None and file in known]
    if not chosen:
        last = MOST_OPENED - 1
        chosen = [files[round(step * (len(files) - 1) / last)] for step in range(MOST_OPENED)]
    return sorted(list(dict.fromkeys(chosen))[:MOST_OPENED])


def _three(slices: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    """The names by depth: slices of a large index are that already, a whole index is cut into three layers."""
    if len(slices) != 1:
        return [dict(each) for each in slices[1:-1]]
    layers = sorted({layer for name in slices[0] if (layer := place_of(name, (1, 1)).layer) is not None})
    wanted = [layers[int(len(layers) * depth)] for depth in _DEPTHS] if layers else []
    return [
        {name: file for name, file in slices[0].items() if place_of(name, (1, 1)).layer == layer} for layer in wanted
    ]


def _files_of_one_layer(names: Mapping[str, str]) -> list[str]:
    """The files that hold most parts of the layer that shows most parts; of experts only the first that is shown there."""
    layers: dict[int, dict[str, tuple[int, str]]] = {}
    for name, file in names.items():
        place = place_of(name, (1, 1))
        if place.layer is None:
            continue
        parts = layers.setdefault(place.layer, {})
        seen = parts.get(place.part)
        if seen is None or (place.expert or 0) < seen[0]:
            parts[place.part] = (place.expert or 0, file)
    if not layers:
        return []
    best = min(layers.items(), key=lambda each: (_first_expert(each[1]), -len(each[1]), each[0]))[1]
    counted = [file for _, file in best.values()]
    return sorted(dict.fromkeys(counted), key=lambda file: -counted.count(file))[:3]


def _first_expert(parts: Mapping[str, tuple[int, str]]) -> int:
    return max((expert for expert, _ in parts.values()), default=0)
