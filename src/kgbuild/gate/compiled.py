"""The compiled engine: runs the queries of the shapes on an Oxigraph store."""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import NamedNode, Quad, QuerySolutions, Store, Triple

from kgbuild.gate.compile import Query, Refusal, compile_shapes
from kgbuild.gate.path import Step
from kgbuild.gate.report import Report, Violation
from kgbuild.gate.shapes import ShapesGraph


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
        store = Store()
        store.bulk_extend(Quad(t.subject, t.predicate, t.object) for t in data)
        return self.validate_store(store)

    def validate_store(self, store: Store) -> Report:
        """The same on a store whose default graph holds the data."""
        return Report.of(violation for query in self.queries for violation in run(query, store))


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
