"""``kgbuild dump``: what stands beside a dump and in it, and what is told meanwhile."""

from __future__ import annotations

from pathlib import Path

from pyoxigraph import NamedNode, RdfFormat, parse

from kgbuild.iri import DEFAULT_BASE
from tests.cli.conftest import Run

DESCRIPTION = NamedNode(DEFAULT_BASE + "dataset")


def graphs(file: Path) -> set[object]:
    return {q.graph_name for q in parse(path=str(file), format=RdfFormat.TRIG)}


def test_trig_holds_the_description_unless_it_is_not_wanted(kgbuild: Run, graph_file: str, tmp_path: Path) -> None:
    assert kgbuild("dump", "-o", "with.trig", "--build", graph_file).status == 0
    assert DESCRIPTION in graphs(tmp_path / "with.trig")
    (tmp_path / "dataset.ttl").unlink()
    assert kgbuild("dump", "-o", "without.trig", "--no-description", "--build", graph_file).status == 0
    assert DESCRIPTION not in graphs(tmp_path / "without.trig")
    assert not (tmp_path / "dataset.ttl").exists()


def test_a_file_holds_what_a_pipe_gets_and_nobody_is_told_of_a_short_dump(
    kgbuild: Run, graph_file: str, tmp_path: Path
) -> None:
    for form, name in (("turtle", "a.ttl"), ("trig", "a.trig"), ("nquads", "a.nq"), ("jsonld", "a.jsonld")):
        piped = kgbuild("dump", "-f", form, "--build", graph_file)
        filed = kgbuild("dump", "-o", name, "--build", graph_file)
        assert (tmp_path / name).read_bytes() == piped.out.encode("utf-8")
        assert piped.err == filed.err == ""
