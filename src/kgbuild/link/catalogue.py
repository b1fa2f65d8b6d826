"""What a reconciliation service answers about: the entities of a graph, or the items of the world slice.

Both are catalogues of records, looked up by name; identifiers are short and become IRIs with the catalogue's
identifier space before them.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

from rapidfuzz import fuzz, process

from kgbuild.gazetteer import Gazetteer, Item
from kgbuild.iri import DEFAULT_BASE, PREFIXES
from kgbuild.link.mention import MentionLinker
from kgbuild.link.names import fold

ALIKE = 80.0
MOST_ALIKE = 50


@dataclass(frozen=True, slots=True)
class Reference:
    """A value that is itself a record: its identifier and its name."""

    id: str
    name: str


Value = str | int | Reference


@dataclass(frozen=True, slots=True)
class Record:
    """An entity or item: identifier, name, further names, types as (id, name), and values by property id."""

    id: str
    name: str
    description: str = ""
    other_names: tuple[str, ...] = ()
    types: tuple[tuple[str, str], ...] = ()
    values: Mapping[str, tuple[Value, ...]] = field(default_factory=dict)


class Catalogue(Protocol):
    """What :class:`kgbuild.link.service.ReconcileService` needs to know."""

    name: str
    identifier_space: str
    schema_space: str
    properties: Mapping[str, str]

    def record(self, identifier: str) -> Record | None:
        """The record of that identifier."""

    def named(self, name: str) -> list[tuple[Record, float]]:
        """Records that the name may mean, each with a score from 0 to 100, the best first."""

    def beginning(self, prefix: str) -> Iterator[Record]:
        """Records one of whose names begins so, in a stable order, each once."""

    def types(self) -> list[tuple[str, str]]:
        """All types, as (id, name), sorted."""


class _ByPrefix:
    """Identifiers by folded name, for looking up what begins with something."""

    def __init__(self, names: Iterable[tuple[str, str]]) -> None:
        self._sorted = sorted((fold(name), identifier) for name, identifier in names)

    def beginning(self, prefix: str) -> Iterator[str]:
        key = fold(prefix)
        seen: set[str] = set()
        for at in range(bisect_left(self._sorted, (key, "")), len(self._sorted)):
            name, identifier = self._sorted[at]
            if not name.startswith(key):
                return
            if identifier not in seen:
                seen.add(identifier)
                yield identifier


class WorldCatalogue:
    """The items of the world slice. Types are the slice's kinds; identifiers are QIDs."""

    name = "kgbuild: world slice of Wikidata"
    identifier_space = PREFIXES["wd"]
    schema_space = PREFIXES["kg"] + "kind-"
    properties: Mapping[str, str] = {
        "country": "country",
        "iso-3166-1": "ISO 3166-1 alpha-2 code",
        "region": "first-level unit",
        "website": "official web site",
        "description": "description",
    }

    def __init__(self, world: Gazetteer | None = None) -> None:
        self._world = world or Gazetteer.load()
        self._linker = MentionLinker(self._world)

    def record(self, identifier: str) -> Record | None:
        item = self._world.item(identifier)
        return self._record(item) if item else None

    def named(self, name: str) -> list[tuple[Record, float]]:
        return [(self._record(s.item), round(100 * s.score, 1)) for s in self._linker.candidates(name)]

    def beginning(self, prefix: str) -> Iterator[Record]:
        for qid in self._by_prefix.beginning(prefix):
            record = self.record(qid)
            if record is not None:
                yield record

    def types(self) -> list[tuple[str, str]]:
        return sorted({(i.kind, i.kind.replace("_", " ")) for i in self._world.items()})

    @cached_property
    def _by_prefix(self) -> _ByPrefix:
        ranked = sorted(self._world.items(), key=lambda i: (-(i.population or 0), int(i.qid[1:])))
        return _ByPrefix((item.label, item.qid) for item in ranked)

    def _record(self, item: Item) -> Record:
        country = self._world.by_iso2(item.country) if item.country and item.country != item.iso2 else None
        values: dict[str, tuple[Value, ...]] = {
            "country": (Reference(country.qid, country.label),) if country else (),
            "iso-3166-1": (item.iso2,) if item.iso2 else (),
            "region": (item.region,) if item.region else (),
            "website": item.websites,
            "description": (item.description,) if item.description else (),
        }
        kind = (item.kind, item.kind.replace("_", " "))
        return Record(item.qid, item.label, item.description, (), (kind,), {k: v for k, v in values.items() if v})


class GraphCatalogue:
    """The entities of a graph. Types are its classes, as local names; identifiers are the entities' local names."""

    name = "kgbuild: entities of this graph"
    properties: Mapping[str, str] = {
        "wikidata": "Wikidata item",
        "nationality": "nationality",
        "type": "class",
    }

    def __init__(self, records: Iterable[Record], base: str = DEFAULT_BASE, schema: str = PREFIXES["rec"]) -> None:
        self.identifier_space = base
        self.schema_space = schema
        self._records = {record.id: record for record in sorted(records, key=lambda r: r.id)}

    def record(self, identifier: str) -> Record | None:
        return self._records.get(identifier)

    def named(self, name: str) -> list[tuple[Record, float]]:
        key = fold(name)
        near = process.extract(key, list(self._names), scorer=fuzz.ratio, score_cutoff=ALIKE, limit=MOST_ALIKE)
        best: dict[str, float] = {}
        for form, score, _ in near:
            for identifier in self._names[form]:
                best[identifier] = max(best.get(identifier, 0.0), round(float(score), 1))
        return sorted(((self._records[i], s) for i, s in best.items()), key=lambda p: (-p[1], p[0].id))

    def beginning(self, prefix: str) -> Iterator[Record]:
        return (self._records[identifier] for identifier in self._by_prefix.beginning(prefix))

    def types(self) -> list[tuple[str, str]]:
        return sorted({kind for record in self._records.values() for kind in record.types})

    @cached_property
    def _names(self) -> dict[str, list[str]]:
        names: dict[str, list[str]] = {}
        for record in self._records.values():
            for form in sorted({fold(name) for name in (record.name, *record.other_names)}):
                names.setdefault(form, []).append(record.id)
        return names

    @cached_property
    def _by_prefix(self) -> _ByPrefix:
        return _ByPrefix((n, r.id) for r in self._records.values() for n in (r.name, *r.other_names))


ENTITIES_QUERY = """
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX rec: <https://w3id.org/kgbuild/recruitment#>
SELECT DISTINCT ?entity ?class ?label ?other ?same ?nationality ?people WHERE {
  ?claim rdf:type <https://w3id.org/kgbuild/ontology#Claim> .
  { ?claim rdf:subject ?entity } UNION { ?claim rdf:object ?entity } UNION { ?claim prov:wasAttributedTo ?entity }
  ?entity rdf:type ?class ; rdfs:label ?label .
  OPTIONAL { ?entity skos:altLabel ?other }
  OPTIONAL { ?entity owl:sameAs ?same }
  OPTIONAL { ?entity rec:nationality ?nationality . ?nationality rdfs:label ?people }
}
ORDER BY ?entity ?class ?label ?other ?same
"""
"""Rows for :func:`records_of`: what a graph says about who and what its claims speak of, and who says so."""


def records_of(rows: Iterable[Sequence[str | None]], base: str = DEFAULT_BASE) -> list[Record]:
    """Records from the rows of :data:`ENTITIES_QUERY`, each a tuple of the lexical values of its seven columns."""
    found: dict[str, dict[str, set[str]]] = {}
    for row in rows:
        columns = dict(zip(("entity", "class", "label", "other", "same", "nationality", "people"), row, strict=True))
        entity = columns.pop("entity") or ""
        if not entity.startswith(base):
            continue
        known = found.setdefault(entity.removeprefix(base), {})
        for name, value in columns.items():
            if value:
                known.setdefault(name, set()).add(value)
    return [_record(identifier, known, base) for identifier, known in sorted(found.items())]


def _record(identifier: str, known: Mapping[str, set[str]], base: str) -> Record:
    labels = sorted(known["label"])
    classes = tuple((c.rpartition("#")[2], c.rpartition("#")[2]) for c in sorted(known["class"]))
    people = zip(sorted(known.get("nationality", ())), sorted(known.get("people", ())), strict=False)
    values: dict[str, tuple[Value, ...]] = {
        "wikidata": tuple(s.rpartition("/")[2] for s in sorted(known.get("same", ()))),
        "nationality": tuple(Reference(iri.removeprefix(base), name) for iri, name in people),
        "type": tuple(name for name, _ in classes),
    }
    description = ", ".join(name for name, _ in classes)
    others = (*labels[1:], *sorted(known.get("other", ())))
    return Record(identifier, labels[0], description, others, classes, {k: v for k, v in values.items() if v})
