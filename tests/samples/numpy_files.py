# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""NumPy files that hold a pickle, as ``numpy.save`` of Python 2 and 3 left them."""

from __future__ import annotations

import io
import pickle
from collections.abc import Mapping

import numpy as np

from tests.samples.models import Tensors
from tests.samples.pytorch_files import Values


def as_pickled_arrays(tensors: Tensors | Mapping[str, Values], *, protocol: int = 2) -> bytes:
    """One array of a single object, a table of arrays: in protocol 2 Python 3 writes their bytes as text."""
    file = io.BytesIO()
    np.lib.format.write_array_header_1_0(file, {"descr": "|O", "fortran_order": False, "shape": ()})
    return file.getvalue() + pickle.dumps(np.array(dict(tensors), object), protocol)
