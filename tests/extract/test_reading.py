"""Phrases read as things that have no proper names: payments, channels, offences, penalties, peoples, concepts."""

from __future__ import annotations

from pathlib import Path

import pytest

from kgbuild.extract.engine import Engine
from kgbuild.pack import load_packs
from tests.extract.claims import brief, briefs, document
from tests.extract.conftest import Read
from tests.extract.packs import pack


def read_as(read: Read, predicate: str, text: str) -> list[str]:
    """The objects of a predicate with their sums."""
    return sorted(
        brief(c).partition(f"{predicate.partition(':')[2]} ")[2] for c in read(text) if c.predicate == predicate
    )


@pytest.mark.parametrize(
    ("text", "payments"),
    [
        ("Russia pays recruits 4 million rubles.", ["payment [4000000 CCY_RUB]"]),
        ("Russia pays recruits 4 million rubles at once.", ["one-off payment [4000000 CCY_RUB]"]),
        ("Russia pays recruits 4 million rubles on signing.", ["signing bonus [4000000 CCY_RUB]"]),
        ("Russia pays recruits 200,000 rubles a month.", ["monthly pay [200000 CCY_RUB/MO]"]),
        ("Russia pays 4 million rubles for a death.", ["death benefits [4000000 CCY_RUB]"]),
        (
            "Russia pays recruits a signing bonus of 2 million rubles ($21,000).",
            ["signing bonus [2000000 CCY_RUB, 21000 CCY_USD]"],
        ),
        (
            "Russia pays recruits a signing bonus of 2 million rubles and monthly pay of 210,000 rubles.",
            ["monthly pay [210000 CCY_RUB/MO]", "signing bonus [2000000 CCY_RUB]"],
        ),
        ("Russia promised the Kenyans citizenship and a bonus.", ["bonus", "citizenship"]),
        (
            "Russia offers foreigners citizenship, housing and free education.",
            ["citizenship", "free education", "housing"],
        ),
        ("Russia offers recruits up to 5 million rubles.", ["payment [≤5000000 CCY_RUB]"]),
        ("Russia offers recruits a sum.", []),  # a payment that says nothing without its sum
        ("Russia offers recruits its views.", []),
        ("The recruits earn 210,000 rubles a month.", ["monthly pay [210000 CCY_RUB/MO]"]),
        ("The teachers earn 210,000 rubles a month.", []),
    ],
)
def test_payments(text: str, payments: list[str], read: Read) -> None:
    assert read_as(read, "rec:offersIncentive", text) == payments


@pytest.mark.parametrize(
    ("through", "channels"),
    [
        ("through Telegram", ["Telegram"]),
        ("via Telegram, WhatsApp groups and posters", ["Telegram", "WhatsApp groups", "posters"]),
        ("through advertisements on social media", ["social media"]),
        ("through job sites", ["job boards"]),
        ("through friends and relatives", ["friends", "relatives"]),
        ("through them", []),
        ("through Nairobi", []),
        ("through sheer luck", []),
    ],
)
def test_channels(through: str, channels: list[str], read: Read) -> None:
    assert read_as(read, "rec:usesChannel", f"Russia recruits Kenyans {through}.") == sorted(channels)


@pytest.mark.parametrize(
    ("text", "offences"),
    [
        ("Kenya criminalises mercenarism.", ["mercenarism"]),
        ("Kenya bans human trafficking.", ["human trafficking"]),
        ("Kenya bans phones.", []),
    ],
)
def test_offences(text: str, offences: list[str], read: Read) -> None:
    assert read_as(read, "rec:criminalises", text) == offences


@pytest.mark.parametrize(
    ("term", "years"),
    [
        ("five to nine years", "5-9"),
        ("up to nine years", "≤9"),
        ("at least five years", "≥5"),
        ("nine years", "9"),
    ],
)
def test_penalties(term: str, years: str, read: Read) -> None:
    found = read_as(read, "rec:punishableBy", f"In Kenya mercenary activity is punishable by {term} in prison.")
    assert found == [f"imprisonment [{years} YR]"]


@pytest.mark.parametrize(
    ("text", "concepts"),
    [
        ("The war disrupts regional stability.", ["regional stability"]),
        ("The war undermines the rule of law.", ["rule of law"]),
        ("The war undermines peace and justice.", ["peace and justice"]),
        ("The war undermines food security in Kenya.", ["food security"]),
        ("The war undermines them.", []),
    ],
)
def test_concepts(text: str, concepts: list[str], read: Read) -> None:
    assert read_as(read, "rec:harms", text) == concepts


@pytest.mark.parametrize(
    ("text", "policies"),
    [
        ("Kenya maintains its policy of neutrality.", ["neutrality"]),
        ("Kenya remains neutral.", ["neutrality"]),
        ("Kenya's policy is old.", []),
    ],
)
def test_policies(text: str, policies: list[str], read: Read) -> None:
    assert read_as(read, "rec:hasPolicy", text) == policies


def test_another_pack_has_its_own_class_read_by_the_same_reader(tmp_path: Path) -> None:
    frames = """
- name: wins
  predicate: mine:wins
  triggers: [{verb: [win]}]
  subject: {at: [agent], is: [rec:PersonGroup]}
  object: {at: [patient], reads: mine:Prize}
"""
    pack(tmp_path, lexicon="readers: {mine:Prize: kind}\nnouns: {mine:Prize: [medal]}", frames=frames)
    engine = Engine(load_packs(("core", "world", "recruitment", "mine"), tmp_path))
    claims = engine(document("The 17 Kenyan recruits won medals and lost hope."))
    assert [(c.predicate, getattr(c.object, "cls", ""), getattr(c.object, "label", "")) for c in claims] == [
        ("mine:wins", "mine:Prize", "medals")
    ]


def test_it_takes_up_the_offence_that_was_named(read: Read) -> None:
    found = briefs(read("Treason is a crime in Kenya.", "It carries up to ten years in prison."))
    assert found == ["Kenya criminalises treason", "treason punishableBy imprisonment [≤10 YR]"]


def test_it_takes_up_no_offence_from_afar(read: Read) -> None:
    found = briefs(
        read("Treason is a crime in Kenya.", "The men signed contracts.", "It carries up to ten years in prison.")
    )
    assert found == ["Kenya criminalises treason"]


@pytest.mark.parametrize(
    ("text", "penalties"),
    [
        ("Mercenarism is punishable by death or by life imprisonment.", ["death penalty", "life imprisonment"]),
        ("Mercenarism is punishable by a fine or imprisonment.", ["fine", "imprisonment"]),
        (
            "Mercenarism carries life imprisonment or ten years in prison.",
            ["imprisonment [10 YR]", "life imprisonment"],
        ),
        ("Mercenarism is punishable by a fine.", ["fine"]),
        ("Article 5 allows recruitment in a prison.", []),
    ],
)
def test_penalties_stand_beside_one_another(text: str, penalties: list[str], read: Read) -> None:
    assert read_as(read, "rec:punishableBy", f"{text} It is about mercenaries.") == penalties


@pytest.mark.parametrize(
    ("text", "offence"),
    [
        ("Jordan punishes enlistment in a foreign force without leave with five years.", "without leave"),
        ("Jordan punishes enlistment in Chad with five years.", "enlistment"),
    ],
)
def test_a_deed_is_told_with_its_circumstances_but_not_with_its_place(text: str, offence: str, read: Read) -> None:
    assert [found.endswith(offence) for found in read_as(read, "rec:criminalises", text)] == [True]
