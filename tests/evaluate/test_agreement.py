"""kgbuild evaluate and the gold's own judge come to the same figures, on right graphs and on spoilt ones."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from pyoxigraph import Quad, RdfFormat, serialize

from kgbuild.evaluate.figures import figures
from kgbuild.evaluate.gold import Gold, read_gold
from kgbuild.evaluate.judge import Options, judge
from kgbuild.evaluate.report import as_json
from kgbuild.model import Bound, Certainty, Claim, Entity, Evidence, Layer, OwnValue, Polarity, Reading, Span
from tests.graphs import AGENT, gold_claim, gold_document, quads_of, shared
from tests.support import shared as shared_data

SEED = "seeds/kazakhstan-recruitment.txt"
COMPARED = (
    "f1", "strict_f1", "f1_all", "precision", "precision_with_duplicates", "required_recall", "recall_all",
    "strict_precision", "strict_required_recall", "forbidden", "produced", "matched", "matched_by_containment",
    "duplicates", "neutral", "unmatched", "no_evidence", "documents_not_found", "fields", "per_predicate",
    "missed_required", "missed_other",
)  # fmt: skip
Spoil = Callable[[Claim, random.Random], list[Claim]]


def texts(gold: Gold) -> dict[str, Path]:
    """The gold's plain-text documents; a page's offsets are null, so it cannot be quoted by hand."""
    names = [n for n in gold.documents if n.endswith(".txt")]
    return {n: shared_data(n) if n.startswith("seeds/") else shared_data("gold", n) for n in names}


def graph(gold: Gold, spoil: Spoil, seed: int) -> list[Quad]:
    dice = random.Random(seed)  # the same damage every time
    readings = []
    for name, file in texts(gold).items():
        doc = gold_document(file)
        wanted = [r for r in gold.records if r.document == name and r.forbidden is None]
        claims = [c for r in wanted for c in spoil(gold_claim(doc, r.given), dice)]
        claims += [
            gold_claim(doc, _whole(r.given, wanted[0].given)) for r in gold.records if _can_be_said(r, name, dice)
        ]
        readings.append(Reading(doc, tuple(claims), (), (AGENT,)))
    return quads_of(readings)


def _can_be_said(record: object, name: str, dice: random.Random) -> bool:
    given = getattr(record, "given", {})
    spans = [e for e in given.get("evidence") or [] if e.get("start") is not None]
    return given["doc"] == name and bool(given.get("forbid")) and bool(spans) and dice.random() < 0.2


def _whole(forbidden: dict[str, object], other: dict[str, object]) -> dict[str, object]:
    """A forbidden record with what it leaves open taken from another, so that it can be claimed."""
    given = {k: v for k, v in forbidden.items() if v is not None}
    if str(given.get("predicate", "*")).endswith("*"):
        given["predicate"] = other["predicate"]
    quantity = given.get("quantity")
    if isinstance(quantity, dict):
        numbers = {"value": None, **quantity}
        bound = "kg:exactly" if numbers["value"] is not None else "kg:vague"
        given["quantity"] = {"bound": bound, "unit": "kg:person", **numbers}
    return {**other, "quantity": None, "when": None, **given}


def as_it_is(claim: Claim, dice: random.Random) -> list[Claim]:
    return [claim]


def spoilt(claim: Claim, dice: random.Random) -> list[Claim]:
    """Leave a claim as it is, lose it, or get something about it wrong."""
    doc = claim.document
    place = claim.evidence[0]
    other = Evidence.at(doc, Span(0, 7), "gold")
    own = isinstance(claim.object, OwnValue)
    fewer = tuple(replace(q, bound=Bound.ABOUT, value=Decimal(7)) for q in claim.quantities if q.value is not None)
    longer = Entity(
        claim.subject.cls, ("entity", doc.sha256, "x", "y"), f"{claim.subject.label} of the north", scope=doc.sha256
    )
    ways: list[list[Claim]] = [
        [claim],
        [],
        [replace(claim, certainty=Certainty.HEDGED)],
        [replace(claim, polarity=Polarity.DENIED)],
        [replace(claim, layer=Layer.SOURCE if claim.layer is Layer.WORLD else Layer.WORLD)],
        [replace(claim, evidence=(other,))],
        [replace(claim, evidence=(replace(place, said_by=(shared("rec:Organization", "Somebody Else"),)),))],
        [claim, replace(claim, polarity=Polarity.DENIED)],
        [replace(claim, subject=longer)],
        [replace(claim, when=None)] if claim.object is not OwnValue.TIME_SPAN else [claim],
        [replace(claim, quantities=())] if not own else [claim],
        [replace(claim, quantities=fewer)] if not own or fewer else [claim],
        [replace(claim, predicate="rec:harms")] if not own else [claim],
    ]
    return ways[0] if dice.random() < 0.4 else dice.choice(ways)


def judged_by_the_gold(dump: Path, gold: Path, *options: str) -> dict[str, object]:
    out = dump.with_suffix(".json")
    judge_program = str(shared_data("gold", "score.py"))
    command = [sys.executable, judge_program, str(dump), str(gold), "--json", str(out), *options]
    subprocess.run(command, check=True, capture_output=True)
    found: dict[str, object] = json.loads(out.read_text("utf-8"))
    return found


@pytest.mark.parametrize("name", ["seed.jsonl", "dev.jsonl"])
@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("options", [(), ("--names", "exact"), ("--spans", "off")])
def test_the_figures_are_those_of_the_gold(name: str, seed: int, options: tuple[str, ...], tmp_path: Path) -> None:
    file = shared_data("gold", name)
    gold = read_gold(file)
    quads = graph(gold, spoilt if seed else as_it_is, seed)
    dump = tmp_path / "dump.nq"
    serialize(sorted(quads, key=str), str(dump), RdfFormat.N_QUADS)
    theirs = judged_by_the_gold(dump, file, *options)
    chosen = Options(contained="exact" not in options, spans="off" not in options)
    judgement = judge(reversed(quads), gold, chosen)
    mine = as_json(judgement, figures(judgement))
    assert {k: mine[k] for k in COMPARED} == {k: theirs[k] for k in COMPARED}
    for key in ("forbidden_hits", "unmatched_list", "field_errors"):
        assert sorted(e["claim"] for e in mine[key]) == sorted(e["claim"] for e in theirs[key])  # type: ignore[attr-defined]
    if not seed:
        assert mine["strict_f1" if name == "seed.jsonl" else "strict_precision"] == pytest.approx(1.0) or options
    else:
        assert mine["precision"] < 1


def test_every_kind_of_fault_was_in_what_was_compared() -> None:
    """The spoilt graphs above hold forbidden, unmatched and repeated claims and wrong fields, else they test little."""
    gold = read_gold(shared_data("gold", "dev.jsonl"))
    found = [figures(judge(graph(gold, spoilt, seed), gold)) for seed in range(1, 6)]
    for fault in ("forbidden", "unmatched", "duplicates", "matched_by_containment", "missed"):
        assert any(getattr(f, fault) for f in found), fault
    for field in found[0].fields:
        assert any(f.fields[field][0] < f.fields[field][1] for f in found), field
