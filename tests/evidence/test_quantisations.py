# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Which GGUF files of a repository are opened."""

from __future__ import annotations

import pytest

from bot.evidence.quantisations import quantisations
from bot.model.repository import FileEntry


def chosen(**sizes: int) -> list[list[str]]:
    files = [FileEntry(path=f"{name}.gguf", size=size) for name, size in sizes.items()]
    return [[entry.path.removesuffix(".gguf") for entry in each.files] for each in quantisations(files)]


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [
        ({"m-Q4_K_M": 4, "m-Q8_0": 8, "m-f16": 16, "m-IQ2_XXS": 2}, [["m-Q4_K_M"]]),
        ({"m.i1-IQ1_S": 1, "m.i1-Q2_K": 2}, [["m.i1-IQ1_S"]]),
        ({"m-UD-Q4_K_XL": 5, "m-BF16": 16}, [["m-UD-Q4_K_XL"]]),
        ({"Q4_0/M-Q4_0": 5, "m-Q6_K": 6}, [["Q4_0/M-Q4_0"]]),
        ({"m": 5}, [["m"]]),
        ({"m-MXFP4_MOE": 5, "m-F16": 16}, [["m-MXFP4_MOE"]]),
        ({"Qwen2.5-7B": 5, "Qwen2.5-7B-q4_0": 4}, [["Qwen2.5-7B-q4_0"]]),
        ({"m-Q4_0": 5, "mmproj-m-f16": 1, "mmproj-m-Q8_0": 1}, [["m-Q4_0"], ["mmproj-m-Q8_0"]]),
        ({"m-Q4_0": 5, "m.imatrix": 1, "imatrix-m": 1}, [["m-Q4_0"]]),
        ({"m-Q4_0-00001-of-00002": 2, "m-Q4_0-00002-of-00002": 2, "m-Q8_0": 8}, 0),
        ({"m-Q4_0-00001-of-00002": 2, "m-Q8_0": 8}, [["m-Q8_0"]]),
    ],
)
def test_one_form_of_each_model_is_chosen(sizes: dict[str, int], expected: list[list[str]] | int) -> None:
    assert chosen(**sizes) == (expected or [[name for name in sizes if "-of-" in name]])


def test_an_incomplete_model_is_opened_where_there_is_no_other_and_says_what_is_missing() -> None:
    parts = [FileEntry(path=f"m-0000{number}-of-00005.gguf", size=1) for number in (1, 3)]
    assert [(each.files, each.parts_missing) for each in quantisations(parts)] == [(tuple(parts), 3)]
