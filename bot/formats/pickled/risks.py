# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Names in a pickle that give whoever loads it to somebody else's code."""

from __future__ import annotations

_MODULES = frozenset(
    (
        *("os", "posix", "nt", "posixpath", "ntpath", "subprocess", "sys", "shutil", "pty", "socket", "ssl", "signal"),
        *(
            "runpy",
            "importlib",
            "imp",
            "pkgutil",
            "code",
            "codeop",
            "bdb",
            "pdb",
            "trace",
            "timeit",
            "profile",
            "cProfile",
        ),
        *("ctypes", "cffi", "marshal", "pickle", "_pickle", "cloudpickle", "dill", "joblib", "shelve", "webbrowser"),
        *("http", "urllib", "requests", "httpx", "aiohttp", "ftplib", "smtplib", "telnetlib", "multiprocessing"),
        *("threading", "asyncio", "tempfile", "platform", "pip", "venv", "ensurepip", "doctest", "commands", "popen2"),
    )
)
_BUILTINS = frozenset({"builtins", "__builtin__", "__builtins__"})
_OF_BUILTINS = frozenset(
    (
        *("eval", "exec", "execfile", "compile", "open", "input", "breakpoint", "getattr", "setattr", "delattr"),
        *("globals", "locals", "vars", "__import__", "apply", "file", "memoryview", "help"),
    )
)
_NAMES = frozenset(
    (
        *(
            "operator.attrgetter",
            "operator.methodcaller",
            "operator.itemgetter",
            "types.CodeType",
            "types.FunctionType",
        ),
        *(
            "functools.partial",
            "torch.load",
            "torch.hub.load",
            "torch.jit.load",
            "numpy.load",
            "numpy.f2py.crackfortran",
        ),
        *("numpy.testing._private.utils.runstring", "torch._inductor.codecache.compile_file"),
    )
)
"""Functions outside of these modules that run, build or fetch code."""


def dangerous(name: str) -> bool:
    """Whether a full name is one of those. Not to be here proves nothing: any function may do harm."""
    top, _, rest = name.partition(".")
    return top in _MODULES or (top in _BUILTINS and rest in _OF_BUILTINS) or name in _NAMES
