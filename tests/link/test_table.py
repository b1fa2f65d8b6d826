"""Reading and writing tables of mentions."""

from __future__ import annotations

import pytest

from kgbuild.errors import UsageError
from kgbuild.link.table import added_columns, link_table, quality, read_table, write_rows


def linked(text: bytes) -> list[dict[str, str]]:
    return list(link_table(read_table(text.splitlines(keepends=True), "t.tsv").rows))


def test_a_table_keeps_its_columns_and_gets_ours() -> None:
    (row,) = linked(b"\xef\xbb\xbfid\tmention\tcontext\r\n7\tKyiv\tA court in Kyiv ruled.\r\n\r\n")
    assert list(row) == ["id", "mention", "context", "qid", "label", "kind", "score", "method"]
    assert (row["id"], row["qid"], row["label"], row["kind"], row["method"]) == ("7", "Q1899", "Kyiv", "city", "exact")
    assert 0.9 < float(row["score"]) < 1


def test_what_fits_nothing_is_nil() -> None:
    (row,) = linked(b"mention\nZarovinsk\n")
    assert (row["qid"], row["label"], row["kind"], row["score"]) == ("NIL", "", "", "0.000")


def test_a_column_of_the_table_is_never_overwritten() -> None:
    (row,) = linked(b"mention\tkind\nKyiv\tmine\n")
    assert (row["kind"], row["linked_kind"]) == ("mine", "city")
    assert added_columns(["mention", "kind"]) == ("qid", "label", "linked_kind", "score", "method")


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        (b"", "empty-table", "t.tsv"),
        (b"name\nKyiv\n", "no-mention-column", "t.tsv:1"),
        (b"mention\tmention\n", "double-column", "t.tsv:1"),
        (b"mention\tcontext\nKyiv\n", "uneven-row", "t.tsv:2"),
        (b"mention\nKy\xffiv\n", "bad-utf8", "t.tsv:2"),
        (b"mention\n" + b"a" * 1_000_001 + b"\n", "long-row", "t.tsv:2"),
    ],
)
def test_what_is_wrong_with_a_table_is_said_with_its_line(text: bytes, code: str, place: str) -> None:
    with pytest.raises(UsageError) as caught:
        linked(text)
    assert (caught.value.code, caught.value.place) == (code, place)


def test_cells_that_would_break_a_table_are_evened_out() -> None:
    lines = list(write_rows(["a", "b"], [{"a": "x\ty\n", "b": "\x1b[31m"}]))
    assert lines == ["a\tb\n", "x y \t [31m\n"]


def test_quality_counts_what_it_says() -> None:
    rows = [
        {"expected_qid": "Q1", "qid": "Q1"},
        {"expected_qid": "Q1", "qid": "Q2"},
        {"expected_qid": "Q1", "qid": "NIL"},
        {"expected_qid": "NIL", "qid": "NIL"},
        {"expected_qid": "NIL", "qid": "Q1"},
    ]
    measured = quality(rows)
    assert measured is not None
    assert (measured.precision, measured.recall, measured.nil) == (1 / 3, 1 / 3, 1 / 2)
    assert measured.accuracy == 2 / 5
    assert quality([{"qid": "Q1"}]) is None
