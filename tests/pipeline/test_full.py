# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Every tensor of two models, over a Hub in memory that remembers what was asked of it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pytest

from bot.model.costs import Budget, Cost, Reason
from bot.model.differences import FullComparison, MatchedBy, TensorDifference
from bot.model.errors import CutShort, Unreachable
from bot.model.repository import ByteRange, Snapshot
from bot.model.tensors import DType
from bot.numerics.decoding import float8_values
from bot.pipeline import in_step
from bot.pipeline.compare import compare
from bot.pipeline.full import compare_in_full
from bot.ports.progress import Silence
from tests.fakes.clock import FakeClock
from tests.fakes.hub import FakeHub, FakeSource
from tests.samples.judged import rulebook
from tests.samples.models import Tensors, as_file, as_repository, dense, noisy, renamed

SUSPECT, REFERENCE = "lab/new", "acme/base"
GATE = "model.layers.1.mlp.gate_proj.weight"


class World:
    """Two repositories."""

    def __init__(self, suspect: Mapping[str, bytes], reference: Mapping[str, bytes]) -> None:
        self.hub = FakeHub()
        self.hub.publish(SUSPECT, suspect)
        self.hub.publish(REFERENCE, reference)

    def compare(self) -> FullComparison:
        return compare_in_full(self.hub.open(SUSPECT), self.hub.open(REFERENCE), progress=Silence())


def compared(suspect: Tensors, reference: Tensors) -> FullComparison:
    return World(as_repository(suspect), as_repository(reference)).compare()


def one(found: FullComparison, name: str) -> TensorDifference:
    return next(each for each in found.tensors if each.suspect.name == name)


def raw_file(tensors: Mapping[str, tuple[str, tuple[int, ...], bytes]]) -> bytes:
    """A safetensors file of element types that numpy does not know."""
    header: dict[str, Any] = {}
    body = b""
    for name, (dtype, shape, data) in tensors.items():
        offsets = [len(body), len(body) + len(data)]
        header[name] = {"dtype": dtype, "shape": list(shape), "data_offsets": offsets}
        body += data
    text = json.dumps(header).encode()
    return len(text).to_bytes(8, "little") + text + body


def bf16(values: np.ndarray[Any, np.dtype[np.float32]]) -> bytes:
    return ((values.view(np.uint32) + np.uint32(0x8000)) >> np.uint32(16)).astype("<u2").tobytes()


def test_a_copy_is_equal_in_every_value() -> None:
    found = compared(dense(1), dense(1))
    assert (found.equal_share, found.close_share) == (1.0, 1.0)
    assert len(found.tensors) == len(dense(1))
    assert (found.only_suspect, found.only_reference, found.not_compared) == ((), (), ())
    assert found.compared == found.parameters == sum(values.size for values in dense(1).values())


def test_a_fine_tune_is_close_everywhere_and_equal_nowhere() -> None:
    found = compared(noisy(dense(1), 0.005), dense(1))
    assert found.equal_share < 0.01
    assert 0.9 < found.close_share < 1.0
    for each in found.tensors:
        assert each.measured.correlation == pytest.approx(1.0, abs=1e-3)
        assert each.measured.difference == pytest.approx(0.005, rel=0.2)
        assert each.measured.rank in {None, 64}


def test_unrelated_models_of_one_shape_share_nothing() -> None:
    measured = one(compared(dense(2), dense(1)), GATE).measured
    assert measured.correlation == pytest.approx(0.0, abs=0.05)
    assert measured.equal == 0


def test_a_merged_adapter_shows_by_its_rank() -> None:
    base, random = dense(1), np.random.default_rng(3)
    merged = dict(base)
    for name, values in base.items():
        if "self_attn" in name:
            change = random.normal(size=(len(values), 4)) @ random.normal(size=(4, values.shape[1]))
            merged[name] = (values + 0.01 * values.std() * change).astype(np.float32)
    found = compared(merged, base)
    assert {each.measured.rank for each in found.tensors if "self_attn" in each.suspect.name} == {4}
    assert {each.measured.rank for each in found.tensors if "mlp" in each.suspect.name} == {0}


def test_a_merged_adapter_shows_also_where_the_result_was_rounded() -> None:
    random = np.random.default_rng(3)
    base = (random.normal(size=(512, 512)) * 0.02).astype(np.float32)
    base = ((base.view(np.uint32) >> np.uint32(16)) << np.uint32(16)).view(np.float32)
    change = random.normal(size=(512, 4)) @ random.normal(size=(4, 512))
    merged = (base + 0.0001 * change).astype(np.float32)
    files = [{"model.safetensors": raw_file({"w": ("BF16", (512, 512), bf16(values))})} for values in (merged, base)]
    measured = World(*files).compare().tensors[0].measured
    assert measured.difference == pytest.approx(0.01, rel=0.3)
    assert measured.rank == 4


def test_renamed_tensors_are_found_by_their_values() -> None:
    found = compared(noisy(renamed(dense(1), lambda name: f"backbone.{name}"), 0.1), dense(1))
    large = [each for each in found.tensors if each.suspect.elements >= 4096]
    assert len(large) == len(dense(1)) - 4
    for each in large:
        assert each.suspect.name == f"backbone.{each.reference.name}"
        assert each.matched_by is MatchedBy.CONTENT


def test_renamed_copies_are_found_down_to_the_norms() -> None:
    found = compared(renamed(dense(1), lambda name: f"backbone.{name}"), dense(1))
    assert found.equal_share == 1.0
    assert all(each.suspect.name == f"backbone.{each.reference.name}" for each in found.tensors)


def test_another_element_type_is_compared_after_decoding() -> None:
    base = dense(1)
    found = World(as_repository(base, dtype=np.float16), as_repository(base)).compare()
    measured = one(found, GATE).measured
    assert measured.equal < measured.values
    assert (measured.close, measured.rank) == (measured.values, 64)
    assert measured.correlation is not None
    assert measured.correlation > 0.9999


def test_fp8_is_compared_with_its_block_scales() -> None:
    random = np.random.default_rng(4)
    weights = (random.normal(size=(256, 384)) * 0.02).astype(np.float32)
    weights[:128] *= 50
    blocks = weights.reshape(2, 128, 3, 128)
    scales = (np.abs(blocks).max(axis=(1, 3)) / 448).astype(np.float32)
    table = np.nan_to_num(float8_values(DType.F8_E4M3), nan=1e9)
    scaled = (blocks / scales[:, None, :, None]).reshape(-1)
    order = np.argsort(table)
    codes = order[np.clip(np.searchsorted(table[order], scaled), 0, 253)].astype(np.uint8)
    quantised = {
        "w": ("F8_E4M3", (256, 384), codes.tobytes()),
        "w_scale_inv": ("F32", (2, 3), scales.tobytes()),
    }
    plain = raw_file({"w": ("BF16", (256, 384), bf16(weights))})
    found = World({"model.safetensors": raw_file(quantised)}, {"model.safetensors": plain}).compare()
    assert (found.parameters, found.only_suspect, found.not_compared) == (256 * 384, (), ())
    assert found.tensors[0].measured.correlation == pytest.approx(1.0, abs=0.01)
    assert found.tensors[0].measured.difference == pytest.approx(0.0, abs=0.1)


def test_scales_of_a_shape_that_nobody_knows_are_not_guessed_at() -> None:
    suspect = raw_file({"w": ("F8_E4M3", (256, 384), bytes(256 * 384)), "w_scale_inv": ("F32", (7,), bytes(28))})
    plain = raw_file({"w": ("BF16", (256, 384), bytes(2 * 256 * 384))})
    found = World({"model.safetensors": suspect}, {"model.safetensors": plain}).compare()
    assert found.tensors == ()
    assert [each.reason for each in found.not_compared] == [Reason.UNSUPPORTED]
    assert "scales of shape 7" in found.not_compared[0].detail


def test_codes_of_one_type_are_compared_and_of_two_types_are_not() -> None:
    codes = np.arange(4096, dtype=np.int64).reshape(64, 64)
    own: dict[str, np.ndarray[Any, Any]] = {"same": codes, "table": codes, "packed": codes.astype(np.int8)}
    others: dict[str, np.ndarray[Any, Any]] = {
        "same": codes,
        "table": codes.astype(np.int32),
        "packed": codes.astype(np.float32),
    }
    found = World({"model.safetensors": as_native(own)}, {"model.safetensors": as_native(others)}).compare()
    assert [each.suspect.name for each in found.tensors] == ["same"]
    assert {each.what for each in found.not_compared} == {"table", "packed"}


def as_native(tensors: Mapping[str, np.ndarray[Any, Any]]) -> bytes:
    kinds = {"int64": "I64", "int32": "I32", "int8": "I8", "float32": "F32"}
    return raw_file({name: (kinds[str(each.dtype)], each.shape, each.tobytes()) for name, each in tensors.items()})


def test_tensors_of_one_side_only_are_listed_and_count_as_not_equal() -> None:
    own, others = dense(1), dense(1)
    own["vision.weight"] = dense(9)[GATE][:100, :50].copy()
    missing = others.pop(GATE)
    extra = dense(3)[GATE][:30, :20].copy()
    others["old.weight"] = extra
    found = compared(own, others)
    assert {each.name for each in found.only_suspect} == {"vision.weight", GATE}
    assert {each.name for each in found.only_reference} == {"old.weight"}
    assert found.equal_share == pytest.approx(1 - (5000 + missing.size) / found.parameters)


def test_a_grown_vocabulary_is_compared_over_the_rows_that_both_have() -> None:
    own = dense(1)
    name = "model.embed_tokens.weight"
    own[name] = np.concatenate([own[name], dense(5)[name][:100]])
    found = compared(own, dense(1))
    measured = one(found, name).measured
    assert measured.values == measured.equal == dense(1)[name].size
    assert found.equal_share == pytest.approx(1 - 100 * 256 / found.parameters)


def test_vectors_of_two_lengths_are_not_compared() -> None:
    name = "model.layers.0.input_layernorm.weight"
    own = dense(1)
    own[name] = np.concatenate([own[name], own[name]])
    assert [each.what for each in compared(own, dense(1)).not_compared] == [name]


def test_shapes_that_do_not_fit_are_told() -> None:
    own = dense(1)
    own[GATE] = own[GATE].T.copy()
    found = compared(own, dense(1))
    assert [(each.what, each.detail) for each in found.not_compared] == [(GATE, "shape 256 x 512 against 512 x 256")]


def test_not_a_number_is_equal_to_itself_and_counted() -> None:
    own, others = dense(1), dense(1)
    own[GATE][0, :10] = np.nan
    others[GATE][0, 5:15] = np.nan
    measured = one(compared(own, others), GATE).measured
    assert (measured.not_finite, measured.values - measured.equal) == (15, 10)
    assert measured.correlation == 1.0


def test_scalars_and_empty_tensors_are_compared_like_any_other() -> None:
    tensors = {
        "empty": ("F32", (0, 5), b""),
        "hollow": ("BF16", (1 << 40, 0, 1 << 20), b""),
        "scalar": ("F32", (), np.float32(2.5).tobytes()),
        "one": ("BF16", (1,), b"\x80\x3f"),
    }
    file = {"model.safetensors": raw_file(tensors)}
    found = World(file, file).compare()
    assert {each.suspect.name: each.measured.equal for each in found.tensors} == {
        "empty": 0,
        "hollow": 0,
        "scalar": 1,
        "one": 1,
    }
    assert (found.parameters, found.equal_share) == (2, 1.0)


def test_nothing_at_all_has_no_share() -> None:
    file = {"model.safetensors": raw_file({})}
    found = World(file, file).compare()
    assert (found.parameters, found.equal_share, found.close_share) == (0, 0.0, 0.0)


@pytest.mark.parametrize("shape", [(1, 70_000), (70_000, 1), (2, 65_536), (2, 65_537), (3, 5, 7, 11), (300_001,)])
def test_odd_shapes_are_read_to_their_last_value(shape: tuple[int, ...]) -> None:
    values = np.random.default_rng(1).normal(size=shape).astype(np.float32)
    changed = values.copy()
    changed.reshape(-1)[-1] += 1
    file = [{"model.safetensors": as_file({"w": each})} for each in (changed, values)]
    measured = World(*file).compare().tensors[0].measured
    assert (measured.values, measured.equal) == (values.size, values.size - 1)


def test_a_truncated_file_is_listed_and_the_others_are_compared() -> None:
    files = as_repository(dense(1))
    short = {"more.safetensors": as_file({"w": np.ones((50, 50), np.float32)})[:-10]}
    found = World({**files, **short}, files).compare()
    assert found.equal_share == 1.0
    assert [(each.what, each.reason) for each in found.not_compared] == [
        ("more.safetensors of the suspect", Reason.UNREADABLE)
    ]


def test_a_file_that_breaks_off_is_not_asked_again_and_counts_as_not_equal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(in_step, "PIECE_BYTES", 64 * 1024)
    shards = {f"model-0000{place}-of-00002.safetensors": as_file(part) for place, part in enumerate(halves(), 1)}
    world = World(shards, shards)
    first = "model-00001-of-00002.safetensors"
    source = BreaksOff(world.hub.open(SUSPECT), first)
    found = compare_in_full(source, world.hub.open(REFERENCE), progress=Silence())
    assert {each.suspect.file for each in found.tensors} == set(shards) - {first}
    assert {each.reason for each in found.not_compared} == {Reason.CUT_SHORT}
    assert len(found.not_compared) == len(halves()[0])
    assert 0 < found.equal_share < 1
    assert source.refused <= 3


def halves() -> list[Tensors]:
    tensors = dense(1)
    names = sorted(tensors)
    return [{name: tensors[name] for name in part} for part in (names[:10], names[10:])]


class BreaksOff:
    """Implements `ModelSource`: of one file nothing but the header can be read."""

    def __init__(self, source: FakeSource, path: str) -> None:
        self._source = source
        self._path = path
        self.refused = 0

    @property
    def snapshot(self) -> Snapshot:
        return self._source.snapshot

    @property
    def cost(self) -> Cost:
        return self._source.cost

    def read(self, path: str, *, limit: int) -> bytes:
        return self._source.read(path, limit=limit)

    def read_ranges(self, path: str, ranges: Sequence[ByteRange]) -> list[bytes]:
        if path == self._path and ranges[0].start > 0:
            self.refused += 1
            raise CutShort(f"{path}: the connection was closed")
        return self._source.read_ranges(path, ranges)


def test_a_model_that_cannot_be_reached_any_more_ends_calmly() -> None:
    world = World(as_repository(dense(1)), as_repository(dense(1)))
    suspect = world.hub.open(SUSPECT)
    world.hub.fail(SUSPECT, Unreachable("no answer"), path="model.safetensors")
    found = compare_in_full(suspect, world.hub.open(REFERENCE), progress=Silence())
    assert found.tensors == ()
    assert [each.reason for each in found.not_compared] == [Reason.UNREACHABLE]
    assert len(found.only_reference) == len(dense(1))


def test_memory_is_bounded_by_pieces_not_by_tensors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(in_step, "PIECE_BYTES", 64 * 1024)
    tensors = {"large": np.random.default_rng(1).normal(size=(4000, 300)).astype(np.float32)}
    tensors |= {f"small.{number}": np.full(100, number, np.float32) for number in range(500)}
    world = World(*[{"model.safetensors": as_file(tensors)}] * 2)
    assert world.compare().equal_share == 1.0
    lengths = [each.length for _, _, each in world.hub.ranges]
    assert max(lengths) <= 64 * 1024
    weights = sum(values.nbytes for values in tensors.values())
    assert sum(lengths) <= 2 * (weights + 3 * 64 * 1024)


def test_small_tensors_come_together() -> None:
    tensors = {f"small.{number:03}": np.full(100, number, np.float32) for number in range(500)}
    world = World(*[{"model.safetensors": as_file(tensors)}] * 2)
    suspect, reference = world.hub.open(SUSPECT), world.hub.open(REFERENCE)
    compare_in_full(suspect, reference, progress=Silence())
    assert suspect.cost.requests + reference.cost.requests < 12


def test_the_verdict_stays_and_the_tensors_are_added() -> None:
    world = World(as_repository(noisy(dense(1), 0.01)), as_repository(dense(1)))

    def run(*, full: bool) -> Any:  # noqa: ANN401 - the two results are compared below
        return compare(
            world.hub.open(SUSPECT),
            world.hub.open(REFERENCE),
            rulebook=rulebook(),
            budget=Budget(),
            clock=FakeClock(),
            progress=Silence(),
            full=full,
        )

    plain, whole = run(full=False), run(full=True)
    assert plain.full is None
    assert whole.lineage.components == plain.lineage.components
    assert len(whole.full.tensors) == len(dense(1))
    assert whole.cost.bytes > 2 * sum(values.nbytes for values in dense(1).values())
