"""How fast names are linked, against a plain dictionary; what the world slice costs to load and to hold.

``python -m benchmarks.link`` prints a row a measurement. Linking and dictionary take turns, and the best of
:data:`ROUNDS` rounds counts, in seconds of the processor, so that a busy machine slows both. Loading and memory are
measured in a fresh process, loading by the clock.
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
from functools import partial
from pathlib import Path

from kgbuild.gazetteer import Gazetteer
from kgbuild.gazetteer.tables import Tables
from kgbuild.link.mention import MentionLinker
from kgbuild.link.table import link_table, quality, read_table

REPOSITORY = Path(__file__).resolve().parent.parent
MENTIONS = 100_000
ROUNDS = 5

_LOAD = """
import json, re, time
from pathlib import Path
def peak():
    return int(re.search(r"VmHWM:\\s+(\\d+) kB", Path("/proc/self/status").read_text()).group(1)) / 1024
start = time.perf_counter()
from kgbuild.gazetteer import Gazetteer
imported = time.perf_counter()
before = peak()
Gazetteer.load().find("Kazakhstan and Almaty")
loaded = time.perf_counter()
after = peak()
Gazetteer.load().find("Казахстан")
scripts = time.perf_counter()
from kgbuild.link.mention import MentionLinker
linker = MentionLinker()
for mention in ("Kazakhstan", "kazakhstan", "Deutschland", "Казахстана", "Kazahkstan", "nothing like it at all"):
    linker.link(mention)
linker.link_names(())
everything = time.perf_counter()
most = peak()
print(json.dumps([imported - start, loaded - imported, scripts - loaded, everything - scripts,
                  after - before, most - before]))
"""


@dataclass(frozen=True, slots=True)
class Row:
    """One figure, its unit, and what it has to keep to, where the issue sets a limit."""

    what: str
    value: float
    unit: str
    limit: str = ""


def _seconds(work: Callable[[], object]) -> float:
    """Seconds of the processor: what else runs on the machine does not count."""
    start = time.process_time()
    work()
    return time.process_time() - start


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

    Both have read their tables and made their index before; what making the index takes is told apart, for both (the
    linker's is told without reading the tables, which :func:`loading` measures). A first run is that of a linker which
    was not asked for any name before.
    """
    rows = [(q, name) for q, _, role, name in Tables().english if role in ("label", "alias", "official_name")]
    plain: dict[str, str] = {}
    indexing_plain = _seconds(lambda: [plain.setdefault(name, qid) for qid, name in rows])
    names = random.Random(7).choices(sorted(plain), k=MENTIONS)
    indexing, first, again, theirs = [], [], [], []
    for _ in range(ROUNDS):
        linker = MentionLinker()  # a fresh one, which has linked nothing yet
        indexing.append(_seconds(partial(linker.link_names, ())))
        first.append(_seconds(partial(linker.link_names, names)))
        again.append(_seconds(partial(linker.link_names, names)))
        theirs.append(_seconds(lambda: [plain.get(name) for name in names]))
    return [
        Row("index of exact names, once", min(indexing), "s", "well under 1 s"),
        Row("index of a plain dictionary, once", indexing_plain, "s"),
        Row(f"{MENTIONS:,} exact names, first run", min(first), "s", "about 1 s"),
        Row(f"{MENTIONS:,} exact names, again", min(again), "s"),
        Row(f"{MENTIONS:,} exact names, plain dictionary", min(theirs), "s"),
        Row("first run over dictionary", min(first) / min(theirs), "x", "at most 5"),
        Row("linking over dictionary", min(again) / min(theirs), "x", "at most 5"),
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
