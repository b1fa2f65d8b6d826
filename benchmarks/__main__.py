"""``python -m benchmarks``: what people wait for, and a short build.

Prints the median of :data:`ROUNDS` runs of each command against its bound, and exits 1 where one is missed.
``--long`` builds 1,000, 10,000 and 30,000 articles instead, which takes hours, and writes ``results/build.json``.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.articles import REPOSITORY, write
from benchmarks.build import row

ROUNDS = 5
HELP_SECONDS = 0.5
QUERY_SECONDS = 1.5
DOCUMENTS = 100


def median_seconds(*arguments: str) -> float:
    """How long ``kgbuild`` with ``arguments`` takes, from its start to its end."""
    taken = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        subprocess.run([sys.executable, "-m", "kgbuild", *arguments], cwd=REPOSITORY, capture_output=True, check=True)
        taken.append(time.perf_counter() - begun)
    return statistics.median(taken)


def long_runs() -> int:
    """The builds whose figures are committed."""
    sizes = ("1000", "10000", "30000")
    results = Path(__file__).parent / "results" / "build.json"
    command = [sys.executable, "-m", "benchmarks.build", "--documents", *sizes, "--jobs", "1", "2"]
    return subprocess.run([*command, "--results", str(results)], cwd=REPOSITORY, check=False).returncode


def main() -> int:
    """Run them all."""
    if "--long" in sys.argv[1:]:
        return long_runs()
    with tempfile.TemporaryDirectory(prefix="kgbuild-bench-") as place:
        graph = Path(place) / "seed"
        command = [sys.executable, "-m", "kgbuild", "build", "seeds", "-o", str(graph)]
        subprocess.run(command, cwd=REPOSITORY, check=True)
        waits = [
            ("kgbuild --help", median_seconds("--help"), HELP_SECONDS),
            ("kgbuild query", median_seconds("query", "contracts-signed", "--build", str(graph)), QUERY_SECONDS),
        ]
        for name, seconds, bound in waits:
            print(f"{name:20} {seconds:6.2f} s   (at most {bound} s)")
        corpus = Path(place) / "corpus"
        write(corpus, DOCUMENTS)
        for jobs in (1, 2):
            found = row(corpus, Path(place), DOCUMENTS, jobs)
            again = f"again {found.rebuild_nothing:.1%}, after one change {found.rebuild_one:.1%}"
            print(f"build, jobs {jobs}        {found.rate:6.2f} documents/s, {found.peak_mib:.0f} MiB; {again}")
    return 0 if all(seconds <= bound for _, seconds, bound in waits) else 1


if __name__ == "__main__":
    raise SystemExit(main())
