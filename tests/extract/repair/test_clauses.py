"""What the parser misreads again and again, and what the tree says after the repair."""

from __future__ import annotations

import pytest

from kgbuild.extract.engine import Engine
from kgbuild.extract.repair.clauses import Repair
from kgbuild.extract.tree import Tree
from tests.extract.claims import briefs
from tests.extract.conftest import Read
from tests.extract.trees import token, tree, words


def mended(engine: Engine, text: str, *, heading: bool = False) -> Tree:
    return Repair(engine.cues, heading)(tree(text))


@pytest.mark.parametrize(
    ("text", "noun", "name"),
    [
        ("The agency Atlas Manpower allegedly recruited Kenyans.", "agency", "Manpower"),
        ("The Kyiv-based monitoring group Razom Watch belongs to the foundation.", "group", "Watch"),
        ("The state organisation Guardian pays the families.", "organisation", "Guardian"),
    ],
)
def test_a_name_behind_its_noun_is_no_second_subject(engine: Engine, text: str, noun: str, name: str) -> None:
    found = mended(engine, text)
    verb = found.root
    assert verb.pos == "VERB"
    assert words(found.agents(verb)) == noun
    assert words(found.children(token(found, noun), "appos")) == name


@pytest.mark.parametrize(
    ("text", "verb", "agents", "source"),
    [
        ("Eighty Serbs, the weekly Vreme Danas writes, fight for Russia.", "fight", "Serbs", "writes"),
        ("Many Yemenis, the rights group Mizan says, have entered into contracts.", "entered", "Yemenis", "says"),
        ("Some Cubans, the newspaper writes, fight for Russia.", "fight", "Cubans", "writes"),
    ],
)
def test_an_inserted_source_takes_nobodys_subject(
    engine: Engine, text: str, verb: str, agents: str, source: str
) -> None:
    found = mended(engine, text)
    assert words(found.agents(token(found, verb))) == agents
    assert agents not in words(found.agents(token(found, source)))


@pytest.mark.parametrize(
    ("text", "verb", "agents"),
    [
        ("The men left from Kathmandu on tourist visas.", "left", "men"),
        ("Recruits left from Dakar in small groups, a policeman remembered.", "left", "Recruits"),
        ("Two of the fighters told of debt relief.", "told", "Two"),
    ],
)
def test_what_people_do_themselves_is_a_sentence(engine: Engine, text: str, verb: str, agents: str) -> None:
    found = mended(engine, text)
    assert not found.is_passive(token(found, verb))
    assert words(found.agents(token(found, verb))) == agents


@pytest.mark.parametrize(
    "text",
    [
        "Men recruited by Russia returned home.",
        "The men, sent by Russia, left from Kathmandu.",
        "Kenyans told by recruiters to leave stayed.",
        "Russia, which recruited Kenyans, paid them.",
        "The contract that Russia offers is short.",
        "The embassy says that Kenyans fight for Russia.",
    ],
)
def test_a_sound_tree_stays_the_same_object(engine: Engine, text: str) -> None:
    assert Repair(engine.cues)(tree(text)) is tree(text)


def test_headlines_keep_their_participles(engine: Engine) -> None:
    text = "Two of the fighters told of debt relief"
    assert mended(engine, text, heading=True) is tree(text)


def test_a_clause_of_content_belongs_to_the_verb_of_saying(engine: Engine) -> None:
    found = mended(engine, "A man told the newspaper in an interview that he had joined the army.")
    joined = token(found, "joined")
    assert (joined.dep, found.head(joined).word) == ("ccomp", "told")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("60 Ghanaians have joined the Russian army, police and prosecutors say.", "<police, prosecutors>"),
        ("60 Ghanaians have joined the Russian army, a leaked register shows.", "<leaked register>"),
        ("60 Ghanaians have joined the Russian army, the NGO Open Border reports.", "<NGO Open Border>"),
        ("60 Ghanaians, the embassy claims, have joined the Russian army.", "<embassy>"),
        ("60 Ghanaians have joined the Russian army, the paper and two lawyers claim.", "<paper, lawyers>"),
    ],
)
def test_sources_behind_and_within_a_sentence(text: str, expected: str, read: Read) -> None:
    assert briefs(read(text)) == [f"Ghanaian citizens fightsFor Russian Armed Forces [60 person] {expected}"]


@pytest.mark.parametrize(
    ("text", "law", "deed"),
    [
        (
            "Egypt's penal code forbids joining the army of another country, and whoever does so pays.",
            "code",
            "joining",
        ),
        ("Chad forbids service in a foreign army, and that is known.", "Chad", "service"),
    ],
)
def test_a_law_that_forbids_is_the_subject_of_its_verb(engine: Engine, text: str, law: str, deed: str) -> None:
    found = mended(engine, text)
    verb = token(found, "forbids")
    assert verb.pos == "VERB"
    assert words(found.agents(verb)) == law
    assert words(found.patients(verb)) == deed


def test_whoever_does_so_is_the_subject_of_what_follows(engine: Engine) -> None:
    found = mended(engine, "Whoever does so suffers three years in jail.")
    assert words(found.agents(token(found, "suffers"))) == "Whoever"


def test_a_part_said_in_passing_is_not_who_acts(engine: Engine) -> None:
    found = mended(engine, "About 5,000 Iraqis, most of them Shia Arabs, fight for Russia.")
    assert words(found.agents(token(found, "fight"))) == "Iraqis"


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("Seven of the accused are in custody.", "NNS"),
        ("The accused was jailed for nine years.", "NN"),
        ("The accused recruiters were released.", "VBN"),
        ("They were accused of recruiting Kenyans.", "VBN"),
    ],
)
def test_the_accused_are_people(text: str, tag: str, engine: Engine) -> None:
    assert token(mended(engine, text), "accused").tag == tag
