from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kgbuild.extract.merge import merge
from kgbuild.iri import claim_id
from kgbuild.model import (
    Bound,
    Certainty,
    Claim,
    Document,
    Entity,
    Evidence,
    Layer,
    OwnValue,
    Polarity,
    Quantity,
    Span,
    TimeSpan,
)

DOCUMENT = Document("ab" * 32, "x" * 400, ("a.txt",), "text/plain")
RUSSIA = Entity("rec:Country", ("entity", "Q159"), "Russia")
KENYANS = Entity("rec:PersonGroup", ("group", "country-1", "citizen"), "Kenyan citizens")
MINISTRY = Entity("rec:Organization", ("entity", "ministry"), "the ministry")
LIST = Entity("rec:Project", ("entity", "list"), "the list")


def persons(value: int | None, bound: Bound = Bound.EXACTLY, text: str | None = None) -> Quantity:
    return Quantity(bound, "kg:person", None if value is None else Decimal(value), text=text)


def years(value: int) -> Quantity:
    return Quantity(Bound.EXACTLY, "unit:YR", Decimal(value))


def during(start: str | None, end: str | None, edtf: str, text: str = "then") -> TimeSpan:
    first = date.fromisoformat(start) if start else None
    return TimeSpan(text, first, date.fromisoformat(end) if end else None, edtf)


MANY = persons(None, Bound.VAGUE, "many")
SINCE_2022 = during("2022-01-01", None, "2022/..")
SINCE_2025 = during("2025-01-01", None, "2025-01-01/..")
IN_2025 = during("2025-01-01", "2025-12-31", "2025")
IN_MARCH = during("2025-03-01", "2025-03-31", "2025-03")
IN_MAY = during("2025-05-01", "2025-05-31", "2025-05")
WORDS = TimeSpan("in recent months")


def mention(
    at: int,
    *quantities: Quantity,
    when: TimeSpan | None = None,
    by: Entity | None = None,
    certainty: Certainty = Certainty.ASSERTED,
    subject: Entity = RUSSIA,
    rule: str = "frame",
    length: int = 5,
    confidence: str = "0.9",
    polarity: Polarity = Polarity.AFFIRMED,
) -> Claim:
    evidence = Evidence.at(DOCUMENT, Span(at, at + length), rule, (by,) if by else ())
    return Claim(
        DOCUMENT,
        Layer.WORLD,
        "rec:recruits",
        subject,
        KENYANS,
        (evidence,),
        polarity,
        certainty,
        quantities,
        when,
        Decimal(confidence),
    )


def shape(claims: tuple[Claim, ...]) -> list[tuple[int, ...]]:
    """Where the evidence of each claim starts."""
    return [tuple(evidence.span.start for evidence in claim.evidence) for claim in claims]


@pytest.mark.parametrize(
    ("mentions", "expected"),
    [
        pytest.param([mention(0, persons(91)), mention(9, persons(91))], [(0, 9)], id="equal numbers"),
        pytest.param([mention(0, persons(91)), mention(9, persons(17))], [(0,), (9,)], id="other numbers"),
        pytest.param([mention(0), mention(9, persons(91))], [(0, 9)], id="none joins the only numbered"),
        pytest.param(
            [mention(0), mention(9, persons(91)), mention(18, persons(17))],
            [(0,), (9,), (18,)],
            id="none stays alone where there are several",
        ),
        pytest.param([mention(0, MANY), mention(9, persons(91))], [(0, 9)], id="many is no number"),
        pytest.param([mention(0, persons(3)), mention(9, years(8))], [(0, 9)], id="they share no unit"),
        pytest.param(
            [mention(0, persons(3)), mention(9, years(8)), mention(18, years(10))],
            [(0,), (9,), (18,)],
            id="three fit eight and ten years alike",
        ),
        pytest.param(
            [mention(0, persons(3), years(8)), mention(9, persons(3)), mention(18, persons(2), years(8))],
            [(0, 9), (18,)],
            id="one unit differs",
        ),
        pytest.param([mention(0, when=SINCE_2022), mention(9)], [(0, 9)], id="no time joins the only time"),
        pytest.param(
            [mention(0, when=IN_MARCH), mention(9, when=IN_MAY), mention(18)], [(0,), (9,), (18,)], id="two times"
        ),
        pytest.param([mention(0, when=IN_2025), mention(9, when=IN_MARCH)], [(0, 9)], id="a month of the year"),
        pytest.param(
            [mention(0, when=IN_2025), mention(9, when=IN_MARCH), mention(18, when=IN_MAY)],
            [(0,), (9,), (18,)],
            id="two months of the year",
        ),
        pytest.param([mention(0, when=SINCE_2022), mention(9, when=SINCE_2025)], [(0,), (9,)], id="since other years"),
        pytest.param([mention(0, when=SINCE_2025), mention(9, when=IN_2025)], [(0, 9)], id="one start"),
        pytest.param([mention(0, when=WORDS), mention(9, when=IN_MAY)], [(0, 9)], id="words contradict nothing"),
        pytest.param([mention(0), mention(9, subject=MINISTRY)], [(0,), (9,)], id="other subject"),
        pytest.param([mention(0), mention(9, polarity=Polarity.DENIED)], [(0,), (9,)], id="other polarity"),
        pytest.param([mention(0), mention(9, certainty=Certainty.UNKNOWN)], [(0,), (9,)], id="unknown"),
        pytest.param([mention(0), mention(9, certainty=Certainty.HEDGED)], [(0, 9)], id="hedged"),
    ],
)
def test_which_mentions_are_one_claim(mentions: list[Claim], expected: list[tuple[int, ...]]) -> None:
    for order in permutations(mentions):
        assert shape(merge(order)) == expected


def test_a_bounded_number_wins_over_a_bare_one() -> None:
    (claim,) = merge([mention(0, persons(529)), mention(9, persons(529, Bound.AT_LEAST)), mention(18, MANY)])
    assert claim.quantities == (persons(529, Bound.AT_LEAST),)


def test_pay_with_its_period_wins_over_the_bare_sum() -> None:
    bare = Quantity(Bound.EXACTLY, "unit:CCY_RUB", Decimal(190000))
    monthly = replace(bare, per="unit:MO")
    (claim,) = merge([mention(0, bare), mention(9, monthly)])
    assert claim.quantities == (monthly,)
    assert len(merge([mention(0, monthly), mention(9, replace(bare, per="unit:YR"))])) == 2


def test_the_fullest_time_wins() -> None:
    (claim,) = merge([mention(0, when=IN_2025), mention(9, when=IN_MARCH), mention(18, when=WORDS)])
    assert claim.when == IN_MARCH
    (claim,) = merge([mention(0, when=WORDS), mention(9)])
    assert claim.when == WORDS


def test_one_claim_holds_the_quantities_of_all_its_mentions() -> None:
    (claim,) = merge([mention(0, years(8)), mention(9, persons(3))])
    assert claim.quantities == (persons(3), years(8))


def test_evidence_of_one_place_is_put_together() -> None:
    (claim,) = merge([mention(0, by=LIST, rule="frame"), mention(0, by=MINISTRY, rule="pattern"), mention(0, length=9)])
    inner, outer = claim.evidence
    assert (inner.found_by, inner.said_by) == (("frame", "pattern"), (MINISTRY, LIST))
    assert (outer.span, outer.said_by) == (Span(0, 9), ())


@pytest.mark.parametrize(
    ("hedged_by", "asserted_by", "certainty"),
    [
        (MINISTRY, MINISTRY, Certainty.ASSERTED),
        (MINISTRY, None, Certainty.ASSERTED),
        (None, None, Certainty.ASSERTED),
        (MINISTRY, LIST, Certainty.HEDGED),
        (None, LIST, Certainty.HEDGED),
    ],
)
def test_only_the_same_speaker_or_the_document_raises_certainty(
    hedged_by: Entity | None, asserted_by: Entity | None, certainty: Certainty
) -> None:
    mentions = [mention(0, by=hedged_by, certainty=Certainty.HEDGED), mention(9, by=asserted_by)]
    assert [claim.certainty for claim in merge(mentions)] == [certainty]


def test_the_best_confidence_and_all_names_are_kept() -> None:
    other = replace(RUSSIA, label="Moscow")
    (claim,) = merge([mention(9, subject=other, confidence="0.7"), mention(0, confidence="0.5")])
    assert claim.confidence == Decimal("0.7")
    assert (claim.subject.label, claim.subject.alt_labels) == ("Russia", ("Moscow",))


def test_a_claim_on_its_own_quantity_keeps_its_number() -> None:
    reached = [replace(mention(at, persons(at + 1)), object=OwnValue.QUANTITY) for at in (0, 9)]
    assert shape(merge(reached)) == [(0,), (9,)]


def test_claims_are_sorted_by_their_first_evidence() -> None:
    mentions = [mention(40, persons(1)), mention(30, persons(2)), mention(20, persons(1)), mention(20, persons(3))]
    places = [(claim.evidence[0].span.start, claim_id(claim)) for claim in merge(mentions)]
    assert places == sorted(places)
    assert [start for start, _ in places] == [20, 20, 30]


_MENTIONS = st.builds(
    lambda at, numbers, when, by, certainty, subject, rule, length, confidence: mention(
        at,
        *numbers,
        when=when,
        by=by,
        certainty=certainty,
        subject=subject,
        rule=rule,
        length=length,
        confidence=confidence,
    ),
    at=st.integers(0, 30),
    numbers=st.sampled_from(
        [
            (),
            (persons(3),),
            (persons(3, Bound.AT_LEAST),),
            (persons(2),),
            (MANY,),
            (years(8),),
            (years(10),),
            (persons(3), years(8)),
            (persons(2), years(10)),
        ]
    ),
    when=st.sampled_from([None, SINCE_2022, SINCE_2025, IN_2025, IN_MARCH, IN_MAY, WORDS]),
    by=st.sampled_from([None, MINISTRY, LIST]),
    certainty=st.sampled_from(list(Certainty)),
    subject=st.sampled_from([RUSSIA, replace(RUSSIA, label="Moscow")]),
    rule=st.sampled_from(["frame", "pattern"]),
    length=st.integers(1, 3),
    confidence=st.sampled_from(["0.5", "0.9"]),
)


@settings(max_examples=300)
@given(st.lists(_MENTIONS, max_size=8), st.randoms(use_true_random=False))
def test_merging_ignores_the_order_and_is_idempotent(mentions: list[Claim], random: object) -> None:
    merged = merge(mentions)
    shuffled = list(mentions)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert repr(merge(shuffled)) == repr(merged)
    assert repr(merge(merged)) == repr(merged)


@given(st.lists(_MENTIONS, max_size=8))
def test_merging_loses_no_place_and_makes_no_claim_twice(mentions: list[Claim]) -> None:
    merged = merge(mentions)
    places = {evidence.span for claim in mentions for evidence in claim.evidence}
    assert {evidence.span for claim in merged for evidence in claim.evidence} == places
    assert len({claim_id(claim) for claim in merged}) == len(merged)
