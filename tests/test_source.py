"""kgbuild.source and compression: graphs from builds and from anybody's files."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, serialize

from kgbuild.errors import StoreError
from kgbuild.source import open_source, rdf_format, read_rdf
from tests.graphs import quads_of, small_readings


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("a.ttl", RdfFormat.TURTLE),
        ("a.nq.gz", RdfFormat.N_QUADS),
        ("a.rdf.zst", RdfFormat.RDF_XML),
        ("a.jsonld", RdfFormat.JSON_LD),
    ],
)
def test_the_ending_names_the_format(name: str, form: RdfFormat) -> None:
    assert rdf_format(Path(name)) == form


def test_files_are_taken_together_each_triple_once(tmp_path: Path) -> None:
    first, second = tmp_path / "a.nq", tmp_path / "b.nq"
    quads = quads_of(small_readings())
    serialize(quads, str(first), RdfFormat.N_QUADS)
    serialize(quads[:100], str(second), RdfFormat.N_QUADS)
    with open_source(first, second) as source:
        assert len(source.store) == len(quads)


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.doc", b"", "unknown-format"),
        ("a.ttl", b"<a", "bad-rdf"),
        ("a.nq", b"<http://a> <http://b> .", "bad-rdf"),
        ("a.ttl.gz", b"not gzip", "bad-rdf"),
        ("b.ttl.gz", gzip.compress(b"<a:b> <a:c> 1 ." * 999, mtime=0)[:-20], "bad-rdf"),
        ("a.ttl.zst", b"not zstd", "bad-rdf"),
        ("a.rdf", b"<rdf", "bad-rdf"),
        ("a.jsonld", b"{", "bad-rdf"),
    ],
)
def test_a_bad_file_is_named(tmp_path: Path, name: str, content: bytes, code: str) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    with pytest.raises(StoreError) as caught:
        list(read_rdf(file))
    assert caught.value.code == code
    assert str(file) in caught.value.place


def test_a_missing_file_and_a_folder_among_files(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no-file"):
        list(read_rdf(tmp_path / "nope.ttl"))
    with pytest.raises(StoreError, match="mixed-sources"):
        open_source(tmp_path, tmp_path / "a.ttl")
