"""What a noun phrase names, seen at the roles that it fills."""

from __future__ import annotations

import pytest

from kgbuild.model import Claim, Entity
from tests.extract.claims import quantity
from tests.extract.conftest import Read


def only(claims: tuple[Claim, ...], predicate: str) -> Claim:
    (claim,) = (c for c in claims if c.predicate == predicate)
    return claim


def about(entity: object) -> tuple[str, str]:
    assert isinstance(entity, Entity)
    return entity.cls.partition(":")[2], entity.label


@pytest.mark.parametrize(
    ("phrase", "cls", "label", "count"),
    [
        ("Kenyans", "PersonGroup", "Kenyan citizens", ""),
        ("45 Kenyans", "PersonGroup", "Kenyan citizens", "45 person"),
        ("At least 45 Kenyan citizens", "PersonGroup", "Kenyan citizens", "≥45 person"),
        ("Some 900 Kenyan nationals", "PersonGroup", "Kenyan citizens", "~900 person"),
        ("Hundreds of Kenyans", "PersonGroup", "Kenyan citizens", "hundreds person"),
        ("12 Kenyan students", "PersonGroup", "Kenyan students", "12 person"),
        ("900 Kyrgyz", "PersonGroup", "Kyrgyz citizens", "900 person"),
        ("Three foreigners", "PersonGroup", "foreigners", "3 person"),
        ("John Kamau", "Person", "John Kamau", ""),
        ("A driver from Nairobi", "Person", "driver from Nairobi", ""),
        ("Two of the Kenyans", "PersonGroup", "Kenyan citizens", "2 person"),
    ],
)
def test_people(phrase: str, cls: str, label: str, count: str, read: Read) -> None:
    claim = only(read(f"{phrase} joined the Russian army."), "rec:fightsFor")
    assert about(claim.subject) == (cls, label)
    assert [quantity(q) for q in claim.quantities] == ([count] if count else [])


@pytest.mark.parametrize(
    ("phrase", "cls", "label"),
    [
        ("the Russian army", "ArmedForce", "Russian Armed Forces"),
        ("Russia's military", "ArmedForce", "Russian Armed Forces"),
        ("the armed forces of Russia", "ArmedForce", "Russian Armed Forces"),
        ("the Ukrainian army", "ArmedForce", "Ukrainian Armed Forces"),
        ("the International Legion", "Organization", "International Legion"),
        ("PMC Wagner", "Organization", "Wagner Group"),
        ("Wagner", "Organization", "Wagner Group"),
    ],
)
def test_forces(phrase: str, cls: str, label: str, read: Read) -> None:
    assert about(only(read(f"Kenyans joined {phrase}."), "rec:fightsFor").object) == (cls, label)


@pytest.mark.parametrize(
    ("phrase", "cls", "label"),
    [
        ("Russia", "Country", "Russia"),
        ("Moscow", "Country", "Russia"),
        ("The Russian army", "ArmedForce", "Russian Armed Forces"),
        ("The agency Northern Star Travel", "Organization", "Northern Star Travel"),
        ("A network in Nairobi", "Scheme", "network"),
        ("John Kamau", "Person", "John Kamau"),
    ],
)
def test_who_recruits(phrase: str, cls: str, label: str, read: Read) -> None:
    assert about(only(read(f"{phrase} has recruited Kenyans."), "rec:recruits").subject) == (cls, label)


def test_a_quoted_name_is_one_name_and_the_one_in_brackets_another_of_the_same(read: Read) -> None:
    claim = only(read("The hotline “I Want to Live” is run by Ukraine."), "rec:operatedBy")
    assert about(claim.subject) == ("Project", "I Want to Live")
    claim = only(
        read("The Ukrainian project “Хочу жить” (“I Want to Live”) lists 78 Kenyans as killed."), "rec:casualties"
    )
    (speaker,) = claim.attributed_to
    assert (*about(speaker), speaker.alt_labels) == ("Project", "I Want to Live", ("Хочу жить",))


def test_a_group_carries_its_nationality(read: Read) -> None:
    for phrase in ("Kenyans", "12 Kenyan students"):
        subject = only(read(f"{phrase} joined the Russian army."), "rec:fightsFor").subject
        assert about(subject.nationality) == ("Country", "Kenya")


def test_groups_of_one_nationality_are_one_everywhere_and_others_are_of_their_document(read: Read) -> None:
    def subject(text: str) -> Entity:
        return only(read(text), "rec:fightsFor").subject

    assert subject("Kenyans fight for Russia.") == subject("Since May, 45 Kenyan citizens fight for Russia.")
    one, other = subject("12 Kenyan students fight for Russia."), subject("Kenyan students joined the Russian army.")
    assert one.label == other.label
    assert one != other
    assert one.scope != other.scope


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Zzyxeidah has sold Yemenis to the Russian army", []),
        ("From Zzyxeidah to Qwrtbas, Yemenis Recruited for Russian Army", []),
        ("The firm Zzyxeidah has sold Yemenis to the Russian army", ["Zzyxeidah"]),
        ("Blue Sky Travel has sold Yemenis to the Russian army", ["Blue Sky Travel"]),
    ],
)
def test_a_town_that_nobody_knows_is_no_firm(title: str, expected: list[str], read: Read) -> None:
    found = [c.subject for c in read("The weather was bad.", title=title)]
    assert [e.label for e in found if e.cls == "rec:Organization"] == expected
