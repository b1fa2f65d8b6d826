"""The unnamed man of the opening and the name that the article gives him further down."""

from __future__ import annotations

import pytest

from tests.extract.claims import briefs
from tests.extract.conftest import Read

JAILED = "A court in Osh sentenced a 34-year-old local man to nine years in prison."
NAMED = "Bakyt Ermekov signed a contract with the Russian army in May 2024."
SIGNED = "Bakyt Ermekov signedContractWith Russian Armed Forces {2024-05}"


def test_one_unnamed_and_then_one_name_are_one_man(read: Read) -> None:
    assert briefs(read(JAILED, NAMED)) == [SIGNED, "court in Osh sentenced Bakyt Ermekov [9 YR]"]


@pytest.mark.parametrize(
    "paragraphs",
    [
        (NAMED, JAILED),  # the name comes first
        (JAILED, NAMED, "Almaz Asanov joined the Russian army."),  # two names
        ("It rained.", "It snowed.", "The sun shone.", JAILED, NAMED),  # not in the opening
        (JAILED, "The weather was bad."),  # no name
    ],
    ids=["name first", "two names", "further down", "no name"],
)
def test_else_they_stay_two(paragraphs: tuple[str, ...], read: Read) -> None:
    found = briefs(read(*paragraphs))
    assert "court in Osh sentenced 34-year-old local man [9 YR]" in found
    assert (SIGNED in found) == (NAMED in paragraphs)


def test_every_claim_of_the_unnamed_man_gets_his_name(read: Read) -> None:
    fought = "A 34-year-old local man fought for Russia."
    found = read(fought, JAILED, NAMED)
    people = {e.label for c in found for e in (c.subject, c.object) if getattr(e, "cls", "") == "rec:Person"}
    assert people == {"Bakyt Ermekov"}


VERDICT = "A court in Osh sentenced Bakyt Ermekov to nine years in May 2024."


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ("Ermekov was convicted of mercenarism.", {"court in Osh"}),
        ("Ermekov was sentenced to three years in 2019.", {"court in Osh", "unstated"}),
        (
            "A court in Batken sentenced Ermekov to nine years. Ermekov was jailed.",
            {"court in Osh", "court in Batken", "unstated"},
        ),
    ],
    ids=["the same verdict", "another verdict", "two courts"],
)
def test_who_acted_is_known_from_elsewhere(after: str, expected: set[str], read: Read) -> None:
    found = [c for c in read(f"{VERDICT} {after}") if c.predicate == "rec:sentenced"]
    assert {c.subject.label for c in found} == expected


def test_the_unnamed_man_of_the_headline_is_he_who_got_the_same_sentence(read: Read) -> None:
    text = "A court in Lima sentenced Jorge Quispe to seven years in prison for sending men to the Russian army."
    title = "Travel agent jailed for seven years over recruits for Russia"
    assert briefs(read(text, title=title)) == ["court in Lima sentenced Jorge Quispe [7 YR]"]
    other = "A court in Lima sentenced Jorge Quispe to nine years in prison for sending men to the Russian army."
    assert "unstated sentenced Travel agent [7 YR]" in briefs(read(other, title=title))


def test_a_group_that_the_text_calls_by_its_own_words_stands_before_one_court(read: Read) -> None:
    text = "Nine Togolese soldiers went on trial before a military tribunal over service in the Russian army."
    assert briefs(read(text, "All of the soldiers are charged with desertion.")) == [
        "military tribunal prosecutes Togolese soldiers [9 person]"
    ]
