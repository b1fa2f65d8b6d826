"""Anybody's file: formats, faults, limits, withheld texts."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Triple, serialize

from kgbuild.gate.untrusted import CheckError, InputError, parse
from kgbuild.gate.validate import validate_file
from kgbuild.model import Reading
from kgbuild.rdf import ontology_quads, reading_quads, united
from kgbuild.rdf.terms import term
from kgbuild.resources import shipped
from tests.gate import readings

SUFFIXES = {
    ".ttl": RdfFormat.TURTLE, ".nt": RdfFormat.N_TRIPLES, ".rdf": RdfFormat.RDF_XML, ".jsonld": RdfFormat.JSON_LD,
    ".nq": RdfFormat.N_QUADS, ".trig": RdfFormat.TRIG,
}  # fmt: skip
PLAIN = readings.document("Graustark fights for Borduria.", title=None)


def quads(*, withheld: bool = False) -> list[Quad]:
    claim = readings.claim(
        PLAIN, "rec:recruitsFrom", readings.GRAUSTARK, readings.BORDURIA, readings.quote(PLAIN, "fights for Borduria")
    )
    shard = reading_quads(Reading(PLAIN, (claim,), (), readings.AGENTS), configuration=readings.CONFIGURATION)
    found = united([shard], ontology_quads(sorted(shipped("ontology").glob("*/ontology.ttl"))))
    if not withheld:
        return found
    return [
        Quad(q.subject, term("kg:textWithheld"), Literal(True), q.graph_name) if q.predicate == term("kg:text") else q
        for q in found
    ]


def write(path: Path, given: list[Quad]) -> Path:
    kind = SUFFIXES[path.suffix]
    content = (
        [Triple(q.subject, q.predicate, q.object) for q in given] if path.suffix not in (".nq", ".trig") else given
    )
    path.write_bytes(serialize(content, format=kind) or b"")
    return path


@pytest.mark.parametrize("suffix", sorted(SUFFIXES))
def test_every_format_is_read_and_conforms(suffix: str, tmp_path: Path) -> None:
    assert validate_file(write(tmp_path / f"dump{suffix}", quads())).rows() == []


def test_a_changed_quote_is_refused_and_told_in_plain_words(tmp_path: Path) -> None:
    spoilt = [
        Quad(q.subject, q.predicate, Literal("fought for Borduria"), q.graph_name)
        if q.predicate == term("oa:exact")
        else q
        for q in quads()
    ]
    report = validate_file(write(tmp_path / "dump.nq", spoilt))
    assert [r.shape.rpartition("#")[2] for r in report.results] == ["QuoteStandsThere"]
    assert "do not stand in the document" in report.rows()[0][4]
    assert not report.conforms
    assert "sh:ValidationReport" in report.to_turtle()
    assert '"conforms": false' in report.to_json()


def test_a_triple_in_two_graphs_is_seen_in_nquads_and_cannot_be_in_turtle(tmp_path: Path) -> None:
    given = quads()
    twice = [*given, Quad(given[0].subject, given[0].predicate, given[0].object, NamedNode("urn:other"))]
    assert not validate_file(write(tmp_path / "dump.nq", twice)).conforms
    assert validate_file(write(tmp_path / "dump.ttl", twice)).conforms


def test_a_withheld_text_is_not_verifiable_until_it_is_brought_back(tmp_path: Path) -> None:
    dump = write(tmp_path / "dump.nq", quads(withheld=True))
    report = validate_file(dump)
    assert [r.severity for r in report.results] == ["Warning"]
    assert not report.conforms and not report.violations
    texts = tmp_path / "texts"
    texts.mkdir()
    (texts / "any-name.txt").write_bytes(PLAIN.text.encode())
    assert validate_file(dump, texts=texts).conforms
    (texts / "any-name.txt").write_bytes(b"Another text.")
    assert [r.severity for r in validate_file(dump, texts=texts).results] == ["Warning"]


def test_a_missing_text_without_the_mark_is_a_violation(tmp_path: Path) -> None:
    dump = write(tmp_path / "dump.nq", [q for q in quads() if q.predicate != term("kg:text")])
    assert validate_file(dump).violations


@pytest.mark.parametrize(
    ("name", "content", "code", "place"),
    [
        ("a.ttl", b"<urn:a> <urn:b>\n  <urn:c> <urn:d> .", "bad-syntax", "a.ttl:2:"),
        ("a.nt", b"<urn:a> <urn:b> .", "bad-syntax", "a.nt:1:"),
        ("a.jsonld", b'{"@id": "urn:a",\n "urn:b": {', "bad-syntax", "a.jsonld:2:"),
        ("a.jsonld", b'{"@context": "http://127.0.0.1:9/c.jsonld", "@id": "urn:a"}', "bad-syntax", "a.jsonld"),
        ("a.nt", b'<urn:a> <urn:b> "\xff" .', "bad-syntax", "a.nt:1:"),
        ("a.rdf", b"<a></b>", "bad-syntax", "a.rdf"),
        ("a.pdf", b"%PDF", "unknown-format", "a.pdf"),
    ],
)
def test_a_broken_file_is_one_clear_error(name: str, content: bytes, code: str, place: str, tmp_path: Path) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    with pytest.raises(InputError) as error:
        validate_file(file)
    assert error.value.code == code
    assert error.value.place.startswith(str(tmp_path / place))


BOMB = """<?xml version="1.0"?>
<!DOCTYPE rdf [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-be", "utf-32"])
def test_a_doctype_is_refused_before_parsing(encoding: str, tmp_path: Path) -> None:
    file = tmp_path / "bomb.rdf"
    file.write_bytes(BOMB.encode(encoding))
    with pytest.raises(InputError) as error:
        parse(file)
    assert error.value.code == "doctype"


def test_a_missing_file_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(InputError) as error:
        validate_file(tmp_path / "nowhere.ttl")
    assert error.value.code == "not-found"


def test_time_and_memory_are_limited(tmp_path: Path) -> None:
    dump = write(tmp_path / "dump.nq", quads())
    with pytest.raises(CheckError) as slow:
        validate_file(dump, seconds=0.01)
    assert slow.value.code == "timeout"
    big = tmp_path / "big.nt"
    big.write_bytes(b"<urn:a> <urn:b> <urn:c> .\n" * 4_000_000)
    with pytest.raises(CheckError) as fat:
        validate_file(big, memory=400 * 2**20)
    assert fat.value.code in ("too-big", "check-failed")
