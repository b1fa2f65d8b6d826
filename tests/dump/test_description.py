"""The description of a dump: its counts are what anybody counts in the dump, and its words are the project's."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, serialize

from kgbuild.dump.description import DCAT, VOID, About, describe, read_about
from kgbuild.dump.part import Part
from kgbuild.dump.write import Options, quads_of
from kgbuild.errors import ConfigError
from kgbuild.iri import DEFAULT_BASE, expand
from kgbuild.rdf import ONTOLOGY
from kgbuild.source import Source, open_source
from tests.graphs import quads_of as graph
from tests.graphs import small_readings

OPTIONS = [Options(), Options(text=False), Options(ontology=False), Options(Part(documents=("digest.txt",)))]
ABOUT = About("Ours", "What we read.", "https://a.example/license", "Us & them", "https://a.example/")


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Source:
    file = tmp_path_factory.mktemp("dump") / "graph.nq"
    serialize(graph(small_readings()), str(file), RdfFormat.N_QUADS)
    return open_source(file)


def partitions(description: list[Quad], kind: str, name: str, count: str) -> dict[str, int]:
    parts = {q.object for q in description if q.predicate.value == f"{VOID}{kind}Partition"}
    named = {q.subject: q.object for q in description if q.subject in parts and q.predicate.value == VOID + name}
    counts = {q.subject: q.object for q in description if q.subject in parts and q.predicate.value == VOID + count}
    assert named.keys() == counts.keys() == parts
    return {named[part].value: int(counts[part].value) for part in parts}  # type: ignore[union-attr]


@pytest.mark.parametrize("options", OPTIONS)
def test_its_counts_are_those_of_the_dump(options: Options, source: Source) -> None:
    description = describe(source, options, About())
    quads = list(quads_of(source, options))
    told = {q.predicate.value: q.object.value for q in description if str(q.subject) == f"<{DEFAULT_BASE}dataset>"
            and isinstance(q.object, Literal)}  # fmt: skip
    assert int(told[VOID + "triples"]) == len(quads)
    data = [q for q in quads if q.graph_name != NamedNode(DEFAULT_BASE + ONTOLOGY)]
    kind = NamedNode(expand("rdf:type"))
    classes = Counter(q.object.value for q in data if q.predicate == kind and isinstance(q.object, NamedNode))
    assert partitions(description, "class", "class", "entities") == classes
    properties = Counter(q.predicate.value for q in data)
    assert partitions(description, "property", "property", "triples") == properties
    assert int(told[VOID + "documents"]) == classes[expand("kg:Document")]


def test_it_says_the_same_of_the_same_graph_and_stands_in_one_graph_of_its_own(source: Source) -> None:
    description = describe(source, Options(), ABOUT, "2025-01-31")
    assert description == describe(source, Options(), ABOUT, "2025-01-31") == sorted(description, key=str)
    assert {q.graph_name for q in description} == {NamedNode(DEFAULT_BASE + "dataset")}
    assert all(isinstance(q.subject, NamedNode) for q in description)
    about = {q.predicate.value: q.object for q in description if q.subject == NamedNode(DEFAULT_BASE + "dataset")}
    assert about[expand("dct:license")] == NamedNode(ABOUT.license)
    assert about[DCAT + "landingPage"] == NamedNode(ABOUT.homepage)
    assert about[expand("dct:issued")] == Literal("2025-01-31", datatype=NamedNode(expand("xsd:date")))
    bare = describe(source, Options(), About())
    assert not any(q.predicate.value in (expand("dct:issued"), expand("dct:license")) for q in bare)


@pytest.mark.parametrize(
    ("table", "part"),
    [
        ('license = "CC BY 4.0"', "license is no IRI: 'CC BY 4.0'"),
        ('homepage = "example.org"', "homepage is no IRI"),
        ('homepage = "http://a.example/\\nx"', "homepage is no IRI"),
        ("title = 3", "dataset.title"),
        ('titel = "Ours"', "dataset.titel"),
    ],
)
def test_a_setting_that_cannot_stand_is_told_before_anything_is_written(
    table: str, part: str, tmp_path: Path, source: Source
) -> None:
    (tmp_path / "kgbuild.toml").write_text(f"[dataset]\n{table}\n", "utf-8")
    with pytest.raises(ConfigError) as caught:
        read_about(tmp_path)
    assert part in caught.value.message and len(str(caught.value).splitlines()) == 1


def test_a_table_that_is_read_is_a_table_that_can_be_written(tmp_path: Path, source: Source) -> None:
    (tmp_path / "kgbuild.toml").write_text(
        '[dataset]\ntitle = "Ours"\ndescription = "What we read."\nlicense = "https://a.example/license"\n'
        'publisher = "Us & them"\nhomepage = "https://a.example/"\n',
        "utf-8",
    )
    assert read_about(tmp_path) == ABOUT
    assert describe(source, Options(), read_about(tmp_path))
