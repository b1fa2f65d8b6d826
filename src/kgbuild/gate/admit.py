"""Admission: what of a document's contribution may enter a graph, and what may not, and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from kgbuild.gate.reach import Contribution
from kgbuild.gate.report import Report, Violation
from kgbuild.gate.terms import Term
from kgbuild.rdf import ENTITIES, STATED, Fault, Shard, document_graph

UNWRITABLE = "kgs:Writable"
"""Stands as the shape where a claim could not even be written as RDF."""
ENGINE = "kgs:Checkable"
"""Stands as the shape where a check itself failed: what cannot be checked is refused."""

FOREIGN = "kgs:InItsGraph"
"""Stands as the shape where a document's contribution reaches beyond what a document may contribute."""

_KEY = object()


class Admitted:
    """A shard that the gate has accepted: the only thing that a store takes. Only the gate can make one."""

    __slots__ = ("_shard",)

    def __init__(self, shard: Shard, key: object) -> None:
        if key is not _KEY:
            raise TypeError("only the gate admits")
        self._shard = shard

    @property
    def shard(self) -> Shard:
        return self._shard

    def __reduce__(self) -> str:
        raise TypeError("an admission does not travel: admit where you store, or store where you admit")


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A claim or link that was refused.

    ``claim`` is its IRI (or ``#n`` where it has none), ``shape`` the name of the first shape that refused it,
    ``reason`` everything that was found, in plain words, ``quote`` the first of its quotes, ``extractor`` the
    rules that found it, ``document`` the IRI of the document.
    """

    claim: str
    shape: str
    reason: str
    quote: str
    extractor: str
    document: str

    def as_dict(self) -> dict[str, str]:
        return {
            "claim": self.claim,
            "document": self.document,
            "extractor": self.extractor,
            "quote": self.quote,
            "reason": self.reason,
            "shape": self.shape,
        }


@dataclass(frozen=True, slots=True)
class Admission:
    """What became of one document's contribution.

    ``admitted`` is None where the document itself was refused, and ``refusal`` then says why. ``proposed`` counts
    the claims proposed: always those admitted and the ``quarantined`` claims together. ``quarantined_links`` are
    the statements of identity that were refused.
    """

    admitted: Admitted | None
    quarantined: tuple[Quarantined, ...]
    quarantined_links: tuple[Quarantined, ...]
    proposed: int
    refusal: str = ""

    @property
    def accepted(self) -> Shard | None:
        return None if self.admitted is None else self.admitted.shard


def admit(shard: Shard, base: str, check: Callable[[Iterable[Quad]], Report]) -> Admission:
    """Take out of ``shard`` what ``check`` finds fault with, until it finds nothing more.

    A failing claim leaves with everything that only it reaches; the rest of the document stays. A fault of the
    document itself, or a check that fails, refuses the document whole.
    """
    work = Contribution(NamedNode(shard.document), shard.quads, shard.stated)
    court = _Court(shard, work, base)
    own = {document_graph(shard.document, base), NamedNode(base + ENTITIES), NamedNode(base + STATED)}
    if any(q.graph_name not in own for q in shard.quads):
        return court.refused(FOREIGN, "it speaks for another document or of the vocabulary's own terms")
    while True:
        try:
            faults = check(work.quads).violations
        except Exception as error:  # noqa: BLE001  # whatever an engine raises, what it did not pass is refused
            return court.refused(ENGINE, f"the check failed: {error}")
        if not faults:
            return court.accepted()
        blame: defaultdict[Term, list[Violation]] = defaultdict(list)
        for fault in faults:
            for item in work.blamed(fault.focus) or (work.blamed(fault.value) if fault.value is not None else set()):
                blame[item].append(fault)
        if not blame:
            return court.refused(faults[0].shape, faults[0].message)
        court.quarantine(blame)


class _Court:
    """Keeps the record while the claims of one shard are judged."""

    def __init__(self, shard: Shard, work: Contribution, base: str) -> None:
        self._shard = shard
        self._work = work
        self._base = base
        claims = {f for f in shard.faults if not _is_link(f.node)}
        self._proposed = len(work.claims) + len(claims)
        self._claims = [self._of_fault(f) for f in shard.faults if f in claims]
        self._links = [self._of_fault(f) for f in shard.faults if f not in claims]

    def quarantine(self, blame: dict[Term, list[Violation]]) -> None:
        links = set(self._work.links)
        for item in sorted(blame, key=str):
            reasons = list(dict.fromkeys(fault.message for fault in blame[item]))
            entry = self._entry(item, blame[item][0].shape, "; ".join(reasons))
            (self._links if item in links else self._claims).append(entry)
        described = {link: self._entry(link, "", "") for link in links}
        for link in sorted(self._work.remove(set(blame)), key=str):
            entry = described[link]
            self._links.append(
                Quarantined(
                    entry.claim, blame[min(blame, key=str)][0].shape, "nothing that was accepted speaks of its entity",
                    entry.quote, entry.extractor, entry.document,
                )
            )  # fmt: skip

    def accepted(self) -> Admission:
        shard = Shard.of(self._shard.document, self._work.quads, self._base)
        return self._admission(Admitted(shard, _KEY), "")

    def refused(self, shape: str, reason: str) -> Admission:
        """The document as a whole is refused, and every claim with it."""
        why = f"its document is refused: {reason}"
        self._claims += [self._entry(c, shape, why) for c in sorted(self._work.claims, key=str)]
        self._links += [self._entry(k, shape, why) for k in sorted(self._work.links, key=str)]
        return self._admission(None, reason)

    def _admission(self, admitted: Admitted | None, refusal: str) -> Admission:
        claims = tuple(sorted(self._claims, key=lambda q: q.claim))
        links = tuple(sorted(self._links, key=lambda q: q.claim))
        return Admission(admitted, claims, links, self._proposed, refusal)

    def _of_fault(self, fault: Fault) -> Quarantined:
        return Quarantined(fault.node, UNWRITABLE, fault.reason, fault.quote, fault.found_by, self._shard.document)

    def _entry(self, item: Term, shape: str, reason: str) -> Quarantined:
        work = self._work
        places = work.about(item, "kg:evidence")
        quotes = [q for e in places for s in work.about(e, "oa:hasSelector") for q in work.about(s, "oa:exact")]
        rules = {r for e in places for rule in work.about(e, "kg:foundBy") for r in work.about(rule, "rdfs:label")}
        text = next((q.value for q in quotes if isinstance(q, Literal)), "")
        names = " ".join(sorted(r.value for r in rules if isinstance(r, Literal)))
        name = item.value if isinstance(item, NamedNode | BlankNode) else str(item)
        return Quarantined(name, shape, reason, text, names, self._shard.document)


def _is_link(node: str) -> bool:
    return node.rpartition("/")[2].startswith("link-")
