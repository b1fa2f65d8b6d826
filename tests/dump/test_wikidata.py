"""Claims of a graph as QuickStatements: what is linked, plain and referenced, and nothing else."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal

import pyoxigraph as ox
import pytest

from kgbuild.dump.wikidata import quickstatement_lines, statements
from kgbuild.gazetteer import Gazetteer
from kgbuild.iri import DEFAULT_BASE
from kgbuild.link.entities import WorldLinker
from kgbuild.link.quickstatements import Properties
from kgbuild.model import Claim, Document, Entity, Evidence, Layer, Polarity, Reading, Span, TimeSpan
from kgbuild.rdf import reading_quads
from kgbuild.view import Reader

TEXT = "Russia recruits men from Kazakhstan. The group recruits from Almaty."
DOCUMENT = Document("0" * 64, TEXT, ("a.txt",), "text/plain", url="https://example.org/a")
RUSSIA = Entity("rec:Country", ("entity", "Q159"), "Russia")
KAZAKHSTAN = Entity("rec:Country", ("entity", "Q232"), "Kazakhstan")
ALMATY = Entity("rec:City", ("entity", "Q35493"), "Almaty")
SCHEME = Entity("rec:Scheme", ("entity", DOCUMENT.sha256, "rec:Scheme", "group"), "group", scope=DOCUMENT.sha256)
FIRST, SECOND = Span(0, 36), Span(37, len(TEXT))
# Ids of a wiki of this test's own, not Wikidata's.
TABLE = Properties({("predicate", "rec:recruitsFrom"): "P900001", ("reference", "reference URL"): "P900002"})


def claim(subject: Entity, target: Entity, span: Span, **more: object) -> Claim:
    evidence = (Evidence.at(DOCUMENT, span, "test"),)
    return Claim(DOCUMENT, Layer.WORLD, "rec:recruitsFrom", subject, target, evidence, **more)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def reader() -> Reader:
    when = TimeSpan("since January", date(2025, 1, 1))
    claims = (
        claim(RUSSIA, KAZAKHSTAN, FIRST, when=when, confidence=Decimal("0.9")),
        claim(RUSSIA, KAZAKHSTAN, FIRST, polarity=Polarity.DENIED),
        claim(SCHEME, ALMATY, SECOND),
    )
    links = tuple(WorldLinker(Gazetteer.load()).links(DOCUMENT, claims))
    store = ox.Store()
    store.extend(reading_quads(Reading(DOCUMENT, claims, links), DEFAULT_BASE, "c").quads)
    return Reader(store, DEFAULT_BASE)


def test_only_linked_plain_claims_become_commands(reader: Reader) -> None:
    lines, tally = quickstatement_lines(reader, TABLE)
    assert lines == ['Q159\tP900001\tQ232\tS900002\t"https://example.org/a"\n']
    assert tally == Counter({"written": 1, "not a plain statement": 1, "no item for the subject": 1})


def test_without_a_mapping_every_claim_is_counted(reader: Reader) -> None:
    assert quickstatement_lines(reader, Properties({})) == (
        [],
        Counter({"no property for rec:recruitsFrom": 2, "not a plain statement": 1}),
    )


def test_a_statement_holds_what_the_claim_says(reader: Reader) -> None:
    (plain,) = [s for s in statements(reader, date(2025, 3, 1)) if s.holds and s.subject]
    assert (plain.subject, plain.object, plain.start, plain.end) == ("Q159", "Q232", date(2025, 1, 1), None)
    assert (plain.quote, plain.retrieved) == ("Russia recruits men from Kazakhstan.", date(2025, 3, 1))
