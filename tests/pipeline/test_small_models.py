# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Models of convolutions, conversions between frameworks, and repositories that hold several models."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from bot.model.costs import Budget
from bot.model.evidence import EvidenceKind
from bot.model.lineage import Lineage, Relation, Verdict
from bot.pipeline.budgeting import BudgetedSource
from bot.pipeline.compare import compare
from bot.pipeline.examine import examine
from bot.pipeline.fingerprint import fingerprint
from bot.pipeline.shelf import Shelf
from bot.ports.progress import Silence
from tests.fakes.clock import FakeClock
from tests.fakes.hub import FakeHub
from tests.samples.judged import rulebook
from tests.samples.models import Tensors, as_file, dense, noisy
from tests.samples.small_models import (
    channels_between,
    channels_last,
    convolutional,
    filters,
    fourier_basis,
    of_another_framework,
    with_folded_norms,
)


def lineage_of(suspect: dict[str, bytes], reference: dict[str, bytes], *, suspect_first: bool = False) -> Lineage:
    hub = FakeHub()
    both = [("acme/base", reference), ("lab/new", suspect)]
    for repo, files in reversed(both) if suspect_first else both:
        hub.publish(repo, files)
    return compare(
        hub.open("lab/new"),
        hub.open("acme/base"),
        rulebook=rulebook(),
        budget=Budget(),
        clock=FakeClock(),
        progress=Silence(),
    ).lineage


def one(tensors: Tensors, dtype: Any = np.float32) -> dict[str, bytes]:  # noqa: ANN401 - numpy's own word for it
    return {"model.safetensors": as_file(tensors, dtype)}


def judged(suspect: Tensors, reference: Tensors) -> Lineage:
    return lineage_of(one(suspect), one(reference))


def test_a_scan_finds_a_conversion_in_the_catalog() -> None:
    hub = FakeHub()
    shelf = Shelf()
    for number in (2, 3, 1):
        hub.publish(f"acme/base-{number}", one(convolutional(number)))
        source = hub.open(f"acme/base-{number}")
        shelf.add(fingerprint(source, rulebook=rulebook(), budget=None, progress=Silence()))
    hub.publish("lab/new", one(of_another_framework(convolutional(1))))
    found = examine(BudgetedSource(hub.open("lab/new"), Budget(), Silence()), catalog=shelf, progress=Silence())
    (part,) = found.components
    assert part.upstream is not None
    assert (part.verdict, part.upstream.repo) == (Verdict.DERIVED, "acme/base-1")


def test_a_fine_tuned_convolutional_model_is_derived() -> None:
    found = judged(noisy(convolutional(1), 0.3), convolutional(1))
    (part,) = found.components
    assert (part.verdict, part.relation, part.inherited_fraction) == (Verdict.DERIVED, Relation.FINETUNE, 1.0)
    assert part.log10_p < -19


@pytest.mark.parametrize("seed", range(2, 8))
def test_another_training_of_the_same_architecture_is_independent(seed: int) -> None:
    found = judged(convolutional(seed), convolutional(1))
    assert found.verdict is Verdict.INDEPENDENT
    assert found.components[0].inherited_fraction == 0.0


def test_a_conversion_is_found_by_values_alone() -> None:
    found = judged(of_another_framework(convolutional(1)), convolutional(1))
    (part,) = found.components
    assert (part.verdict, part.relation, part.inherited_fraction) == (Verdict.DERIVED, Relation.CONVERTED, 1.0)
    assert part.log10_p < -30
    assert EvidenceKind.SAME_VALUES in {each.kind for each in part.evidence}


@pytest.mark.parametrize("layout", [channels_last, channels_between], ids=["outputs last", "outputs first"])
def test_a_conversion_that_folds_norms_into_kernels_is_found(layout: Callable[[Tensors], Tensors]) -> None:
    found = judged(layout(with_folded_norms(filters(1))), channels_last(filters(1)))
    (part,) = found.components
    assert (part.verdict, part.relation, part.inherited_fraction) == (Verdict.DERIVED, Relation.CONVERTED, 1.0)
    assert part.log10_p < -19
    (told,) = [each.detail for each in part.evidence if each.kind is EvidenceKind.SAME_VALUES]
    assert told == (
        "3 of 3 tensors that were read whole hold the upstream's values, 3 of them with a factor for each channel"
    )


def test_the_same_of_another_training_is_not_derived() -> None:
    found = judged(channels_between(with_folded_norms(filters(2))), channels_last(filters(1)))
    assert found.verdict is Verdict.NOT_ASSESSED
    assert found.components[0].inherited_fraction == 0.0


def test_one_kernel_with_folded_norms_is_too_little_to_say_anything() -> None:
    own = channels_between(filters(2))
    own["conv2d_1/Conv2D"] = channels_between(with_folded_norms(filters(1)))["conv2d_1/Conv2D"]
    found = judged(own, channels_last(filters(1)))
    assert found.verdict is Verdict.INCONCLUSIVE
    assert found.components[0].inherited_fraction == 0.0


def test_kernels_of_which_less_than_half_is_an_upstreams_say_nothing() -> None:
    mixed = {
        name: np.concatenate([values[: len(values) // 4], filters(2)[name][len(values) // 4 :]])
        for name, values in with_folded_norms(filters(1)).items()
    }
    assert judged(channels_between(mixed), channels_last(filters(1))).verdict is Verdict.NOT_ASSESSED


@pytest.mark.parametrize("dtype", [np.float16, np.float64])
def test_a_conversion_to_another_precision_is_found(dtype: type[np.floating[Any]]) -> None:
    found = lineage_of(one(of_another_framework(convolutional(1)), dtype), one(convolutional(1)))
    assert found.verdict is Verdict.DERIVED


def test_a_conversion_of_another_model_is_not_derived() -> None:
    found = judged(of_another_framework(convolutional(2)), convolutional(1))
    assert found.verdict in {Verdict.INDEPENDENT, Verdict.INCONCLUSIVE, Verdict.NOT_ASSESSED}
    assert found.components[0].inherited_fraction == 0.0


def test_constants_that_all_models_share_are_no_evidence() -> None:
    bases = {f"basis.{number}": fourier_basis() * np.float32(number + 1) for number in range(6)}
    found = judged(of_another_framework(convolutional(2)) | bases, of_another_framework(convolutional(1)) | bases)
    assert found.verdict is not Verdict.DERIVED
    assert all(each.kind is not EvidenceKind.SAME_VALUES for part in found.components for each in part.evidence)


def test_one_shared_tensor_is_too_little_to_say_anything() -> None:
    own, other = of_another_framework(convolutional(2)), convolutional(1)
    found = judged(own | {"variable_1": other["encoder.0.conv.weight"].transpose()}, other)
    assert found.verdict is Verdict.INCONCLUSIVE
    assert found.components[0].inherited_fraction == 0.0


def test_a_few_shared_tensors_are_a_common_origin_and_no_more() -> None:
    own, other = of_another_framework(convolutional(2)), convolutional(1)
    shared = {f"variable_{number}": other[f"encoder.{number - 1}.conv.weight"].transpose() for number in (2, 3)}
    assert judged(own | shared, other).verdict is Verdict.SIBLING


def test_the_older_of_two_conversions_is_not_derived() -> None:
    moved = of_another_framework(convolutional(1))
    found = lineage_of(one(moved), one(convolutional(1)), suspect_first=True)
    assert found.verdict is Verdict.SIBLING


def test_a_stale_file_of_an_older_lineage_is_judged_apart() -> None:
    files = {
        "detector.safetensors": as_file(convolutional(2)),
        "detector_half.safetensors": as_file(convolutional(1)),
    }
    found = lineage_of(files, one(noisy(convolutional(1), 0.1)))
    stated = {part.files: part.verdict for part in found.components}
    assert stated == {
        ("detector.safetensors",): Verdict.INDEPENDENT,
        ("detector_half.safetensors",): Verdict.DERIVED,
    }


def test_models_of_one_origin_are_spoken_of_together() -> None:
    files = {"a.safetensors": as_file(convolutional(1)), "b.safetensors": as_file(noisy(convolutional(1), 0.2))}
    (part,) = lineage_of(files, one(convolutional(1))).components
    assert (part.verdict, part.files) == (Verdict.DERIVED, ())


def test_the_largest_model_speaks_for_the_repository() -> None:
    files = {"large.safetensors": as_file(dense(3)), "small.safetensors": as_file(convolutional(1))}
    found = lineage_of(files, one(dense(1)) | {"detector.safetensors": as_file(noisy(convolutional(1), 0.1))})
    assert found.verdict is Verdict.COMPONENT
    assert [(part.files, part.verdict) for part in found.components] == [
        (("large.safetensors",), Verdict.INDEPENDENT),
        (("small.safetensors",), Verdict.DERIVED),
    ]


def test_a_small_relative_does_not_speak_for_a_larger_model_that_could_not_be_judged() -> None:
    files = {"large.safetensors": as_file(dense(3, hidden=192)), "small.safetensors": as_file(convolutional(1))}
    found = lineage_of(files, one(noisy(convolutional(1), 0.1)))
    assert found.verdict is Verdict.COMPONENT
    assert [(part.files, part.verdict) for part in found.components] == [
        (("large.safetensors",), Verdict.NOT_ASSESSED),
        (("small.safetensors",), Verdict.DERIVED),
    ]


def test_a_part_with_too_few_matrices_of_its_own_goes_with_the_relatives_it_shares_one_with() -> None:
    tensors = noisy(convolutional(1), 0.1)
    files = {
        "encoder.safetensors": as_file({name: values for name, values in tensors.items() if "encoder" in name}),
        "decoder.safetensors": as_file({name: values for name, values in tensors.items() if "rnn" in name}),
    }
    (part,) = lineage_of(files, one(convolutional(1))).components
    assert (part.verdict, part.inherited_fraction, part.files) == (Verdict.DERIVED, 1.0, ())


def test_a_model_in_odd_parts_is_one_model() -> None:
    tensors = noisy(dense(1), 0.1)
    names = sorted(tensors)
    files = {
        f"part{number}.safetensors": as_file({name: tensors[name] for name in names[number::3]}) for number in range(3)
    }
    apart, together = (lineage_of(each, one(dense(1))) for each in (files, one(tensors)))
    assert [replace(part, evidence=()) for part in apart.components] == [
        replace(part, evidence=()) for part in together.components
    ]


def test_small_tensors_of_a_large_model_are_not_read_whole() -> None:
    hub = FakeHub()
    large = dense(1, layers=2, vocabulary=9000)
    hub.publish("acme/base", one(dense(2, layers=2, vocabulary=9000)))
    hub.publish("lab/new", one(large))
    compare(
        hub.open("lab/new"),
        hub.open("acme/base"),
        rulebook=rulebook(),
        budget=Budget(),
        clock=FakeClock(),
        progress=Silence(),
    )
    own = sum(place.length for repo, _, place in hub.ranges if repo == "lab/new")
    assert own < 0.5 * sum(values.nbytes for values in large.values())
