"""How claims are told, on the small graph, and on what no gate has seen."""

from __future__ import annotations

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store

from kgbuild.iri import DEFAULT_BASE, expand
from kgbuild.serve.dataset import Dataset
from kgbuild.serve.pages.claims import told
from kgbuild.serve.pages.reader import Reader, outside
from kgbuild.serve.pages.views import resource, search
from kgbuild.serve.statistics import Statistics
from tests.graphs import small_graph


def reader(store: Store) -> Reader:
    prefixes = {"kg": expand("kg:Claim").removesuffix("Claim"), "id": DEFAULT_BASE}
    return Reader(Dataset(store, DEFAULT_BASE, "r", "t", True, Statistics(), {}, prefixes))


def sentences() -> set[str]:
    read = reader(small_graph())
    return {told(read, node).sentence for node in read.subjects("rdf:type", NamedNode(expand("kg:Claim")))}


@pytest.mark.parametrize(
    "sentence",
    [
        "Kenyan citizens signed a contract with Russian Armed Forces (at least 78 people), since 2024",
        "It is not known: Kenyan citizens fights for Ukraine (an unknown number)",
        "It is denied that Russia recruits Kenyan citizens",
        "Reportedly, Russia uses channel job boards",
        "Kenyan citizens casualties killed (5–9 people), in 2025",
        "Russia offers incentive signing bonus (21,000 USD; 2,000,000 RUB)",
    ],
)
def test_sentences(sentence: str) -> None:
    found = sentences()
    parts = {tuple(sorted(s.replace("(", "; ").replace(")", "; ").split("; "))) for s in found}
    assert tuple(sorted(sentence.replace("(", "; ").replace(")", "; ").split("; "))) in parts, found


def test_the_chain_leads_from_the_document_to_the_origin() -> None:
    read = reader(small_graph())
    views = [told(read, node) for node in read.subjects("rdf:type", NamedNode(expand("kg:Claim")))]
    signed = [v for v in views if v.predicate.text == "signed a contract with"]
    chains = [[(words, shown.text) for words, shown in view.chain] for view in signed]
    assert [("read in", "The list"), ("according to", "Bring Them Home")] in chains
    assert any(chain[:2] == [("read in", "The list, read closely"), ("which is about", "The list")] for chain in chains)


def test_a_claim_that_lacks_everything_is_still_shown() -> None:
    store = Store()
    node = NamedNode("urn:c")
    store.add(Quad(node, NamedNode(expand("rdf:type")), NamedNode(expand("kg:Claim"))))
    store.add(Quad(node, NamedNode(expand("kg:evidence")), NamedNode("urn:e")))
    store.add(Quad(NamedNode("urn:e"), NamedNode(expand("oa:hasSelector")), NamedNode("urn:s")))
    store.add(Quad(NamedNode("urn:s"), NamedNode(expand("oa:start")), Literal("-1")))
    view = told(reader(store), node)
    assert view.places[0].start == 0
    assert resource(reader(store), "urn:c", 1) is not None
    assert resource(reader(store), "urn:nobody", 1) is None
    assert resource(reader(store), "no iri", 1) is None


@pytest.mark.parametrize(
    "iri", ["javascript:alert(1)", "data:text/html,x", "urn:x", "https://a b", "file:///etc/passwd"]
)
def test_only_web_addresses_are_linked(iri: str) -> None:
    assert outside(iri) == ""
    assert outside("https://example.org/a") == "https://example.org/a"


@pytest.mark.parametrize("words", ["kenyan CITIZENS", "  job   boards ", "“I” want", ""])
def test_search_evens_out_case_and_blanks(words: str) -> None:
    found = search(reader(small_graph()), words).values
    assert bool(found["names"]) is (words in ("kenyan CITIZENS", "  job   boards "))


def test_an_entity_tells_each_thing_once_and_its_own_nodes_stay_here() -> None:
    """What claims say is not said again as properties, and no link to a page of ours leads to the web."""
    read = reader(small_graph())
    (kenyans,) = [
        n for n in read.subjects("rdf:type", NamedNode(expand("rec:PersonGroup"))) if "Kenyan" in read.label(n)
    ]
    page = resource(read, kenyans.value, 1)
    assert page is not None
    properties = {words: (shown.text, url) for words, _, shown, url in page.values["properties"]}
    assert properties == {"nationality": ("Kenya", "")}
    assert "signed a contract with" in page.values["groups"]
