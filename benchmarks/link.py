"""How fast names are linked, against a plain dictionary; what the world slice costs to load and to hold.

``python -m benchmarks.link`` prints a row a measurement. Linking and dictionary take turns, and the best of
:data:`ROUNDS` rounds counts, so that a busy machine slows both. Loading and memory are measured in a fresh process.
"""

from __future__ import annotations

import gzip
import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from kgbuild.gazetteer import Gazetteer
from kgbuild.gazetteer.tables import Tables
from kgbuild.link.mention import MentionLinker
from kgbuild.link.table import link_table, quality, read_table

REPOSITORY = Path(__file__).resolve().parent.parent
MENTIONS = 100_000
ROUNDS = 5

_LOAD = """
import json, resource, time
start = time.perf_counter()
from kgbuild.gazetteer import Gazetteer
imported = time.perf_counter()
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
Gazetteer.load().find("Kazakhstan and Almaty")
loaded = time.perf_counter()
after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
Gazetteer.load().find("Казахстан")
scripts = time.perf_counter()
from kgbuild.link.mention import MentionLinker
linker = MentionLinker()
for mention in ("Kazakhstan", "kazakhstan", "Deutschland", "Казахстана", "Kazahkstan", "nothing like it at all"):
    linker.link(mention)
everything = time.perf_counter()
most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(json.dumps([imported - start, loaded - imported, scripts - loaded, everything - scripts,
                  (after - before) / 1024, (most - before) / 1024]))
"""


@dataclass(frozen=True, slots=True)
class Row:
    """One figure, its unit, and what it has to keep to, where the issue sets a limit."""

    what: str
    value: float
    unit: str
    limit: str = ""


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def loading() -> list[Row]:
    """Time and memory of the slice in a process of its own: the median of five."""
    runs = []
    for _ in range(5):
        done = subprocess.run([sys.executable, "-c", _LOAD], check=True, capture_output=True, text=True)
        runs.append(json.loads(done.stdout))
    imported, english, scripts, everything, memory, most = (sorted(column)[2] for column in zip(*runs, strict=True))
    return [
        Row("import of the gazetteer", imported, "s"),
        Row("load of the slice, English names", english, "s", "well under 1 s"),
        Row("load of names in other letters", scripts, "s"),
        Row("load of all else that linking may need", everything, "s"),
        Row("memory of the slice, English names", memory, "MB"),
        Row("memory of everything", most, "MB"),
    ]


def exact_names() -> list[Row]:
    """100,000 exact names, drawn evenly from all English names, against ``dict.get`` on the same names.

    The first run works every distinct name out; what counts is the steady state, as in a table with repeated names,
    or the second document of a build.
    """
    rows = [(q, name) for q, _, role, name in Tables().english if role in ("label", "alias", "official_name")]
    plain: dict[str, str] = {}
    for qid, name in rows:
        plain.setdefault(name, qid)
    names = random.Random(7).choices(sorted(plain), k=MENTIONS)
    linker = MentionLinker()
    for mention in ("Kazakhstan", "kazakhstan", "Deutschland", "Казахстана", "Kazahkstan", "Department of Health"):
        linker.link(mention)  # tables are read when first needed; loading is measured apart
    first = _seconds(lambda: linker.link_names(names))
    ours, theirs = [], []
    for _ in range(ROUNDS):
        ours.append(_seconds(lambda: linker.link_names(names)))
        theirs.append(_seconds(lambda: [plain.get(name) for name in names]))
    return [
        Row(f"{MENTIONS:,} exact names, first run", first, "s", "about 1 s"),
        Row(f"{MENTIONS:,} exact names, again", min(ours), "s"),
        Row(f"{MENTIONS:,} exact names, plain dictionary", min(theirs), "s"),
        Row("linking over dictionary", min(ours) / min(theirs), "x", "at most 5"),
        Row("first run over dictionary", first / min(theirs), "x"),
    ]


def running_text() -> list[Row]:
    """Names in Wikinews, and the development table, where the shared data is at hand."""
    data = Path(os.environ.get("KGBUILD_SHARED") or REPOSITORY.parent / "shared") / "data"
    corpus, table = data / "corpora" / "wikinews-en.jsonl.gz", data / "linking" / "dev.tsv"
    if not corpus.is_file() or not table.is_file():
        sys.stderr.write("no Wikinews or no table: KGBUILD_SHARED names no shared data\n")
        return []
    with gzip.open(corpus, "rt", encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for line in lines]
    words, world, linker = sum(len(t.split()) for t in texts), Gazetteer.load(), MentionLinker()
    world.find(texts[0])
    found = min(_seconds(lambda: [world.find(text) for text in texts]) for _ in range(3))
    rows = list(read_table(table.read_bytes().splitlines(), table.name).rows)
    linked = list(link_table(rows, linker.link))
    measured = quality(linked)
    seconds = min(_seconds(lambda: list(link_table(rows, linker.link))) for _ in range(3))
    figures = [
        Row("names found in Wikinews", words / found, "words/s"),
        Row("mentions with a sentence", len(rows) / seconds, "mentions/s"),
    ]
    if measured is not None:
        figures += [
            Row("development table, precision", measured.precision, "", "at least 0.98"),
            Row("development table, recall", measured.recall, "", "at least 0.95"),
            Row("development table, NIL right", measured.nil, "", "at least 0.95"),
        ]
    return figures


def run() -> list[Row]:
    """Every measurement whose data are at hand."""
    return [*loading(), *exact_names(), *running_text()]


def show(rows: Iterable[Row]) -> None:
    """Print each figure with what it may be."""
    for row in rows:
        what, value, unit, limit = asdict(row).values()
        print(f"{what:45}{value:14,.4g} {unit:12}{limit}")


if __name__ == "__main__":
    show(run())
