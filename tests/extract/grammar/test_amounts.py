from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgbuild.extract.grammar.amounts import Amount, AmountKind, find_amounts
from kgbuild.extract.grammar.money import Currencies
from kgbuild.extract.grammar.tokens import words
from kgbuild.model import Bound
from tests.extract.grammar.test_numbers import in_words

WORLD = Currencies.load()
N, M, D, P = AmountKind.NUMBER, AmountKind.MONEY, AmountKind.DURATION, AmountKind.PERCENT


def found(text: str, *countries: str) -> tuple[Amount, ...]:
    return find_amounts(text, WORLD.for_countries(countries))


def one(text: str, *countries: str) -> Amount:
    (amount,) = found(text, *countries)
    return amount


def said(amount: Amount) -> tuple[object, ...]:
    """Bound, number or range, unit and period: what most tests compare."""
    number = amount.value if amount.minimum is None else (amount.minimum, amount.maximum)
    return amount.bound, number, amount.unit, amount.per


@pytest.mark.parametrize(
    ("phrase", "bound"),
    [
        ("at least", Bound.AT_LEAST),
        ("no fewer than", Bound.AT_LEAST),
        ("not less than", Bound.AT_LEAST),
        ("a minimum of", Bound.AT_LEAST),
        ("starting from", Bound.AT_LEAST),
        ("at least another", Bound.AT_LEAST),
        ("At least some", Bound.AT_LEAST),
        ("up to", Bound.AT_MOST),
        ("as many as", Bound.AT_MOST),
        ("no more than", Bound.AT_MOST),
        ("a maximum of", Bound.AT_MOST),
        ("up to a total of", Bound.AT_MOST),
        ("more than", Bound.MORE_THAN),
        ("well over", Bound.MORE_THAN),
        ("upwards of", Bound.MORE_THAN),
        ("in excess of", Bound.MORE_THAN),
        ("exceeding", Bound.MORE_THAN),
        ("under", Bound.LESS_THAN),
        ("fewer than", Bound.LESS_THAN),
        ("just below", Bound.LESS_THAN),
        ("about", Bound.ABOUT),
        ("some", Bound.ABOUT),
        ("around", Bound.ABOUT),
        ("roughly", Bound.ABOUT),
        ("nearly", Bound.ABOUT),
        ("close to", Bound.ABOUT),
        ("an estimated", Bound.ABOUT),
        ("~", Bound.ABOUT),
    ],
)
@pytest.mark.parametrize("number", ["529", "seven", "1,050"])
def test_a_bound_before_a_number(phrase: str, bound: Bound, number: str) -> None:
    text = f"They say {phrase} {number} Kazakhstani citizens signed"
    amount = one(text)
    assert (amount.bound, amount.kind, amount.unit) == (bound, N, None)
    assert amount.text.startswith(phrase) and text[amount.number_span.start : amount.number_span.end] == number


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("40 or more men", Bound.AT_LEAST),
        ("40 or so men", Bound.ABOUT),
        ("500+ men", Bound.AT_LEAST),
        ("40 at most, he said", Bound.AT_MOST),
        ("40 at least twice", Bound.EXACTLY),
        ("12 years or more", Bound.AT_LEAST),
        ("nine years at the most", Bound.AT_MOST),
        ("only 40 men", Bound.EXACTLY),
        ("just 40 men", Bound.EXACTLY),
    ],
)
def test_a_bound_after_a_number(text: str, bound: Bound) -> None:
    assert one(text).bound is bound


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [
        ("600-800 fighters", 600, 800, None),
        ("600–800 fighters", 600, 800, None),
        ("between 600 and 800 fighters", 600, 800, None),
        ("7 – 20 years", 7, 20, "unit:YR"),
        ("from 5 to 9 years", 5, 9, "unit:YR"),
        ("6 to 12 years", 6, 12, "unit:YR"),
        ("five- to nine-year terms", 5, 9, "unit:YR"),
        ("a five-to-nine-year sentence", 5, 9, "unit:YR"),
        ("from three up to seven years", 3, 7, "unit:YR"),
        ("15-18,000 men", 15000, 18000, None),
        ("5–6 thousand men", 5000, 6000, None),
        ("six months to two years", 6, 24, "unit:MO"),
        ("two or three weeks", 2, 3, "unit:WK"),
        ("2-3 million rubles", 2000000, 3000000, "unit:CCY_RUB"),
        ("$2-3 million", 2000000, 3000000, "unit:CCY_USD"),
        ("$2,000 to $3,000", 2000, 3000, "unit:CCY_USD"),
        ("between 900,000 and 1.2 million rubles", 900000, 1200000, "unit:CCY_RUB"),
        ("20-30%", 20, 30, "unit:PERCENT"),
        ("20% to 30%", 20, 30, "unit:PERCENT"),
    ],
)
def test_a_range_shares_unit_and_scale(text: str, low: int, high: int, unit: str | None) -> None:
    assert said(one(text)) == (Bound.BETWEEN, (low, high), unit, None)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("rose from 31 to 58 cases", [31, 58]),
        ("58 cases, compared with 31", [58, 31]),
        ("10 or 500 men", [10, 500]),
        ("between 60 men and their wives", [60]),
        ("12 of 58 cases", [12, 58]),
        ("more than 1,000 and up to 5,000", [1000, 5000]),
    ],
)
def test_two_numbers_are_not_always_a_range(text: str, values: list[int]) -> None:
    assert [amount.value for amount in found(text)] == values


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("4 million rubles", 4000000, "RUB"),
        ("1\u202f950\u202f000\u00a0₽ at once", 1950000, "RUB"),
        ("RUB 500,000", 500000, "RUB"),
        ("500,000 RUB", 500000, "RUB"),
        ("200 thousand roubles", 200000, "RUB"),
        ("250k rubles", 250000, "RUB"),
        ("US$3.5 million", 3500000, "USD"),
        ("$13,000", 13000, "USD"),
        ("3,500 U.S. dollars", 3500, "USD"),
        ("€2,000", 2000, "EUR"),
        ("2,000 euros", 2000, "EUR"),
        ("£2bn", 2000000000, "GBP"),
        ("$1m", 1000000, "USD"),
        ("300,000\u00a0Nepali rupees", 300000, "NPR"),
        ("5 lakh Indian rupees", 500000, "INR"),
        ("45,000 Kenyan shillings", 45000, "KES"),
        ("43,000 som", 43000, "KGS"),
        ("five million tenge", 5000000, "KZT"),
        ("15 million hryvnias", 15000000, "UAH"),
        ("1.6 million Colombian pesos", 1600000, "COP"),
        ("CUP 1,000", 1000, "CUP"),
        ("a 15,000-ruble fine", 15000, "RUB"),
        ("half a million rubles", 500000, "RUB"),
        ("nearly half a million US dollars", 500000, "USD"),
        ("N500,000", 500000, "NGN"),
        ("CDN$11,000", 11000, "CAD"),
    ],
)
def test_money_names_its_currency(text: str, value: int, unit: str) -> None:
    amount = one(text)
    assert (amount.kind, amount.value, amount.unit) == (M, value, f"unit:CCY_{unit}")


@pytest.mark.parametrize(
    ("text", "per"),
    [
        ("190,000 rubles a month", "unit:MO"),
        ("190,000 rubles per month", "unit:MO"),
        ("190,000 rubles monthly", "unit:MO"),
        ("$2,500/month", "unit:MO"),
        ("a $2,000-a-month job", "unit:MO"),
        ("a $2,000 monthly wage", "unit:MO"),
        ("a monthly $2,000", "unit:MO"),
        ("a monthly salary of 90,000 euros", "unit:MO"),
        ("the average monthly Kazakhstani salary (nearly 67,000 rubles)", "unit:MO"),
        ("an annual salary worth up to 5 million tenge", "unit:YR"),
        ("30,000 dollars a year", "unit:YR"),
        ("500 dollars a week", "unit:WK"),
        ("100 dollars per day", "unit:DAY"),
        ("a bonus of 100 dollars", None),
        ("a monthly magazine wrote. They paid 100 dollars", None),
    ],
)
def test_pay_is_per_time(text: str, per: str | None) -> None:
    assert one(text).per == per


@pytest.mark.parametrize(
    ("text", "sums"),
    [
        ("1.7 million rubles (about $19,000)", [(1700000, None, None), (19000, 0, None)]),
        ("320,000 shillings a month (about 2,480 dollars)", [(320000, None, "unit:MO"), (2480, 0, "unit:MO")]),
        ("400,000 rubles ($4,400) a month", [(400000, None, "unit:MO"), (4400, 0, "unit:MO")]),
        ("2 million rubles, or about $21,000, at once", [(2000000, None, None), (21000, 0, None)]),
        ("90,000 rubles ($1,000 or 950 euros)", [(90000, None, None), (1000, 0, None), (950, 0, None)]),
        ("$13,000 on signing and 2,000 euros a month", [(13000, None, None), (2000, None, "unit:MO")]),
        ("worth US$8000 or €7000", [(8000, None, None), (7000, 0, None)]),
        (
            "about 400,000 rubles ($4,500; €4,100) a month",
            [(400000, None, "unit:MO"), (4500, 0, "unit:MO"), (4100, 0, "unit:MO")],
        ),
        ("4 million rubles - about $50,000 - on signing", [(4000000, None, None), (50000, 0, None)]),
        ("5,000 rubles; $300", [(5000, None, None), (300, None, None)]),
    ],
)
def test_the_same_sum_in_other_money(text: str, sums: list[tuple[int, int | None, str | None]]) -> None:
    assert [(amount.value, amount.equivalent_of, amount.per) for amount in found(text, "KE")] == sums


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("nine years in prison", 9, "unit:YR"),
        ("a ten-year term", 10, "unit:YR"),
        ("18 months", 18, "unit:MO"),
        ("four years and six months", 54, "unit:MO"),
        ("4 years, 6 months", 54, "unit:MO"),
        ("five years and 3 months' probation", 63, "unit:MO"),
        ("a year and a half", 18, "unit:MO"),
        ("two and a half years", 30, "unit:MO"),
        ("2.5 years", 30, "unit:MO"),
        ("half a year in jail", 6, "unit:MO"),
        ("jailed for a year", 1, "unit:YR"),
        ("two weeks", 2, "unit:WK"),
        ("three full days", 3, "unit:DAY"),
        ("two decades", 20, "unit:YR"),
    ],
)
def test_durations(text: str, value: int, unit: str) -> None:
    amount = one(text)
    assert (amount.kind, amount.value, amount.unit) == (D, value, unit)


@pytest.mark.parametrize(
    ("text", "bound", "value"),
    [
        ("20%", Bound.EXACTLY, "20"),
        ("about 20 per cent", Bound.ABOUT, "20"),
        ("half of them", Bound.EXACTLY, "50"),
        ("less than half the number", Bound.LESS_THAN, "50"),
        ("About a third of the group", Bound.ABOUT, "33.3333333333333"),
        ("two-thirds are from Osh", Bound.EXACTLY, "66.6666666666667"),
        ("three quarters of them", Bound.EXACTLY, "75"),
        ("one in five Kenyans", Bound.EXACTLY, "20"),
        ("nine out of ten", Bound.EXACTLY, "90"),
    ],
)
def test_shares_are_percentages(text: str, bound: Bound, value: str) -> None:
    amount = one(text)
    assert (amount.kind, amount.bound, amount.value, amount.unit) == (P, bound, Decimal(value), "unit:PERCENT")
    assert amount.quantity().value == Decimal(value)


@pytest.mark.parametrize(
    ("text", "phrase", "unit"),
    [
        ("Dozens of smugglers", "Dozens", None),
        ("tens of thousands of men", "tens of thousands", None),
        ("Most of the men", "Most", None),
        ("Many recruits", "Many", None),
        ("Maybe a handful, he said", "a handful", None),
        ("several hundred men", "several hundred", None),
        ("a few men", "a few", None),
        ("thousands of dollars", "thousands of dollars", "unit:CCY_USD"),
        ("many years in prison", "many years", "unit:YR"),
    ],
)
def test_amounts_without_a_number_are_vague(text: str, phrase: str, unit: str | None) -> None:
    amount = one(text)
    assert (amount.bound, amount.text, amount.unit, amount.value) == (Bound.VAGUE, phrase, unit, None)
    assert amount.quantity("kg:person").text == phrase


@pytest.mark.parametrize(
    ("text", "flags"),
    [
        ("at least 40 Kenyans, 12 Ugandans and 7 Tanzanians", [False, True, True]),
        ("over 40,000 soldiers and 300 officers", [False, True]),
        ("At least 310 Colombians have been killed and 120 are missing", [False, False]),
        ("at least four were killed and 12 wounded", [False, False]),
        ("At least seventeen people died and 35 were rescued", [False, False]),
        ("at least 40 men and about 12 women", [False, False]),
        ("at least 40 men and a third of the women", [False, False]),
    ],
)
def test_a_bound_holds_for_numbers_directly_coordinated(text: str, flags: list[bool]) -> None:
    amounts = found(text)
    assert [amount.shared_bound for amount in amounts] == flags
    assert all(amount.bound is amounts[0].bound for amount in amounts if amount.shared_bound)


@pytest.mark.parametrize(
    "text",
    [
        "in 2024, since 2022 and by the end of 2025",
        "14 November 2025, on 27 June, May 9th, June 5, 2024 and 2025-11-14",
        "at 14:05 or 5 p.m. or 0900 GMT",
        "Call +7 999 123 45 67 or write to a1@b2.org, see https://x.org/12/3",
        "under Article 172, Art. 154(1), Section 5 and Articles 170, 172 and 173",
        "T-72 tanks, Kh-22 missiles and 155mm shells of the 72nd Brigade",
        "SDG 8, Unit 29155, G7 and COVID-19",
        "won 3-1, lost 0-2, a 2-0 win and a 1-1 draw",
        "the first man, a third man and the twenty-sixth",
        "no other one, this one, one another and the one who left",
        "two years ago, two months later and in the last three months of 2024",
        "in his 30s and in the 1990s",
        "the first half of 2025 and the second quarter of the year",
        "as many people as so many others; how many; the most dangerous; at most",
        "a one-off payment",
        "N2 and CO2, H1N1",
        "12345678901234567890 men",
    ],
)
def test_what_is_no_amount(text: str) -> None:
    assert found(text) == ()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("a 34-year-old man", AmountKind.AGE),
        ("Karimov, 27, had flown", AmountKind.AGE),
        ("aged 27", AmountKind.AGE),
        ("27 years old", AmountKind.AGE),
        ("men aged between 18 and 45", AmountKind.AGE),
        ("children at the ages of 14 and 18", AmountKind.AGE),
        ("She weighed 82 pounds", AmountKind.MEASURE),
        ("two pounds of bread", AmountKind.MEASURE),
        ("500 km away", AmountKind.MEASURE),
        ("5.2 percentage points", AmountKind.MEASURE),
    ],
)
def test_kinds_that_callers_skip(text: str, kind: AmountKind) -> None:
    assert one(text).kind is kind


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2000 men", 2000),
        ("about 2000 Nepalis", 2000),
        ("recruited 2000 Kenyans", 2000),
        ("92 under Article 172", 92),
        ("In May 81 Uzbek nationals came", 81),
        ("one of them", 1),
        ("only one woman", 1),
        ("One resident complained", 1),
    ],
)
def test_counts_beside_words_that_look_alike(text: str, value: int) -> None:
    amount = one(text)
    assert (amount.kind, amount.value) == (N, value)


@pytest.mark.parametrize(
    "text", ["None of the men", "Nobody keeps a register", "No one has been tried", "none has gone"]
)
def test_words_for_zero_are_flagged(text: str) -> None:
    amount = one(text)
    assert (amount.value, amount.zero_word) == (0, True)


def test_the_digit_nought_is_a_count() -> None:
    assert not one("0 cases").zero_word


def test_a_count_takes_its_unit_from_the_caller() -> None:
    amount = one("at least 529 citizens")
    assert amount.quantity("kg:person").unit == "kg:person"
    with pytest.raises(ValueError, match="no unit"):
        amount.quantity()


def test_several_amounts_of_one_sentence_keep_their_order_and_places() -> None:
    text = "jailed three men for eight years and fined them 2 million rubles ($21,000)"
    amounts = found(text)
    assert [(amount.kind, amount.value) for amount in amounts] == [(N, 3), (D, 8), (M, 2000000), (M, 21000)]
    assert all(text[amount.span.start : amount.span.end] == amount.text for amount in amounts)


_BOUNDS = {"": Bound.EXACTLY, "at least ": Bound.AT_LEAST, "up to ": Bound.AT_MOST, "about ": Bound.ABOUT}


@given(
    st.integers(2, 10**6).filter(lambda number: not 1800 <= number <= 2100),
    st.sampled_from(["{:d}", "{:,}", "words"]),
    st.sampled_from(sorted(_BOUNDS)),
    st.sampled_from(
        [(" men", None), (" rubles", "unit:CCY_RUB"), (" years", "unit:YR"), (" per cent", "unit:PERCENT")]
    ),
)
def test_every_notation_reads_back(number: int, notation: str, bound: str, counted: tuple[str, str | None]) -> None:
    printed = in_words(number) if notation == "words" else notation.format(number)
    text = f"They counted {bound}{printed}{counted[0]} there."
    assert said(one(text)) == (_BOUNDS[bound], number, counted[1], None)


@given(st.integers(1, 900), st.integers(1, 900), st.sampled_from(["{}-{}", "{}–{}", "between {} and {}", "{} to {}"]))
def test_ranges_read_back(low: int, step: int, pattern: str) -> None:
    text = f"They need {pattern.format(low, low + step)} rubles."
    assert said(one(text)) == (Bound.BETWEEN, (low, low + step), "unit:CCY_RUB", None)


_WORDS = st.sampled_from(
    sorted(
        words(
            "at least about 5 1,200 two hundred and million $ ₽ rubles % half a third of - – to between from or more "
            "years month old , . ( ) one in no 2024 May Article é 🪖 per many most up"
        )
    )
)


@given(st.one_of(st.text(), st.lists(_WORDS, max_size=20).map(" ".join)))
def test_any_text_gives_ordered_disjoint_amounts_that_are_quantities(text: str) -> None:
    amounts = find_amounts(text, WORLD)
    for amount in amounts:
        assert amount.text == text[amount.span.start : amount.span.end]
        assert amount.span.contains(amount.number_span)
        assert amount.quantity("kg:item").bound is amount.bound
    assert all(a.span.end <= b.span.start for a, b in pairwise(amounts))
    assert all(a.equivalent_of is None or a.equivalent_of < i for i, a in enumerate(amounts))
