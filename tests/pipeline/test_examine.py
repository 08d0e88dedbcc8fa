# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""From a repository's files to verdicts, over a Hub in memory."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest

from bot.model.components import Component
from bot.model.costs import Budget, Reason
from bot.model.dots import Against
from bot.model.errors import AccessRefused, BotError, CutShort, InputError, RangeIgnored, Unreachable
from bot.model.evidence import EvidenceKind
from bot.model.fingerprints import Fingerprint
from bot.model.lineage import ComponentLineage, Lineage, Relation, Verdict
from bot.pipeline.budgeting import BudgetedSource
from bot.pipeline.examine import examine
from bot.pipeline.fingerprint import fingerprint
from bot.pipeline.shelf import Shelf
from bot.ports.progress import Silence
from tests.fakes.hub import FakeHub
from tests.samples.judged import mit, rulebook
from tests.samples.models import CONFIG, HIDDEN, Tensors, as_file, as_repository, dense, noisy, renamed, vision

UPSTREAM = "acme/base"
SUSPECT = "lab/new"
FIRST = datetime(2026, 1, 1, tzinfo=UTC)
LATER = FIRST + timedelta(days=30)


class World:
    """A Hub with one catalogued upstream; everything else is published by the test."""

    def __init__(self, upstream: Tensors | None = None, **options: Any) -> None:  # noqa: ANN401 - of `as_repository`
        self.hub = FakeHub()
        self.shelf = Shelf()
        self.know(UPSTREAM, upstream or dense(1), **options)

    def know(self, repo: str, tensors: Tensors, *, at: datetime = FIRST, **options: Any) -> Fingerprint:  # noqa: ANN401 - of `as_repository`
        self.hub.publish(repo, as_repository(tensors, **options), at=at)
        found = fingerprint(self.hub.open(repo), rulebook=rulebook(), budget=None, progress=Silence())
        self.shelf.add(found)
        return found

    def examine(self, files: dict[str, bytes], *, at: datetime = LATER, budget: Budget | None = None) -> Lineage:
        self.hub.publish(SUSPECT, files, at=at)
        return self.look(budget=budget)

    def look(self, *, budget: Budget | None = None) -> Lineage:
        source = BudgetedSource(self.hub.open(SUSPECT), budget or Budget(), Silence())
        return examine(source, catalog=self.shelf, progress=Silence(), leave_out=SUSPECT)


def part(lineage: Lineage, component: Component = Component.TEXT_MODEL) -> ComponentLineage:
    return next(each for each in lineage.components if each.component is component)


def test_a_fine_tune_is_derived_with_its_whole_weight() -> None:
    found = World().examine(as_repository(noisy(dense(1), 0.1)))
    text = part(found)
    assert (found.verdict, text.verdict, text.relation) == (Verdict.DERIVED, Verdict.DERIVED, Relation.FINETUNE)
    assert text.upstream is not None
    assert (text.upstream.repo, text.inherited_fraction) == (UPSTREAM, 1.0)
    assert text.log10_p < -19
    assert text.correlation == pytest.approx(0.985, abs=0.015)


@pytest.mark.parametrize("relative", [0.5, 1.0, 2.0])
def test_heavy_training_is_still_seen(relative: float) -> None:
    assert World().examine(as_repository(noisy(dense(1), relative))).verdict is Verdict.DERIVED


@pytest.mark.parametrize("seed", range(2, 8))
def test_the_same_configuration_with_other_weights_is_independent(seed: int) -> None:
    found = World().examine(as_repository(dense(seed)))
    text = part(found)
    assert (found.verdict, text.verdict, text.inherited_fraction) == (Verdict.INDEPENDENT, Verdict.INDEPENDENT, 0.0)
    assert text.detectable == pytest.approx(0.25)
    assert found.unavailable == ()


def test_shared_norms_biases_and_constants_make_no_relation() -> None:
    upstream = dense(1)
    for name in list(upstream):
        if "layernorm" in name:
            upstream[name.replace("weight", "bias")] = np.full(HIDDEN, 0.5, np.float32)
    upstream["model.rope_table"] = np.tile(np.sin(np.arange(HIDDEN, dtype=np.float32)), (64, 1))
    own = dense(2)
    shared = {name: values for name, values in upstream.items() if values.ndim == 1 or "rope" in name}
    assert World(upstream).examine(as_repository({**own, **shared})).verdict is Verdict.INDEPENDENT


def test_other_names_for_everything_change_nothing() -> None:
    names = {name: f"stage.{number:03}.kernel" for number, name in enumerate(dense(1))}
    found = World().examine(as_repository(renamed(noisy(dense(1), 0.1), names.__getitem__)))
    assert found.verdict is Verdict.DERIVED
    assert part(found).inherited_fraction == pytest.approx(1.0, abs=0.01)


def test_reordered_and_resharded_files_change_nothing() -> None:
    tensors = noisy(dense(1), 0.1)
    halves = [dict(list(tensors.items())[::-1][start::2]) for start in (0, 1)]
    files = {f"model-0000{number}-of-00002.safetensors": as_file(half) for number, half in enumerate(halves, 1)}
    assert World().examine({**files, "config.json": json.dumps(CONFIG).encode()}).verdict is Verdict.DERIVED


def test_half_precision_with_the_same_values_is_a_conversion() -> None:
    upstream = {name: values.astype(np.float16).astype(np.float32) for name, values in dense(1).items()}
    found = World(upstream).examine(as_repository(upstream, dtype=np.float16))
    assert part(found).relation in {Relation.CONVERTED, Relation.QUANTIZED}


def test_identical_files_are_a_copy_and_cost_no_byte_of_weights() -> None:
    world = World()
    found = world.examine({**as_repository(dense(1)), "README.md": b"# Mine"})
    text = part(found)
    assert (found.verdict, text.relation, text.inherited_fraction) == (Verdict.DERIVED, Relation.COPY, 1.0)
    assert text.evidence[0].kind is EvidenceKind.IDENTICAL_FILE
    assert [path for repo, path, _ in world.hub.ranges if repo == SUSPECT] == []


def test_equal_rows_in_a_file_of_another_layout_are_a_copy_too() -> None:
    tensors = dict(reversed(dense(1).items()))
    found = World().examine({**as_repository({**tensors, "extra.bias": np.zeros(3, np.float32)})})
    assert part(found).relation is Relation.COPY


def test_new_embeddings_for_a_larger_vocabulary_are_named_as_its_own() -> None:
    own = noisy(dense(1), 0.1)
    fresh = dense(5, vocabulary=1000)
    for name in ("model.embed_tokens.weight", "lm_head.weight"):
        own[name] = fresh[name]
    found = World().examine(as_repository(own, config={**CONFIG, "vocab_size": 1000}))
    text = part(found)
    new = 2 * 1000 * HIDDEN
    whole = sum(values.size for values in own.values() if values.ndim > 1)
    assert (text.relation, set(text.new_parts)) == (Relation.EXPANDED_VOCABULARY, {"embedding", "output head"})
    assert text.inherited_fraction == pytest.approx(1 - new / whole, abs=0.001)


def test_a_vocabulary_grown_at_its_end_keeps_the_old_rows() -> None:
    own = noisy(dense(1), 0.1)
    for name in ("model.embed_tokens.weight", "lm_head.weight"):
        own[name] = np.concatenate([own[name], dense(5)[name][:320]])
    text = part(World().examine(as_repository(own, config={**CONFIG, "vocab_size": 960})))
    grown = 2 * 320 * HIDDEN
    whole = sum(values.size for values in own.values() if values.ndim > 1)
    assert (text.relation, text.new_parts) == (Relation.EXPANDED_VOCABULARY, ())
    assert text.inherited_fraction == pytest.approx(1 - grown / whole, abs=0.001)


def test_dropped_layers_are_a_changed_depth() -> None:
    kept = {0: 1, 1: 2, 2: 3}
    own = noisy(dense(1), 0.1)
    shallow = {name: values for name, values in own.items() if ".layers." not in name}
    for new, old in kept.items():
        shallow |= {
            name.replace(f"layers.{old}.", f"layers.{new}."): values
            for name, values in own.items()
            if f"layers.{old}." in name
        }
    found = World().examine(as_repository(shallow))
    assert (found.verdict, part(found).relation) == (Verdict.DERIVED, Relation.DEPTH_CHANGED)


def test_a_reused_encoder_beside_an_own_language_model_is_a_component() -> None:
    world = World({**dense(1), **vision(3)})
    found = world.examine(as_repository({**dense(2), **noisy(vision(3, prefix="encoder_v.stack"), 0.1)}))
    assert found.verdict is Verdict.COMPONENT
    assert part(found).verdict is Verdict.INDEPENDENT
    encoder = part(found, Component.VISION_ENCODER)
    assert (encoder.verdict, encoder.relation) == (Verdict.DERIVED, Relation.COMPONENT_REUSE)


def test_the_nearest_of_several_relatives_is_named() -> None:
    world = World()
    world.know("acme/base-chat", noisy(dense(1), 0.3, seed=11), at=FIRST + timedelta(days=1))
    found = world.examine(as_repository(noisy(noisy(dense(1), 0.3, seed=11), 0.05, seed=12)))
    assert getattr(part(found).upstream, "repo", "") == "acme/base-chat"


def test_the_older_of_two_related_models_is_not_called_derived() -> None:
    found = World().examine(as_repository(noisy(dense(1), 0.1)), at=FIRST - timedelta(days=30))
    assert (found.verdict, part(found).verdict) == (Verdict.SIBLING, Verdict.SIBLING)


def test_a_single_shared_matrix_accuses_nobody() -> None:
    own = dense(2)
    own["model.layers.2.mlp.gate_proj.weight"] = dense(1)["model.layers.2.mlp.gate_proj.weight"]
    found = World().examine(as_repository(own))
    assert (found.verdict, part(found).verdict) == (Verdict.INCONCLUSIVE, Verdict.INCONCLUSIVE)
    assert [each.reason for each in found.unavailable] == [Reason.NOT_ENOUGH]


def test_only_shared_embeddings_are_inconclusive_rather_than_independent() -> None:
    own = {**dense(2), "model.embed_tokens.weight": dense(1)["model.embed_tokens.weight"]}
    assert World().examine(as_repository(own)).verdict is Verdict.INCONCLUSIVE


def with_permuted_neurons(tensors: Tensors) -> Tensors:
    order = np.random.default_rng(1).permutation(512)
    return {
        name: values[order] if "gate_proj" in name or "up_proj" in name else values for name, values in tensors.items()
    }


def test_neurons_whose_inputs_were_shuffled_are_found_by_what_they_write() -> None:
    own = with_permuted_neurons(noisy(dense(1), 0.1))
    assert World().examine(as_repository(own)).verdict is Verdict.DERIVED


def test_permuted_neurons_of_a_small_model_are_known_by_their_values() -> None:
    found = World().examine(as_repository(with_permuted_neurons(dense(1))))
    assert (found.verdict, part(found).relation) == (Verdict.DERIVED, Relation.CONVERTED)


def test_an_unknown_width_is_not_assessed_and_says_so() -> None:
    found = World().examine(as_repository(dense(2, hidden=192)))
    assert found.verdict is Verdict.NOT_ASSESSED
    assert [(each.reason, each.detail) for each in found.unavailable] == [
        (Reason.NOT_ENOUGH, "nothing in the catalog has matrices that fit its own")
    ]


def test_narrow_models_are_inconclusive_since_the_test_could_not_have_seen_anything() -> None:
    found = World(dense(1, hidden=64)).examine(as_repository(dense(2, hidden=64)))
    assert found.verdict is Verdict.INCONCLUSIVE


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (Unreachable("silence"), Reason.UNREACHABLE),
        (RangeIgnored("whole"), Reason.RANGE_IGNORED),
        (CutShort("half"), Reason.CUT_SHORT),
        (AccessRefused("gated"), Reason.ACCESS_REFUSED),
    ],
)
def test_weights_that_cannot_be_read_are_listed_with_the_reason(error: BotError, reason: Reason) -> None:
    world = World()
    world.hub.publish(SUSPECT, as_repository(noisy(dense(1), 0.1)), at=LATER)
    world.hub.fail(SUSPECT, error, path="model.safetensors")
    found = world.look()
    assert found.verdict is Verdict.NOT_ASSESSED
    assert [(each.what, each.reason) for each in found.unavailable] == [("model.safetensors", reason)]


def test_a_lying_header_is_listed_and_the_other_file_still_counts() -> None:
    lying = (10**15).to_bytes(8, "little") + b"{}"
    files = {**as_repository(noisy(dense(1), 0.1)), "zz.safetensors": lying}
    found = World().examine(files)
    assert found.verdict is Verdict.DERIVED
    assert [(each.what, each.reason) for each in found.unavailable] == [("zz.safetensors", Reason.UNREADABLE)]


@pytest.mark.parametrize("config", [b"", b"[]", b"{", b'{"hidden_size": "x", "architectures": 5}', b"\xff" * 9])
def test_a_broken_configuration_hides_nothing(config: bytes) -> None:
    found = World().examine({**as_repository(noisy(dense(1), 0.1)), "config.json": config})
    assert found.verdict is Verdict.DERIVED


def test_not_a_number_everywhere_is_no_evidence() -> None:
    own = {name: np.full_like(values, np.nan) for name, values in dense(1).items()}
    assert World(own).examine(as_repository({**own, "x": np.zeros(2, np.float32)})).verdict is not Verdict.DERIVED


def test_a_format_that_is_not_read_is_listed_and_never_opened() -> None:
    world = World()
    found = world.examine({"model.nemo": b"\x89HDFevil", "model-2.nemo": b"\x89HDFevil"})
    assert found.verdict is Verdict.NOT_ASSESSED
    assert [(each.what, each.reason) for each in found.unavailable] == [
        ("model-2.nemo and 1 more .nemo files", Reason.UNSUPPORTED)
    ]
    assert [path for repo, path, _ in world.hub.ranges if repo == SUSPECT] == []


def test_a_small_budget_ends_the_examination_without_an_error() -> None:
    found = World().examine(as_repository(noisy(dense(1), 0.1)), budget=Budget(max_bytes=20_000, max_requests=60))
    assert found.verdict in {Verdict.NOT_ASSESSED, Verdict.INCONCLUSIVE}
    assert found.cost.bytes <= 20_000
    assert found.unavailable


def test_the_budget_is_never_passed() -> None:
    for max_bytes in (100_000, 200_000, 400_000):
        assert World().examine(as_repository(dense(2)), budget=Budget(max_bytes=max_bytes)).cost.bytes <= max_bytes


def test_an_empty_repository_is_not_assessed() -> None:
    assert World().examine({"README.md": b"# soon"}).verdict is Verdict.NOT_ASSESSED


def test_the_declared_upstream_is_named_where_several_are_equally_close() -> None:
    world = World()
    world.know("mirror/base", dense(1) | {"x.bias": np.zeros(4, np.float32)}, at=FIRST)
    card = "---\nbase_model: mirror/base\n---\n# New"
    found = world.examine(as_repository(noisy(dense(1), 0.1), README_md=card))
    assert getattr(part(found).upstream, "repo", "") == "mirror/base"


def test_an_earlier_commit_of_the_same_repository_is_no_upstream() -> None:
    world = World()
    world.know(SUSPECT, dense(4), at=FIRST)
    assert world.examine(as_repository(noisy(dense(4), 0.1))).verdict is Verdict.INDEPENDENT


def test_a_fingerprint_of_something_unreadable_is_refused() -> None:
    hub = FakeHub()
    hub.publish("acme/odd", {"model.safetensors": b"\x00" * 40}, at=FIRST)
    with pytest.raises(InputError, match=r"model\.safetensors"):
        fingerprint(hub.open("acme/odd"), rulebook=rulebook(), budget=None, progress=Silence())


def test_a_fingerprint_holds_signs_and_terms_but_no_weights() -> None:
    world = World(LICENSE=mit("Copyright (c) 2026 Acme"))
    found = world.shelf.get(world.shelf.keys()[0])
    assert found is not None
    assert found.terms.license_id == "mit"
    kept = sum(len(reference.codes) for reference in found.references)
    assert kept * 8 <= sum(reference.rows * reference.columns for reference in found.references)


def fused(tensors: Tensors) -> Tensors:
    """Query, key and value in one matrix, and gate and up."""
    joined = {
        name: values
        for name, values in tensors.items()
        if not any(word in name for word in ("q_proj", "k_proj", "v_proj", "gate_proj", "up_proj"))
    }
    for layer in range(4):
        prefix = f"model.layers.{layer}"
        joined[f"{prefix}.self_attn.qkv_proj.weight"] = np.concatenate(
            [tensors[f"{prefix}.self_attn.{name}_proj.weight"] for name in "qkv"]
        )
        joined[f"{prefix}.mlp.gate_up_proj.weight"] = np.concatenate(
            [tensors[f"{prefix}.mlp.{name}_proj.weight"] for name in ("gate", "up")]
        )
    return joined


def transposed(tensors: Tensors) -> Tensors:
    return {name: values.T if values.ndim == 2 and "layers" in name else values for name, values in tensors.items()}


def test_fused_matrices_are_the_sum_of_their_parts() -> None:
    text = part(World().examine(as_repository(fused(noisy(dense(1), 0.1)))))
    assert (text.verdict, text.inherited_fraction) == (Verdict.DERIVED, 1.0)


def test_split_matrices_are_found_in_a_fused_upstream() -> None:
    text = part(World(fused(dense(1))).examine(as_repository(noisy(dense(1), 0.1))))
    assert text.verdict is Verdict.DERIVED
    assert text.inherited_fraction > 0.8


@pytest.mark.parametrize("change", [fused, transposed])
def test_another_layout_of_an_unrelated_model_stays_independent(change: Any) -> None:  # noqa: ANN401 - a function of models
    for seed in range(2, 6):
        assert World().examine(as_repository(change(dense(seed)))).verdict is Verdict.INDEPENDENT


def test_transposed_layouts_are_read_across() -> None:
    found = World().examine(as_repository(transposed(noisy(dense(1), 0.1))))
    assert (found.verdict, part(found).verdict) == (Verdict.DERIVED, Verdict.DERIVED)


def test_an_upstream_in_a_transposed_layout_is_found_too() -> None:
    assert (
        World(transposed(dense(1))).examine(as_repository(transposed(noisy(dense(1), 0.1)))).verdict is Verdict.DERIVED
    )


def test_a_transposed_upstream_is_found_in_the_usual_layout() -> None:
    assert World(transposed(dense(1))).examine(as_repository(noisy(dense(1), 0.1))).verdict is Verdict.DERIVED


def mixture(seed: int, *, stacked: bool, turned: bool = False) -> Tensors:
    """The model with four experts for each MLP, one by one or in one tensor, which may hold them transposed."""
    tensors = {name: values for name, values in dense(seed).items() if ".mlp." not in name}
    random = np.random.default_rng(seed)
    for layer in range(4):
        experts = random.normal(0, 0.02, (4, 2 * 512, HIDDEN)).astype(np.float32)
        prefix = f"model.layers.{layer}.mlp.experts"
        if stacked:
            tensors[f"{prefix}.gate_up_proj"] = experts.transpose(0, 2, 1) if turned else experts
            continue
        for expert, both in enumerate(experts):
            tensors[f"{prefix}.{expert}.gate_proj.weight"], tensors[f"{prefix}.{expert}.up_proj.weight"] = (
                both[:512],
                both[512:],
            )
    return tensors


@pytest.mark.parametrize("turned", [False, True])
def test_stacked_experts_are_compared_one_by_one(turned: bool) -> None:  # noqa: FBT001 - a case of the table
    world = World(mixture(1, stacked=False))
    own = noisy(mixture(1, stacked=True, turned=turned), 0.1)
    assert world.examine(as_repository(own)).verdict is Verdict.DERIVED
    assert world.examine(as_repository(mixture(2, stacked=True, turned=turned))).verdict is Verdict.INDEPENDENT


def test_what_was_measured_is_kept_for_pictures_at_no_cost() -> None:
    """A related and an unrelated upstream: both panels are of blocks that were read for the verdict anyway."""
    world = World()
    world.know("other/unrelated", dense(5))
    found = world.examine(as_repository(noisy(dense(1), 0.1)))
    assert found.pictures is not None
    (drawn,) = found.pictures.maps
    assert drawn.control is not None
    assert drawn.control.upstream is not None
    assert drawn.control.upstream.repo == "other/unrelated"
    assert min(drawn.pair_levels) > 0.9
    assert max(drawn.control_levels) < 0.3
    assert sum(each.parameters for each in found.pictures.shares) == part(found).parameters
    measured = {(each.against, each.count) for each in found.pictures.dots if each.component is Component.TEXT_MODEL}
    assert {against for against, _ in measured} == {Against.PAIR, Against.UNRELATED}
    assert len({count for _, count in measured}) == 1


def test_an_independent_model_has_two_panels_that_look_alike() -> None:
    world = World()
    world.know("other/unrelated", dense(5))
    found = world.examine(as_repository(dense(9)))
    assert found.pictures is not None
    (drawn,) = found.pictures.maps
    assert max(*drawn.pair_levels, *drawn.control_levels) < 0.3
    assert not any(each.inherited or each.shared for each in found.pictures.shares)


def test_a_copy_is_drawn_as_one_piece() -> None:
    found = World().examine(as_repository(dense(1)))
    assert found.pictures is not None
    assert (found.pictures.maps, found.pictures.dots) == ((), ())
    assert [each.is_exact for each in found.pictures.shares] == [True]
