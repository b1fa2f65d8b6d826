"""What stands around one node: the claims that join it to others, as nodes and edges for the graph page."""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import NamedNode

from kgbuild.serve.pages.claims import ToldClaim, told
from kgbuild.serve.pages.reader import Reader, Shown
from kgbuild.serve.pages.views import Values, View

MAX_EDGES = 150


@dataclass(frozen=True, slots=True)
class Edge:
    """An edge between two nodes; ``claim`` is None where it is a plain triple."""

    source: Shown
    target: Shown
    label: str
    href: str
    claim: ToldClaim | None = None


def edges(reader: Reader, node: NamedNode) -> list[Edge]:
    """The claims with ``node`` as subject or object; where there is none, the plain triples with it."""
    found = [
        Edge(v.subject, v.object, v.predicate.text, v.href, v)
        for predicate in ("rdf:subject", "rdf:object")
        for c in reader.subjects(predicate, node)
        if reader.has_type(c, "kg:Claim")
        for v in (told(reader, c),)
    ]
    if found:
        return found
    store = reader.dataset.store
    pattern = [*store.quads_for_pattern(node, None, None, None), *store.quads_for_pattern(None, None, node, None)]
    triples = {q.triple for q in pattern if isinstance(q.subject, NamedNode) and isinstance(q.object, NamedNode)}
    return [
        Edge(reader.show(t.subject), reader.show(t.object), reader.words(t.predicate), reader.href(t.predicate))
        for t in sorted(triples, key=str)
        if not reader.short(t.predicate).startswith("rdf:")
    ]


def graph(reader: Reader, iri: str, fields: dict[str, str]) -> View | None:
    """The neighbourhood of ``iri``, with what can be filtered: predicate, source, certainty. None for no IRI."""
    try:
        node = NamedNode(iri)
    except ValueError:
        return None
    every = edges(reader, node)
    kept = [e for e in every if _passes(e, fields)]
    return View(
        "graph.html",
        f"Around {reader.label(node)}",
        {
            "shown": reader.show(node),
            "iri": iri,
            "edges": kept[:MAX_EDGES],
            "total": len(kept),
            "chosen": fields,
            "predicates": sorted({e.label for e in every}),
            "sources": sorted({e.claim.document.text for e in every if e.claim}),
            "certainties": sorted({e.claim.certainty for e in every if e.claim and e.claim.certainty}),
        },
    )


def _passes(edge: Edge, fields: dict[str, str]) -> bool:
    wanted = (fields.get("predicate"), fields.get("source"), fields.get("certainty"))
    claim = edge.claim
    have = (edge.label, claim.document.text if claim else "", claim.certainty if claim else "")
    return all(not want or want == has for want, has in zip(wanted, have, strict=True))


def elements(view: View) -> Values:
    """The same as data for cytoscape: nodes by IRI (a literal by its words), one edge for each claim."""
    nodes: dict[str, Values] = {}
    lines: list[Values] = []
    centre = view.values["iri"]
    for edge in view.values["edges"]:
        for end in (edge.source, edge.target):
            key = end.iri or f"“{end.text}”"
            nodes.setdefault(key, {"id": key, "label": end.text, "href": end.href, "centre": key == centre})
        claim = edge.claim
        lines.append(
            {
                "id": f"e{len(lines)}",
                "source": edge.source.iri or f"“{edge.source.text}”",
                "target": edge.target.iri or f"“{edge.target.text}”",
                "label": edge.label,
                "href": edge.href,
                "certainty": claim.certainty if claim else "asserted",
                "polarity": claim.polarity if claim else "affirmed",
            }
        )
    return {"nodes": list(nodes.values()), "edges": lines}
