"""A graph that can be broken: triples with an index, and what a mutant of it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Triple

from kgbuild.rdf.terms import term

Change = tuple[set[Triple], set[Triple]]
"""Triples that leave and triples that come."""


class Graph:
    """Triples without the ontology's, sorted wherever they are listed."""

    def __init__(self, name: str, triples: Iterable[Triple]) -> None:
        self.name = name
        self.triples = frozenset(triples)
        self._by_predicate: defaultdict[NamedNode, list[Triple]] = defaultdict(list)
        self._about: defaultdict[object, list[Triple]] = defaultdict(list)
        for t in sorted(self.triples, key=str):
            self._by_predicate[t.predicate].append(t)
            self._about[t.subject].append(t)

    def of(self, predicate: str) -> list[Triple]:
        return self._by_predicate[term(predicate)]

    def about(self, node: object) -> list[Triple]:
        return self._about[node]

    def objects(self, node: object, predicate: str) -> list[NamedNode | Literal]:
        wanted = term(predicate)
        return [t.object for t in self._about[node] if t.predicate == wanted]  # type: ignore[misc]

    def one(self, node: object, predicate: str) -> NamedNode | Literal:
        (found,) = self.objects(node, predicate)
        return found

    def typed(self, cls: str) -> list[NamedNode]:
        wanted = term(cls)
        return [t.subject for t in self.of("rdf:type") if t.object == wanted]  # type: ignore[misc]

    def subjects(self, predicate: str, value: object) -> list[NamedNode]:
        return [t.subject for t in self.of(predicate) if t.object == value]  # type: ignore[misc]

    def is_plain(self, claim: NamedNode) -> bool:
        """Whether the claim's plain triple stands."""
        s, p, o = (self.one(claim, f"rdf:{name}") for name in ("subject", "predicate", "object"))
        return Triple(s, p, o) in self.triples  # type: ignore[arg-type]

    def reachable(self, roots: Iterable[NamedNode], stop: frozenset[object]) -> set[NamedNode]:
        found = set(roots)
        pending = list(found)
        while pending:
            for t in self._about.get(pending.pop(), []):
                o = t.object
                if isinstance(o, NamedNode) and o in self._about and o not in found and o not in stop:
                    found.add(o)
                    pending.append(o)
        return found

    def but(self, change: Change) -> frozenset[Triple]:
        """The triples after ``change``."""
        gone, come = change
        assert (gone <= self.triples and not come <= self.triples - gone) or gone - come, "no change"
        return (self.triples - gone) | come


@dataclass(frozen=True, slots=True)
class Kind:
    """One way of breaking a graph, classed beforehand: ``why`` says why an invisible one cannot be seen."""

    name: str
    sites: Callable[[Graph], Iterator[Change]]
    why: str = ""

    @property
    def visible(self) -> bool:
        return not self.why


def replaced(t: Triple, value: NamedNode | Literal) -> Change:
    """The object of ``t`` replaced."""
    return {t}, {Triple(t.subject, t.predicate, value)}


def added(subject: object, predicate: str, value: object) -> Change:
    return set(), {Triple(subject, term(predicate), value)}  # type: ignore[arg-type]
