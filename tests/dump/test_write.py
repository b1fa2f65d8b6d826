"""kgbuild.dump.write, part and description: what goes into a dump, and how it gets to its file."""

from __future__ import annotations

import csv
import gzip
import io
import json
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest
import zstandard
from pyoxigraph import NamedNode, Quad, RdfFormat, parse, serialize

from kgbuild.dump import progress
from kgbuild.dump.checksum import checksum, in_their_graphs
from kgbuild.dump.claims import COLUMNS
from kgbuild.dump.description import About, describe, described_checksum, read_about
from kgbuild.dump.formats import DumpError, Format, write_rdf
from kgbuild.dump.part import Part
from kgbuild.dump.write import Options, dump_checksum, output, quads_of, write_dump
from kgbuild.errors import ConfigError, UsageError
from kgbuild.gate.validate import validate_quads
from kgbuild.iri import DEFAULT_BASE, expand
from kgbuild.source import Source, open_source
from tests.graphs import KENYANS, small_readings
from tests.graphs import quads_of as graph

KG = expand("kg:")


@pytest.fixture
def source(tmp_path: Path) -> Source:
    file = tmp_path / "graph.nq"
    serialize(graph(small_readings()), str(file), RdfFormat.N_QUADS)
    return open_source(file)


def subjects(quads: list[Quad], cls: str) -> set[str]:
    kind, wanted = NamedNode(expand("rdf:type")), NamedNode(expand(cls))
    return {str(q.subject) for q in quads if q.predicate == kind and q.object == wanted}


def test_the_whole_is_what_was_read(source: Source) -> None:
    assert list(quads_of(source, Options())) == graph(small_readings())


def test_without_text_marks_it_withheld_and_keeps_hashes_and_quotes(source: Source) -> None:
    quads = list(quads_of(source, Options(text=False)))
    predicates = {q.predicate.value for q in quads}
    assert KG + "text" not in predicates
    assert {KG + "textWithheld", KG + "sha256", KG + "textSha256", expand("oa:exact")} <= predicates
    assert quads == sorted(quads, key=str)
    assert len(quads) == len(graph(small_readings()))


def test_without_ontology(source: Source) -> None:
    quads = list(quads_of(source, Options(ontology=False)))
    assert quads
    assert all(not q.graph_name.value.endswith("/ontology") for q in quads if isinstance(q.graph_name, NamedNode))


@pytest.mark.parametrize(
    ("part", "claims"),
    [
        (Part(documents=("digest.txt",)), 2),
        (Part(documents=("list.txt",)), 8),
        (Part(documents=("list.txt", "digest.txt")), 10),
        (Part(since=date(2025, 11, 3)), 8),
        (Part(pack="core"), 1),
        (Part(pack="recruitment"), 9),
        (Part(pack="recruitment", documents=("digest.txt",)), 1),
    ],
)
def test_a_part_holds_whole_claims_and_what_they_reach(source: Source, part: Part, claims: int) -> None:
    quads = list(quads_of(source, Options(part)))
    assert len(subjects(quads, "kg:Claim")) == claims
    assert set(quads) <= set(graph(small_readings()))
    assert quads == sorted(quads, key=str)
    assert in_their_graphs(quads) == quads, "a part is put into the same graphs when it is taken back"
    assert validate_quads(quads).rows() == []
    minted = {str(q.subject) for q in quads}
    for quad in quads:
        if isinstance(quad.object, NamedNode) and quad.object.value.startswith(DEFAULT_BASE):
            assert str(quad.object) in minted, f"{quad} reaches what is not there"


def test_plain_triples_and_identities_stay_backed(source: Source) -> None:
    part = list(quads_of(source, Options(Part(documents=("digest.txt",)))))
    stated = [q for q in part if str(q.graph_name).endswith("/stated>")]
    assert [q.predicate.value.rpartition("#")[2] for q in stated] == ["signedContractWith"]
    assert not subjects(part, "kg:Link"), "the links were found in the other document"
    assert not [q for q in part if q.predicate.value == expand("owl:sameAs")]
    other = list(quads_of(source, Options(Part(documents=("list.txt",)))))
    assert len(subjects(other, "kg:Link")) == 3
    assert len([q for q in other if q.predicate.value == expand("owl:sameAs")]) == 3


def test_a_document_that_is_not_there_is_named(source: Source) -> None:
    with pytest.raises(UsageError, match=r"no-document: nope\.txt"):
        quads_of(source, Options(Part(documents=("nope.txt",))))
    with pytest.raises(DumpError, match="empty-part"):
        quads_of(source, Options(Part(since=date(2030, 1, 1))))


def test_claims_as_json_lines_and_csv(source: Source) -> None:
    out = io.BytesIO()
    write_dump(source, Format.JSONL, out)
    records = [json.loads(line) for line in out.getvalue().decode("utf-8").splitlines()]
    assert len(records) == 10
    wanted = next(r for r in records if r["saidBy"] and r["saidBy"][0]["name"] == "Bring Them Home")
    assert wanted["quantities"] == [{"bound": "kg:atLeast", "value": "78", "unit": "kg:person"}]
    assert wanted["when"]["edtf"] == "2024-01-01/.."
    assert wanted["subject"]["name"] == KENYANS.label
    out = io.BytesIO()
    write_dump(source, Format.CSV, out)
    rows = list(csv.DictReader(io.StringIO(out.getvalue().decode("utf-8"), newline="")))
    assert tuple(rows[0]) == COLUMNS
    assert [r["claim"] for r in rows] == [r["claim"] for r in records]


def test_a_spreadsheet_takes_no_words_for_a_formula(tmp_path: Path) -> None:
    from kgbuild.dump.claims import _tame

    assert _tame("=HYPERLINK(1)") == "'=HYPERLINK(1)"
    assert _tame("plain") == "plain"


def test_the_description_joins_trig_in_a_graph_of_its_own_and_no_checksum(source: Source) -> None:
    description = describe(source, Options(), About(license="https://x/license", publisher="Us"), "2025-01-01")
    out = io.BytesIO()
    write_dump(source, Format.TRIG, out, Options(), description)
    quads = list(parse(out.getvalue(), format=RdfFormat.TRIG))
    mine = NamedNode(DEFAULT_BASE + "dataset")
    assert {q for q in quads if q.graph_name == mine} == set(description)
    assert checksum(in_their_graphs(quads)) == dump_checksum(source) == checksum(graph(small_readings()))


def test_the_hash_of_an_nquads_file_is_the_checksum(source: Source) -> None:
    out = io.BytesIO()
    write_dump(source, Format.NQUADS, out, Options(), describe(source, Options(), About()))
    assert sha256(out.getvalue()).hexdigest() == dump_checksum(source)


def test_the_description_counts(source: Source, tmp_path: Path) -> None:
    description = describe(source, Options(), About())
    said = {(q.predicate.value.rpartition("#")[2], getattr(q.object, "value", "")) for q in description}
    assert ("triples", str(len(graph(small_readings())))) in said
    assert ("documents", "2") in said
    assert ("triples", "3") in said  # the linkset to Wikidata
    assert not any("issued" in q.predicate.value for q in description)
    file = tmp_path / "dataset.ttl"
    with file.open("wb") as out:
        write_rdf(description, Format.TURTLE, out, DEFAULT_BASE)
    assert described_checksum(file) == checksum(graph(small_readings()))
    assert described_checksum(tmp_path / "nope.ttl") is None


def test_the_words_of_the_description_come_from_the_project(tmp_path: Path) -> None:
    assert read_about(tmp_path) == About()
    (tmp_path / "kgbuild.toml").write_text('[dataset]\ntitle = "Ours"\n')
    assert read_about(tmp_path).title == "Ours"
    (tmp_path / "kgbuild.toml").write_text("[dataset]\ntittle = 1\n")
    with pytest.raises(ConfigError, match=r"dataset\.tittle"):
        read_about(tmp_path)


@pytest.mark.parametrize("suffix", ["", ".gz", ".zst"])
def test_a_file_is_compressed_as_its_ending_says_and_always_alike(tmp_path: Path, suffix: str) -> None:
    first, second = tmp_path / f"a.nt{suffix}", tmp_path / f"b.nt{suffix}"
    for file in (first, second):
        with output(file) as out:
            out.write(b"words " * 1000)
    assert first.read_bytes() == second.read_bytes()
    plain = {
        "": lambda data: data,
        ".gz": gzip.decompress,
        ".zst": lambda data: zstandard.ZstdDecompressor().stream_reader(data).read(),
    }[suffix](first.read_bytes())
    assert plain == b"words " * 1000


def test_a_dump_that_fails_leaves_the_old_file(tmp_path: Path) -> None:
    file = tmp_path / "x.ttl"
    file.write_text("old")
    with pytest.raises(RuntimeError), output(file) as out:
        out.write(b"new")
        raise RuntimeError
    assert file.read_text() == "old"
    assert list(tmp_path.iterdir()) == [file]
    with pytest.raises(DumpError, match="no-folder"), output(tmp_path / "nope" / "x.ttl"):
        pass


@pytest.mark.parametrize(
    ("form", "phases"), [(Format.TURTLE, ["writing"]), (Format.TRIG, ["sorting", "writing"]), (Format.CSV, ["writing"])]
)
def test_whoever_listens_hears_what_is_being_done(
    source: Source, form: Format, phases: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "EACH", 1)
    heard: dict[str, int] = {}
    write_dump(source, form, io.BytesIO(), told=heard.__setitem__)
    assert list(heard) == phases
    assert set(heard.values()) <= {len(graph(small_readings())), 11}  # each triple; or ten claims and the head of CSV
