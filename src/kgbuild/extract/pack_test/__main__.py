"""Runs a pack's examples while its rules are being written: ``python -m kgbuild.extract.pack_test``."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Sequence

from kgbuild.extract.engine import extractor
from kgbuild.extract.pack_test.examples import load_examples, mark_failures
from kgbuild.extract.pack_test.run import Outcome, describe, faults, run_example
from kgbuild.pack import DEFAULT_PACKS, load_packs


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the chosen examples and print them; 0 where all come out as their file says."""
    parser = argparse.ArgumentParser(prog="python -m kgbuild.extract.pack_test", description=__doc__)
    parser.add_argument("--pack", default="recruitment")
    parser.add_argument("--about", help="only examples written for this predicate (rec:recruits)")
    parser.add_argument("--id", action="append", help="only examples whose id begins so")
    parser.add_argument("--failures", action="store_true", help="only those that fail, whatever their file says")
    parser.add_argument("--mark", metavar="REASON", help="write into the file which examples fail, and why")
    chosen = parser.parse_args(arguments)
    packs = load_packs(DEFAULT_PACKS if chosen.pack in DEFAULT_PACKS else (*DEFAULT_PACKS, chosen.pack))
    (pack,) = (p for p in packs.packs if p.name == chosen.pack)
    extract = extractor(packs)
    outcomes: list[Outcome] = []
    for example in load_examples(pack):
        if chosen.about in (None, example.about) and (not chosen.id or example.id.startswith(tuple(chosen.id))):
            outcomes.append(run_example(example, extract))
            if not (chosen.failures and outcomes[-1].verdict.right):
                _show(outcomes[-1])
    _sum_up(outcomes)
    if chosen.mark:
        mark_failures(pack, {o.example.id: None if o.verdict.right else chosen.mark for o in outcomes})
    return 0 if all(outcome.ok for outcome in outcomes) else 1


def _show(outcome: Outcome) -> None:
    example = outcome.example
    mark = "ok  " if outcome.verdict.right else "FAIL"
    section = f"[{example.section}] " if example.section else ""
    _say(f"{mark} {example.id} ({example.kind}) {section}{example.text}")
    if outcome.verdict.right:
        for claim in outcome.found:
            _say(f"       {describe(claim)}")
    else:
        for fault in faults(outcome):
            _say(f"       {fault}")


def _sum_up(outcomes: Sequence[Outcome]) -> None:
    total = Counter[str]()
    right = Counter[str]()
    for outcome in outcomes:
        for key in (outcome.example.about, outcome.example.kind, "all"):
            total[key] += 1
            right[key] += outcome.verdict.right
    for key, count in total.items():
        _say(f"{key:26}{right[key]:4} of {count:4}")
    wanted = sum(not claim.optional for o in outcomes for claim in o.example.claims)
    missed = sum(len(o.verdict.missed) for o in outcomes)
    extra = sum(len(o.verdict.extra) for o in outcomes)
    wrong = sum(bool(pair.wrong) for o in outcomes for pair in o.verdict.pairs)
    _say(f"claims wanted {wanted}, missed {missed}, with a wrong field {wrong}, not said {extra}")


def _say(line: str) -> None:
    sys.stdout.write("".join(c if c.isprintable() else repr(c)[1:-1] for c in line) + "\n")


if __name__ == "__main__":
    sys.exit(main())
