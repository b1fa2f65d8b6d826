"""What cannot be built: spans that are none, quotes that stand nowhere, numbers without a bound."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgbuild.model import (
    AFFIX_LENGTH,
    MAX_DIGITS,
    Bound,
    Certainty,
    Claim,
    Document,
    Entity,
    Evidence,
    Layer,
    Link,
    OwnValue,
    Quantity,
    Span,
    TimeSpan,
)

DOCUMENT = Document("0" * 64, "🪖 At least 3 men fight.", ("a.txt",), "text/plain")
OTHER = dataclasses.replace(DOCUMENT, sha256="1" * 64)
MEN = Entity("rec:PersonGroup", ("entity", "men"), "men")
LAND = Entity("rec:Country", ("entity", "Q1"), "Land")
CITY = Entity("rec:City", ("entity", "Q2"), "City")
THREE = Quantity(Bound.AT_LEAST, "kg:person", Decimal(3))
EVIDENCE = Evidence.at(DOCUMENT, Span(2, 18), "rule")
SPANS = st.tuples(st.integers(0, 60), st.integers(1, 30)).map(lambda pair: Span(pair[0], pair[0] + pair[1]))


def claim(**changed: Any) -> Claim:
    parts: dict[str, Any] = {
        "document": DOCUMENT,
        "layer": Layer.WORLD,
        "predicate": "rec:fightsFor",
        "subject": MEN,
        "object": LAND,
        "evidence": (EVIDENCE,),
    }
    return Claim(**parts | changed)


# ---------------------------------------------------------------- spans
@pytest.mark.parametrize(("start", "end"), [(0, 0), (5, 4), (-1, 3), (-3, -1)])
def test_no_span_is_empty_turned_round_or_before_the_text(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="not a span"):
        Span(start, end)


@given(SPANS, SPANS)
def test_spans_are_sets_of_offsets(one: Span, other: Span) -> None:
    first, second = set(range(one.start, one.end)), set(range(other.start, other.end))
    assert len(one) == len(first)
    assert one.overlaps(other) == other.overlaps(one) == bool(first & second)
    assert one.contains(other) == (second <= first)


# ---------------------------------------------------------------- documents and evidence
def test_a_slice_is_the_text_at_the_span_or_refused() -> None:
    assert DOCUMENT.slice(Span(2, 10)) == "At least"
    with pytest.raises(ValueError, match=r"2\.\.24 leaves a text of 23 code points"):
        DOCUMENT.slice(Span(2, 24))


def test_the_hash_of_the_text_is_of_its_utf8() -> None:
    assert DOCUMENT.text_sha256 == sha256(DOCUMENT.text.encode()).hexdigest()


@given(st.text(min_size=1, max_size=120), st.data())
def test_evidence_reads_its_words_from_the_document(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    span = Span(start, data.draw(st.integers(start + 1, len(text))))
    found = Evidence.at(dataclasses.replace(DOCUMENT, text=text), span, "rule")
    around = found.prefix + found.exact + found.suffix
    assert text[max(0, start - AFFIX_LENGTH) : span.end + AFFIX_LENGTH] == around
    assert len(found.exact) == len(span)
    assert max(len(found.prefix), len(found.suffix)) <= AFFIX_LENGTH
    assert found.found_by == ("rule",)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (lambda: Evidence.at(DOCUMENT, Span(20, 90), "rule"), "leaves a text"),
        (lambda: Evidence(DOCUMENT, Span(2, 4), ()), "nothing found"),
        (lambda: claim(evidence=()), "without evidence"),
        (lambda: claim(document=OTHER), "another document"),
        (lambda: claim(confidence=Decimal("1.001")), "not a confidence"),
        (lambda: claim(confidence=Decimal("-0.1")), "not a confidence"),
        (lambda: claim(confidence=Decimal("0.8555")), "not a confidence"),
        (lambda: claim(quantities=(THREE, THREE)), "two quantities of one unit"),
        (lambda: claim(object=OwnValue.TIME_SPAN), "has none"),
        (lambda: claim(object=OwnValue.QUANTITY), "has none"),
        (lambda: Link(MEN, "wd:Q1", "owl:sameAs", "m", Decimal(1), "v"), "without evidence or a person"),
        (lambda: Link(MEN, "wd:Q1", "skos:exactMatch", "m", Decimal(1), "v", (EVIDENCE,)), "not a relation"),
        (lambda: TimeSpan("then", date(2025, 2, 1), date(2025, 1, 1)), "comes after"),
    ],
)
def test_what_has_no_ground_cannot_be_built(wrong: Callable[[], object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        wrong()


def test_what_has_grounds_can() -> None:
    assert claim(object=OwnValue.QUANTITY, quantities=(THREE,)).quantities == (THREE,)
    assert claim(object=OwnValue.TIME_SPAN, when=TimeSpan("since May")).when == TimeSpan("since May")
    assert Link(MEN, "wd:Q1", "owl:sameAs", "m", Decimal(1), "v", decided_by="Ada").evidence == ()


# ---------------------------------------------------------------- quantities
D = Decimal
NUMBERED = sorted(set(Bound) - {Bound.BETWEEN, Bound.VAGUE, Bound.UNKNOWN_AMOUNT})


@pytest.mark.parametrize("bound", NUMBERED)
def test_a_numbered_bound_takes_one_value_and_nothing_else(bound: Bound) -> None:
    assert Quantity(bound, "kg:person", D(3)).value == 3
    for numbers in ({}, {"minimum": D(1), "maximum": D(2)}, {"value": D(1), "minimum": D(1)}):
        with pytest.raises(ValueError, match="does not fit"):
            Quantity(bound, "kg:person", **numbers)


@pytest.mark.parametrize("bound", [Bound.VAGUE, Bound.UNKNOWN_AMOUNT])
def test_words_alone_take_no_number(bound: Bound) -> None:
    assert Quantity(bound, "kg:person", text="many").value is None
    with pytest.raises(ValueError, match="does not fit"):
        Quantity(bound, "kg:person", D(0))


def test_between_takes_two_in_order() -> None:
    assert Quantity(Bound.BETWEEN, "unit:YR", minimum=D(5), maximum=D(5)).maximum == 5
    with pytest.raises(ValueError, match="is more than"):
        Quantity(Bound.BETWEEN, "unit:YR", minimum=D(9), maximum=D(5))
    with pytest.raises(ValueError, match="does not fit"):
        Quantity(Bound.BETWEEN, "unit:YR", minimum=D(5))


@pytest.mark.parametrize("number", [D("NaN"), D("Infinity"), D("1" * (MAX_DIGITS + 1))])
def test_a_number_that_a_triple_store_would_lose_is_refused(number: Decimal) -> None:
    with pytest.raises(ValueError, match="not finite, or has too many digits"):
        Quantity(Bound.EXACTLY, "kg:person", number)


# ---------------------------------------------------------------- entities and claims
def test_an_entity_is_its_class_and_key() -> None:
    other_words = dataclasses.replace(LAND, label="The Land", alt_labels=("L",), scope="ab")
    assert other_words == LAND
    assert len({other_words, LAND}) == 1
    assert dataclasses.replace(LAND, cls="rec:City") != LAND
    assert dataclasses.replace(LAND, key=("entity", "Q2")) != LAND
    assert LAND != "Land"


def test_attribution_is_the_union_of_the_places_in_a_stable_order() -> None:
    places = [Evidence.at(DOCUMENT, Span(2, 9 + n), "rule", said) for n, said in enumerate([(LAND, CITY), (LAND,), ()])]
    assert claim(evidence=tuple(places)).attributed_to == (CITY, LAND)
    assert claim(evidence=tuple(reversed(places))).attributed_to == (CITY, LAND)
    assert claim().attributed_to == ()


def test_unknown_is_a_certainty() -> None:
    assert claim(certainty=Certainty.UNKNOWN).is_unknown
    assert not claim(certainty=Certainty.HEDGED).is_unknown


@pytest.mark.parametrize("built", [DOCUMENT, MEN, THREE, EVIDENCE, Span(0, 1), TimeSpan("then"), claim()])
def test_everything_is_frozen_and_slotted(built: Any) -> None:
    name = dataclasses.fields(built)[0].name
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(built, name, None)
    assert not hasattr(built, "__dict__")
