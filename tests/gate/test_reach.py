"""What leaves with a claim: afterwards a document says what it would say had nobody ever made the claim."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import NamedNode

from kgbuild import iri
from kgbuild.gate.reach import Contribution
from kgbuild.model import Claim, Entity, Reading
from kgbuild.rdf import Shard, reading_quads
from kgbuild.rdf.terms import term
from tests.gate import readings
from tests.gate.readings import CONFIGURATION


def shard_of(reading: Reading) -> Shard:
    return reading_quads(reading, configuration=CONFIGURATION)


def work_of(reading: Reading) -> Contribution:
    shard = shard_of(reading)
    return Contribution(NamedNode(shard.document), shard.quads, shard.stated)


def node(claim: Claim) -> NamedNode:
    return NamedNode(iri.DEFAULT_BASE + iri.claim_id(claim))


def has_one_name_each(reading: Reading) -> bool:
    """Whether every entity is called the same everywhere, as else the others' words for it would stay."""
    ends = (end for claim in reading.claims for end in (claim.subject, claim.object) if isinstance(end, Entity))
    names = {(iri.entity_id(end), end.label) for end in ends}
    return len({name for name, _ in names}) == len(names)


@given(readings.readings().filter(has_one_name_each), st.data())
def test_what_is_left_is_what_the_rest_alone_says(reading: Reading, data: st.DataObject) -> None:
    gone = data.draw(st.sets(st.sampled_from(reading.claims))) if reading.claims else set()
    rest = tuple(claim for claim in reading.claims if claim not in gone)
    at_once, in_turn = work_of(reading), work_of(reading)
    at_once.remove(set(map(node, gone)))
    for claim in gone:
        in_turn.remove({node(claim)})
    expected = shard_of(replace(reading, claims=rest))
    assert at_once.quads == in_turn.quads == expected.quads
    assert at_once.claims == {NamedNode(name) for name in expected.claims}


def test_every_claim_of_every_kind_leaves_nothing_behind() -> None:
    for reading in (readings.reading(), readings.analysis()):
        for claim in reading.claims:
            work = work_of(reading)
            lost = work.remove({node(claim)})
            links = () if lost else reading.links
            rest = replace(reading, claims=tuple(c for c in reading.claims if c is not claim), links=links)
            assert work.quads == shard_of(rest).quads
        nothing = work_of(reading)
        nothing.remove(set(nothing.claims))
        assert nothing.quads == shard_of(replace(reading, claims=(), links=())).quads


def test_a_link_leaves_with_the_last_claim_about_its_entity_and_not_before() -> None:
    reading = readings.reading()
    work = work_of(reading)
    about = [c for c in reading.claims if readings.GRAUSTARK in (c.subject, c.object)]
    (link,) = work.links
    assert len(about) == 2
    assert work.remove({node(about[0])}) == set()
    assert any(q.predicate == term("owl:sameAs") for q in work.quads)
    assert work.remove({node(about[1])}) == {link}
    assert not work.links
    assert not any(q.predicate == term("owl:sameAs") for q in work.quads)


def test_a_link_that_is_refused_takes_its_direct_triple_and_no_claim() -> None:
    reading = readings.reading()
    work = work_of(reading)
    work.remove(set(work.links))
    assert work.quads == shard_of(replace(reading, links=())).quads


def test_a_fault_is_blamed_on_the_claims_that_reach_it_and_on_none_where_it_is_the_documents() -> None:
    reading = readings.reading()
    work = work_of(reading)
    for claim in reading.claims:
        for evidence in claim.evidence:
            at = NamedNode(iri.DEFAULT_BASE + iri.evidence_id(iri.claim_id(claim), evidence))
            assert work.blamed(at) == {node(claim)}
        for quantity in claim.quantities:
            at = NamedNode(iri.DEFAULT_BASE + iri.quantity_id(iri.claim_id(claim), quantity))
            assert work.blamed(at) == {node(claim)}
    shared = NamedNode(iri.DEFAULT_BASE + iri.entity_id(readings.CITIZENS))
    assert work.blamed(shared) == {node(c) for c in reading.claims if readings.CITIZENS in (c.subject, c.object)}
    assert work.blamed(NamedNode(shard_of(reading).document)) == set()
    assert work.blamed(NamedNode("urn:elsewhere")) == set()
