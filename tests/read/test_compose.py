"""One text from pieces: nothing of them is lost, and their blocks say where each of them went."""

from __future__ import annotations

import re
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from kgbuild.model import BlockRole, Document
from kgbuild.read.compose import Piece, clean, compose
from tests.read.blocks import assert_sound

ROLES = [BlockRole.TITLE, BlockRole.HEADING, BlockRole.PARAGRAPH, BlockRole.LIST_ITEM]
WORDS = st.one_of(
    st.text(st.sampled_from("aB1.- \t\n\r\u00a0\x00\x07\x1f\x7f\x85\u2028\ufeff\u200bé😀"), max_size=30),
    st.sampled_from(
        [
            "PORT ELIN, 3 May 2025 (Post) - \u200bThe men were jailed.",
            "By Ann Weir",
            "3 May 2025",
            "Nine jailed",
            "\x00",
        ]
    ),
)
PIECES = st.lists(st.builds(Piece, st.sampled_from(ROLES), WORDS), max_size=8)


@given(WORDS)
def test_cleaning_takes_control_characters_and_runs_of_spaces_and_nothing_else(words: str) -> None:
    bare = clean(words)
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f]|[ \t\n]{2}", bare)
    assert clean(bare) == bare
    invisible = re.compile("[\x00-\x20\x7f-\x9f]")
    assert invisible.sub("", bare) in invisible.sub("", words)
    assert re.findall("[^\\s\x00-\x1f\x7f-\x9f\ufeff\u200b]", bare) == re.findall(
        "[^\\s\x00-\x1f\x7f-\x9f\ufeff\u200b]", words
    )


@given(PIECES)
def test_the_text_is_the_pieces_with_an_empty_line_between_and_blocks_cover_it(pieces: list[Piece]) -> None:
    text, found = compose(pieces)
    kept = [(piece.role, clean(piece.words)) for piece in pieces if clean(piece.words)]
    assert text == "\n\n".join(words for _, words in kept)
    document = Document("0" * 64, text, ("a.html",), "text/html", found.blocks)
    assert_sound(document)
    covered = "".join("".join(document.slice(block.span).split()) for block in document.blocks)
    assert covered.replace("\u200b", "") == "".join(text.split()).replace("\u200b", "")
    titles = [words for role, words in kept if role is BlockRole.TITLE]
    assert found.title == (" ".join(titles[0].split()) if titles else None)


@given(PIECES)
def test_a_block_stands_under_the_last_heading_before_it(pieces: list[Piece]) -> None:
    text, found = compose(pieces)
    heading = ""
    for block in found.blocks:
        if block.role in (BlockRole.HEADING, BlockRole.TITLE):
            assert block.section == ""
        else:
            assert block.section == heading
        if block.role is BlockRole.HEADING:
            heading = text[block.span.start : block.span.end]


def test_datelines_and_bylines_are_told_from_the_paragraphs_that_they_open() -> None:
    text, found = compose(
        [
            Piece(BlockRole.TITLE, " Nine\njailed "),
            Piece(BlockRole.PARAGRAPH, "By Ann Weir"),
            Piece(BlockRole.PARAGRAPH, "PORT ELIN, 3 May 2025 (Post) - The men were jailed."),
            Piece(BlockRole.LIST_ITEM, "By Bo Lund"),
        ]
    )
    assert [(block.role, text[block.span.start : block.span.end]) for block in found.blocks] == [
        (BlockRole.TITLE, "Nine\njailed"),
        (BlockRole.BYLINE, "By Ann Weir"),
        (BlockRole.BYLINE, "PORT ELIN, 3 May 2025 (Post) -"),
        (BlockRole.PARAGRAPH, "The men were jailed."),
        (BlockRole.LIST_ITEM, "By Bo Lund"),
    ]
    assert (found.title, found.publisher, found.author, found.date_published) == (
        "Nine jailed", "Post", "Ann Weir", date(2025, 5, 3)
    )  # fmt: skip
