"""A run of a pack's tests: what it reports, and when it is content."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from kgbuild.extract.pack_test.__main__ import main
from kgbuild.extract.pack_test.run import PackTestReport, run_pack_tests
from kgbuild.pack import DEFAULT_PACKS, load_packs
from tests.extract.pack_test.claims import document

FRAMES = """
- name: feeds
  predicate: rec:recruits
  triggers: [{verb: [feed, nourish]}]
  subject: {at: [agent], is: [rec:Country, rec:ArmedForce]}
  object: {at: [patient], is: [rec:PersonGroup]}
- name: waters
  predicate: rec:irrigates
  triggers: [{verb: [irrigate]}]
  subject: {at: [agent], is: [rec:Country]}
  object: {at: [patient], is: [rec:PersonGroup]}
"""
RIGHT = {"predicate": "rec:recruits", "subject": ["Russia"], "object": ["Kenyans", "Kenyan citizens"]}


def example(number: int, text: str, *claims: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "id": f"feeds-{number:02}",
        "text": text,
        "kind": "positive",
        "about": "rec:recruits",
        "claims": claims,
        **more,
    }


EXAMPLES = [
    example(1, "Russia feeds Kenyans.", RIGHT),
    example(2, "Russia feeds Kenyans in its army.", {**RIGHT, "subject": ["Ukraine"]}),
    example(3, "Kenyans were fed in Russia's army.", RIGHT, fails="no agent is named"),
    example(4, "Kenyans are fed by Russia.", RIGHT, fails="a reason that has gone"),
]


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> PackTestReport:
    """The report on a small pack beside the shipped ones, with one document at hand."""
    folder = tmp_path_factory.mktemp("project") / "ontology" / "feeding"
    folder.mkdir(parents=True)
    (folder / "frames.yaml").write_text(FRAMES, encoding="utf-8")
    setting = {
        "setting": {
            "title": "Food at the front",
            "lead": "Who recruits fighters for the Russian army?",
            "answer": "It asks.",
        }
    }
    lines = [json.dumps(line) for line in (setting, *EXAMPLES)]
    (folder / "examples.jsonl").write_text("\n".join(lines), encoding="utf-8")
    packs = load_packs((*DEFAULT_PACKS, "feeding"), folder.parent.parent)
    at_hand = replace(
        document("Russia recruits for its army. It nourished Kenyans. Russia nourished Kenyans."), language="en"
    )
    (made,) = run_pack_tests(packs, ["feeding"], [at_hand])
    return made


def test_examples_come_out_as_their_file_says_or_not(report: PackTestReport) -> None:
    outcome = {o.example.id: (o.verdict.right, o.ok) for o in report.outcomes}
    assert outcome == {
        "feeds-01": (True, True),
        "feeds-02": (False, False),
        "feeds-03": (False, True),
        "feeds-04": (True, False),
    }
    assert [o.example.id for o in report.failures] == ["feeds-02", "feeds-04"]
    assert [o.example.id for o in report.known_failures] == ["feeds-03"]
    assert not report.ok


def test_rules_and_terms_are_accounted_for(report: PackTestReport) -> None:
    assert report.silent_rules == ("feeding/waters",)
    assert "rec:irrigates" in report.missing_terms
    assert "feeding/feeds" in report.thin  # it fires in the one document, and two examples are not six


def test_every_fault_is_a_row_with_its_place(report: PackTestReport) -> None:
    rows = report.rows()
    examples = [row for row in rows if row[0] == "example"]
    assert {row[2] for row in examples} == {"feeds-02", "feeds-04"}
    assert all(row[1].endswith((".jsonl:3", ".jsonl:5")) for row in examples)
    assert any("not said: rec:recruits (Russia -> Kenyan citizens)" in row[3] for row in examples)
    assert ("rule never fired", "feeding", "feeding/waters", "") in rows


def test_a_report_without_faults_is_ok(report: PackTestReport) -> None:
    right = tuple(o for o in report.outcomes if o.ok)
    assert replace(report, outcomes=right, thin=(), missing_terms=()).ok


def test_the_command_prints_one_example(capsys: pytest.CaptureFixture[str]) -> None:
    main(["--id", "rec-05"])
    printed = capsys.readouterr().out
    assert "rec-05" in printed
    assert "rec-06" not in printed
    assert "claims wanted" in printed
