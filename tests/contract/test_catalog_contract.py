# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What every catalog does."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from bot.model.components import Component, Role
from bot.model.fingerprints import (
    Architecture,
    Fingerprint,
    KnownParent,
    TableKind,
    TensorReference,
    UpstreamTable,
    UpstreamTerms,
)
from bot.model.lineage import Relation
from bot.model.repository import FileEntry, SnapshotKey
from bot.model.search import PLACE, SEARCH_BYTES, SEARCH_ROWS
from bot.model.tokenizers import TokenizerSketch
from bot.model.values import ValueReference
from bot.ports.catalog import Catalog

KEY = SnapshotKey("acme/base", "a" * 40)
SHA = "5" * 64
WEIGHTS = FileEntry(path="model.safetensors", size=10**12, blob_id="p" * 40, lfs_sha256=SHA)
LICENSE = FileEntry(path="LICENSE", size=1067, blob_id="1" * 40)
EMPTY = FileEntry(path="__init__.py", size=0, blob_id="e69de29bb2d1d6434b8b29ae775ad8c2e48c5391")
REFERENCE = TensorReference(
    name="model.layers.0.mlp.up_proj.weight",
    component=Component.TEXT_MODEL,
    role=Role.UNIT_IN,
    part="up_proj",
    layer=0,
    expert=None,
    shape=(18432, 7168),
    first_row=128,
    rows=2,
    columns=7168,
    codes=bytes(range(256)) * 7,
    row_digests=(b"\x00\xff345678", b"87654321"),
    dtype="BF16",
)
TABLE = UpstreamTable(
    kind=TableKind.TOKENS,
    name="model.embed_tokens.weight",
    layer=None,
    shape=(129280, 7168),
    first_row=1024,
    rows=2,
    columns=7168,
    codes=bytes(range(256)) * 7,
    spreads=b"\x00\xff" * 7168,
)
FINGERPRINT = Fingerprint(
    key=KEY,
    method="signs/1",
    architecture=Architecture(classes=("DeepseekV3ForCausalLM",), hidden_size=7168, name_or_path="\ud800"),
    parameters=671_026_419_200,
    component_parameters=((Component.TEXT_MODEL, 671_026_419_199), (Component.TOKENIZER, 1)),
    files=(WEIGHTS, LICENSE, EMPTY),
    references=(REFERENCE, replace(REFERENCE, name="other", columns=512, layer=None, expert=3, row_digests=())),
    terms=UpstreamTerms(
        license_id="mit",
        license_text="MIT\x00",
        copyright_lines=("Copyright (c) 2023 DeepSeek",),
        gated=False,
        base_models=("acme/older",),
        base_model_relation="finetune",
        parents=(
            KnownParent(
                upstream=SnapshotKey("acme/older", "c" * 40),
                component=Component.TEXT_MODEL,
                relation=Relation.FINETUNE,
                whole=True,
            ),
        ),
        held_licenses=("mit", "apache-2.0"),
        held_copyrights=("Copyright (c) 2023 DeepSeek", "Copyright 2024 Alibaba Cloud"),
        weights="0" * 32,
        not_before=datetime(2026, 3, 17, 10, 0, tzinfo=UTC),
    ),
    created_at=datetime(2026, 3, 17, 10, 0, tzinfo=UTC),
    tokenizer=TokenizerSketch(
        method="tokens/1",
        path="tokenizer.json",
        tokens=128_815,
        long_tokens=120_000,
        entries=bytes(range(240)),
        rows=bytes(12),
    ),
    tables=(TABLE, replace(TABLE, kind=TableKind.NORM, layer=3, spreads=b"")),
    values=(
        ValueReference(
            name="conv.weight",
            component=Component.AUDIO_ENCODER,
            shape=(64, 128, 3),
            elements=24_576,
            stored=b"\x00" * 16,
            ordered=(b"1" * 16, b"\xff" * 16, b""),
            scaled=((b"2" * 16, b"3" * 16), (), (b"\x00" * 16,)),
        ),
    ),
)


def test_a_fingerprint_comes_back_as_it_was(catalog: Catalog) -> None:
    catalog.add(FINGERPRINT)
    assert catalog.get(KEY) == FINGERPRINT


def test_a_fingerprint_without_anything_comes_back_too(catalog: Catalog) -> None:
    bare = replace(FINGERPRINT, architecture=Architecture(), files=(), references=(), terms=UpstreamTerms())
    bare = replace(bare, component_parameters=(), created_at=None, tokenizer=None, tables=(), values=())
    catalog.add(bare)
    assert catalog.get(KEY) == bare


def test_the_terms_can_be_had_alone(catalog: Catalog) -> None:
    catalog.add(FINGERPRINT)
    catalog.add(replace(FINGERPRINT, method="signs/2", terms=UpstreamTerms(license_id="apache-2.0")))
    assert catalog.terms(KEY) == UpstreamTerms(license_id="apache-2.0")
    assert catalog.terms(SnapshotKey(KEY.repo, "0" * 40)) is None


def test_what_is_not_there_is_none_or_empty(catalog: Catalog) -> None:
    assert catalog.get(KEY) is None
    assert catalog.newest(KEY.repo) is None
    assert catalog.keys() == []
    assert catalog.with_files([WEIGHTS]) == []
    assert catalog.with_columns([7168], method="signs/1") == []
    assert not catalog.remove(KEY)


def test_the_same_snapshot_and_method_replaces(catalog: Catalog) -> None:
    catalog.add(FINGERPRINT)
    smaller = replace(FINGERPRINT, references=(), files=())
    catalog.add(smaller)
    assert catalog.get(KEY) == smaller
    assert catalog.with_files([LICENSE]) == []
    assert catalog.with_columns([512], method="signs/1") == []


def test_another_snapshot_stands_beside_it_and_is_the_newest(catalog: Catalog) -> None:
    later = replace(FINGERPRINT, key=SnapshotKey(KEY.repo, "0" * 40))
    catalog.add(FINGERPRINT)
    catalog.add(later)
    assert catalog.keys() == [later.key, KEY]
    assert catalog.newest(KEY.repo) == later
    catalog.add(FINGERPRINT)
    assert catalog.newest(KEY.repo) == FINGERPRINT


def test_methods_are_never_mixed(catalog: Catalog) -> None:
    catalog.add(FINGERPRINT)
    catalog.add(replace(FINGERPRINT, method="signs/2"))
    assert catalog.keys() == [KEY]
    assert catalog.with_columns([7168], method="signs/1") == [KEY]
    assert catalog.with_columns([7168], method="signs/3") == []


def test_an_upstream_can_be_forgotten(catalog: Catalog) -> None:
    catalog.add(FINGERPRINT)
    catalog.add(replace(FINGERPRINT, method="signs/2"))
    catalog.add(replace(FINGERPRINT, key=SnapshotKey("acme/other", "b" * 40)))
    assert catalog.remove(KEY)
    assert not catalog.remove(KEY)
    assert catalog.keys() == [SnapshotKey("acme/other", "b" * 40)]
    assert catalog.get(KEY) is None


def test_the_same_content_is_found_under_any_name(catalog: Catalog) -> None:
    catalog.add(FINGERPRINT)
    renamed = [replace(WEIGHTS, path="w.bin", blob_id=None), replace(LICENSE, path="COPYING")]
    assert catalog.with_files(renamed) == [(KEY, LICENSE), (KEY, WEIGHTS)]


def test_empty_files_are_no_match(catalog: Catalog) -> None:
    catalog.add(FINGERPRINT)
    assert catalog.with_files([EMPTY]) == []
    assert catalog.with_files([replace(EMPTY, size=1)]) == []


def test_a_pointer_is_never_compared_with_a_small_file(catalog: Catalog) -> None:
    catalog.add(FINGERPRINT)
    assert catalog.with_files([FileEntry(path="x", size=5, blob_id=WEIGHTS.blob_id)]) == []
    assert catalog.with_files([replace(WEIGHTS, lfs_sha256="6" * 64)]) == []


def test_each_match_is_told_once_in_order(catalog: Catalog) -> None:
    other = SnapshotKey("acme/aaa", "b" * 40)
    catalog.add(FINGERPRINT)
    catalog.add(replace(FINGERPRINT, method="signs/2"))
    catalog.add(replace(FINGERPRINT, key=other))
    assert catalog.with_files([WEIGHTS, WEIGHTS]) == [(other, WEIGHTS), (KEY, WEIGHTS)]


def test_thousands_of_files_can_be_asked_for_at_once(catalog: Catalog) -> None:
    catalog.add(FINGERPRINT)
    many = [FileEntry(path=f"{i}", size=1, blob_id=f"{i:040x}", lfs_sha256=f"{i:064x}") for i in range(1, 20_001)]
    small = [replace(file, lfs_sha256=None) for file in many]
    assert catalog.with_files([*many, *small, LICENSE, WEIGHTS]) == [(KEY, LICENSE), (KEY, WEIGHTS)]


def test_upstreams_are_found_by_width(catalog: Catalog) -> None:
    narrow = replace(FINGERPRINT, key=SnapshotKey("acme/narrow", "c" * 40), references=FINGERPRINT.references[1:])
    catalog.add(FINGERPRINT)
    catalog.add(narrow)
    assert catalog.with_columns({7168, 1}, method="signs/1") == [KEY]
    assert catalog.with_columns({512}, method="signs/1") == [KEY, narrow.key]
    assert catalog.with_columns(range(1, 5000), method="signs/1") == [KEY, narrow.key]
    assert catalog.with_columns([], method="signs/1") == []


def test_upstreams_are_found_by_the_sizes_of_their_whole_tensors(catalog: Catalog) -> None:
    catalog.add(FINGERPRINT)
    catalog.add(replace(FINGERPRINT, key=SnapshotKey("acme/large", "b" * 40), values=()))
    assert catalog.with_elements({24_576, 1}, method="signs/1") == [KEY]
    assert catalog.with_elements([24_577], method="signs/1") == []
    assert catalog.with_elements([24_576], method="signs/0") == []
    assert catalog.with_elements([], method="signs/1") == []


def test_what_is_searched_by_is_a_corner_of_every_test_block_of_neurons(catalog: Catalog) -> None:
    codes = bytes(range(256)) * 2
    narrow = replace(REFERENCE, layer=3, shape=(200, 128), rows=32, columns=128, codes=codes)
    others = (replace(narrow, role=Role.ATTENTION), replace(narrow, layer=None, expert=7, codes=codes[::-1]), REFERENCE)
    catalog.add(replace(FINGERPRINT, references=(narrow, *others)))
    (sheet,) = catalog.sheets([128, 7168], method="signs/1")
    assert (sheet.upstream, sheet.columns) == (KEY, 128)
    assert list(PLACE.iter_unpack(sheet.places)) == [(3, -1, 200), (-1, 7, 200)]
    assert len(sheet.codes) == 2 * SEARCH_ROWS * SEARCH_BYTES
    assert sheet.codes[:SEARCH_BYTES] == codes[:8]
    assert sheet.codes[SEARCH_BYTES : 2 * SEARCH_BYTES] == codes[16:24]
    assert catalog.sheets([128], method="signs/2") == catalog.sheets([64], method="signs/1") == []
    catalog.remove(KEY)
    assert catalog.sheets([128], method="signs/1") == []


def test_of_rows_narrower_than_a_corner_all_is_searched_by(catalog: Catalog) -> None:
    tiny = replace(REFERENCE, shape=(200, 16), rows=32, columns=16, codes=bytes(range(64)))
    catalog.add(replace(FINGERPRINT, references=(tiny,)))
    (sheet,) = catalog.sheets([16], method="signs/1")
    assert sheet.codes[: 2 * SEARCH_BYTES] == b"\0\1" + bytes(6) + b"\2\3" + bytes(6)
