"""kgbuild.query.saved: the files under queries/, their headers, and what keeps them portable."""

from __future__ import annotations

from pathlib import Path

import pytest

from kgbuild.errors import PackError, QueryError
from kgbuild.query.run import run
from kgbuild.query.saved import SavedQuery, check, find_query, load_queries, parse, parse_given
from kgbuild.sparql import Form
from tests.graphs import small_graph

SHIPPED = load_queries()
WANTED = """claims contracts-signed fighters-by-side incentives penalties prosecutions recruitment-channels
departure-points who-says-what unknowns source-bias evidence-for-entity claims-about-country wikidata-links
provenance-coverage casualties contradictions""".split()  # noqa: SIM905  # a list to read


def saved(text: str) -> SavedQuery:
    return parse(text, "name", "pack", "pack/name.rq")


def test_every_promised_query_ships() -> None:
    assert set(WANTED) <= set(SHIPPED)


@pytest.mark.parametrize("query", SHIPPED.values(), ids=SHIPPED.keys())
def test_a_shipped_query_is_portable_and_described(query: SavedQuery) -> None:
    assert check(query) == ()
    if query.form is Form.SELECT:
        found = run(small_graph(), query, query.examples)
        assert set(query.columns) == set(found.variables)
        assert set(query.table) <= set(found.variables)


ABOUT_CLAIMS = [name for name, q in SHIPPED.items() if "claim" in q.columns]


@pytest.mark.parametrize("name", ABOUT_CLAIMS)
def test_rows_about_claims_carry_quote_document_and_attribution(name: str) -> None:
    query = SHIPPED[name]
    assert {"quote", "document", "said_by"} <= set(query.columns)
    if query.table:
        assert {"quote", "document", "claim"} <= set(query.table)
    examples = {**query.examples, **({"country": "wd:Q114"} if "country" in query.examples else {})}
    for row in run(small_graph(), query, examples).records():
        assert row["quote"]
        assert row["document"]


def test_a_header_is_read() -> None:
    query = saved(
        "#+ summary: Who\n#+ description: >-\n#+   on two\n#+   lines\n#+ tags: [a, b]\n#+ defaults:\n"
        "#+   - n: 5\n#+ enumerate:\n#+   - n:\n#+     - 5\n#+     - 6\n#+ kgbuild:\n#+   expects: none\n"
        "#+   because: of this\n#+   columns:\n#+     s: who\n#+   table: [s]\n"
        "SELECT ?s { ?s ?p ?_n_integer } ORDER BY ?s"
    )
    assert (query.summary, query.description, query.tags) == ("Who", "on two lines", ("a", "b"))
    assert query.defaults == {"n": "5"}
    assert query.choices == {"n": ("5", "6")}
    assert query.may_be_empty == "of this"
    assert query.bound({}).endswith('{ ?s ?p "5"^^<http://www.w3.org/2001/XMLSchema#integer> } ORDER BY ?s')


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        ("#+ summary: a: b\nSELECT * {}", "query-header", "pack/name.rq:1"),
        ("# c\n#+ summary: a\n#+ nonsense: b\nSELECT * {}", "query-header", "pack/name.rq:2"),
        ("#+ - a\nSELECT * {}", "query-header", "pack/name.rq:1"),
        ("#+ kgbuild:\n#+   typo: 1\nSELECT * {}", "query-header", "pack/name.rq:1"),
        ("#+ summary: a\nSELECT * { SERVICE <http://a/> {} }", "query-service", "pack/name.rq:2:12"),
        ("#+ summary: a\nSELECT * { \"open }", "query-syntax", "pack/name.rq:2:12"),
        ("#+ summary: a\nSELECT * { ?s ?p ?_a_b_c }", "query-parameter", "pack/name.rq"),
        ("DROP ALL", "query-update", "pack/name.rq:1:1"),
    ],
)  # fmt: skip
def test_a_bad_file_is_named_with_its_line(text: str, code: str, place: str) -> None:
    with pytest.raises(PackError) as caught:
        saved(text)
    assert (caught.value.code, caught.value.place) == (code, place)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("#+ summary: a\nSELECT ?s { ?s ?p ?o }", "ORDER BY"),
        ("#+ summary: a\nSELECT ?s { { SELECT ?s { ?s ?p ?o } ORDER BY ?s } }", "ORDER BY"),
        ("#+ summary: a\nSELECT ?s { GRAPH ?g { ?s ?p ?o } } ORDER BY ?s", "graphs"),
        ("#+ summary: a\nSELECT ?s FROM <a:b> { ?s ?p ?o } ORDER BY ?s", "graphs"),
        ("SELECT ?s { ?s ?p ?o } ORDER BY ?s", "summary"),
        ("#+ summary: a\nSELECT ?_s { ?_s ?p ?o } ORDER BY ?_s", "SELECT"),
        ("#+ summary: a\nSELECT ?s { ?s ?p ?_o } ORDER BY ?s", "what to give"),
        ("#+ summary: a\nSELECT ?s { ?s ?p ?_o } ORDER BY ?s", "example"),
        ("#+ summary: a\n#+ defaults:\n#+   - x: 1\nSELECT ?s { ?s ?p ?o } ORDER BY ?s", "x: no such"),
    ],
)
def test_check_names_what_is_not_portable(text: str, fault: str) -> None:
    assert any(fault in line for line in check(saved(text)))


def test_a_project_lays_its_queries_over_those_that_ship(tmp_path: Path) -> None:
    folder = tmp_path / "queries" / "mine"
    folder.mkdir(parents=True)
    (folder / "claims.rq").write_text("#+ summary: mine\nSELECT ?s { ?s ?p ?o } ORDER BY ?s")
    (folder / "more.rq").write_text("#+ summary: more\nASK {}")
    found = load_queries(tmp_path / "queries")
    assert found["claims"].summary == "mine"
    assert set(found) == {*SHIPPED, "more"}


def test_two_packs_may_not_have_a_query_of_one_name(tmp_path: Path) -> None:
    for pack in ("a", "b"):
        (tmp_path / pack).mkdir()
        (tmp_path / pack / "x.rq").write_text("ASK {}")
    with pytest.raises(PackError, match="query-twice"):
        load_queries(tmp_path)


def test_an_unknown_name_is_answered_with_a_near_one() -> None:
    with pytest.raises(QueryError, match="did you mean claims"):
        find_query(SHIPPED, "claim")


def test_a_given_query_may_have_any_header_and_a_byte_order_mark() -> None:
    query = parse_given(b"\xef\xbb\xbf#+ whatever: 1\nSELECT * { ?s ?p ?_o }", "x.rq")
    assert [p.name for p in query.parameters] == ["o"]
    with pytest.raises(QueryError, match="bad-utf8"):
        parse_given(b"ASK { \xff }", "x.rq")
    with pytest.raises(QueryError, match=r"query-service: x\.rq:1:7"):
        parse_given(b"ASK { SERVICE <a:b> {} }", "x.rq")
