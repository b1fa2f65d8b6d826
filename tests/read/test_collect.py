"""From paths to documents: the right reader, every fault in its place, copies merged."""

from __future__ import annotations

import hashlib
from concurrent.futures import ProcessPoolExecutor
from io import BytesIO
from multiprocessing import get_context
from pathlib import Path

import pytest

from kgbuild.errors import ReadError
from kgbuild.model import BlockRole, Document
from kgbuild.read import Limits, Source, documents, merge_copies, read_bytes, read_source, sources
from tests.read.pdfs import pdf

PROSE = b"Harbour opens\n\nThe harbour of Port Elin opened again on Monday.\n"
DIGEST = b"Harbour opens\nIt did.\n- Why?\n- The storm is over.\nFraming Bias\nThe article is fair.\n"


def codes(outcomes: list[Document | ReadError]) -> list[str]:
    return [outcome.code if isinstance(outcome, ReadError) else outcome.file_names[0] for outcome in outcomes]


def test_text_and_digest_are_told_apart_by_content() -> None:
    (prose,), (digest,) = read_bytes(PROSE, "a.txt"), read_bytes(DIGEST, "a.txt")
    assert prose.based_on is None
    assert digest.based_on is not None
    assert prose.sha256 == hashlib.sha256(PROSE).hexdigest()


@pytest.mark.parametrize("name", ["-", "article", "A.TXT"])
def test_what_has_no_suffix_or_a_capital_one_is_text(name: str) -> None:
    (document,) = read_bytes(PROSE, name)
    assert [block.role for block in document.blocks] == [BlockRole.TITLE, BlockRole.PARAGRAPH]
    assert document.file_names == (name,)


def test_an_unknown_suffix_is_an_error_that_names_the_known_ones() -> None:
    with pytest.raises(ReadError, match=r"unknown-suffix: a\.xyz: no reader takes files with the suffix \.xyz.*\.txt"):
        read_bytes(PROSE, "a.xyz")


def test_bad_documents_stop_no_others(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"")
    (tmp_path / "b.txt").write_bytes(b"caf\xe9")
    (tmp_path / "c.txt").write_bytes(PROSE)
    (tmp_path / "d.txt").write_bytes(b"x" * 2000)
    (tmp_path / "e.xyz").write_bytes(PROSE)
    (tmp_path / "f.txt").write_bytes(b"one NUL\0 in a longer text")
    (tmp_path / "g.txt").write_bytes(bytes(range(256)))
    outcomes = list(documents([tmp_path, tmp_path / "none"], limits=Limits(text_bytes=1000)))
    assert codes(outcomes) == [
        "empty-file",
        "bad-utf8",
        "c.txt",
        "too-large",
        "unknown-suffix",
        "nul-bytes",
        "binary-file",
        "missing-path",
    ]
    for outcome in outcomes:
        if isinstance(outcome, ReadError):
            assert outcome.place.startswith(str(tmp_path))
            assert outcome.hint
            assert "\n" not in str(outcome)


def test_a_text_over_eight_megabytes_is_refused_with_a_way_to_split_it(tmp_path: Path) -> None:
    (tmp_path / "big.txt").write_bytes(b"word " * 1_600_001)
    (outcome,) = documents([tmp_path])
    assert isinstance(outcome, ReadError)
    assert outcome.code == "too-large"
    assert "8,000,000" in outcome.message
    assert "split" in outcome.hint


def test_standard_input_is_read() -> None:
    (document,) = documents(["-"], stdin=BytesIO(DIGEST))
    assert isinstance(document, Document)
    assert document.based_on is not None
    assert document.file_names == ("-",)


def test_copies_are_one_document_with_all_their_names(tmp_path: Path) -> None:
    for name in ("b.txt", "a.txt", "sub/a.txt", "other.txt"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(DIGEST if name == "other.txt" else PROSE)
    read = [outcome for outcome in documents([tmp_path]) if isinstance(outcome, Document)]
    assert len(read) == 4
    merged = merge_copies(read)
    assert merged == merge_copies(reversed(read))
    assert {document.file_names for document in merged} == {("a.txt", "b.txt"), ("other.txt",)}


def test_reading_elsewhere_is_reading_here(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(PROSE)
    (tmp_path / "b.txt").write_bytes(b"\xff")
    found = [source for source in sources([tmp_path]) if isinstance(source, Source)]
    with ProcessPoolExecutor(1, mp_context=get_context("forkserver")) as pool:
        there = list(pool.map(read_source, found))
    here = [read_source(source) for source in found]
    assert there[0] == here[0]
    assert str(there[1][0]) == str(here[1][0])


FORMATS = {
    "a.txt": (PROSE, "text/plain"),
    "b.html": (b"<html><body><h1>Harbour opens</h1><p>The harbour of Port Elin opened on Monday.</p>", "text/html"),
    "c.md": (b"# Harbour opens\n\nThe harbour of Port Elin opened on Monday.", "text/markdown"),
    "d.pdf": (
        pdf([["Harbour opens", "The harbour of Port Elin opened again on Monday, and ships came."]]),
        "application/pdf",
    ),
    "e.jsonl": (b'{"text": "Harbour opens\\n\\nThe harbour of Port Elin opened on Monday."}\n', "application/json"),
}


def test_every_format_of_a_folder_is_read_by_its_reader(tmp_path: Path) -> None:
    for name, (data, _) in FORMATS.items():
        (tmp_path / name).write_bytes(data)
    read = list(documents([tmp_path]))
    assert codes(read) == sorted(FORMATS)
    for outcome in read:
        assert isinstance(outcome, Document)
        assert outcome.media_type == FORMATS[outcome.file_names[0]][1]
        assert (outcome.title, outcome.language) == ("Harbour opens", "en")
        assert [block.role for block in outcome.blocks] == [BlockRole.TITLE, BlockRole.PARAGRAPH]


@pytest.mark.parametrize("name", sorted(set(FORMATS) - {"c.md"}))
def test_standard_input_is_read_by_its_content(name: str) -> None:
    data, media_type = FORMATS[name]
    (document,) = documents(["-"], stdin=BytesIO(data))
    assert isinstance(document, Document)
    assert document.media_type == media_type


def test_a_bad_line_is_placed_in_its_file(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(FORMATS["e.jsonl"][0] + b"{\n")
    _, error = documents([tmp_path])
    assert isinstance(error, ReadError)
    assert error.place == f"{tmp_path}/a.jsonl:2"


def test_a_text_too_large_inside_another_format_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(b'{"text": "%s"}\n' % (b"word " * 100) + FORMATS["e.jsonl"][0])
    outcomes = list(documents([tmp_path], limits=Limits(text_bytes=200)))
    assert codes(outcomes) == ["too-large", "a.jsonl"]


def test_a_reader_that_fails_is_an_error_of_its_document(monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken:
        suffixes = frozenset({".txt"})

        def read(self, data: bytes, name: str) -> list[Document]:
            raise RuntimeError("a fault\nof its own")

    monkeypatch.setattr("kgbuild.read.readers.readers", lambda: {"broken": Broken()})
    (outcome,) = read_source(Source("a.txt", "a.txt", PROSE))
    assert isinstance(outcome, ReadError)
    assert outcome.code == "reader-failed"
    assert "\n" not in str(outcome)
