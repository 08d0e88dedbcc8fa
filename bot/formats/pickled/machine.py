# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Follows the opcodes of a pickle on a stack of inert values. Names are text, calls are looked up in a short list, nothing is executed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.formats.pickled.calls import build, call
from bot.formats.pickled.opcodes import Op, next_opcode
from bot.formats.pickled.torch_calls import persistent
from bot.formats.pickled.values import Name, Opaque, Storage, Table
from bot.formats.pieces import Pieces, Reading
from bot.model.errors import InputError

MOST_OPCODES = 1_000_000
"""They bound the stack, the memo and every list. A state dict takes about 40 for each tensor."""
_NEWEST_PROTOCOL = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Pickled:
    """What one pickle holds."""

    value: object
    names: frozenset[Name]
    """Every class and function that it names, whether or not it would call it."""
    storages: Mapping[str, Storage]
    """Every storage that it names, by key."""


def read_pickle(path: str, pieces: Pieces) -> Reading[Pickled]:
    """The pickle that begins here; afterwards the place is right behind it.

    Raises InputError for a stream of opcodes that is not understood, and for tensors that contradict themselves.
    """
    machine = _Machine(path)
    for _ in range(MOST_OPCODES):
        op, argument = yield from next_opcode(path, pieces)
        if op is Op.STOP:
            return Pickled(value=machine.pop(), names=frozenset(machine.names), storages=machine.storages)
        machine.follow(op, argument)
    raise InputError(f"{path}: pickle has more than {MOST_OPCODES} opcodes")


class _Machine:
    """Stack, marks and memo."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._stack: list[object] = []
        self._below: list[list[object]] = []
        """What lies below each mark."""
        self._memo: dict[int, object] = {}
        self.names: set[Name] = set()
        self.storages: dict[str, Storage] = {}

    def follow(self, op: Op, argument: object) -> None:
        """One step."""
        if op in _CONSTANTS:
            self._stack.append(_CONSTANTS[op])
        elif op in _MAKERS:
            self._stack.append(_MAKERS[op]())
        elif op in _TUPLES:
            items = [self.pop() for _ in range(_TUPLES[op])]
            self._stack.append(tuple(reversed(items)))
        elif op in _STEPS:
            _STEPS[op](self, argument)
        elif op not in _IDLE:
            self._stack.append(argument)

    def pop(self) -> object:
        """The topmost value. Raises InputError where there is none above the last mark."""
        if not self._stack:
            raise InputError(f"{self._path}: pickle takes a value from an empty stack")
        return self._stack.pop()

    def top(self) -> object:
        """The topmost value, left where it is."""
        value = self.pop()
        self._stack.append(value)
        return value

    def _popped_to_mark(self) -> list[object]:
        if not self._below:
            raise InputError(f"{self._path}: pickle goes back to a mark that it never set")
        items, self._stack = self._stack, self._below.pop()
        return items

    def check_protocol(self, argument: object) -> None:
        if not isinstance(argument, int) or argument > _NEWEST_PROTOCOL:
            raise InputError(f"{self._path}: pickle of protocol {argument}, at most {_NEWEST_PROTOCOL} is read")

    def set_mark(self, _: object) -> None:
        self._below.append(self._stack)
        self._stack = []

    def drop(self, _: object) -> None:
        self.pop()

    def drop_to_mark(self, _: object) -> None:
        self._popped_to_mark()

    def duplicate(self, _: object) -> None:
        self._stack.append(self.top())

    def make_tuple(self, _: object) -> None:
        items = self._popped_to_mark()
        self._stack.append(tuple(items))

    def make_list(self, _: object) -> None:
        items = self._popped_to_mark()
        self._stack.append(items)

    def make_table(self, _: object) -> None:
        items = self._popped_to_mark()
        self._stack.append(Table(self._pairs(items)))

    def append(self, _: object) -> None:
        self._extend([self.pop()])

    def append_all(self, _: object) -> None:
        self._extend(self._popped_to_mark())

    def set_item(self, _: object) -> None:
        value, key = self.pop(), self.pop()
        self._update([(key, value)])

    def set_items(self, _: object) -> None:
        self._update(self._pairs(self._popped_to_mark()))

    def _extend(self, items: list[object]) -> None:
        target = self.top()
        if isinstance(target, list):
            target += items
        elif isinstance(target, Opaque):
            target.items += items
        else:
            raise InputError(f"{self._path}: pickle appends to something that is no list")

    def _update(self, pairs: list[tuple[object, object]]) -> None:
        target = self.top()
        if not isinstance(target, Table | Opaque):
            raise InputError(f"{self._path}: pickle sets a key of something that is no dict")
        target.entries += pairs

    def _pairs(self, items: list[object]) -> list[tuple[object, object]]:
        if len(items) % 2:
            raise InputError(f"{self._path}: pickle has a key without a value")
        return list(zip(items[::2], items[1::2], strict=True))

    def remember(self, index: object) -> None:
        self._memo[index if isinstance(index, int) else len(self._memo)] = self.top()

    def recall(self, index: object) -> None:
        if not isinstance(index, int) or index not in self._memo:
            raise InputError(f"{self._path}: pickle asks for entry {index} of its memo, which it never set")
        self._stack.append(self._memo[index])

    def name(self, argument: object) -> None:
        if argument is None:
            name, module = self.pop(), self.pop()
        else:
            module, name = argument if isinstance(argument, tuple) else (None, None)
        if not isinstance(module, str) or not isinstance(name, str):
            raise InputError(f"{self._path}: pickle names a class or function by something that is no text")
        found = Name(module, name)
        self.names.add(found)
        self._stack.append(found)

    def reduce(self, _: object) -> None:
        arguments, function = self.pop(), self.pop()
        self._call(function, arguments)

    def make_with_keywords(self, _: object) -> None:
        keywords, arguments, kind = self.pop(), self.pop(), self.pop()
        self._stack.append(Opaque(str(kind) if isinstance(kind, Name) else "?", (arguments, keywords)))

    def give_state(self, _: object) -> None:
        state = self.pop()
        self._checked(lambda: build(self.top(), state))

    def point_to_storage(self, _: object) -> None:
        key = self.pop()
        storage = self._checked(lambda: persistent(key))
        if isinstance(storage, Storage) and self.storages.setdefault(storage.key, storage).bytes != storage.bytes:
            raise InputError(f"{self._path}: pickle gives storage {storage.key} two sizes")
        self._stack.append(storage)

    def _call(self, function: object, arguments: object) -> None:
        self._stack.append(self._checked(lambda: call(function, arguments)))

    def _checked(self, make: Callable[[], object]) -> object:
        try:
            return make()
        except ValueError as error:
            raise InputError(f"{self._path}: pickle has {error}") from error


_CONSTANTS: Mapping[Op, object] = {Op.NONE: None, Op.NEWTRUE: True, Op.NEWFALSE: False, Op.EMPTY_TUPLE: ()}
# A set is a list here: its members are neither hashed nor compared.
_MAKERS: Mapping[Op, Callable[[], object]] = {Op.EMPTY_LIST: list, Op.EMPTY_DICT: Table, Op.EMPTY_SET: list}
_TUPLES = {Op.TUPLE1: 1, Op.TUPLE2: 2, Op.TUPLE3: 3}
_IDLE = frozenset({Op.FRAME})
_STEPS: Mapping[Op, Callable[[_Machine, object], None]] = {
    Op.PROTO: _Machine.check_protocol,
    Op.MARK: _Machine.set_mark,
    Op.POP: _Machine.drop,
    Op.POP_MARK: _Machine.drop_to_mark,
    Op.DUP: _Machine.duplicate,
    Op.TUPLE: _Machine.make_tuple,
    Op.LIST: _Machine.make_list,
    Op.DICT: _Machine.make_table,
    Op.FROZENSET: _Machine.make_tuple,
    Op.APPEND: _Machine.append,
    Op.APPENDS: _Machine.append_all,
    Op.ADDITEMS: _Machine.append_all,
    Op.SETITEM: _Machine.set_item,
    Op.SETITEMS: _Machine.set_items,
    Op.BINPUT: _Machine.remember,
    Op.LONG_BINPUT: _Machine.remember,
    Op.MEMOIZE: _Machine.remember,
    Op.BINGET: _Machine.recall,
    Op.LONG_BINGET: _Machine.recall,
    Op.GLOBAL: _Machine.name,
    Op.STACK_GLOBAL: _Machine.name,
    Op.REDUCE: _Machine.reduce,
    Op.NEWOBJ: _Machine.reduce,
    Op.NEWOBJ_EX: _Machine.make_with_keywords,
    Op.BUILD: _Machine.give_state,
    Op.BINPERSID: _Machine.point_to_storage,
}
