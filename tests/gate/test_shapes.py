"""Reading shapes: what several files say together, and a project's own copies of those that ship."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, NamedNode

from kgbuild.errors import PackError
from kgbuild.gate import Gate
from kgbuild.gate.shapes import ShapesGraph, read_shapes
from kgbuild.rdf import ontology_quads, reading_quads
from kgbuild.resources import shipped
from tests.gate import readings

PACKS = ("core", "recruitment")
HEAD = "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix t: <urn:t:> .\n"


def written(folder: Path, name: str, turtle: str) -> Path:
    file = folder / f"{name}.ttl"
    file.write_text(HEAD + turtle)
    return file


def shipped_files() -> list[Path]:
    return [file for pack in PACKS for file in (shipped("shapes") / pack).glob("*.ttl")]


def test_a_copy_of_what_ships_adds_nothing(tmp_path: Path) -> None:
    copies = [Path(shutil.copy(file, tmp_path / f"{file.parent.name}-{file.name}")) for file in shipped_files()]
    assert read_shapes([*shipped_files(), *copies]) != []
    assert set(read_shapes([*shipped_files(), *copies])) == set(read_shapes(shipped_files()))


def test_a_project_with_its_own_copy_of_the_shapes_has_two_engines_that_agree(tmp_path: Path) -> None:
    """pySHACL once failed there: a property shape of two files had two paths."""
    folders = [shipped("shapes") / pack for pack in PACKS]
    for folder in folders:
        copied = Path(shutil.copytree(folder, tmp_path / folder.name))
        claim = copied / "claim.ttl"
        if claim.exists():
            claim.write_text(f"# Our own words.\n{claim.read_text('utf-8')}", "utf-8")
    ontology = ontology_quads(sorted(shipped("ontology").glob("*/ontology.ttl")))
    gate = Gate([*folders, *(tmp_path / pack for pack in PACKS)], ontology, engine="both")
    assert gate.check(reading_quads(readings.reading(), configuration=readings.CONFIGURATION).quads).conforms


def test_blank_nodes_that_say_different_things_stay_apart(tmp_path: Path) -> None:
    first = written(
        tmp_path, "a", "t:S sh:property [ sh:path t:p ; sh:in ( 1 2 ) ] , [ sh:path t:p ; sh:in ( 1 3 ) ] ."
    )
    triples = read_shapes([first])
    shapes = ShapesGraph(triples)
    inner = [c.value for c in shapes.shape(NamedNode("urn:t:S")).constraints]
    assert len(set(inner)) == 2
    lists = {tuple(map(str, shapes.index.items(shapes.shape(node).constraints[0].value))) for node in inner}  # type: ignore[arg-type]
    assert len(lists) == 2


def test_a_circle_of_blank_nodes_is_read_as_it_is(tmp_path: Path) -> None:
    circle = "_:a sh:node _:b . _:b sh:node _:a ; sh:minLength 2 . t:S sh:node _:a ; sh:targetClass t:C ."
    triples = read_shapes([written(tmp_path, "a", circle), written(tmp_path, "b", circle)])
    blank = {t.subject for t in triples if isinstance(t.subject, BlankNode)}
    assert len(blank) == 4, "what cannot be told by its content is its file's own"
    assert len(triples) == 3 * 2 + 3


def test_what_cannot_be_read_names_file_and_line(tmp_path: Path) -> None:
    with pytest.raises(PackError, match=r"bad-turtle: .*a\.ttl:2"):
        read_shapes([written(tmp_path, "a", "t:S t:p .")])
    with pytest.raises(PackError, match="no-shapes"):
        read_shapes([tmp_path / "nowhere.ttl"])
