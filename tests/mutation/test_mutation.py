"""The gate's mutation score: every visible way of breaking a graph is refused, and no valid graph is."""

from __future__ import annotations

import os

import pytest

from kgbuild.gate.engine import Disagreement
from tests.mutation import bases
from tests.mutation.graph import Graph, Kind
from tests.mutation.mutants import INVISIBLE, VISIBLE, mutants
from tests.support import REPOSITORY

IN_FULL = bool(os.environ.get("KGBUILD_MUTATION_FULL"))
"""Set by ``make mutation``: every mutant goes through both engines."""

NAMES = [k.name for k in VISIBLE]

SEEN_BY_ONE = frozenset({"a day with a time zone"})
"""Kinds in which the compiled engine finds more, beside what both find. A day with and one without a time zone have no
order within fourteen hours (XML Schema 1.0 part 2, 3.2.7.4), so ``sh:lessThanOrEquals`` does not hold; pySHACL orders
them as if both were in one zone."""


def test_kinds_are_as_many_as_promised_and_told_apart() -> None:
    assert len(NAMES) == len(set(NAMES)) >= 40


@pytest.mark.parametrize("graph", [*bases.bases(), *bases.pairs()], ids=lambda g: g.name)
def test_no_valid_graph_is_refused(graph: Graph) -> None:
    assert len(graph.typed("kg:Claim")) <= bases.MOST_CLAIMS
    report = bases.gate("compiled").check(graph.triples)
    assert report.conforms, report.rows()


@pytest.mark.parametrize("kind", VISIBLE, ids=lambda k: k.name)
def test_every_visible_fault_is_refused(kind: Kind) -> None:
    broken = mutants(kind)
    assert broken, "no graph has a place for this kind"
    passed = [m.base for m in broken if bases.gate("compiled").conforms(m.triples)]
    assert not passed


@pytest.mark.parametrize("kind", INVISIBLE, ids=lambda k: k.name)
def test_what_is_called_invisible_is(kind: Kind) -> None:
    """So that the list in the documentation stays true: a kind that is seen belongs among the visible ones."""
    broken = mutants(kind)
    assert broken
    seen = [(m.base, report.rows()) for m in broken if not (report := bases.gate("compiled").check(m.triples)).conforms]
    assert not seen


def test_the_documentation_lists_what_the_gate_cannot_see_and_counts_the_rest() -> None:
    page = (REPOSITORY / "docs" / "verify.md").read_text("utf-8")
    assert f"({len(VISIBLE)} kinds)" in page
    rows = {line.split(" | ")[0].removeprefix("| ") for line in page.splitlines() if line.startswith("| ")}
    assert {kind.name for kind in INVISIBLE} <= rows


def test_there_are_two_thousand_of_them() -> None:
    assert sum(len(mutants(kind)) for kind in VISIBLE) >= 2000


@pytest.mark.parametrize("kind", (*VISIBLE, *INVISIBLE), ids=lambda k: k.name)
def test_both_engines_say_the_same(kind: Kind) -> None:
    """pySHACL fails on some ill-typed numbers, which is a refusal too."""
    broken = mutants(kind)
    small = sorted(broken, key=lambda m: len(m.triples))[:1]  # pySHACL takes a second for each
    for mutant in broken if IN_FULL else small:
        try:
            bases.gate("both").check(mutant.triples)
        except Disagreement as difference:
            assert kind.name in SEEN_BY_ONE, difference
            assert not bases.gate("pyshacl").conforms(mutant.triples)
            assert not bases.gate("compiled").conforms(mutant.triples)
        except RuntimeError:
            assert not bases.gate("compiled").conforms(mutant.triples)
