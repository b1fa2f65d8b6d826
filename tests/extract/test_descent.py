"""A people's name beside a place of another country: no citizenship."""

from __future__ import annotations

import pytest

from tests.extract.claims import briefs
from tests.extract.conftest import Read


@pytest.mark.parametrize(
    ("people", "group"),
    [
        ("Uzbeks from Osh", "Uzbeks from Osh"),
        ("Uzbeks from Tajikistan", "Uzbeks from Tajikistan"),
        ("Serbs from the city of Mostar", "Serbs from the city of Mostar"),
        ("Tajik men from Termez", "Tajik men from Termez"),
        ("Kyrgyz Uzbeks", "Kyrgyz Uzbeks"),
        ("Serbs from Novi Sad", "Serb citizens"),
        ("Kenyans from Nairobi and Kisumu", "Kenyan citizens"),
        ("Kenyans", "Kenyan citizens"),
    ],
)
def test_whose_citizens_they_are(people: str, group: str, read: Read) -> None:
    assert briefs(read(f"Twelve {people} joined the Russian army.")) == [
        f"{group} fightsFor Russian Armed Forces [12 person]"
    ]


def test_the_place_where_a_journey_begins_tells_nothing_of_descent(read: Read) -> None:
    found = briefs(
        read("Twelve Kenyans from Istanbul to Moscow were flown on tourist visas. They joined the Russian army.")
    )
    assert "Kenyan citizens fightsFor Russian Armed Forces" in found
