"""What is said of the whole is said of its parts, where a list behind it names them and nothing else."""

from __future__ import annotations

import pytest

from tests.extract.claims import briefs
from tests.extract.conftest import Read

WHOLE = "African fighters casualties Killed [300 person]"
PARTS = ["Cameroonian citizens casualties Killed [38 person]", "Kenyan citizens casualties Killed [45 person]"]


@pytest.mark.parametrize(
    "text",
    [
        "300 African fighters have been killed, among them 45 Kenyans and 38 Cameroonians.",
        "300 African fighters have been killed, including 45 Kenyans and 38 Cameroonians.",
        "300 African fighters, including 45 Kenyans and 38 Cameroonians, have been killed.",
        "300 African fighters have been killed: 45 Kenyans and 38 Cameroonians.",
        "Russia lost 300 African fighters, among them 45 Kenyans and 38 Cameroonians.",
    ],
)
def test_parts_of_a_whole(text: str, read: Read) -> None:
    assert briefs(read(text)) == sorted([WHOLE, *PARTS])


def test_parts_of_what_is_done_to_people(read: Read) -> None:
    assert briefs(read("Russia recruited 300 African fighters, including 45 Kenyans.")) == [
        "Russia recruits African fighters [300 person]",
        "Russia recruits Kenyan citizens [45 person]",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "300 African fighters have been killed, including 45 in Kenyan units.",
        "300 African fighters have been killed near a camp of 20 tents, among them 45 Kenyan tents.",
        "300 African fighters have been killed. Including 45 Kenyans, the firm has 80 workers.",
        "300 African fighters were killed by a brigade of 5,000 soldiers, among them 45 Kenyans.",
    ],
)
def test_other_lists_break_nothing_down(text: str, read: Read) -> None:
    assert not [b for b in briefs(read(text)) if b.startswith("Kenyan citizens casualties")]


@pytest.mark.parametrize(
    "parts",
    [
        "Of these, 612 were citizens of Tajikistan, 498 of Uzbekistan.",
        "Among them 612 citizens of Tajikistan were conscripts, he said.",
    ],
)
def test_who_is_counted_next_is_not_one_part_of_them(parts: str, read: Read) -> None:
    found = briefs(read(f"1,387 Africans and Asians fought for Russia. {parts} At least 309 were killed."))
    assert not [b for b in found if "Killed" in b and "Tajik" in b]


def test_who_most_of_them_are_they_all_are_called(read: Read) -> None:
    found = briefs(read("The court jailed 14 men, most of them Tajiks. Two of the recruits were killed."))
    assert "Tajik citizens casualties Killed [2 person]" in found
