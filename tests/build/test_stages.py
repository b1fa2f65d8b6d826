"""Claims that several extractors found alike become one, whatever their order."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from kgbuild.build.stages import joined
from kgbuild.iri import claim_id
from kgbuild.model import Certainty, Claim, Document, Entity, Evidence, Layer, Span

TEXT = "Kazakhstan and Russia recruit drivers, the ministry and the court said."
DOCUMENT = Document("a" * 64, TEXT, ("a.txt",), "text/plain")
COUNTRIES = [Entity("rec:Country", ("entity", name.lower()), name) for name in ("Kazakhstan", "Russia")]
SPEAKERS = [
    Entity("rec:Organization", ("entity", "rec:Organization", name, None), name) for name in ("ministry", "court")
]
SPANS = st.tuples(st.integers(0, 40), st.integers(1, 20)).map(lambda pair: Span(pair[0], sum(pair)))
EVIDENCE = st.builds(
    lambda span, rule, said_by: Evidence(DOCUMENT, span, (rule,), tuple(said_by)),
    SPANS,
    st.sampled_from(["one", "two"]),
    st.lists(st.sampled_from(SPEAKERS), max_size=2, unique=True),
)
CLAIMS = st.lists(
    st.builds(
        lambda subject, evidence, certainty, confidence: Claim(
            DOCUMENT, Layer.WORLD, "rec:recruits", subject, COUNTRIES[0], (evidence,), certainty=certainty,
            confidence=confidence,
        ),
        st.sampled_from(COUNTRIES),
        EVIDENCE,
        st.sampled_from(list(Certainty)),
        st.sampled_from([Decimal("0.5"), Decimal("0.9")]),
    ),
    max_size=8,
)  # fmt: skip


def seen(claims: tuple[Claim, ...]) -> set[object]:
    return {
        (claim_id(c), c.certainty, c.confidence, tuple((e.span, e.found_by, e.said_by) for e in c.evidence))
        for c in claims
    }


@given(CLAIMS, st.randoms(use_true_random=False))
def test_joining_keeps_every_place_and_heeds_no_order(claims: list[Claim], chance: object) -> None:
    once = joined(claims)
    assert sorted({claim_id(c) for c in claims}) == sorted(claim_id(c) for c in once)
    for claim in once:
        group = [c for c in claims if claim_id(c) == claim_id(claim)]
        assert {e.span for e in claim.evidence} == {e.span for c in group for e in c.evidence}
        assert claim.confidence == max(c.confidence for c in group)
        if len(group) > 1:
            assert (claim.certainty is Certainty.ASSERTED) == any(c.certainty is Certainty.ASSERTED for c in group)
    shuffled = list(claims)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert seen(joined(shuffled)) == seen(once)
