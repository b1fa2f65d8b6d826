"""Which graph a triple stands in."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import NamedNode, Quad, Triple

from kgbuild.iri import DEFAULT_BASE
from kgbuild.rdf import document_graph, graph_of, ontology_quads, reading_quads, united
from kgbuild.rdf.graphs import OWNERS, PARTS
from kgbuild.rdf.terms import term
from kgbuild.resources import shipped
from tests.gate import readings
from tests.gate.readings import CONFIGURATION


def test_a_whole_graph_comes_back_from_flat_triples() -> None:
    shards = [reading_quads(r, configuration=CONFIGURATION) for r in (readings.reading(), readings.analysis())]
    quads = united(shards, ontology_quads(sorted(shipped("ontology").glob("*/ontology.ttl"))))
    flat = [Triple(q.subject, q.predicate, q.object) for q in quads]
    assert sorted(graph_of(flat), key=str) == quads
    graphs = {q.graph_name.value.removeprefix(DEFAULT_BASE).partition("-")[0] for q in quads}
    assert graphs == {"graph", "stated", "entities", "ontology"}


def test_a_claim_cannot_move_the_triples_that_graphs_are_built_with() -> None:
    claim = NamedNode(DEFAULT_BASE + "claim-1")
    triples = [
        Triple(claim, term("rdf:predicate"), term("rdf:type")),
        Triple(claim, term("rdf:predicate"), term("kg:evidence")),
        Triple(claim, term("rdf:type"), term("kg:Claim")),
        Triple(claim, term("kg:evidence"), NamedNode(DEFAULT_BASE + "evidence-1")),
    ]
    assert {q.graph_name for q in graph_of(triples)} == {NamedNode(DEFAULT_BASE + "entities")}


def test_the_graph_of_a_foreign_document_is_minted_from_its_iri() -> None:
    ours, theirs = document_graph(DEFAULT_BASE + "document-ab"), document_graph("urn:example:doc")
    assert ours.value == DEFAULT_BASE + "graph-ab"
    assert theirs.value.startswith(DEFAULT_BASE + "graph-") and theirs != document_graph("urn:example:other")


_nodes = st.integers(0, 5).map(lambda n: NamedNode(f"{DEFAULT_BASE}n-{n}"))
_predicates = st.sampled_from([*OWNERS, *PARTS, term("rdf:type"), term("rec:harms"), term("owl:sameAs")])
_objects = _nodes | st.just(term("kg:Document")) | st.just(term("kg:ClaimPredicate"))


@given(st.lists(st.builds(Triple, _nodes, _predicates, _objects), unique=True), st.randoms())
def test_no_triple_stands_in_two_graphs_and_the_order_plays_no_part(triples: list[Triple], random: object) -> None:
    quads = list(graph_of(triples))
    assert [(q.subject, q.predicate, q.object) for q in quads] == [(t.subject, t.predicate, t.object) for t in triples]
    random.shuffle(triples)  # type: ignore[attr-defined]
    assert set(graph_of(triples)) == set(quads)
    assert set(graph_of(quads)) == set(quads)


def test_the_graph_of_a_quad_counts_for_nothing() -> None:
    shard = reading_quads(readings.reading(), configuration=CONFIGURATION)
    elsewhere = [Quad(q.subject, q.predicate, q.object, NamedNode("urn:x")) for q in shard.quads]
    assert set(graph_of(elsewhere)) == shard.quads
