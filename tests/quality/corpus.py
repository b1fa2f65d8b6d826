"""Documents and gold for the quality tests, and the way from bytes to figures that all of them take."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from hashlib import sha256
from importlib.metadata import entry_points
from pathlib import Path

from pyoxigraph import Quad

from kgbuild.evaluate.figures import Figures, figures
from kgbuild.evaluate.gold import Gold, read_gold
from kgbuild.evaluate.judge import Judgement, judge
from kgbuild.extract.engine import extractor
from kgbuild.model import Agent, Claim, Document, Reading
from kgbuild.pack import load_packs
from kgbuild.rdf.reading import reading_quads
from tests.support import REPOSITORY

QUALITY = Path(__file__).resolve().parent
GOLD = QUALITY / "gold"
SEED = REPOSITORY / "seeds" / "kazakhstan-recruitment.txt"
GOLD_FILES = {name: GOLD / f"{name}.jsonl" for name in ("seed", "dev", "later", "unread")}
DOCUMENTS: Mapping[str, tuple[Path, ...]] = {
    "seed": (SEED,),
    **{name: tuple(sorted((GOLD / name).iterdir())) for name in ("dev", "later", "unread")},
}
TEST_AGENT = Agent("kgbuild.extract", "under test")


def gold(name: str) -> Gold:
    return read_gold(GOLD_FILES[name])


def gold_digest() -> str:
    """SHA-256 over the names and bytes of every gold file and of the seed document."""
    total = sha256()
    for path in sorted([SEED, *(p for p in GOLD.rglob("*") if p.is_file() and not p.name.startswith("."))]):
        total.update(f"{path.name}\0{sha256(path.read_bytes()).hexdigest()}\n".encode())
    return total.hexdigest()


def read(data: bytes, name: str) -> list[Document]:
    """What the readers make of a file: an analysis digest where it is laid out as one, else what its name says."""
    readers = {entry.name: entry.load() for entry in entry_points(group="kgbuild.readers")}
    fitting = [reader for reader in readers.values() if Path(name).suffix in reader.suffixes]
    knowing = [reader for reader in fitting if hasattr(reader, "recognises") and reader.recognises(data)]
    plain = [reader for reader in fitting if not hasattr(reader, "recognises")]
    return list((knowing + plain)[0].read(data, name))


@cache
def engine():  # type: ignore[no-untyped-def]
    """The extractor over the shipped packs, loaded once a run."""
    return extractor(load_packs())


def claims_of(document: Document) -> tuple[Claim, ...]:
    return tuple(engine()(document))


def quads_of(documents: Iterable[Document]) -> Iterator[Quad]:
    """The graph of ``documents``: their claims as they were found, before the gate."""
    for document in documents:
        yield from reading_quads(Reading(document, claims_of(document), (), (TEST_AGENT,))).quads


def judged(files: Iterable[tuple[str, bytes]], wanted: Gold) -> tuple[Judgement, Figures]:
    """Read, extract and judge ``files`` (name, bytes) against ``wanted``."""
    documents = [document for name, data in files for document in read(data, name)]
    judgement = judge(quads_of(documents), wanted)
    assert not judgement.missing, f"not found among the documents: {judgement.missing}"
    return judgement, figures(judgement)


def contents(name: str) -> list[tuple[str, bytes]]:
    """The documents of a gold set, as (name, bytes)."""
    return [(path.name, path.read_bytes()) for path in DOCUMENTS[name]]
