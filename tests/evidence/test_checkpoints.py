# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Which checkpoints are opened: one form of each model, and nothing that is none."""

from __future__ import annotations

from bot.evidence.checkpoints import checkpoints
from bot.model.repository import FileEntry


def entries(**sizes: int) -> list[FileEntry]:
    """Keyword ``a__b_bin`` stands for ``a/b.bin``."""
    return [FileEntry(path=".".join(name.replace("__", "/").rsplit("_", 1)), size=size) for name, size in sizes.items()]


def opened(*files: FileEntry, beside: int = 0) -> list[str]:
    return [entry.path for entry in checkpoints(files, beside=beside).opened]


def test_of_forms_with_the_same_beginning_the_largest_is_opened() -> None:
    found = checkpoints(entries(v1_pruned_ckpt=7, v1_pruned_ema_ckpt=4, other_pt=3), beside=0)
    assert [entry.path for entry in found.opened] == ["v1_pruned.ckpt", "other.pt"]
    assert [entry.path for entry in found.left] == ["v1_pruned_ema.ckpt"]


def test_parts_of_one_model_are_opened_together() -> None:
    parts = [FileEntry(path=f"pytorch_model-0000{part}-of-00003.bin", size=5) for part in (1, 2, 3)]
    numbered = [FileEntry(path=f"original/consolidated.0{part}.pth", size=5) for part in (0, 1)]
    assert opened(*parts, *numbered) == [entry.path for entry in (*parts, *numbered)]


def test_each_folder_is_a_model_of_its_own() -> None:
    files = entries(unet__model_bin=5, vae__model_bin=2)
    assert opened(*files) == ["unet/model.bin", "vae/model.bin"]


def test_beside_enough_bytes_of_better_formats_none_is_opened() -> None:
    files = entries(pytorch_model_bin=100, copy__pytorch_model_bin=100, onnx__other_bin=99)
    assert opened(*files, beside=50) == []
    assert len(opened(*files, beside=10)) == 3


def test_what_training_left_is_none_of_the_models() -> None:
    found = checkpoints(entries(model_pt=5, optimizer_pt=9, run__rng_state_0_pth=1, training_args_bin=1), beside=0)
    assert [entry.path for entry in found.opened] == ["model.pt"]
    assert len(found.training) == 3


def test_arrays_and_plain_pickles_are_opened_only_where_there_is_nothing_else() -> None:
    table = FileEntry(path="statistics.npy", size=5)
    assert opened(table) == ["statistics.npy"]
    assert checkpoints([table], beside=1).left == ()
    assert opened(table, *entries(model_pt=1)) == ["model.pt"]
