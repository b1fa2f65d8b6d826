"""How fast claims are extracted, against spaCy's whole small pipeline over the same texts in one run.

``python -m benchmarks.extract`` prints a row for each collection: documents and words (white-space separated) per
second of both, their ratio, the share of sentences (and of words) that was parsed, and whether parsing every
sentence gives the same claims. Reading files and loading models are not timed; every figure is the best of
:data:`ROUNDS` rounds, the two taking turns, so that a busy machine slows both. Dead cycles are looked for as rarely as
while a build runs.
"""

from __future__ import annotations

import gzip
import json
import os
import sys
import time
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from importlib import import_module
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any, ClassVar

from kgbuild.build.garbage import collecting_rarely
from kgbuild.extract.annotate import Sentence, texts
from kgbuild.extract.engine import Engine
from kgbuild.iri import claim_id
from kgbuild.model import Document
from kgbuild.pack import load_packs

REPOSITORY = Path(__file__).resolve().parent.parent
ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Row:
    """The figures of one collection of texts; rates are per second."""

    collection: str
    documents: int
    words: int
    claims: int
    documents_per_second: float
    words_per_second: float
    spacy_words_per_second: float
    ratio: float
    sentences_parsed: float
    words_parsed: float
    same_claims_without_filter: bool


def collections() -> Iterator[tuple[str, list[Document]]]:
    """The collections that are at hand: the development articles, and Wikinews where the shared data is."""
    dev = REPOSITORY / "tests" / "quality" / "gold" / "dev"
    yield "development articles", [d for path in sorted(dev.iterdir()) for d in _read(path.read_bytes(), path.name)]
    root = Path(os.environ.get("KGBUILD_SHARED") or REPOSITORY.parent / "shared")
    corpus = root / "data" / "corpora" / "wikinews-en.jsonl.gz"
    if corpus.is_file():
        with gzip.open(corpus, "rt", encoding="utf-8") as lines:
            articles = [json.loads(line) for line in lines]
        texts = [(a["id"] + ".txt", f"{a['title']}\n\n{a['text']}\n".encode()) for a in articles]
        yield "Wikinews", [d for name, data in texts for d in _read(data, name)]
    else:
        sys.stderr.write(f"no Wikinews: {corpus} is missing (KGBUILD_SHARED)\n")


def whole_pipeline(model: str) -> Any:
    """spaCy's pipeline as it comes: the engine's own leaves out what it can do without."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # spaCy compares versions; ours are pinned
        return import_module(model).load()


def _read(data: bytes, name: str) -> list[Document]:
    readers = [entry.load() for entry in entry_points(group="kgbuild.readers")]
    fitting = [reader for reader in readers if Path(name).suffix in reader.suffixes]
    fitting.sort(key=lambda reader: not (hasattr(reader, "recognises") and reader.recognises(data)))
    usable = [r for r in fitting if not hasattr(r, "recognises") or r.recognises(data)]
    return list(usable[0].read(data, name))


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def measure(name: str, documents: Sequence[Document], engine: Engine, eager: Engine) -> Row:
    """The figures of one collection."""
    nlp = whole_pipeline(engine.model)
    texts = [document.text for document in documents]
    words = sum(len(text.split()) for text in texts)
    ours, theirs = [], []
    with collecting_rarely():
        for _ in range(ROUNDS):
            ours.append(_seconds(lambda: [engine(document) for document in documents]))
            theirs.append(_seconds(lambda: list(nlp.pipe(texts))))
    found = [[claim_id(claim) for claim in engine(document)] for document in documents]
    without_filter = [[claim_id(claim) for claim in eager(document)] for document in documents]
    sentences, words_in = _parsed(documents, engine)
    return Row(
        name,
        len(documents),
        words,
        sum(map(len, found)),
        len(documents) / min(ours),
        words / min(ours),
        words / min(theirs),
        min(theirs) / min(ours),
        sentences,
        words_in,
        found == without_filter,
    )


class _Counting(Engine):
    """An engine that notes what it parses, in words a sentence."""

    parsed: ClassVar[list[int]] = []

    def _parsed(self, document: Document, sentences: tuple[Sentence, ...]) -> tuple[Sentence, ...]:
        result = super()._parsed(document, sentences)
        self.parsed += [len(sentence.text.split()) for sentence in result if sentence.tree is not None]
        return result


def _parsed(documents: Sequence[Document], engine: Engine) -> tuple[float, float]:
    """The shares of sentences and of words that lie in parsed sentences."""
    counting = _Counting(engine.packs, engine.model)
    counting.parsed.clear()
    for document in documents:
        counting(document)
    words = [len(sentence.split()) for document in documents for sentence in texts(document)]
    return len(counting.parsed) / len(words), sum(counting.parsed) / sum(words)


def run(most: int | None = None) -> list[Row]:
    """Measure every collection that is at hand, ``most`` documents of each."""
    packs = load_packs()
    engine, eager = Engine(packs), Engine(packs, lazy=False)
    rows = []
    for name, whole in collections():
        documents = whole[:most]
        engine(documents[0])  # load what is loaded on first use
        eager(documents[0])
        rows.append(measure(name, documents, engine, eager))
    return rows


def show(rows: Iterable[Row]) -> None:
    """Print the figures of each collection."""
    for row in rows:
        print(row.collection)
        for key, value in list(asdict(row).items())[1:]:
            shown = f"{value:12,.3f}" if isinstance(value, float) else f"{value!s:>12}"
            print(f"  {key.replace('_', ' '):28}{shown}")


if __name__ == "__main__":
    show(run())
