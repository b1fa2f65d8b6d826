"""One sentence, one parse: masks, offsets, and nothing that depends on the neighbours."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kgbuild.errors import ConfigError
from kgbuild.extract.parse import Mask, Unit, parse, pipeline
from kgbuild.extract.tree import Tree
from kgbuild.model import Span

TEXT = "Before. Russia pays 4 million rubles (about $50,000) to “I Want to Live” and recruits. After."
SENTENCE = Span(8, TEXT.index(" After"))


def span(words: str, text: str = TEXT) -> Span:
    return Span(text.index(words), text.index(words) + len(words))


def one(text: str, unit: Unit) -> Tree:
    (found,) = parse(text, [unit])
    return found


MASKED = Unit(
    SENTENCE,
    (
        Mask(span("4 million rubles"), "dollars"),
        Mask(span("(about $50,000)"), ""),
        Mask(span("“I Want to Live”"), "Horizon"),
        Mask(span("recruits"), "soldiers", plain=True),
    ),
)


def test_offsets_are_those_of_the_document() -> None:
    found = one(TEXT, Unit(SENTENCE))
    assert found.span == SENTENCE
    assert [TEXT[t.span.start : t.span.end] for t in found.tokens] == [t.word for t in found.tokens]


def test_the_parser_sees_masks_as_one_word_or_not_at_all() -> None:
    found = one(TEXT, MASKED)
    assert [t.word for t in found.tokens] == ["Russia", "pays", "dollars", "to", "Horizon", "and", "soldiers", "."]
    assert {t.word for t in found.tokens if t.masked} == {"dollars", "Horizon"}, "a plain mask counts as any word"
    places = {t.word: TEXT[t.span.start : t.span.end] for t in found.tokens}
    assert places["dollars"] == "4 million rubles"
    assert places["Horizon"] == "“I Want to Live”"
    assert places["soldiers"] == "recruits"


def test_a_mask_changes_the_tree_not_the_text() -> None:
    found = one(TEXT, MASKED)
    pays = found.tokens[1]
    assert [t.word for t in found.patients(pays)] == ["dollars"]


@pytest.mark.parametrize(
    "unit",
    [
        Unit(Span(7, 8)),
        Unit(span("(about $50,000)"), (Mask(span("(about $50,000)"), ""),)),
    ],
)
def test_a_unit_without_a_word_is_skipped(unit: Unit) -> None:
    assert list(parse(TEXT, [unit])) == []
    assert [t.span for t in parse(TEXT, [unit, MASKED, unit])] == [SENTENCE]


def test_nothing_to_parse() -> None:
    assert list(parse("", [])) == []


def test_names_are_stretches_of_tokens() -> None:
    text = "John Kamau met Vladimir Putin in Moscow."
    found = one(text, Unit(Span(0, len(text))))
    named = {" ".join(t.word for t in found.tokens[a:b]): label for a, b, label in found.names}
    assert named["John Kamau"] == "PERSON"
    assert named["Moscow"] == "GPE"


SENTENCES = [
    "Russia recruits Kenyans.",
    "The men, who had signed contracts, were killed near Bakhmut.",
    "No.",
    "At least 45 Ugandans joined the army, the ministry said.",
    "Police in Osh arrested two agents and a driver.",
]


@settings(max_examples=15)
@given(st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=90))
def test_a_tree_depends_on_its_sentence_alone(chosen: list[str]) -> None:
    text = " ".join(chosen)
    units, here = [], 0
    for words in chosen:
        units.append(Unit(Span(here, here + len(words))))
        here += len(words) + 1
    for words, found in zip(chosen, parse(text, units), strict=True):
        alone = one(words, Unit(Span(0, len(words))))
        shape = [(t.word, t.lemma, t.pos, t.tag, t.dep, t.head) for t in found.tokens]
        assert shape == [(t.word, t.lemma, t.pos, t.tag, t.dep, t.head) for t in alone.tokens]
        assert found.names == alone.names


def test_a_model_that_is_not_there_is_a_fault_of_the_settings() -> None:
    with pytest.raises(ConfigError, match="no-model: no_such_model: this spaCy model is not installed"):
        pipeline("no_such_model")


@pytest.mark.parametrize(
    ("known", "named"), [((), True), ((Span(0, 11),), False), ((Span(0, 4),), True)], ids=["unknown", "known", "half"]
)
def test_only_a_sentence_with_names_that_nobody_told_is_asked_for_them(known: tuple[Span, ...], named: bool) -> None:
    text = "John Karimi left Nairobi with him."
    (tree,) = parse(text, [Unit(Span(0, len(text)), known=(*known, Span(17, 24)))])
    assert bool(tree.names) is named


def test_a_sentence_without_a_proper_noun_has_no_names() -> None:
    text = "He left on Monday at about nine."
    (tree,) = parse(text, [Unit(Span(0, len(text)), known=(Span(11, 17),))])
    assert tree.names == ()
