"""Dumps load into foreign stores without a word, whatever their literals hold."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse

from kgbuild.dump.formats import Format, write_rdf
from kgbuild.iri import DEFAULT_BASE, PREFIXES
from kgbuild.query.remote import ask
from tests.interop.hard import hard_quads
from tests.interop.stores import Virtuoso, comunica, jena, oxigraph_command, virtuoso
from tests.support import REPOSITORY, program

TRIPLES = 300_000
VIRTUOSO_WRITES = {"true": "1"}
"""What Virtuoso is known to give back otherwise than it took it (docs/load-elsewhere.md)."""
APART = (
    ("urn:a", "date", "-0044-03-15", "-044-03-15"),
    ("urn:b", "date", "-0001-01-01", "0000-01-01"),
    ("urn:c", "gYear", "-0044", "-044"),
    ("urn:d", "decimal", "0.1234567890123456789", "0.123456789012346"),
)
"""Node, datatype, value, and what Virtuoso makes of it."""
EVERY_LITERAL = """PREFIX schema: <https://schema.org/>
SELECT DISTINCT ?o WHERE { <%s> schema:value ?o } ORDER BY ?o"""


@pytest.fixture(scope="module")
def quads() -> list[Quad]:
    found = sorted(hard_quads(TRIPLES), key=str)
    assert len(found) >= TRIPLES
    assert len(found) == len({q.triple for q in found})
    return found


@pytest.fixture(scope="module")
def dumps(quads: list[Quad], tmp_path_factory: pytest.TempPathFactory) -> dict[Format, Path]:
    folder = tmp_path_factory.mktemp("hard")
    endings = {
        Format.TURTLE: "ttl",
        Format.NQUADS: "nq",
        Format.NTRIPLES: "nt",
        Format.TRIG: "trig",
        Format.RDFXML: "rdf",
    }
    files = {}
    for form, ending in endings.items():
        files[form] = folder / f"hard.{ending}"
        with files[form].open("wb") as out:
            write_rdf(quads, form, out, DEFAULT_BASE)
    return files


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Virtuoso]:
    folder = tmp_path_factory.mktemp("virtuoso")
    with virtuoso(folder, folder.parent) as server:
        yield server


@pytest.fixture(scope="module")
def everything(quads: list[Quad]) -> tuple[str, set[str]]:
    """A node that has every hard literal, and their values."""
    by_node: dict[str, set[str]] = {}
    for quad in quads:
        if quad.predicate.value.endswith("/value"):
            by_node.setdefault(getattr(quad.subject, "value", ""), set()).add(getattr(quad.object, "value", ""))
    node = max(by_node, key=lambda n: (len(by_node[n]), n))
    return node, by_node[node]


@pytest.mark.parametrize("form", [Format.TURTLE, Format.NQUADS])
def test_jena_loads_and_keeps_every_literal(
    dumps: dict[Format, Path], quads: list[Quad], everything: tuple[str, set[str]], tmp_path: Path, form: Format
) -> None:
    node, values = everything
    answers = jena(dumps[form], {"values": EVERY_LITERAL % node}, tmp_path)
    assert answers.triples == len(quads)
    assert {value for (value,) in answers.rows["values"]} == values


@pytest.mark.parametrize("form", [Format.TURTLE, Format.NQUADS])
def test_n3js_and_comunica_load_and_keep_every_literal(
    dumps: dict[Format, Path], quads: list[Quad], everything: tuple[str, set[str]], tmp_path: Path, form: Format
) -> None:
    node, values = everything
    answers = comunica(dumps[form], {"values": EVERY_LITERAL % node}, tmp_path)
    assert answers.triples == len(quads)
    assert {value for (value,) in answers.rows["values"]} == values


@pytest.mark.parametrize("form", [Format.TURTLE, Format.NQUADS])
def test_virtuoso_loads_and_keeps_every_literal(
    dumps: dict[Format, Path], quads: list[Quad], everything: tuple[str, set[str]], running: Virtuoso, form: Format
) -> None:
    node, values = everything
    assert running.load(dumps[form]) == len(quads)
    found = {str(row[0].value) for row in ask(running.query, EVERY_LITERAL % node).rows if row[0] is not None}  # type: ignore[union-attr]
    assert found == {VIRTUOSO_WRITES.get(value, value) for value in values}


def test_what_virtuoso_changes_is_what_the_documentation_says(running: Virtuoso, tmp_path: Path) -> None:
    """Loaded apart, since no graph of ours holds them."""
    literals = {node: Literal(value, datatype=NamedNode(PREFIXES["xsd"] + kind)) for node, kind, value, _ in APART}
    file = tmp_path / "apart.ttl"
    with file.open("wb") as out:
        value = NamedNode(PREFIXES["schema"] + "value")
        write_rdf([Quad(NamedNode(n), value, o) for n, o in literals.items()], Format.TURTLE, out, DEFAULT_BASE)
    assert running.load(file) == len(APART)
    for node, kind, _, changed in APART:
        ((found,),) = ask(running.query, EVERY_LITERAL % node).rows
        assert found == Literal(changed, datatype=NamedNode(PREFIXES["xsd"] + kind))
    told = (REPOSITORY / "docs" / "load-elsewhere.md").read_text("utf-8")
    for _, _, value_given, changed in APART:
        assert value_given in told and changed in told


@pytest.mark.parametrize("form", [Format.TURTLE, Format.NQUADS, Format.TRIG])
def test_oxigraphs_own_command_loads_and_gives_back(
    dumps: dict[Format, Path], quads: list[Quad], tmp_path: Path, form: Format
) -> None:
    command, location = oxigraph_command(), str(tmp_path / "db")
    run = [command, "load", "--location", location, "--file", str(dumps[form])]
    loaded = subprocess.run(run, capture_output=True, text=True, timeout=300)
    assert loaded.returncode == 0, loaded.stderr
    assert "error" not in loaded.stderr.lower()
    back = tmp_path / "back.nq"
    subprocess.run([command, "dump", "--location", location, "--file", str(back)], check=True, capture_output=True)
    found = {q.triple for q in parse(path=str(back), format=RdfFormat.N_QUADS)}
    assert found == {q.triple for q in quads}


@pytest.mark.parametrize(
    ("form", "name"), [(Format.TURTLE, "turtle"), (Format.NTRIPLES, "ntriples"), (Format.RDFXML, "rdfxml")]
)
def test_rapper_reads_without_warning(dumps: dict[Format, Path], quads: list[Quad], form: Format, name: str) -> None:
    read = subprocess.run(
        [program("rapper"), "--quiet", "--count", "--input", name, str(dumps[form])],
        capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert read.returncode == 0
    assert "Error" not in read.stderr
    assert "Warning" not in read.stderr
    counted = subprocess.run(
        [program("rapper"), "--count", "--input", name, str(dumps[form])], capture_output=True, text=True, timeout=300
    )
    assert f"returned {len(quads)} triples" in counted.stderr


def test_rdflib_reads_every_term(dumps: dict[Format, Path], quads: list[Quad]) -> None:
    import rdflib

    graph = rdflib.Graph()
    graph.parse(dumps[Format.TURTLE], format="turtle")
    assert len(graph) == len(quads)
    texts = {str(o) for o in graph.objects() if isinstance(o, rdflib.Literal) and o.datatype is None}
    wanted = {q.object.value for q in quads if isinstance(q.object, Literal) and _is_text(q.object)}
    assert texts == wanted  # type: ignore[comparison-overlap]


def _is_text(literal: Literal) -> bool:
    return literal.language is not None or literal.datatype.value.endswith("#string")
