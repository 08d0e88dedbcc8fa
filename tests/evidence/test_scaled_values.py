# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Which tensor of an upstream another one is, up to a factor for each channel, and how many pairs were tried."""

from __future__ import annotations

import math

import pytest

from bot.evidence.scaled_values import ScaledTensors
from bot.model.components import Component
from bot.model.values import ValueReference, WholeTensor


def reference(*scaled: str, name: str = "kernel", shape: tuple[int, ...] = (32, 200)) -> ValueReference:
    """Each letter is a slice; one word for each axis."""
    return ValueReference(
        name=name,
        component=Component.TEXT_MODEL,
        shape=shape,
        elements=math.prod(shape),
        stored=b"",
        ordered=(b"", b"", b""),
        scaled=tuple(tuple(letter.encode() for letter in word) for word in scaled),
    )


def whole(*scaled: str, log10_p: float = -30.0) -> WholeTensor:
    return WholeTensor(
        family="kernel",
        reference=reference(*scaled),
        log10_p=(0.0, 0.0, 0.0),
        scaled_log10_p=tuple((log10_p,) * len(word) for word in scaled),
        bytes_read=0,
    )


def test_the_bound_is_corrected_for_all_pairs_of_slices() -> None:
    found = ScaledTensors([reference("abcdefgh", "")]).found(whole("abcdefgh", ""))
    assert found is not None
    assert found.log10_p == pytest.approx(-30 + math.log10(64))
    assert (found.is_scaled, found.in_order) == (True, False)


@pytest.mark.parametrize(
    ("own", "other", "is_found"),
    [
        ("abcdefgh", "abcdklmn", True),
        ("abcdefgh", "abcklmno", False),
        ("abcdefghi", "abcdklmno", False),
        ("abc", "abc", False),
        ("abcd", "abcdefgh", True),
        ("abcd", "abcdefghi", False),
    ],
)
def test_half_of_both_and_four_slices_have_to_agree(own: str, other: str, *, is_found: bool) -> None:
    assert (ScaledTensors([reference(other, "")]).found(whole(own, "")) is not None) is is_found


def test_slices_of_two_axes_or_two_tensors_of_one_name_are_not_added_up() -> None:
    others = [reference("abklmnop", "cdklmnop"), reference("efqrstuv", "ghqrstuv")]
    assert ScaledTensors(others).found(whole("abcdefgh", "")) is None


def test_the_closest_of_several_is_named() -> None:
    others = [reference("abcdklmn", "", name="some"), reference("abcdefkl", "", name="most")]
    found = ScaledTensors(others).found(whole("abcdefgh", ""))
    assert found is not None
    assert found.reference == "most"


def test_every_pair_of_axes_of_one_length_counts_as_a_test() -> None:
    others = [
        reference("abcd", "efgh"),
        reference("abcd", "efgh", shape=(200, 32)),
        reference("abcd", "", shape=(8, 4)),
    ]
    assert ScaledTensors(others).tests(whole("abcd", "efgh")) == 4
    assert ScaledTensors(others).tests(whole("abcd", "")) == 2


def test_upstreams_that_were_catalogued_before_are_found_by_equal_values_only() -> None:
    assert ScaledTensors([reference()]).found(whole("abcd", "")) is None
    assert ScaledTensors([reference()]).tests(whole("abcd", "")) == 0
