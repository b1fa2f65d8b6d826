"""Asking services about a graph: what its linked items are called, and what its unlinked names may mean.

Everything that is answered goes on file, and the next build reads it there; nothing here changes a graph.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pyoxigraph import NamedNode, QuerySolutions, Store

from kgbuild.config import Settings
from kgbuild.iri import PREFIXES, expand
from kgbuild.link.answers import Answers
from kgbuild.link.entities import MAY_RESEMBLE
from kgbuild.link.job import Online
from kgbuild.link.reconcile import Query
from kgbuild.link.recorded import Recorded
from kgbuild.link.wikidata import ITEM, newest

COLUMNS = ("entity", "label", "relation", "target", "name", "description", "method", "score")
"""Of the table that is told: a row for each link of the graph, and for each candidate that services named."""

_LINKED = f"""
SELECT DISTINCT ?entity ?label ?relation ?target WHERE {{
  ?link <{expand("kg:entity")}> ?entity ; <{expand("kg:relation")}> ?relation ; <{expand("kg:target")}> ?target .
  ?entity <{expand("rdfs:label")}> ?label
}} ORDER BY ?entity ?relation ?target ?label"""
_NAMED = f"""
SELECT DISTINCT ?entity ?label WHERE {{
  VALUES ?class {{ {" ".join(f"<{expand(name)}>" for name in sorted(MAY_RESEMBLE))} }}
  ?entity a ?class ; <{expand("rdfs:label")}> ?label .
  FILTER NOT EXISTS {{ ?entity <{expand("kg:scopedTo")}> ?document }}
  FILTER NOT EXISTS {{ ?entity <{expand("owl:sameAs")}> ?item }}
}} ORDER BY ?entity ?label"""


@dataclass(frozen=True, slots=True)
class _Link:
    entity: str
    label: str
    relation: str
    target: str


def ask_about(store: Store, settings: Settings, online: Online) -> Iterator[dict[str, str]]:
    """Ask the services of ``online`` about the graph in ``store``; the rows of what is then known, by entity.

    Wikidata is asked about every linked item and every property of ``settings.identifiers``, and for items of the
    names of organisations, forces, projects and outlets that nothing proves to be one; a reconciliation service for
    the latter. What is on file is not asked again. Raises what the clients raise; what was answered stays on file.
    """
    links = list(_links(store))
    names = [(row[0], row[1]) for row in _rows(store, _NAMED)]
    answers = Answers(online.answers)
    _ask(links, [label for _, label in names], settings, online, answers)
    known = {one.asked: one for one in newest(answers)}
    for link in links:
        one = known.get(link.target.removeprefix("wd:"))
        told = (one.labels.get("en", ""), one.descriptions.get("en", "")) if one else ("", "")
        yield _row(link.entity, link.label, link.relation, link.target, *told, "", "")
    recorded = Recorded.of(answers)
    there = {(link.entity, link.target) for link in links}
    for entity, label in names:
        for candidate in recorded.named(label):
            if (entity, candidate.target) not in there:
                one = known.get(candidate.target.removeprefix("wd:"))
                told = (one.labels.get("en", ""), one.descriptions.get("en", "")) if one else ("", "")
                score = f"{candidate.score:.2f}"
                yield _row(entity, label, "candidate", candidate.target, *told, candidate.method, score)


def _ask(links: Iterable[_Link], names: list[str], settings: Settings, online: Online, answers: Answers) -> None:
    wikidata, reconciler = online.clients(answers, settings.languages)
    if wikidata is not None:
        targets = {link.target.removeprefix("wd:") for link in links}
        wikidata.entities({*(t for t in targets if ITEM.fullmatch(t)), *settings.identifiers})
        wikidata.entities({hit.qid for name in names for hit in wikidata.search(name, online.language)})
    if reconciler is not None and names:
        reconciler.manifest()
        reconciler.reconcile(Query(name) for name in names)


def _links(store: Store) -> Iterator[_Link]:
    for entity, label, relation, target in _rows(store, _LINKED):
        yield _Link(entity, label, relation.rpartition("#")[2], target.replace(PREFIXES["wd"], "wd:"))


def _rows(store: Store, query: str) -> list[list[str]]:
    found = store.query(query, use_default_graph_as_union=True)
    assert isinstance(found, QuerySolutions)  # noqa: S101  # it is a SELECT; for the type checker
    return [
        [node.value if isinstance(node, NamedNode) else getattr(node, "value", "") for node in row] for row in found
    ]


def _row(*cells: str) -> dict[str, str]:
    return dict(zip(COLUMNS, cells, strict=True))
