"""A graph's claims as a judge sees them, in graphs from anywhere."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from kgbuild.evaluate.claims import Graph, documents, names_of, number, produced_claims
from kgbuild.evaluate.names import even
from kgbuild.iri import DEFAULT_BASE, expand
from kgbuild.view import Reader
from tests.graphs import quads_of, small_graph, small_readings

QUADS = quads_of(small_readings())


def told(quads: list[Quad]) -> list[object]:
    return list(produced_claims(Graph(quads)))


def test_it_sees_what_the_reader_of_claims_sees() -> None:
    reader = Reader(small_graph(), DEFAULT_BASE)
    produced = {claim.iri: claim for claim in produced_claims(Graph(QUADS))}
    assert sorted(produced) == list(reader.claims)
    for view in reader.all():
        claim = produced[view.iri]
        assert expand(claim.predicate) == view.predicate.iri
        assert even(view.subject.name) in claim.subject
        assert sorted((p.start, p.end, p.quote) for p in claim.places if p.start is not None) == sorted(
            (p.start, p.end, p.exact) for p in view.places
        )
        assert claim.documents == (view.source.iri,)
        assert len(claim.speakers) == len(view.speakers)
        numbers = [(a.value, a.least, a.most) for a in claim.amounts]
        assert sorted(map(str, numbers)) == sorted(
            str(tuple(None if n is None else float(n) for n in (a.value, a.least, a.most))) for a in view.amounts
        )
        assert {name: expand(str(term)) for name, term in claim.qualifiers.items()} == {
            "polarity": view.polarity, "certainty": view.certainty, "layer": view.layer
        }  # fmt: skip


def test_neither_order_nor_graphs_nor_repetition_change_what_is_seen() -> None:
    flat = [Quad(q.subject, q.predicate, q.object) for q in QUADS]
    mixed = [*QUADS, *flat]
    random.Random(1).shuffle(mixed)
    assert told(mixed) == told(QUADS) == told(flat)
    assert Graph(mixed).size == len(QUADS)


@pytest.mark.parametrize(
    ("text", "value"),
    [("529", 529.0), ("4,000,000", 4e6), ("1\u00a0000", 1000.0), (" -1.5 ", -1.5), ("1E3", 1000.0), ("0", 0.0)],
)
def test_numbers(text: str, value: float) -> None:
    assert number(text) == value


@pytest.mark.parametrize("text", [None, "", "x", "1/2", "NaN", "sNaN", "INF", "-Infinity", "1e400", "--1", "1 000"])
def test_what_is_no_number_that_can_be_compared_is_none(text: str | None) -> None:
    assert number(text) is None


TERMS = ["oa:start", "oa:end", "oa:exact", "schema:value", "schema:minValue", "kg:bound", "kg:unit", "rdf:subject",
         "rdf:predicate", "rdf:object", "kg:evidence", "oa:hasSelector", "oa:hasSource", "kg:when", "schema:startDate",
         "prov:wasAttributedTo", "rdf:type", "schema:isBasedOn", "rdfs:label", "kg:quantity"]  # fmt: skip
NODES = st.sampled_from([NamedNode("urn:a"), NamedNode("urn:b"), BlankNode("c"), NamedNode(DEFAULT_BASE + "claim-1"),
                         NamedNode(expand("rec:recruits")), NamedNode(expand("kg:Claim"))])  # fmt: skip
LITERALS = st.sampled_from(["", "NaN", "1e400", "-1", "5", "½", "2024", "\x07", "words"]).map(Literal)
WILD = st.lists(
    st.builds(Quad, NODES, st.sampled_from(TERMS).map(lambda t: NamedNode(expand(t))), st.one_of(NODES, LITERALS)),
    max_size=25,
)


@given(WILD)
def test_any_graph_is_looked_at_without_harm(quads: list[Quad]) -> None:
    graph = Graph(quads)
    for claim in produced_claims(graph):
        for place in claim.places:
            assert place.start is None or isinstance(place.start, int)
        assert all(amount.value is None or abs(amount.value) < float("inf") for amount in claim.amounts)
    for quad in quads:
        assert "" not in names_of(graph, quad.object)
    documents(graph)
