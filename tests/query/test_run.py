"""kgbuild.query.run: a query on a store, and what comes back."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store

from kgbuild.errors import QueryError
from kgbuild.query.run import plain, run
from kgbuild.query.saved import load_queries, parse
from kgbuild.sparql import Form
from tests.graphs import small_graph

A, B, P, G = (NamedNode(f"http://x/{n}") for n in "abpg")
XSD = "http://www.w3.org/2001/XMLSchema#"


def store() -> Store:
    found = Store()
    found.extend([Quad(A, P, B, G), Quad(B, P, Literal("two"), NamedNode("http://x/h"))])
    return found


def test_the_default_graph_is_the_union_of_all() -> None:
    found = run(store(), "SELECT ?s ?t { ?s <http://x/p> ?o . ?o <http://x/p> ?t }")
    assert found.variables == ("s", "t")
    assert found.rows == ((A, Literal("two")),)
    assert found.records() == [{"s": "http://x/a", "t": "two"}]


def test_ask_and_construct() -> None:
    assert run(store(), "ASK { ?s ?p 'two' }").boolean is True
    found = run(store(), "CONSTRUCT { ?o ?p ?s } WHERE { ?s ?p ?o FILTER(isIRI(?o)) }")
    assert (found.form, len(found)) == (Form.CONSTRUCT, 1)


def test_a_parameter_is_bound_inside_a_sub_select_and_where_it_is_not_projected() -> None:
    query = parse("SELECT ?o { ?s ?p ?o . { SELECT ?s { ?s ?q ?_x_iri } } } ORDER BY ?o", "n", "p", "n.rq")
    assert run(store(), query, {"x": "http://x/b"}).rows == ((B,),)
    assert run(store(), query, {"x": "http://x/nobody"}).rows == ()


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        ("SELECT ?s {\n ?s ?p }", "query-syntax", "query:2:9"),
        ("SELECT * { SERVICE <http://a/> {} }", "query-service", "query:1:12"),
        ("INSERT DATA {}", "query-update", "query:1:1"),
    ],
)
def test_faults_have_a_code_and_a_place(text: str, code: str, place: str) -> None:
    with pytest.raises(QueryError) as caught:
        run(store(), text)
    assert (caught.value.code, caught.value.place) == (code, place)


def test_a_given_text_takes_no_parameters() -> None:
    with pytest.raises(QueryError, match="unknown-parameter"):
        run(store(), "ASK {}", {"a": "b"})


@pytest.mark.parametrize(
    ("term", "value"),
    [
        (None, None),
        (A, "http://x/a"),
        (Literal("5", datatype=NamedNode(XSD + "integer")), 5),
        (Literal("0.9", datatype=NamedNode(XSD + "decimal")), Decimal("0.9")),
        (Literal("2025-01-31", datatype=NamedNode(XSD + "date")), date(2025, 1, 31)),
        (Literal("true", datatype=NamedNode(XSD + "boolean")), True),
        (Literal("0000-00-00", datatype=NamedNode(XSD + "date")), "0000-00-00"),
        (Literal("x", datatype=NamedNode(XSD + "integer")), "x"),
        (Literal("five", language="en"), "five"),
    ],
)
def test_plain_values(term: NamedNode | Literal | None, value: object) -> None:
    assert plain(term) == value
    assert type(plain(term)) is type(value)


def test_unknown_is_an_answer() -> None:
    (row,) = run(small_graph(), load_queries()["fighters-by-side"]).records()
    assert (row["who"], row["side"], row["how"], row["certainty"]) == (
        "Kenyan citizens", "Ukraine", "unknown amount", "unknown",
    )  # fmt: skip


def test_contracts_signed_tells_the_bound_the_speaker_and_the_words() -> None:
    rows = run(small_graph(), load_queries()["contracts-signed"]).records()
    said = {row["said_by"]: row for row in rows}
    assert set(said) == {"", "Bring Them Home"}
    row = said["Bring Them Home"]
    assert (row["how"], row["number"], row["counted"]) == ("at least", "78", "person")
    assert (row["when"], row["from"], row["to"]) == ("since 2024", date(2024, 1, 1), None)
    assert str(row["quote"]).startswith("At least 78 Kenyan citizens")


def test_claims_about_a_country_include_its_people() -> None:
    rows = run(small_graph(), load_queries()["claims-about-country"], {"country": "wd:Q114"}).records()
    assert {row["predicate"] for row in rows} == {
        "casualties", "fights for", "signed a contract with", "recruits",
    }  # fmt: skip
    iri = next(
        q.subject
        for q in small_graph().quads_for_pattern(None, None, NamedNode("http://www.wikidata.org/entity/Q114"))
        if "country-" in str(q.subject)
    )
    assert isinstance(iri, NamedNode)
    assert run(small_graph(), load_queries()["claims-about-country"], {"country": iri.value}).records() == rows


def test_a_thing_may_be_named_where_an_iri_is_wanted() -> None:
    query = load_queries()["claims-about-country"]
    by_item = run(small_graph(), query, {"country": "wd:Q114"})
    assert run(small_graph(), query, {"country": "Kenya"}) == by_item
    with pytest.raises(QueryError, match="bad-parameter: country"):
        run(small_graph(), query, {"country": "Kenia"})
    with pytest.raises(QueryError, match="ambiguous: entity: 'The list' could mean"):
        run(small_graph(), load_queries()["evidence-for-entity"], {"entity": "The list"})
