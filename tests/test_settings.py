# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Settings: where they come from, which wins, and what is refused."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, fields
from pathlib import Path

import pytest

from bot.model.errors import SettingsError
from bot.settings import SETTINGS, Setting, Settings, load_settings

DOCUMENTED = Path(__file__).parents[1] / "docs" / "operating" / "README.md"


def file(folder: Path, text: str) -> Path:
    path = folder / "hubnotice.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_without_a_word_the_defaults_hold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert load_settings({}, {}) == Settings()
    assert Settings().preset == "dry-run"


def test_a_flag_wins_over_the_environment_and_that_over_the_file(tmp_path: Path) -> None:
    path = file(tmp_path, 'poll_seconds = 10\nmax_requests = 11\nmax_bytes = "1MB"\n')
    environment = {"HUBNOTICE_MAX_REQUESTS": "12", "HUBNOTICE_MAX_BYTES": "2MB"}
    settings = load_settings({"max_bytes": "3MB"}, environment, path)
    assert (settings.poll_seconds, settings.max_requests, settings.max_bytes) == (10, 12, 3_000_000)


def test_the_file_in_this_folder_is_read_without_being_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file(tmp_path, 'preset = "review"\n')
    monkeypatch.chdir(tmp_path)
    assert load_settings({}, {}).preset == "review"


def test_a_switch_is_on_or_off() -> None:
    words = {word: load_settings({}, {"HUBNOTICE_BACKFILL": word}).backfill for word in ("on", "OFF")}
    assert words == {"on": True, "OFF": False}
    with pytest.raises(SettingsError, match="HUBNOTICE_BACKFILL: expected on or off, found 'yes'"):
        load_settings({}, {"HUBNOTICE_BACKFILL": "yes"})


def test_a_watch_list_is_a_list_in_the_file_and_words_in_the_environment(tmp_path: Path) -> None:
    path = file(tmp_path, 'watch = ["acme", "upstream:bloom"]\n')
    assert load_settings({}, {}, path).watch == ("acme", "upstream:bloom")
    assert load_settings({}, {"HUBNOTICE_WATCH": "acme/one, upstream:Qwen"}, path).watch == (
        "acme/one",
        "upstream:Qwen",
    )
    assert load_settings({}, {}, file(tmp_path, 'watch = "acme"\n')).watch == ("acme",)
    with pytest.raises(SettingsError, match="HUBNOTICE_WATCH: expected owner, owner/name"):
        load_settings({}, {"HUBNOTICE_WATCH": "acme one"})
    with pytest.raises(SettingsError, match="watch: expected text"):
        load_settings({}, {}, file(tmp_path, "watch = [1]\n"))


def test_the_hub_is_where_its_own_ecosystem_says() -> None:
    assert load_settings({}, {"HF_ENDPOINT": "http://127.0.0.1:8000/"}).hub_url == "http://127.0.0.1:8000"


def test_all_mistakes_are_told_together(tmp_path: Path) -> None:
    path = file(tmp_path, 'presett = "review"\npoll_seconds = 1\nmax_requests = true\n')
    with pytest.raises(SettingsError) as raised:
        load_settings({"max_bytes": "many"}, {"HF_ENDPOINT": "hub"}, path)
    message = str(raised.value)
    for part in ("unknown setting 'presett'", "poll_seconds", "max_requests", "--max-bytes", "HF_ENDPOINT"):
        assert part in message
    assert len(message.splitlines()) == 5


def test_the_token_is_never_printed() -> None:
    settings = load_settings({}, {"HUBNOTICE_TOKEN": "hf_secret"})
    assert "hf_secret" not in f"{settings!r} {settings} {settings.token}"
    assert settings.token is not None
    assert settings.token.reveal() == "hf_secret"


def test_a_token_that_cannot_be_one_is_refused_without_being_printed() -> None:
    with pytest.raises(SettingsError) as raised:
        load_settings({}, {"HUBNOTICE_TOKEN": "hf_secret\nX-Evil: 1"})
    assert "hf_secret" not in str(raised.value)


@pytest.mark.parametrize(
    ("name", "environment"), [("token", "HUBNOTICE_TOKEN"), ("github_token", "HUBNOTICE_GITHUB_TOKEN")]
)
def test_a_token_in_a_file_is_refused(tmp_path: Path, name: str, environment: str) -> None:
    with pytest.raises(SettingsError, match=f"set {environment} instead") as raised:
        load_settings({}, {}, file(tmp_path, f'{name} = "secret_words"\n'))
    assert "secret_words" not in str(raised.value)


def test_the_secret_of_webhooks_is_kept_like_the_token(tmp_path: Path) -> None:
    settings = load_settings({}, {"HUBNOTICE_WEBHOOK_SECRET": "correct horse battery"})
    assert "horse" not in f"{settings!r} {settings.webhook_secret}"
    for environment in (
        {"HUBNOTICE_WEBHOOK_SECRET": "short horse"},
        {"HUBNOTICE_WEBHOOK_SECRET": "correct horse\nbattery"},
    ):
        with pytest.raises(SettingsError) as raised:
            load_settings({}, environment)
        assert "horse" not in str(raised.value)
    with pytest.raises(SettingsError, match="set HUBNOTICE_WEBHOOK_SECRET instead"):
        load_settings({}, {}, file(tmp_path, 'webhook_secret = "correct horse battery"\n'))


@pytest.mark.parametrize("text", ["127.0.0.1:8600", "[::1]:8600", "localhost:0", "hub.example:65535"])
def test_an_address_to_listen_on_is_host_and_port(text: str) -> None:
    assert load_settings({"listen": text}, {}).listen == text


@pytest.mark.parametrize(
    "text", ["8600", ":8600", "host", "host:port", "host:65536", "host:80/path", "http://host:80", "me@host:80"]
)
def test_an_address_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(SettingsError, match="expected HOST:PORT"):
        load_settings({"listen": text}, {})


def test_a_persons_own_token_is_not_taken() -> None:
    assert load_settings({}, {"HF_TOKEN": "hf_personal"}).token is None


def test_a_token_is_not_sent_in_the_clear() -> None:
    with pytest.raises(SettingsError, match="expected https"):
        load_settings({}, {"HUBNOTICE_TOKEN": "hf_secret", "HF_ENDPOINT": "http://hub.example"})


def test_the_token_for_github_is_one_of_its_own_and_never_printed_or_sent_in_the_clear() -> None:
    settings = load_settings({}, {"HUBNOTICE_GITHUB_TOKEN": "ghp_secret", "GITHUB_TOKEN": "ghp_personal"})
    assert settings.github_token is not None
    assert settings.github_token.reveal() == "ghp_secret"
    assert "ghp" not in repr(settings)
    assert load_settings({}, {"GITHUB_TOKEN": "ghp_personal"}).github_token is None
    for environment in ({"HUBNOTICE_GITHUB_TOKEN": "ghp\n"}, {"HUBNOTICE_GITHUB_URL": "http://git.example"}):
        with pytest.raises(SettingsError) as raised:
            load_settings({}, {"HUBNOTICE_GITHUB_TOKEN": "ghp_secret", **environment})
        assert "ghp" not in str(raised.value)


@pytest.mark.parametrize("name", ["acme", "acme/..", "acme/tiny/more", "https://github.com/acme/tiny", "acme/ti ny"])
def test_a_dashboard_has_to_be_in_a_repository(name: str) -> None:
    assert load_settings({"github_dashboard": "acme/tiny.js"}, {}).github_dashboard == "acme/tiny.js"
    with pytest.raises(SettingsError, match="expected a repository as owner/name"):
        load_settings({"github_dashboard": name}, {})


@pytest.mark.parametrize("text", ["= nonsense", "\xff"])
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "mine.toml"
    path.write_bytes(text.encode("latin-1"))
    with pytest.raises(SettingsError, match=r"mine\.toml: cannot be read"):
        load_settings({}, {}, path)


def test_a_file_that_is_named_has_to_be_there(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read"):
        load_settings({}, {}, tmp_path / "none.toml")


@pytest.mark.parametrize("size", ["0", "-1", "1TBB", "1.5MB", "", "9" * 40])
def test_a_size_that_is_none_is_refused(size: str) -> None:
    with pytest.raises(SettingsError, match="--max-bytes: expected bytes"):
        load_settings({"max_bytes": size}, {})


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        Settings().preset = "automatic"  # type: ignore[misc]


def test_every_field_has_one_entry_that_says_how_to_set_it() -> None:
    assert [setting.name for setting in SETTINGS] == [field.name for field in fields(Settings)]


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_every_setting_is_documented_with_its_default(setting: Setting) -> None:
    default = getattr(Settings(), setting.name)
    default = {True: "on", False: "off"}[default] if isinstance(default, bool) else default
    shown = "none" if default in {None, "", ()} else f"`{default}`"
    expected = f"| `{setting.name}` | `{setting.environment}` | {shown} | {setting.words} |"
    assert expected in DOCUMENTED.read_text(encoding="utf-8")


def test_roles_are_words_in_the_environment_and_a_list_in_the_file(tmp_path: Path) -> None:
    path = file(tmp_path, 'desk_roles = ["reviewer=hf:ada", "local:bob", "admin=org:acme"]\n')
    asked = load_settings({}, {"HUBNOTICE_DESK_ROLES": "reviewer=hf:ada,local:bob admin=org:acme"}).desk_roles
    assert load_settings({}, {}, path).desk_roles == asked
    assert len(asked) == 3
    with pytest.raises(SettingsError, match="HUBNOTICE_DESK_ROLES: expected ROLE=WHO"):
        load_settings({}, {"HUBNOTICE_DESK_ROLES": "boss=hf:ada"})


def test_the_secret_of_the_application_is_never_printed_or_sent_in_the_clear(tmp_path: Path) -> None:
    environment = {"HUBNOTICE_OAUTH_CLIENT_ID": "desk", "HUBNOTICE_OAUTH_CLIENT_SECRET": "horse battery"}
    settings = load_settings({}, environment)
    assert settings.oauth_client_secret is not None
    assert settings.oauth_client_secret.reveal() == "horse battery"
    assert "horse" not in repr(settings)
    with pytest.raises(SettingsError, match="HUBNOTICE_OAUTH_CLIENT_SECRET would be sent in the clear"):
        load_settings({}, environment | {"HF_ENDPOINT": "http://hub.example"})
    with pytest.raises(SettingsError, match="set HUBNOTICE_OAUTH_CLIENT_SECRET instead"):
        load_settings({}, {}, file(tmp_path, 'oauth_client_secret = "horse battery"\n'))


def test_a_space_says_its_address_and_its_application_itself() -> None:
    space = {
        "SPACE_ID": "acme/desk",
        "SPACE_HOST": "acme-desk.hf.space",
        "OAUTH_CLIENT_ID": "of the space",
        "OAUTH_CLIENT_SECRET": "horse battery",
    }
    settings = load_settings({}, space)
    assert (settings.public_url, settings.oauth_client_id) == ("https://acme-desk.hf.space", "of the space")
    assert settings.oauth_client_secret is not None
    assert (
        load_settings({}, space | {"HUBNOTICE_PUBLIC_URL": "https://desk.example"}).public_url == "https://desk.example"
    )
    assert load_settings({}, {name: text for name, text in space.items() if name != "SPACE_ID"}).oauth_client_id == ""


@pytest.mark.parametrize("text", ["desk.example", "https://desk.example/path", "https://desk.example?x", "https://a@b"])
def test_a_public_address_is_no_more_than_an_address(text: str) -> None:
    assert load_settings({}, {"HUBNOTICE_PUBLIC_URL": "https://desk.example/"}).public_url == "https://desk.example"
    with pytest.raises(SettingsError, match="HUBNOTICE_PUBLIC_URL: expected http"):
        load_settings({}, {"HUBNOTICE_PUBLIC_URL": text})
