"""How fast documents become a published graph, how much memory that takes, and how little a change costs.

``python -m benchmarks.build [--documents N …] [--jobs N …]`` builds the articles of :mod:`benchmarks.articles` in fresh
processes and prints, for each size and number of workers: documents per second, the peak of the memory of all
processes (resident, so pages that they share count in each), and rebuilding after nothing and after one document
changed. Those are timed as people wait for them, from the start of the command to its end, and given as a share of
the full build; the document that changes is one on the theme, so that the language model must be loaded.

Bounds, for 10,000 documents and more: :data:`SPEEDUP`, :data:`MOST_MIB`, :data:`NOTHING`, :data:`ONE`.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil
from benchmarks.articles import REPOSITORY, TITLE, write
from benchmarks.machine import machine, write_results

DOCUMENTS = 10_000
JOBS = (1, 2)
SPEEDUP = 1.7
"""How many times as fast as one worker two are, at least."""
MOST_MIB = 1536
NOTHING, ONE = 0.01, 0.02
"""The greatest shares of a full build that rebuilding takes after no change, and after one."""
RESULTS = Path(__file__).parent / "results" / "build.json"
BUILD = """
import json, sys
from pathlib import Path
from kgbuild.build import build
from kgbuild.config import Settings
report = build([sys.argv[1]], output=sys.argv[2], jobs=int(sys.argv[3]), settings=Settings(project=Path(sys.argv[4])))
print(json.dumps({"claims": report.claims, "quarantined": report.quarantined, "processed": report.processed}))
"""


@dataclass(frozen=True, slots=True)
class Row:
    """One build: seconds, documents a second, MiB at the peak, and what the graph came to.

    ``cpu_seconds`` is the processor time of all processes, which a busy machine hardly changes; ``nothing_seconds``
    and ``one_seconds`` are the builds after no change and after one.
    """

    documents: int
    jobs: int
    seconds: float
    rate: float
    cpu_seconds: float
    peak_mib: float
    parent_peak_mib: float
    nothing_seconds: float
    one_seconds: float
    claims: int
    quarantined: int
    quads: int
    graph_bytes: int
    ledger_bytes: int

    @property
    def nothing(self) -> float:
        return self.nothing_seconds / self.seconds

    @property
    def one(self) -> float:
        return self.one_seconds / self.seconds

    def __str__(self) -> str:
        return (
            f"{self.documents:6} documents, jobs {self.jobs}: {self.seconds:7.1f} s, {self.rate:5.1f} documents/s, "
            f"{self.peak_mib:.0f} MiB; after no change {self.nothing_seconds:.2f} s ({self.nothing:.2%}), "
            f"after one {self.one_seconds:.2f} s ({self.one:.2%})"
        )


@dataclass(frozen=True, slots=True)
class Run:
    """A command that was run: what it printed, seconds on the clock and of the processor, MiB at the peak."""

    text: str
    seconds: float
    cpu_seconds: float
    peak_mib: float
    parent_peak_mib: float


def measured(command: Sequence[str], allowed: Sequence[int] = (0,)) -> Run:
    """Run ``command``. The peaks are of all its processes together, and of the first.

    Python may keep its bytecode, as it does where people install programs: compiling kgbuild anew takes half a second.
    """
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    begun = time.perf_counter()
    process = psutil.Popen(list(command), stdout=subprocess.PIPE, text=True, cwd=REPOSITORY, env=environment)
    peak = parent_peak = 0
    used: dict[int, float] = {}
    while True:
        try:
            sizes = []
            for member in [process, *process.children(recursive=True)]:
                sizes.append(member.memory_info().rss)
                used[member.pid] = sum(member.cpu_times()[:2])
            peak, parent_peak = max(peak, sum(sizes)), max(parent_peak, sizes[0])
        except psutil.Error:
            pass  # one ended while it was looked at
        try:
            process.wait(0.1)
            break
        except (psutil.TimeoutExpired, subprocess.TimeoutExpired):
            continue
    seconds = time.perf_counter() - begun
    text = process.stdout.read()
    process.stdout.close()
    if process.returncode not in allowed:
        raise SystemExit(f"{command} ended with {process.returncode}")
    return Run(text, seconds, sum(used.values()), peak / 2**20, parent_peak / 2**20)


def graph_of(project: Path, count: int, jobs: int) -> Path:
    return project / f"graph-{count}-{jobs}"


def row(corpus: Path, project: Path, count: int, jobs: int) -> Row:
    """Build ``corpus`` from nothing, then again unchanged, then again with one document changed."""
    graph = graph_of(project, count, jobs)
    command = [sys.executable, "-c", BUILD, str(corpus), str(graph), str(jobs), str(project)]
    full = measured(command)
    nothing = measured(command)
    changed = one_on_the_theme(corpus)
    text = changed.read_text(encoding="utf-8")
    changed.write_text(text + "\nPolice in Astana detained 7 people.\n", encoding="utf-8")
    one = measured(command)
    changed.write_text(text, encoding="utf-8")
    found, again, after = (json.loads(run.text) for run in (full, nothing, one))
    assert (again["processed"], after["processed"]) == (0, 1)
    manifest = json.loads((graph / "manifest.json").read_bytes())
    return Row(
        count,
        jobs,
        round(full.seconds, 2),
        round(count / full.seconds, 2),
        round(full.cpu_seconds, 2),
        round(max(run.peak_mib for run in (full, nothing, one)), 1),
        round(max(run.parent_peak_mib for run in (full, nothing, one)), 1),
        round(nothing.seconds, 3),
        round(one.seconds, 3),
        found["claims"],
        found["quarantined"],
        manifest["graph"]["lines"],
        manifest["graph"]["bytes"],
        (graph / "ledger.sqlite").stat().st_size,
    )


def one_on_the_theme(corpus: Path) -> Path:
    """A generated article on the theme from the middle of the corpus; any article where there is none."""
    files = sorted(corpus.rglob("*.txt"))
    later = files[len(files) // 2 :]
    return next((file for file in later if TITLE in file.read_text(encoding="utf-8").split("\n")[0]), later[0])


def missed(rows: Sequence[Row]) -> list[str]:
    """The bounds that ``rows``, all of one corpus, miss, in words."""
    found = [f"{r.peak_mib:.0f} MiB with {r.jobs} workers" for r in rows if r.peak_mib > MOST_MIB]
    found += [f"{r.nothing:.2%} of a build after no change, jobs {r.jobs}" for r in rows if r.nothing > NOTHING]
    found += [f"{r.one:.2%} of a build after one change, jobs {r.jobs}" for r in rows if r.one > ONE]
    seconds = {r.jobs: r.seconds for r in rows}
    if {1, 2} <= seconds.keys() and seconds[1] / seconds[2] < SPEEDUP:
        found.append(f"two workers are {seconds[1] / seconds[2]:.2f} times as fast as one")
    return found


def run(count: int = DOCUMENTS, jobs: Sequence[int] = JOBS, results: Path | None = RESULTS) -> int:
    """Build ``count`` documents with each number of workers; 1 where a bound is missed."""
    with tempfile.TemporaryDirectory(prefix="kgbuild-bench-") as place:
        corpus = Path(place) / "corpus"
        size = write(corpus, count)
        print(f"{count} articles, {size / count:.0f} bytes each; load average {machine()['load']}", flush=True)
        rows = []
        for number in jobs:
            rows.append(row(corpus, Path(place), count, number))
            print(rows[-1], flush=True)
    if len(rows) == 2:
        print(f"{rows[1].jobs} workers are {rows[0].seconds / rows[1].seconds:.2f} times as fast as {rows[0].jobs}")
    if results:
        write_results(results, {f"{count} documents": [asdict(r) for r in rows]})
    bounds = missed(rows) if count >= DOCUMENTS else []
    for line in bounds:
        print(f"missed: {line}")
    return int(bool(bounds))


def main() -> int:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, nargs="+", default=[DOCUMENTS])
    parser.add_argument("--jobs", type=int, nargs="+", default=list(JOBS))
    parser.add_argument("--results", type=Path)
    options = parser.parse_args()
    return max(run(count, options.jobs, options.results) for count in options.documents)


if __name__ == "__main__":
    raise SystemExit(main())
