# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What ``hubnotice fix`` adds settles what a scan finds: in a folder, and as a merged pull request on the Hub."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from bot.bootstrap import Application
from bot.cli.exits import Exit, exit_of_scan
from bot.localhub import samples
from bot.localhub.samples import configs
from bot.localhub.samples.architectures import llama
from bot.localhub.samples.sample import Files, repository
from bot.localhub.samples.storing import as_bfloat16
from bot.localhub.samples.weights import trained
from bot.localhub.storage.threads import Status
from bot.model.errors import InputError
from bot.model.findings import Severity
from bot.ports.progress import Silence
from bot.render.fixes import diff, pull_request_body, settled
from tests.scenarios import test_licenses
from tests.scenarios.world import World

RULES = test_licenses.RULES


def _rounded() -> Files:
    """The MIT base with its values rounded, and not a word about it."""
    base = trained(llama(configs.LLAMA), seed=test_licenses.SEEDS[test_licenses.MIT_BASE])
    values = {name: each if each.ndim < 2 else np.round(each * 64) / np.float32(64) for name, each in base.items()}
    return repository(
        card="# Quantized 8B\n\nSmaller.\n",
        config=configs.LLAMA,
        tensors=as_bfloat16(values),
        vocabulary_size=configs.LLAMA["vocab_size"],
    )


_SILENT = samples.Sample(repo="lab/Quantized-8B", files=_rounded, created_at=test_licenses.DATE)
SETTLED = {
    each.repo: each
    for each in (
        *(
            each
            for each in test_licenses.DERIVATIVES
            if each.repo in {"acme/Replaced-8B", "acme/Dropped-8B", "acme/Kept-8B", "acme/Unrestricted-8B"}
        ),
        *(each for each in samples.DERIVATIVES if each.repo in {samples.RAKUTEN_LIKE, samples.NAVER_LIKE}),
        _SILENT,
    )
}
LEFT = {each.repo: each for each in test_licenses.DERIVATIVES if each.repo in {"acme/Relicensed-8B", "acme/Bare-8B"}}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with World(
        tmp_path_factory.mktemp("fixes"),
        [*SETTLED, *LEFT],
        upstreams=(*test_licenses.UPSTREAMS, *samples.UPSTREAMS),
        derivatives=(*SETTLED.values(), *LEFT.values()),
        rules=RULES,
    ) as world:
        yield world


def folder_of(files: Files, folder: Path) -> Path:
    for name, content in files.items():
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
    return folder


def exit_of(app: Application, target: str) -> Exit:
    return exit_of_scan(app.scan(target, app.budget, Silence()))


@pytest.mark.parametrize("repo", SETTLED)
def test_a_written_fix_leaves_nothing_to_do(world: World, repo: str, tmp_path: Path) -> None:
    folder = folder_of(SETTLED[repo].files(), tmp_path / repo.split("/")[1])
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    planned = world.app.plan_fix(str(folder), Silence())
    world.app.write_fix(str(folder), planned)
    report = world.app.scan(str(folder), world.app.budget, Silence())
    assert [each for each in report.assessment.findings if each.severity is not Severity.ADVICE] == []
    assert exit_of_scan(report) is exit_of_scan(replace(planned.report, assessment=planned.after))
    if not planned.report.unchecked:
        assert exit_of_scan(report) is Exit.DONE
    assert world.app.plan_fix(str(folder), Silence()).changes == ()
    for path, content in before.items():
        kept = path.read_bytes()
        lines = kept.decode().splitlines() if path.suffix == ".md" else []
        assert kept == content or set(content.decode().splitlines()) <= set(lines) or path.name == "NOTICE"


@pytest.mark.parametrize("repo", ["acme/Replaced-8B", samples.RAKUTEN_LIKE])
def test_a_merged_pull_request_leaves_nothing_to_do(world: World, repo: str) -> None:
    planned = world.app.plan_fix(repo, Silence())
    assert planned.changes
    first = world.app.propose_fix(planned)
    again = world.app.propose_fix(planned)
    assert first.is_new
    assert not again.is_new
    assert again.url == first.url
    number = int(first.url.rsplit("/", 1)[1])
    world.hub.discussions.get(repo, number)
    world.hub.pull_requests.merge(repo, number, author=repo.split("/", maxsplit=1)[0])
    assert exit_of(world.app, repo) is Exit.DONE
    assert world.app.plan_fix(repo, Silence()).changes == ()


def test_a_closed_pull_request_is_never_opened_again(world: World) -> None:
    planned = world.app.plan_fix("acme/Dropped-8B", Silence())
    first = world.app.propose_fix(planned)
    world.hub.discussions.set_status("acme/Dropped-8B", int(first.url.rsplit("/", 1)[1]), Status.CLOSED, author="acme")
    again = world.app.propose_fix(planned)
    assert not again.is_new
    assert "do not ask again" in again.remark


@pytest.mark.parametrize("repo", LEFT)
def test_what_words_cannot_settle_stays_for_a_person(world: World, repo: str) -> None:
    planned = world.app.plan_fix(repo, Silence())
    left = {each.rule for each in planned.after.findings if each.severity is not Severity.ADVICE}
    before = {each.rule for each in planned.report.assessment.findings if each.severity is not Severity.ADVICE}
    assert left <= before
    assert left & {"license-conflict", "name-clause"}
    assert "license: " not in "".join(line for line in diff(planned.changes).splitlines() if line.startswith("+"))


def test_a_repository_with_everything_right_gets_nothing(world: World) -> None:
    assert world.app.plan_fix("acme/Kept-8B", Silence()).changes == ()


def test_the_words_of_a_pull_request_are_few(world: World) -> None:
    planned = world.app.plan_fix("acme/Bare-8B", Silence())
    assert settled(planned)
    assert len(pull_request_body(planned, contact="bot@example.org").split()) <= 120


def test_a_repository_is_not_written_to_as_a_folder_nor_a_folder_proposed(world: World, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="only a local folder"):
        world.app.write_fix("acme/Bare-8B", world.app.plan_fix("acme/Bare-8B", Silence()))
    folder = folder_of(SETTLED["acme/Replaced-8B"].files(), tmp_path / "model")
    with pytest.raises(InputError, match="a folder has no pull requests"):
        world.app.propose_fix(world.app.plan_fix(str(folder), Silence()))


def test_a_file_that_changed_meanwhile_stops_everything(world: World, tmp_path: Path) -> None:
    folder = folder_of(SETTLED[samples.RAKUTEN_LIKE].files(), tmp_path / "model")
    planned = world.app.plan_fix(str(folder), Silence())
    (folder / "README.md").write_text("Something else.\n")
    with pytest.raises(InputError, match="was changed since it was read"):
        world.app.write_fix(str(folder), planned)
    assert not (folder / "LICENSES").exists() or not list((folder / "LICENSES").iterdir())


def test_a_link_is_not_written_through(world: World, tmp_path: Path) -> None:
    folder = folder_of(SETTLED["acme/Replaced-8B"].files(), tmp_path / "model")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (folder / "LICENSES").symlink_to(elsewhere)
    planned = world.app.plan_fix(str(folder), Silence())
    with pytest.raises(InputError, match="through a link"):
        world.app.write_fix(str(folder), planned)
    assert list(elsewhere.iterdir()) == []
