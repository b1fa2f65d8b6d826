"""The second reading of sentences in which the parser saw no verb."""

from __future__ import annotations

import pytest

from kgbuild.extract.engine import Engine
from kgbuild.extract.parse import Mask, Unit, parse
from kgbuild.extract.repair.rereading import better, hidden_verb, with_verb
from kgbuild.model import Span
from tests.extract.claims import briefs
from tests.extract.conftest import Read
from tests.extract.trees import tree, words


@pytest.mark.parametrize(
    ("text", "verb", "lemma", "subject"),
    [
        ("The conflict erodes respect for international law.", "erodes", "erode", "conflict"),
        ("The deployment erodes trust in the courts.", "erodes", "erode", "deployment"),
        ("The firm disputes that it recruited Americans.", "disputes", "dispute", "firm"),
        ("Recruiters for the American army advertise on Facebook.", "advertise", "advertise", "Recruiters"),
    ],
)
def test_a_verb_read_as_a_noun(engine: Engine, text: str, verb: str, lemma: str, subject: str) -> None:
    first = tree(text)
    found = hidden_verb(first, engine.verb_forms)
    assert found is not None
    assert found.word == verb
    (second,) = parse(text, [with_verb(Unit(Span(0, len(text))), found.span)])
    best = better(first, second, found, engine.verb_forms[verb])
    assert (best.root.word, best.root.lemma, words(best.agents(best.root))) == (verb, lemma, subject)


@pytest.mark.parametrize(
    "text",
    ["Kenyans fight for Russia.", "Men recruited by Russia", "A long list of sentences.", "What a war!"],
)
def test_sentences_that_need_none(engine: Engine, text: str) -> None:
    assert hidden_verb(tree(text), engine.verb_forms) is None


def test_a_second_reading_that_is_no_better_is_dropped() -> None:
    first = tree("The conflict erodes respect for law.")
    token = next(t for t in first.tokens if t.word == "law")
    assert better(first, tree("The conflict erodes respect for law."), token, "law") is first


def test_other_masks_are_kept() -> None:
    masks = (Mask(Span(0, 3), "Horizon"), Mask(Span(4, 7), "says", plain=True))
    assert with_verb(Unit(Span(0, 12), masks), Span(4, 7)).masks[0] is masks[0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A Ugandan mechanic fights for Russia near Kupiansk.", ["Ugandan mechanic fightsFor Russia"]),
        ("Two cooks from Kigali fight for Ukraine.", ["cooks from Kigali fightsFor Ukraine [2 person]"]),
    ],
)
def test_claims_of_such_sentences(text: str, expected: list[str], read: Read) -> None:
    assert [b for b in briefs(read(text)) if "fightsFor" in b] == expected
