# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import json
from pathlib import Path

import pytest
from huggingface_hub import HfApi, HfFileSystem, ModelCard, get_session
from huggingface_hub.errors import GatedRepoError, RemoteEntryNotFoundError
from huggingface_hub.hf_api import RepoFile, RepoFolder
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.localhub import LocalHub, PageSizes
from tests.localhub.conftest import weights

WHOLE = weights()


def test_a_tree_lists_files_and_folders_with_true_git_ids(bot: HfApi) -> None:
    items = {item.path: item for item in bot.list_repo_tree("acme/tiny", recursive=True)}
    assert list(items) == [
        ".gitattributes", "LICENSE", "README.md", "config.json", "model.safetensors", "sub", "sub/tokenizer.json",
    ]  # fmt: skip
    folder, file, large = items["sub"], items["sub/tokenizer.json"], items["model.safetensors"]
    assert isinstance(folder, RepoFolder)
    assert isinstance(file, RepoFile)
    assert file.blob_id == "9e26dfeeb6e641a33dae4961196235bdb965b21b"
    assert isinstance(large, RepoFile)
    assert large.lfs is not None
    assert large.lfs.size == len(WHOLE)


def test_a_tree_goes_on_over_pages_and_below_folders(tmp_path: Path) -> None:
    with LocalHub(tmp_path / "paged", pages=PageSizes(tree=3, commits=2)) as hub:
        hub.repositories.create("acme/wide")
        for number in range(4):
            hub.repositories.commit("acme/wide", {f"a/{number}": b"x", f"a/b/{number}": b"y"}, title=f"part {number}")
        api = HfApi(endpoint=hub.url)
        assert len(list(api.list_repo_tree("acme/wide", recursive=True))) == 11
        assert [item.path for item in api.list_repo_tree("acme/wide", "a/b")] == [f"a/b/{n}" for n in range(4)]
        titles = [commit.title for commit in api.list_repo_commits("acme/wide")]
        assert titles == ["part 3", "part 2", "part 1", "part 0", "initial commit"]
        assert hub.recorder.count(path="/commits/") == 3


def test_expanding_names_the_commit_that_last_changed_a_file(hub: LocalHub, bot: HfApi) -> None:
    before = hub.repositories.get("acme/tiny").head
    hub.repositories.commit("acme/tiny", {"NOTICE": b"Portions (c) DeepSeek\n"}, title="Add NOTICE")
    found = bot.get_paths_info("acme/tiny", ["LICENSE", "NOTICE", "COPYING", "sub"], expand=True)
    commits = {item.path: item.last_commit for item in found if isinstance(item, RepoFile)}
    assert [item.path for item in found] == ["LICENSE", "NOTICE", "sub"]
    assert commits["LICENSE"] is not None
    assert commits["LICENSE"].oid == before
    assert commits["NOTICE"] is not None
    assert commits["NOTICE"].title == "Add NOTICE"


def test_a_missing_folder_is_an_entry_that_was_not_found(bot: HfApi) -> None:
    with pytest.raises(RemoteEntryNotFoundError):
        list(bot.list_repo_tree("acme/tiny", "nowhere"))


def test_branches_tags_and_pull_requests_are_refs(hub: LocalHub, bot: HfApi) -> None:
    head = hub.repositories.get("acme/tiny").head
    hub.repositories.point("acme/tiny", "refs/tags/v1", head)
    hub.repositories.point("acme/tiny", "refs/heads/dev", head)
    bot.create_pull_request("acme/tiny", "Add NOTICE")
    refs = bot.list_repo_refs("acme/tiny", include_pull_requests=True)
    assert [branch.name for branch in refs.branches] == ["main", "dev"]
    assert [tag.ref for tag in refs.tags] == ["refs/tags/v1"]
    assert [pull.ref for pull in refs.pull_requests or []] == ["refs/pr/1"]
    assert bot.model_info("acme/tiny", revision="v1").sha == head


def test_files_are_downloaded_small_and_large(bot: HfApi, tmp_path: Path) -> None:
    small = bot.hf_hub_download("acme/tiny", "config.json", cache_dir=tmp_path)
    large = bot.hf_hub_download("acme/tiny", "model.safetensors", cache_dir=tmp_path)
    assert json.loads(Path(small).read_bytes())["hidden_size"] == 16
    assert Path(large).read_bytes() == WHOLE


def test_a_snapshot_is_downloaded(bot: HfApi, tmp_path: Path) -> None:
    folder = Path(bot.snapshot_download("acme/tiny", allow_patterns=["*.json", "LICENSE*"], cache_dir=tmp_path))
    names = sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())
    assert names == ["LICENSE", "config.json", "sub/tokenizer.json"]


def test_a_card_is_read(hub: LocalHub, tmp_path: Path) -> None:
    path = HfApi(endpoint=hub.url).hf_hub_download("acme/tiny", "README.md", cache_dir=tmp_path)
    assert ModelCard.load(path).data.license == "apache-2.0"


def test_a_missing_file_is_told_with_the_commit(hub: LocalHub, bot: HfApi, tmp_path: Path) -> None:
    assert bot.file_exists("acme/tiny", "LICENSE")
    assert not bot.file_exists("acme/tiny", "NOTICE")
    with pytest.raises(RemoteEntryNotFoundError) as caught:
        bot.hf_hub_download("acme/tiny", "NOTICE", cache_dir=tmp_path)
    assert caught.value.response.headers["X-Repo-Commit"] == hub.repositories.get("acme/tiny").head


def test_files_of_a_gated_repository_are_refused(hub: LocalHub, bot: HfApi, tmp_path: Path) -> None:
    hub.repositories.update("acme/tiny", gated="auto")
    with pytest.raises(GatedRepoError):
        bot.hf_hub_download("acme/tiny", "config.json", cache_dir=tmp_path)


def test_tensor_headers_are_read_by_every_way_of_the_client(hub: LocalHub, bot: HfApi) -> None:
    assert bot.parse_safetensors_file_metadata("acme/tiny", "model.safetensors").parameter_count == {"F16": 1024}
    assert bot.get_safetensors_metadata("acme/tiny").parameter_count == {"F16": 1024}
    index = {
        "metadata": {"total_size": 2048},
        "weight_map": {f"model.layers.{i}.w": "model.safetensors" for i in range(4)},
    }
    hub.repositories.commit("acme/tiny", {"model.safetensors.index.json": json.dumps(index).encode()})
    hub.recorder.clear()
    assert bot.get_sharded_safetensors_metadata("acme/tiny").parameter_count == {"F16": 1024}
    assert hub.recorder.count() == 1


def test_a_large_file_comes_from_another_origin_to_which_no_token_goes(hub: LocalHub, bot: HfApi) -> None:
    response = get_session().get(
        f"{hub.url}/acme/tiny/resolve/main/model.safetensors",
        headers={"Authorization": "Bearer hf_bot", "Range": "bytes=100-199"},
        follow_redirects=True,
    )
    assert (response.status_code, response.content) == (206, WHOLE[100:200])
    assert response.headers["Content-Range"] == f"bytes 100-199/{len(WHOLE)}"
    assert str(response.url).startswith(hub.cdn_url)
    assert bot.endpoint == hub.url
    first, second = hub.recorder.records
    assert (first.origin, first.status, first.user) == ("hub", 302, "bot")
    assert (second.origin, second.status, second.response_bytes, second.range) == ("cdn", 206, 100, "bytes=100-199")


def test_an_address_without_a_signature_is_refused(hub: LocalHub) -> None:
    address = (
        get_session()
        .head(f"{hub.url}/acme/tiny/resolve/main/model.safetensors", follow_redirects=False)
        .headers["Location"]
    )
    assert get_session().get(address).status_code == 200
    assert get_session().get(address.partition("?")[0]).status_code == 403
    assert get_session().get(address[:-1] + "z").status_code == 403


def test_the_file_system_seeks_and_reads(hub: LocalHub) -> None:
    files = HfFileSystem(endpoint=hub.url, token=False, skip_instance_cache=True)
    with files.open("acme/tiny/model.safetensors", "rb", cache_type="none") as file:
        file.seek(1000)
        assert file.read(50) == WHOLE[1000:1050]


def expected(whole: bytes, first: int | None, last: int | None) -> tuple[int, bytes]:
    """RFC 9110, section 14: a range that means nothing is ignored, one that lies outside is refused."""
    if first is None and last is None:
        return 200, whole
    if first is None or last is None:
        part = whole[first:] if first is not None else whole[len(whole) - min(last or 0, len(whole)) :]
    elif last < first:
        return 200, whole
    else:
        part = whole[first : last + 1]
    return (206, part) if part else (416, b"")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    path=st.sampled_from(["model.safetensors", "LICENSE"]),
    first=st.none() | st.integers(0, 3000),
    last=st.none() | st.integers(0, 3000),
)
def test_a_range_holds_exactly_the_bytes_it_names(
    hub: LocalHub, path: str, first: int | None, last: int | None
) -> None:
    whole = WHOLE if path == "model.safetensors" else b"Apache License\n" * 30
    header = f"bytes={'' if first is None else first}-{'' if last is None else last}"
    response = get_session().get(
        f"{hub.url}/acme/tiny/resolve/main/{path}", headers={"Range": header}, follow_redirects=True
    )
    assert (response.status_code, response.content if response.status_code != 416 else b"") == expected(
        whole, first, last
    )
    if response.status_code == 416:
        assert response.headers["Content-Range"] == f"bytes */{len(whole)}"
