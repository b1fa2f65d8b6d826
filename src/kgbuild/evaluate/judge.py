"""Pairing what was produced with what gold holds, and the figures that come of it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pyoxigraph import Quad

from kgbuild.evaluate.claims import Amount, Graph, ProducedClaim, documents, produced_claims
from kgbuild.evaluate.fields import FIELDS, agreement, near, same_unit, shared_words
from kgbuild.evaluate.gold import Gold, Record, find_documents
from kgbuild.evaluate.names import Match, even, same_speaker

VOCABULARY = frozenset(
    f"rec:{name}"
    for name in (
        "signedContractWith", "fightsFor", "recruits", "recruitsFrom", "usesChannel", "departsFrom", "activeDuring",
        "offersIncentive", "averageSalary", "punishableBy", "criminalises", "openedCasesUnder", "casesReachedCourt",
        "sentenced", "detained", "prosecutes", "casualties", "returned", "operatedBy", "hasPolicy", "counters",
        "harms", "ethnicGroup",
    )
) | {"kg:showsBias", "kg:citesSource", "kg:relatesToGoal", "kg:hasTone"}  # fmt: skip
"""The predicates that gold speaks of; claims of others are counted and not judged."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A claim and a record that match, with how well."""

    claim: int
    record: int
    fields: Mapping[str, bool]
    names: int
    overlap: int

    @property
    def wrong(self) -> int:
        return sum(not ok for ok in self.fields.values())

    @property
    def right(self) -> int:
        return sum(self.fields.values())

    @property
    def strict(self) -> bool:
        return all(self.fields.values())


@dataclass(frozen=True, slots=True)
class Options:
    """``contained``: names of open classes may hold one another; ``spans``: evidence must overlap; ``nulls``: a
    record without a quantity or time says that there is none."""

    contained: bool = True
    spans: bool = True
    nulls: bool = True


@dataclass(frozen=True, slots=True)
class Judgement:
    """Every produced claim of the gold's documents in its place, by its index in ``produced``."""

    gold: Gold
    graph_size: int
    claim_count: int
    missing: tuple[str, ...]
    produced: tuple[tuple[str, ProducedClaim], ...]
    pairs: tuple[Pair, ...]
    duplicates: frozenset[int]
    neutral: frozenset[int]
    unmatched: tuple[int, ...]
    forbidden: Mapping[int, tuple[Record, ...]]
    elsewhere: int
    foreign: Mapping[str, int]

    @property
    def judged(self) -> int:
        return len(self.produced) - len(self.neutral)


def judge(quads: Iterable[Quad], gold: Gold, options: Options | None = None) -> Judgement:
    """Judge a graph. The pairing is one to one, the best pairs first; the result does not depend on order."""
    options = options or Options()
    graph = Graph(quads)
    claims = list(produced_claims(graph))
    known = documents(graph)
    places = {name: find_documents(name, known, gold.pages) for name in gold.documents}
    produced, foreign = _of_documents(claims, places)
    forbidden = _forbidden(produced, gold)
    candidates = _candidates(produced, gold, places, forbidden, options)
    pairs = _pair(candidates, gold.records)
    taken = {p.claim for p in pairs}
    duplicates: set[int] = set()
    neutral: set[int] = set()
    for index in {c.claim for c in candidates} - taken:
        (neutral if _is_neutral([c for c in candidates if c.claim == index], gold.records) else duplicates).add(index)
    placed = taken | duplicates | neutral | set(forbidden)
    everywhere = {iri for iris in places.values() for iri in iris}
    return Judgement(
        gold=gold,
        graph_size=graph.size,
        claim_count=len(claims),
        missing=tuple(name for name, found in places.items() if not found),
        produced=tuple(produced),
        pairs=tuple(pairs),
        duplicates=frozenset(duplicates),
        neutral=frozenset(neutral),
        unmatched=tuple(i for i in range(len(produced)) if i not in placed),
        forbidden=forbidden,
        elsewhere=sum(not everywhere & set(c.documents) for c in claims),
        foreign=foreign,
    )


def _of_documents(
    claims: list[ProducedClaim], places: Mapping[str, list[str]]
) -> tuple[list[tuple[str, ProducedClaim]], Counter[str]]:
    produced, foreign = [], Counter[str]()
    for name, iris in places.items():
        for claim in claims:
            if not set(iris) & set(claim.documents):
                continue
            if claim.predicate in VOCABULARY:
                produced.append((name, claim))
            else:
                foreign[claim.predicate] += 1
    return produced, foreign


def _candidates(
    produced: list[tuple[str, ProducedClaim]],
    gold: Gold,
    places: Mapping[str, list[str]],
    forbidden: Mapping[int, object],
    options: Options,
) -> list[Pair]:
    """Every match, the best first: value right, fewest fields wrong, required before soft before neutral."""
    found = []
    for claim_index, (name, claim) in enumerate(produced):
        if claim_index in forbidden:
            continue
        iris = frozenset(places[name])
        for record_index, record in enumerate(gold.records):
            if record.document == name and record.forbidden is None:
                pair = _match(claim_index, claim, record_index, record, iris, gold, options)
                if pair is not None:
                    found.append(pair)

    def rank(pair: Pair) -> tuple[Any, ...]:
        record = gold.records[pair.record]
        tier = 0 if record.required else 2 if record.neutral else 1
        value_wrong = pair.fields.get("quantity_value", True) is False
        return (value_wrong, pair.wrong, tier, -pair.right, -pair.names, -pair.overlap, pair.claim, pair.record)

    return sorted(found, key=rank)


def _match(
    claim_index: int,
    claim: ProducedClaim,
    record_index: int,
    record: Record,
    documents: frozenset[str],
    gold: Gold,
    options: Options,
) -> Pair | None:
    if not same_predicate(record["predicate"], claim.predicate):
        return None
    subject = record.subject.match(claim.subject, contained=options.contained)
    if subject is Match.NO:
        return None
    fields = agreement(record, claim, gold.speakers, nulls=options.nulls)
    target = _object_match(record, claim, fields, options)
    if target is Match.NO:
        return None
    overlap = shared_words(record, claim, documents) if options.spans else None
    if overlap == 0:
        return None
    return Pair(claim_index, record_index, fields, subject + target, overlap or 0)


def _object_match(record: Record, claim: ProducedClaim, fields: Mapping[str, bool], options: Options) -> Match:
    """An object that is the claim's own quantity or time span matches when its value, or its year, does."""
    if record.object.type == "kg:Quantity":
        return Match.EXACT if not record["quantity"] or fields["quantity_value"] else Match.NO
    if record.object.type == "kg:TimeSpan":
        wanted = record["when"]
        if not wanted:
            return Match.EXACT
        if claim.when is None:
            return Match.NO
        same_year = (wanted.get("start") or "")[:4] == (claim.when.start or "")[:4]
        return Match.EXACT if same_year or fields["when"] else Match.NO
    return record.object.match(claim.object, contained=options.contained)


def same_predicate(wanted: str | None, produced: str) -> bool:
    """Whether a predicate is the wanted one; ``rec:*`` wants any of that prefix, None any at all."""
    if wanted is None:
        return True
    return produced.startswith(wanted[:-1]) if wanted.endswith("*") else produced == wanted


def _pair(candidates: list[Pair], records: tuple[Record, ...]) -> list[Pair]:
    claims: set[int] = set()
    taken: set[int] = set()
    pairs = []
    for pair in candidates:
        if pair.claim in claims or pair.record in taken or records[pair.record].neutral:
            continue
        claims.add(pair.claim)
        taken.add(pair.record)
        pairs.append(pair)
    return pairs


def _is_neutral(candidates: list[Pair], records: tuple[Record, ...]) -> bool:
    """Whether a claim without a record of its own fits a neutral record better than any other."""
    neutral = next((c for c in candidates if records[c.record].neutral), None)
    other = next((c for c in candidates if not records[c.record].neutral), None)
    return neutral is not None and (other is None or other.wrong > neutral.wrong)


def _forbidden(produced: list[tuple[str, ProducedClaim]], gold: Gold) -> dict[int, tuple[Record, ...]]:
    """The claims that must not be made, with the records that say so."""
    banned = defaultdict(list)
    for record in gold.records:
        if record.forbidden is not None:
            banned[record.document].append(record)
    hits = {}
    for index, (name, claim) in enumerate(produced):
        records = tuple(r for r in banned[name] if violates(r, claim, gold.speakers))
        if records:
            hits[index] = records
    return hits


def violates(record: Record, claim: ProducedClaim, speakers: Mapping[str, list[str]]) -> bool:
    """Whether a claim agrees with every field that a forbidden record gives; what is null accepts anything."""
    if not same_predicate(record["predicate"], claim.predicate):
        return False
    for expected, names in ((record.subject, claim.subject), (record.object, claim.object)):
        if expected.match(names, contained=False) is Match.NO:
            return False
    quantity = {k: v for k, v in (record["quantity"] or {}).items() if v is not None}
    if quantity and not any(_forbidden_amount(quantity, a) for a in claim.amounts):
        return False
    when = {k: v for k, v in (record["when"] or {}).items() if v is not None}
    if when and not (claim.when and all(getattr(claim.when, k, None) == v for k, v in when.items())):
        return False
    named = record["attributedTo"]
    if named and not any(same_speaker(n, speakers.get(n, ()), p) for n in named for p in claim.speakers):
        return False
    if not _inside(record, claim):
        return False
    return all(not record[k] or record[k] == claim.qualifiers[k] for k in ("polarity", "certainty", "layer"))


def _forbidden_amount(wanted: Mapping[str, Any], amount: Amount) -> bool:
    if "bound" in wanted and wanted["bound"] != amount.bound:
        return False
    if "unit" in wanted and not same_unit(wanted["unit"], amount.unit):
        return False
    if "value" in wanted and not any(near(wanted["value"], n) for n in (amount.value, amount.least, amount.most)):
        return False
    ends = {"min": amount.least, "max": amount.most}
    return all(near(wanted[k], n) for k, n in ends.items() if k in wanted)


def _inside(record: Record, claim: ProducedClaim) -> bool:
    """Whether every place of the claim lies inside one that the record gives, where it gives any."""
    if record.spans:
        mine = [(p.start, p.end) for p in claim.places if p.start is not None and p.end is not None]
        return bool(mine) and all(any(a <= s and e <= b for a, b in record.spans) for s, e in mine)
    if record.places:
        quotes = [even(p.quote) for p in claim.places if p.quote]
        return bool(quotes) and all(any(q in even(e["quote"]) for e in record.places) for q in quotes)
    return True


def field_counts(pairs: Iterable[Pair]) -> dict[str, tuple[int, int]]:
    """Field -> in how many pairs it agrees, of how many that give it."""
    right, given = Counter[str](), Counter[str]()
    for pair in pairs:
        given.update(pair.fields.keys())
        right.update(name for name, ok in pair.fields.items() if ok)
    return {name: (right[name], given[name]) for name in FIELDS}
