"""What two graphs say differently: nothing of one and the same, and both ways round the same."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Triple, serialize

from kgbuild.diff import Difference, differences
from kgbuild.dump.claims import csv_lines, json_lines
from kgbuild.errors import QueryError
from kgbuild.explain import explain
from kgbuild.iri import DEFAULT_BASE, expand
from kgbuild.source import Source, open_source
from kgbuild.view import Reader
from tests.graphs import quads_of, small_graph, small_readings

QUADS = tuple(quads_of(small_readings()))
READER = Reader(small_graph(), DEFAULT_BASE)


def source(folder: Path, quads: Iterable[Quad], name: str) -> Source:
    file = folder / f"{name}.nt"
    serialize((Triple(q.subject, q.predicate, q.object) for q in quads), str(file), RdfFormat.N_TRIPLES)
    return open_source(file)


def found(folder: Path, before: Iterable[Quad], after: Iterable[Quad]) -> list[Difference]:
    with source(folder, before, "before") as one, source(folder, after, "after") as other:
        return list(differences(one, other))


def without(claims: Iterable[str]) -> list[Quad]:
    gone = {NamedNode(claim) for claim in claims}
    return [q for q in QUADS if q.subject not in gone]


CLAIMS = st.sets(st.sampled_from(READER.claims))


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(mine=CLAIMS, theirs=CLAIMS)
def test_what_only_one_graph_says_is_told_and_nothing_else(mine: set[str], theirs: set[str], tmp_path: Path) -> None:
    told = found(tmp_path, without(mine), without(theirs))
    assert [d.claim for d in told if d.kind == "added"] == sorted(mine - theirs)
    assert [d.claim for d in told if d.kind == "removed"] == sorted(theirs - mine)
    assert [d for d in told if d.kind == "changed"] == []
    back = {(d.claim, d.kind) for d in found(tmp_path, without(theirs), without(mine))}
    turned = {"added": "removed", "removed": "added"}
    assert back == {(d.claim, turned[d.kind]) for d in told}


def test_the_same_graph_in_another_order_is_no_difference(tmp_path: Path) -> None:
    assert found(tmp_path, QUADS, reversed(QUADS)) == []


@pytest.mark.parametrize(
    ("predicate", "value", "changed"),
    [
        ("kg:confidence", Literal("0.1", datatype=NamedNode(expand("xsd:decimal"))), "confidence"),
        ("kg:certainty", NamedNode(expand("kg:hedged")), "certainty"),
        ("kg:bound", NamedNode(expand("kg:about")), "amounts"),
        ("kg:timeText", Literal("once"), "when"),
        ("kg:configuration", Literal("d" * 64), "extraction"),
        ("kg:foundBy", NamedNode("urn:another-rule"), "evidence"),
    ],
)
def test_what_changed_under_one_name_is_named(
    predicate: str, value: NamedNode | Literal, changed: str, tmp_path: Path
) -> None:
    wanted = NamedNode(expand(predicate))
    spoilt = [Quad(q.subject, q.predicate, value, q.graph_name) if q.predicate == wanted else q for q in QUADS]
    told = found(tmp_path, QUADS, spoilt)
    assert told and {d.kind for d in told} == {"changed"}
    assert {name for d in told for name in d.changed} == {changed}


@pytest.mark.parametrize("lost", ["kg:evidence", "oa:exact", "rdf:subject", "kg:layer", "prov:hadPrimarySource"])
def test_a_claim_that_is_not_whole_is_an_error_with_its_name_wherever_it_is_read(lost: str, tmp_path: Path) -> None:
    quads = [q for q in QUADS if q.predicate.value != expand(lost)]
    with source(tmp_path, quads, "broken") as broken, source(tmp_path, QUADS, "whole") as whole:
        reader = Reader(broken.store, DEFAULT_BASE)
        for read in (
            lambda: list(differences(whole, broken)),
            lambda: list(csv_lines(reader)),
            lambda: list(json_lines(reader)),
            lambda: list(explain(reader, reader.claims[0])),
        ):
            with pytest.raises(QueryError, match="broken-claim"):
                read()
        lenient = Reader(broken.store, DEFAULT_BASE, lenient=True)
        assert len(list(lenient.all())) == len(READER.claims)
