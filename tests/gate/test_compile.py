"""The compiler against the W3C's SHACL tests, and what it refuses."""

from __future__ import annotations

from pathlib import Path

import pytest

from kgbuild.gate.compile import COVERED, compile_shapes
from kgbuild.gate.compiled import Compiled
from kgbuild.gate.engine import Engine
from kgbuild.gate.generate import generated, queries
from kgbuild.gate.shapes import PARAMETERS, ShapesGraph, read_shapes
from kgbuild.gate.terms import is_faithful
from kgbuild.resources import shipped
from tests.gate.suite import Case, cases, keys
from tests.support import REPOSITORY

CORE, SPARQL = cases("core"), cases("sparql")


def is_covered(case: Case) -> bool:
    return not Compiled(case.shapes).refusals and is_faithful(t.object for t in case.data)


@pytest.mark.parametrize("case", [*CORE, *SPARQL], ids=lambda c: c.name)
def test_what_is_covered_agrees_with_the_w3c(case: Case) -> None:
    if not is_covered(case):
        return  # handed to pySHACL; how many there may be is held below
    report = Compiled(case.shapes).validate(case.data)
    assert case.expected is not None, "shapes that must be refused were compiled"
    assert keys(report) == case.expected
    assert report.conforms == case.conforms


def test_nearly_all_of_core_is_covered() -> None:
    assert (sum(map(is_covered, CORE)), len(CORE)) == (94, 98)
    assert sum(map(is_covered, SPARQL)) >= 5


@pytest.mark.parametrize("case", [c for c in CORE if not is_covered(c)], ids=lambda c: c.name)
def test_what_core_has_beyond_it_goes_to_the_reference_and_agrees_too(case: Case) -> None:
    report = Engine(case.shapes, "compiled").validate(case.data)
    assert keys(report) == case.expected
    assert report.conforms == case.conforms


def test_shapes_that_must_be_refused_are() -> None:
    for case in (*CORE, *SPARQL):
        if case.expected is None:
            assert Compiled(case.shapes).refusals, case.name


def test_every_constraint_of_core_is_covered() -> None:
    assert set(COVERED) == set(PARAMETERS)


def test_every_shape_that_ships_is_compiled() -> None:
    for folder in ("core", "recruitment", "dataset"):
        files = [*(shipped("shapes") / folder).glob("*.ttl"), shipped("shapes") / "core" / "prefixes.ttl"]
        queries_made, refusals = compile_shapes(ShapesGraph(read_shapes(set(files))))
        assert queries_made and not refusals


@pytest.mark.parametrize("make", [generated, queries], ids=["shapes", "queries"])
def test_what_is_generated_is_current(make: object) -> None:
    stale = [path for path, text in make(REPOSITORY) if path.read_text("utf-8") != text]  # type: ignore[operator]
    assert not stale, "run `make shapes`"


def test_no_query_is_left_of_a_shape_that_is_gone() -> None:
    folder = REPOSITORY / "shapes" / "sparql"
    assert {path for path, _ in queries(REPOSITORY)} == set(Path(folder).glob("*.rq"))
