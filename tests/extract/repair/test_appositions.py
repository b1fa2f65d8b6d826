"""A name between two commas: whose it is."""

from __future__ import annotations

import pytest

from tests.extract.claims import briefs
from tests.extract.conftest import Read


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        (
            "A company founded by a wealthy trader, Kodjo Mensah, promised recruits Russian citizenship.",
            "company operatedBy Kodjo Mensah",
        ),
        (
            "A company founded by a wealthy trader, Kodjo Mensah, promised recruits Russian citizenship.",
            "company offersIncentive Russian citizenship",
        ),
        (
            "A network set up by a retired teacher, Abdou Sall, sent 30 Senegalese to the Russian army.",
            "network recruits Senegalese citizens [30 person]",
        ),
        (
            "A former officer who ran a travel agency in Lima, Jorge Quispe, was arrested over recruitment.",
            "unstated detained Jorge Quispe",
        ),
        ("The recruiter, Jorge Quispe, was arrested in Lima.", "unstated detained Jorge Quispe"),
        ("A man who lived in Kandy, Sri Lanka, was arrested over recruitment.", "unstated detained man"),
    ],
)
def test_a_name_belongs_to_the_noun_that_it_can_name(text: str, claim: str, read: Read) -> None:
    assert claim in briefs(read(text))


def test_a_noun_and_its_name_do_nothing_to_one_another(read: Read) -> None:
    text = "A company founded by a wealthy trader, Kodjo Mensah, promised recruits Russian citizenship."
    assert not [c for c in briefs(read(text)) if c.startswith(("Kodjo Mensah", "trader", "wealthy trader"))]
