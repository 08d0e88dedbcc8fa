# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from huggingface_hub import HfApi

from bot.localhub import LocalHub, samples

DATE = datetime(2026, 3, 17, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalHub]:
    with LocalHub(tmp_path_factory.mktemp("samples")) as running:
        samples.publish_upstreams(running)
        samples.publish_derivatives(running, date=DATE)
        yield running


def test_every_sample_is_listed_by_the_client(hub: LocalHub) -> None:
    listed = {model.id for model in HfApi(endpoint=hub.url).list_models()}
    assert listed == {sample.repo for sample in (*samples.UPSTREAMS, *samples.DERIVATIVES)}


def test_headers_that_lie_count_for_nothing_and_break_nothing(hub: LocalHub) -> None:
    info = HfApi(endpoint=hub.url).model_info(samples.HOSTILE, files_metadata=True)
    assert info.safetensors is not None
    assert info.safetensors.parameters["BF16"] == 4 * 512 * 256


def test_uploads_have_the_date_that_was_asked_for(hub: LocalHub) -> None:
    assert HfApi(endpoint=hub.url).model_info(samples.RAKUTEN_LIKE).last_modified == DATE


def test_publishing_again_changes_nothing(hub: LocalHub) -> None:
    heads = {each.id: each.head for each in hub.repositories.all()}
    samples.publish_upstreams(hub)
    samples.publish_derivatives(hub)
    assert {each.id: each.head for each in hub.repositories.all()} == heads


def test_an_interrupted_publication_is_completed(tmp_path: Path) -> None:
    sample = samples.UPSTREAMS[0]
    with LocalHub(tmp_path / "hub") as other:
        other.repositories.create(sample.repo, created_at=sample.created_at)
        samples.publish(other, sample)
        assert other.repositories.get(sample.repo).head == other.repositories.revision(sample.repo).id
        assert "README.md" in other.repositories.revision(sample.repo).tree


def test_a_fix_adds_a_notice_with_the_license_once(hub: LocalHub) -> None:
    first = samples.fix(hub, samples.RAKUTEN_LIKE)
    assert samples.fix(hub, samples.RAKUTEN_LIKE) == first
    entry = hub.repositories.revision(samples.RAKUTEN_LIKE).tree["NOTICE"]
    text = hub.repositories.blobs.read(entry).decode()
    assert samples.DEEPSEEK_V3 in text
    assert "Copyright (c) 2023 DeepSeek" in text


def test_a_sample_that_owes_nothing_has_no_fix(hub: LocalHub) -> None:
    with pytest.raises(KeyError):
        samples.fix(hub, samples.SOLAR_LIKE)
