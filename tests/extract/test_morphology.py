"""What is remembered of words is what spaCy's own components say of them where they stand."""

from __future__ import annotations

import importlib
import warnings
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kgbuild.extract import morphology
from kgbuild.extract.morphology import COMPONENTS, Morphology, read
from kgbuild.extract.parse import DEFAULT_MODEL, NAMES

TEXT = (
    "I he them it the a that this who which what there 's is are was were been being 'd had has have do does did done "
    "can ca wo not n't never gon got na ta let us c'm on y' all ai recruits recruited recruiting men men's fighters "
    "signed leaves better best worse saw saws found left killed near Moscow Kenyans Kenyan Horizon dollars years 300 "
    'and but if because whether to for of in by , . ; : ? " ( ) - — cannot himself mine ours somebody nothing '
    "nothin' 'em 'll ol' gets US U.S. e-mail здравствуйте 😀"
)
WORDS = TEXT.split()
SENTENCES = [
    "There are n't any figures .",
    "I 'm gon na tell y' all what let 's do .",
    "They 've got ta go , c'm on !",
    "He ai n't the one who saw it .",
    "It was the men 's best year , and all of them left .",
]


@cache
def whole() -> Any:
    """The pipeline as it comes."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # spaCy compares versions; ours are pinned
        return importlib.import_module(DEFAULT_MODEL).load(exclude=[NAMES])


def said(sentences: list[list[str]], by: Morphology) -> list[Any]:
    docs = [make(words) for words in sentences]
    return by.analyses(list(whole().pipe(docs, disable=list(COMPONENTS))))


def make(words: list[str]) -> Any:
    from spacy.tokens import Doc

    return Doc(whole().vocab, words=words)


def of(nlp: Any) -> Morphology:
    found = Morphology.of(nlp, NAMES)
    assert found is not None
    return found


@settings(max_examples=60)
@given(st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=12), min_size=1, max_size=12))
def test_words_are_analysed_as_by_the_pipeline(sentences: list[list[str]]) -> None:
    expected = [read(doc) for doc in whole().pipe(map(make, sentences))]
    by = of(whole())
    assert said(sentences, by) == expected
    assert said(sentences, by) == expected, "and as remembered"


@pytest.mark.parametrize("sentence", SENTENCES)
def test_patterns_of_several_words_are_heeded(sentence: str) -> None:
    (expected,) = [read(doc) for doc in whole().pipe([make(sentence.split())])]
    by = of(whole())
    said([[word] for word in sentence.split()], by)
    assert said([sentence.split()], by) == [expected]


def test_no_sentences_and_no_words() -> None:
    assert of(whole()).analyses([]) == []
    assert of(whole()).analyses([make([])]) == [[]]


def test_what_is_remembered_does_not_grow_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(morphology, "_MOST", 5)
    sentences = [[word] for word in WORDS]
    expected = [read(doc) for doc in whole().pipe(map(make, sentences))]
    by = of(whole())
    for sentence, words in zip(sentences, expected, strict=True):
        assert said([sentence], by) == [words]
        assert len(by._known) <= 5


def test_a_pipeline_of_other_components_runs_as_it_comes() -> None:
    import spacy

    other = spacy.blank("en")
    assert Morphology.of(other, NAMES) is None
    other.add_pipe("attribute_ruler").add([[{"TAG": "NN"}]], {"POS": "NOUN"})
    other.add_pipe("lemmatizer", config={"mode": "rule"})
    assert Morphology.of(other, NAMES) is not None
    other.get_pipe("attribute_ruler").add([[{"SHAPE": "Xx"}]], {"POS": "PROPN"})
    assert Morphology.of(other, NAMES) is None, "a pattern that looks at something else"
