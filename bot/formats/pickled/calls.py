# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The few calls whose results are known without making them; the result of every other call is opaque."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.formats.pickled.numpy_calls import NUMPY_CALLS, build_array, build_element_type
from bot.formats.pickled.torch_calls import TORCH_CALLS
from bot.formats.pickled.values import Array, ElementType, LongText, Name, Opaque, Stretch, Table, Text

_FROM_TYPE = "torch._tensor._rebuild_from_type_v2"
_RECONSTRUCTOR = "copyreg._reconstructor"


def call(function: object, arguments: object) -> object:
    """What the call would give. Raises ValueError for a tensor that contradicts itself."""
    name = str(function) if isinstance(function, Name) else "?"
    if name == _FROM_TYPE and isinstance(arguments, tuple) and len(arguments) > 2:
        # A tensor with attributes of its own: how to make it, its class, with which arguments.
        name, arguments = str(arguments[0]) if isinstance(arguments[0], Name) else "?", arguments[2]
    if name == _RECONSTRUCTOR and isinstance(arguments, tuple) and arguments and isinstance(arguments[0], Name):
        return Opaque(str(arguments[0]))
    known = _CALLS.get(name)
    if known is not None and isinstance(arguments, tuple):
        made = known(arguments)
        if made is not None:
            return made
    return Opaque(name, arguments)


def build(target: object, state: object) -> None:
    """Give an object its state; what has none of interest is left as it is. Raises ValueError for an array that contradicts itself."""
    if isinstance(target, Array):
        build_array(target, state)
    elif isinstance(target, ElementType):
        build_element_type(target, state)
    elif isinstance(target, Opaque):
        target.state = state


def _table(arguments: tuple[object, ...]) -> object:
    """A dict from nothing, or as Python 2 wrote it from a list of pairs."""
    match arguments:
        case ():
            return Table()
        case (list(pairs),) if all(isinstance(pair, list | tuple) and len(pair) == 2 for pair in pairs):
            return Table([(pair[0], pair[1]) for pair in pairs if isinstance(pair, list | tuple)])
        case _:
            return None


def _default_table(_: tuple[object, ...]) -> object:
    return Table()


def _encoded(arguments: tuple[object, ...]) -> object:
    """``_codecs.encode``: how Python 3 writes bytes in protocol 2. Another encoding than Latin-1, or a sign that is no byte, is opaque."""
    match arguments:
        case (LongText() as text, "latin1"):
            return Stretch(text.start, text.stop, None, is_text=True)
        case (Text() as text, "latin1"):
            try:
                return Stretch(text.start, text.stop, text.encode("latin-1"), is_text=True)
            except UnicodeEncodeError:
                return None
        case _:
            return None


_CALLS: Mapping[str, Callable[[tuple[object, ...]], object]] = {
    "collections.OrderedDict": _table,
    "collections.defaultdict": _default_table,
    "_codecs.encode": _encoded,
    **NUMPY_CALLS,
    **TORCH_CALLS,
}
"""By the function's full name; ``None`` where its arguments are not those that are known."""
