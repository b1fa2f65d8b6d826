"""One graph from many documents."""

from __future__ import annotations

import itertools
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, Triple

from kgbuild.model import Entity, Reading
from kgbuild.rdf import ontology_quads, reading_quads, settled, united
from kgbuild.rdf.terms import label, term
from kgbuild.resources import shipped
from kgbuild.store.merge import merged, records
from kgbuild.store.version import nquads
from tests.gate import readings
from tests.gate.readings import CONFIGURATION

NODE = NamedNode("https://w3id.org/kgbuild/id/entity-1")


def about(name: str, text: str) -> Reading:
    document = readings.document(text)
    country = Entity("rec:Country", ("entity", "Q2"), name)
    claim = readings.claim(document, "rec:fightsFor", readings.CITIZENS, country, readings.quote(document, text[:5]))
    return Reading(document, (claim,), (), readings.AGENTS)


def test_a_shared_entity_keeps_one_label_and_the_others_as_further_names() -> None:
    shards = [
        reading_quads(about(name, text), configuration=CONFIGURATION)
        for name, text in [("GRAUSTARK", "First text"), ("Graustark", "Second text"), ("Kingdom", "Third text")]
    ]
    wanted = set(map(label, NAMES))
    for order in itertools.permutations(shards):
        quads = united(order, [])
        names = {(q.predicate, q.object.value) for q in quads if q.object in wanted}
        assert names == {
            (term("rdfs:label"), "Graustark"),
            (term("skos:altLabel"), "GRAUSTARK"),
            (term("skos:altLabel"), "Kingdom"),
        }


NAMES = ("GRAUSTARK", "Graustark", "Kingdom")


@given(st.lists(st.sampled_from([Literal(n, language=g) for n in ("A", "a", "Be", "BE") for g in ("en", "de")])))
def test_settling_is_stable_and_leaves_one_label_per_language(names: list[Literal]) -> None:
    once = settled({Triple(NODE, term("rdfs:label"), name) for name in names})
    assert settled(once) == once
    labels = [t.object for t in once if t.predicate == term("rdfs:label")]
    assert sorted(n.language for n in labels) == sorted({n.language for n in names})
    assert {t.object for t in once} == set(names)


def link_view(confidence: str, method: str, *more: Triple) -> list[Triple]:
    score = Literal(confidence, datatype=term("xsd:decimal"))
    return [
        Triple(NODE, term("rdf:type"), term("kg:Link")),
        Triple(NODE, term("kg:confidence"), score),
        Triple(NODE, term("kg:method"), Literal(method)),
        *more,
    ]


def test_a_link_that_two_documents_found_keeps_its_best_view_whole() -> None:
    """Not the highest confidence beside the method that sorts first: nobody said these two together."""
    weak, strong = link_view("0.9", "address"), link_view("0.95", "name")
    assert settled(weak, strong) == settled(strong, weak) == set(strong)
    decided = link_view("0.5", "table", Triple(NODE, term("kg:decidedBy"), Literal("A. Person")))
    assert settled(strong, decided) == set(decided)


def test_a_view_that_rates_nothing_takes_no_rating_away() -> None:
    """One document may only name the link's node; what the other says of it stays, even where the gate refuses it."""
    named = [Triple(NODE, term("rdfs:label"), Literal("A", language="en"))]
    for confidence in ("0.9", "nonsense", "NaN"):
        rated = link_view(confidence, "name")
        assert settled(named, rated) == settled(rated, named) == {*named, *rated}


def test_only_links_are_settled_so() -> None:
    """Of a claim the gate must see both."""
    scores = [Triple(NODE, term("kg:confidence"), Literal(n, datatype=term("xsd:decimal"))) for n in ("0.9", "0.95")]
    assert settled(scores[:1], scores[1:]) == set(scores)


VIEWS = st.lists(
    st.one_of(
        st.builds(link_view, st.sampled_from(["0.8", "0.95", "nonsense", "NaN"]), st.sampled_from("ab")),
        st.lists(
            st.builds(
                lambda predicate, text, language: Triple(NODE, term(predicate), Literal(text, language=language)),
                st.sampled_from(["rdfs:label", "skos:altLabel", "schema:name"]),
                st.text(alphabet='aAbB"\\\n\u2028é', min_size=1, max_size=3),
                st.sampled_from(["en", "kk"]),
            ),
            min_size=1,
        ),
    ),
    max_size=6,
)


@given(VIEWS)
def test_quads_and_lines_are_united_by_one_rule(views: list[list[Triple]]) -> None:
    """What a store publishes from the lines of shards is what :func:`settled` makes of their quads."""
    graph = NamedNode("https://w3id.org/kgbuild/id/entities")
    quads = [[Quad(t.subject, t.predicate, t.object, graph) for t in view] for view in views]
    chunks = [b"\n".join(records(nquads(view).splitlines(), graph.value.encode())) for view in quads]
    with TemporaryDirectory() as scratch:
        published = list(merged(chunks, Path(scratch), graph.value.encode()))
    assert published == sorted(nquads(settled(*quads)).splitlines())
    assert settled(*quads[::-1]) == settled(*quads)


def test_the_union_does_not_depend_on_the_order_or_on_repetition() -> None:
    shards = [reading_quads(r, configuration=CONFIGURATION) for r in (readings.reading(), readings.analysis())]
    ontology = ontology_quads(sorted(shipped("ontology").glob("*/ontology.ttl")))
    once = united(shards, ontology)
    assert united([*shards[::-1], shards[0]], ontology) == once
    assert once == sorted(once, key=str)
