"""Every shape at work: one graph that it lets pass, and the same graph with one thing wrong that it refuses.

``examples.json`` names, for a shape, the kind of fault (of tests/mutation) that it is there for; the faults for
the other shapes are in :mod:`tests.shapes.more`.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from kgbuild.gate.engine import Engine
from kgbuild.gate.gate import load_shapes
from kgbuild.gate.plain import SHAPES
from kgbuild.gate.shapes import ShapesGraph, read_shapes
from kgbuild.gate.terms import Index, sh
from kgbuild.rdf import graph_of
from kgbuild.rdf.terms import term
from kgbuild.resources import shipped
from tests.mutation import bases
from tests.mutation.graph import Kind
from tests.mutation.mutants import VISIBLE, Mutant, mutants
from tests.shapes.more import ITEM, MORE

FOLDERS = [shipped("shapes") / name for name in ("core", "recruitment")]
KINDS = {k.name: k for k in VISIBLE}
NAMED: dict[str, str] = json.loads((Path(__file__).parent / "examples.json").read_text("utf-8"))
WARNING = "TextWithheld-notVerifiable"


def shape_names() -> list[str]:
    """The local names of the shapes that results may name."""
    return sorted({q.shape.removeprefix(SHAPES) for q in bases.gate("compiled").engine.compiled.queries})


def kind_for(shape: str) -> Kind:
    return MORE[shape] if shape in MORE else KINDS[NAMED[shape]]


@cache
def examples(shape: str) -> list[Mutant]:
    return mutants(kind_for(shape), 12)


@cache
def conforms(base: str) -> bool:
    """Whether the graph of that name, as it was, passes."""
    graphs = {graph.name: graph for graph in (*bases.bases(), *bases.pairs())}
    return bases.gate("compiled").conforms(graphs[base].triples)


@pytest.mark.parametrize("shape", shape_names())
def test_a_shape_refuses_its_failing_example(shape: str) -> None:
    results = (r for mutant in examples(shape) for r in bases.gate("compiled").check(mutant.triples).results)
    found = next((r for r in results if r.shape == SHAPES + shape), None)
    assert found is not None, f"{kind_for(shape).name}: not refused by {shape}"
    assert found.message
    assert (found.severity == "Warning") == (shape == WARNING)


@pytest.mark.parametrize("shape", shape_names())
def test_a_shape_passes_the_same_graph_without_the_fault(shape: str) -> None:
    assert conforms(examples(shape)[0].base)


def test_every_shape_has_a_name_a_message_and_a_severity() -> None:
    triples = read_shapes(file for folder in (*FOLDERS, shipped("shapes") / "dataset") for file in folder.glob("*.ttl"))
    index = Index(triples)
    graph = ShapesGraph(triples)
    for node in index.nodes():
        kinds = index.objects(node, term("rdf:type"))
        if isinstance(node, NamedNode) and (sh("NodeShape") in kinds or sh("PropertyShape") in kinds):
            shape = graph.shape(node)
            said = [shape.message, *(_message(index, c) for c in index.objects(node, sh("sparql")))]
            carries = any(c.parameter not in ("property", "sparql") for c in shape.constraints)
            assert index.objects(node, term("rdfs:label")), node
            assert any(said) if carries or len(said) > 1 else True, node
            assert index.objects(node, sh("severity")) or not carries, node


def _message(index: Index, constraint: object) -> str:
    texts = index.objects(constraint, sh("message"))  # type: ignore[arg-type]
    return texts[0].value if texts and isinstance(texts[0], Literal) else ""


# Named graphs -----------------------------------------------------------------------------------------------


@cache
def dataset_engine() -> Engine:
    return Engine(load_shapes([shipped("shapes") / "dataset"], ()), "compiled")


@cache
def dataset() -> tuple[Quad, ...]:
    triples = [t for graph in bases.bases()[:3] for t in graph.triples]
    return tuple(set(graph_of([*triples, *ITEM, *bases.ontology()])))


def test_what_stands_where_graph_of_says_passes() -> None:
    assert dataset_engine().validate_dataset(dataset()).conforms


MOVED = {
    "DocumentInItsGraph": ("kg:sha256", "entities"),
    "ClaimInItsGraph": ("kg:polarity", "entities"),
    "EvidenceInItsGraph": ("kg:foundBy", "stated"),
    "ExtractionInItsGraph": ("kg:configuration", "entities"),
    "ScopedInItsGraph": ("kg:scopedTo", "entities"),
    "SelectorInItsGraph": ("oa:exact", "entities"),
    "QuantityInItsGraph": ("kg:bound", "entities"),
    "TimeSpanInItsGraph": ("kg:timeText", "entities"),
    "LinkInEntities": ("kg:Link", "stated"),
    "RuleInEntities": ("kg:Rule", "ontology"),
    "AgentInEntities": ("prov:SoftwareAgent", "ontology"),
    "CitedWorkInEntities": ("kg:CitedWork", "ontology"),
    "TermInOntology": ("kg:ClaimPredicate", "entities"),
    "ItemInWikidata": ("kg:ExternalItem", "entities"),
    "InStated": ("rec:signedContractWith", "entities"),
}


@pytest.mark.parametrize("shape", sorted(MOVED))
def test_what_stands_in_another_graph_is_refused(shape: str) -> None:
    name, graph = MOVED[shape]
    wanted = term(name)
    elsewhere = NamedNode("https://w3id.org/kgbuild/id/" + graph)
    moved = next(q for q in sorted(dataset(), key=str) if wanted in (q.predicate, q.object) and _fits(q, name))
    quads = {*dataset(), Quad(moved.subject, moved.predicate, moved.object, elsewhere)} - {moved}
    assert SHAPES + shape in {r.shape for r in dataset_engine().validate_dataset(quads).results}


def _fits(quad: Quad, name: str) -> bool:
    return quad.predicate == term("rdf:type") or quad.predicate == term(name)


def test_a_triple_in_two_graphs_is_refused() -> None:
    first = min(dataset(), key=str)
    twice = Quad(first.subject, first.predicate, first.object, NamedNode("https://w3id.org/kgbuild/id/elsewhere"))
    assert SHAPES + "OneGraph" in {r.shape for r in dataset_engine().validate_dataset([*dataset(), twice]).results}


def test_every_shape_of_named_graphs_is_tried() -> None:
    names = {q.shape.removeprefix(SHAPES) for q in dataset_engine().compiled.queries}
    assert names == {*MOVED, "OneGraph"}


def test_an_item_described_as_it_should_be_passes() -> None:
    graph = bases.bases()[0]
    assert bases.gate("compiled").conforms([*graph.triples, *ITEM])
