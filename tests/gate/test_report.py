"""The report of a validation: what is told in Turtle and JSON is what was found, whatever names the data has."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse
from rdflib import Graph

from kgbuild.gate.path import Modified, Path, Several, Step
from kgbuild.gate.reference import read_report
from kgbuild.gate.report import Report, Violation, plain, short
from kgbuild.gate.terms import Index, sh

NAMES = st.sampled_from(["http://a.example/x", "http://a.example/y(z)", "https://w3id.org/kgbuild/id/claim-1", "urn:é"])
BLANK = st.sampled_from(["r0", "r1", "report", "r0p0", "r0p1", "xr0", "xreport", "x", "b7"]).map(BlankNode)
LITERALS = st.one_of(
    st.text(max_size=12).map(Literal),
    st.text(max_size=12).map(lambda value: Literal(value, language="en")),
    st.sampled_from(["1.4", "", "x", "2025-02-30"]).map(lambda v: Literal(v, datatype=NamedNode("urn:type"))),
)
PATHS: st.SearchStrategy[Path] = st.recursive(
    NAMES.map(Step),
    lambda inner: st.one_of(
        st.builds(Modified, st.sampled_from("^*+?"), inner),
        st.builds(Several, st.sampled_from("/|"), st.lists(inner, min_size=2, max_size=3).map(tuple)),
    ),
    max_leaves=4,
)
VIOLATIONS = st.builds(
    Violation,
    st.one_of(NAMES.map(NamedNode), BLANK, LITERALS),
    st.none() | PATHS,
    st.none() | NAMES.map(NamedNode) | BLANK | LITERALS,
    st.one_of(NAMES, BLANK.map(str)),
    st.just(str(sh("MinCountConstraintComponent").value)),
    st.text(max_size=20),
    st.sampled_from(["Violation", "Warning", "Info"]),
)
REPORTS = st.lists(VIOLATIONS, max_size=5, unique_by=lambda v: v.key).map(Report.of)


def triples(turtle: str) -> list[Triple]:
    return [q.triple for q in parse(turtle.encode(), format=RdfFormat.TURTLE, rename_blank_nodes=False)]


@given(REPORTS)
def test_the_turtle_of_a_report_reads_back_as_that_report(report: Report) -> None:
    graph = Index(triples(report.to_turtle()))
    assert read_report(graph) == report
    (told,) = graph.subjects(sh("conforms"), Literal(report.conforms))
    assert len(graph.objects(told, sh("result"))) == len(report.results)


@given(st.lists(VIOLATIONS, max_size=5), st.randoms())
def test_the_order_in_which_faults_were_found_changes_nothing(found: list[Violation], dice: object) -> None:
    unique = list({v.key: v for v in found}.values())
    mixed = list(unique)
    dice.shuffle(mixed)  # type: ignore[attr-defined]
    assert Report.of(mixed).to_turtle() == Report.of(unique).to_turtle()
    assert Report.of(mixed).to_json() == Report.of(unique).to_json()


@given(REPORTS)
def test_the_json_of_a_report_holds_every_term_in_a_form_that_reads_back(report: Report) -> None:
    told = json.loads(report.to_json())
    assert told["conforms"] is (not report.results)
    assert [r["message"] for r in told["results"]] == [v.message for v in report.results]
    for given_, violation in zip(told["results"], report.results, strict=True):
        line = f"<urn:s> <urn:p> {given_['focus']} .".encode()
        (quad,) = parse(line, format=RdfFormat.N_TRIPLES, rename_blank_nodes=False)
        assert quad.object == violation.focus


@given(REPORTS)
def test_only_violations_keep_something_out_and_warnings_still_do_not_conform(report: Report) -> None:
    assert report.conforms is (len(report.results) == 0)
    assert [v.severity for v in report.violations] == ["Violation"] * len(report.violations)
    assert len(report.violations) == sum(row[0] == "Violation" for row in report.rows())


def test_another_program_reads_the_report_too() -> None:
    path = Several("/", (Step("http://a.example/p"), Modified("^", Step("http://a.example/q"))))
    report = Report.of(
        Violation(BlankNode(label), path, Literal("ü\n\"'"), "http://a.example/shape", str(sh("X").value), "A\nB")
        for label in ("r0", "report")
    )
    graph = Graph().parse(data=report.to_turtle(), format="turtle")
    own = "?report a sh:ValidationReport ; sh:result ?result . ?result sh:focusNode ?focus"
    prefix = "PREFIX sh: <http://www.w3.org/ns/shacl#>"
    rows = graph.query(
        f"{prefix} SELECT DISTINCT ?result ?focus WHERE {{ {own} FILTER(?focus != ?result && ?focus != ?report) }}"
    )
    assert len(list(rows)) == 2


def test_terms_are_shown_as_people_read_them() -> None:
    assert plain(None) == ""
    assert plain(Literal("words <x>", language="en")) == "words <x>"
    assert plain(NamedNode("https://w3id.org/kgbuild/id/claim-1")) == "id:claim-1"
    assert plain(NamedNode("http://elsewhere.example/x")) == "http://elsewhere.example/x"
    assert plain(BlankNode("b0")) == "_:b0"
    assert short("(<https://w3id.org/kgbuild/ontology#evidence>/^(<http://x.example/p>))") == (
        "(kg:evidence/^(http://x.example/p))"
    )
