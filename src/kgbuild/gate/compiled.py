"""The compiled engine: runs the queries of the shapes on an Oxigraph store."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

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
        triples = list(data)
        store = Store()
        store.bulk_extend(Quad(t.subject, t.predicate, t.object) for t in triples)
        there = _Present(triples)
        needed = [query for query in self.queries if any(map(there.may_hit, query.targets))]
        return Report.of(violation for query in needed for violation in run(query, store))

    def validate_store(self, store: Store) -> Report:
        """The same on a store whose default graph holds the data."""
        return Report.of(violation for query in self.queries for violation in run(query, store))


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
    rows = store.query(query.text)
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
