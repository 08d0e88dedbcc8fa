# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Models whose arrays are pickled as text: compared as wholes, and left alone where that cannot be."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from bot.formats.binaries import read_header
from bot.model.costs import Budget, Reason
from bot.model.lineage import Lineage, Relation, Verdict
from bot.model.tensors import TensorSpec
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
from tests.samples.models import as_file, dense, noisy
from tests.samples.numpy_files import as_pickled_arrays
from tests.samples.small_models import convolutional, of_another_framework

Files = Mapping[str, bytes]
TEXT = {"weights.npy": as_pickled_arrays(of_another_framework(convolutional(1)))}
PLAIN = {"model.safetensors": as_file(convolutional(1))}


def lineage_of(suspect: Files, reference: Files) -> Lineage:
    hub = FakeHub()
    hub.publish("acme/base", reference)
    hub.publish("lab/new", suspect)
    return compare(
        hub.open("lab/new"),
        hub.open("acme/base"),
        rulebook=rulebook(),
        budget=Budget(),
        clock=FakeClock(),
        progress=Silence(),
    ).lineage


def places(file: bytes) -> list[TensorSpec]:
    reading = read_header("weights.npy", len(file))
    try:
        wanted = next(reading)
        while True:
            wanted = reading.send(file[wanted.start : wanted.stop])
    except StopIteration as done:
        return [spec for spec in done.value.tensors if spec.bytes > 16_384]


def with_texts(file: bytes, text: Callable[[int], bytes]) -> bytes:
    """Every large tensor with another text of as many bytes."""
    changed = bytearray(file)
    for spec in places(file):
        changed[spec.start : spec.stop] = text(spec.bytes)
    return bytes(changed)


@pytest.mark.parametrize(("suspect", "reference"), [(TEXT, PLAIN), (PLAIN, TEXT), (TEXT, TEXT)])
def test_a_conversion_is_found_whichever_side_is_text(suspect: Files, reference: Files) -> None:
    found = lineage_of(suspect, reference)
    (part,) = found.components
    assert (found.verdict, part.inherited_fraction) == (Verdict.DERIVED, 1.0)
    assert part.relation is (Relation.CONVERTED if suspect is not reference else Relation.COPY)
    assert part.log10_p < -30


def test_a_model_in_several_files_of_arrays_is_opened_and_found() -> None:
    tensors = list(of_another_framework(convolutional(1)).items())
    parts = {f"det{part + 1}.npy": as_pickled_arrays(dict(tensors[part::3])) for part in range(3)}
    (part,) = lineage_of(parts, PLAIN).components
    assert (part.verdict, part.relation, part.inherited_fraction) == (Verdict.DERIVED, Relation.CONVERTED, 1.0)


def test_a_scan_finds_it_in_the_catalog() -> None:
    hub, shelf = FakeHub(), Shelf()
    for number in (2, 1):
        moved = of_another_framework(convolutional(number))
        hub.publish(f"acme/base-{number}", {"weights.npy": as_pickled_arrays(moved)})
        source = hub.open(f"acme/base-{number}")
        shelf.add(fingerprint(source, rulebook=rulebook(), budget=None, progress=Silence()))
    hub.publish("lab/new", PLAIN)
    found = examine(BudgetedSource(hub.open("lab/new"), Budget(), Silence()), catalog=shelf, progress=Silence())
    (part,) = found.components
    assert part.upstream is not None
    assert (part.verdict, part.upstream.repo) == (Verdict.DERIVED, "acme/base-1")


@pytest.mark.parametrize("number", range(2, 5))
def test_another_training_is_not_derived(number: int) -> None:
    other = {"weights.npy": as_pickled_arrays(convolutional(number))}
    for suspect, reference in ((other, PLAIN), (PLAIN, other), (other, TEXT)):
        found = lineage_of(suspect, reference)
        assert found.verdict in {Verdict.INDEPENDENT, Verdict.INCONCLUSIVE, Verdict.NOT_ASSESSED}
        assert found.components[0].inherited_fraction == 0.0


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (lambda size: b"\xff" * size, "text that does not stand for bytes"),
        (lambda size: (b"a" * (size % 2)) + b"\xc4\x80" * (size // 2), "text that does not stand for bytes"),
        (lambda size: b"a" * size, "expected text for"),
        (lambda size: (b"a" * (size % 2)) + b"\xc3\xbf" * (size // 2), "expected text for"),
        (lambda size: b"a" * (size - 1) + b"\xc3", "text that does not stand for bytes"),
    ],
    ids=["no UTF-8", "signs beyond a byte", "too long", "too short", "cut short"],
)
def test_text_that_lies_is_listed_and_says_nothing(text: Callable[[int], bytes], says: str) -> None:
    lying = {"weights.npy": with_texts(TEXT["weights.npy"], text)}
    found = lineage_of(lying, PLAIN)
    assert (found.verdict, found.components[0].inherited_fraction) == (Verdict.NOT_ASSESSED, 0.0)
    told = [each for each in found.unavailable if each.reason is Reason.UNSUPPORTED]
    assert told
    assert all(says in each.detail for each in told)
    assert lineage_of(PLAIN, lying).verdict is Verdict.NOT_ASSESSED


def test_one_text_that_lies_does_not_silence_the_others() -> None:
    file = TEXT["weights.npy"]
    first = places(file)[1]
    lying = file[: first.start] + b"\xff" * first.bytes + file[first.stop :]
    found = lineage_of({"weights.npy": lying}, PLAIN)
    assert found.verdict is Verdict.DERIVED
    assert [each.what for each in found.unavailable if each.reason is Reason.UNSUPPORTED] == [first.name]


def test_language_models_as_text_are_not_judged_by_rows() -> None:
    text = {"weights.npy": as_pickled_arrays(dense(1))}
    plain = {"model.safetensors": as_file(noisy(dense(1), 0.05))}
    assert lineage_of(text, plain).verdict is Verdict.NOT_ASSESSED
    assert lineage_of(plain, text).verdict is Verdict.NOT_ASSESSED


def test_a_full_comparison_says_that_it_does_not_compare_text() -> None:
    hub = FakeHub()
    hub.publish("lab/new", {"weights.npy": as_pickled_arrays(dense(1))})
    hub.publish("acme/base", {"model.safetensors": as_file(dense(1))})
    found = compare_in_full(hub.open("lab/new"), hub.open("acme/base"), progress=Silence())
    assert found.tensors == ()
    assert {each.reason for each in found.not_compared} == {Reason.UNSUPPORTED}
    assert all("stored as text" in each.detail for each in found.not_compared)
    assert len(found.not_compared) == len(dense(1))
