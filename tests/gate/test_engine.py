"""Two engines, one verdict: the compiled one and pySHACL agree on shapes and data that nobody wrote."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import RdfFormat, Triple, parse

from kgbuild.gate.engine import ENGINES, Disagreement, Engine, compare
from kgbuild.gate.report import Report, Violation
from kgbuild.gate.terms import sh

PREFIXES = """\
@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix ex: <http://a.example/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
"""
NODES = [f"ex:n{number}" for number in range(4)]
VALUES = [
    *NODES, "1", "2", "-3", "1.5", '"a"', '"abc"', '""', '"a"@en', '"b"@en', '"a"@de-CH', "true", '"x"^^ex:own',
    '"2025-01-01"^^xsd:date', '"2025-02-30"^^xsd:date', '"one"^^xsd:integer',
]  # fmt: skip
EDGES = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(NODES), st.sampled_from(["ex:p", "ex:q"]), st.sampled_from(VALUES)),
        st.tuples(st.sampled_from(NODES), st.just("a"), st.sampled_from(["ex:T", "ex:Sub"])),
    ),
    min_size=1,
    max_size=9,
)
TARGETS = (
    "sh:targetClass ex:T", "sh:targetNode ex:n0", "sh:targetSubjectsOf ex:p", "sh:targetObjectsOf ex:q",
    "sh:targetNode ex:n1, 1",
)  # fmt: skip
PATHS = (
    "ex:p", "ex:q", "[ sh:inversePath ex:p ]", "( ex:p ex:q )", "[ sh:alternativePath ( ex:p ex:q ) ]",
    "[ sh:oneOrMorePath ex:p ]", "( [ sh:inversePath ex:p ] ex:q )",
)  # fmt: skip
OF_VALUES = (
    "sh:class ex:T", "sh:datatype xsd:integer", "sh:datatype xsd:date", "sh:datatype xsd:string", "sh:nodeKind sh:IRI",
    "sh:nodeKind sh:BlankNodeOrLiteral", "sh:minLength 1", "sh:maxLength 2",
    'sh:pattern "^a"', 'sh:pattern "B" ; sh:flags "i"', 'sh:languageIn ( "en" "de" )', 'sh:in ( ex:n0 1 "a" )',
    "sh:hasValue ex:n1", "sh:hasValue 1", "sh:equals ex:q", "sh:disjoint ex:q",
)  # fmt: skip
OF_PATHS = ("sh:minCount 1", "sh:maxCount 1", "sh:minCount 2", "sh:maxCount 0", "sh:uniqueLang true")
# Nothing that compares by order: pySHACL finds one between values where SPARQL's operators, and so SHACL, have none
# (``true`` and ``2``, ``"x"^^ex:own`` and ``2``). Numbers and dates are compared in the W3C's tests.
KINDS = ("value", "value", "not", "node", "and", "or", "xone", "property", "count", "qualifiedMin", "qualifiedMax")


@st.composite
def shapes(draw: st.DrawFn, depth: int = 0, has_path: bool = False) -> str:
    """What stands inside a shape: one or two constraints of different kinds, since most may be given once."""
    found: dict[str, str] = {}
    for _ in range(draw(st.integers(1, 2))):
        kind = draw(st.sampled_from(KINDS)) if depth < 3 else "value"
        inner = shapes(depth + 1)
        if kind == "count" and has_path:
            constraint = draw(st.sampled_from(OF_PATHS))
        elif kind in ("qualifiedMin", "qualifiedMax") and has_path:
            constraint = f"sh:{kind}Count {draw(st.integers(0, 2))} ; sh:qualifiedValueShape [ {draw(inner)} ]"
        elif kind in ("not", "node"):
            constraint = f"sh:{kind} [ {draw(inner)} ]"
        elif kind in ("and", "or", "xone"):
            constraint = f"sh:{kind} ( [ {draw(inner)} ] [ {draw(inner)} ] )"
        elif kind == "property":
            constraint = f"sh:property [ sh:path {draw(st.sampled_from(PATHS))} ; {draw(shapes(depth + 1, True))} ]"
        else:
            constraint = draw(st.sampled_from(OF_VALUES))
        found[constraint.split()[0]] = constraint
    return " ; ".join(found.values())


def triples(turtle: str) -> list[Triple]:
    return [q.triple for q in parse((PREFIXES + turtle).encode(), format=RdfFormat.TURTLE)]


@settings(max_examples=60)
@given(st.lists(st.tuples(st.sampled_from(TARGETS), shapes()), min_size=1, max_size=2), EDGES)
def test_both_engines_find_the_same(given_: list[tuple[str, str]], edges: list[tuple[str, str, str]]) -> None:
    wanted = triples("\n".join(f"ex:shape{n} a sh:NodeShape ; {t} ; {c} ." for n, (t, c) in enumerate(given_)))
    data = triples("ex:Sub rdfs:subClassOf ex:T .\n" + "\n".join(" ".join(edge) + " ." for edge in edges))
    both = Engine(wanted, "both").validate(data)  # which raises Disagreement where they differ
    assert Engine(wanted, "compiled").conforms(data) is both.conforms


def test_shapes_that_the_compiler_refuses_are_run_beside_the_others_and_each_but_once() -> None:
    shapes = triples(
        "ex:covered a sh:NodeShape ; sh:targetNode ex:n0 ; sh:property [ sh:path ex:p ; sh:minCount 1 ] ."
        "ex:refused a sh:NodeShape ; sh:targetNode ex:n0 ; sh:sparql [ sh:select '''SELECT $this ?value WHERE {"
        " { SELECT $this ?value WHERE { $this <http://a.example/q> ?value } } }''' ] ."
    )
    data = triples("ex:n0 ex:q 1 . ex:n1 ex:q 2 .")
    engine = Engine(shapes, "compiled")
    assert [refusal.shape for refusal in engine.compiled.refusals] == ["http://a.example/refused"]
    found = engine.validate(data)
    assert [r.shape.rpartition("/")[2] for r in found.results if "example" in r.shape] == ["refused"]
    assert len(found.results) == 2
    assert {r.key[:3] for r in found.results} == {r.key[:3] for r in Engine(shapes, "pyshacl").validate(data).results}
    assert not engine.conforms(data)


def test_literals_that_a_store_would_rewrite_are_judged_as_they_are_written() -> None:
    shapes = triples('ex:s a sh:NodeShape ; sh:targetObjectsOf ex:p ; sh:pattern "^0" .')
    for written in ('"0.90"^^xsd:decimal', '"01"^^xsd:integer'):
        assert Engine(shapes, "compiled").validate(triples(f"ex:n0 ex:p {written} .")).conforms


@pytest.mark.parametrize("number", ["9223372036854775807", "9223372036854775808", "-99999999999999999999", "1" * 60])
@pytest.mark.parametrize("datatype", ["integer", "decimal"])
def test_a_number_too_long_for_the_store_is_a_number_all_the_same(number: str, datatype: str) -> None:
    shapes = triples(f"ex:s a sh:NodeShape ; sh:targetObjectsOf ex:p ; sh:datatype xsd:{datatype} .")
    data = triples(f'ex:n0 ex:p "{number}"^^xsd:{datatype} .')
    assert Engine(shapes, "compiled").validate(data).conforms
    assert Engine(shapes, "both").validate(data).conforms


def test_verdicts_that_differ_are_an_error_that_names_both() -> None:
    one = Violation(sh("a"), None, None, "http://a.example/s", str(sh("C").value), "")
    compare({"compiled": Report.of([one]), "pyshacl": Report.of([one])})
    with pytest.raises(Disagreement, match="compiled alone found 1, pyshacl alone found 0") as caught:
        compare({"compiled": Report.of([one]), "pyshacl": Report.of([])})
    assert list(caught.value.only) == ["compiled", "pyshacl"]


def test_there_are_these_engines_and_no_others() -> None:
    assert [Engine([], name).name for name in ENGINES] == ["compiled", "pyshacl", "both"]
    with pytest.raises(ValueError, match="no such engine"):
        Engine([], "Compiled")
