"""The shape of plain triples, generated from the ontology: one target for each claim predicate.

SHACL has no target "subject of any predicate of that class", so the predicates are written out. Naming them in
the shape, rather than looking them up in the data, also keeps it closed: a file without an ontology passes no
naked triple.
"""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import NamedNode, Quad, Triple

from kgbuild.rdf.terms import term

SHAPES = "https://w3id.org/kgbuild/shapes#"

_HEAD = """\
# Generated from ontology/{pack}/ontology.ttl by `make shapes`; a test checks that it is current.
# No plain triple of a claim predicate stands without a claim that is affirmed, asserted and complete.
@prefix kgs: <https://w3id.org/kgbuild/shapes#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
"""

_SHAPE = '''
kgs:PlainTriple-{pack} a sh:NodeShape ;
    rdfs:label "a claim behind each plain triple ({pack})"@en ;
    sh:targetSubjectsOf
        {targets} ;
    sh:severity sh:Violation ;
    sh:sparql [
        sh:message "This is stated without any claim, and so any words, to back it."@en ;
        sh:prefixes <https://w3id.org/kgbuild/shapes> ;
        sh:select """
            SELECT $this ?value WHERE {{
              {branches}
              FILTER NOT EXISTS {{
                ?claim rdf:type kg:Claim ; rdf:subject $this ; rdf:predicate ?predicate ; rdf:object ?value ;
                    kg:layer kg:world ; kg:polarity kg:affirmed ; kg:certainty kg:asserted .
                FILTER NOT EXISTS {{ $this rdf:type kg:OpenRole }}
                FILTER NOT EXISTS {{ ?value rdf:type kg:OpenRole }}
                FILTER NOT EXISTS {{ ?value rdf:type kg:Quantity }}
                FILTER NOT EXISTS {{ ?value rdf:type kg:TimeSpan }}
                FILTER NOT EXISTS {{ ?claim kg:quantity ?share . ?share kg:unit unit:PERCENT }}
                FILTER NOT EXISTS {{
                  ?claim kg:quantity ?none .
                  ?none schema:value|schema:maxValue ?zero .
                  FILTER(?zero = 0)
                }}
              }}
            }}""" ] .
'''


def claim_predicates(ontology: Iterable[Quad | Triple]) -> list[str]:
    """The IRIs of the claim predicates that ``ontology`` declares, sorted."""
    kind, wanted = term("rdf:type"), term("kg:ClaimPredicate")
    found = (t.subject for t in ontology if t.predicate == kind and t.object == wanted)
    return sorted({s.value for s in found if isinstance(s, NamedNode)})


def plain_shape(pack: str, predicates: Iterable[str]) -> str:
    """Turtle of the shape ``kgs:PlainTriple-PACK`` for claim predicates of these IRIs."""
    iris = [f"<{predicate}>" for predicate in predicates]
    branches = "\n              UNION ".join(f"{{ $this {p} ?value . BIND({p} AS ?predicate) }}" for p in iris)
    return _HEAD.format(pack=pack) + _SHAPE.format(pack=pack, targets=" ,\n        ".join(iris), branches=branches)


def uncovered(predicates: Iterable[str], shapes: Iterable[Triple]) -> list[str]:
    """Those of ``predicates`` whose plain triples no shape named ``kgs:PlainTriple-…`` looks at."""
    target = NamedNode("http://www.w3.org/ns/shacl#targetSubjectsOf")
    covered = {
        t.object.value
        for t in shapes
        if t.predicate == target
        and isinstance(t.object, NamedNode)
        and isinstance(t.subject, NamedNode)
        and t.subject.value.startswith(SHAPES + "PlainTriple-")
    }
    return [p for p in predicates if p not in covered]


def stated_shape(predicates: Iterable[str]) -> str:
    """Turtle of the shape ``kgs:InStated``: plain triples stand in their own graph and in no other."""
    iris = [f"<{predicate}>" for predicate in predicates]
    branches = "\n              UNION ".join(f"{{ GRAPH ?graph {{ $this {p} ?value }} }}" for p in iris)
    return _STATED.format(targets=" ,\n        ".join(iris), branches=branches)


_STATED = '''\
# Generated from the ontologies by `make shapes`; a test checks that it is current.
@prefix kgs: <https://w3id.org/kgbuild/shapes#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .

kgs:InStated a sh:NodeShape ;
    rdfs:label "plain triples in their own graph"@en ;
    sh:targetSubjectsOf
        {targets} ;
    sh:severity sh:Violation ;
    sh:sparql [
        sh:message "A plain triple stands outside of the graph of plain triples."@en ;
        sh:select """
            SELECT DISTINCT $this ?value WHERE {{
              {branches}
              FILTER(!REGEX(STR(?graph), "(^|[/#])stated$"))
            }}""" ] .
'''
