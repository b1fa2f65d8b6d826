"""The figures of a judgement, against a count by hand of the same judgement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgbuild.evaluate.claims import Place, ProducedClaim
from kgbuild.evaluate.figures import Figures, figures, per_predicate
from kgbuild.evaluate.gold import Gold, Record
from kgbuild.evaluate.judge import Judgement, Pair
from kgbuild.evaluate.names import Expected

PREDICATES = ("rec:recruits", "rec:fightsFor")


@dataclass(frozen=True)
class Case:
    """One record for each pair, some more records, and claims of every kind; by index what became of each."""

    paired: tuple[bool, ...]  # of each pair, whether it is right in every field
    missed: tuple[bool, ...]  # of each record that nothing matches, whether it is required
    duplicates: int
    neutral: int
    unmatched: int


def record(number: int, required: bool, alternative: str = "") -> Record:
    given_ = {"predicate": PREDICATES[number % 2]}
    return Record("a.txt", str(number), Expected(None), Expected(None), given_, required, alternative=alternative)


def claim(number: int) -> ProducedClaim:
    places = (Place("urn:d", 0, 5, "words"),) if number % 3 else ()
    return ProducedClaim(
        f"urn:{number}", PREDICATES[number % 2], frozenset(), frozenset(), ("urn:d",), places, (), None, (), {}
    )


def judgement(case: Case, records: Sequence[Record]) -> Judgement:
    pairs = tuple(Pair(i, i, {"bound": True, "unit": right}, 4, 9) for i, right in enumerate(case.paired))
    sizes = (len(pairs), case.duplicates, case.neutral, case.unmatched)
    first = [sum(sizes[:n]) for n in range(5)]
    return Judgement(
        Gold(tuple(records)), 0, first[4], (), tuple(("a.txt", claim(i)) for i in range(first[4])), pairs,
        frozenset(range(first[1], first[2])), frozenset(range(first[2], first[3])), tuple(range(first[3], first[4])),
        {}, 0, {},
    )  # fmt: skip


CASES = st.builds(
    Case,
    st.lists(st.booleans(), max_size=6).map(tuple),
    st.lists(st.booleans(), max_size=5).map(tuple),
    st.integers(0, 4),
    st.integers(0, 4),
    st.integers(0, 4),
)


def judged(case: Case) -> Figures:
    paired = [record(n, n % 2 == 0) for n in range(len(case.paired))]
    missed = [record(len(paired) + n, required) for n, required in enumerate(case.missed)]
    return figures(judgement(case, [*paired, *missed]))


@given(CASES)
def test_ratios_are_parts_of_wholes(case: Case) -> None:
    found = judged(case)
    right, strict = len(case.paired), sum(case.paired)
    looked_at = right + case.duplicates + case.unmatched
    required = sum(n % 2 == 0 for n in range(right)) + sum(case.missed)
    hit = sum(n % 2 == 0 for n in range(right))
    assert found.precision == (pytest.approx(right / looked_at) if looked_at else None)
    assert found.strict_precision == (pytest.approx(strict / looked_at) if looked_at else None)
    assert found.precision_with_duplicates == (
        pytest.approx((right + case.duplicates) / looked_at) if looked_at else None
    )
    assert found.required_recall == (pytest.approx(hit / required) if required else None)
    records = right + len(case.missed)
    assert found.recall_all == (pytest.approx(right / records) if records else None)
    assert found.fields["unit"] == (strict, right)
    assert found.fields["when"] == (0, 0)
    assert [r.id for r in found.missed] == [str(right + n) for n, wanted in enumerate(case.missed) if wanted]
    assert found.produced == found.matched + found.duplicates + found.neutral + found.unmatched


@given(CASES)
def test_the_harmonic_mean_lies_between_what_it_is_the_mean_of(case: Case) -> None:
    found = judged(case)
    if found.required_recall is None:
        assert found.f1 == (1.0 if found.precision is None else 0.0)
    elif not found.precision or not found.required_recall:
        assert found.f1 == 0.0
    else:
        low, high = sorted((found.precision, found.required_recall))
        assert low - 1e-9 <= found.f1 <= high + 1e-9
        assert found.f1 <= (low + high) / 2 + 1e-9
    assert found.strict_f1 <= found.f1


@given(CASES)
def test_the_table_adds_up_to_the_whole(case: Case) -> None:
    found = judged(case)
    paired = [record(n, n % 2 == 0) for n in range(len(case.paired))]
    missed = [record(len(paired) + n, required) for n, required in enumerate(case.missed)]
    table = per_predicate(judgement(case, [*paired, *missed]), found.units)
    total = {name: sum(row[name] for row in table.values()) for name in ("all", "hit", "required", "produced", "right")}
    assert total == {
        "all": len(found.units),
        "hit": found.matched,
        "required": sum(unit.required for unit in found.units),
        "produced": found.produced - found.neutral,
        "right": found.matched + found.duplicates,
    }


def test_several_ways_to_say_one_thing_are_one_thing() -> None:
    case = Case((True,), (), 0, 0, 0)
    records = [record(0, False, "group"), record(1, True, "group"), record(2, True)]
    found = figures(judgement(case, records))
    assert [(u.record.id, u.required, u.hit) for u in found.units] == [("0", True, True), ("2", True, False)]
    assert (found.required_recall, found.recall_all) == (0.5, 0.5)
