"""One graph from many documents."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Triple

from kgbuild.model import Entity, Reading
from kgbuild.rdf import ontology_quads, reading_quads, settled, united
from kgbuild.rdf.terms import label, term
from kgbuild.resources import shipped
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


def test_a_link_that_two_documents_found_keeps_its_highest_confidence() -> None:
    link = [Triple(NODE, term("rdf:type"), term("kg:Link"))]
    scores = [Triple(NODE, term("kg:confidence"), Literal(n, datatype=term("xsd:decimal"))) for n in ("0.9", "0.95")]
    methods = [Triple(NODE, term("kg:method"), Literal(m)) for m in ("name", "address")]
    kept = settled([*link, *scores, *methods])
    assert kept == {link[0], scores[1], methods[1]}
    assert settled(scores) == set(scores), "only links are settled: of a claim the gate must see both"


def test_the_union_does_not_depend_on_the_order_or_on_repetition() -> None:
    shards = [reading_quads(r, configuration=CONFIGURATION) for r in (readings.reading(), readings.analysis())]
    ontology = ontology_quads(sorted(shipped("ontology").glob("*/ontology.ttl")))
    once = united(shards, ontology)
    assert united([*shards[::-1], shards[0]], ontology) == once
    assert once == sorted(once, key=str)
