# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Checkpoints of PyTorch and arrays of numpy from files to verdicts, against an upstream that was catalogued from safetensors."""

from __future__ import annotations

import io
import json
import pickle
import struct
from collections import OrderedDict
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.adapters.folders import open_folder
from bot.model.costs import Budget, Reason
from bot.model.lineage import Lineage, Relation, Verdict
from bot.pipeline.budgeting import BudgetedSource
from bot.pipeline.compare import compare
from bot.pipeline.examine import examine
from bot.pipeline.fingerprint import fingerprint
from bot.pipeline.full import compare_in_full
from bot.pipeline.shelf import Shelf
from bot.ports.progress import Silence
from tests.fakes.clock import FakeClock
from tests.fakes.hub import FakeHub
from tests.samples.judged import rulebook
from tests.samples.models import CONFIG, Tensors, as_repository, dense, noisy
from tests.samples.pytorch_files import Call, Tensor, as_checkpoint, as_legacy, state_dict, tensor

UPSTREAM, SUSPECT = "acme/base", "lab/new"
FIRST = datetime(2026, 1, 1, tzinfo=UTC)
SETTINGS = {"config.json": json.dumps(CONFIG).encode()}


class World:
    """A Hub with one catalogued upstream, in whatever form it was published."""

    def __init__(self, files: dict[str, bytes] | None = None) -> None:
        self.hub = FakeHub()
        self.shelf = Shelf()
        self.hub.publish(UPSTREAM, files or as_repository(dense(1)), at=FIRST)
        source = self.hub.open(UPSTREAM)
        self.shelf.add(fingerprint(source, rulebook=rulebook(), budget=None, progress=Silence()))

    def examine(self, files: dict[str, bytes], budget: Budget | None = None) -> Lineage:
        self.hub.publish(SUSPECT, files, at=FIRST + timedelta(days=30))
        source = BudgetedSource(self.hub.open(SUSPECT), budget or Budget(), Silence())
        return examine(source, catalog=self.shelf, progress=Silence())

    def opened(self) -> set[str]:
        return {path for repo, path, _ in self.hub.ranges if repo == SUSPECT}


def halves(tensors: Tensors) -> dict[str, np.ndarray[Any, Any]]:
    return {name: values.astype(np.float16) for name, values in tensors.items()}


def as_npz(tensors: Tensors) -> bytes:
    file = io.BytesIO()
    np.savez(file, **tensors)  # type: ignore[arg-type] # the stubs take a name for an option
    return file.getvalue()


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("pytorch_model.bin", as_checkpoint(state_dict(dense(1)))),
        ("pytorch_model.bin", as_checkpoint(state_dict(dense(1)), protocol=4)),
        ("pytorch_model.bin", as_checkpoint(state_dict(dense(1)), pad=lambda begin: begin % 11)),
        ("old.pth", as_legacy(state_dict(dense(1)))),
        ("last.ckpt", as_checkpoint({"state_dict": state_dict(dense(1)), "epoch": 3, "rest": Call("acme.Thing", ())})),
        ("arrays.npz", as_npz(dense(1))),
        ("arrays.pkl", pickle.dumps(dense(1), 4)),
    ],
)
def test_an_upstream_in_another_container_is_derived_from_it(path: str, content: bytes) -> None:
    found = World().examine({path: content, **SETTINGS})
    text = found.components[0]
    assert (found.verdict, text.inherited_fraction, text.new_parts) == (Verdict.DERIVED, 1.0, ())
    assert text.relation in {Relation.COPY, Relation.CONVERTED}
    assert text.log10_p < -19
    assert found.unavailable == ()


def test_half_the_bits_are_a_conversion() -> None:
    found = World().examine({"pytorch_model.bin": as_checkpoint(state_dict(halves(dense(1)))), **SETTINGS})
    assert (found.verdict, found.components[0].relation) == (Verdict.DERIVED, Relation.CONVERTED)


@pytest.mark.parametrize("seed", [2, 3, 4])
@pytest.mark.parametrize("form", [as_checkpoint, as_legacy])
def test_other_weights_in_a_checkpoint_are_independent(form: Callable[[object], bytes], seed: int) -> None:
    found = World().examine({"pytorch_model.bin": form(state_dict(dense(seed))), **SETTINGS})
    assert (found.verdict, found.components[0].inherited_fraction) == (Verdict.INDEPENDENT, 0.0)
    assert "pytorch_model.bin" not in {each.what for each in found.unavailable}


def test_a_fine_tune_in_a_checkpoint_is_a_fine_tune() -> None:
    found = World().examine({"pytorch_model.bin": as_checkpoint(state_dict(noisy(dense(1), 0.5))), **SETTINGS})
    assert (found.verdict, found.components[0].relation) == (Verdict.DERIVED, Relation.FINETUNE)


def test_an_upstream_published_as_a_checkpoint_is_catalogued_too() -> None:
    world = World({"pytorch_model.bin": as_checkpoint(state_dict(dense(1))), **SETTINGS})
    assert world.examine(as_repository(noisy(dense(1), 0.1))).verdict is Verdict.DERIVED
    assert world.examine(as_repository(dense(2))).verdict is Verdict.INDEPENDENT


def test_tied_weights_count_as_what_they_are_used_for() -> None:
    tied = dense(1)
    storage = tied["model.embed_tokens.weight"].reshape(-1)
    table: dict[str, Tensor] = dict(state_dict(tied))
    table["model.embed_tokens.weight"] = table["lm_head.weight"] = Tensor(storage, (640, 256), (256, 1))
    found = World().examine({"pytorch_model.bin": as_checkpoint(OrderedDict(table)), **SETTINGS})
    assert found.verdict is Verdict.DERIVED


def test_transposed_matrices_are_recognised() -> None:
    table = state_dict(dense(1))
    for name, values in dense(1).items():
        if "mlp" in name:
            rows, columns = values.shape
            table[name] = Tensor(np.ascontiguousarray(values.T).reshape(-1), (rows, columns), (1, rows))
    found = World().examine({"pytorch_model.bin": as_checkpoint(table), **SETTINGS})
    assert found.verdict is Verdict.DERIVED


def test_shards_are_read_as_one_model() -> None:
    tensors = list(dense(1).items())
    files = {
        f"pytorch_model-{part + 1:05}-of-00003.bin": as_checkpoint(state_dict(dict(tensors[part::3])))
        for part in range(3)
    }
    found = World().examine({**files, **SETTINGS})
    assert (found.verdict, found.components[0].inherited_fraction) == (Verdict.DERIVED, 1.0)
    assert found.components[0].parameters == sum(values.size for values in dense(1).values())


def test_beside_the_same_model_in_safetensors_no_checkpoint_is_opened() -> None:
    world = World()
    checkpoint = {"pytorch_model.bin": as_checkpoint(state_dict(dense(1)))}
    found = world.examine({**as_repository(noisy(dense(1), 0.1), dtype=np.float16), **checkpoint})
    assert world.opened() == {"model.safetensors"}
    assert [(each.what, each.reason) for each in found.unavailable] == [("pytorch_model.bin", Reason.NOT_OPENED)]


def test_what_training_left_behind_is_not_opened() -> None:
    world = World()
    left = {"training_args.bin": as_checkpoint([1]), "optimizer.pt": as_checkpoint([1])}
    found = world.examine({**as_repository(noisy(dense(1), 0.1)), **left})
    assert world.opened() == {"model.safetensors"}
    assert found.verdict is Verdict.DERIVED


def test_an_optimizer_beside_the_weights_is_left_out_of_the_count() -> None:
    moments = {"state": {0: {"exp_avg": tensor(np.zeros((640, 256), np.float32))}}, "param_groups": []}
    content = as_checkpoint({"model": state_dict(dense(1)), "optimizer": moments})
    found = World().examine({"checkpoint.pt": content, **SETTINGS})
    assert found.components[0].inherited_fraction == 1.0
    assert [(each.reason, each.detail) for each in found.unavailable] == [
        (Reason.UNSUPPORTED, "left alone: optimizer (a state of the training)")
    ]


def test_code_beside_the_weights_does_not_run_and_is_told(tmp_path: Path) -> None:
    proof = tmp_path / "it ran"
    content = as_checkpoint({**state_dict(dense(1)), "hook": Call("os.system", (f"touch '{proof}'",))})
    found = World().examine({"pytorch_model.bin": content, **SETTINGS})
    assert not proof.exists()
    assert found.verdict is Verdict.DERIVED
    assert "os.system" in found.unavailable[0].detail


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"GGML" + bytes(40), Reason.UNSUPPORTED),
        (b"lmdeploy", Reason.UNSUPPORTED),
        (b"PK\3\4" + bytes(40), Reason.UNREADABLE),
        (b"\x80\x04evil", Reason.UNREADABLE),
    ],
)
def test_a_file_that_is_none_of_these_is_listed_and_nothing_is_said(content: bytes, reason: Reason) -> None:
    found = World().examine({"model.bin": content, **SETTINGS})
    assert found.verdict is Verdict.NOT_ASSESSED
    assert [(each.what, each.reason) for each in found.unavailable][:1] == [("model.bin", reason)]


def test_a_file_of_another_format_does_not_keep_a_model_from_the_catalog() -> None:
    files = {"pytorch_model.bin": as_checkpoint(state_dict(dense(1))), "openvino/openvino_model.bin": bytes(5_000_000)}
    assert World({**files, **SETTINGS}).examine(as_repository(dense(1))).verdict is Verdict.DERIVED


def shifted(content: bytes) -> bytes:
    """The same list, and headers that lead every other program to other bytes: each extra field is said to be empty."""
    broken, at = bytearray(content), content.find(b"PK\3\4")
    while at >= 0:
        if b"/data/" in content[at : at + 60]:
            broken[at + 28 : at + 30] = struct.pack("<H", 0)
        at = content.find(b"PK\3\4", at + 4)
    return bytes(broken)


def test_storages_that_lie_elsewhere_than_reckoned_are_never_taken_for_weights() -> None:
    content = shifted(as_checkpoint(state_dict(dense(1))))
    found = World().examine({"pytorch_model.bin": content, **SETTINGS})
    assert found.verdict is Verdict.NOT_ASSESSED
    assert Reason.UNREADABLE in {each.reason for each in found.unavailable}


def test_every_tensor_of_a_checkpoint_is_compared_and_marks_are_looked_at(tmp_path: Path) -> None:
    hub = FakeHub()
    hub.publish(UPSTREAM, as_repository(dense(1)))
    for name, content in (
        ("good", as_checkpoint(state_dict(dense(1)))),
        ("bad", shifted(as_checkpoint(state_dict(dense(1))))),
    ):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "pytorch_model.bin").write_bytes(content)
    good = compare_in_full(open_folder(tmp_path / "good"), hub.open(UPSTREAM), progress=Silence())
    bad = compare_in_full(open_folder(tmp_path / "bad"), hub.open(UPSTREAM), progress=Silence())
    assert len(good.tensors) == len(dense(1))
    assert all(each.measured.equal == each.measured.values == each.suspect.elements for each in good.tensors)
    assert (good.not_compared, bad.tensors) == ((), ())


def test_marks_cost_few_requests_more_than_the_same_model_in_safetensors() -> None:
    large = dense(1, layers=6)
    plain = World(as_repository(large)).examine(as_repository(noisy(large, 0.1)))
    content = as_checkpoint(state_dict(noisy(large, 0.1)))
    found = World(as_repository(large)).examine({"pytorch_model.bin": content, **SETTINGS})
    assert found.verdict is Verdict.DERIVED
    assert found.cost.requests <= 2 * plain.cost.requests + 2


def test_compare_says_that_a_checkpoint_is_the_same_model() -> None:
    hub = FakeHub()
    hub.publish(UPSTREAM, as_repository(dense(1)))
    hub.publish(SUSPECT, {"pytorch_model.bin": as_checkpoint(state_dict(dense(1))), **SETTINGS})
    found = compare(
        hub.open(SUSPECT),
        hub.open(UPSTREAM),
        rulebook=rulebook(),
        budget=Budget(),
        clock=FakeClock(),
        progress=Silence(),
    )
    assert found.lineage.components[0].relation in {Relation.COPY, Relation.CONVERTED}


SMALL = dense(1, layers=1, vocabulary=64)
WORLD = World(as_repository(SMALL))
FILES = {"zip.bin": as_checkpoint(state_dict(SMALL)), "old.bin": as_legacy(state_dict(SMALL))}


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from(sorted(FILES)),
    st.lists(st.tuples(st.integers(-1800, 1800), st.integers(0, 255)), min_size=1, max_size=3),
)
def test_damaged_files_lead_to_a_verdict_or_an_entry_but_never_to_an_error(
    name: str, changes: list[tuple[int, int]]
) -> None:
    damaged = bytearray(FILES[name])
    for place, value in changes:
        damaged[place] = value
    found = WORLD.examine({"pytorch_model.bin": bytes(damaged)})
    assert found.verdict is not Verdict.INDEPENDENT
