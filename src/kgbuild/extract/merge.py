"""Merging: the mentions of one statement become one claim (vocabulary, *Rules*, Merging).

Within a document, mentions with equal layer, predicate, subject, object, polarity and (unknown or not) form a
group. In a group, those whose numbers agree in every unit that they share and whose times do not contradict
are one claim. One that fits several which contradict each other fits none of them, and stays on its own.

Nothing here depends on the order of the mentions: every step is a function of the set of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import replace
from datetime import date

from kgbuild.iri import canonical_decimal, claim_id
from kgbuild.model import Bound, Certainty, Claim, Entity, Evidence, Quantity, TimeSpan

_NUMBERLESS = (Bound.VAGUE, Bound.UNKNOWN_AMOUNT)
_BOUND_ORDER = tuple(Bound)


def merge(mentions: Iterable[Claim]) -> tuple[Claim, ...]:
    """The claims that these mentions make, sorted by the start of their first evidence and their IRI.

    Independent of the order of ``mentions`` and idempotent: ``merge(merge(m)) == merge(m)``.
    """
    groups: defaultdict[Hashable, list[Claim]] = defaultdict(list)
    for claim in mentions:
        groups[_group(claim)].append(claim)
    merged = [claim for group in groups.values() for claim in _settle(group)]
    return tuple(sorted(merged, key=_place))


def _group(claim: Claim) -> Hashable:
    identity = (claim.document.sha256, claim.layer, claim.predicate, claim.subject, claim.object)
    return (*identity, claim.polarity, claim.is_unknown)


def _place(claim: Claim) -> tuple[int, str]:
    return min(evidence.span.start for evidence in claim.evidence), claim_id(claim)


def _settle(group: Sequence[Claim]) -> list[Claim]:
    """Merge until nothing more merges; each round leaves fewer claims, so it ends."""
    claims = [_as_one(same) for same in _by_identity(group)]
    while True:
        rounded = [_as_one(together) for together in _clusters(claims)]
        rounded = [_as_one(same) for same in _by_identity(rounded)]
        if len(rounded) == len(claims):
            return rounded
        claims = rounded


def _by_identity(claims: Iterable[Claim]) -> list[list[Claim]]:
    same: defaultdict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        same[claim_id(claim)].append(claim)
    return list(same.values())


def _clusters(claims: Sequence[Claim]) -> list[list[Claim]]:
    """Sets of claims that are one. A claim that agrees with two that contradict each other is set apart.

    What is left agrees in cliques: were two claims of one component not in agreement, one between them would
    have been set apart. Those set apart may still agree with each other.
    """
    agreeing = {
        index: {other for other in range(len(claims)) if other != index and _agree(claims[index], claims[other])}
        for index in range(len(claims))
    }
    torn = {
        index
        for index, others in agreeing.items()
        if any(one not in agreeing[other] for one in others for other in others if one < other)
    }
    clusters: list[list[Claim]] = []
    seen: set[int] = set()
    for index in range(len(claims)):
        if index in torn or index in seen:
            continue
        clique = {index} | (agreeing[index] - torn)
        seen |= clique
        clusters.append([claims[member] for member in sorted(clique)])
    if not torn:
        return clusters
    rest = [claims[index] for index in sorted(torn)]
    return clusters + (_clusters(rest) if len(rest) < len(claims) else [[claim] for claim in rest])


def _agree(one: Claim, other: Claim) -> bool:
    theirs = {quantity.unit: quantity for quantity in other.quantities}
    shared = ((quantity, theirs[quantity.unit]) for quantity in one.quantities if quantity.unit in theirs)
    return all(_same_number(*pair) for pair in shared) and _compatible(one.when, other.when)


def _same_number(one: Quantity, other: Quantity) -> bool:
    """Whether two quantities of one unit agree; "many" and "unknown" are no number, and agree with any."""
    if one.per is not None and other.per is not None and one.per != other.per:
        return False
    if one.bound in _NUMBERLESS or other.bound in _NUMBERLESS:
        return True
    return (one.value, one.minimum, one.maximum) == (other.value, other.minimum, other.maximum)


def _days(when: TimeSpan | None) -> tuple[date | None, date | None] | None:
    """First and last day; None for a claim without a time and for one that has only words for it."""
    return None if when is None or (when.start is None and when.end is None) else (when.start, when.end)


def _compatible(one: TimeSpan | None, other: TimeSpan | None) -> bool:
    """Whether two times do not contradict: none given, the same days, one within the other, or one start.

    An open time ("since 2022") is no frame for another ("in May 2024"): these are two statements.
    """
    first, second = _days(one), _days(other)
    if first is None or second is None or first == second:
        return True
    (start, end), (start2, end2) = first, second
    if start is not None and start == start2:
        return True
    if start is None or end is None or start2 is None or end2 is None:
        return False
    return (start <= start2 and end2 <= end) or (start2 <= start and end <= end2)


def _as_one(claims: Sequence[Claim]) -> Claim:
    """One claim from claims that agree, with the fullest quantities and time and all their evidence."""
    if len(claims) == 1 and _is_settled(claims[0]):
        return claims[0]
    ordered = sorted(claims, key=_fixed_order)
    first = ordered[0]
    units: defaultdict[str, list[Quantity]] = defaultdict(list)
    for claim in ordered:
        for quantity in claim.quantities:
            units[quantity.unit].append(quantity)
    times = [claim.when for claim in ordered if claim.when is not None]
    target = first.object
    if isinstance(target, Entity):
        target = _one_entity([claim.object for claim in ordered if isinstance(claim.object, Entity)])
    return replace(
        first,
        subject=_one_entity([claim.subject for claim in ordered]),
        object=target,
        evidence=_all_evidence(ordered),
        certainty=_certainty(ordered),
        quantities=tuple(max(units[unit], key=_fullness) for unit in sorted(units)),
        when=min(times, key=_looseness) if times else None,
        confidence=max(claim.confidence for claim in ordered),
    )


def _is_settled(claim: Claim) -> bool:
    units = [quantity.unit for quantity in claim.quantities]
    return claim.evidence == _all_evidence([claim]) and units == sorted(units)


def _fixed_order(claim: Claim) -> tuple[object, ...]:
    """An order of claims that only their content decides: by first evidence, then by everything they say."""
    spans = sorted((evidence.span.start, evidence.span.end, evidence.found_by) for evidence in claim.evidence)
    labels = (claim.subject.label, claim.object.label if isinstance(claim.object, Entity) else "")
    return spans, claim_id(claim), labels, repr(claim.quantities), repr(claim.when), claim.certainty, claim.confidence


def _one_entity(entities: Sequence[Entity]) -> Entity:
    """The entity of the first mention, with the names of the others as further names."""
    first = entities[0]
    names = {name for entity in entities for name in (entity.label, *entity.alt_labels)} - {first.label}
    return replace(first, alt_labels=tuple(sorted(names))) if len(entities) > 1 else first


def _fullness(quantity: Quantity) -> tuple[object, ...]:
    """Greater for the quantity that says more: a number over "many", a bounded number over a bare one."""
    return (
        quantity.bound not in _NUMBERLESS,
        quantity.per is not None,
        quantity.of is not None,
        quantity.bound is not Bound.EXACTLY,
        -_BOUND_ORDER.index(quantity.bound),
        [canonical_decimal(n) for n in (quantity.value, quantity.minimum, quantity.maximum) if n is not None],
        quantity.text or "",
    )


def _looseness(when: TimeSpan) -> tuple[object, ...]:
    """Smaller for the time that says more: days over words, both ends over one, fewer days, no "approximately"."""
    length = (when.end - when.start).days if when.start and when.end else 0
    open_ends = (when.start is None) + (when.end is None)
    days = (str(when.start or ""), str(when.end or ""))
    return open_ends == 2, open_ends, length, "~" in (when.edtf or "~"), when.edtf or "", days, when.text


def _all_evidence(claims: Iterable[Claim]) -> tuple[Evidence, ...]:
    """Every place once, in reading order; who found it and who says so there are put together."""
    places: defaultdict[tuple[int, int], list[Evidence]] = defaultdict(list)
    for claim in claims:
        for evidence in claim.evidence:
            places[evidence.span.start, evidence.span.end].append(evidence)
    return tuple(_one_place(places[place]) for place in sorted(places))


def _one_place(same: Sequence[Evidence]) -> Evidence:
    found_by = tuple(sorted({rule for evidence in same for rule in evidence.found_by}))
    speakers: defaultdict[Entity, list[Entity]] = defaultdict(list)
    for evidence in same:
        for speaker in evidence.said_by:
            speakers[speaker].append(speaker)
    said_by = [min(named, key=lambda entity: (entity.label, entity.alt_labels)) for named in speakers.values()]
    said_by.sort(key=lambda entity: (entity.cls, [part or "" for part in entity.key]))
    return replace(same[0], found_by=found_by, said_by=tuple(said_by))


def _certainty(claims: Sequence[Claim]) -> Certainty:
    """Asserted where each hedge is taken back by the same speaker or by the document itself."""
    asserted = [set(claim.attributed_to) for claim in claims if claim.certainty is Certainty.ASSERTED]
    for claim in claims:
        if claim.certainty is Certainty.ASSERTED:
            continue
        speakers = set(claim.attributed_to)
        if not any(not sure or sure & speakers for sure in asserted):
            return claim.certainty
    return claims[0].certainty if not asserted else Certainty.ASSERTED
