"""A claim read back out of a graph, whole: what it says, who says so, in which words, found by what.

Everything here is read with plain triple look-ups on the union of a store's graphs, so it works on a build, on a
dump, and on a part of one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

from pyoxigraph import Literal, NamedNode, Store

from kgbuild.errors import QueryError
from kgbuild.iri import curie, expand

Node: TypeAlias = NamedNode | Literal
_OPEN = {"kg:unstated": "someone"}


@dataclass(frozen=True, slots=True)
class Thing:
    """An entity, a term, a document or words: its IRI (``""`` for words), what it is called, its class."""

    iri: str
    name: str
    cls: str = ""
    same_as: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Amount:
    """A quantity, its own IRI first. Numbers are canonical decimals as text, None where there is none.

    ``bound``, ``unit`` and ``per`` are IRIs.
    """

    iri: str
    bound: str
    unit: str
    value: str | None = None
    least: str | None = None
    most: str | None = None
    per: str | None = None
    text: str | None = None
    of: Amount | None = None


@dataclass(frozen=True, slots=True)
class Period:
    """When, its own IRI first: ISO days and EDTF, None where open or unknown, and the words."""

    iri: str
    start: str | None
    end: str | None
    edtf: str | None
    text: str | None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a document says it: half-open offsets in code points of its text, the words, and their surroundings."""

    iri: str
    start: int
    end: int
    exact: str
    prefix: str
    suffix: str
    said_by: tuple[Thing, ...]
    found_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """The document that a claim was read in. ``text`` is None where the dump withholds it."""

    iri: str
    title: str
    sha256: str
    file_names: tuple[str, ...]
    published: str | None = None
    url: str | None = None
    based_on: Thing | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """How a claim was found: the extraction, its configuration and the programs that took part."""

    iri: str
    configuration: str
    programs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClaimView:
    """One claim, whole. Terms of the vocabulary are IRIs; ``places`` are in the order of the text."""

    iri: str
    subject: Thing
    predicate: Thing
    object: Thing
    layer: str
    polarity: str
    certainty: str
    confidence: str
    amounts: tuple[Amount, ...]
    when: Period | None
    speakers: tuple[Thing, ...]
    places: tuple[Place, ...]
    source: Source
    extraction: Found

    @property
    def object_is_own_value(self) -> bool:
        """Whether the object is the claim's own quantity or time span."""
        return self.object.cls in (expand("kg:Quantity"), expand("kg:TimeSpan"))


class Reader:
    """Reads claims out of a store. ``base`` is the IRI that minted names begin with.

    Raises :class:`~kgbuild.errors.QueryError` ``broken-claim`` for a claim that is not whole. A ``lenient`` reader
    is for what no gate has seen: it takes what there is, ``""`` for words and 0 for offsets that are missing.
    """

    def __init__(self, store: Store, base: str, *, lenient: bool = False) -> None:
        self.store = store
        self.base = base
        self.lenient = lenient

    def values(self, node: Node, curie: str) -> list[Node]:
        """The objects of a property, in a stable order."""
        if not isinstance(node, NamedNode):
            return []
        found = {q.object for q in self.store.quads_for_pattern(node, NamedNode(expand(curie)), None, None)}
        return sorted((o for o in found if isinstance(o, NamedNode | Literal)), key=str)

    def one(self, node: Node, curie: str) -> Node:
        value = self.maybe(node, curie)
        if value is None and self.lenient:
            return Literal("")
        if value is None:
            raise QueryError(
                "broken-claim", getattr(node, "value", "?"), f"has no {curie}", "`kgbuild validate` says more"
            )
        return value

    def maybe(self, node: Node, curie: str) -> Node | None:
        return next(iter(self.values(node, curie)), None)

    def text(self, node: Node, curie: str) -> str | None:
        value = self.maybe(node, curie)
        return None if value is None else value.value

    @cached_property
    def claims(self) -> tuple[str, ...]:
        """The IRIs of all claims, sorted."""
        claim, kind = NamedNode(expand("kg:Claim")), NamedNode(expand("rdf:type"))
        found = {q.subject for q in self.store.quads_for_pattern(None, kind, claim, None)}
        return tuple(sorted(s.value for s in found if isinstance(s, NamedNode)))

    def all(self) -> Iterator[ClaimView]:
        """Every claim, by IRI."""
        return map(self.claim, self.claims)

    def claim(self, iri: str) -> ClaimView:
        node = NamedNode(iri)
        subject, target = self.one(node, "rdf:subject"), self.one(node, "rdf:object")
        self.one(node, "kg:evidence")
        return ClaimView(
            iri=iri,
            subject=self.thing(subject),
            predicate=self.thing(self.one(node, "rdf:predicate")),
            object=self.thing(target),
            layer=self.one(node, "kg:layer").value,
            polarity=self.one(node, "kg:polarity").value,
            certainty=self.one(node, "kg:certainty").value,
            confidence=self.one(node, "kg:confidence").value,
            amounts=self.amounts(node),
            when=self.period(node),
            speakers=tuple(self.thing(s) for s in self.values(node, "prov:wasAttributedTo")),
            places=self.places(node),
            source=self.source(self.one(node, "prov:hadPrimarySource")),
            extraction=self._found(self.one(node, "prov:wasGeneratedBy")),
        )

    def thing(self, node: Node) -> Thing:
        if isinstance(node, Literal):
            return Thing("", node.value)
        name = self.text(node, "rdfs:label") or self.text(node, "schema:name") or self._spelled(node.value)
        cls = self.text(node, "rdf:type") or ""
        return Thing(node.value, name, cls, tuple(o.value for o in self.values(node, "owl:sameAs")))

    def name(self, iri: str) -> str:
        """What the node at ``iri`` is called; where that is no IRI, in what no gate has seen, its own words."""
        try:
            return self.thing(NamedNode(iri)).name
        except ValueError:
            return iri

    def _spelled(self, iri: str) -> str:
        """A name for what has none, from its IRI: ``kg:atLeast`` is "at least"."""
        local = re.split(r"[#/]", iri.rstrip("/"))[-1]
        return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", local).lower() if "#" in iri else local

    def amounts(self, claim: Node) -> tuple[Amount, ...]:
        """The quantities of a claim, in a stable order."""
        return tuple(self._amount(q) for q in self.values(claim, "kg:quantity") if isinstance(q, NamedNode))

    def _amount(self, node: Node, within: tuple[Node, ...] = ()) -> Amount:
        part = self.maybe(node, "kg:of")
        return Amount(
            iri=node.value,
            bound=self.one(node, "kg:bound").value,
            unit=self.one(node, "kg:unit").value,
            value=self.text(node, "schema:value"),
            least=self.text(node, "schema:minValue"),
            most=self.text(node, "schema:maxValue"),
            per=self.text(node, "kg:per"),
            text=self.text(node, "kg:quantityText"),
            of=None if part is None or part in (node, *within) else self._amount(part, (node, *within)),
        )

    def period(self, claim: Node) -> Period | None:
        """When a claim holds, None where it does not say."""
        node = self.maybe(claim, "kg:when")
        if node is None:
            return None
        start, end, edtf, words = (
            self.text(node, p) for p in ("schema:startDate", "schema:endDate", "kg:edtf", "kg:timeText")
        )
        return Period(node.value, start, end, edtf, words)

    def places(self, claim: Node) -> tuple[Place, ...]:
        """Where a claim's document says it, in the order of the text."""
        found = [self._place(e) for e in self.values(claim, "kg:evidence") if isinstance(e, NamedNode)]
        return tuple(sorted(found, key=lambda p: (p.start, p.end)))

    def _place(self, evidence: Node) -> Place:
        found: dict[str, str] = {}
        for selector in self.values(evidence, "oa:hasSelector"):
            for name in ("start", "end", "exact", "prefix", "suffix"):
                value = self.text(selector, f"oa:{name}")
                if value is not None:
                    found[name] = value
        start, end = _offset(found.get("start", "")), _offset(found.get("end", ""))
        if not self.lenient and (start is None or end is None or "exact" not in found):
            raise QueryError("broken-claim", evidence.value, "has no quote or no offsets")
        return Place(
            iri=evidence.value,
            start=start or 0,
            end=end or 0,
            exact=found.get("exact", ""),
            prefix=found.get("prefix", ""),
            suffix=found.get("suffix", ""),
            said_by=tuple(self.thing(s) for s in self.values(evidence, "kg:saidBy")),
            found_by=tuple(self.thing(r).name for r in self.values(evidence, "kg:foundBy")),
        )

    def source(self, node: Node) -> Source:
        base = self.maybe(node, "schema:isBasedOn")
        files = tuple(n.value for n in self.values(node, "kg:fileName"))
        return Source(
            iri=node.value,
            title=self.text(node, "schema:name") or next(iter(files), ""),
            sha256=self.text(node, "kg:sha256") or "",
            file_names=files,
            published=self.text(node, "schema:datePublished"),
            url=self.text(node, "schema:url"),
            based_on=None if base is None else self.thing(base),
            text=self.text(node, "kg:text"),
        )

    def _found(self, activity: Node) -> Found:
        programs = []
        for agent in self.values(activity, "prov:wasAssociatedWith"):
            version = self.text(agent, "schema:softwareVersion")
            programs.append(self.thing(agent).name + (f" {version}" if version else ""))
        return Found(activity.value, self.text(activity, "kg:configuration") or "", tuple(sorted(programs)))

    def find(self, given: str) -> str:
        """The IRI that an IRI, a CURIE with ``id:`` or the beginning of a local name (``claim-3f9a``) means.

        A bare beginning in hex digits means a claim. Raises :class:`~kgbuild.errors.QueryError`: ``not-here``,
        ``ambiguous`` naming what it could mean.
        """
        wanted = given.strip().strip("<>").removeprefix("id:")
        if "://" in wanted or wanted.startswith("urn:"):
            with suppress(ValueError):  # which is no IRI at all
                if any(True for _ in self.store.quads_for_pattern(NamedNode(wanted), None, None, None)):
                    return wanted
            raise QueryError("not-here", given, "the graph holds nothing of that IRI")
        local = wanted if "-" in wanted else f"claim-{wanted}"
        kind = NamedNode(expand("rdf:type"))
        start = self.base + local
        found = {
            q.subject.value
            for q in self.store.quads_for_pattern(None, kind, None, None)
            if isinstance(q.subject, NamedNode) and q.subject.value.startswith(start)
        }
        if len(found) > 1:
            some = ", ".join(iri.removeprefix(self.base) for iri in sorted(found)[:4])
            raise QueryError("ambiguous", given, f"could mean {some}", "give more of it")
        if not found:
            raise QueryError("not-here", given, "the graph holds nothing of that name", "give an IRI or a row's claim")
        return found.pop()


def _offset(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else None


def amount_text(amount: Amount, reader: Reader) -> str:
    """An amount in words: "at least 529 persons", "4000000 RUB per month"."""
    unit = re.sub(r"^.*[#/](CCY_)?", "", amount.unit)
    unit = {"YR": "years", "MO": "months", "PERCENT": "percent", "person": "persons", "case": "cases"}.get(unit, unit)
    per = f" per {_PER.get(amount.per.rpartition('/')[2], amount.per)}" if amount.per else ""
    if amount.value is not None:
        number = amount.value
    elif amount.least is not None:
        number = f"{amount.least} and {amount.most}"
    else:
        number = amount.text or ""
    bound = "" if amount.bound == expand("kg:exactly") else f"{reader.name(amount.bound)} "
    if not number:
        return f"{bound}of {unit}{per}".strip()
    share = f" of {amount_text(amount.of, reader)}" if amount.of is not None else ""
    return f"{'' if number == amount.text else bound}{number} {unit}{per}{share}"


_PER = {"MO": "month", "YR": "year", "DAY": "day", "WK": "week", "HR": "hour"}


def sentence(claim: ClaimView, reader: Reader) -> str:
    """The claim in one sentence, without who says so."""
    subject = _OPEN.get(curie(claim.subject.iri), claim.subject.name)
    target = "" if claim.object_is_own_value else f" {_OPEN.get(curie(claim.object.iri), claim.object.name)}"
    denied = " [denied]" if claim.polarity == expand("kg:denied") else ""
    hedged = " [hedged]" if claim.certainty == expand("kg:hedged") else ""
    unknown = " [not known]" if claim.certainty == expand("kg:unknown") else ""
    amounts = "; ".join(amount_text(a, reader) for a in claim.amounts)
    when = ""
    if claim.when is not None:
        days = f"{claim.when.start or '..'} to {claim.when.end or '..'}" if claim.when.start or claim.when.end else ""
        when = ", " + " ".join(filter(None, (claim.when.text, f"({days})" if days else "")))
    return (
        f"{subject} {claim.predicate.name}{target}"
        + (f": {amounts}" if amounts else "")
        + when
        + denied
        + hedged
        + unknown
    )
