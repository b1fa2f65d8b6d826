"""Where people are said to come from, and who they are afterwards."""

from __future__ import annotations

import pytest

from tests.extract.claims import briefs
from tests.extract.conftest import Read

DIED = "Kenyan citizens casualties Killed [17 person]"


@pytest.mark.parametrize(
    "said",
    [
        "The men came from Kenya.",
        "The men were from Kenya.",
        "They were all from Kenya.",
        "The fighters are from Kenya.",
    ],
)
def test_people_are_those_of_the_country_that_they_come_from(said: str, read: Read) -> None:
    assert DIED in briefs(read(f"{said} Seventeen of them have died."))


@pytest.mark.parametrize(
    "said",
    [
        "The order came from Kenya.",
        "The men did not come from Kenya.",
        "The men came from Kenya and Uganda.",
        "The men came from Nairobi.",
    ],
)
def test_others_are_not(said: str, read: Read) -> None:
    assert DIED not in briefs(read(f"{said} Seventeen of them have died."))
