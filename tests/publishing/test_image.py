# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The container image: what its file says, and every step of it in a bare directory, up to an answer at /healthz."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.localhub import LocalHub
from tests.publishing.conftest import ROOT, installed
from tests.publishing.dockerfile import BareDirectory, Instruction, instructions

FILE = ROOT / "Dockerfile"
STEPS = list(instructions(FILE.read_text(encoding="utf-8")))
BUILD, FINAL = 0, 1
OWN = ("source", "wheels", "opt", "data")


def of(stage: int, word: str) -> list[Instruction]:
    return [each for each in STEPS if (each.stage, each.word) == (stage, word)]


def last(word: str) -> Instruction:
    return of(FINAL, word)[-1]


def test_there_are_two_stages_on_one_base_with_a_tag() -> None:
    (base,) = [each.rest for each in STEPS if each.word == "ARG"]
    name, _, tag = base.partition("=")[2].partition(":")
    assert name == "python"
    assert tag not in {"", "latest"}
    assert [each.rest.split()[0] for each in STEPS if each.word == "FROM"] == ["${PYTHON_IMAGE}"] * 2


def test_nobody_in_it_is_root_and_nothing_is_run_in_the_last_stage() -> None:
    user, group = last("USER").rest.split(":")
    assert int(user) > 0
    assert int(group) > 0
    assert of(FINAL, "RUN") == []
    assert f"--chown={user}:{group}" in next(each for each in of(FINAL, "COPY") if each.words[-1] == "/data").flags


def test_it_takes_nothing_from_an_address_and_holds_no_secret() -> None:
    assert not any(each.word == "ADD" or "://" in each.rest for each in STEPS)
    names = [pair.partition("=")[0] for step in STEPS if step.word in {"ENV", "ARG"} for pair in step.rest.split()]
    assert not any(word in name for name in names for word in ("TOKEN", "SECRET", "PASSWORD"))


def test_everything_that_is_copied_is_there_and_passes_the_ignore_file() -> None:
    allowed = {
        line[1:] for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines() if line[:1] == "!"
    }
    copied = {source for step in of(BUILD, "COPY") for source in step.words[:-1]}
    assert copied == allowed
    assert all((ROOT / source).exists() for source in copied)


def test_it_says_how_it_is_and_what_it_starts_without_a_shell() -> None:
    check = last("HEALTHCHECK")
    assert "CMD [" in check.rest
    assert "/healthz" in check.rest
    assert last("ENTRYPOINT").words == ["hubnotice"]
    assert last("CMD").words == ["watch"]
    assert last("VOLUME").rest == last("WORKDIR").rest == "/data"


def test_hadolint_has_nothing_against_it() -> None:
    done = subprocess.run([installed("hadolint"), str(FILE)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_the_space_says_what_the_image_does() -> None:
    text = (ROOT / "space" / "README.md").read_text(encoding="utf-8")
    matter = yaml.safe_load(text.split("---")[1])
    assert (matter["sdk"], matter["hf_oauth"]) == ("docker", True)
    assert str(matter["app_port"]) == last("EXPOSE").rest
    assert f"HUBNOTICE_LISTEN=0.0.0.0:{matter['app_port']}" in last("ENV").rest
    # Spaces run containers as this number (Hub documentation, "Docker Spaces", "Permissions").
    assert last("USER").rest == "1000:1000"


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> BareDirectory:
    """Every step of the first stage, taken in a folder of its own; needs a package registry."""
    root = tmp_path_factory.mktemp("image")
    (root / "bin").mkdir()
    (root / "bin" / "python").symlink_to(sys.executable)
    # A link into a virtual environment would be that environment, which has more than the base image.
    base = Path(sys.base_prefix) / "bin" / "python3"
    if base.is_file():
        (root / "bin" / "python").unlink()
        (root / "bin" / "python").symlink_to(base)
    environment = {
        name: value
        for name, value in os.environ.items()
        if name.startswith("PIP_") or name in {"HOME", "SSL_CERT_FILE"}
    }
    made = BareDirectory(root, ROOT, {**environment, "PATH": f"{root}/bin:/usr/bin:/bin"}, OWN)
    for step in STEPS:
        if step.stage != BUILD:
            continue
        try:
            made.take(step)
        except subprocess.CalledProcessError:
            reached = subprocess.run(
                [sys.executable, "-m", "pip", "download", "--no-deps", "--quiet", "-d", str(root / "reach"), "click"],
                capture_output=True,
                check=False,
            )
            if reached.returncode:
                pytest.skip("no package registry can be reached")
            raise
    return made


def environment_of(image: BareDirectory, hub: LocalHub, **changes: str) -> dict[str, str]:
    """What the image sets, with the paths of the folder."""
    pairs = dict(pair.split("=", 1) for pair in last("ENV").rest.split())
    mapped = {name: ":".join(image.mapped(part) for part in value.split(":")) for name, value in pairs.items()}
    return {**mapped, "HF_ENDPOINT": hub.url, "HUBNOTICE_LOG_FORMAT": "json", **changes}


@contextmanager
def running(image: BareDirectory, hub: LocalHub, words: Sequence[str]) -> Iterator[str]:
    """The image's command; its address."""
    here = image.mapped(last("WORKDIR").rest)
    environment = environment_of(image, hub, HUBNOTICE_LISTEN="127.0.0.1:0")
    command = [image.mapped(f"/opt/hubnotice/bin/{last('ENTRYPOINT').words[0]}"), *words]
    with subprocess.Popen(command, cwd=here, env=environment, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stderr is not None
            events: Iterator[dict[str, Any]] = (json.loads(line) for line in process.stderr)
            yield next(each["address"] for each in events if each["event"] == "listening")
            process.send_signal(signal.SIGTERM)
            process.stderr.read()
            assert process.wait() == 0
        finally:
            process.kill()


def health(image: BareDirectory, hub: LocalHub, port: str) -> int:
    """The image's own health check; its exit status."""
    command = json.loads(last("HEALTHCHECK").rest.partition("CMD ")[2])
    command[0] = image.mapped("/opt/hubnotice/bin/python")
    environment = environment_of(image, hub, HUBNOTICE_LISTEN=f"0.0.0.0:{port}", http_proxy="http://127.0.0.1:1")
    return subprocess.run(command, env=environment, capture_output=True, check=False).returncode


@pytest.mark.slow
@pytest.mark.parametrize("words", [last("CMD").words, ["serve"]], ids=lambda each: each[0])
def test_what_was_built_starts_says_that_it_is_well_and_stops(
    image: BareDirectory, hub: LocalHub, words: list[str]
) -> None:
    with running(image, hub, words) as address:
        port = address.rpartition(":")[2]
        assert health(image, hub, port) == 0
    assert health(image, hub, port) != 0
    assert Path(image.mapped("/data/hubnotice.sqlite3")).is_file()


@pytest.mark.slow
def test_what_was_built_holds_rules_and_templates_and_no_installer(image: BareDirectory, hub: LocalHub) -> None:
    environment, bin_folder = environment_of(image, hub), Path(image.mapped("/opt/hubnotice/bin"))
    checked = subprocess.run(
        [bin_folder / "hubnotice", "rules", "check"],
        env=environment,
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stderr
    pip = subprocess.run([bin_folder / "python", "-c", "import pip"], env=environment, capture_output=True, check=False)
    assert pip.returncode != 0


@pytest.mark.slow
def test_the_last_stage_takes_only_what_the_first_one_made(image: BareDirectory) -> None:
    for step in of(FINAL, "COPY"):
        source, target = step.words
        assert "--from=build" in step.flags
        # A virtual environment works in the place where it was made and nowhere else.
        assert source == target
        assert Path(image.mapped(source)).is_dir()
