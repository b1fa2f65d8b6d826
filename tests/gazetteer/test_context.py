"""Judging a name by its neighbours."""

from __future__ import annotations

import pytest

from kgbuild.gazetteer import Gazetteer
from kgbuild.gazetteer.context import Context
from kgbuild.gazetteer.tables import Tables
from kgbuild.model import Span

WORLD = Gazetteer.load()
CONTEXT = Context(Tables(), WORLD.readings)


def place(text: str, name: str) -> Span:
    start = text.index(name)
    return Span(start, start + len(name))


@pytest.mark.parametrize(
    ("text", "name", "person"),
    [
        ("Jordan Peterson spoke.", "Jordan", True),
        ("Jordan Valley farmers met.", "Jordan", False),
        ("Jordan King Abdullah met them.", "Jordan", False),
        ("Chad Wolf testified.", "Chad", True),
        ("Nevada Test and Training Range", "Nevada", False),
        ("Mr. London said so.", "London", True),
        ("We met J. London there.", "London", True),
        ("He saw Leon van Biljon there.", "Leon", True),
        ("the late Jack London", "London", True),
        ("Will Georgia join?", "Georgia", False),
        ("It ended. Moscow answered.", "Moscow", False),
        ("A Dubai firm paid.", "Dubai", False),
        ("China's Guangdong province", "Guangdong", False),
        ("Paris-Saint-Germain won.", "Paris", True),
        ("the Moscow-Kyiv train", "Moscow", False),
        ("German Gref spoke.", "German", True),
        ("German Chancellor spoke.", "German", False),
        ("the Royal Swedish Academy", "Swedish", False),
    ],
)
def test_persons(text: str, name: str, person: bool) -> None:
    assert CONTEXT.in_person(text, place(text, name), name, WORLD.readings(name)) is person


@pytest.mark.parametrize(
    ("text", "name", "dish"),
    [
        ("a Turkey sandwich", "Turkey", True),
        ("two Brazil nuts", "Brazil", True),
        ("Chicken Kiev for two", "Kiev", True),
        ("Kiev police", "Kiev", False),
        ("He left Turkey on Monday", "Turkey", False),
    ],
)
def test_dishes(text: str, name: str, dish: bool) -> None:
    assert CONTEXT.in_dish(text, place(text, name)) is dish


@pytest.mark.parametrize(
    ("text", "name", "idiom"),
    [
        ("carrying coals to Newcastle", "Newcastle", True),
        ("used as Guinea\npigs again", "Guinea", True),
        ("Rome wasn’t built in a day", "Rome", True),
        ("a train to Newcastle", "Newcastle", False),
        ("Russian roulette, Russian troops", "Russian", True),
    ],
)
def test_idioms(text: str, name: str, idiom: bool) -> None:
    assert CONTEXT.in_idiom(text, place(text, name)) is idiom


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("He spoke Russian.", True),
        ("a Russian-language site", False),
        ("a Russian language site", True),
        ("written in Russian, it said", True),
        ("in Russian custody", False),
        ("Russian soldiers", False),
    ],
)
def test_languages(text: str, language: bool) -> None:
    assert CONTEXT.is_language(text, place(text, "Russian")) is language


@pytest.mark.parametrize(
    ("name", "generic"),
    [
        ("Department of Health", True),
        ("Ministry of Internal Affairs", True),
        ("Russian Defense Ministry", False),
        ("Bundeskriminalamt", False),
    ],
)
def test_bodies_that_many_countries_have(name: str, generic: bool) -> None:
    assert CONTEXT.is_generic(name) is generic
