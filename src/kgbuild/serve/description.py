"""The service about itself: SPARQL 1.1 Service Description with VoID statistics, and examples of queries."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode, Triple

from kgbuild.iri import PREFIXES
from kgbuild.serve import formats
from kgbuild.serve.dataset import CHECKED, UNCHECKED, Dataset, serialize
from kgbuild.serve.evaluate import not_acceptable
from kgbuild.serve.pages import render
from kgbuild.serve.pages.views import View
from kgbuild.serve.saved import with_examples
from kgbuild.serve.wire import Answer, Head
from kgbuild.sparql import Form

SD = "http://www.w3.org/ns/sparql-service-description#"
VOID = "http://rdfs.org/ns/void#"
SH = "http://www.w3.org/ns/shacl#"
FORMAT = "http://www.w3.org/ns/formats/"
TYPE = NamedNode(PREFIXES["rdf"] + "type")
PREFIX_NAMES = {"sd": SD, "void": VOID, "sh": SH, "formats": FORMAT}

_FORMATS = (
    "SPARQL_Results_JSON",
    "SPARQL_Results_XML",
    "SPARQL_Results_CSV",
    "SPARQL_Results_TSV",
    "Turtle",
    "N-Triples",
    "RDF_XML",
    "JSON-LD",
    "TriG",
    "N-Quads",
)


def describe(dataset: Dataset, origin: str, *, writable: bool) -> list[Triple]:
    """The service description. Its nodes are IRIs below the address that the client used, ``origin``."""
    service, about = NamedNode(f"{origin}/sparql"), f"{origin}/.well-known/void"
    data, default = NamedNode(f"{about}#dataset"), NamedNode(f"{about}#default-graph")
    found = [
        *_typed(service, SD + "Service"),
        Triple(service, _sd("endpoint"), service),
        Triple(service, _sd("supportedLanguage"), _sd("SPARQL11Query")),
        Triple(service, _sd("feature"), _sd("UnionDefaultGraph")),
        Triple(service, _sd("defaultDataset"), data),
        *_typed(data, SD + "Dataset", VOID + "Dataset"),
        Triple(data, _sd("defaultGraph"), default),
        *_typed(default, SD + "Graph"),
        Triple(data, NamedNode(PREFIXES["dct"] + "title"), Literal(dataset.title)),
        Triple(data, NamedNode(PREFIXES["dct"] + "description"), Literal(CHECKED if dataset.checked else UNCHECKED)),
        Triple(data, NamedNode(PREFIXES["dct"] + "identifier"), Literal(dataset.revision)),
        Triple(data, _void("sparqlEndpoint"), service),
        Triple(data, _void("uriSpace"), Literal(dataset.base)),
        *_statistics(dataset, data, default, about),
    ]
    found += [Triple(service, _sd("resultFormat"), NamedNode(FORMAT + name)) for name in _FORMATS]
    if writable:
        found.append(Triple(service, _sd("supportedLanguage"), _sd("SPARQL11Update")))
    return found


def _statistics(dataset: Dataset, data: NamedNode, default: NamedNode, about: str) -> Iterator[Triple]:
    counted = dataset.statistics
    for name, count in (
        ("triples", counted.triples),
        ("distinctSubjects", counted.subjects),
        ("distinctObjects", counted.objects),
        ("properties", len(counted.predicates)),
        ("classes", len(counted.classes)),
    ):
        yield Triple(data, _void(name), Literal(count))
    yield Triple(default, _void("triples"), Literal(counted.triples))
    for kind, key, counts, size in (
        ("propertyPartition", "property", counted.predicates, "triples"),
        ("classPartition", "class", counted.classes, "entities"),
    ):
        for number, (iri, count) in enumerate(counts.items(), 1):
            part = NamedNode(f"{about}#{key}-{number}")
            yield Triple(data, _void(kind), part)
            yield Triple(part, _void(key), NamedNode(iri))
            yield Triple(part, _void(size), Literal(count))
    used = (*counted.predicates, *counted.classes)
    for namespace in sorted(set(PREFIXES.values())):
        if any(iri.startswith(namespace) for iri in used):
            yield Triple(data, _void("vocabulary"), NamedNode(namespace))


def examples(dataset: Dataset, origin: str) -> list[Triple]:
    """The saved queries as ``sh:SPARQLExecutable``, each complete, with the examples of its header as parameters."""
    found: list[Triple] = []
    for query in dataset.queries.values():
        text = with_examples(query, dataset.base)
        if text is None:
            continue
        node = NamedNode(f"{origin}/queries/{query.name}")
        form = query.form.value
        kind = {Form.ASK: "Ask", Form.SELECT: "Select", Form.CONSTRUCT: "Construct", Form.DESCRIBE: "Describe"}[
            query.form
        ]
        found += [
            *_typed(node, SH + "SPARQLExecutable", f"{SH}SPARQL{kind}Executable"),
            Triple(node, NamedNode(PREFIXES["rdfs"] + "label"), Literal(query.name)),
            Triple(node, NamedNode(PREFIXES["rdfs"] + "comment"), Literal(query.summary, language="en")),
            Triple(node, NamedNode(SH + form.lower()), Literal(text)),
            Triple(node, NamedNode(PREFIXES["schema"] + "target"), NamedNode(f"{origin}/sparql")),
        ]
        found += [Triple(node, NamedNode(PREFIXES["schema"] + "keywords"), Literal(tag)) for tag in query.tags]
    return found


def service(dataset: Dataset, request: Head) -> Answer:
    """The service description: RDF, or a page for a client that prefers one."""
    if formats.choose(request["accept"], (*formats.GRAPH_OFFERS, render.HTML)) == len(formats.GRAPHS):
        values = {"origin": request["origin"], "statistics": dataset.statistics, "writable": request["writable"]}
        return render.html(dataset, View("service.html", "Service", values))
    return answer(dataset, describe(dataset, request["origin"], writable=request["writable"]), request)


def answer(dataset: Dataset, triples: list[Triple], request: Head) -> Answer:
    """A graph in the RDF format that the client wants."""
    form = formats.graphs_for(request["accept"])
    if form is None:
        return not_acceptable(formats.GRAPHS)
    body = serialize(dataset, triples, form.format, PREFIX_NAMES)
    return Answer(200, (("content-type", form.sent_as), ("vary", "accept, accept-encoding")), body, cacheable=True)


def _typed(node: NamedNode, *classes: str) -> list[Triple]:
    return [Triple(node, TYPE, NamedNode(cls)) for cls in classes]


def _sd(name: str) -> NamedNode:
    return NamedNode(SD + name)


def _void(name: str) -> NamedNode:
    return NamedNode(VOID + name)
