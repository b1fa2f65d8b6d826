"""From a document to its claims: what is read, where claims stand, and that nothing but the document decides them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from importlib.metadata import entry_points
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kgbuild.extract.annotate import annotate
from kgbuild.extract.engine import Engine, extractor
from kgbuild.extract.pack_test.examples import load_examples
from kgbuild.iri import claim_id
from kgbuild.model import BlockRole, Claim, Document
from kgbuild.pack import load_packs
from tests.extract.claims import briefs, document
from tests.extract.conftest import Read
from tests.quality.corpus import DOCUMENTS
from tests.quality.corpus import read as read_file

FILES = [path for name in ("seed", "dev") for path in DOCUMENTS[name]]
SAMPLES = [
    document("At least 45 Kenyans signed contracts with the Russian army.", "17 of them were killed."),
    document("Of these, 12 were killed.", "They fight for Russia. It denies that."),
    document("John Kamau joined the Russian army.", "He was killed.", title="Kenyans Join Russian Army"),
    document("The framing is skewed.", role=BlockRole.ASSESSMENT, section="Framing bias", based_on=True),
]

TEXTS = [example.text for example in load_examples(next(p for p in load_packs().packs if p.name == "recruitment"))]


@pytest.fixture(scope="module")
def gold() -> list[Document]:
    return [found for path in FILES for found in read_file(path.read_bytes(), path.name)]


@pytest.fixture(scope="module")
def readings(engine: Engine, gold: list[Document]) -> dict[str, tuple[Claim, ...]]:
    return {one.sha256: engine(one) for one in gold}


# ---------------------------------------------------------------- what is read at all
FIGHT = "Kenyans fight for Russia."


@pytest.mark.parametrize(
    ("language", "is_read"),
    [("en", True), ("en-gb", True), ("und", True), (None, True), ("de", False), ("ru", False), ("enm", False)],
)
def test_only_english_is_read(language: str | None, is_read: bool, read: Read) -> None:
    assert bool(read(FIGHT, language=language)) is is_read


@pytest.mark.parametrize("anchor", ["Who pays?", "Kenya recruits teachers.", ""])
def test_a_text_about_something_else_says_nothing(anchor: str, read: Read) -> None:
    arrested = "Police in Nairobi arrested 12 agents."
    assert read(arrested)
    assert read(arrested, anchor=anchor) == ()


def test_nothing_in_nothing(engine: Engine) -> None:
    assert engine(document(anchor="")) == ()
    assert engine(document("  \n ", anchor="")) == ()
    assert engine(Document("0" * 64, FIGHT, ("a.txt",), "text/plain")) == (), "what no block covers is layout"


@pytest.mark.parametrize("role", [BlockRole.HEADING, BlockRole.BYLINE, BlockRole.DOMAIN])
def test_layout_says_nothing(role: BlockRole, read: Read) -> None:
    assert read(FIGHT, role=role) == ()


def test_a_headline_and_its_sentence_are_one_claim(read: Read) -> None:
    (claim,) = read("Kenyans fight for Russia, again and again.", title="Kenyans Fight for Russia")
    assert [e.exact for e in claim.evidence] == ["Kenyans Fight for Russia", "Kenyans fight for Russia"]


def test_what_leaves_a_role_open_gives_way_to_what_fills_it(read: Read) -> None:
    assert briefs(read("Police arrested 12 agents, and in all 12 agents were arrested.")) == [
        "Police detained agents [12 person]"
    ]


# ---------------------------------------------------------------- where claims stand
def test_every_quote_stands_in_one_sentence_at_the_edges_of_words(
    engine: Engine, gold: list[Document], readings: dict[str, tuple[Claim, ...]]
) -> None:
    currencies = engine.currencies.for_countries(())
    for one in [*gold, *SAMPLES]:
        sentences = annotate(one, engine.gazetteer, engine.lexicon, currencies)
        for claim in readings.get(one.sha256) or engine(one):
            for place in claim.evidence:
                assert any(s.span.contains(place.span) for s in sentences), place.exact
                assert place.exact == place.exact.strip()
                for before, after in ((place.prefix, place.exact), (place.exact, place.suffix)):
                    assert not before or not after or not (before[-1] + after[0]).isalnum(), place.exact


def test_every_rule_named_is_one_of_the_packs(engine: Engine, readings: dict[str, tuple[Claim, ...]]) -> None:
    rules = {f.name for f in engine.frames} | {p.name for p in engine.patterns}
    found = {rule for claims in readings.values() for c in claims for e in c.evidence for rule in e.found_by}
    assert {r for r in found - rules if not r.startswith("core/assessment/")} == set()
    assert len(found) > 20


def test_no_two_claims_of_a_document_have_one_identity(readings: dict[str, tuple[Claim, ...]]) -> None:
    for claims in readings.values():
        assert len({claim_id(c) for c in claims}) == len(claims)


# ---------------------------------------------------------------- the document alone decides
def test_parsing_only_what_is_needed_loses_nothing(engine: Engine, gold: list[Document]) -> None:
    whole = Engine(load_packs(), lazy=False)
    for one in [*gold, *SAMPLES]:
        assert whole(one) == engine(one), one.file_names


@given(st.lists(st.sampled_from(TEXTS), min_size=2, max_size=8))
@settings(max_examples=25, deadline=None)
def test_parsing_only_what_is_needed_loses_nothing_of_any_mixture(engine: Engine, texts: list[str]) -> None:
    one = document(*texts)
    assert replace(engine, lazy=False)(one) == engine(one)


def test_a_second_reading_is_the_first(gold: list[Document], readings: dict[str, tuple[Claim, ...]]) -> None:
    again = Engine(load_packs())
    for one in gold[:3]:
        first, second = readings[one.sha256], again(one)
        assert second == first
        assert [e.span for c in second for e in c.evidence] == [e.span for c in first for e in c.evidence]
        assert [(c.subject.label, c.subject.alt_labels) for c in second] == [
            (c.subject.label, c.subject.alt_labels) for c in first
        ]


def test_the_order_of_documents_decides_nothing(engine: Engine) -> None:
    alone = {one.sha256: Engine(load_packs())(one) for one in SAMPLES}
    for order in permutations(SAMPLES, 2):
        assert [engine(one) for one in order] == [alone[one.sha256] for one in order]


def test_the_entry_point_is_this_engine() -> None:
    (entry,) = entry_points(group="kgbuild.extractors", name="rules")
    factory: Callable[..., object] = entry.load()
    assert factory is extractor
    assert extractor(load_packs()) == Engine(load_packs())


# ---------------------------------------------------------------- whatever comes
WORDS = """Russia Ukraine Kenyans 45 Kenyan citizens the a Russian army signed contracts with fight for recruits
recruited by who which that , . ; : ? ! ( ) “ ” " — it they them he of these John Kamau said denied may not
never unknown number killed 4 million rubles a month bonus Article 172 (92) cases under in 2025 since May years
prison court jailed network Telegram 's “I Want to Live” hotline run and or both to from Nairobi is are was were
has been among dead missing half none no 17 🪖"""
LIKE_ENGLISH = st.lists(st.sampled_from(WORDS.split()), min_size=1, max_size=25).map(" ".join)
ROLES = st.sampled_from([BlockRole.PARAGRAPH, BlockRole.TITLE, BlockRole.ASSESSMENT, BlockRole.LIST_ITEM])


def check(claims: tuple[Claim, ...], one: Document) -> None:
    for claim in claims:
        assert claim.document == one
        assert all(place.exact for place in claim.evidence)


@settings(max_examples=80)
@given(st.lists(LIKE_ENGLISH, min_size=1, max_size=3), ROLES, st.booleans())
def test_no_english_is_too_strange(engine: Engine, paragraphs: list[str], role: BlockRole, analysis: bool) -> None:
    one = document(*paragraphs, role=role, section="Framing bias", based_on=analysis)
    check(engine(one), one)


@settings(max_examples=60)
@given(st.lists(st.text(min_size=1, max_size=80), min_size=1, max_size=3), ROLES)
def test_no_text_is_too_strange(engine: Engine, paragraphs: list[str], role: BlockRole) -> None:
    one = document(*paragraphs, role=role)
    check(engine(one), one)
