# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""HDF5 files as Keras writes them, through the C library, and a Llama's tensors as TensorFlow names and lays them out."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from typing import Any

import h5py
import numpy as np

from tests.samples.flax_files import laid_out_for_flax
from tests.samples.models import Tensors


def laid_out_for_keras(tensors: Tensors) -> Tensors:
    """As for Flax, under names such as ``model/layers_._0/mlp/gate_proj/kernel:0``."""
    return {
        f"tf_llama/{name.replace('layers/', 'layers_._').replace('/embedding', '/weight')}:0": values
        for name, values in laid_out_for_flax(tensors).items()
    }


def as_hdf5(tensors: Mapping[str, np.ndarray[Any, Any]], *, libver: str = "earliest") -> bytes:
    """Datasets by their names, in groups, with the attributes that Keras adds."""
    content = io.BytesIO()
    with h5py.File(content, "w", libver=libver) as file:
        file.attrs["backend"] = "tensorflow"
        file.attrs["layer_names"] = [name.encode() for name in tensors]
        for name, values in tensors.items():
            group, _, last = name.rpartition("/")
            file.require_group(group or "/").create_dataset(last, data=values)
            file[group or "/"].attrs["weight_names"] = [last.encode()] * 3
    return content.getvalue()


def as_keras(content: bytes, *, name: str = "model.weights.h5", method: int = zipfile.ZIP_STORED) -> bytes:
    """An HDF5 file as Keras 3 packs it."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", compression=method) as file:
        file.writestr("config.json", "{}" * 900)
        file.writestr(name, content)
        file.writestr("metadata.json", "{}")
    return archive.getvalue()
