# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Which tensors a pickle holds, under the names that a state dict would give them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from bot.formats.pickled.values import Array, Opaque, Storage, StoredTensor, Table, shown
from bot.model.errors import InputError

_LONGEST_NAME = 1024
_MOST_TENSORS = 1 << 17
_DEEPEST = 64
_MOST_STEPS = 2_000_000
"""Values that are looked at, again and again where they are shared: twice as many as a pickle has opcodes."""
_UNNAMED = frozenset({"_parameters", "_buffers", "_modules"})
"""Tables of a module whose names are no part of a tensor's name."""
_WRAPPERS = frozenset({"state_dict", "model_state_dict", "model", "module", "params", "params_ema", "ema", "weights"})
"""Names that training programs give to the table that holds the whole model."""
_TRAINING = frozenset(
    (
        *("optimizer", "optimizers", "optimizer_states", "optimizer_state_dict", "optim", "optimizer_state"),
        *("lr_scheduler", "lr_schedulers", "scheduler", "scheduler_state_dict", "rng_state", "cuda_rng_state"),
    )
)
"""Names of what training needs to go on. Moments have the shapes of the weights, and are none."""
_OPTIMIZER = frozenset({"state", "param_groups"})
"""All that a file with nothing but an optimizer holds."""
Leaf: TypeAlias = StoredTensor | Array
_Child: TypeAlias = tuple[str, object]
_WORTH_A_LOOK = (StoredTensor, Array, Table, Opaque, list, tuple)


@dataclass(slots=True)
class Found:
    """Tensors by name, in the order in which they were written."""

    tensors: dict[str, Leaf] = field(default_factory=dict)
    left: list[str] = field(default_factory=list)
    """Names of what holds tensors that cannot be read, or that are no weights, with the reason in brackets."""


def named_tensors(path: str, value: object, name: str = "") -> Found:
    """Every tensor in this value. What is reached in two ways has the name of the first, unless it is a tensor itself.

    A table that holds the whole model gives no name; the state of an optimizer is left out. Raises InputError where values are nested too
    deeply, where a name is too long or cannot be printed, and where there are too many tensors.
    """
    walk = _Walk(path)
    if isinstance(value, Table):
        value = _model(value, walk)
    walk.through(name, value)
    return walk.found


class _Walk:
    """Goes through a value once, without recursion."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._seen: set[int] = set()
        self._steps = 0
        self.found = Found()

    def through(self, name: str, value: object) -> None:
        """Everything below this value."""
        levels: list[Iterator[_Child]] = [iter([(name, value)])]
        while levels:
            child = next(levels[-1], None)
            if child is None:
                levels.pop()
                continue
            below = self._visited(*child)
            if below is not None:
                levels.append(below)
            if len(levels) > _DEEPEST:
                raise InputError(f"{self._path}: values are nested deeper than {_DEEPEST}")

    def holds_tensors(self, value: object) -> bool:
        """Whether a tensor or a storage is anywhere in it."""
        waiting, seen = [value], set[int]()
        while waiting:
            each = waiting.pop()
            if isinstance(each, StoredTensor | Storage | Array) or (isinstance(each, Opaque) and each.is_storage):
                return True
            if isinstance(each, list | tuple | Table | Opaque) and id(each) not in seen:
                seen.add(id(each))
                waiting += _parts(each)
            self._steps += 1
            if self._steps + len(waiting) > _MOST_STEPS:
                raise InputError(f"{self._path}: values refer to one another more than {_MOST_STEPS} times")
        return False

    def _visited(self, name: str, value: object) -> Iterator[_Child] | None:
        """Takes a tensor, or tells what else to look at."""
        if isinstance(value, StoredTensor) or (isinstance(value, Array) and not isinstance(value.content, list)):
            self._take(name, value)
            return None
        if id(value) in self._seen:
            return None
        self._seen.add(id(value))
        if isinstance(value, Opaque) and self.holds_tensors(value.arguments):
            self.found.left.append(f"{self._printable(name) or 'the whole file'} (made by {shown(value.maker)})")
        if isinstance(value, Array) and value.shape == () and isinstance(value.content, list):
            return ((name, each) for each in value.content)
        return ((self._joined(name, key), each) for key, each in _children(value) if isinstance(each, _WORTH_A_LOOK))

    def _take(self, name: str, leaf: Leaf) -> None:
        name = self._printable(name) or "tensor"
        if len(self.found.tensors) >= _MOST_TENSORS:
            raise InputError(f"{self._path}: more than {_MOST_TENSORS} tensors")
        if name in self.found.tensors:
            self.found.left.append(f"{name} (named twice)")
            return
        self.found.tensors[name] = leaf

    def _joined(self, name: str, key: str) -> str:
        joined = name if key in _UNNAMED else f"{name}.{key}" if name else key
        if len(joined) > _LONGEST_NAME:
            raise InputError(f"{self._path}: a value has an impossible name: {joined[:40]!r}")
        return joined

    def _printable(self, name: str) -> str:
        if not name.isprintable():
            raise InputError(f"{self._path}: a tensor has an impossible name: {name[:40]!r}")
        return name


def _model(value: Table, walk: _Walk) -> object:
    """The table of the whole model inside those around it."""
    for _ in range(_DEEPEST):
        keys = {key for key, _ in value.entries if isinstance(key, str)}
        if keys == _OPTIMIZER:
            walk.found.left.append("state (of an optimizer)")
            return None
        kept = []
        for key, each in value.entries:
            if isinstance(key, str) and key in _TRAINING:
                if walk.holds_tensors(each):
                    walk.found.left.append(f"{key} (a state of the training)")
            else:
                kept.append((key, each))
        holding = [(key, each) for key, each in kept if walk.holds_tensors(each)]
        if len(holding) != 1 or holding[0][0] not in _WRAPPERS:
            return Table(kept)
        inner = holding[0][1]
        if not isinstance(inner, Table):
            return inner
        value = inner
    return value


def _parts(value: list[object] | tuple[object, ...] | Table | Opaque) -> Iterator[object]:
    """Everything right below a value, keys left out."""
    if isinstance(value, list | tuple):
        yield from value
        return
    for _, each in value.entries:
        yield each
    if isinstance(value, Opaque):
        yield from (value.arguments, value.state, *value.items)


def _children(value: object) -> Iterable[tuple[str, object]]:
    if isinstance(value, Table):
        return _keyed(value.entries)
    if isinstance(value, Opaque):
        return _attributes(value)
    items: Sequence[object] = value if isinstance(value, list | tuple) else ()
    if isinstance(value, Array) and isinstance(value.content, list):
        items = value.content
    return ((str(index), each) for index, each in enumerate(items))


def _attributes(value: Opaque) -> Iterator[tuple[str, object]]:
    states = value.state if isinstance(value.state, tuple) else (value.state,)
    for state in states:
        if isinstance(state, Table):
            yield from _keyed(state.entries)
    yield from _keyed(value.entries)
    for index, each in enumerate(value.items):
        yield str(index), each


def _keyed(entries: Sequence[tuple[object, object]]) -> Iterator[tuple[str, object]]:
    """By key, the last value of each, as a dict has it. Only texts and numbers are names."""
    last = {_key(key): each for key, each in entries if isinstance(key, str | int)}
    yield from last.items()


def _key(key: str | int) -> str:
    # A plain text, without its place in the file.
    return str(key)
