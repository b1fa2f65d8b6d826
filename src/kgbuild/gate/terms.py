"""A small index over triples, for reading shapes graphs and reports, and the names of SHACL's vocabulary."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from typing import TypeAlias

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Store, Triple

SH = "http://www.w3.org/ns/shacl#"

Node: TypeAlias = NamedNode | BlankNode
Term: TypeAlias = NamedNode | BlankNode | Literal | Triple

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDF_TYPE = NamedNode(_RDF + "type")
RDF_FIRST = NamedNode(_RDF + "first")
RDF_REST = NamedNode(_RDF + "rest")
RDF_NIL = NamedNode(_RDF + "nil")


@cache
def sh(name: str) -> NamedNode:
    """The term of that name in the SHACL vocabulary."""
    return NamedNode(SH + name)


def local(iri: str) -> str:
    """What stands behind the last ``#`` or ``/`` of an IRI."""
    return iri.rpartition("#")[2].rpartition("/")[2]


def is_faithful(terms: Iterable[Term]) -> bool:
    """Whether Oxigraph keeps every literal among ``terms`` as it is written.

    It rewrites some on load (``"5"^^xsd:int`` becomes an ``xsd:integer``, ``0.90`` becomes ``0.9``), and what has
    been rewritten can no longer be judged; nor can numbers too long for it, which it takes for no numbers.
    """
    literals = {t for t in terms if isinstance(t, Literal) and t.datatype not in _OPAQUE}
    if any(t.datatype in _NUMBERS and sum(map(str.isdigit, t.value)) > _MOST_DIGITS for t in literals):
        return False
    scratch = Store()
    scratch.extend(Quad(RDF_TYPE, RDF_TYPE, literal) for literal in literals)
    return literals == {q.object for q in scratch}


_XSD = "http://www.w3.org/2001/XMLSchema#"
_OPAQUE = frozenset(map(NamedNode, (_XSD + "string", _XSD + "anyURI", _RDF + "langString")))
"""Datatypes that Oxigraph does not look into."""
_NUMBERS = frozenset(map(NamedNode, (_XSD + "integer", _XSD + "decimal")))
_MOST_DIGITS = 18
"""How many digits Oxigraph's integers of 64 bits, and the fractions of its decimals, hold for certain."""


class Index:
    """Triples by subject and predicate."""

    def __init__(self, triples: Iterable[Triple | Quad]) -> None:
        self._objects: defaultdict[tuple[Term, NamedNode], list[Term]] = defaultdict(list)
        self._subjects: defaultdict[tuple[NamedNode, Term], list[Node]] = defaultdict(list)
        self._about: defaultdict[Term, list[tuple[NamedNode, Term]]] = defaultdict(list)
        for s, p, o in sorted({(t.subject, t.predicate, t.object) for t in triples}, key=str):
            self._objects[s, p].append(o)
            self._about[s].append((p, o))
            if isinstance(s, NamedNode | BlankNode):
                self._subjects[p, o].append(s)

    def objects(self, subject: Term, predicate: NamedNode) -> list[Term]:
        """Sorted; empty where there are none."""
        return self._objects.get((subject, predicate), [])

    def one(self, subject: Term, predicate: NamedNode) -> Term | None:
        """The first object, None where there is none."""
        return next(iter(self.objects(subject, predicate)), None)

    def subjects(self, predicate: NamedNode, value: Term) -> list[Node]:
        return self._subjects.get((predicate, value), [])

    def about(self, subject: Term) -> list[tuple[NamedNode, Term]]:
        return self._about.get(subject, [])

    def nodes(self) -> list[Term]:
        return list(self._about)

    def items(self, head: Term) -> list[Term]:
        """The members of an RDF list. Raises ``ValueError`` where it is malformed or cyclic."""
        members: list[Term] = []
        seen: set[Term] = set()
        while head != RDF_NIL:
            first, rest = self.objects(head, RDF_FIRST), self.objects(head, RDF_REST)
            if head in seen or len(first) != 1 or len(rest) != 1:
                raise ValueError(f"not a list: {head}")
            seen.add(head)
            members.append(first[0])
            head = rest[0]
        return members
