"""Breakdowns: ``300 African fighters were killed, among them 45 Kenyans and 38 Cameroonians``.

What is said of the whole is said of each part. The parts follow the whole behind a colon, "including" or "among them",
each a number and a people; a list that holds anything else is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from kgbuild.extract.annotate import Sentence
from kgbuild.extract.entities import Entities
from kgbuild.extract.grammar.amounts import Amount, AmountKind
from kgbuild.extract.match import Candidate
from kgbuild.extract.mention import Mention
from kgbuild.gazetteer import NameMatch
from kgbuild.model import Bound, Entity, OwnValue, Quantity, Span

_OPENS = re.compile(
    r"(?::|,? (?:including|among (?:them|whom|these|those)|of whom|comprising|namely|mostly)(?: (?:were|are))?,?)\s*$"
)
_BETWEEN = re.compile(r"(?: (?:citizens|nationals|men|people|fighters|soldiers))?(?:,|;| and|, and|; and) $")
_CLOSES = re.compile(r"(?: (?:citizens|nationals|men|people|fighters|soldiers))?(?:[,;.)]|$)")
_OF_THESE = re.compile(r"\b(?:of|among|from) (?:these|them|those|whom)\b", re.IGNORECASE)
_PERSON = "kg:person"


def parts(sentence: Sentence, candidate: Candidate, entities: Entities) -> Iterator[Candidate]:
    """What a breakdown behind the number of ``candidate`` says of each of its parts."""
    counted = next((q for q in candidate.quantities if q.unit == _PERSON), None)
    role = "object" if _is_group(candidate.object) else "subject"
    whole = getattr(candidate, role)
    if counted is None or not _is_group(whole):
        return
    for amount, people in _listed(sentence, counted):
        country = people.candidates[0].item
        group = entities.nationals(country)
        if group == whole or country.kind != "country":
            return
        quantity = amount.quantity(_PERSON)
        others = tuple(q for q in candidate.quantities if q.unit != _PERSON)
        part = replace(candidate, quantities=(quantity, *others), span=Span(amount.span.start, people.span.end))
        yield replace(part, object=group) if role == "object" else replace(part, subject=group)


def is_part(sentence: Sentence, mention: Mention) -> bool:
    """Whether ``mention`` is one part of those named before: ``Of these, 612 were Tajiks``, ``among them 45 Kenyans``.

    Where no number counts it, only a sentence that opens so makes it one: ``14 men, most of them Kenyans`` are Kenyans.
    """
    opens = _OF_THESE.search(sentence.text, 0, max(mention.span.start - sentence.span.start, 0))
    return opens is not None and (opens.start() == 0 or mention.amount is not None)


def _is_group(thing: Entity | OwnValue) -> bool:
    return isinstance(thing, Entity) and thing.cls == "rec:PersonGroup"


def _listed(sentence: Sentence, counted: Quantity) -> list[tuple[Amount, NameMatch]]:
    """The parts of the whole that ``counted`` counts: the number right before the list must be its own."""
    found: list[tuple[Amount, NameMatch]] = []
    numbers = [a for a in sentence.amounts if a.kind is AmountKind.NUMBER and not a.zero_word]
    before: Amount | None = None
    for amount in numbers:
        people = _people_behind(sentence, amount)
        ahead = sentence.text[: amount.span.start - sentence.span.start]
        if not found:
            if people is not None and before is not None and _OPENS.search(ahead) and _is(before, counted):
                found.append((amount, people))
            before = amount
            continue
        last = found[-1][1]
        if people is None or not _BETWEEN.fullmatch(sentence.slice(Span(last.span.end, amount.span.start))):
            break
        found.append((amount, people))
    closed = bool(found) and _CLOSES.match(sentence.text, found[-1][1].span.end - sentence.span.start)
    return found if closed else []


def _is(amount: Amount, counted: Quantity) -> bool:
    if amount.bound is Bound.VAGUE:
        return counted.bound is Bound.VAGUE and counted.text == amount.text
    return (amount.value, amount.minimum, amount.bound) == (counted.value, counted.minimum, counted.bound)


def _people_behind(sentence: Sentence, amount: Amount) -> NameMatch | None:
    for name in sentence.names:
        if 0 <= name.span.start - amount.span.end <= 1 and name.candidates[0].names_people:
            return name
    return None
