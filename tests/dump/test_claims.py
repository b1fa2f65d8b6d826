"""Claims for programs that know no RDF: the same claims, and no cell that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
import json

from hypothesis import given, settings
from pyoxigraph import Literal, Quad

from kgbuild.dump.claims import COLUMNS, csv_lines, json_lines
from kgbuild.iri import DEFAULT_BASE, curie
from kgbuild.model import Reading
from kgbuild.rdf import reading_quads
from kgbuild.view import Reader
from tests.gate import readings
from tests.gate.readings import CONFIGURATION
from tests.graphs import quads_of, small_graph, small_readings, store_of


def rows(reader: Reader) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO("".join(csv_lines(reader)), newline="")))


def reader_of(reading: Reading) -> Reader:
    return Reader(store_of(reading_quads(reading, configuration=CONFIGURATION).quads), DEFAULT_BASE)


@settings(max_examples=40)
@given(readings.readings())
def test_whatever_words_hold_a_line_is_a_claim_and_a_cell_is_no_formula(reading: Reading) -> None:
    reader = reader_of(reading)
    lines = list(json_lines(reader))
    assert all(line.endswith("\n") and "\n" not in line[:-1] for line in lines)
    told = [json.loads(line) for line in lines]
    table = rows(reader)
    views = list(reader.all())
    assert [t["claim"] for t in told] == [row["claim"] for row in table] == [view.iri for view in views]
    for record, row, view in zip(told, table, views, strict=True):
        assert [(e["start"], e["end"], e["quote"]) for e in record["evidence"]] == [
            (p.start, p.end, p.exact) for p in view.places
        ]
        assert [q.get("value") for q in record["quantities"]] == [a.value for a in view.amounts]
        assert record["document"].get("title", "") == view.source.title
        assert row["quote"].removeprefix("'") == view.places[0].exact.removeprefix("'")
        assert (row["quote_start"], row["quote_end"]) == (str(view.places[0].start), str(view.places[0].end))
        assert (row["polarity"], row["certainty"]) == (curie(view.polarity), curie(view.certainty))
        assert not any(cell and cell[0] in "=+-@\t\r\n＝＋－＠" for cell in row.values())
        assert set(row) == set(COLUMNS)


def test_a_graph_of_every_kind_of_claim_has_a_cell_for_what_it_says() -> None:
    table = {row["predicate_iri"].rpartition("#")[2]: row for row in rows(Reader(small_graph(), DEFAULT_BASE))}
    signed = table["fightsFor"]
    assert (signed["bound"], signed["value"], signed["certainty"]) == ("kg:unknownAmount", "", "kg:unknown")
    dead = table["casualties"]
    assert (dead["minimum"], dead["maximum"], dead["unit"]) == ("5", "9", "kg:person")
    assert (dead["start"], dead["end"], dead["edtf"], dead["when"]) == ("2025-01-01", "2025-12-31", "2025", "in 2025")
    assert table["recruits"]["said_by"] == "embassy"


def test_words_that_begin_like_a_formula_are_tamed_wherever_they_come_from() -> None:
    for formula in ('=HYPERLINK("http://a.example")', "+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1"):
        spoilt = [
            Quad(q.subject, q.predicate, Literal(formula), q.graph_name)
            if isinstance(q.object, Literal) and q.predicate.value.endswith(("#label", "#exact", "/name", "#fileName"))
            else q
            for q in quads_of(small_readings())
        ]
        for row in rows(Reader(store_of(spoilt), DEFAULT_BASE)):
            assert row["quote"] == row["file_name"] == row["document_title"] == f"'{formula}"
