"""Loading a graph into a running store, one graph per document, and only what is not there already.

Works with any store that has a SPARQL 1.1 endpoint for queries and either the Graph Store HTTP Protocol or SPARQL
1.1 Update. What the store should hold is a function of the graph alone: each named graph carries the SHA-256 of
its triples in the store's graph ``id:pushed``. So a push that was cut off goes on where it stopped, a graph that
changed is replaced whole, and one that is gone is dropped. The mark of a graph is written after its triples and
taken away before them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from itertools import groupby
from typing import Literal
from urllib.parse import quote

import pyoxigraph as ox

from kgbuild.endpoint import Endpoint, EndpointError
from kgbuild.query.remote import ask
from kgbuild.rdf.order import by_graph
from kgbuild.sparql import iri_term, literal_term

PUSHED = "pushed"
MARK = "https://w3id.org/kgbuild/ontology#graphSha256"
BATCH = 2_000
"""Triples in one request: small enough for stores that limit the length of an update."""


@dataclass(frozen=True, slots=True)
class Step:
    """What is done with one graph of the store, and why. ``triples`` is how many it should hold."""

    action: Literal["send", "replace", "drop", "keep"]
    graph: str
    triples: int


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where a store takes queries, and updates or graphs. One of ``update`` and ``graphs`` is enough."""

    query: str
    update: str | None = None
    graphs: str | None = None


class _Target:
    """A store that is written to."""

    def __init__(self, addresses: Addresses) -> None:
        self._query = addresses.query
        self._update = Endpoint(addresses.update) if addresses.update else None
        self._graphs = Endpoint(addresses.graphs) if addresses.graphs else None
        if self._update is None and self._graphs is None:
            raise EndpointError(
                "no-way-in", addresses.query, "takes neither updates nor graphs", "--update or --graphs"
            )

    def marks(self, pushed: str) -> dict[str, str]:
        """Graph -> checksum, as earlier pushes left them."""
        text = f"SELECT ?g ?sum WHERE {{ GRAPH {iri_term(pushed)} {{ ?g {iri_term(MARK)} ?sum }} }} ORDER BY ?g"
        return {str(row["g"]): str(row["sum"]) for row in ask(self._query, text)}

    def drop(self, graph: str) -> None:
        if self._update is not None:
            self._send(f"DROP SILENT GRAPH {iri_term(graph)}")
        elif self._graphs is not None:
            self._graphs.send("DELETE", address=self._of(graph))

    def add(self, graph: str, triples: list[ox.Triple]) -> None:
        data = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b""
        if self._graphs is not None:
            self._graphs.send("POST", data, address=self._of(graph), Content_Type="application/n-triples")
        else:
            self._send(f"INSERT DATA {{ GRAPH {iri_term(graph)} {{\n{data.decode('utf-8')}}} }}")

    def _of(self, graph: str) -> str:
        address = self._graphs.address if self._graphs is not None else ""
        return f"{address}{'&' if '?' in address else '?'}graph={quote(graph, safe='')}"

    def _send(self, update: str) -> None:
        if self._update is not None:
            answer = self._update.send("POST", update.encode("utf-8"), Content_Type="application/sparql-update")
            if answer.status == 404:
                raise EndpointError("no-endpoint", self._update.address, "there is nothing (404)")

    def mark(self, pushed: str, graph: str, checksum: str | None) -> None:
        """Write, or with None take away, the mark of a graph."""
        node, name = iri_term(graph), iri_term(MARK)
        if checksum is None and self._update is not None:
            self._send(f"DELETE WHERE {{ GRAPH {iri_term(pushed)} {{ {node} {name} ?any }} }}")
        elif checksum is not None and self._update is not None:
            self._send(f"INSERT DATA {{ GRAPH {iri_term(pushed)} {{ {node} {name} {literal_term(checksum)} }} }}")


def push(
    quads: Iterable[ox.Quad],
    addresses: Addresses,
    base: str,
    *,
    dry_run: bool = False,
    told: Callable[[Step], None] = lambda step: None,
) -> list[Step]:
    """Make the store hold these quads, in their graphs; the steps in the order in which they were done.

    ``told`` hears of each step when it is done. Graphs that no push of ours wrote are left alone. Raises
    :class:`~kgbuild.endpoint.EndpointError`; what was done stays, and the next push goes on from there.
    """
    target = _Target(addresses)
    pushed = base + PUSHED
    marks = target.marks(pushed)
    steps = []
    for graph, triples in _graphs(quads):
        wanted = _checksum(triples)
        known = marks.pop(graph, None)
        step = Step("keep" if known == wanted else "replace" if known else "send", graph, len(triples))
        if step.action != "keep" and not dry_run:
            target.mark(pushed, graph, None)
            target.drop(graph)  # also what a push that was cut off had begun to send
            for batch in _batches(triples):
                target.add(graph, batch)
            target.mark(pushed, graph, wanted)
        steps.append(step)
        told(step)
    for graph in sorted(marks):
        step = Step("drop", graph, 0)
        if not dry_run:
            target.drop(graph)
            target.mark(pushed, graph, None)
        steps.append(step)
        told(step)
    return steps


def _graphs(quads: Iterable[ox.Quad]) -> Iterator[tuple[str, list[ox.Triple]]]:
    """Graph by graph, by name; the triples of each sorted. Only one graph is held at a time."""
    for graph, group in groupby(by_graph(quads), key=lambda quad: quad.graph_name):
        if isinstance(graph, ox.NamedNode):
            yield graph.value, [quad.triple for quad in group]


def _checksum(triples: Iterable[ox.Triple]) -> str:
    return sha256(ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b"").hexdigest()


def _batches(triples: list[ox.Triple]) -> Iterator[list[ox.Triple]]:
    for start in range(0, len(triples), BATCH):
        yield triples[start : start + BATCH]
