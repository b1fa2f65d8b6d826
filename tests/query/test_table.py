"""kgbuild.query.table: a table never leaves the terminal's width, and loses no word."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal

from kgbuild.query.run import Results
from kgbuild.query.table import select, table, wrap
from kgbuild.sparql import Form

words = st.text("abcdé 漢字", max_size=80)


def results(*rows: tuple[str, ...], head: tuple[str, ...] = ("a", "b")) -> Results:
    return Results(Form.SELECT, head, tuple(tuple(Literal(c) for c in row) for row in rows))


def test_a_small_table() -> None:
    assert list(table(results(("x", "longer"), ("yy", "z")), 80)) == [
        "a   b",
        "──  ──────",
        "x   longer",
        "yy  z",
    ]


def test_long_cells_take_several_lines() -> None:
    lines = list(table(results(("x", "one two three four"), ("y", "short")), 12))
    assert lines == ["a  b", "─  ─────────", "x  one two", "   three", "   four", "", "y  short"]


def test_many_columns_become_blocks() -> None:
    head = tuple(f"column{n}" for n in range(20))
    lines = list(table(results(head, head, head=head), 60))
    assert lines[0] == "column0   column0"
    assert lines.count("") == 1


def test_yes_and_no() -> None:
    assert list(table(Results(Form.ASK, boolean=False), 80)) == ["no"]


@given(st.lists(st.tuples(words, words, words), max_size=4), st.integers(40, 100))
def test_no_line_is_too_wide_and_no_word_is_lost(rows: list[tuple[str, str, str]], width: int) -> None:
    found = results(*rows, head=("a", "b", "c"))
    lines = list(table(found, width))
    assert all(len(line) + sum(c in "漢字" for c in line) <= width for line in lines)
    shown = "".join("".join(lines).split())
    for row in rows:
        for text in row:
            assert all(c in shown for c in text if not c.isspace())


@given(words, st.integers(2, 30))
def test_wrap_keeps_every_character_but_blanks(text: str, width: int) -> None:
    assert "".join(wrap(text, width)).replace(" ", "") == text.replace(" ", "")


def test_select_takes_columns_in_order_or_all() -> None:
    found = results(("x", "y"))
    assert select(found, ("b", "a")).rows == ((Literal("y"), Literal("x")),)
    assert select(found, ("b", "nope")) is found
    assert select(found, ()) is found


@pytest.mark.parametrize(
    ("polarities", "shown"),
    [
        (("affirmed", "affirmed"), ("who", "certainty")),
        (("affirmed", "denied"), ("who", "polarity", "certainty")),
    ],
)
def test_a_denied_row_never_reads_as_if_it_were_affirmed(polarities: tuple[str, ...], shown: tuple[str, ...]) -> None:
    rows = [("Russia", "asserted", f"https://w3id.org/kgbuild/ontology#{polarity}") for polarity in polarities]
    found = results(*rows, head=("who", "certainty", "polarity"))
    assert select(found, ("who", "certainty")).variables == shown
