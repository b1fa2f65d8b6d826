"""kgbuild.dump: a dump comes back term for term, in the same bytes, whatever the graph holds."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import CanonicalizationAlgorithm, Dataset, Literal, NamedNode, Quad, RdfFormat, parse, serialize

from kgbuild.dump.checksum import checksum, in_their_graphs
from kgbuild.dump.formats import RDF, DumpError, Format, format_of, write_rdf
from kgbuild.iri import DEFAULT_BASE, PREFIXES
from kgbuild.rdf import graph_of
from tests.graphs import quads_of, small_readings

XSD = PREFIXES["xsd"]
KG = PREFIXES["kg"]
nodes = st.sampled_from([NamedNode(f"{DEFAULT_BASE}{n}") for n in ("claim-1", "entity-2", "document-3", "x-é", "y.z")])
predicates = st.sampled_from([NamedNode(KG + n) for n in ("text", "bound", "fileName")] + [NamedNode("http://x/p-q")])
characters = st.characters(exclude_categories=["Cs"], exclude_characters="\x00")
xml_characters = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff")
hard = ["a\nb\r\nc\rd\te", '"""', "\\u0041", "]]>", "<&>", " edge ", "", "\n", "\r", "é😀\u2028", "'''"]


def typed(kind: str, *values: str) -> st.SearchStrategy[Literal]:
    return st.sampled_from([Literal(v, datatype=NamedNode(XSD + kind)) for v in values])


def graphs(text: st.SearchStrategy[str]) -> st.SearchStrategy[list[Quad]]:
    literals = st.one_of(
        st.builds(Literal, text | st.sampled_from(hard)),
        st.builds(lambda v: Literal(v, language="en-gb"), text),
        typed("decimal", "0.9", "123456789012345", "-0.00000000000001"),
        typed("date", "0001-01-01", "2025-12-31", "9999-12-31"),
        typed("gYear", "2025"),
        typed("integer", "0", "-5"),
        typed("anyURI", "http://x/ not an iri"),
    )
    quad = st.builds(lambda s, p, o: Quad(s, p, o), nodes, predicates, literals | nodes)
    return st.lists(quad, max_size=12).map(lambda quads: in_their_graphs(quads))


def dumped(quads: list[Quad], form: Format) -> bytes:
    out = io.BytesIO()
    write_rdf(quads, form, out, DEFAULT_BASE)
    return out.getvalue()


def taken_back(data: bytes, form: Format) -> list[Quad]:
    return in_their_graphs(parse(data, format=RDF[form]))


def check(quads: list[Quad], form: Format) -> None:
    data = dumped(quads, form)
    back = taken_back(data, form)
    assert back == quads
    assert dumped(back, form) == data
    assert checksum(back) == checksum(quads)


@pytest.mark.parametrize("form", sorted(set(RDF) - {Format.RDFXML}))
@given(quads=graphs(st.text(characters, max_size=20)))
def test_dump_load_dump_gives_equal_bytes(form: Format, quads: list[Quad]) -> None:
    check(quads, form)


@given(quads=graphs(st.text(xml_characters, max_size=20)))
def test_rdfxml_dump_load_dump_gives_equal_bytes(quads: list[Quad]) -> None:
    check(quads, Format.RDFXML)


@given(quads=graphs(st.text(max_size=3).filter(lambda t: not any(0xD800 <= ord(c) < 0xE000 or c == "\0" for c in t))))
def test_rdfxml_comes_back_or_refuses_by_name(quads: list[Quad]) -> None:
    try:
        check(quads, Format.RDFXML)
    except DumpError as error:
        assert error.code == "not-xml"
        assert "U+" in error.message


def test_rdfxml_refuses_a_predicate_that_it_cannot_name() -> None:
    quad = Quad(NamedNode("http://x/s"), NamedNode("http://x/9"), Literal("o"))
    with pytest.raises(DumpError, match="http://x/9"):
        dumped([quad], Format.RDFXML)


@pytest.mark.parametrize("form", sorted(RDF))
def test_a_real_graph_comes_back(form: Format) -> None:
    quads = quads_of(small_readings())
    check(quads, form)


def test_turtle_is_readable() -> None:
    lines = dumped(quads_of(small_readings()), Format.TURTLE).decode("utf-8").split("\n")
    head = [line for line in lines if line.startswith("@prefix")]
    assert lines[: len(head)] == sorted(head)
    subjects = [line.split(" ")[0] for line in lines[len(head) :] if line and not line.startswith("\t")]
    assert len(subjects) == len(set(subjects)), "one subject a block"
    assert any(line.startswith("id:claim-") and " a kg:Claim" in line for line in lines) or any(
        "rdf:type" not in line for line in lines
    )


def test_an_empty_graph_has_a_head_only() -> None:
    assert all(line.startswith(b"@prefix") for line in dumped([], Format.TURTLE).splitlines())


@given(graphs(st.text(characters, max_size=20)))
def test_the_checksum_is_the_hash_of_rdfc10(quads: list[Quad]) -> None:
    from hashlib import sha256

    dataset = Dataset(quads)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    lines = sorted((serialize(dataset, format=RdfFormat.N_QUADS) or b"").splitlines(keepends=True))
    assert checksum(quads) == sha256(b"".join(lines)).hexdigest()


def test_the_checksum_does_not_depend_on_the_graphs_of_a_file() -> None:
    quads = quads_of(small_readings())
    flat = [Quad(*q.triple) for q in quads]
    assert checksum(in_their_graphs(flat)) == checksum(quads)
    assert sorted(graph_of(flat), key=str) == quads


def test_a_blank_node_has_no_place() -> None:
    from kgbuild.errors import StoreError

    with pytest.raises(StoreError, match="blank-node"):
        in_their_graphs(parse(b"[] <http://x/p> 1 .", format=RdfFormat.TURTLE))


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("x.ttl", Format.TURTLE), ("x.nq.gz", Format.NQUADS), ("x.jsonld.zst", Format.JSONLD), ("a.b.csv", Format.CSV),
        ("x.rdf", Format.RDFXML), ("x", None), ("x.gz", None), ("x.txt", None),
    ],
)  # fmt: skip
def test_the_ending_names_the_format(name: str, form: Format | None) -> None:
    assert format_of(Path(name).name) is form
