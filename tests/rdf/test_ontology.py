"""The ontologies that ship."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Quad

import kgbuild
from kgbuild.errors import PackError
from kgbuild.iri import DEFAULT_BASE
from kgbuild.rdf import graph_of, ontology_quads
from kgbuild.rdf.graphs import is_structure
from kgbuild.rdf.terms import term
from kgbuild.resources import shipped

SOURCE = Path(kgbuild.__file__).parent
FILES = sorted(shipped("ontology").glob("*/ontology.ttl"))


@pytest.fixture(scope="module")
def quads() -> list[Quad]:
    return ontology_quads(FILES)


def subjects(quads: list[Quad], predicate: str, value: str) -> set[NamedNode]:
    return {q.subject for q in quads if q.predicate == term(predicate) and q.object == term(value)}


def test_the_claim_predicates_are_those_of_the_vocabulary(quads: list[Quad]) -> None:
    names = {p.value.rpartition("#")[2] for p in subjects(quads, "rdf:type", "kg:ClaimPredicate")}
    assert names == {
        "signedContractWith", "fightsFor", "recruits", "recruitsFrom", "usesChannel", "departsFrom", "activeDuring",
        "offersIncentive", "averageSalary", "punishableBy", "criminalises", "openedCasesUnder", "casesReachedCourt",
        "sentenced", "detained", "prosecutes", "casualties", "returned", "operatedBy", "hasPolicy", "counters",
        "harms", "ethnicGroup", "showsBias", "citesSource", "relatesToGoal", "hasTone",
    }  # fmt: skip


def test_every_claim_predicate_says_what_it_may_stand_between(quads: list[Quad]) -> None:
    for predicate in subjects(quads, "rdf:type", "kg:ClaimPredicate"):
        told = {q.predicate for q in quads if q.subject == predicate}
        assert {term("schema:domainIncludes"), term("schema:rangeIncludes"), term("rdfs:label")} <= told, predicate
        assert not is_structure(predicate)


def test_every_term_of_ours_that_is_used_is_declared(quads: list[Quad]) -> None:
    ours = ("https://w3id.org/kgbuild/ontology#", "https://w3id.org/kgbuild/recruitment#")
    declared = {q.subject for q in quads if q.predicate == term("rdf:type")}
    used = {t for q in quads for t in (q.subject, q.predicate, q.object) if isinstance(t, NamedNode)}
    assert {t for t in used if t.value.startswith(ours)} <= declared


def test_every_class_and_property_that_the_stages_write_is_declared(quads: list[Quad]) -> None:
    """A speaker's class was once written into graphs and known to no ontology."""
    declared = {q.subject for q in quads if q.predicate == term("rdf:type")}
    stages = [file for name in ("extract", "rdf", "link") for file in (SOURCE / name).rglob("*.py")]
    written = {name for file in stages for name in re.findall(r'"(kg:[A-Za-z]\w*)"', file.read_text("utf-8"))}
    assert len(written) > 40
    assert {name for name in written if term(name) not in declared} == set()


def test_there_are_no_blank_nodes_and_one_label_per_language(quads: list[Quad]) -> None:
    assert not any(isinstance(t, BlankNode) for q in quads for t in (q.subject, q.object))
    labels = [
        (q.subject, q.object.language)
        for q in quads
        if q.predicate == term("rdfs:label") and isinstance(q.object, Literal)
    ]
    assert len(labels) == len(set(labels))


def test_all_seventeen_goals_are_there(quads: list[Quad]) -> None:
    goals = subjects(quads, "rdf:type", "rec:Goal")
    assert goals == {NamedNode(f"http://metadata.un.org/sdg/{n}") for n in range(1, 18)}


def test_it_stands_where_graph_of_says_and_describes_the_graphs(quads: list[Quad]) -> None:
    assert set(graph_of(quads)) == set(quads)
    stated = NamedNode(DEFAULT_BASE + "stated")
    comments = [q.object.value for q in quads if q.subject == stated and q.predicate == term("rdfs:comment")]
    assert len(comments) == 1 and "at least one source says so" in comments[0]


def test_a_syntax_error_names_file_and_line(tmp_path: Path) -> None:
    file = tmp_path / "ontology.ttl"
    file.write_text("@prefix kg: <https://w3id.org/kgbuild/ontology#> .\nkg:a kg:b .\n")
    with pytest.raises(PackError) as error:
        ontology_quads([file])
    assert error.value.place == f"{file}:2"


def test_a_blank_node_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "ontology.ttl"
    file.write_text("<urn:a> <urn:b> [ <urn:c> 1 ] .\n")
    with pytest.raises(PackError) as error:
        ontology_quads([file])
    assert error.value.code == "blank-node"
