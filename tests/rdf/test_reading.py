"""What a reading contributes to a graph."""

from __future__ import annotations

import dataclasses
from decimal import Decimal

import pytest
from hypothesis import given
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Triple, parse, serialize

from kgbuild import iri
from kgbuild.errors import ReadError
from kgbuild.model import Evidence, Quantity, Reading, Span
from kgbuild.rdf import graph_of, reading_quads
from kgbuild.rdf.terms import term
from tests.gate import readings
from tests.gate.readings import CONFIGURATION


def objects(quads: frozenset[Quad], subject: object, predicate: str) -> set[object]:
    return {q.object for q in quads if q.subject == subject and q.predicate == term(predicate)}


def stated(quads: frozenset[Quad]) -> set[tuple[str, str]]:
    return {(q.predicate.value.rpartition("#")[2], q.object.value.rpartition("/")[2]) for q in quads}


def test_every_claim_has_its_provenance() -> None:
    reading = readings.reading()
    shard = reading_quads(reading, configuration=CONFIGURATION)
    assert not shard.faults
    assert shard.claims == tuple(sorted(iri.DEFAULT_BASE + iri.claim_id(c) for c in reading.claims))
    for name in shard.claims:
        node = NamedNode(name)
        for once in ("rdf:subject", "rdf:predicate", "rdf:object", "prov:hadPrimarySource", "prov:wasGeneratedBy",
                     "kg:polarity", "kg:certainty", "kg:layer", "kg:confidence"):  # fmt: skip
            assert len(objects(shard.own, node, once)) == 1, once
        for evidence in objects(shard.own, node, "kg:evidence"):
            assert len(objects(shard.own, evidence, "oa:hasSelector")) == 2
            assert objects(shard.own, evidence, "oa:hasSource") == {NamedNode(shard.document)}


def test_offsets_count_code_points() -> None:
    document = readings.document("\U0001f4f0\U0001f4f0 e\u0301t\u00e9 quoted")
    claim = readings.claim(
        document, "rec:fightsFor", readings.CITIZENS, readings.BORDURIA, readings.quote(document, "quoted")
    )
    shard = reading_quads(Reading(document, (claim,), (), readings.AGENTS), configuration=CONFIGURATION)
    found = {q.object.value for q in shard.own if q.predicate in (term("oa:start"), term("oa:end"))}
    assert found == {"8", "14"}


def test_plain_triples_only_of_what_is_affirmed_asserted_and_named() -> None:
    shard = reading_quads(readings.reading(), configuration=CONFIGURATION)
    names = {q.predicate.value.rpartition("#")[2] for q in shard.stated}
    assert names == {"signedContractWith", "offersIncentive", "punishableBy"}
    assert not reading_quads(readings.analysis(), configuration=CONFIGURATION).stated


@pytest.mark.parametrize("number", [Decimal(0), Decimal("0.000")])
def test_a_claim_of_nobody_yields_no_plain_triple(number: Decimal) -> None:
    reading = readings.reading()
    nobody = dataclasses.replace(
        reading.claims[0], quantities=(Quantity(reading.claims[0].quantities[0].bound, "kg:person", number),)
    )
    assert not reading_quads(dataclasses.replace(reading, claims=(nobody,))).stated


def test_literals_are_canonical() -> None:
    shard = reading_quads(readings.reading(), configuration=CONFIGURATION)
    numbers = {q.object.value for q in shard.own if q.predicate == term("schema:value")}
    assert numbers == {"529", "4000000", "21000", "40", "67000"}
    assert Literal("0.75", datatype=term("xsd:decimal")) in {q.object for q in shard.own}
    labels = {q.object for q in shard.shared if q.predicate == term("rdfs:label") and "Q2" in str(q)}
    assert all(name.language == "en" for name in labels)


def test_scoped_entities_stand_with_their_document_and_shared_ones_do_not() -> None:
    shard = reading_quads(readings.reading(), configuration=CONFIGURATION)
    scoped = {q.subject for q in shard.own if q.predicate == term("kg:scopedTo")}
    assert {label.value for node in scoped for label in objects(shard.own, node, "rdfs:label")} == {
        "driver from Zenda", "draft office in Zenda", "ministry",
    }  # fmt: skip
    assert not {q.subject for q in shard.shared} & scoped


@given(readings.readings())
def test_flat_triples_go_back_into_the_same_graphs(reading: Reading) -> None:
    shard = reading_quads(reading, configuration=CONFIGURATION)
    assert not shard.faults
    flat = [Triple(q.subject, q.predicate, q.object) for q in sorted(shard.quads, key=hash)]
    assert set(graph_of(flat)) == shard.quads
    turtle = serialize(flat, format=RdfFormat.TURTLE)
    assert set(graph_of(parse(input=turtle, format=RdfFormat.TURTLE))) == shard.quads


@given(readings.readings())
def test_the_quads_do_not_depend_on_the_order_of_the_claims(reading: Reading) -> None:
    turned = dataclasses.replace(reading, claims=reading.claims[::-1])
    assert reading_quads(reading, configuration=CONFIGURATION) == reading_quads(turned, configuration=CONFIGURATION)


def test_another_base_renames_every_minted_node_and_nothing_else() -> None:
    base = "https://example.org/news/"
    ours = reading_quads(readings.reading(), configuration=CONFIGURATION)
    theirs = reading_quads(readings.reading(), base, CONFIGURATION)
    renamed = {str(q).replace(iri.DEFAULT_BASE, base) for q in ours.quads}
    assert renamed == {str(q) for q in theirs.quads}


# What cannot be written ------------------------------------------------------------------------------------


def forged(claim: object, **fields: object) -> object:
    """A copy of a frozen object with fields that its own checks would refuse."""
    copy = object.__new__(type(claim))
    for field in dataclasses.fields(claim):  # type: ignore[arg-type]
        object.__setattr__(copy, field.name, fields.get(field.name, getattr(claim, field.name)))
    return copy


class Explosive:
    def __getattr__(self, name: str) -> object:
        raise RuntimeError("boom")


@pytest.mark.parametrize(
    "claim",
    [
        pytest.param({"confidence": Decimal("NaN")}, id="not a number"),
        pytest.param({"confidence": "high"}, id="wrong type"),
        pytest.param({"subject": readings.shared("rec:Country", "lone \ud800 surrogate")}, id="surrogate"),
        pytest.param({"document": readings.document("Another text.")}, id="another document"),
        pytest.param({"predicate": "rdf:type"}, id="a predicate of RDF"),
        pytest.param({"predicate": "kg:evidence"}, id="a predicate of the graph"),
        pytest.param({"predicate": "nowhere:likes"}, id="unknown prefix"),
        pytest.param({"predicate": "rec:likes this"}, id="no IRI"),
        pytest.param({"polarity": "kg:maybe"}, id="no polarity"),
        pytest.param(Explosive(), id="raises when touched"),
        pytest.param(None, id="None"),
        pytest.param("a claim", id="a string"),
    ],
)
def test_a_claim_that_cannot_be_written_is_a_fault_and_the_rest_is_written(claim: object) -> None:
    reading = readings.reading()
    good = reading.claims[1:]
    bad = forged(reading.claims[0], **claim) if isinstance(claim, dict) else claim
    shard = reading_quads(dataclasses.replace(reading, claims=(bad, *good)), configuration=CONFIGURATION)
    (fault,) = shard.faults
    assert "cannot be written" in fault.reason
    without = reading_quads(dataclasses.replace(reading, claims=good), configuration=CONFIGURATION)
    assert shard.quads == without.quads


def test_a_document_that_cannot_be_written_is_an_error() -> None:
    text = "lone \ud800 surrogate"
    document = readings.document("stand-in")
    object.__setattr__(document, "text", text)
    with pytest.raises(ReadError) as error:
        reading_quads(Reading(document, (), (), readings.AGENTS))
    assert error.value.code == "not-rdf"


def test_evidence_of_another_document_is_a_fault() -> None:
    reading = readings.reading()
    other = readings.document("Another text.")
    evidence = Evidence.at(other, Span(0, 7), "rule")
    bad = forged(reading.claims[0], evidence=(evidence,))
    shard = reading_quads(dataclasses.replace(reading, claims=(bad,)), configuration=CONFIGURATION)
    assert len(shard.faults) == 1
    assert not shard.claims
