"""A quote in its passage: the document's own words around it, no further than its paragraph."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad

from kgbuild.errors import QueryError
from kgbuild.explain import Marks, explain, passage
from kgbuild.iri import DEFAULT_BASE, expand
from kgbuild.view import Place, Reader, Source
from tests.graphs import quads_of, small_graph, small_readings, store_of

TEXTS = st.text(st.sampled_from("ab  é😀.\n\r\u2028\t"), min_size=1, max_size=120)
END_OF_LINE = ("\n", "\r", "\u2028", "\u2029", "\x85", "\x0b", "\x0c")


def source(text: str | None) -> Source:
    return Source("urn:d", "t", "0" * 64, ("a.txt",), text=text)


def place(text: str, start: int, end: int, exact: str | None = None) -> Place:
    words = text[start:end] if exact is None else exact
    return Place("urn:e", start, end, words, text[max(0, start - 32) : start], text[end : end + 32], (), ())


@given(TEXTS, st.data(), st.sampled_from([0, 1, 10, 50, 160]))
def test_a_passage_is_a_stretch_of_its_document(text: str, data: st.DataObject, around: int) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    found = passage(source(text), place(text, start, end), around)
    before, after = found.before.removeprefix("… "), found.after.removesuffix(" …")
    assert found.quote == text[start:end]
    assert text[:start].endswith(before) and text[end:].startswith(after)
    assert len(before) <= around and len(after) <= around
    assert not any(end in before + after for end in END_OF_LINE)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\u2028", "\n\n"])
def test_it_ends_with_the_paragraph_and_is_marked_where_words_are_left_out(end: str) -> None:
    line = "The court jailed Peter for years."
    text = f"A first line.{end}{line}{end}A last line."
    start = text.index("jailed")
    found = passage(source(text), place(text, start, start + 6))
    assert (found.before, found.quote, found.after) == ("The court ", "jailed", " Peter for years.")
    short = passage(source(text), place(text, start, start + 6), 8)
    assert (short.before, short.after) == ("… court ", " Peter …")


def test_the_affixes_of_the_graph_stand_in_where_the_text_is_withheld_or_another() -> None:
    text = "The court jailed Peter for years."
    for other in (None, "", "The court freed Peter for years.", text[:12]):
        found = passage(source(other), place(text, 10, 16))
        assert (found.before, found.quote, found.after) == ("The court ", "jailed", " Peter for years.")


def test_every_quote_of_a_graph_is_marked_once_for_each_place() -> None:
    reader = Reader(small_graph(), DEFAULT_BASE)
    for iri in reader.claims:
        claim = reader.claim(iri)
        lines = list(explain(reader, iri, Marks("[[", "]]"), lambda claim: [f"checked {claim}"]))
        marked = [line.partition("[[")[2].partition("]]")[0] for line in lines if "[[" in line]
        assert marked == [found.exact for found in claim.places]
        assert lines[-1] == f"checked {iri}"
        assert any(claim.source.title in line for line in lines)


def test_evidence_leads_to_its_claim_and_evidence_of_none_is_an_error() -> None:
    reader = Reader(small_graph(), DEFAULT_BASE)
    claim = reader.claim(reader.claims[0])
    assert list(explain(reader, claim.places[0].iri)) == list(explain(reader, claim.iri))
    lost = NamedNode("urn:lost")
    store = store_of([*quads_of(small_readings()), Quad(lost, NamedNode(expand("rdf:type")),
                                                        NamedNode(expand("kg:Evidence")))])  # fmt: skip
    with pytest.raises(QueryError, match="evidence of no claim"):
        list(explain(Reader(store, DEFAULT_BASE), lost.value))


def test_an_entity_lists_each_claim_once_whatever_part_it_plays_there() -> None:
    reader = Reader(small_graph(), DEFAULT_BASE)
    for iri in {reader.claim(c).subject.iri for c in reader.claims}:
        lines = list(explain(reader, iri))
        listed = [line for line in lines if line.startswith("      «")]
        ends = [(v.subject.iri, v.object.iri, *(s.iri for s in v.speakers)) for v in reader.all()]
        assert len(listed) == sum(iri in end for end in ends)
        assert f"  {len(listed)} claims" in lines


@pytest.mark.parametrize(
    "broken", ["http://a b/", "<http://[x>", "urn:x y", "http://a.example/%zz", "http://a.example/\x00", "urn:\u202e x"]
)
def test_what_is_no_iri_is_nothing_that_the_graph_holds(broken: str) -> None:
    with pytest.raises(QueryError, match="not-here") as caught:
        Reader(small_graph(), DEFAULT_BASE).find(broken)
    assert caught.value.place == broken


def test_a_name_may_be_given_in_any_of_its_forms() -> None:
    reader = Reader(small_graph(), DEFAULT_BASE)
    claim = reader.claims[0]
    local = claim.removeprefix(DEFAULT_BASE)
    forms = (claim, f"<{claim}>", f" {local} ", f"id:{local}", local[:14], local.removeprefix("claim-"))
    for given_ in forms:
        assert reader.find(given_) == claim
    with pytest.raises(QueryError, match="ambiguous"):
        reader.find("claim-")


def test_a_literal_that_says_nothing_of_an_offset_is_told_and_read_leniently() -> None:
    claim = Reader(small_graph(), DEFAULT_BASE).claims[0]
    for bad in ("-1", "1.0", "٣", "", "99999999999999", "x"):
        spoilt = [
            Quad(q.subject, q.predicate, Literal(bad), q.graph_name) if q.predicate.value == expand("oa:start") else q
            for q in small_graph()
        ]
        store = store_of(spoilt)
        with pytest.raises(QueryError, match="broken-claim"):
            Reader(store, DEFAULT_BASE).claim(claim)
        lenient = Reader(store, DEFAULT_BASE, lenient=True).claim(claim)
        assert {found.start for found in lenient.places} == {0}


@pytest.mark.parametrize(
    "term", ["kg:bound", "kg:unit", "kg:per", "kg:certainty", "kg:polarity", "kg:layer", "rdf:type"]
)
@pytest.mark.parametrize("words", ["at least", "", "http://a b/"])
def test_words_where_a_term_should_stand_are_shown_as_they_are(term: str, words: str) -> None:
    claims = NamedNode(expand("kg:Claim"))
    spoilt = [
        Quad(q.subject, q.predicate, Literal(words), q.graph_name)
        if q.predicate.value == expand(term) and str(q.subject).startswith(f"<{DEFAULT_BASE}") and q.object != claims
        else q
        for q in quads_of(small_readings())
    ]
    store = store_of(spoilt)
    for lenient in (False, True):
        reader = Reader(store, DEFAULT_BASE, lenient=lenient)
        told = "\n".join(line for iri in reader.claims for line in explain(reader, iri))
        assert told.count("⟦") == sum(len(view.places) for view in reader.all())
        if term in ("kg:certainty", "kg:polarity"):
            assert words in told
        for view in reader.all():
            assert list(explain(reader, view.subject.iri))
