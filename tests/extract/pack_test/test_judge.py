"""What counts as the claim that was expected."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from kgbuild.extract.pack_test.examples import Amount, Expected
from kgbuild.extract.pack_test.judge import differences, fold, judge
from kgbuild.model import Bound, Certainty, Claim, Entity, OwnValue, Polarity, Quantity, Text, TimeSpan
from tests.extract.pack_test.claims import claim, expected

SIXTY = Quantity(Bound.AT_LEAST, "kg:person", Decimal(60))
WANTS_SIXTY = Amount("kg:atLeast", "kg:person", None, (Decimal(60),))
HOTLINE = Entity("rec:Project", ("entity", "Project", "call home", None), "Call Home", ("the hotline",))


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("The Kenyans", "kenyans"),
        ("Ukraine’s army", "ukraine army"),
        ("Bogotá", "bogota"),
        ("«Хочу  жить»", "хочу жить"),
        ("a", "a"),
        ("fast‑track  passports", "fast track passports"),
    ],
)
def test_names_are_compared_without_what_writers_vary(written: str, folded: str) -> None:
    assert fold(written) == folded


def test_the_same_claim_has_no_differences() -> None:
    assert differences(expected(quantities=(WANTS_SIXTY,)), claim(quantities=(SIXTY,))) == ()


@pytest.mark.parametrize(
    ("want", "have"),
    [
        (expected(predicate="rec:recruits"), claim()),
        (expected(subject=("Ugandan citizens",)), claim()),
        (expected(object=("Russian",)), claim()),
        (
            expected(object=("kg:Quantity",), quantities=(WANTS_SIXTY,)),
            claim(object=OwnValue.QUANTITY, quantities=(Quantity(Bound.AT_LEAST, "kg:person", Decimal(61)),)),
        ),
    ],
)
def test_another_statement_is_no_pair(want: Expected, have: Claim) -> None:
    assert differences(want, have) is None


@pytest.mark.parametrize(
    ("field", "want", "have"),
    [
        ("quantity", expected(), claim(quantities=(SIXTY,))),
        ("quantity", expected(quantities=(WANTS_SIXTY,)), claim()),
        (
            "quantity",
            expected(quantities=(WANTS_SIXTY,)),
            claim(quantities=(Quantity(Bound.EXACTLY, "kg:person", Decimal(60)),)),
        ),
        (
            "quantity",
            expected(quantities=(WANTS_SIXTY,)),
            claim(quantities=(Quantity(Bound.AT_LEAST, "kg:case", Decimal(60)),)),
        ),
        ("when", expected(when=(date(2025, 1, 1), None)), claim()),
        ("when", expected(), claim(when=TimeSpan("in 2025", date(2025, 1, 1), date(2025, 12, 31), "2025"))),
        ("attributedTo", expected(said_by=(("Call Home",),)), claim()),
        ("attributedTo", expected(), claim(said_by=(HOTLINE,))),
        ("attributedTo", expected(said_by=(("Lost Sons",),)), claim(said_by=(HOTLINE,))),
        ("polarity", expected(), claim(polarity=Polarity.DENIED)),
        ("certainty", expected(certainty="kg:hedged"), claim(certainty=Certainty.ASSERTED)),
    ],
)
def test_a_field_that_differs_is_named(field: str, want: Expected, have: Claim) -> None:
    assert differences(want, have) == (field,)


def test_years_and_months_are_one_measure() -> None:
    want = expected(quantities=(Amount("kg:exactly", "unit:YR", None, (Decimal("7.5"),)),))
    assert differences(want, claim(quantities=(Quantity(Bound.EXACTLY, "unit:MO", Decimal(90)),))) == ()
    assert differences(want, claim(quantities=(Quantity(Bound.EXACTLY, "unit:MO", Decimal(80)),))) == ("quantity",)


def test_only_rough_times_may_lie_apart() -> None:
    want = expected(when=(date(2023, 6, 1), None))
    rough = TimeSpan("since mid-2023", date(2023, 7, 1), None, "2023-07~/..")
    sharp = TimeSpan("since July 2023", date(2023, 7, 1), None, "2023-07/..")
    assert differences(want, claim(when=rough)) == ()
    assert differences(want, claim(when=sharp)) == ("when",)


def test_a_group_may_keep_more_words_of_its_own_but_no_fewer() -> None:
    drivers = Entity("rec:PersonGroup", ("entity", "d", "PersonGroup", "kenyan lorry drivers"), "Kenyan lorry drivers")
    people = Entity("rec:PersonGroup", ("entity", "d", "PersonGroup", "men"), "men")
    assert differences(expected(subject=("Kenyan drivers",)), claim(subject=drivers)) == ()
    assert differences(expected(subject=("Kenyan men",)), claim(subject=people)) is None


def test_a_tone_and_a_term_have_names_too() -> None:
    killed = Entity("rec:CasualtyStatus", ("term", "rec:Killed"), "killed")
    assert differences(expected(object=("rec:Killed",)), claim(object=killed)) == ()
    assert differences(expected(object=("neutral",)), claim(object=Text("relatively neutral"))) == ()


def test_speakers_agree_on_their_telling_words() -> None:
    said_by = (("Foreign Ministry of Ghana", "Foreign Ministry"),)
    ministry = Entity(
        "rec:Organization", ("entity", "d", "Organization", "foreign ministry"), "Ghana's Foreign Ministry"
    )
    assert differences(expected(said_by=said_by), claim(said_by=(ministry,))) == ()
    assert differences(expected(said_by=said_by), claim(said_by=(ministry, HOTLINE))) == ("attributedTo",)


def test_pairs_are_one_to_one_and_the_best_first() -> None:
    bare, full = claim(), claim(quantities=(SIXTY,))
    verdict = judge([expected(quantities=(WANTS_SIXTY,))], [bare, full])
    assert [pair.claim for pair in verdict.pairs] == [full]
    assert verdict.extra == (bare,)
    assert not verdict.right


def test_what_is_optional_may_be_missed_and_of_alternatives_one_is_enough() -> None:
    either = [expected(alt=1), expected(quantities=(WANTS_SIXTY,), alt=1), expected(object=("Russia",), optional=True)]
    assert judge(either, [claim()]).right
    assert judge(either, [claim(quantities=(SIXTY,))]).right
    assert len(judge(either, []).missed) == 1
    assert len(judge(either, [claim(), claim(quantities=(SIXTY,))]).extra) == 1
