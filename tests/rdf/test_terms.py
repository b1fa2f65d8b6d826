"""Literals as stores keep them: what is written comes back term for term, from Oxigraph and from rdflib."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store, parse

from kgbuild.gate.terms import is_faithful
from kgbuild.model import MAX_DIGITS, Bound, Quantity
from kgbuild.rdf import terms

NUMBERS = st.builds(
    lambda digits, exponent: Decimal(digits).scaleb(exponent), st.integers(-(10**17), 10**17), st.integers(-25, 25)
)
WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


def back(literal: Literal) -> Literal:
    """``literal`` out of a store that it went into as a line of N-Quads."""
    store = Store()
    node = NamedNode("urn:n")
    store.bulk_load(f"{Quad(node, node, literal)} .\n".encode(), format=RdfFormat.N_QUADS)
    (quad,) = store
    assert isinstance(quad.object, Literal)
    return quad.object


def quantity(number: Decimal) -> Quantity | None:
    try:
        return Quantity(Bound.EXACTLY, "kg:person", number)
    except ValueError:
        return None


@given(NUMBERS)
def test_every_number_that_a_quantity_may_hold_survives_a_store(number: Decimal) -> None:
    held = quantity(number)
    if held is None or held.value is None:
        return
    literal = terms.decimal(held.value)
    assert back(literal) == literal
    assert is_faithful((literal,))
    assert Decimal(literal.value) == number
    assert len(literal.value.lstrip("-").replace(".", "")) <= MAX_DIGITS + 1  # the zero before the point


@pytest.mark.parametrize(
    "number", ["1E+15", "1E+40", "123456789012345.6", "1E-16", "NaN", "Infinity", "1234567890123456"]
)
def test_a_number_with_too_many_digits_is_no_quantity_however_it_is_written(number: str) -> None:
    assert quantity(Decimal(number)) is None


@pytest.mark.parametrize("number", ["4000000", "4E+6", "0.50", "-0", "999999999999999", "0.00000000000001", "1E+14"])
def test_a_number_that_fits_is_one_however_it_is_written(number: str) -> None:
    held = quantity(Decimal(number))
    assert held is not None and held.value is not None
    assert terms.decimal(held.value) == terms.decimal(Decimal(number).normalize())


@given(WORDS, st.dates(), st.integers(0, 10**9))
def test_words_days_and_offsets_survive_too(words: str, day: date, number: int) -> None:
    made = [
        terms.string(words), terms.label(words), terms.address(words), terms.edtf(words), terms.day(day),
        terms.integer(number),
    ]  # fmt: skip
    assert is_faithful(made)
    for literal in made:
        assert back(literal) == literal


@given(WORDS)
def test_words_are_read_by_others_as_they_were_written(words: str) -> None:
    literal = terms.string(words)
    graph = rdflib.Graph().parse(data=f"<urn:s> <urn:p> {literal} .\n", format="nt")
    assert [str(o) for o in graph.objects()] == [words]
    (quad,) = parse(f"<urn:s> <urn:p> {literal} .".encode(), format=RdfFormat.TURTLE)
    assert quad.object == literal


@pytest.mark.parametrize("lone", ["\ud800", "a\udfffb"])
def test_half_of_a_surrogate_pair_is_refused(lone: str) -> None:
    for make in (terms.string, terms.label, terms.address, terms.edtf):
        with pytest.raises(ValueError, match=r"literal|surrogate"):
            make(lone)


def test_what_is_not_there_is_not_written() -> None:
    assert terms.optional(terms.string, None) is None
    assert terms.optional(terms.string, "") is None
    assert terms.optional(terms.decimal, Decimal(0)) == Literal("0", datatype=terms.XSD_DECIMAL)
    with pytest.raises(ValueError, match="not a number"):
        terms.decimal(Decimal("Infinity"))
    with pytest.raises(KeyError):
        terms.term("nowhere:x")
