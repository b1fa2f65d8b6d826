"""What a data set holds, counted once when it is loaded: for VoID, for the service description, for the first page."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import Any

from pyoxigraph import Literal, NamedNode, Store

from kgbuild.iri import PREFIXES, expand

MAX_PARTITIONS = 500
_RDF = PREFIXES["rdf"]
_TYPE = _RDF + "type"


@dataclass(frozen=True, slots=True)
class Statistics:
    """Counts over the union of all graphs; ``classes`` and ``predicates`` by IRI, most frequent first.

    ``things`` are the classes of what claims speak of; of everything, where there are no claims.
    """

    triples: int = 0
    subjects: int = 0
    objects: int = 0
    graphs: int = 0
    classes: dict[str, int] = field(default_factory=dict)
    predicates: dict[str, int] = field(default_factory=dict)
    things: dict[str, int] = field(default_factory=dict)

    def of(self, curie: str) -> int:
        """How many nodes have the class ``curie`` (``kg:Claim``)."""
        return self.classes.get(expand(curie), 0)

    def plain(self) -> dict[str, Any]:
        return asdict(self)


def statistics(store: Store) -> Statistics:
    """Counts ``store``. A triple that stands in two graphs counts twice; our builds have none such."""
    classes = _counts(store, f"SELECT ?k (COUNT(DISTINCT ?s) AS ?n) {{ ?s <{_TYPE}> ?k }} GROUP BY ?k")
    spoken = f"{{ ?c <{_RDF}subject> ?s }} UNION {{ ?c <{_RDF}object> ?s }} ?s <{_TYPE}> ?k"
    return Statistics(
        triples=len(store),
        subjects=_one(store, "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o }"),
        objects=_one(store, "SELECT (COUNT(DISTINCT ?o) AS ?n) { ?s ?p ?o }"),
        graphs=sum(1 for _ in store.named_graphs()),
        classes=classes,
        things=_counts(store, f"SELECT ?k (COUNT(DISTINCT ?s) AS ?n) {{ {spoken} }} GROUP BY ?k") or classes,
        predicates=_counts(store, "SELECT ?k (COUNT(*) AS ?n) { ?s ?k ?o } GROUP BY ?k"),
    )


def _one(store: Store, query: str) -> int:
    for row in store.query(query, use_default_graph_as_union=True):  # type: ignore[union-attr]
        return int(row["n"].value)
    return 0


def _counts(store: Store, query: str) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for row in store.query(query, use_default_graph_as_union=True):  # type: ignore[union-attr]
        key, count = row["k"], row["n"]
        if isinstance(key, NamedNode) and isinstance(count, Literal):
            counts[key.value] = int(count.value)
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return dict(ordered[:MAX_PARTITIONS])
