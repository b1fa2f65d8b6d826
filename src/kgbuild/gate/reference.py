"""pySHACL, the reference engine: it must agree with the compiled one, and takes what that one does not cover.

The only file that knows both term models, pyoxigraph's and rdflib's.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import pyshacl
import rdflib
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.sparql import Query

from kgbuild.gate.path import read_path
from kgbuild.gate.report import Report, Violation
from kgbuild.gate.terms import RDF_TYPE, Index, Term, local, sh


def validate(data: Iterable[Triple | Quad], shapes: Iterable[Triple]) -> Report:
    """Validate ``data`` against ``shapes`` with pySHACL, without inference.

    Raises :class:`RuntimeError` where pySHACL fails: that is a refusal, never a pass.
    """
    return validate_graph(to_rdflib(data), to_rdflib(shapes))


def validate_graph(data: rdflib.Graph, shapes: rdflib.Graph) -> Report:
    """The same on rdflib's own graphs, of any store."""
    try:
        _, report, text = pyshacl.validate(data, shacl_graph=shapes, inference="none", advanced=False)
    except Exception as error:  # pySHACL raises whatever its parts raise; all of it refuses
        raise RuntimeError(f"pySHACL failed: {type(error).__name__}: {error}") from error
    if not isinstance(report, rdflib.Graph):
        raise RuntimeError(f"pySHACL failed: {text}")
    return read_report(Index(from_rdflib(report)))


def validate_dataset(quads: Iterable[Quad], shapes: Iterable[Triple]) -> Report:
    """Validate named graphs: patterns outside ``GRAPH`` see the union of all."""
    data = rdflib.Dataset(default_union=True)
    for q in quads:
        name = rdflib.URIRef(str(getattr(q.graph_name, "value", "")) or "urn:x-rdflib:default")
        data.graph(name).add((_to_rdflib(q.subject), _to_rdflib(q.predicate), _to_rdflib(q.object)))
    return validate_graph(data, to_rdflib(shapes))


def read_report(graph: Index) -> Report:
    """The results of an ``sh:ValidationReport``."""
    found = []
    for result in graph.subjects(RDF_TYPE, sh("ValidationResult")):
        path = graph.one(result, sh("resultPath"))
        severity = graph.one(result, sh("resultSeverity"))
        text = graph.one(result, sh("resultMessage"))
        focus, shape = graph.one(result, sh("focusNode")), graph.one(result, sh("sourceShape"))
        component = graph.one(result, sh("sourceConstraintComponent"))
        if focus is None or not graph.subjects(sh("result"), result):
            continue  # a detail of another result
        found.append(
            Violation(
                focus,
                None if path is None else read_path(graph, path),
                graph.one(result, sh("value")),
                _name(shape),
                _name(component),
                text.value if isinstance(text, Literal) else "",
                local(_name(severity)) or "Violation",
            )
        )
    return Report.of(found)


def _name(term: Term | None) -> str:
    if isinstance(term, NamedNode):
        return term.value
    return "" if term is None else str(term)


def to_rdflib(triples: Iterable[Triple | Quad]) -> rdflib.Graph:
    """The triples as an rdflib graph, literals in the form that they have."""
    graph = _Graph(bind_namespaces="none")
    for t in triples:
        graph.add((_to_rdflib(t.subject), _to_rdflib(t.predicate), _to_rdflib(t.object)))
    return graph


class _Graph(rdflib.Graph):  # type: ignore[misc]  # rdflib is not checked here
    """A graph that parses each query once: pySHACL asks the same one anew for every focus node."""

    def query(self, query_object: str | Query, *args: Any, **options: Any) -> rdflib.query.Result:
        if isinstance(query_object, str):
            names = options.get("initNs") or dict(self.namespaces())
            query_object = _prepared(query_object, tuple(sorted((str(p), str(n)) for p, n in names.items())))
        return super().query(query_object, *args, **options)


@lru_cache(maxsize=4096)
def _prepared(text: str, names: tuple[tuple[str, str], ...]) -> Query:
    return prepareQuery(text, initNs=dict(names))


def _to_rdflib(term: Term) -> rdflib.term.Node:
    if isinstance(term, NamedNode):
        return rdflib.URIRef(term.value)
    if isinstance(term, BlankNode):
        return rdflib.BNode(term.value)
    if isinstance(term, Literal):
        if term.language:
            return rdflib.Literal(term.value, lang=term.language)
        if term.datatype.value == "http://www.w3.org/2001/XMLSchema#string":
            return rdflib.Literal(term.value)
        return rdflib.Literal(term.value, datatype=rdflib.URIRef(term.datatype.value), normalize=False)
    raise RuntimeError("a triple term: RDF 1.2 is not read here")


def from_rdflib(graph: rdflib.Graph) -> Iterable[Triple]:
    """The triples of an rdflib graph."""
    for s, p, o in graph:
        subject = _from_rdflib(s)
        if not isinstance(subject, Literal):
            yield Triple(subject, NamedNode(str(p)), _from_rdflib(o))


def _from_rdflib(term: rdflib.term.Node) -> NamedNode | BlankNode | Literal:
    if isinstance(term, rdflib.URIRef):
        return NamedNode(str(term))
    if isinstance(term, rdflib.BNode):
        return BlankNode(str(term))
    if term.language:
        return Literal(str(term), language=term.language)
    return Literal(str(term), datatype=NamedNode(str(term.datatype))) if term.datatype else Literal(str(term))
