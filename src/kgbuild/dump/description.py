"""What a dump is: DCAT 3 and VoID, in ``dataset.ttl`` beside it, or in TriG in a graph of its own.

The words come from the table ``[dataset]`` of ``kgbuild.toml``; the date is given by whoever dumps, or absent,
as no clock plays a part in a dump.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from importlib.metadata import version
from pathlib import Path

import pyoxigraph as ox

from kgbuild.config import FILE_NAME
from kgbuild.dump.checksum import DESCRIPTION, checksum
from kgbuild.dump.progress import Told, counted, silent
from kgbuild.dump.write import Options, quads_of
from kgbuild.errors import ConfigError
from kgbuild.iri import PREFIXES, expand
from kgbuild.rdf import ONTOLOGY, WIKIDATA
from kgbuild.source import Source

DCAT, VOID = "http://www.w3.org/ns/dcat#", "http://rdfs.org/ns/void#"
SPDX, FOAF = "http://spdx.org/rdf/terms#", "http://xmlns.com/foaf/0.1/"
_LINKSETS = {"http://www.wikidata.org/": "Wikidata"}
_IDENTITY = (expand("owl:sameAs"), expand("skos:closeMatch"))


@dataclass(frozen=True, slots=True)
class About:
    """What people say of their data set. ``license`` and ``homepage`` are IRIs."""

    title: str = "A kgbuild graph"
    description: str = "Claims that documents make, each with the words that it came from."
    license: str = ""
    publisher: str = ""
    homepage: str = ""


def read_about(project: Path) -> About:
    """The table ``[dataset]`` of a project's ``kgbuild.toml``, defaults where there is none.

    Raises :class:`~kgbuild.errors.ConfigError` for a key that is not known, a value that is no text, or a licence or
    homepage that is no IRI.
    """
    file = project / FILE_NAME
    if not file.is_file():
        return About()
    try:
        table = tomllib.loads(file.read_text("utf-8")).get("dataset", {})
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError("bad-config", str(file), str(error)) from error
    known = [f.name for f in fields(About)]
    if not isinstance(table, dict):
        raise ConfigError("bad-config", str(file), "dataset is no table", "[dataset]")
    for key, value in table.items():
        if key not in known or not isinstance(value, str):
            raise ConfigError("bad-setting", str(file), f"dataset.{key} is none", f"texts: {', '.join(known)}")
    about = About(**table)
    for key, value in (("license", about.license), ("homepage", about.homepage)):
        if value and not _is_iri(value):
            hint = "https://creativecommons.org/licenses/by/4.0/ is one"
            raise ConfigError("bad-setting", str(file), f"dataset.{key} is no IRI: {value!r}", hint)
    return about


def _is_iri(value: str) -> bool:
    try:
        ox.NamedNode(value)
    except ValueError:
        return False
    return True


def describe(
    source: Source, options: Options, about: About, date: str | None = None, told: Told = silent
) -> list[ox.Quad]:
    """The description of what a dump with these options holds, in its graph ``id:dataset``, sorted.

    The quads are gone through once and not held; ``told`` hears how many.
    """
    seen = _Seen(source.base)
    total = checksum(seen.through(counted(quads_of(source, options), told, "describing")))
    graph = ox.NamedNode(source.base + DESCRIPTION)
    triples = {
        *_words(graph, about, date),
        *_counts(graph, seen),
        *_linksets(graph, seen),
        *_items(graph, seen),
        *_checksum(graph, total),
        *_origin(graph, seen),
    }
    return sorted((ox.Quad(t.subject, t.predicate, t.object, graph) for t in triples), key=str)


class _Seen:
    """What is counted of the quads that go through; the ontology's own count as triples only."""

    def __init__(self, base: str) -> None:
        self._ontology, self._items = ox.NamedNode(base + ONTOLOGY), ox.NamedNode(base + WIKIDATA)
        self.triples = 0
        self.of_items = 0
        self.classes = Counter[str]()
        self.properties = Counter[str]()
        self.links = Counter[tuple[str, str]]()
        self.documents: list[ox.NamedNode] = []

    def through(self, quads: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
        kind, document = expand("rdf:type"), expand("kg:Document")
        for quad in quads:
            self.triples += 1
            self.of_items += quad.graph_name == self._items
            value = quad.object.value if isinstance(quad.object, ox.NamedNode) else ""
            if quad.graph_name != self._ontology:
                name = quad.predicate.value
                self.properties[name] += 1
                if name == kind and value:
                    self.classes[value] += 1
                if name == kind and value == document and isinstance(quad.subject, ox.NamedNode):
                    self.documents.append(quad.subject)
                if name in _IDENTITY:
                    self.links.update((name, target) for target in _LINKSETS if value.startswith(target))
            yield quad


def _add(node: ox.NamedNode, predicate: str, value: object) -> ox.Triple:
    """``value`` as an IRI where it is a node, a whole number or words."""
    if isinstance(value, int | str):
        value = ox.Literal(value)
    return ox.Triple(node, ox.NamedNode(expand(predicate)), value)  # type: ignore[arg-type]


def _words(node: ox.NamedNode, about: About, date: str | None) -> Iterable[ox.Triple]:
    for cls in (DCAT + "Dataset", VOID + "Dataset"):
        yield _add(node, "rdf:type", ox.NamedNode(cls))
    yield _add(node, "dct:title", about.title)
    yield _add(node, "dct:description", about.description)
    if about.license:
        yield _add(node, "dct:license", ox.NamedNode(about.license))
    if about.publisher:
        publisher = ox.NamedNode(node.value + "-publisher")
        yield _add(node, "dct:publisher", publisher)
        yield _add(publisher, "rdf:type", ox.NamedNode(FOAF + "Agent"))
        yield _add(publisher, FOAF + "name", about.publisher)
    if about.homepage:
        yield _add(node, DCAT + "landingPage", ox.NamedNode(about.homepage))
    if date:
        yield _add(node, "dct:issued", ox.Literal(date, datatype=ox.NamedNode(PREFIXES["xsd"] + "date")))
    for vocabulary in ("kg", "rec", "prov", "oa", "schema"):
        yield _add(node, VOID + "vocabulary", ox.NamedNode(PREFIXES[vocabulary]))


def _counts(node: ox.NamedNode, seen: _Seen) -> Iterable[ox.Triple]:
    """Triples, nodes of each class and uses of each property, the ontology's own left out of the partitions."""
    yield _add(node, VOID + "triples", seen.triples)
    yield _add(node, VOID + "documents", seen.classes[expand("kg:Document")])
    for number, (cls, count) in enumerate(sorted((c, n) for c, n in seen.classes.items() if n), 1):
        part = ox.NamedNode(f"{node.value}-class-{number}")
        yield _add(node, VOID + "classPartition", part)
        yield _add(part, VOID + "class", ox.NamedNode(cls))
        yield _add(part, VOID + "entities", count)
    for number, (name, count) in enumerate(sorted(seen.properties.items()), 1):
        part = ox.NamedNode(f"{node.value}-property-{number}")
        yield _add(node, VOID + "propertyPartition", part)
        yield _add(part, VOID + "property", ox.NamedNode(name))
        yield _add(part, VOID + "triples", count)


def _linksets(node: ox.NamedNode, seen: _Seen) -> Iterable[ox.Triple]:
    for (predicate, target), count in sorted(seen.links.items()):
        linkset = ox.NamedNode(f"{node.value}-{predicate.rpartition('#')[2]}-{_LINKSETS[target].lower()}")
        yield _add(linkset, "rdf:type", ox.NamedNode(VOID + "Linkset"))
        yield _add(linkset, VOID + "subjectsTarget", node)
        yield _add(linkset, VOID + "objectsTarget", ox.NamedNode(target))
        yield _add(linkset, VOID + "linkPredicate", ox.NamedNode(predicate))
        yield _add(linkset, VOID + "triples", count)
        yield _add(node, VOID + "subset", linkset)


def _items(node: ox.NamedNode, seen: _Seen) -> Iterable[ox.Triple]:
    """What Wikidata says of linked items: a subset with an origin and a licence of its own."""
    if seen.of_items:
        items = ox.NamedNode(node.value + "-items")
        yield _add(node, VOID + "subset", items)
        yield _add(items, "rdf:type", ox.NamedNode(VOID + "Dataset"))
        yield _add(items, "dct:source", ox.NamedNode("https://www.wikidata.org/"))
        yield _add(items, "dct:license", ox.NamedNode("https://creativecommons.org/publicdomain/zero/1.0/"))
        yield _add(items, VOID + "triples", seen.of_items)
        yield _add(items, VOID + "entities", seen.classes[expand("kg:ExternalItem")])


def _checksum(node: ox.NamedNode, value: str) -> Iterable[ox.Triple]:
    """Of the sorted N-Quads with their graphs, which is what ``kgbuild verify-checksum`` computes."""
    checked = ox.NamedNode(node.value + "-checksum")
    yield _add(node, SPDX + "checksum", checked)
    yield _add(checked, "rdf:type", ox.NamedNode(SPDX + "Checksum"))
    yield _add(checked, SPDX + "algorithm", ox.NamedNode(SPDX + "checksumAlgorithm_sha256"))
    yield _add(checked, SPDX + "checksumValue", value)


def _origin(node: ox.NamedNode, seen: _Seen) -> Iterable[ox.Triple]:
    """What it was made from, and by what."""
    for document in seen.documents:
        yield _add(node, "prov:wasDerivedFrom", document)
    activity = ox.NamedNode(node.value + "-made")
    program = ox.NamedNode(node.value + "-program")
    yield _add(node, "prov:wasGeneratedBy", activity)
    yield _add(activity, "rdf:type", ox.NamedNode(PREFIXES["prov"] + "Activity"))
    yield _add(activity, "prov:wasAssociatedWith", program)
    yield _add(program, "rdf:type", ox.NamedNode(PREFIXES["prov"] + "SoftwareAgent"))
    yield _add(program, "rdfs:label", "kgbuild")
    yield _add(program, "schema:softwareVersion", version("kgbuild"))


def described_checksum(file: Path) -> str | None:
    """The checksum that a ``dataset.ttl`` gives, None where there is no such file or none in it."""
    if not file.is_file():
        return None
    try:
        found = [
            q.object.value
            for q in ox.parse(path=str(file), format=ox.RdfFormat.TURTLE)
            if q.predicate.value == SPDX + "checksumValue" and isinstance(q.object, ox.Literal)
        ]
    except (SyntaxError, OSError):
        return None
    return found[0] if len(found) == 1 else None
