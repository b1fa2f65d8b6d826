"""Finding names in running text, and asking for items."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgbuild.gazetteer import Gazetteer
from kgbuild.gazetteer.items import NAME_ROLES
from kgbuild.model import Entity


def found(text: str) -> list[tuple[str, str]]:
    """The names found, each with the QID of its likeliest reading."""
    return [(m.text, m.candidates[0].item.qid) for m in Gazetteer.load().find(text)]


def names(text: str) -> list[str]:
    return [name for name, _ in found(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kazakhstan’s army left Almaty.", [("Kazakhstan", "Q232"), ("Almaty", "Q35493")]),
        ("KATHMANDU — Relatives protested", [("KATHMANDU", "Q3037")]),
        ("Kyrgyz-born men", [("Kyrgyz", "Q813")]),
        ("Uzbeks and Kenyans", [("Uzbeks", "Q265"), ("Kenyans", "Q114")]),
        ("from Côte d’Ivoire", [("Côte d’Ivoire", "Q1008")]),
        ("from Cote d'Ivoire", [("Cote d'Ivoire", "Q1008")]),
        ("in Sri\u00a0Lanka", [("Sri\u00a0Lanka", "Q854")]),
        ("in Sri\nLanka", [("Sri\nLanka", "Q854")]),
        ("in Guinea-Bissau", [("Guinea-Bissau", "Q1007")]),
        ("the Democratic Republic of the Congo", [("Democratic Republic of the Congo", "Q974")]),
        ("in Washington, D.C.", [("Washington, D.C.", "Q61")]),
        ("the U.S. army", [("U.S.", "Q30")]),
        ("anti-Russian protests", [("Russian", "Q159")]),
        ("Казахстан и Россия", [("Казахстан", "Q232"), ("Россия", "Q159")]),
        ("中国外交部没有评论。", [("中国", "Q148")]),
        ("नेपाल सरकारले", [("नेपाल", "Q837")]),
        ("WAR IN UKRAINE", [("WAR IN UKRAINE", "Q110999040")]),
        ("told The New York Times", [("The New York Times", "Q9684")]),
        ("Ｒｕｓｓｉａ agreed", [("Ｒｕｓｓｉａ", "Q159")]),
        ("Sa\u0303o Paulo's mayor", [("Sa\u0303o Paulo", "Q174")]),
    ],
)
def test_names_are_found_with_their_items(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Paris Hilton posted a video.",
        "Jordan B. Peterson spoke.",
        "Kenya Barris wrote it.",
        "Georgia May Jagger opened the show.",
        "with Michael Jordan and Jack London",
        "Ms. London said so.",
        "Chad Smith drums.",
        "President George Washington",
        "He ordered a Turkey sandwich.",
        "used as Guinea pigs",
        "a Moscow mule",
        "Chicken Kiev for two",
        "a game of Russian roulette",
        "Most people agree. Same here. Of course. Man is free.",
        "Reading is fun. Nice try. Mobile phones.",
        "on March 5 in March",
        "write to info@kazakhstan.example or @kazakhstan",
        "https://example.org/Kazakhstan/Almaty",
        "kazakhstan in lower case",
        "Parisian Kazakhstanization",
    ],
)
def test_what_is_no_name_is_not_found(text: str) -> None:
    assert names(text) in ([], ["Parisian"])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He went to Nice, France.", ["Nice", "France"]),
        ("A court in Reading ruled.", ["Reading"]),
        ("the border post near Oral, Kazakhstan", ["Oral", "Kazakhstan"]),
        ("Oral history is a field.", []),
        ("Moscow City Court ruled", ["Moscow"]),
        ("Yesterday. Moscow answered", ["Moscow"]),
        ("Kenya Defence Forces", ["Kenya"]),
        ("Kyiv Oblast", ["Kyiv Oblast"]),
        ("Chad said no. Jordan agreed.", ["Chad", "Jordan"]),
    ],
)
def test_neighbours_decide_about_doubtful_names(text: str, expected: list[str]) -> None:
    assert names(text) == expected


def test_an_ambiguous_name_keeps_all_its_readings_countries_first() -> None:
    (match,) = Gazetteer.load().find("Georgia answered.")
    assert [c.item.qid for c in match.candidates] == ["Q230", "Q1428"]


def test_a_word_for_people_says_how_it_names_them() -> None:
    kazakh, kazakhstani = Gazetteer.load().find("Kazakh and Kazakhstani citizens")
    assert {c.role for c in kazakh.candidates} == {"ethnonym"}
    assert {c.role for c in kazakhstani.candidates} == {"demonym_noun", "demonym_adj"}
    assert kazakhstani.as_role("demonym_adj") is not None
    assert kazakhstani.as_role("label") is None
    assert [i.qid for i in kazakhstani.items] == ["Q232"]


def test_outlets_are_found_by_their_domains() -> None:
    assert found("See https://www.dw.com/en/a-1 and kyivindependent.com.") == [
        ("dw.com", "Q153770"),
        ("kyivindependent.com", "Q111028947"),
    ]


@given(st.text(alphabet="Kazakhstan Georgia'’-.\n,\u00a0éе中ﬁ\u0301", max_size=60))
def test_spans_are_in_order_do_not_overlap_and_hold_the_words(text: str) -> None:
    matches = Gazetteer.load().find(text)
    for match in matches:
        assert match.text == text[match.span.start : match.span.end]
        assert match.candidates
    for left, right in pairwise(matches):
        assert left.span.end <= right.span.start


@given(st.sampled_from([i for i in Gazetteer.load().items() if i.kind == "country"]))
def test_every_country_is_found_in_a_plain_sentence(country: object) -> None:
    label = country.label  # type: ignore[attr-defined]
    matches = Gazetteer.load().find(f"The talks with {label} were over.")
    assert any(c.item == country for m in matches for c in m.candidates if c.role in NAME_ROLES), label


def test_items_by_what_names_them() -> None:
    world = Gazetteer.load()
    kazakhstan = world.item("Q232")
    assert kazakhstan is not None
    assert world.by_iso2("kz") == kazakhstan
    assert world.country_of_demonym("Kazakhstanis") == kazakhstan
    assert world.country_of_demonym("Kazakhs") == kazakhstan
    assert world.country_of_demonym("Congolese") is None
    assert world.country_of_demonym("Kazakhstan") is None
    assert world.item("Q999999999") is None
    assert world.by_iso2("ZZ") is None
    outlet, currency = world.by_domain("rus.dw.com"), world.by_currency("KZT")
    assert (outlet and outlet.label, currency and currency.label) == ("Deutsche Welle", "Kazakhstani Tenge")
    assert world.by_domain("notdw.com") is None
    assert world.by_domain("com") is None


def test_the_entity_of_an_item_has_the_class_of_its_kind() -> None:
    world = Gazetteer.load()
    kazakhstan, tenge = world.item("Q232"), world.item("Q173751")
    assert kazakhstan is not None and tenge is not None
    entity = world.entity(kazakhstan)
    assert entity == Entity("rec:Country", ("entity", "Q232"), "Kazakhstan")
    assert world.entity(tenge) is None


def test_the_region_of_a_place_is_read_from_its_description() -> None:
    birmingham = Gazetteer.load().item("Q79867")
    assert birmingham is not None and birmingham.region == "Alabama"


@pytest.mark.parametrize("unit", ["Jordan ", "A. ", "U.S.", "a" * 50, "'", "Sri ", "中"])
def test_long_hostile_texts_take_linear_time(unit: str) -> None:
    world = Gazetteer.load()
    world.find("warm up Россия")
    seconds = []
    for size in (20_000, 80_000):
        text = (unit * size)[:size]
        start = time.perf_counter()
        world.find(text)
        seconds.append(time.perf_counter() - start)
    assert seconds[1] < 12 * seconds[0] + 0.2
