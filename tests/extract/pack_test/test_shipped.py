"""The shipped packs pass their own tests: every example comes out as its file says, no rule fits one document only."""

from __future__ import annotations

import pytest

from kgbuild.extract.pack_test.run import PackTestReport, faults, run_pack_tests
from kgbuild.pack import load_packs
from tests.quality.corpus import SEED, read

LEAST_RIGHT = 0.60
"""The least share of examples that are right. Raise it with the engine; the marks in the file hold each one."""


@pytest.fixture(scope="module")
def reports() -> dict[str, PackTestReport]:
    packs = load_packs()
    names = [pack.name for pack in packs.packs]
    return {report.pack: report for report in run_pack_tests(packs, names, read(SEED.read_bytes(), SEED.name))}


@pytest.mark.slow
def test_every_example_comes_out_as_its_file_says(reports: dict[str, PackTestReport]) -> None:
    wrong = {o.example.id: faults(o) for report in reports.values() for o in report.failures}
    assert wrong == {}, "mend the rules, or mark with python -m kgbuild.extract.pack_test --mark REASON"


@pytest.mark.slow
def test_most_examples_are_right(reports: dict[str, PackTestReport]) -> None:
    outcomes = [outcome for report in reports.values() for outcome in report.outcomes]
    right = sum(outcome.verdict.right for outcome in outcomes)
    print(f"\nexamples right: {right} of {len(outcomes)}")
    assert right >= LEAST_RIGHT * len(outcomes)


@pytest.mark.slow
def test_no_rule_or_word_can_have_been_taught_by_the_seed_alone(reports: dict[str, PackTestReport]) -> None:
    assert {name: report.thin for name, report in reports.items() if report.thin} == {}


@pytest.mark.slow
def test_every_term_is_declared(reports: dict[str, PackTestReport]) -> None:
    assert {name: report.missing_terms for name, report in reports.items() if report.missing_terms} == {}
