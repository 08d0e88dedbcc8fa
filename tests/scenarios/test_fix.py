# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What ``hubnotice fix`` adds settles what a scan finds: in a folder, and as a merged pull request on the Hub."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli.exits import Exit, exit_of_scan
from bot.cli.main import main
from bot.localhub import samples
from bot.localhub.samples.sample import Files
from bot.localhub.storage.threads import Status
from bot.model.errors import InputError
from bot.model.findings import Severity
from bot.model.fixes import Fix
from bot.ports.progress import Silence
from bot.render.fixes import diff, fix_document, pull_request_body, settled
from tests.samples.schemas import check_document
from tests.scenarios import fixable, test_licenses
from tests.scenarios.world import World

_BARE, _NONCOMMERCIAL, _RESTRICTED = "acme/Bare-8B", "acme/Relicensed-8B", "acme/Unrestricted-8B"
_REPLACED, _DROPPED, _KEPT = (f"acme/{name}-8B" for name in ("Replaced", "Dropped", "Kept"))
_QUANTIZED = "acme/Mit-8B-bare-8-bit"
_BY_NAME = {each.repo: each for each in (*test_licenses.DERIVATIVES, *samples.DERIVATIVES)}
OWED = {
    each.repo: each
    for each in (
        *(_BY_NAME[repo] for repo in (_REPLACED, _DROPPED, _QUANTIZED, samples.RAKUTEN_LIKE, samples.SAKURA_LIKE)),
        *fixable.OWED,
    )
}
ADVISED = {each.repo: each for each in fixable.ADVISED}
LEFT = {repo: _BY_NAME[repo] for repo in (_NONCOMMERCIAL, _BARE)}
OTHERS = {repo: _BY_NAME[repo] for repo in (_KEPT, _RESTRICTED, samples.NAVER_LIKE)}
ALL = OWED | ADVISED | LEFT | OTHERS


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with World(
        tmp_path_factory.mktemp("fixes"),
        [*ALL],
        upstreams=(*test_licenses.UPSTREAMS, *samples.UPSTREAMS, *fixable.UPSTREAMS),
        derivatives=tuple(ALL.values()),
        rules=test_licenses.RULES,
    ) as world:
        yield world


def folder_of(files: Files, folder: Path) -> Path:
    for name, content in files.items():
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
    return folder


def call(world: World, *arguments: str) -> Result:
    return CliRunner().invoke(main, arguments, obj=world.app)


def weighty(planned: Fix) -> set[str]:
    return {each.rule for each in planned.after.findings if each.severity is not Severity.ADVICE}


def lines_gone(before: bytes, after: bytes) -> list[bytes]:
    """Lines that stood there and do not stand there any more."""
    return [line for line in Counter(before.split(b"\n")) - Counter(after.split(b"\n")) if line]


@pytest.mark.parametrize("repo", OWED)
def test_a_written_fix_leaves_nothing_to_do(world: World, repo: str, tmp_path: Path) -> None:
    folder = folder_of(OWED[repo].files(), tmp_path / repo.split("/")[1])
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert call(world, "scan", str(folder)).exit_code in {Exit.ATTRIBUTION_MISSING, Exit.UNDECLARED_LINEAGE}
    shown = call(world, "fix", str(folder))
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
    written = call(world, "fix", str(folder), "--write")
    assert (written.exit_code, written.stdout) == (Exit.DONE, shown.stdout)
    assert call(world, "scan", str(folder)).exit_code == Exit.DONE
    again = call(world, "fix", str(folder), "--write")
    assert (again.exit_code, again.stdout) == (Exit.DONE, "")
    assert [line for path, content in before.items() for line in lines_gone(content, path.read_bytes())] == []
    added = [path for path in folder.rglob("*") if path.is_file() and path not in before]
    assert all(path.read_bytes().decode() for path in added)


@pytest.mark.parametrize("repo", OWED)
def test_a_merged_pull_request_leaves_nothing_to_do(world: World, repo: str) -> None:
    opened = call(world, "fix", repo, "--pr")
    assert opened.exit_code == Exit.DONE
    assert "the same pull request is open there" in call(world, "fix", repo, "--pr").stderr
    [thread] = [each for each in world.threads(repo) if each.base is not None]
    world.hub.pull_requests.merge(repo, thread.num, author=repo.split("/", maxsplit=1)[0])
    assert exit_of_scan(world.scan(repo)) is Exit.DONE
    assert call(world, "fix", repo).stdout == ""


@pytest.mark.parametrize("repo", ADVISED)
def test_where_nothing_is_owed_the_exit_code_stays_and_advice_is_followed(
    world: World, repo: str, tmp_path: Path
) -> None:
    folder = folder_of(ADVISED[repo].files(), tmp_path / "model")
    assert call(world, "fix", str(folder), "--write").exit_code == Exit.DONE
    report = world.scan(str(folder))
    assert report.assessment.findings == ()
    assert exit_of_scan(report) is Exit.DONE


def test_a_statement_of_changes_needs_no_license_text(world: World) -> None:
    planned = world.app.plan_fix("acme/Unstated-8B", Silence())
    assert {each.rule for each in settled(planned)} == {"changes-not-stated"}
    assert [each.path for each in planned.changes] == ["NOTICE", "README.md"]
    assert "+base_model_relation: finetune\n" in diff(planned.changes)


def test_a_merge_brings_the_words_of_both_parents(world: World, tmp_path: Path) -> None:
    folder = folder_of(OWED["acme/Merged-8B"].files(), tmp_path / "model")
    added = {each.path: each.after for each in world.app.plan_fix(str(folder), Silence()).changes}
    assert set(added) == {"LICENSES/Apache-2.0.txt", "LICENSES/MIT.txt", "NOTICE"}
    assert "Copyright (c) 2024 Example Base" in added["LICENSES/MIT.txt"]
    assert test_licenses.NOTICE in added["NOTICE"]


def test_a_component_is_named_and_the_rest_is_not(world: World, tmp_path: Path) -> None:
    folder = folder_of(OWED["acme/Sighted-8B"].files(), tmp_path / "model")
    added = {each.path: each.after for each in world.app.plan_fix(str(folder), Silence()).changes}
    assert f"The vision encoder comes from [{fixable.SEEING}]" in added["README.md"]
    assert "base_model" not in added["README.md"]
    assert "language model" not in added["NOTICE"]


def test_what_nobody_could_examine_stays_unexamined(world: World, tmp_path: Path) -> None:
    folder = folder_of(OTHERS[samples.NAVER_LIKE].files(), tmp_path / "model")
    written = call(world, "fix", str(folder), "--write")
    assert written.exit_code == Exit.NOT_CHECKED
    report = world.scan(str(folder))
    assert report.assessment.findings == ()
    assert {each.what for each in report.lineage.unavailable} == {"projector"}


@pytest.mark.parametrize("repo", LEFT)
def test_what_words_cannot_settle_stays_for_a_person(world: World, repo: str, tmp_path: Path) -> None:
    folder = folder_of(LEFT[repo].files(), tmp_path / repo.split("/")[1])
    before = call(world, "scan", str(folder)).exit_code
    planned = world.app.plan_fix(repo, Silence())
    check_document(fix_document(planned))
    [left] = weighty(planned)
    assert left == {_NONCOMMERCIAL: "license-conflict", _BARE: "name-clause"}[repo]
    assert not any(line.startswith(("+license", "-license")) for line in diff(planned.changes).splitlines())
    written = call(world, "fix", str(folder), "--write")
    if repo == _NONCOMMERCIAL:
        assert (before, written.exit_code) == (Exit.CONFLICT, Exit.CONFLICT)
        assert left in written.stderr
        assert call(world, "scan", str(folder)).exit_code == Exit.CONFLICT


@pytest.mark.parametrize("repo", [_NONCOMMERCIAL, _RESTRICTED])
def test_a_conflict_of_terms_gets_no_pull_request(world: World, repo: str) -> None:
    result = call(world, "fix", repo, "--pr")
    assert result.exit_code == Exit.CONFLICT
    assert "a person has to look first" in result.stderr
    assert world.threads(repo) == []


def test_words_that_end_a_conflict_are_told_from_those_that_settle_a_duty(world: World) -> None:
    planned = world.app.plan_fix(_RESTRICTED, Silence())
    assert weighty(planned) == set()
    assert any("license-conflict" in each and "only if you mean the words" in each for each in planned.remarks)


def test_a_repository_with_everything_right_gets_nothing(world: World) -> None:
    result = call(world, "fix", _KEPT, "--pr")
    assert (result.exit_code, result.stdout) == (Exit.DONE, "")
    assert world.threads(_KEPT) == []


def test_the_words_of_a_pull_request_are_few(world: World) -> None:
    planned = world.app.plan_fix(_BARE, Silence())
    assert settled(planned)
    assert len(pull_request_body(planned, contact="bot@example.org").split()) <= 120


def test_a_closed_pull_request_is_never_opened_again(world: World) -> None:
    planned = world.app.plan_fix(_BARE, Silence())
    first = world.app.propose_fix(planned)
    world.hub.discussions.set_status(_BARE, int(first.url.rsplit("/", 1)[1]), Status.CLOSED, author="acme")
    again = call(world, "fix", _BARE, "--pr")
    assert "do not ask again" in again.stderr
    assert again.exit_code == Exit.ATTRIBUTION_MISSING
    assert len(world.threads(_BARE)) == 1


def test_owners_who_ask_us_not_to_write_get_no_pull_request(world: World) -> None:
    files = {**_BY_NAME[_REPLACED].files(), ".notice.yml": b"post: never\n"}
    samples.publish(world.hub, replace(_BY_NAME[_REPLACED], repo="acme/Quiet-8B", files=lambda: files))
    result = call(world, "fix", "acme/Quiet-8B", "--pr")
    assert result.exit_code == Exit.ATTRIBUTION_MISSING
    assert ".notice.yml" in result.stderr
    assert world.threads("acme/Quiet-8B") == []


def test_a_card_that_the_hub_refuses_is_left_alone_and_the_texts_are_proposed(world: World) -> None:
    files = {**_BY_NAME[samples.RAKUTEN_LIKE].files(), "README.md": b"---\nlicense: [mit\n---\n# Ours\n"}
    repo = "example-lab/Broken-Card"
    samples.publish(world.hub, replace(_BY_NAME[samples.RAKUTEN_LIKE], repo=repo, files=lambda: files))
    planned = world.app.plan_fix(repo, Silence())
    assert {each.path for each in planned.changes} == {"LICENSES/MIT.txt", "NOTICE"}
    assert any("README.md" in each and "by hand" in each for each in planned.remarks)
    assert call(world, "fix", repo, "--pr").exit_code == exit_of_scan(replace(planned.report, assessment=planned.after))


def test_a_repository_is_not_written_to_as_a_folder_nor_a_folder_proposed(world: World, tmp_path: Path) -> None:
    assert call(world, "fix", _BARE, "--write").exit_code == Exit.NOT_CHECKED
    folder = folder_of(_BY_NAME[_REPLACED].files(), tmp_path / "model")
    result = call(world, "fix", str(folder), "--pr")
    assert result.exit_code == Exit.NOT_CHECKED
    assert "a folder has no pull requests" in str(result.stderr)


def test_a_file_that_changed_meanwhile_stops_everything(world: World, tmp_path: Path) -> None:
    folder = folder_of(_BY_NAME[samples.RAKUTEN_LIKE].files(), tmp_path / "model")
    planned = world.app.plan_fix(str(folder), Silence())
    (folder / "README.md").write_text("Something else.\n")
    with pytest.raises(InputError, match="was changed since it was read"):
        world.app.write_fix(str(folder), planned)
    assert not (folder / "LICENSES").exists()


def test_a_link_is_not_written_through(world: World, tmp_path: Path) -> None:
    folder = folder_of(_BY_NAME[_REPLACED].files(), tmp_path / "model")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (folder / "LICENSES").symlink_to(elsewhere)
    planned = world.app.plan_fix(str(folder), Silence())
    with pytest.raises(InputError, match="through a link"):
        world.app.write_fix(str(folder), planned)
    assert list(elsewhere.iterdir()) == []


def test_the_notice_is_the_same_before_and_after_and_settles_the_same_duties(world: World, tmp_path: Path) -> None:
    folder = folder_of(_BY_NAME[_REPLACED].files(), tmp_path / "model")
    target = tmp_path / "NOTICE"
    assert call(world, "notice", str(folder), "-o", str(target)).exit_code == Exit.DONE
    text = target.read_text()
    assert "Copyright (c) 2024 Example Base" in text
    assert "Permission is hereby granted" in text
    (folder / "NOTICE").write_text(text)
    assert exit_of_scan(world.scan(str(folder))) is Exit.DONE
    assert call(world, "notice", str(folder)).stdout == text
