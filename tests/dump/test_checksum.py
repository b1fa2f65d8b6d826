"""kgbuild.dump.checksum against the W3C's tests of RDF Dataset Canonicalization (RDFC-1.0), all of its evaluations."""

from __future__ import annotations

import csv
from hashlib import sha256
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, CanonicalizationAlgorithm, Dataset, Quad, RdfFormat, parse, serialize

from kgbuild.dump.checksum import checksum, in_their_graphs
from kgbuild.errors import StoreError
from tests.support import shared

OTHER_HASH = "hashAlgorithm"


def evaluations() -> list[tuple[str, list[Quad], bytes]]:
    """Name, input and canonical N-Quads of each test by SHA-256."""
    folder = shared("data", "suites", "rdfc10")
    with (folder / "manifest.csv").open(encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if row["rdfc10"] == "TRUE" and not row[OTHER_HASH]]
    return [(row["test"], *_files(folder / "rdfc10", row["test"])) for row in rows]


def _files(folder: Path, name: str) -> tuple[list[Quad], bytes]:
    given = parse(path=str(folder / f"{name}-in.nq"), format=RdfFormat.N_QUADS)
    return list(given), (folder / f"{name}-rdfc10.nq").read_bytes()


def is_ground(quads: list[Quad]) -> bool:
    return not any(isinstance(term, BlankNode) for q in quads for term in (q.subject, q.object, q.graph_name))


def test_the_checksum_is_the_canonical_hash_of_every_graph_without_blank_nodes() -> None:
    ground = [(name, quads, wanted) for name, quads, wanted in evaluations() if is_ground(quads)]
    assert len(ground) >= 12
    for name, quads, wanted in ground:
        assert checksum(sorted(set(quads), key=str)) == sha256(wanted).hexdigest(), name


def test_every_graph_with_blank_nodes_is_refused_by_name() -> None:
    blank = [quads for _, quads, _ in evaluations() if not is_ground(quads)]
    assert len(blank) >= 45
    for quads in blank:
        with pytest.raises(StoreError, match="blank-node"):
            in_their_graphs(quads)


def test_pyoxigraph_which_other_tests_compare_with_passes_them_all() -> None:
    for name, quads, wanted in evaluations():
        dataset = Dataset(quads)
        dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
        lines = sorted((serialize(dataset, format=RdfFormat.N_QUADS) or b"").splitlines(keepends=True))
        assert b"".join(lines) == wanted, name
