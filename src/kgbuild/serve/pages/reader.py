"""Reading a graph for people: names for nodes, their addresses here, and what is said of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from kgbuild import view
from kgbuild.iri import curie, expand
from kgbuild.serve.dataset import Dataset

Node = NamedNode | BlankNode
Term = NamedNode | BlankNode | Literal | Triple

_NAMES = ("rdfs:label", "schema:name", "skos:prefLabel", "dct:title", "http://xmlns.com/foaf/0.1/name")
_WEB = re.compile(r"https?://[^\s]+", re.IGNORECASE)
PARTS = ("kg:evidence", "oa:hasSelector", "kg:quantity", "kg:when", "kg:of")


@dataclass(frozen=True, slots=True)
class Shown:
    """A term as a page shows it: its words, its own IRI, and where its page is; ``href`` is "" for plain words."""

    text: str
    iri: str = ""
    href: str = ""
    language: str = ""


class Reader:
    """Reads the union of a data set's graphs, each triple once. ``view`` reads the parts of its claims."""

    def __init__(self, dataset: Dataset) -> None:
        self.dataset = dataset
        self.view = view.Reader(dataset.store, dataset.base, lenient=True)
        self._store = dataset.store
        self._labels: dict[str, str] = {}

    def objects(self, subject: Node, predicate: str) -> list[Term]:
        """The objects of ``subject`` and ``predicate`` (a CURIE or an IRI), sorted."""
        found = self._store.quads_for_pattern(subject, _node(predicate), None, None)
        return sorted({quad.object for quad in found}, key=str)

    def value(self, subject: Node, predicate: str) -> Term | None:
        """The first object, None where there is none."""
        return next(iter(self.objects(subject, predicate)), None)

    def text(self, subject: Node, predicate: str) -> str:
        """The first object's words, ``""`` where there is none."""
        found = self.value(subject, predicate)
        return "" if found is None or isinstance(found, Triple) else found.value

    def node(self, subject: Node, predicate: str) -> NamedNode | None:
        """The first object that is an IRI."""
        return next((o for o in self.objects(subject, predicate) if isinstance(o, NamedNode)), None)

    def nodes(self, subject: Node, predicate: str) -> list[NamedNode]:
        return [o for o in self.objects(subject, predicate) if isinstance(o, NamedNode)]

    def subjects(self, predicate: str, value: Term) -> list[NamedNode]:
        """The IRIs whose ``predicate`` is ``value``, sorted."""
        found = {quad.subject for quad in self._store.quads_for_pattern(None, _node(predicate), value, None)}
        return sorted((s for s in found if isinstance(s, NamedNode)), key=str)

    def pairs(self, predicate: str) -> Iterator[tuple[Term, Term]]:
        """Every subject and object of ``predicate``."""
        for quad in self._store.quads_for_pattern(None, _node(predicate), None, None):
            yield quad.subject, quad.object

    def has_type(self, subject: Node, cls: str) -> bool:
        return NamedNode(expand(cls)) in self.nodes(subject, "rdf:type")

    def about(self, subject: Node) -> list[Triple]:
        """The triples whose subject is ``subject``, sorted."""
        found = {quad.triple for quad in self._store.quads_for_pattern(subject, None, None, None)}
        return sorted(found, key=str)

    def described(self, subject: Node) -> list[Triple]:
        """The triples of ``subject`` and of the parts that belong to it alone: a claim's evidence and its selectors."""
        parts = {expand(part) for part in PARTS}
        found: list[Triple] = []
        waiting, seen = [subject], {subject}
        while waiting:
            for triple in self.about(waiting.pop()):
                found.append(triple)
                target = triple.object
                is_part = triple.predicate.value in parts or isinstance(target, BlankNode)
                if is_part and isinstance(target, NamedNode | BlankNode) and target not in seen:
                    seen.add(target)
                    waiting.append(target)
        return found

    def label(self, node: Node) -> str:
        """What to call a node: its English name, else its first name, else a short form of its IRI."""
        known = self._labels.get(node.value)
        if known is None:
            known = self._labels[node.value] = self._name(node) or self.short(node)
        return known

    def _name(self, node: Node) -> str:
        for predicate in _NAMES:
            names = [o for o in self.objects(node, predicate) if isinstance(o, Literal) and o.value.strip()]
            if names:
                return min(names, key=lambda n: (not (n.language or "en").startswith("en"), n.value)).value
        return ""

    def short(self, node: Node) -> str:
        """A CURIE where a prefix fits, the first 8 digits of a minted name, else the whole IRI."""
        if isinstance(node, BlankNode):
            return f"_:{node.value[:8]}"
        local = self.dataset.local(node.value)
        if local is not None:
            return re.sub(r"-([0-9a-f]{8})[0-9a-f]{24}$", r" \1", local)
        return curie(node.value, self.dataset.prefixes)

    def words(self, node: Node) -> str:
        """The name of a vocabulary term in running text: its label, else its local name taken apart."""
        named = self._name(node)
        return named or re.sub(r"(?<=[a-z])(?=[A-Z])", " ", re.split(r"[/#:]", node.value)[-1]).lower()

    def href(self, node: Node) -> str:
        """The address of a node's page on this server; ``""`` for a blank node, which has none."""
        return address(self.dataset, node.value) if isinstance(node, NamedNode) else ""

    def show(self, term: Term | None) -> Shown:
        """``term`` for a page."""
        if term is None:
            return Shown("")
        if isinstance(term, NamedNode):
            return Shown(self.label(term), term.value, self.href(term))
        if isinstance(term, BlankNode):
            return Shown(self.label(term))
        if isinstance(term, Triple):
            return Shown(str(term))
        return Shown(term.value, language=term.language or "")


def address(dataset: Dataset, iri: str) -> str:
    """Where the page of ``iri`` is on this server."""
    local = dataset.local(iri)
    return f"/id/{local}" if local is not None else f"/resource?iri={quote(iri, safe='')}"


def outside(iri: str) -> str:
    """``iri`` where it may be followed on the web, else ``""``: no ``javascript:``, no ``data:``."""
    return iri if _WEB.fullmatch(iri) else ""


def _node(predicate: str) -> NamedNode:
    return NamedNode(expand(predicate))
