"""What no gate can see: graphs that are just as complete and consistent as the true one.

The gate guarantees where words come from, not what they mean: somebody has to read for that.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations

from pyoxigraph import Literal, NamedNode, Triple

from kgbuild.rdf.terms import term
from tests.mutation.graph import Change, Graph, Kind, replaced


def _evidence_swapped(g: Graph) -> Iterator[Change]:
    for a, b in permutations(g.typed("kg:Claim"), 2):
        same = g.objects(a, "prov:wasAttributedTo") == g.objects(b, "prov:wasAttributedTo")
        if str(a) < str(b) and same:
            ours = {t for t in g.about(a) if t.predicate == term("kg:evidence")}
            theirs = {t for t in g.about(b) if t.predicate == term("kg:evidence")}
            yield (
                ours | theirs,
                {Triple(b, t.predicate, t.object) for t in ours} | {Triple(a, t.predicate, t.object) for t in theirs},
            )


def _claim_removed(g: Graph) -> Iterator[Change]:
    documents = frozenset(g.typed("kg:Document"))
    structure = g.reachable([*documents, *g.typed("kg:Extraction"), *g.typed("kg:Link")], frozenset())
    for claim in g.typed("kg:Claim"):
        others = [c for c in g.typed("kg:Claim") if c != claim]
        kept = g.reachable(others, documents) | structure
        gone = {t for node in g.reachable([claim], documents) - kept for t in g.about(node)}
        plain = Triple(*(g.one(claim, f"rdf:{n}") for n in ("subject", "predicate", "object")))  # type: ignore[arg-type]
        twins = [c for c in others if g.is_plain(c) and _statement(g, c) == plain]
        yield gone | ({plain} if plain in g.triples and not twins else set()), set()


def _statement(g: Graph, claim: NamedNode) -> Triple:
    return Triple(*(g.one(claim, f"rdf:{n}") for n in ("subject", "predicate", "object")))  # type: ignore[arg-type]


def _changed(predicate: str, value: Literal) -> object:
    def sites(g: Graph) -> Iterator[Change]:
        for t in g.of(predicate):
            if t.object != value and not (
                predicate == "schema:value" and isinstance(t.object, Literal) and t.object.value == "0"
            ):
                yield replaced(t, value)

    return sites


def _renamed(g: Graph) -> Iterator[Change]:
    for country in g.typed("rec:Country"):
        for t in g.about(country):
            if t.predicate == term("rdfs:label"):
                yield replaced(t, Literal("Atlantis", language="en"))


def _left_out(predicate: str) -> object:
    def sites(g: Graph) -> Iterator[Change]:
        for t in g.of(predicate):
            yield {t}, set()

    return sites


UNSEEN = (
    Kind("evidence of two claims of one document swapped", _evidence_swapped,
         "both quotes stand where they say; which of them says what, only a reader can tell"),
    Kind("a claim removed with all it backs", _claim_removed,
         "what was never said and what was taken out look alike; `kgbuild diff` compares two builds"),
    Kind("another number", _changed("schema:value", Literal("123", datatype=term("xsd:decimal"))),
         "the quote is checked, not what the extractor read in it"),
    Kind("another name for an entity", _renamed, "names are the linker's word, and the quote may use another one"),
    Kind("an end left out", _left_out("schema:endDate"), "a time that is open, or not known, has no end"),
    Kind("a title left out", _left_out("schema:name"), "not every document has a title"),
    Kind("a language left out", _left_out("schema:inLanguage"), "not every document tells its language"),
    Kind("an alternative name left out", _left_out("skos:altLabel"), "nothing says how many names a thing has"),
    Kind("an EDTF left out", _left_out("kg:edtf"), "words that could not be resolved have none"),
    Kind("another confidence", _changed("kg:confidence", Literal("0.5", datatype=term("xsd:decimal"))),
         "it is the extractor's own word"),
)  # fmt: skip
