"""Parts of a graph: taken apart by document and put together again it is the graph that it was."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import NamedNode, Quad

from kgbuild.dump.part import Part, contributions, part_of, without_text
from kgbuild.errors import UsageError
from kgbuild.iri import DEFAULT_BASE, expand
from kgbuild.model import Reading
from kgbuild.rdf import ontology_quads, reading_quads, united
from kgbuild.resources import shipped
from tests.gate import readings
from tests.gate.readings import CONFIGURATION
from tests.graphs import quads_of, small_readings

ONTOLOGY = tuple(ontology_quads(sorted(shipped("ontology").glob("core/*.ttl"))))


def published(several: list[Reading]) -> list[Quad]:
    """One graph of readings, of which no two are of one document."""
    once = {reading.document.sha256: reading for reading in several}
    return united([reading_quads(r, configuration=CONFIGURATION) for r in once.values()], ONTOLOGY)


@settings(max_examples=25)
@given(st.lists(readings.readings(), min_size=1, max_size=3))
def test_what_documents_contribute_is_the_graph(several: list[Reading]) -> None:
    whole = published(several)
    parts, ontology = contributions(whole, DEFAULT_BASE)
    assert ontology == [q for q in whole if q.graph_name == NamedNode(DEFAULT_BASE + "ontology")]
    assert set(ontology).union(*(part.quads for part in parts)) == set(whole)
    assert sorted({part.sha256 for part in parts}) == sorted({r.document.sha256 for r in several})
    for part in parts:
        documents = {q.subject for q in part.quads if q.predicate.value == expand("kg:sha256")}
        assert documents == {part.document}, "nothing of another document comes along"
        assert not part.quads & set(ontology)


def test_with_links_and_cited_works_too() -> None:
    for whole in (quads_of(small_readings()), published([readings.reading(), readings.analysis()])):
        parts, ontology = contributions(whole, DEFAULT_BASE)
        assert set(ontology).union(*(part.quads for part in parts)) == set(whole)


def test_parts_of_several_documents_are_their_parts_together() -> None:
    whole = published([readings.reading(), readings.analysis(), *small_readings()])
    names = sorted(q.object.value for q in whole if q.predicate.value == expand("kg:sha256"))  # type: ignore[union-attr]
    single = {name: set(part_of(whole, Part(documents=(name,)), DEFAULT_BASE)) for name in names}
    assert len(names) == 4
    for one, other in combinations(names, 2):
        assert set(part_of(whole, Part(documents=(one, other)), DEFAULT_BASE)) == single[one] | single[other]
    assert set(part_of(whole, Part(documents=tuple(names)), DEFAULT_BASE)) == set(whole)


def test_a_document_is_named_by_its_iri_its_hash_or_its_file() -> None:
    whole = published([readings.reading(), readings.analysis()])
    parts, _ = contributions(whole, DEFAULT_BASE)
    document = next(part for part in parts if part.sha256 == readings.reading().document.sha256)
    local = document.document.value.removeprefix(DEFAULT_BASE)
    wanted = part_of(whole, Part(documents=(document.sha256,)), DEFAULT_BASE)
    for name in (document.document.value, f"<{document.document.value}>", local, f"id:{local}", document.sha256[:8],
                 document.sha256.upper()):  # fmt: skip
        assert part_of(whole, Part(documents=(name,)), DEFAULT_BASE) == wanted
    for name in ("", "id:", document.sha256[:7], "article", "ocument-", local[:-1], "/"):
        with pytest.raises(UsageError, match="no-document"):
            part_of(whole, Part(documents=(name,)), DEFAULT_BASE)


def test_texts_are_left_out_and_marked_and_nothing_else_changes() -> None:
    whole = published([readings.reading()])
    left = set(without_text(whole))
    text = {q for q in whole if q.predicate.value == expand("kg:text")}
    assert set(whole) - left == text and len(text) == 1
    (mark,) = left - set(whole)
    assert (mark.subject, mark.predicate.value) == (next(iter(text)).subject, expand("kg:textWithheld"))
