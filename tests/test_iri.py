"""Identity is content: the arrays of the vocabulary, their canonical form, and what plays no part in them."""

from __future__ import annotations

import dataclasses
import hashlib
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from kgbuild import iri
from kgbuild.model import Bound, Certainty, Claim, Document, Entity, Evidence, Layer, Quantity, Span

DOC = Document(sha256="0" * 64, text="At least 3 men fight.", file_names=("a.txt",), media_type="text/plain")
MEN = Entity("rec:PersonGroup", ("entity", iri.document_id(DOC), "rec:PersonGroup", "men"), "men", scope=DOC.sha256)
LAND = Entity("rec:Country", ("entity", "Q1"), "Land")


def claim(bound: Bound = Bound.AT_LEAST, value: str = "3", start: int = 0) -> Claim:
    return Claim(
        document=DOC,
        layer=Layer.WORLD,
        predicate="rec:fightsFor",
        subject=MEN,
        object=LAND,
        evidence=(Evidence.at(DOC, Span(start, 20), "test"),),
        quantities=(Quantity(bound, "kg:person", value=Decimal(value)),),
    )


def test_a_digest_is_the_sha256_of_the_array_as_json() -> None:
    expected = hashlib.sha256('["document","ü"]'.encode()).hexdigest()[:32]
    assert iri.digest(["document", "u\u0308"]) == expected


def test_bound_certainty_and_evidence_play_no_part_in_a_claims_identity() -> None:
    first = claim()
    assert iri.claim_id(first) == iri.claim_id(claim(bound=Bound.EXACTLY, start=3))
    assert iri.claim_id(first) == iri.claim_id(dataclasses.replace(first, certainty=Certainty.HEDGED))


def test_the_number_and_the_unknown_do() -> None:
    assert iri.claim_id(claim()) != iri.claim_id(claim(value="4"))
    assert iri.claim_id(claim()) != iri.claim_id(dataclasses.replace(claim(), certainty=Certainty.UNKNOWN))


def test_a_term_keeps_its_name_and_a_class_is_written_in_kebab_case() -> None:
    assert iri.entity_id(Entity("rec:CasualtyStatus", ("term", "rec:Killed"), "killed")) == "rec:Killed"
    assert iri.entity_id(MEN).startswith("person-group-")


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**9), max_value=10**9))
def test_a_decimal_has_one_form_which_reads_back(number: Decimal) -> None:
    text = iri.canonical_decimal(number)
    assert Decimal(text) == number
    assert "E" not in text
    assert not ("." in text and text.endswith("0"))
    assert iri.canonical_decimal(Decimal(text)) == text


@given(st.text())
def test_folding_twice_is_folding_once(name: str) -> None:
    assert iri.fold(iri.fold(name)) == iri.fold(name)


def test_a_curie_expands_to_the_iri_that_it_is_of() -> None:
    for name in ("kg:Claim", "schema:name", "wd:Q42", "xsd:date"):
        assert iri.curie(iri.expand(name)) == name
    for other in ("http://example.org/x", iri.PREFIXES["kg"], iri.DEFAULT_BASE + "claim-1", ""):
        assert iri.curie(other) == other, "a namespace alone, and what is in none, stay whole"
    nested = {"a": "http://x/", "b": "http://x/y/"}
    assert iri.curie("http://x/y/z", nested) == "b:z"
