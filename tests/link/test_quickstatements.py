"""Claims taken back to Wikidata: only what can be mapped and referenced, the rest counted."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgbuild.errors import PackError
from kgbuild.link.quickstatements import COLUMNS, FILE, Properties, Statement, quickstatements
from kgbuild.pack import load_packs
from kgbuild.resources import shipped

# Ids of a wiki of this test's own, not Wikidata's: no property id is written from memory.
TABLE = Properties(
    {
        ("predicate", "rec:recruitsFrom"): "P900001",
        ("qualifier", "start"): "P900002",
        ("reference", "stated in"): "P900003",
        ("reference", "reference URL"): "P900004",
        ("reference", "quotation"): "P900005",
        ("reference", "retrieved"): "P900006",
    }
)
FULL = Statement(
    "Q159",
    "rec:recruitsFrom",
    "Q232",
    True,
    'men "from"\n the south',
    "en",
    "https://example.org/a",
    "Q153770",
    date(2025, 3, 1),
    date(2025, 1, 1),
    date(2025, 2, 1),
)


def test_a_statement_comes_with_qualifiers_and_references() -> None:
    (line,), tally = quickstatements([FULL, FULL], TABLE)
    assert line.split("\t") == [
        "Q159", "P900001", "Q232", "P900002", "+2025-01-01T00:00:00Z/11", "S900003", "Q153770",
        "S900004", '"https://example.org/a"', "S900005", "en:\"men 'from' the south\"", "S900006",
        "+2025-03-01T00:00:00Z/11",
    ]  # fmt: skip
    assert tally == Counter({"written": 1, "repeated": 1})


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        (replace(FULL, holds=False), "not a plain statement"),
        (replace(FULL, predicate="rec:harms"), "no property for rec:harms"),
        (replace(FULL, subject=None), "no item for the subject"),
        (replace(FULL, object="P31"), "no item for the object"),
        (replace(FULL, url=None, published_in=None), "no reference"),
        (replace(FULL, url='https://x.org/"\t', published_in="x"), "no reference"),
    ],
)
def test_what_cannot_be_mapped_is_counted_not_invented(statement: Statement, reason: str) -> None:
    assert quickstatements([statement], TABLE) == ([], Counter({reason: 1}))


def shipped_table() -> Properties:
    """The tables that ship, as a project with all packs has them."""
    return Properties.of(load_packs(("core", "world", "recruitment"), None))


def test_every_shipped_property_names_the_file_in_which_it_was_seen() -> None:
    tables = sorted((shipped("ontology")).glob(f"*/{FILE}"))
    rows = [line.split("\t") for table in tables for line in table.read_text("utf-8").splitlines()[1:]]
    assert rows
    for *_, evidence in rows:
        assert re.fullmatch(r"https://github\.com/[\w-]+/[\w-]+/blob/[0-9a-f]{40}/[\w./-]+", evidence)
    references = {term for use, term, *_ in rows if use == "reference"}
    assert references == {"stated in", "reference URL", "quotation", "retrieved"}


def test_the_shipped_table_takes_back_what_is_operated_and_nothing_else() -> None:
    operated = replace(FULL, predicate="rec:operatedBy")
    (line,), tally = quickstatements([operated, FULL], shipped_table())
    cells = line.split("\t")
    assert cells[:3] == ["Q159", "P137", "Q232"]
    assert cells[3::2] == ["P580", "P582", "S248", "S854", "S1683", "S813"]
    assert tally == Counter({"written": 1, "no property for rec:recruitsFrom": 1})


def test_a_quotation_of_no_known_language_is_left_out() -> None:
    for language in (None, "", "EN us", 'en:"x'):
        (line,), _ = quickstatements([replace(FULL, language=language)], TABLE)
        assert "S900005" not in line
        assert "S900004" in line


def table_of(folder: Path, *rows: str) -> Path:
    path = folder / FILE
    path.write_text("\n".join(["\t".join(COLUMNS), *rows]) + "\n", encoding="utf-8")
    return path


def test_a_table_of_ones_own_is_read(tmp_path: Path) -> None:
    path = table_of(tmp_path, "predicate\trec:recruitsFrom\tP900001\tfrom\tour wiki, page Properties")
    assert Properties.read(path).ids == {("predicate", "rec:recruitsFrom"): "P900001"}
    assert Properties.read(tmp_path / "none.tsv").ids == {}


@pytest.mark.parametrize(
    "row",
    [
        "predicate\trec:recruitsFrom\tP900001\tfrom\t ",
        "predicate\trec:recruitsFrom\tQ1\tfrom\tseen",
        "wish\trec:recruitsFrom\tP900001\tfrom\tseen",
        "qualifier\tmiddle\tP900001\tfrom\tseen",
        "predicate\trec:recruitsFrom\tP900001",
    ],
)
def test_a_row_without_evidence_or_sense_is_refused(tmp_path: Path, row: str) -> None:
    with pytest.raises(PackError, match=r"wikidata-properties\.tsv:2"):
        Properties.read(table_of(tmp_path, row))


@given(st.text(max_size=2000), st.text(max_size=50) | st.none())
def test_no_quote_or_address_breaks_out_of_its_cell(quote: str, url: str | None) -> None:
    lines, tally = quickstatements([replace(FULL, quote=quote, url=url)], TABLE)
    assert sum(tally.values()) == 1
    for line in lines:
        assert len(line.splitlines()) == 1
        assert all(cell.count('"') in (0, 2) for cell in line.split("\t"))
