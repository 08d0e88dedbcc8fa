# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import json
from pathlib import Path

import pytest
from huggingface_hub import CommitOperationAdd, CommitOperationCopy, CommitOperationDelete, HfApi, get_session
from huggingface_hub.errors import HfHubHTTPError
from huggingface_hub.lfs import lfs_upload, post_lfs_batch_info

from bot.localhub import LocalHub
from tests.localhub.conftest import CARD, weights


def tree(hub: LocalHub, repository: str = "acme/tiny") -> dict[str, int]:
    return {path: entry.size for path, entry in hub.repositories.revision(repository).tree.items()}


def test_a_repository_is_created_filled_and_deleted(hub: LocalHub, owner: HfApi, tmp_path: Path) -> None:
    owner.create_repo("acme/fresh")
    owner.create_repo("acme/fresh", exist_ok=True)
    (tmp_path / "folder" / "sub").mkdir(parents=True)
    (tmp_path / "folder" / "config.json").write_text("{}")
    (tmp_path / "folder" / "sub" / "model.safetensors").write_bytes(weights())
    owner.upload_folder(repo_id="acme/fresh", folder_path=tmp_path / "folder")
    owner.upload_file(repo_id="acme/fresh", path_or_fileobj=b"Apache License", path_in_repo="LICENSE")
    assert tree(hub, "acme/fresh").keys() == {".gitattributes", "LICENSE", "config.json", "sub/model.safetensors"}
    entry = hub.repositories.revision("acme/fresh").tree["sub/model.safetensors"]
    assert entry.sha256 is not None
    owner.delete_repo("acme/fresh")
    assert not owner.repo_exists("acme/fresh")


def test_nobody_creates_repositories_in_foreign_namespaces(bot: HfApi, stranger: HfApi) -> None:
    for refused in (bot, stranger):
        with pytest.raises(HfHubHTTPError):
            refused.create_repo("acme/mine")
    with pytest.raises(HfHubHTTPError, match="write access"):
        bot.delete_repo("acme/tiny")


def test_a_commit_adds_replaces_copies_and_deletes(hub: LocalHub, owner: HfApi) -> None:
    before = hub.repositories.get("acme/tiny").head
    info = owner.create_commit(
        "acme/tiny",
        [
            CommitOperationAdd("NOTICE", b"Portions (c) DeepSeek\n"),
            CommitOperationCopy("model.safetensors", "copy.safetensors"),
            CommitOperationDelete("LICENSE"),
            CommitOperationDelete("sub/", is_folder=True),
        ],
        commit_message="Tidy up",
        commit_description="because",
        parent_commit=before,
    )
    files = tree(hub)
    assert files.keys() == {
        ".gitattributes",
        "NOTICE",
        "README.md",
        "config.json",
        "copy.safetensors",
        "model.safetensors",
    }
    assert files["copy.safetensors"] == files["model.safetensors"]
    commit = hub.repositories.revision("acme/tiny")
    assert (commit.id, commit.parent, commit.author) == (info.oid, before, "dev")
    assert (commit.title, commit.message) == ("Tidy up", "because")


def test_a_commit_on_an_old_parent_is_refused(hub: LocalHub, owner: HfApi) -> None:
    old = hub.repositories.get("acme/tiny").head
    hub.repositories.commit("acme/tiny", {"NOTICE": b"x"})
    with pytest.raises(HfHubHTTPError, match="412"):
        owner.create_commit("acme/tiny", [CommitOperationAdd("A", b"a")], commit_message="Add", parent_commit=old)


def test_identical_content_is_no_new_commit(hub: LocalHub, owner: HfApi, bot: HfApi) -> None:
    head = hub.repositories.get("acme/tiny").head
    same = owner.upload_file(repo_id="acme/tiny", path_or_fileobj=weights(), path_in_repo="model.safetensors")
    assert same.oid == head
    proposal = bot.create_commit(
        "acme/tiny", [CommitOperationAdd("README.md", CARD.encode())], commit_message="Same", create_pr=True
    )
    assert (proposal.oid, proposal.pr_url) == (head, None)
    body = "\n".join(
        [
            json.dumps({"key": "header", "value": {"summary": "Same"}}),
            json.dumps({"key": "file", "value": {"path": "sub/tokenizer.json", "content": "{}", "encoding": "utf-8"}}),
        ]
    )
    answer = get_session().post(
        f"{hub.url}/api/models/acme/tiny/commit/main?create_pr=1",
        headers={"Authorization": "Bearer hf_bot"},
        content=body.encode(),
    )
    assert answer.json()["commitOid"] == head
    assert answer.json()["pullRequestUrl"] is None
    assert hub.discussions.all("acme/tiny") == []


def test_a_stranger_proposes_and_the_owner_merges(hub: LocalHub, bot: HfApi, owner: HfApi) -> None:
    notice = CommitOperationAdd("NOTICE", b"Portions (c) DeepSeek\n")
    with pytest.raises(HfHubHTTPError, match="write access"):
        bot.create_commit("acme/tiny", [notice], commit_message="Add NOTICE")
    proposal = bot.create_commit(
        "acme/tiny", [CommitOperationAdd("NOTICE", b"Portions (c) DeepSeek\n")],
        commit_message="Add NOTICE", commit_description="why", create_pr=True,
    )  # fmt: skip
    assert proposal.pr_url == f"{hub.url}/acme/tiny/discussions/1"
    bot.create_commit("acme/tiny", [CommitOperationAdd("B", b"b")], commit_message="More", revision="refs/pr/1")
    details = bot.get_discussion_details("acme/tiny", 1)
    assert (details.status, details.target_branch, details.conflicting_files) == ("open", "refs/heads/main", [])
    assert [event.type for event in details.events] == ["comment", "commit", "commit"]
    assert "+Portions (c) DeepSeek" in (details.diff or "")
    with pytest.raises(HfHubHTTPError, match="write access"):
        bot.merge_pull_request("acme/tiny", 1)
    owner.merge_pull_request("acme/tiny", 1, comment="Thanks")
    merged = bot.get_discussion_details("acme/tiny", 1)
    assert (merged.status, merged.merge_commit_oid) == ("merged", hub.repositories.get("acme/tiny").head)
    assert {"NOTICE", "B"} <= tree(hub).keys()


def test_a_pull_request_that_conflicts_is_not_merged(hub: LocalHub, bot: HfApi, owner: HfApi) -> None:
    bot.create_commit("acme/tiny", [CommitOperationAdd("LICENSE", b"MIT\n")], commit_message="MIT", create_pr=True)
    hub.repositories.commit("acme/tiny", {"LICENSE": b"BSD\n"})
    assert bot.get_discussion_details("acme/tiny", 1).conflicting_files == ["LICENSE"]
    with pytest.raises(HfHubHTTPError, match="409"):
        owner.merge_pull_request("acme/tiny", 1)


def test_a_card_that_the_hub_would_reject_is_not_proposed(bot: HfApi) -> None:
    broken = CommitOperationAdd("README.md", b"---\nlicense: [mit\n---\n")
    with pytest.raises(ValueError, match="Invalid YAML"):
        bot.create_commit("acme/tiny", [broken], commit_message="Card", create_pr=True)


@pytest.mark.filterwarnings("ignore:Use 'content=:DeprecationWarning")
def test_large_files_go_through_the_protocol_of_git_lfs(hub: LocalHub, owner: HfApi) -> None:
    content = b"weights" * 1000
    addition = CommitOperationAdd("new.bin", content)
    headers = {"Authorization": "Bearer hf_dev"}
    for expected in (True, False):
        [action], errors, transfer = post_lfs_batch_info(
            [addition.upload_info], "hf_dev", "model", "acme/tiny", endpoint=hub.url, headers=headers
        )
        assert (errors, transfer, "actions" in action) == ([], "basic", expected)
        lfs_upload(addition, action, headers=headers, endpoint=hub.url)
    digest = addition.upload_info.sha256.hex()
    lines = [
        {"key": "header", "value": {"summary": "Add weights"}},
        {"key": "lfsFile", "value": {"path": "new.bin", "algo": "sha256", "oid": digest, "size": len(content)}},
    ]
    body = "".join(json.dumps(line) + "\n" for line in lines).encode()
    answer = get_session().post(f"{hub.url}/api/models/acme/tiny/commit/main", headers=headers, content=body)
    assert answer.status_code == 200
    assert tree(hub)["new.bin"] == len(content)
    assert owner.model_info("acme/tiny").sha == answer.json()["commitOid"]


def test_content_that_is_not_what_its_digest_says_is_refused(hub: LocalHub) -> None:
    address = f"{hub.url}/acme/tiny.git/info/lfs/objects/{'0' * 64}"
    assert get_session().put(address, content=b"x").status_code == 400
    assert hub.repositories.blobs.large("0" * 64) is None


@pytest.mark.parametrize("path", ["../x", "/etc/passwd", "a//b", "a/../b", ".git/config", "a\\b", "", "a\x00b"])
def test_a_path_out_of_the_repository_is_refused(hub: LocalHub, owner: HfApi, path: str) -> None:
    lines = [
        {"key": "header", "value": {"summary": "Add"}},
        {"key": "file", "value": {"path": path, "content": "eA==", "encoding": "base64"}},
    ]
    body = "".join(json.dumps(line) + "\n" for line in lines).encode()
    headers = {"Authorization": "Bearer hf_dev"}
    answer = get_session().post(f"{owner.endpoint}/api/models/acme/tiny/commit/main", headers=headers, content=body)
    assert answer.status_code == 400
    assert path not in tree(hub)


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{}", b"no", b'{"key": "header", "value": 1}', b'{"key": "x", "value": {}}']
)
def test_a_commit_that_makes_no_sense_is_refused(hub: LocalHub, body: bytes) -> None:
    headers = {"Authorization": "Bearer hf_dev"}
    answer = get_session().post(f"{hub.url}/api/models/acme/tiny/commit/main", headers=headers, content=body)
    assert answer.status_code == 400
