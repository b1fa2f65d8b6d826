from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgbuild.extract.sentences import split
from kgbuild.model import Span


def sentences(text: str) -> list[str]:
    return [text[span.start : span.end] for span in split(text, Span(0, len(text)))]


@pytest.mark.parametrize(
    "parts",
    [
        ["It rained.", "He left."],
        ["Who left?", "He did!", "Really?!", "Yes."],
        ["Dr. Smith of the U.S. Army met Gen. J. R. Brown.", "He paid $1.5 million."],
        ["Under Art. 154 of the code he got 5.5 years.", "No. 5 was next."],
        ["On Jan. 5 it rained.", "Mr. and Mrs. Lee, Jr. said so."],
        ["Acme Inc. sued Beta Corp.", "The end came."],
        ["He moved to the U.S.", "The plan failed."],
        ["It began at 5 p.m.", "20 men left."],
        ["It began at 5 p.m.", "Kyrgyz police came at 6 p.m. Moscow time."],
        ["They cost Rs. 500 and Ksh. 20.", "He sued in Smith v. Jones c. 1990."],
        ["He bought bread, milk, etc.", "Kenyans did so too."],
        ["They live on Main St.", "The mayor of St. Louis came."],
        ["Is it No. 7?", "No.", "He said so."],
        ["He came (see fig. 2).", "(It was late.)", "They left."],
        ["The court... waited.", "Then it left…", "All of it."],
        ["“One.”", "“Two.”", "He said “three.”", "Four."],
        ["“We go.", "They stay,” he said."],
        ['"Who let our children go?" asked Mary.', '"Nobody knows."'],
        ["‘A rifle,’ he said.", "‘Not a broom.’"],
        ["«Он ушёл.", "Он вернулся», сказала она.", "А. С. Пушкин жил тут."],
        ["Умер на ул. Ленина в 5 г. утра.", "Потом ушёл."],
        ["It ended.[2]", "So be it."],
        ["He asked, “Am I to die?’\u2009”.", "Then he left."],
        ["Good news.", "🎉 More follows."],
        ["He met J. Smith.", "Vitamin C.", "It is good."],
        ["1. First point.", "2. Second point."],
        ["The firm yahoo.com paid 3.400 men, i.e. all, e.g. cooks.", "OK."],
        ["他走了。", "她来了。"],
        ["क्या हुआ।", "वह गया।"],
    ],
)
def test_sentences_of_a_paragraph(parts: list[str]) -> None:
    joiner = "" if parts[0].endswith("。") else " "
    assert sentences(joiner.join(parts)) == parts


def test_an_emoji_at_the_end_belongs_to_the_last_sentence() -> None:
    assert sentences("“Maybe,” he said. 🤷") == ["“Maybe,” he said. 🤷"]


def test_windows_line_ends_are_white_space() -> None:
    assert sentences("One line\r\nruns on.\r\nTwo.\r\n\r\nNo stop\r\n\r\nThree.") == [
        "One line\r\nruns on.",
        "Two.",
        "No stop",
        "Three.",
    ]


def test_a_quotation_is_kept_together_only_before_lower_case() -> None:
    assert sentences("“It is over!” he cried. “It is over!” Nobody heard.") == [
        "“It is over!” he cried.",
        "“It is over!”",
        "Nobody heard.",
    ]


def test_offsets_are_those_of_the_whole_text() -> None:
    text = "Before. 🪖 One. Two. After."
    block = Span(text.index("One"), text.index(" After"))
    assert [text[span.start : span.end] for span in split(text, block)] == ["One.", "Two."]


def test_a_block_that_leaves_the_text_is_refused() -> None:
    with pytest.raises(ValueError, match="leaves a text"):
        split("One.", Span(0, 9))


def test_white_space_alone_is_no_sentence() -> None:
    assert split(" \r\n\t ", Span(0, 5)) == ()


_PIECES = st.sampled_from(
    [
        "One",
        "two",
        "Dr",
        "U.S.",
        ".",
        "...",
        "?",
        "!",
        "”",
        '"',
        ")",
        "(",
        " ",
        "\n",
        "\r\n",
        "\n\n",
        "\u00a0",
        "5",
        "Он",
        "🤷",
        "。",
        "е\u0301",
    ]
)


@given(st.one_of(st.text(min_size=1), st.lists(_PIECES, min_size=1).map("".join)), st.data())
def test_spans_cover_all_that_is_not_white_space(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    spans = split(text, Span(start, end))
    assert all(one.end <= other.start for one, other in pairwise(spans))
    assert all(start <= span.start and span.end <= end for span in spans)
    covered = {index for span in spans for index in range(span.start, span.end)}
    assert all(index in covered for index in range(start, end) if not text[index].isspace())
    assert not any(text[span.start].isspace() or text[span.end - 1].isspace() for span in spans)
