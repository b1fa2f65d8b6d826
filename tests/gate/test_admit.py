"""Admission: what enters, what leaves with a claim that is refused, and that nothing is lost in silence."""

from __future__ import annotations

import dataclasses
import pickle
from collections.abc import Iterable
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, Triple

from kgbuild import iri
from kgbuild.gate import Admission, Admitted, Gate
from kgbuild.gate.admit import admit
from kgbuild.gate.report import Report
from kgbuild.model import Claim, Link, Reading
from kgbuild.rdf import Shard, ontology_quads, reading_quads
from kgbuild.resources import shipped
from tests.gate import readings
from tests.rdf.test_reading import forged

SHAPES = [shipped("shapes") / "core", shipped("shapes") / "recruitment"]
ONTOLOGY = ontology_quads(sorted(shipped("ontology").glob("*/ontology.ttl")))
GATE = Gate(SHAPES, ONTOLOGY)


def shard_of(reading: Reading) -> Shard:
    return reading_quads(reading, configuration=readings.CONFIGURATION)


def with_claim(reading: Reading, number: int, claim: object) -> Reading:
    claims = list(reading.claims)
    claims[number] = claim  # type: ignore[call-overload]
    return dataclasses.replace(reading, claims=tuple(claims))


@pytest.mark.parametrize("reading", [readings.reading(), readings.analysis()], ids=["article", "analysis"])
def test_what_is_valid_is_admitted_whole(reading: Reading) -> None:
    shard = shard_of(reading)
    admission = GATE.admit(shard)
    assert admission.accepted == shard
    assert not admission.quarantined
    assert admission.proposed == len(reading.claims)


def bad_predicate(claim: Claim) -> object:
    return dataclasses.replace(claim, predicate="rec:isGuiltyOf")


def bad_class(claim: Claim) -> object:
    return dataclasses.replace(claim, subject=readings.fixed("rec:Killed", "rec:CasualtyStatus"))


def bad_quote(claim: Claim) -> object:
    """The right document, another text: what an extractor that paraphrases would have to forge."""
    other = dataclasses.replace(claim.document, text="X" + claim.document.text[1:].swapcase())
    return dataclasses.replace(claim, evidence=tuple(forged(e, document=other) for e in claim.evidence))  # type: ignore[arg-type]


def bad_number(claim: Claim) -> object:
    return forged(claim, confidence=Decimal("1.5"))


@pytest.mark.parametrize("spoil", [bad_predicate, bad_class, bad_quote, bad_number])
def test_a_bad_claim_leaves_and_the_others_stay(spoil: object) -> None:
    reading = readings.reading()
    broken = with_claim(reading, 0, spoil(reading.claims[0]))  # type: ignore[operator]
    admission = GATE.admit(shard_of(broken))
    good = shard_of(dataclasses.replace(reading, claims=reading.claims[1:]))
    assert admission.accepted == good
    (refused,) = admission.quarantined
    assert refused.quote and refused.reason and refused.extractor and refused.shape
    assert refused.document == good.document


def test_a_plain_triple_stays_as_long_as_another_claim_backs_it() -> None:
    reading = readings.reading()
    first = reading.claims[0]
    twin = dataclasses.replace(first, quantities=(), when=None)
    broken = dataclasses.replace(reading, claims=(bad_number(first), twin))  # type: ignore[arg-type]
    admission = GATE.admit(shard_of(broken))
    assert admission.accepted is not None
    assert len(admission.accepted.stated) == 1
    alone = GATE.admit(shard_of(dataclasses.replace(reading, claims=(bad_number(first),))))  # type: ignore[arg-type]
    assert alone.accepted is not None and not alone.accepted.stated


def test_a_link_leaves_with_the_last_claim_about_its_entity() -> None:
    reading = readings.reading()
    about = [c for c in reading.claims if readings.GRAUSTARK in (c.subject, c.object)]
    spoilt = dataclasses.replace(reading, claims=tuple(bad_number(c) if c in about else c for c in reading.claims))  # type: ignore[misc]
    admission = GATE.admit(shard_of(spoilt))
    assert len(admission.quarantined) == len(about)
    assert len(admission.quarantined_links) == 1
    assert admission.accepted is not None
    assert not any("sameAs" in str(q.predicate) for q in admission.accepted.shared)


def test_a_bad_link_leaves_alone() -> None:
    reading = readings.reading()
    link = forged(reading.links[0], confidence=Decimal(2))
    admission = GATE.admit(shard_of(dataclasses.replace(reading, links=(link,))))  # type: ignore[arg-type]
    assert not admission.quarantined
    assert len(admission.quarantined_links) == 1
    assert admission.accepted == shard_of(dataclasses.replace(reading, links=()))


def test_what_cannot_be_written_is_quarantined_too() -> None:
    reading = readings.reading()
    broken = with_claim(reading, 0, forged(reading.claims[0], confidence=Decimal("NaN")))
    admission = GATE.admit(shard_of(broken))
    assert admission.proposed == len(reading.claims)
    assert [q.shape for q in admission.quarantined] == ["kgs:Writable"]


def test_a_document_at_fault_is_refused_with_everything() -> None:
    reading = readings.reading()
    document = dataclasses.replace(reading.document, file_names=("folder/article.txt",))

    def moved(claim: Claim) -> Claim:
        places = tuple(dataclasses.replace(e, document=document) for e in claim.evidence)
        return dataclasses.replace(claim, document=document, evidence=places)

    claims = tuple(map(moved, reading.claims))
    admission = GATE.admit(shard_of(dataclasses.replace(reading, document=document, claims=claims, links=())))
    assert admission.admitted is None
    assert len(admission.quarantined) == admission.proposed == len(claims)
    assert "folders" in admission.refusal


def test_an_engine_that_fails_refuses() -> None:
    def fails(_: Iterable[Quad]) -> Report:
        raise RuntimeError("no engine today")

    shard = shard_of(readings.reading())
    admission = admit(shard, iri.DEFAULT_BASE, fails)
    assert admission.admitted is None
    assert len(admission.quarantined) == len(shard.claims)
    assert "no engine today" in admission.refusal


SPOILS = st.sampled_from([None, bad_predicate, bad_class, bad_quote, bad_number])


@settings(max_examples=15, deadline=None)
@given(st.lists(SPOILS, min_size=10, max_size=10))
def test_accepted_and_quarantined_are_what_was_proposed(spoils: list[object]) -> None:
    reading = readings.reading()
    claims = tuple(s(c) if s else c for s, c in zip(spoils, reading.claims, strict=True))  # type: ignore[operator]
    admission: Admission = GATE.admit(shard_of(dataclasses.replace(reading, claims=claims)))
    assert admission.accepted is not None
    assert len(admission.accepted.claims) + len(admission.quarantined) == admission.proposed == len(claims)
    assert len(admission.quarantined) == sum(s is not None for s in spoils)
    assert GATE.check(admission.accepted.quads).conforms


def test_only_the_gate_makes_an_admission() -> None:
    shard = shard_of(readings.reading())
    with pytest.raises(TypeError):
        Admitted(shard, object())
    admitted = GATE.admit(shard).admitted
    with pytest.raises(TypeError):
        pickle.dumps(admitted)


def test_two_links_of_one_entity_are_told_apart() -> None:
    reading = readings.reading()
    link = reading.links[0]
    other = Link(link.entity, "wd:Q43", "skos:closeMatch", "near name", Decimal("0.5"), "2025-01-01", link.evidence)
    admission = GATE.admit(shard_of(dataclasses.replace(reading, links=(link, other))))
    assert not admission.quarantined_links


REMARKS = [
    ("https://w3id.org/kgbuild/recruitment#fightsFor", "https://schema.org/domainIncludes"),
    ("http://www.wikidata.org/entity/Q42", "http://www.w3.org/2000/01/rdf-schema#comment"),
]


@pytest.mark.parametrize(("subject", "predicate"), REMARKS)
def test_a_document_changes_neither_the_vocabulary_nor_the_world(subject: str, predicate: str) -> None:
    shard = shard_of(readings.reading())
    remark = Triple(NamedNode(subject), NamedNode(predicate), Literal("a remark"))
    admission = GATE.admit(Shard.of(shard.document, [*shard.quads, remark], iri.DEFAULT_BASE))
    assert admission.admitted is None
    assert len(admission.quarantined) == admission.proposed
