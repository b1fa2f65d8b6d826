"""A share in percent is a number that a quantity may hold, however small it is."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from kgbuild.extract.grammar.shares import percentage
from kgbuild.model import Bound, Quantity


@given(st.integers(1, 10**9), st.integers(0, 10**9))
def test_every_share_of_a_whole_is_a_quantity(part: int, more: int) -> None:
    whole = part + more
    value = percentage(Decimal(part), Decimal(whole))
    assert Quantity(Bound.EXACTLY, "unit:PERCENT", value).value == value
    assert abs(Fraction(value) - Fraction(100 * part, whole)) < Fraction(1, 10**12)


def test_a_share_of_less_than_one_percent_keeps_its_value() -> None:
    assert percentage(Decimal(1), Decimal(3_000)) == Decimal("0.033333333333333")
    assert percentage(Decimal(1), Decimal(3)) == Decimal("33.3333333333333")
    assert str(percentage(Decimal(50), Decimal(100))) == "50"
