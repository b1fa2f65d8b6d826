"""Where the roles of a trigger word stand: functions, prepositions, and what lies beyond the trigger's own phrase."""

from __future__ import annotations

import pytest

from kgbuild.extract.engine import Engine
from kgbuild.extract.places import Places
from tests.extract.trees import token, tree, words


@pytest.mark.parametrize(
    ("text", "trigger", "place", "expected"),
    [
        ("The ministry counts Ghanaians in the army.", "army", "bearer", "Ghanaians"),
        ("The number of Georgians in the army remains unclear.", "army", "bearer", "Georgians"),
        ("The army fights in Ukraine.", "army", "bearer", ""),
        ("A sum of money is what Ukraine offers.", "offers", "cleft", "sum"),
        ("Wages are the bait that Russia offers.", "offers", "cleft", "Wages"),
        ("Russia offers money.", "offers", "cleft", ""),
        ("Most come from Cameroon, where Russia recruits.", "recruits", "where", "Cameroon"),
        ("Most come from Cameroon, which Russia knows.", "knows", "where", ""),
        ("A scheme in operation since May sends men.", "operation", "holder", "scheme"),
        ("In operation since May, the ring sends men.", "operation", "holder", "ring"),
        ("Kenya closed agencies in a campaign to combat trafficking.", "combat", "clause", "Kenya"),
        ("For the network Harare is the departure point.", "point", "copula", "is"),
        ("Tempted by a bonus, Serbs signed contracts with the army.", "Tempted", "above/patient/with", "army"),
        ("Rescue Line is a project of the ministry.", "project", "beside", "Line"),
        ("Kenyans were approached via Facebook and at fairs.", "approached", "via", "Facebook fairs"),
        ("Men were found in clubs and through adverts.", "found", "through+in", "adverts clubs"),
        ("Detectives say that he found men.", "found", "ancestor", "men he"),
        ("Efforts by Ukraine among veterans have been recorded.", "recorded", "agent", ""),
        ("A system in which Russia recruits Libyans was revealed.", "recruits", "head", ""),
        ("A system which recruits Libyans was revealed.", "recruits", "head", "system"),
        ("The state's incentives, offered by Russia, are many.", "incentives", "owner", "Russia"),
    ],
)
def test_places(engine: Engine, text: str, trigger: str, place: str, expected: str) -> None:
    found = tree(text)
    assert words(Places(found, engine.lexicon).at(token(found, trigger), place)) == expected
