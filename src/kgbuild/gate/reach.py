"""Which claims a fault concerns, and what leaves with them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation

from pyoxigraph import Literal, Quad

from kgbuild.gate.terms import RDF_TYPE, Term
from kgbuild.rdf.terms import term

_IDENTITY = frozenset({term("owl:sameAs"), term("skos:closeMatch")})
_PLAIN = {
    (term("kg:layer"), term("kg:world")),
    (term("kg:polarity"), term("kg:affirmed")),
    (term("kg:certainty"), term("kg:asserted")),
}


class Contribution:
    """The quads that one document contributes, as a graph of nodes that can lose claims and links.

    ``claims`` and ``links`` are the nodes of those that are still in; ``stated`` are the plain triples among
    ``quads``.
    """

    def __init__(self, document: Term, quads: Iterable[Quad], stated: Iterable[Quad]) -> None:
        self.quads = set(quads)
        self._stated = frozenset(stated)
        self._about: defaultdict[Term, list[Quad]] = defaultdict(list)
        for q in self.quads:
            self._about[q.subject].append(q)
        self.claims = self._typed("kg:Claim")
        self.links = self._typed("kg:Link")
        activities = {q.subject for q in self.quads if q.predicate == term("prov:used")}
        self._frame = {document}
        self._frame = self._reach({document, *activities})
        self._parts = {item: self._reach({item}) for item in (*self.claims, *self.links)}

    def blamed(self, node: Term) -> set[Term]:
        """The claims and links that a fault at ``node`` concerns; empty where the document itself is at fault."""
        if node in self._frame:
            return set()
        return {item for item, parts in self._parts.items() if node in parts}

    def parts(self, item: Term) -> set[Term]:
        """Every node that belongs to a claim or link, or that it names."""
        return self._parts[item]

    def about(self, node: Term, predicate: str) -> list[Term]:
        """The objects of ``node`` for ``predicate``, a CURIE."""
        wanted = term(predicate)
        return sorted((q.object for q in self._about[node] if q.predicate == wanted), key=str)

    def remove(self, items: set[Term]) -> set[Term]:
        """Take out claims and links with everything that only they reach. Returns the links that leave with them.

        A link leaves too when nothing that stays speaks of its entity any more.
        """
        kept = self._frame.union(*(self._parts[c] for c in self.claims - items))
        lost = {
            link
            for link in self.links - items
            if any(entity not in kept and self._was_claimed(entity) for entity in self.about(link, "kg:entity"))
        }
        gone = items | lost
        self.claims -= gone
        self.links -= gone
        kept = self._frame.union(*(self._parts[i] for i in (*self.claims, *self.links)))
        dropped = set[Term]().union(*(self._parts[i] for i in gone)) - kept
        for item in gone:
            del self._parts[item]
        self.quads = {q for q in self.quads if q.subject not in dropped}
        self._drop_unbacked(dropped)
        return lost

    def _was_claimed(self, entity: Term) -> bool:
        return any(entity in parts for item, parts in self._parts.items() if item not in self.links)

    def _drop_unbacked(self, dropped: set[Term]) -> None:
        """Plain triples and identity triples whose last claim or link has left."""
        plain = {self._statement(c) for c in self.claims if self._is_plain(c)}
        same = {
            (s, p, o)
            for link in self.links
            for s in self.about(link, "kg:entity")
            for p in self.about(link, "kg:relation")
            for o in self.about(link, "kg:target")
        }
        self.quads -= {q for q in self._stated if (q.subject, q.predicate, q.object) not in plain}
        self.quads -= {
            q for q in self.quads if q.predicate in _IDENTITY and (q.subject, q.predicate, q.object) not in same
        }

    def _statement(self, claim: Term) -> tuple[Term, ...]:
        return tuple(next(iter(self.about(claim, p)), claim) for p in ("rdf:subject", "rdf:predicate", "rdf:object"))

    def _is_plain(self, claim: Term) -> bool:
        told = {(q.predicate, q.object) for q in self._about[claim]}
        return told >= _PLAIN and not any(self._is_no_plain_number(q) for q in self.about(claim, "kg:quantity"))

    def _is_no_plain_number(self, quantity: Term) -> bool:
        numbers = [*self.about(quantity, "schema:value"), *self.about(quantity, "schema:maxValue")]
        return term("unit:PERCENT") in self.about(quantity, "kg:unit") or any(map(_is_zero, numbers))

    def _typed(self, cls: str) -> set[Term]:
        wanted = term(cls)
        return {q.subject for q in self.quads if q.predicate == RDF_TYPE and q.object == wanted}

    def _reach(self, roots: set[Term]) -> set[Term]:
        """The nodes described here that ``roots`` lead to, themselves among them.

        Neither through the frame, nor along plain triples, which belong to claims and lead from one to another.
        """
        found = set(roots)
        pending = list(roots)
        while pending:
            for q in self._about.get(pending.pop(), ()):
                there = q.object in self._about and q.object not in self._frame and q not in self._stated
                if there and q.object not in found:
                    found.add(q.object)
                    pending.append(q.object)
        return found


def _is_zero(number: Term) -> bool:
    try:
        return isinstance(number, Literal) and Decimal(number.value) == 0
    except InvalidOperation:
        return False
