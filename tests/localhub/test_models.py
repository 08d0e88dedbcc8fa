# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from huggingface_hub import HfApi, get_session
from huggingface_hub.errors import (
    DisabledRepoError,
    GatedRepoError,
    HfHubHTTPError,
    RepositoryNotFoundError,
    RevisionNotFoundError,
)

from bot.localhub import LocalHub, PageSizes

START = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture
def many(tmp_path: Path) -> Iterator[LocalHub]:
    with LocalHub(tmp_path / "many", pages=PageSizes(models=2)) as hub:
        for day in range(5):
            name = f"acme/model-{day}"
            hub.repositories.create(name, created_at=START + timedelta(days=day))
            date = START + timedelta(days=30 - day)
            hub.repositories.commit(name, {"LICENSE": str(day).encode()}, date=date)
            hub.repositories.update(name, downloads=day, trending_score=day % 2)
        yield hub


def test_a_model_tells_its_card_config_files_and_parameters(bot: HfApi) -> None:
    info = bot.model_info("acme/tiny", files_metadata=True, securityStatus=True)
    assert info.author == "acme"
    assert info.card_data is not None
    assert info.card_data.license == "apache-2.0"
    assert info.config == {"architectures": ["DeepseekV3ForCausalLM"], "model_type": "deepseek_v3"}
    assert info.safetensors is not None
    assert (info.safetensors.parameters, info.safetensors.total) == ({"F16": 1024}, 1024)
    assert info.siblings is not None
    files = {file.rfilename: file for file in info.siblings}
    assert files["sub/tokenizer.json"].blob_id == "9e26dfeeb6e641a33dae4961196235bdb965b21b"
    assert files["model.safetensors"].lfs is not None
    assert files["model.safetensors"].lfs.size == files["model.safetensors"].size
    assert info.tags is not None
    assert {"license:apache-2.0", "base_model:finetune:deepseek-ai/DeepSeek-V3", "safetensors"} <= set(info.tags)


def test_only_what_is_asked_for_is_expanded(bot: HfApi) -> None:
    info = bot.model_info("acme/tiny", expand=["baseModels", "childrenModelCount", "usedStorage"])
    assert info.used_storage
    assert info.used_storage > 3000
    assert info.children_model_count == 0
    assert info.siblings is None


def test_an_unknown_key_is_not_expanded(bot: HfApi) -> None:
    with pytest.raises(HfHubHTTPError, match="Invalid expand"):
        bot.model_info("acme/tiny", expand=["nonsense"])  # type: ignore[list-item]


def test_a_missing_repository_is_not_found_by_users_and_strangers(bot: HfApi, stranger: HfApi) -> None:
    with pytest.raises(RepositoryNotFoundError, match="404"):
        bot.model_info("acme/none")
    with pytest.raises(RepositoryNotFoundError, match="401"):
        stranger.model_info("acme/none")
    with pytest.raises(RepositoryNotFoundError):
        bot.model_info("gpt2")


def test_a_missing_revision_is_not_found(bot: HfApi) -> None:
    with pytest.raises(RevisionNotFoundError):
        bot.model_info("acme/tiny", revision="refs/pr/9")


def test_a_private_repository_exists_for_its_owner_only(hub: LocalHub, bot: HfApi, owner: HfApi) -> None:
    hub.repositories.create("acme/secret", private=True)
    assert owner.model_info("acme/secret").private
    assert {model.id for model in owner.list_models()} == {"acme/tiny", "acme/secret"}
    with pytest.raises(RepositoryNotFoundError):
        bot.model_info("acme/secret")
    assert [model.id for model in bot.list_models()] == ["acme/tiny"]


def test_a_disabled_repository_says_so(hub: LocalHub, bot: HfApi) -> None:
    hub.repositories.update("acme/tiny", disabled=True)
    with pytest.raises(DisabledRepoError):
        bot.model_info("acme/tiny")


def test_the_gate_is_closed_until_the_owner_opens_it(hub: LocalHub, bot: HfApi, owner: HfApi, stranger: HfApi) -> None:
    hub.repositories.update("acme/tiny", gated="manual")
    assert bot.model_info("acme/tiny").gated == "manual"
    for refused in (bot, stranger):
        with pytest.raises(GatedRepoError):
            refused.auth_check("acme/tiny")
    owner.auth_check("acme/tiny")
    hub.repositories.update("acme/tiny", granted=("bot",))
    bot.auth_check("acme/tiny")


def test_a_wrong_token_is_refused(hub: LocalHub) -> None:
    with pytest.raises(HfHubHTTPError, match="Invalid credentials"):
        HfApi(endpoint=hub.url, token="hf_wrong").model_info("acme/tiny")


@pytest.mark.parametrize(
    ("sort", "expected"),
    [("created_at", [4, 3, 2, 1, 0]), ("last_modified", [0, 1, 2, 3, 4]), ("downloads", [4, 3, 2, 1, 0])],
)
def test_a_list_is_sorted_and_goes_on_over_pages(many: LocalHub, sort: str, expected: list[int]) -> None:
    models = HfApi(endpoint=many.url).list_models(sort=sort, full=True)  # type: ignore[arg-type]
    assert [model.id for model in models] == [f"acme/model-{day}" for day in expected]
    assert many.recorder.count(path="^/api/models$") == 3


def test_a_model_that_moves_during_the_walk_is_seen_once_and_shifts_no_other(many: LocalHub) -> None:
    walk = iter(HfApi(endpoint=many.url).list_models(sort="last_modified"))
    seen = [next(walk).id, next(walk).id]
    many.repositories.commit("acme/model-3", {"NOTICE": b"new"}, date=START + timedelta(days=60))
    seen += [model.id for model in walk]
    assert seen == ["acme/model-0", "acme/model-1", "acme/model-2", "acme/model-4"]


def test_models_are_found_by_tag_author_and_name(hub: LocalHub, bot: HfApi) -> None:
    hub.repositories.create("other/plain")
    found = bot.list_models(filter=["base_model:finetune:deepseek-ai/DeepSeek-V3"], cardData=True, fetch_config=True)
    assert [(model.id, (model.config or {}).get("model_type")) for model in found] == [("acme/tiny", "deepseek_v3")]
    assert [model.id for model in bot.list_models(author="other")] == ["other/plain"]
    assert [model.id for model in bot.list_models(search="TINY", limit=1)] == ["acme/tiny"]


def test_a_list_expands_what_the_bot_needs_in_one_request(hub: LocalHub, bot: HfApi) -> None:
    expand = [
        "sha",
        "lastModified",
        "createdAt",
        "tags",
        "config",
        "cardData",
        "safetensors",
        "gated",
        "disabled",
        "siblings",
    ]
    [model] = bot.list_models(sort="created_at", expand=expand)  # type: ignore[arg-type]
    assert model.sha == hub.repositories.get("acme/tiny").head
    assert model.siblings is not None
    assert "LICENSE" in {file.rfilename for file in model.siblings}
    assert hub.recorder.count() == 1


@pytest.mark.parametrize("query", ["cursor=%21", "cursor=WzFd", "cursor=W251bGwsICJhIl0%3D", "limit=-1", "sort=magic"])
def test_a_list_refuses_nonsense(hub: LocalHub, bot: HfApi, query: str) -> None:
    assert get_session().get(f"{hub.url}/api/models?{query}").status_code == 400
    assert next(iter(bot.list_models())).id == "acme/tiny"
