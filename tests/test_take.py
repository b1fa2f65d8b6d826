"""A dump taken back: the graph that it was, whatever it was written in, and never a part of it without a word."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Triple, serialize

from kgbuild.dump.checksum import checksum
from kgbuild.errors import StoreError
from kgbuild.iri import DEFAULT_BASE, expand
from kgbuild.source import open_source
from kgbuild.take import take
from tests.graphs import quads_of, small_readings

QUADS = tuple(quads_of(small_readings()))
KIND = NamedNode(expand("rdf:type"))


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def file(folder: Path, quads: Iterable[Quad], *, flat: bool = False) -> Path:
    path = folder / ("graph.nt" if flat else "graph.nq")
    given = [Triple(q.subject, q.predicate, q.object) for q in quads] if flat else list(quads)
    serialize(given, str(path), RdfFormat.N_TRIPLES if flat else RdfFormat.N_QUADS)
    return path


def of_type(cls: str) -> set[object]:
    return {q.subject for q in QUADS if q.predicate == KIND and q.object == NamedNode(expand(cls))}


@pytest.mark.parametrize("flat", [False, True])
def test_what_was_dumped_is_what_is_taken(flat: bool, tmp_path: Path) -> None:
    taken = take(file(tmp_path, QUADS, flat=flat), tmp_path / "graph")
    assert (taken.documents, taken.claims, taken.quarantined) == (2, 10, 0)
    with open_source(tmp_path / "graph") as source:
        assert list(source.quads()) == list(QUADS)
        assert taken.checksum == checksum(source.quads())


def test_a_claim_that_was_changed_is_quarantined_and_the_others_stay(tmp_path: Path) -> None:
    spoilt = [
        Quad(q.subject, q.predicate, Literal("Recruits never leave"), q.graph_name)
        if q.object == Literal("Recruits leave from Nairobi")
        else q
        for q in QUADS
    ]
    taken = take(file(tmp_path, spoilt), tmp_path / "graph")
    assert (taken.documents, taken.claims, taken.quarantined) == (2, 9, 1)


@pytest.mark.parametrize("lost", ["the type", "everything"])
def test_claims_of_no_document_stop_the_import_and_the_old_graph_stays(lost: str, tmp_path: Path) -> None:
    before = take(file(tmp_path, QUADS), tmp_path / "graph")
    document = min(of_type("kg:Document"), key=str)
    left = [
        q
        for q in QUADS
        if q.subject != document or (lost == "the type" and not (q.predicate == KIND and q.subject == document))
    ]
    with pytest.raises(StoreError, match="no-document") as caught:
        take(file(tmp_path, left), tmp_path / "graph")
    assert "validate" in caught.value.hint
    with open_source(tmp_path / "graph") as source:
        assert checksum(source.quads()) == before.checksum


def test_a_dump_that_was_cut_off_is_not_taken_for_a_smaller_one(tmp_path: Path) -> None:
    path = file(tmp_path, [q for q in QUADS if str(q.graph_name) != f"<{DEFAULT_BASE}ontology>"])
    lines = path.read_bytes().splitlines(keepends=True)
    claims = [number for number, line in enumerate(lines) if b"ontology#Claim>" in line]
    documents = [number for number, line in enumerate(lines) if b"ontology#Document>" in line]
    assert claims[-1] < documents[0]
    path.write_bytes(b"".join(lines[: documents[0]]))
    with pytest.raises(StoreError, match="10 claims are of no document"):
        take(path, tmp_path / "graph")


def test_an_empty_file_is_an_empty_graph(tmp_path: Path) -> None:
    taken = take(file(tmp_path, []), tmp_path / "graph")
    assert (taken.documents, taken.claims, taken.quarantined) == (0, 0, 0)
    with open_source(tmp_path / "graph") as source:
        assert list(source.quads()) == []


def test_another_base_is_kept(tmp_path: Path) -> None:
    base = "https://example.org/ours/"
    path = file(tmp_path, QUADS)
    path.write_text(path.read_text("utf-8").replace(DEFAULT_BASE, base), "utf-8")
    taken = take(path, tmp_path / "graph", base)
    assert (taken.documents, taken.claims, taken.quarantined) == (2, 10, 0)
    with open_source(tmp_path / "graph") as source:
        assert source.base == base
