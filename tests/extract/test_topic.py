"""What a document is about, and which of its sentences are worth parsing: words alone decide."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgbuild.errors import PackError
from kgbuild.extract.annotate import Sentence, annotate
from kgbuild.extract.engine import Engine
from kgbuild.extract.frames import load_frames
from kgbuild.extract.lexicon import Lexicon
from kgbuild.extract.topic import Demands, Topic
from kgbuild.model import BlockRole, Span
from kgbuild.pack import load_packs
from tests.extract.claims import document
from tests.extract.packs import pack


def sentence(text: str) -> Sentence:
    return Sentence(0, 0, BlockRole.PARAGRAPH, "", Span(0, len(text)), text)


# ---------------------------------------------------------------- topics
@pytest.mark.parametrize(
    ("sentences", "covered"),
    [
        (["Kenyans fight in the Russian army."], True),
        (["RUSSIA RECRUITS KENYANS FOR ITS ARMY"], True),
        (["A court jailed a man for mercenarism in Ukraine."], True),
        (["He fought for the Wagner Group in Mali."], True),
        (["Recruiters in Nairobi send men to the front for Moscow."], True),
        (["The Kenyan army recruits drivers."], False),
        (["The Russian Defence Ministry enlists Kenyans for its ranks."], True),
        (["The Kenyan Defence Ministry enlists men for its ranks."], False),
        (["Russia's economy grows."], False),
        (["Recruits join the army.", "Russia signs a trade deal."], False),
        (["Nothing of the kind.", "Ukraine recruits foreigners for its legion."], True),
        ([""], False),
        ([], False),
    ],
)
def test_one_sentence_must_hold_a_word_of_every_group(sentences: list[str], covered: bool, engine: Engine) -> None:
    assert engine.topic.covers(sentences, engine.gazetteer, engine.lexicon.name_pattern) is covered


SCATTERED = [
    "Hackers published the passports of Cubans who had signed up.",
    "He came home from the war in Ukraine, he says.",
    "Traffickers in Santiago are looking for more.",
    "Moscow has said nothing.",
    "Kyiv has said nothing.",
]


@pytest.mark.parametrize("left_out", [None, *range(len(SCATTERED))])
def test_what_no_sentence_says_alone_all_of_them_may_say(left_out: int | None, engine: Engine) -> None:
    sentences = [s for n, s in enumerate(SCATTERED) if n != left_out]
    assert engine.topic.covers(sentences, engine.gazetteer, engine.lexicon.name_pattern) is (left_out is None)


def test_packs_without_anchors_cover_everything(engine: Engine) -> None:
    packs = load_packs(("core", "world"))
    assert Topic.load(packs, Lexicon.load(packs)).covers([], engine.gazetteer, None)


TOPIC = "groups: {fish: [trawl*, cod], sea: [north sea]}\nanchors: [[fish, sea], [fish, parties]]"


@pytest.mark.parametrize(
    ("text", "covered"),
    [
        ("Trawlers cross the North Sea.", True),
        ("COD from the north sea", True),
        ("A codfish of the North Sea", False),
        ("Cod from Norway", True),
        ("Cod from Oslo", True),  # a city of a party
        ("Cod from Iceland", False),
        ("Norwegians eat cod", True),
        ("The North Sea off Norway", False),
    ],
)
def test_a_topic_of_ones_own(text: str, covered: bool, tmp_path: Path, engine: Engine) -> None:
    packs = pack(tmp_path, topic=TOPIC, lexicon="parties: ['NO']")
    topic = Topic.load(packs, Lexicon.load(packs))
    assert topic.covers([text], engine.gazetteer, None) is covered


def test_an_anchor_without_its_group_is_refused(tmp_path: Path) -> None:
    packs = pack(tmp_path, topic=TOPIC.replace("[fish, sea]", "[fish, sky, moon]"))
    with pytest.raises(PackError, match="bad-topic") as refused:
        Topic.load(packs, Lexicon.load(packs))
    assert refused.value.place.endswith("mine/topic.yaml")
    assert refused.value.message == "no group moon, sky"


# ---------------------------------------------------------------- sentences
FRAMES = """
- name: signs
  predicate: rec:p
  triggers:
    - {verb: [sign, ink], patient: [contract], with: [army]}
    - {verb: [carry], without: {patient: [bag]}}
  subject: {at: [agent]}
  object: rec:K
"""


@pytest.mark.parametrize(
    ("text", "worth"),
    [
        ("He signed a contract with the army.", True),
        ("With two armies they inked contracts.", True),
        ("He signed a contract.", False),
        ("The army lost the contract.", False),
        ("SIGNING A CONTRACT WITH AN ARMY", True),
        ("She carries a bag.", True),  # what must not stand is the parse's business
        ("He was carried off.", True),
        ("Cargo.", False),
        ("1984", False),
    ],
)
def test_all_words_that_a_trigger_demands_must_stand(text: str, worth: bool, tmp_path: Path) -> None:
    assert Demands.of(load_frames(pack(tmp_path, frames=FRAMES))).worth_parsing(sentence(text)) is worth


NEEDY = """
- name: pays
  predicate: rec:pays
  triggers: [{verb: [pay]}]
  subject: {at: [agent]}
  object: rec:K
  needs: [quantity]
  requires: [salary, wage]
  unless: [tax]
- name: jails
  predicate: rec:jails
  triggers: [{verb: [jail]}]
  subject: {at: [agent]}
  object: rec:K
  needs: [duration]
- name: counts
  predicate: rec:counts
  triggers: [{verb: [enlist]}]
  subject: {at: [agent]}
  object: rec:K
  count: subject
  needs: [quantity]
- name: opens
  predicate: rec:opens
  triggers: [{verb: [open]}]
  subject: {at: [agent]}
  object: rec:K
  needs: [time]
"""


@pytest.mark.parametrize(
    ("text", "worth"),
    [
        ("Moscow pays a salary of 300 dollars.", True),
        ("Moscow pays a salary.", False),  # no amount
        ("Moscow pays 300 dollars.", False),  # none of the words that the frame requires
        ("Moscow pays a wage of 300 dollars less tax.", False),
        ("A court jailed him for three years.", True),
        ("A court jailed three men.", False),
        ("How many enlisted is not known.", True),  # that nobody knows is a quantity where persons are counted
        ("It opened in May 2024.", True),
        ("It opened.", False),
    ],
)
def test_what_a_frame_cannot_do_without_must_stand(text: str, worth: bool, engine: Engine, tmp_path: Path) -> None:
    currencies = engine.currencies.for_countries(set())
    *_, annotated = annotate(document(text), engine.gazetteer, engine.lexicon, currencies)
    assert Demands.of(load_frames(pack(tmp_path, frames=NEEDY))).worth_parsing(annotated) is worth


def test_the_order_of_frames_decides_nothing() -> None:
    frames = load_frames(load_packs())
    assert Demands.of(frames) == Demands.of(reversed(frames))


ALL = Demands.of(load_frames(load_packs()))
WORDS = sorted({word for demand in ALL.demands for words in demand.words for word in words})


@given(st.lists(st.sampled_from(WORDS), max_size=8))
def test_demands_are_looked_up_by_a_word_and_none_is_passed_over(words: list[str]) -> None:
    said = sentence(" ".join(["He", *words]))
    assert ALL.worth_parsing(said) is any(demand.met(said) for demand in ALL.demands)


def test_no_frames_no_parsing() -> None:
    assert not Demands.of(()).worth_parsing(sentence("He signed a contract."))


def test_words_of_a_sentence_are_lower_case_with_their_hyphens(engine: Engine) -> None:
    (found,) = annotate(
        document("It’s the ex-convicts’ 2nd Über-plan, isn't it", anchor=""),
        engine.gazetteer,
        engine.lexicon,
        engine.currencies.for_countries(()),
    )
    assert found.words >= {"it’s", "the", "ex-convicts", "über-plan", "isn't", "it"}
    assert not any(w[0].isdigit() or w.isupper() for w in found.words)
