"""The lexical layer: what stands in a sentence, where, and what the parser gets to see."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kgbuild.extract.annotate import Sentence, annotate, texts
from kgbuild.extract.engine import Engine
from kgbuild.extract.masks import unit
from kgbuild.model import BlockRole
from tests.extract.claims import document
from tests.extract.trees import tree


def sentences(engine: Engine, *paragraphs: str, role: BlockRole = BlockRole.PARAGRAPH) -> tuple[Sentence, ...]:
    found = document(*paragraphs, anchor="", role=role)
    return annotate(found, engine.gazetteer, engine.lexicon, engine.currencies.for_countries({"RU"}))


def sentence(engine: Engine, text: str, role: BlockRole = BlockRole.PARAGRAPH) -> Sentence:
    (found,) = sentences(engine, text, role=role)
    return found


@pytest.mark.parametrize(
    ("text", "layer", "found"),
    [
        ("Russia pays 4 million rubles (about $50,000).", "amounts", ["4 million rubles", "about $50,000"]),
        ("Article 172 sets 5-9 years.", "amounts", ["5-9 years"]),
        ("He left in May 2025.", "times", ["in May 2025"]),
        ("Article 172 of the Criminal Code sets 5-9 years.", "provisions", ["Article 172 of the Criminal Code"]),
        ("Russia recruits Kenyans in Nairobi.", "names", ["Russia", "Kenyans", "Nairobi"]),
        ("The Wagner Group's men left PMC Wagner.", "fixed", ["Wagner Group", "PMC Wagner"]),
        ("“I Want to Live” said “we do not know”.", "quotations", ["“I Want to Live”", "“we do not know”"]),
        ("“I Want to Live” said “we do not know”.", "quoted_names", ["“I Want to Live”"]),
        ('The project «Хочу жить» and "Horizon" left.', "quoted_names", ["«Хочу жить»", '"Horizon"']),
        ("He said “No.” and “Never again, my friend!”", "quoted_names", []),
        ("Men (and women) left [again].", "parentheses", ["(and women)", "[again]"]),
        ("Nothing stands here.", "amounts", []),
    ],
)
def test_what_stands_in_a_sentence(text: str, layer: str, found: list[str], engine: Engine) -> None:
    for before in ("", "🪖 One. Two. "):  # offsets are the document's
        last = sentences(engine, before + text)[-1]
        spans = [getattr(x, "span", x) for x in getattr(last, layer)]
        assert [last.slice(s) for s in spans] == found
        assert [(before + text)[s.start : s.end] for s in spans] == found


def test_sentences_are_numbered_and_know_their_block(engine: Engine) -> None:
    found = sentences(engine, "One. Two.", "Three?")
    assert [(s.index, s.paragraph, s.text) for s in found] == [(0, 0, "One."), (1, 0, "Two."), (2, 1, "Three?")]
    assert [s.is_question for s in found] == [False, False, True]
    assert not any(s.tree for s in found)


@pytest.mark.parametrize(
    ("role", "read"),
    [
        (BlockRole.TITLE, True),
        (BlockRole.PARAGRAPH, True),
        (BlockRole.ASSESSMENT, True),
        (BlockRole.LIST_ITEM, True),
        (BlockRole.BYLINE, False),
        (BlockRole.HEADING, False),
        (BlockRole.DOMAIN, False),
    ],
)
def test_only_what_speaks_is_read(role: BlockRole, read: bool, engine: Engine) -> None:
    one = document("Kenyans fight.", anchor="", role=role)
    found = annotate(one, engine.gazetteer, engine.lexicon, engine.currencies.for_countries(()))
    assert bool(found) is read
    assert list(texts(one)) == [s.text for s in found]


@pytest.mark.parametrize(
    ("text", "masks"),
    [
        ("Russia pays 4 million rubles (about $50,000).", {"4 million rubles": "dollars", "(about $50,000)": ""}),
        ("It sets 5-9 years or a five-year term.", {"5-9 years": "years", "five-year": "annual"}),
        ("About 900 men left.", {"About 900": "600"}),
        ("The project “I Want to Live” left.", {"“I Want to Live”": "Horizon"}),
        ("“I Want to Live”", {}),  # a sentence is no name of itself
        ("The Wagner Group left.", {"Wagner Group": "Meridian"}),
        ("A 34-year-old man left.", {"34-year-old": "young"}),
        ("900 Kyrgyz fight for Kyrgyz banks.", {"900": "600", "Kyrgyz": "Americans"}),
        ("Nothing stands here.", {}),
    ],
)
def test_what_the_parser_gets_to_see(text: str, masks: dict[str, str], engine: Engine) -> None:
    seen = sentence(engine, text)
    found: dict[str, str] = {}
    for mask in unit(seen).masks:
        found.setdefault(seen.slice(mask.span), mask.word)
    assert found == masks


def test_a_headline_in_capitals_is_read_like_a_sentence(engine: Engine) -> None:
    seen = sentence(engine, "Kenyans Sign Contracts With Russian Army", BlockRole.TITLE)
    words = {seen.slice(m.span): m.word for m in unit(seen, engine.gazetteer.english_words).masks}
    assert {"Sign": "sign", "Contracts": "contracts", "With": "with", "Army": "army"}.items() <= words.items()
    assert not unit(sentence(engine, "He Signs Contracts With Them"), engine.gazetteer.english_words).masks


def test_asking_at_a_token_or_an_offset(engine: Engine) -> None:
    text = "Wagner paid 45 Kenyans (all men) “at once”."
    seen = sentence(engine, text)
    at = {t.word: t for t in tree(text).tokens}
    assert seen.amount_at(at["45"]) == seen.amounts[0]
    assert seen.name_at(at["Kenyans"]) == seen.names[0]
    assert seen.fixed_at(at["Wagner"]) == seen.fixed[0]
    assert seen.amount_at(at["paid"]) is seen.name_at(at["paid"]) is seen.fixed_at(at["paid"]) is None
    assert seen.parenthesis_after(text.index(" (")) == seen.parentheses[0]
    assert seen.parenthesis_after(0) is None
    assert seen.quoted(at["once"].span) == seen.quotations[0]
    assert seen.quoted(at["paid"].span) is None


PIECES = """Kenyans|Wagner|45|5-9 years|$5|4 million rubles|(|)|[|]|“|”|"|Article 172|.|in 2025|one-year|half
34-year-old|recruits|the|“Horizon”|(about $50,000)|Kyrgyz|🪖|‘Kenyans’|Russia’s army|?|!|No.|a|,"""
LINES = st.lists(st.sampled_from(re.split(r"[|\n]", PIECES)), min_size=1, max_size=12).map(" ".join)


@settings(max_examples=150)
@given(st.one_of(st.text(min_size=1, max_size=60), LINES))
def test_whatever_stands_there_lies_in_its_sentence_and_masks_do_not_overlap(engine: Engine, text: str) -> None:
    for role in (BlockRole.PARAGRAPH, BlockRole.TITLE):
        for s in sentences(engine, text, role=role) if text.strip() else ():
            layers = (s.amounts, s.times, s.provisions, s.names, s.fixed)
            spans = [x.span for layer in layers for x in layer]
            assert all(s.span.contains(x) for x in (*spans, *s.quotations, *s.quoted_names, *s.parentheses))
            masks = unit(s, engine.gazetteer.english_words).masks
            assert all(s.span.contains(m.span) for m in masks)
            assert all(a.span.end <= b.span.start for a, b in pairwise(masks))
