"""Grammar off the tree: who acts, who is acted upon, what hangs on which preposition, what is negated."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kgbuild.extract.parse import Unit, parse
from kgbuild.extract.tree import Tree, cover
from kgbuild.model import Span
from tests.extract.trees import token, tree, words


@pytest.mark.parametrize(
    ("text", "verb", "agents", "patients"),
    [
        ("Russia recruited Kenyans in Nairobi.", "recruited", "Russia", "Kenyans"),
        ("Kenyans were recruited by Russia and Ukraine.", "recruited", "Russia Ukraine", "Kenyans"),
        ("Kenyans got arrested in Moscow.", "arrested", "", "Kenyans"),
        ("Two Kenyans killed near Lyman", "killed", "", "Kenyans"),
        ("Killed in the assault were ten Kenyans.", "Killed", "", "Kenyans"),
        ("Police found two Kenyans guilty.", "found", "Police", "Kenyans"),
        ("Men recruited by Russia returned home.", "recruited", "Russia", "Men"),
        ("Men recruited by Russia returned home.", "returned", "Men", ""),
        ("Men fighting for Russia are paid.", "fighting", "Men", ""),
        ("Men fighting for Russia are paid.", "paid", "", "Men"),
        ("Russia, which recruited Kenyans, paid them.", "recruited", "Russia", "Kenyans"),
        ("The men whom Russia recruited returned.", "recruited", "Russia", "men"),
        ("He signed a contract with the ministry, which pays him.", "pays", "ministry", "him"),
        ("Police brought charges against men for recruiting Kenyans.", "recruiting", "men", "Kenyans"),
        ("The Bureau of Inquiry, which arrested him, left.", "arrested", "Bureau", "him"),
        ("Police arrested and charged two men.", "charged", "Police", "men"),
        ("The men were arrested and charged by police.", "charged", "police", "men"),
        ("Russia wants to recruit Kenyans.", "recruit", "Russia", "Kenyans"),
        ("Russia told Kenyans to fight.", "fight", "Kenyans", ""),
        ("The firm was accused of recruiting Kenyans.", "recruiting", "firm", "Kenyans"),
        ("He was jailed for recruiting Kenyans.", "recruiting", "He", "Kenyans"),
        ("After recruiting Kenyans, Russia sent them to the front.", "recruiting", "Russia", "Kenyans"),
        ("Kenyans, Ugandans and Nigerians fight for Russia.", "fight", "Kenyans Ugandans Nigerians", ""),
    ],
)
def test_who_does_it_and_to_whom(text: str, verb: str, agents: str, patients: str) -> None:
    found = tree(text)
    at = token(found, verb)
    assert (words(found.agents(at)), words(found.patients(at))) == (agents, patients)


@pytest.mark.parametrize(
    ("text", "verb", "passive"),
    [
        ("Russia recruited Kenyans.", "recruited", False),
        ("Russia has recruited Kenyans.", "recruited", False),
        ("Kenyans were recruited.", "recruited", True),
        ("Kenyans have been recruited.", "recruited", True),
        ("Kenyans got recruited.", "recruited", True),
        ("Men recruited by Russia returned.", "recruited", True),
        ("The men were arrested and charged.", "charged", True),
        ("Russia is recruiting Kenyans.", "recruiting", False),
    ],
)
def test_passives(text: str, verb: str, passive: bool) -> None:
    assert tree(text).is_passive(token(tree(text), verb)) is passive


def test_to_whom_something_is_given() -> None:
    found = tree("Agents paid him a bonus.")
    assert words(found.recipients(token(found, "paid"))) == "him"
    assert words(found.patients(token(found, "paid"))) == "bonus"


@pytest.mark.parametrize(
    ("text", "verb", "lemma", "objects"),
    [
        ("Russia recruited Kenyans in Nairobi through agents.", "recruited", "in", "Nairobi"),
        ("Russia recruited Kenyans in Nairobi through agents.", "recruited", "through", "agents"),
        ("They fight for Russia or Ukraine.", "fight", "for", "Russia Ukraine"),
        ("They came out of Kenya.", "came", "out", "Kenya"),
        ("Men recruited by Russia died near Bakhmut.", "died", "by", ""),
        ("He said that they fight for Russia.", "said", "for", ""),
        ("They flew to Dubai and from there to Moscow.", "flew", "from", "there"),
        ("They were forced into fighting after travelling to Russia.", "forced", "to", ""),
    ],
)
def test_what_stands_behind_a_preposition(text: str, verb: str, lemma: str, objects: str) -> None:
    found = tree(text)
    assert words([o for p in found.preps(token(found, verb), lemma) for o in found.objects(p)]) == objects


def test_prepositions_of_the_nearest_level_come_first() -> None:
    found = tree("He signed a contract of the army with them.")
    assert words(found.preps(token(found, "signed"))) == "with of"


@pytest.mark.parametrize(
    ("text", "verb", "negated"),
    [
        ("Police arrested the men.", "arrested", False),
        ("Police did not arrest the men.", "arrest", True),
        ("Police didn't arrest the men.", "arrest", True),
        ("Police never arrested the men.", "arrested", True),
        ("No recruits returned.", "returned", True),
        ("Nobody returned.", "returned", True),
        ("Police found nothing.", "found", True),
        ("Police found no recruits.", "found", True),
        ("Not he but she left the room.", "room", False),
    ],
)
def test_negation(text: str, verb: str, negated: bool) -> None:
    assert tree(text).negated(token(tree(text), verb)) is negated


def test_phrases_leave_out_what_is_added_to_them() -> None:
    found = tree("Two young men, who fight for Russia, returned.")
    men = token(found, "men")
    assert words(found.phrase(men)) == "Two young men"
    assert words(found.subtree(men, frozenset({"nummod", "punct"}))) == "young men who fight for Russia"


def test_what_is_coordinated_goes_both_ways_or_on() -> None:
    found = tree("Two young men, agents and cooks returned.")
    assert words(found.phrase(token(found, "men"))) == "Two young men"
    for word in ("men", "agents", "cooks"):
        assert words(found.conjuncts(token(found, word))) == "men agents cooks"
    assert words(found.followers(token(found, "men"))) == "men agents cooks"
    assert words(found.followers(token(found, "agents"))) == "agents cooks"


def test_the_topmost_word_of_a_stretch() -> None:
    text = "He joined the armed forces of Russia."
    found = tree(text)
    start = text.index("the")
    top = found.covering(Span(start, len(text) - 1))
    assert top is not None
    assert top.word == "forces"
    assert found.covering(Span(200, 210)) is None
    assert found.covering(found.span) == found.root


# ---------------------------------------------------------------- whatever the parser makes of it
WORDS = """Russia Kenyans men who which that whom , . ; : " ( ) - the a two of from to for with by in on and or but not
never no recruited recruiting recruit fights signed was were been be has said says denied may will if whether contract
army him them it there 5 million $ % 's ’ … ? ! — Kenya-born ex- Wagner “ ” « » 🪖 и"""
SENTENCES = st.lists(st.sampled_from(WORDS.split()), min_size=1, max_size=14).map(" ".join)


def check(found: Tree) -> None:
    """What holds in every tree, at every token."""
    tokens = set(found.tokens)
    assert found.root in tokens
    for one in found.tokens:
        assert found.span.contains(one.span)
        below = found.subtree(one)
        assert one in below
        assert below == sorted(below, key=lambda t: t.index)
        assert all(one in found.ancestors(b) for b in below if b != one)
        assert set(found.phrase(one)) <= set(below)
        assert set(found.followers(one)) <= set(found.conjuncts(one))
        many = (found.agents, found.patients, found.recipients, found.preps, found.objects, found.children)
        assert all(set(ask(one)) <= tokens for ask in many)
        assert found.negated(one) in (True, False)
        assert found.covering(one.span) == one
        assert cover(below).contains(one.span)


@settings(max_examples=150)
@given(SENTENCES)
def test_no_parse_is_too_strange(text: str) -> None:
    for found in parse(text, [Unit(Span(0, len(text)))]):
        check(found)


@settings(max_examples=100)
@given(st.text(min_size=1, max_size=40))
def test_no_text_is_too_strange(text: str) -> None:
    for found in parse(text, [Unit(Span(0, len(text)))]):
        check(found)
