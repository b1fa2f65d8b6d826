"""The W3C's SHACL test suite: what its files ask and expect."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse

from kgbuild.gate.reference import read_report
from kgbuild.gate.report import Report
from kgbuild.gate.terms import RDF_TYPE, SH, Index, Term, sh

DATA = Path(__file__).resolve().parent / "data" / "shacl"
MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
SHT = "http://www.w3.org/ns/shacl-test#"
BASE = "http://tests.example/"

Key = tuple[str, ...]


@dataclass(frozen=True)
class Case:
    """One test: data, shapes, and the results expected; ``expected`` is None where the shapes must be refused."""

    name: str
    data: tuple[Triple, ...]
    shapes: tuple[Triple, ...]
    conforms: bool
    expected: Counter[Key] | None


def cases(folder: str) -> list[Case]:
    """The ``sht:Validate`` tests below a folder of the suite, by name."""
    found = []
    for path in sorted((DATA / folder).rglob("*.ttl")):
        graph = Index(load(path))
        for test in graph.subjects(RDF_TYPE, NamedNode(SHT + "Validate")):
            found.append(_case(path, graph, test))
    return found


def load(path: Path) -> tuple[Triple, ...]:
    iri = BASE + path.relative_to(DATA).as_posix()
    triples = parse(input=path.read_bytes(), format=RdfFormat.TURTLE, base_iri=iri, rename_blank_nodes=False)
    return tuple(Triple(t.subject, t.predicate, t.object) for t in triples)


def _case(path: Path, graph: Index, test: Term) -> Case:
    action = graph.one(test, NamedNode(MF + "action"))
    result = graph.one(test, NamedNode(MF + "result"))
    assert action is not None and result is not None
    data, shapes = (_file(graph.one(action, NamedNode(SHT + name))) for name in ("dataGraph", "shapesGraph"))
    name = path.relative_to(DATA).as_posix()
    if isinstance(result, NamedNode):
        return Case(name, load(data), load(shapes), False, None)
    conforms = graph.one(result, sh("conforms"))
    assert isinstance(conforms, Literal)
    expected = {r for r in graph.objects(result, sh("result")) if isinstance(r, NamedNode | BlankNode)}
    mine = Index(t for t in load(path) if t.predicate.value.startswith(SH) or t.subject not in expected)
    return Case(name, load(data), load(shapes), conforms.value == "true", keys(read_report(mine)))


def _file(node: Term | None) -> Path:
    assert isinstance(node, NamedNode)
    return DATA / node.value.removeprefix(BASE)


def keys(report: Report) -> Counter[Key]:
    """What the suite compares of the results; the label of a blank node is nobody's to choose."""
    return Counter(
        tuple("_:" if "_:" in part and not part.startswith(("<", '"')) else part for part in (*r.key, r.severity))
        for r in report.results
    )
