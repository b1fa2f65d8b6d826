"""Lines and paragraphs by offset, against Python's own idea of a line and against texts wrapped by another program."""

from __future__ import annotations

import re
import textwrap
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgbuild.model import Document, Span
from kgbuild.read import text as text_reader
from kgbuild.read.layout import WRAP_WIDTH, blank_between, lines, paragraphs, trimmed, without_bullet
from tests.read.blocks import assert_sound

MIXED = st.text(st.sampled_from("aB1.-*–)( \t\u00a0\u3000\n\r\v\f\x1c\x1f\x85\u2028\u2029\ufeff\u200b\u200e\u2060é😀"))
EDGES = re.compile("^[\\s\ufeff\u200b\u200e\u200f\u2060]+|[\\s\ufeff\u200b\u200e\u200f\u2060]+$")
WORD = st.text("abcdefghij", min_size=1, max_size=9)


def read(content: str) -> Document:
    (document,) = text_reader.read(content.encode(), "a.txt")
    return document


def words(text: str, spans: list[Span]) -> list[str]:
    return [text[span.start : span.end] for span in spans]


@given(MIXED)
def test_lines_are_those_that_python_splits_without_what_cannot_be_seen(text: str) -> None:
    expected = [EDGES.sub("", line) for line in text.splitlines()]
    assert words(text, lines(text)) == [line for line in expected if line]


@given(MIXED, st.integers(0, 40), st.integers(0, 40))
def test_trimming_takes_no_more_than_what_cannot_be_seen(text: str, start: int, end: int) -> None:
    start, end = min(start, len(text)), min(end, len(text))
    span = trimmed(text, start, end)
    bare = EDGES.sub("", text[start:end])
    assert (span is None) == (bare == "")
    if span is not None:
        assert start <= span.start < span.end <= end
        assert text[span.start : span.end] == bare


@given(MIXED)
def test_every_line_is_in_one_paragraph_and_no_blank_line_in_any(text: str) -> None:
    found = list(paragraphs(text))
    every = lines(text)
    for line in every:
        assert sum(paragraph.contains(line) for paragraph in found) == 1
    for paragraph in found:
        inside = [line for line in every if paragraph.contains(line)]
        assert (paragraph.start, paragraph.end) == (inside[0].start, inside[-1].end)
        assert not any(blank_between(text, one, other) for one, other in pairwise(inside))
    assert found == sorted(found)


@given(
    st.lists(st.lists(WORD, min_size=1, max_size=40), min_size=1, max_size=5),
    st.integers(12, WRAP_WIDTH),
    st.sampled_from(["\n", "\r\n", "\r"]),
)
def test_what_an_editor_wrapped_is_put_together_again(texts: list[list[str]], width: int, end: str) -> None:
    wrapped = [textwrap.wrap(" ".join(text), width) for text in texts]
    content = (end * 2).join(end.join(text) for text in wrapped)
    found = words(content, list(paragraphs(content)))
    assert [paragraph.split() for paragraph in found] == texts


@given(st.lists(st.lists(WORD, min_size=1, max_size=9).map(" ".join).map(str.capitalize), min_size=2, max_size=8))
def test_lines_that_begin_like_sentences_are_paragraphs(sentences: list[str]) -> None:
    content = "\n".join(sentences)
    assert words(content, list(paragraphs(content))) == sentences


def test_a_line_too_long_for_an_editor_is_a_paragraph() -> None:
    long = "word " * 30 + "end"
    content = f"{long}\nand on it goes\n{long}\n"
    assert words(content, list(paragraphs(content))) == [long, "and on it goes", long]


@pytest.mark.parametrize(
    ("line", "bare"),
    [
        ("- item", "item"), ("•\titem", "item"), ("(12) item", "item"), ("3. item", "item"), ("– \u00a0item", "item"),
        ("-item", "-item"), ("123. item", "123. item"), ("-", "-"), ("1) ", "1) "), ("- \u200bitem", "item"),
    ],
)  # fmt: skip
def test_a_bullet_is_told_from_a_word(line: str, bare: str) -> None:
    assert words(line, [without_bullet(line, Span(0, len(line)))]) == [bare]


def test_marks_that_cannot_be_seen_open_no_block() -> None:
    document = read(
        "Nine jailed\n\nPORT ELIN, 3 May 2025 (Post) - \u200bThe men were jailed.\n\n- \ufeff\u200bone\n- two"
    )
    assert [document.slice(block.span) for block in document.blocks] == [
        "Nine jailed", "PORT ELIN, 3 May 2025 (Post) -", "The men were jailed.", "one", "two"
    ]  # fmt: skip
    assert_sound(document)
