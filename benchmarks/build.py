"""How fast documents become a published graph, how much memory that takes, and how little a change costs.

``python -m benchmarks.build [--documents N …] [--jobs N …] [--results FILE]`` builds the articles of
:mod:`benchmarks.articles` in fresh processes and prints, for each size and number of workers: documents per second,
the peak of the memory of all processes (resident, so pages that they share count in each), rebuilding after nothing
and after one document changed as a share of the full build, and for the last build loading, dumping and asking.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil
from benchmarks.articles import REPOSITORY, write

BUILD = """
import json, sys
from pathlib import Path
from kgbuild.build import build
from kgbuild.config import Settings
report = build([sys.argv[1]], output=sys.argv[2], jobs=int(sys.argv[3]), settings=Settings(project=Path(sys.argv[4])))
print(json.dumps({"seconds": report.seconds, "claims": report.claims, "documents": report.documents,
                  "quarantined": report.quarantined, "entities": report.entities, "processed": report.processed}))
"""
ASK = """
import json, sys, time
from kgbuild.query.run import run
from kgbuild.query.saved import load_queries
from kgbuild.store import open_build
begun = time.perf_counter()
with open_build(sys.argv[1]) as build:
    store = build.store
    found = {"load": time.perf_counter() - begun}
    for query in load_queries().values():
        if query.name in sys.argv[2:]:
            begun = time.perf_counter()
            rows = len(run(store, query, base=build.base))
            found[query.name] = time.perf_counter() - begun
            found[query.name + " rows"] = rows
print(json.dumps(found))
"""
QUERIES = ("claims", "contracts-signed", "prosecutions", "who-says-what", "provenance-coverage")


@dataclass(frozen=True, slots=True)
class Row:
    """One build: seconds, documents a second, MiB at the peak, and what the graph came to.

    ``cpu_seconds`` is the processor time of all processes, which a busy machine hardly changes.
    """

    documents: int
    jobs: int
    seconds: float
    rate: float
    cpu_seconds: float
    peak_mib: float
    parent_peak_mib: float
    rebuild_nothing: float
    rebuild_one: float
    claims: int
    quarantined: int
    quads: int
    graph_bytes: int
    ledger_bytes: int


def measured(command: list[str]) -> tuple[dict[str, float], float, float, float]:
    """What ``command`` prints as JSON, processor seconds, and the peak MiB of all its processes and of the first."""
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=REPOSITORY)
    watched, peak, parent_peak = psutil.Process(process.pid), 0, 0
    used: dict[int, float] = {}
    while process.poll() is None:
        try:
            family = [watched, *watched.children(recursive=True)]
            sizes = []
            for member in family:
                sizes.append(member.memory_info().rss)
                used[member.pid] = sum(member.cpu_times()[:2])
        except psutil.Error:
            continue
        peak, parent_peak = max(peak, sum(sizes)), max(parent_peak, sizes[0])
        time.sleep(0.1)
    assert process.stdout is not None
    text = process.stdout.read()
    if process.returncode:
        raise SystemExit(f"{command} ended with {process.returncode}")
    return json.loads(text), sum(used.values()), peak / 2**20, parent_peak / 2**20


def row(corpus: Path, project: Path, count: int, jobs: int) -> Row:
    """Build ``corpus`` from nothing, then again unchanged, then again with one document changed."""
    graph = project / f"graph-{count}-{jobs}"
    command = [sys.executable, "-c", BUILD, str(corpus), str(graph), str(jobs), str(project)]
    found, cpu, peak, parent = measured(command)
    nothing, *_ = measured(command)
    changed = sorted(corpus.rglob("*.txt"))[count // 2]
    text = changed.read_text(encoding="utf-8")
    changed.write_text(text + "\nOne sentence more.\n", encoding="utf-8")
    one, *_ = measured(command)
    changed.write_text(text, encoding="utf-8")
    assert nothing["processed"] == 0
    assert one["processed"] == 1
    manifest = json.loads((graph / "manifest.json").read_bytes())
    seconds = found["seconds"]
    return Row(
        count,
        jobs,
        round(seconds, 2),
        round(count / seconds, 2),
        round(cpu, 2),
        round(peak, 1),
        round(parent, 1),
        round(nothing["seconds"] / seconds, 5),
        round(one["seconds"] / seconds, 5),
        int(found["claims"]),
        int(found["quarantined"]),
        manifest["graph"]["lines"],
        manifest["graph"]["bytes"],
        (graph / "ledger.sqlite").stat().st_size,
    )


def asked(graph: Path) -> dict[str, float]:
    """Seconds to load the graph into memory, and of each saved query in :data:`QUERIES`."""
    command = [sys.executable, "-c", ASK, str(graph), *QUERIES]
    text = subprocess.run(command, capture_output=True, text=True, check=True, cwd=REPOSITORY).stdout
    return {name: round(value, 4) for name, value in json.loads(text).items()}


def main() -> None:
    """Run what the command line asks for, print a table, and write the figures where ``--results`` says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, nargs="+", default=[300])
    parser.add_argument("--jobs", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--results", type=Path)
    options = parser.parse_args()
    rows, questions = [], {}
    with tempfile.TemporaryDirectory(prefix="kgbuild-bench-") as place:
        for count in options.documents:
            corpus = Path(place) / f"corpus-{count}"
            size = write(corpus, count)
            print(
                f"\n{count} articles, {size / count:.0f} bytes each; load average {os.getloadavg()[0]:.1f}", flush=True
            )
            for jobs in options.jobs:
                rows.append(row(corpus, Path(place), count, jobs))
                print(json.dumps(asdict(rows[-1])), flush=True)
            questions[count] = asked(Path(place) / f"graph-{count}-{options.jobs[-1]}")
            print(json.dumps(questions[count]), flush=True)
    if options.results:
        machine = {"cores": os.cpu_count(), "load": os.getloadavg()[0], "python": platform.python_version()}
        content = {"machine": machine, "builds": [asdict(r) for r in rows], "queries": questions}
        options.results.parent.mkdir(exist_ok=True)
        options.results.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
