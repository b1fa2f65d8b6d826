"""Looking a mention up among all names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgbuild.gazetteer import Gazetteer
from kgbuild.gazetteer.tables import Tables
from kgbuild.link.names import NameTable, Reading, fold, stems, transliterate

NAMES = NameTable(Tables())


def labels(readings: tuple[Reading, ...]) -> set[str]:
    items = (Gazetteer.load().item(r.qid) for r in readings)
    return {item.label for item in items if item is not None}


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("The Guardian", "guardian"),
        ("the", "the"),
        ("Côte d’Ivoire", "cote d ivoire"),
        ("Ministry of Defense", "ministry of defence"),
        ("ＵＮ", "un"),
        ("काठमाडौं", "काठमाडौं"),
        ("₸", ""),
        ("Łódź", "lodz"),
        ("Œuvre", "oeuvre"),
        ("Centre", "centre"),
        ("DEFENSE", "defence"),
        ("Defence_2", "defence 2"),
        ("İzmir", "izmir"),
        ("Күлтөбө", "күлтөбө"),
    ],
)
def test_folding(name: str, folded: str) -> None:
    assert fold(name) == folded


@given(st.text(max_size=40))
def test_folding_twice_is_folding_once(name: str) -> None:
    once = fold(name)
    assert fold(once) == once or once.startswith("the ")


def test_english_names_come_before_those_of_other_languages() -> None:
    assert {r.language for r in NAMES.exact("Georgia")} == {"en"}
    assert {r.language for r in NAMES.exact("Deutschland")} >= {"de"}
    assert NAMES.exact("deutschland") == ()
    assert labels(NAMES.folded("deutschland")) == {"Germany"}


def test_endings_are_taken_off_one_by_one_and_never_too_far() -> None:
    assert "ташкент" in stems("ташкенте")
    assert all(len(stem) >= 4 for stem in stems("мали") + stems("казахстанцами"))
    assert labels(NAMES.inflected("казахстанцами")) == {"Kazakhstan"}
    assert labels(NAMES.inflected("Кубы")) == {"Cuba"}
    assert labels(NAMES.inflected("Києві")) == {"Kyiv"}
    assert labels(NAMES.inflected("Өзбекстаннан")) == {"Uzbekistan"}
    assert labels(NAMES.inflected("қазақстандық")) == {"Kazakhstan"}
    assert NAMES.inflected("") == ()


def test_cyrillic_that_spells_an_english_name_is_found() -> None:
    assert transliterate("Шымкент") == "shymkent"
    assert labels(NAMES.transliterated("Алмати")) == {"Almaty"}


@pytest.mark.parametrize(
    "name",
    [
        "Russian Ministry of Defence",
        "Ministry of Defense of the Russian Federation",
        "Russia's Defence Ministry",
        "Defence Ministry of Russia",
    ],
)
def test_a_body_is_the_same_in_any_order_of_its_words(name: str) -> None:
    assert labels(NAMES.organisation(name)) == {"Ministry of Defence of the Russian Federation"}


@pytest.mark.parametrize("name", ["Ministry", "Ukrainian Ministry of Defence", "Russian Federation", "Russian"])
def test_another_body_or_a_single_word_is_none(name: str) -> None:
    assert NAMES.organisation(name) == ()


def test_slips_are_counted_and_the_first_letter_stays() -> None:
    found = NAMES.misspelt("Biskhek", 1)
    assert {labels((reading,)).pop() for _, reading in found} == {"Bishkek"}
    assert {slips for slips, _ in found} == {1}
    assert NAMES.misspelt("Mishkek", 1) == []
