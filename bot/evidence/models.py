# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Which files of a repository hold one model, and which ones another: each model may have an origin of its own."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping

from bot.model.tensors import TensorSpec

_NUMBERS = re.compile(r"\d+")


def models_of(tensors: Iterable[TensorSpec]) -> dict[str, str]:
    """Each file with the name of the model that it belongs to, which is the first file of that model.

    Files whose paths differ only in numbers are parts of one model, unless two of them hold a tensor of the same name: then they are
    models of their own. Where all files belong together, the model's name is empty.
    """
    names: dict[str, set[str]] = {}
    for tensor in tensors:
        names.setdefault(tensor.file, set()).add(tensor.name)
    series: dict[str, list[str]] = {}
    for file in sorted(names):
        series.setdefault(_NUMBERS.sub("0", file), []).append(file)
    models: dict[str, str] = {}
    for files in series.values():
        models |= dict.fromkeys(files, files[0]) if _are_parts(files, names) else {file: file for file in files}
    return models if len(set(models.values())) > 1 else dict.fromkeys(models, "")


def _are_parts(files: Collection[str], names: Mapping[str, Collection[str]]) -> bool:
    return len({name for file in files for name in names[file]}) == sum(len(names[file]) for file in files)
