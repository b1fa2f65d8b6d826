"""The mention linker, on single sentences and against floors on two tables."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgbuild.gazetteer.tables import Tables
from kgbuild.link.mention import Decision, MentionLinker
from kgbuild.link.table import Quality, link_table, quality, read_table
from tests.support import shared

LINKER = MentionLinker()


def linked(mention: str, sentence: str = "") -> tuple[str | None, str]:
    """The label of the item (None for NIL) and the method."""
    decision = LINKER.link(mention, sentence)
    return decision.item.label if decision.item else None, decision.method


def quality_of(path: Path) -> Quality:
    with path.open("rb") as lines:
        measured = quality(link_table(read_table(lines, path.name).rows, LINKER.link))
    assert measured is not None
    return measured


def test_the_development_table_is_linked_above_the_floors_of_issue_7() -> None:
    measured = quality_of(shared("data", "linking", "dev.tsv"))
    assert measured.rows == 150
    assert measured.precision >= 0.98
    assert measured.recall >= 0.95
    assert measured.nil >= 0.95


@pytest.mark.parametrize("table", ["held_out.tsv", "fresh.tsv"])
def test_tables_that_no_weight_was_chosen_for_are_linked_above_the_same_floors(table: str) -> None:
    measured = quality_of(Path(__file__).parent / table)
    assert measured.precision >= 0.98
    assert measured.recall >= 0.95
    assert measured.nil >= 0.95


def test_the_quick_way_for_many_names_decides_as_the_way_for_one() -> None:
    names = [name for _, _, _, name in Tables().english]
    odd = ["", " Kazakhstan ", "Kazakhstan's", "kazakhstan", "Deutschland", "Казахстана", "Kazahkstan", "no such name"]
    assert MentionLinker().link_names(names + odd) == [LINKER.link(name) for name in names + odd]


@pytest.mark.parametrize(
    ("mention", "label", "method"),
    [
        ("Kazakhstan", "Kazakhstan", "exact"),
        ("KAZAKHSTAN", "Kazakhstan", "folded"),
        ("Cote dIvoire", "Côte d'Ivoire", "misspelt"),
        ("Côte d‘Ivoire", "Côte d'Ivoire", "folded"),
        ("the Russian Federation", "Russia", "folded"),
        ("Kazakhstan's", "Kazakhstan", "exact"),
        ("Brasilia", "Brasília", "folded"),
        ("Deutschland", "Germany", "exact"),
        ("Washington", "Washington, D.C.", "exact"),
        ("Russia's Ministry of Defence", "Ministry of Defence of the Russian Federation", "organisation-words"),
        ("Ташкенте", "Tashkent", "inflected"),
        ("казахстанцев", "Kazakhstan", "inflected"),
        ("Biskhek", "Bishkek", "misspelt"),
        ("", None, "no-name"),
        ("Karasuvek", None, "no-name"),
        ("Armed Forces of Ukraine", None, "no-name"),
    ],
)
def test_ways_of_matching(mention: str, label: str | None, method: str) -> None:
    assert linked(mention) == (label, method)


@pytest.mark.parametrize(
    ("mention", "sentence", "label", "region"),
    [
        ("Georgia", "Georgia closed its border with Russia.", "Georgia", None),
        ("Birmingham", "Birmingham, Alabama, was hit.", "Birmingham", "Alabama"),
        ("London", "London, Ontario, is home to him.", "London", "Ontario"),
        ("rupees", "Agents in Kathmandu charged 900 rupees.", "Nepalese Rupee", None),
        ("rupees", "Agents in Karachi charged 900 rupees.", "Pakistani Rupee", None),
    ],
)
def test_the_sentence_decides_between_namesakes(mention: str, sentence: str, label: str, region: str | None) -> None:
    item = LINKER.link(mention, sentence).item
    assert item is not None and (item.label, item.region) == (label, region)


@pytest.mark.parametrize(
    ("mention", "sentence", "reason"),
    [
        ("Paris", "Paris Hilton posted a video.", "person"),
        ("Turkey", "He ate a Turkey sandwich.", "dish"),
        ("Guinea", "They were used as Guinea pigs.", "idiom"),
        ("Guinea", "A coup was tried in Equatorial Guinea.", "part-of-name"),
        ("Russian", "He spoke Russian to them.", "language"),
        ("Paris", "Paris, Texas, is small.", "below-threshold"),
        ("turkey", "They roasted a turkey.", "below-threshold"),
        ("Ministry of Internal Affairs", "Kazakhstan's Ministry of Internal Affairs.", "below-threshold"),
    ],
)
def test_nil_says_why(mention: str, sentence: str, reason: str) -> None:
    decision = LINKER.link(mention, sentence)
    assert (decision.item, decision.method) == (None, reason)


def test_near_misses_are_kept_as_candidates_by_falling_score() -> None:
    decision = LINKER.link("Georgia", "The plane left Georgia.")
    scores = [c.score for c in decision.candidates]
    assert len(scores) >= 2
    assert scores == sorted(scores, reverse=True)
    assert sum(scores) <= 1.0


def test_the_start_says_which_of_two_equal_mentions_is_meant() -> None:
    sentence = "Paris Hilton flew to Paris."
    first, second = LINKER.link("Paris", sentence, 0), LINKER.link("Paris", sentence, sentence.rindex("Paris"))
    assert (first.method, second.item and second.item.label) == ("person", "Paris")


def test_many_names_give_what_each_gives_alone() -> None:
    names = ["Kazakhstan", "nothing at all", "Georgia", "Kazakhstan"]
    assert LINKER.link_names(names) == [LINKER.link(name) for name in names]


@given(st.text(max_size=40), st.text(max_size=80), st.integers(-5, 100) | st.none())
def test_any_mention_in_any_sentence_gets_an_answer(mention: str, sentence: str, start: int | None) -> None:
    decision = LINKER.link(mention, sentence, start)
    assert isinstance(decision, Decision)
    assert 0 <= decision.score <= 1
    assert (decision.item is None) or decision.candidates[0].item == decision.item


@given(st.sampled_from(["Kazakhstan", "Almaty", "Bishkek", "Uzbekistan", "Mogadishu"]), st.data())
def test_one_slip_in_a_long_name_does_not_lead_to_another_item(name: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(1, len(name) - 2))
    slipped = name[:at] + name[at + 1] + name[at] + name[at + 2 :]
    item = LINKER.link(slipped).item
    assert item is None or item.label == name


@pytest.mark.parametrize(
    ("mention", "sentence", "label"),
    [
        ("Tripoli", "Tripoli, in northern Lebanon, is poor.", None),
        ("rupees", "Agents in Colombo asked for 1.5 million rupees.", None),
        ("rupees", "In Delhi they took 300,000 rupees.", "Indian Rupee"),
        ("euros", "In Berlin the trip cost 900 euros.", "Euro"),
        ("https://www.dw.com/en/a-1", "The link https://www.dw.com/en/a-1 is dead.", "Deutsche Welle"),
        ("New South Wales Police Force", "", "New South Wales Police Force"),
        ("Department of Health", "The Department of Health replied.", None),
        ("Ostravia", "The fictional land of Ostravia declared war.", None),
        ("Samsung", "He sold his Samsung.", None),
        ("Ankra", "He flew to Ankra.", "Ankara"),
        ("Isreal", "He flew to Isreal.", "Israel"),
        ("Isreal", "Isreal sold his car.", None),
        ("Wellington", "The Duke of Wellington won.", None),
        ("Mobile", "Mobile phones were taken.", None),
        ("Mobile", "Mobile was flooded.", "Mobile"),
        ("Java", "The program is written in Java.", None),
    ],
)
def test_what_a_sentence_says_for_and_against_a_name(mention: str, sentence: str, label: str | None) -> None:
    found = LINKER.link(mention, sentence).item
    assert (found.label if found else None) == label
