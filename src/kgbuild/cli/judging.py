"""``kgbuild evaluate``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kgbuild.cli.options import build_option, json_option, the_build
from kgbuild.cli.present import note, out, plain
from kgbuild.errors import EXIT_FOUND, EXIT_OK, UsageError

if TYPE_CHECKING:
    from kgbuild.evaluate.figures import Figures
    from kgbuild.evaluate.judge import Judgement

_FLOORS = ("precision", "recall", "f1", "strict_f1")


_RATIO = click.FloatRange(0, 1)


@click.command("evaluate", short_help="Judge the graph against gold.")
@click.argument("gold", type=click.Path(path_type=Path))
@build_option
@click.option("--min-precision", type=_RATIO, metavar="N", help="Exit 1 below this precision.")
@click.option("--min-recall", type=_RATIO, metavar="N", help="Exit 1 below this recall of required records.")
@click.option("--min-f1", type=_RATIO, metavar="N", help="Exit 1 below this F1.")
@click.option("--min-strict-f1", type=_RATIO, metavar="N", help="Exit 1 below this F1 of claims right in every field.")
@click.option("--max-forbidden", type=click.IntRange(0), metavar="N", help="Exit 1 above this many forbidden claims.")
@click.option("--names", type=click.Choice(["open", "exact"]), default="open", help="How names of open classes match.")
@click.option("--spans/--no-spans", default=True, help="Whether evidence must overlap.")
@click.option("--most", type=click.IntRange(0), default=60, help="How many misses of each kind to list.")
@json_option
def evaluate_command(
    gold: Path,
    build_dir: Path | None,
    min_precision: float | None,
    min_recall: float | None,
    min_f1: float | None,
    min_strict_f1: float | None,
    max_forbidden: int | None,
    names: str,
    spans: bool,
    most: int,
    as_json: bool,
) -> int:
    """Judge the graph of a build, or of an RDF file, against the records of GOLD (JSON Lines).

    \b
    kgbuild evaluate gold.jsonl
    kgbuild evaluate gold.jsonl --build graph.nq --min-f1 0.85
    """
    from kgbuild.evaluate.figures import figures
    from kgbuild.evaluate.gold import read_gold
    from kgbuild.evaluate.judge import Options, judge
    from kgbuild.evaluate.report import as_json as report_json
    from kgbuild.evaluate.report import report
    from kgbuild.source import open_source

    records = read_gold(gold)
    path = the_build(build_dir)
    with open_source(path) as source:
        judgement = judge(source.quads(), records, Options(contained=names == "open", spans=spans))
    if len(judgement.missing) == len(records.documents):
        raise UsageError("no-gold-document", str(path), "holds none of the documents that the gold speaks of")
    found = figures(judgement)
    if as_json:
        import json

        out([json.dumps(report_json(judgement, found), ensure_ascii=False, indent=1) + "\n"])
    else:
        out(f"{plain(line)}\n" for line in report(judgement, found, most))
    floors = dict(zip(_FLOORS, (min_precision, min_recall, min_f1, min_strict_f1), strict=True))
    return _verdict(judgement, found, floors, max_forbidden)


def _verdict(judgement: Judgement, found: Figures, floors: dict[str, float | None], most_forbidden: int | None) -> int:
    reached = {
        "precision": found.precision,
        "recall": found.required_recall,
        "f1": found.f1,
        "strict_f1": found.strict_f1,
    }
    status = EXIT_OK
    for name, floor in floors.items():
        value = reached[name]
        if floor is not None and value is None:
            note(f"there is no {name} to hold to the floor of {floor:g}: nothing was found, or nothing was asked for")
            status = EXIT_FOUND
        elif floor is not None and value is not None and value < floor:
            note(f"{name} {value:.4f} is under the floor of {floor:g}")
            status = EXIT_FOUND
    if most_forbidden is not None and found.forbidden > most_forbidden:
        note(f"{found.forbidden} forbidden claims; {most_forbidden} are the most that may be")
        status = EXIT_FOUND
    if status is EXIT_FOUND and judgement.missing:
        note(f"not in the graph: {', '.join(judgement.missing)}")
    return status
