"""The compiled engine: runs the queries of the shapes on an Oxigraph store."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from pyoxigraph import NamedNode, Quad, QuerySolutions, Store, Triple

from kgbuild.gate.compile import Query, Refusal, compile_shapes
from kgbuild.gate.path import Step
from kgbuild.gate.report import Report, Violation
from kgbuild.gate.shapes import ShapesGraph, Target
from kgbuild.gate.terms import RDF_TYPE, Term

_SUBCLASS = NamedNode("http://www.w3.org/2000/01/rdf-schema#subClassOf")


class Compiled:
    """Shapes, compiled once. ``refusals`` are the shapes that it does not cover."""

    def __init__(self, shapes: Iterable[Triple]) -> None:
        self.queries: list[Query]
        self.refusals: list[Refusal]
        self.queries, self.refusals = compile_shapes(ShapesGraph(shapes))

    def validate(self, data: Iterable[Triple | Quad]) -> Report:
        """Validate ``data`` as one flat graph against the shapes that are covered.

        Raises ``SyntaxError`` or ``OSError`` where a query fails, which is a refusal.
        """
        return Report.of(self._violations(list(data)))

    def conforms(self, data: Iterable[Triple | Quad]) -> bool:
        """Whether there is no result at all; stops at the first."""
        return next(iter(self._violations(list(data))), None) is None

    def validate_dataset(self, quads: Iterable[Quad]) -> Report:
        """Validate named graphs: patterns outside ``GRAPH`` see the union of all."""
        store = Store()
        store.bulk_extend(quads)
        return Report.of(violation for query in self.queries for violation in run(query, store))

    def _violations(self, triples: list[Triple | Quad]) -> Iterator[Violation]:
        store = Store()
        store.bulk_extend(Quad(t.subject, t.predicate, t.object) for t in triples)
        there = _Present(triples)
        for query in self.queries:
            if any(map(there.may_hit, query.targets)):
                yield from run(query, store)


class _Present:
    """Which predicates and classes occur in some triples: a shape whose targets cannot be there has no results."""

    def __init__(self, triples: Iterable[Triple | Quad]) -> None:
        self._predicates: set[Term] = set()
        self._classes: set[Term] = set()
        above: defaultdict[Term, set[Term]] = defaultdict(set)
        for t in triples:
            self._predicates.add(t.predicate)
            if t.predicate == RDF_TYPE:
                self._classes.add(t.object)
            elif t.predicate == _SUBCLASS:
                above[t.subject].add(t.object)
        pending = list(self._classes)
        while pending:
            found = above.get(pending.pop(), set()) - self._classes
            self._classes |= found
            pending += found

    def may_hit(self, target: Target) -> bool:
        if target.kind == "targetNode":
            return True
        return target.term in (self._classes if target.kind == "targetClass" else self._predicates)


def run(query: Query, store: Store) -> Iterable[Violation]:
    """The violations that ``query`` finds."""
    rows = store.query(query.text, use_default_graph_as_union=True)
    assert isinstance(rows, QuerySolutions)  # noqa: S101  # every query is a SELECT; for the type checker
    for row in rows:
        path = row["path"]
        value = row["value"] if "value" in query.columns else None
        yield Violation(
            row["focus"],
            Step(path.value) if isinstance(path, NamedNode) else query.path,
            value,
            query.shape,
            query.component,
            query.message,
            query.severity,
        )
