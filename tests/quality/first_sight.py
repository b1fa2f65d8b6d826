"""Scores articles that nobody has looked at, once: ``python -m tests.quality.first_sight [GOLD RESULT]``.

They measure how far the rules carry, and only as long as nobody has looked at them. The result, with the commit
that it was measured at, goes into RESULT; while that file exists the tool refuses to run, and it refuses where the
work tree differs from the commit. Texts and claims are not printed, figures are. By default they are the articles
that the shared data sets aside, and the result is ``first-sight.json``.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from kgbuild.evaluate.figures import per_predicate
from kgbuild.evaluate.gold import read_gold
from kgbuild.evaluate.judge import Judgement
from tests.quality.corpus import QUALITY, contents, gold, judged
from tests.support import REPOSITORY, program, shared

RESULT = QUALITY / "first-sight.json"
_WATCHED = ("src", "ontology", "requirements.lock")


def commit_of(repository: Path) -> str:
    """The commit that the repository's code and packs stand at. Raises ``SystemExit`` where they differ from it."""
    git = [program("git"), "-C", str(repository)]
    watched = [name for name in _WATCHED if (repository / name).exists()]
    changed = subprocess.run(
        [*git, "status", "--porcelain", "--", *watched], capture_output=True, text=True, check=True
    )
    if changed.stdout.strip():
        raise SystemExit(f"commit first, so that the result has a commit:\n{changed.stdout}")
    return subprocess.run([*git, "rev-parse", "HEAD"], capture_output=True, text=True, check=True).stdout.strip()


def measure(gold_file: Path) -> dict[str, Any]:
    """Figures of the documents that ``gold_file`` is gold for, which lie beside it, with every fault."""
    wanted = read_gold(gold_file)
    files = [(Path(name).name, (gold_file.parent / name).read_bytes()) for name in wanted.documents]
    judgement, reached = judged(files, wanted)
    return reached.as_json() | {
        "per_predicate": per_predicate(judgement, reached.units),
        "forbidden_hits": sorted(record.id for records in judgement.forbidden.values() for record in records),
        "claims": _claims(judgement),
    }


def _claims(judgement: Judgement) -> list[dict[str, Any]]:
    """Each produced claim with what became of it: the raw output that the figures were taken from."""
    fate: dict[int, dict[str, Any]] = {
        pair.claim: {
            "record": judgement.gold.records[pair.record].id,
            "wrong": sorted(name for name, right in pair.fields.items() if not right),
        }
        for pair in judgement.pairs
    }
    return [
        {
            "document": name,
            "predicate": claim.predicate,
            "quotes": [place.quote for place in claim.places],
            **fate.get(index, {"record": None}),
        }
        for index, (name, claim) in enumerate(judgement.produced)
    ]


def run(gold_file: Path, result: Path, repository: Path) -> dict[str, Any]:
    """Measure once and write ``result``. Raises ``SystemExit`` where it exists already."""
    if result.exists():
        raise SystemExit(f"{result.name} exists: the articles were opened before, and are no test any more")
    commit = commit_of(repository)
    first = measure(gold_file)
    known = {name: judged(contents(name), gold(name))[1].as_json() for name in ("seed", "dev")}
    names = ("precision", "required_recall", "f1", "strict_f1", "forbidden")
    report = {
        "commit": commit,
        "first_sight": first,
        "known": {name: {key: figures[key] for key in names} for name, figures in known.items()},
        "difference_to_dev": {key: (first[key] or 0) - (known["dev"][key] or 0) for key in names},
    }
    result.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return {key: first[key] for key in names}


if __name__ == "__main__":
    given = [Path(argument) for argument in sys.argv[1:3]]
    reached = run(*(given if len(given) == 2 else (shared("gold", "aside.jsonl"), RESULT)), REPOSITORY)
    sys.stdout.write(json.dumps(reached) + "\n")
