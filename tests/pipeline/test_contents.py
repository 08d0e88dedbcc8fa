# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Reading a repository's texts within caps, and telling an upstream's license only where its files agree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from bot.model.costs import Cost
from bot.model.errors import AccessRefused, BotError, BudgetSpent, CutShort, FileTooLarge, SettingsError, Unreachable
from bot.model.licensing import TextMatch
from bot.model.repository import ByteRange, Declared, FileEntry, Snapshot, SnapshotKey
from bot.pipeline.contents import read_contents, read_terms
from tests.samples.judged import apache, mit, rulebook

MIT = mit("Copyright (c) 2023 DeepSeek")


class Shelf:
    """A model source over texts in memory; it records what was read and fails where it is told to."""

    def __init__(self, files: Mapping[str, str | bytes | BotError], declared: Declared | None = None) -> None:
        self.files = files
        self.reads: list[str] = []
        self.snapshot = Snapshot(
            key=SnapshotKey("acme/model", "a" * 40),
            files=tuple(FileEntry(path=path, size=10) for path in sorted(files)),
            declared=declared or Declared(),
        )
        self.cost = Cost()

    def read(self, path: str, *, limit: int) -> bytes:
        self.reads.append(path)
        content = self.files[path]
        if isinstance(content, BotError):
            raise content
        raw = content if isinstance(content, bytes) else content.encode()
        if len(raw) > limit:
            raise FileTooLarge(f"{path}: more than {limit} bytes")
        return raw

    def read_ranges(self, path: str, ranges: Sequence[ByteRange]) -> list[bytes]:
        raise AssertionError(f"no ranges of {path} are needed: {ranges}")


def test_texts_lines_and_notices_are_found_wherever_they_stand() -> None:
    shelf = Shelf(
        {
            "LICENSE": mit("Copyright (c) 2026 Example Lab"),
            "NOTICE": "Contains DeepSeek-V3. Copyright (c) 2023 DeepSeek",
            "README.md": f"---\nlicense: mit\n---\n# Model\n\n{apache()}",
            "model.safetensors": "never read",
        }
    )
    found = read_contents(shelf, rulebook())
    assert {(text.path, text.license_id, text.match) for text in found.license_texts} == {
        ("LICENSE", "mit", TextMatch.EXACT),
        ("README.md", "apache-2.0", TextMatch.EXACT),
    }
    assert found.copyright_lines == ("Copyright (c) 2026 Example Lab", "Copyright (c) 2023 DeepSeek")
    assert [path for path, _ in found.notices] == ["NOTICE"]
    assert found.card_text.strip().startswith("# Model")
    assert found.unread == ()
    assert found.files_seen == 4
    assert "model.safetensors" not in shelf.reads


def test_metadata_is_cut_off_a_card_with_windows_line_ends() -> None:
    shelf = Shelf({"README.md": "\ufeff---\r\nbase_model: x/y\r\n---\r\n# Model\r\n"})
    assert read_contents(shelf, rulebook()).card_text.strip() == "# Model"


def test_a_card_without_metadata_is_kept_whole() -> None:
    shelf = Shelf({"README.md": "# Model\n\n---\n\nmore\n\n---\n"})
    assert "more" in read_contents(shelf, rulebook()).card_text


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_byte_order_marks_are_understood(encoding: str) -> None:
    found = read_contents(Shelf({"LICENSE": MIT.encode(encoding)}), rulebook())
    assert [text.license_id for text in found.license_texts] == ["mit"]


@pytest.mark.parametrize("path", ["LICENSE", "NOTICE", "README.md"])
@pytest.mark.parametrize(
    "error", [Unreachable("no"), AccessRefused("no"), CutShort("no"), BudgetSpent("no"), FileTooLarge("no")]
)
def test_what_cannot_be_read_is_listed_as_unread(path: str, error: BotError) -> None:
    assert read_contents(Shelf({path: error}), rulebook()).unread == (path,)


def test_a_mistake_of_the_operator_is_not_taken_for_an_unreadable_file() -> None:
    with pytest.raises(SettingsError):
        read_contents(Shelf({"LICENSE": SettingsError("no token")}), rulebook())


def test_a_file_beyond_the_cap_is_unread() -> None:
    assert read_contents(Shelf({"README.md": "x" * 300_000}), rulebook()).unread == ("README.md",)


def test_files_beyond_the_twelfth_are_unread_and_not_requested() -> None:
    shelf = Shelf({f"LICENSES/{number:02}.txt": "text" for number in range(15)})
    found = read_contents(shelf, rulebook())
    assert len(shelf.reads) == 12
    assert found.unread == ("LICENSES/12.txt", "LICENSES/13.txt", "LICENSES/14.txt")


@pytest.mark.parametrize(
    ("config", "hint"),
    [
        ('{"_name_or_path": "deepseek-ai/DeepSeek-V3"}', "deepseek-ai/DeepSeek-V3"),
        ('{"_name_or_path": ""}', None),
        ('{"_name_or_path": 3}', None),
        ("[]", None),
        ("no json", None),
        ("[" * 100_000, None),
    ],
)
def test_the_name_in_the_configuration_is_a_hint_if_it_is_a_name(config: str, hint: str | None) -> None:
    assert read_contents(Shelf({"config.json": config}), rulebook()).name_hint == hint


# The upstream's own terms.


def terms_license(files: Mapping[str, str | bytes | BotError], declared: str | None = None) -> str | None:
    return read_terms(Shelf(files, Declared(license_id=declared)), rulebook()).license_id


def test_an_upstream_s_file_and_metadata_that_agree_are_its_license() -> None:
    terms = read_terms(Shelf({"LICENSE": MIT}, Declared(license_id="mit")), rulebook())
    assert (terms.license_id, terms.license_path, terms.copyright_lines) == (
        "mit",
        "LICENSE",
        ("Copyright (c) 2023 DeepSeek",),
    )
    assert terms.license_text == MIT


def test_the_license_of_the_code_is_not_the_license_of_the_model() -> None:
    files = {"LICENSE-CODE": MIT, "LICENSE-MODEL": "Terms of our own, with restrictions on use."}
    assert terms_license(files, "other") is None
    assert terms_license(files, "mit") is None
    assert terms_license(files) is None


@pytest.mark.parametrize(
    ("files", "declared", "license_id"),
    [
        ({"LICENSE": MIT}, None, "mit"),
        ({"LICENSE": MIT}, "other", "mit"),
        ({}, "apache-2.0", "apache-2.0"),
        ({}, "llama3.1", "llama3.1"),
        ({}, None, None),
        ({"LICENSE": MIT}, "apache-2.0", None),
        ({"LICENSE": MIT + "\nYou must display our name."}, "mit", None),
        ({"LICENSE": "our own terms"}, "mit", None),
        ({"LICENSE": "our own terms"}, "acme-terms-1.0", "acme-terms-1.0"),
        ({"LICENSE": MIT, "LICENSE.apache": apache()}, None, None),
        ({"LICENSE": MIT, "LICENSE.apache": apache()}, "apache-2.0", "apache-2.0"),
        ({"LICENSE": Unreachable("no")}, "mit", None),
    ],
)
def test_no_license_is_claimed_where_files_and_metadata_disagree(
    files: Mapping[str, str | bytes | BotError], declared: str | None, license_id: str | None
) -> None:
    assert terms_license(files, declared) == license_id


def test_an_unread_license_of_an_upstream_is_listed() -> None:
    assert read_terms(Shelf({"LICENSE": Unreachable("no")}), rulebook()).unread == ("LICENSE",)


def test_an_upstream_s_notice_is_kept_with_its_place() -> None:
    terms = read_terms(Shelf({"LICENSE": apache(), "NOTICE": "Acme Vision"}), rulebook())
    assert (terms.notice_path, terms.notice_text) == ("NOTICE", "Acme Vision")


OWN_TERMS = (
    "Whoever receives the weights may study them in a laboratory. Every product built on them must display our name, and shall not be "
    "offered to the public unless we agree in writing. "
)


def test_terms_that_nobody_knows_are_told_as_uncovered_and_as_no_license() -> None:
    found = read_contents(Shelf({"LICENSE": "Our terms\n\n" + OWN_TERMS * 5}), rulebook())
    assert found.license_texts == ()
    assert [(each.path, each.first_line) for each in found.uncovered] == [("LICENSE", 1)]


def test_a_card_about_something_else_is_not_uncovered() -> None:
    assert read_contents(Shelf({"README.md": "# Model\n\n" + OWN_TERMS * 5}), rulebook()).uncovered == ()


@pytest.mark.parametrize("link", ["terms/agreement.txt", "./terms/agreement.txt"])
def test_the_file_that_a_license_link_names_is_read_as_a_license(link: str) -> None:
    shelf = Shelf({"terms/agreement.txt": MIT, "README.md": "# Model"}, Declared(license_id="other", license_link=link))
    assert [(text.path, text.license_id) for text in read_contents(shelf, rulebook()).license_texts] == [
        ("terms/agreement.txt", "mit")
    ]
    assert read_terms(shelf, rulebook()).license_id == "mit"


@pytest.mark.parametrize(
    "link", ["https://example.org/terms", "../terms.txt", "weights.bin", "README.md", "", "nowhere.txt"]
)
def test_other_links_are_not_followed(link: str) -> None:
    shelf = Shelf({"weights.bin": MIT, "README.md": "# Model"}, Declared(license_link=link))
    read_contents(shelf, rulebook())
    assert shelf.reads == ["README.md"]


def test_a_linked_file_is_read_once() -> None:
    shelf = Shelf({"LICENSE": MIT}, Declared(license_id="mit", license_link="LICENSE"))
    read_contents(shelf, rulebook())
    assert shelf.reads == ["LICENSE"]
