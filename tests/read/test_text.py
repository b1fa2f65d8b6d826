"""Plain text: untouched, and read as title, dateline and paragraphs."""

from __future__ import annotations

import hashlib
import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgbuild.errors import ReadError
from kgbuild.model import BlockRole, Document
from kgbuild.read import read_bytes, text
from tests.read.blocks import assert_sound, roles, words


def read(content: str) -> Document:
    (document,) = text.read(content.encode(), "a.txt")
    return document


ARTICLE = """\
Nine jailed over forged papers

PORT ELIN, 14 November 2025 (Harbour Post) - A court in Port Elin has jailed nine men.

They had been held since March. "It is over," said one of them.
"""


def test_an_article_is_title_dateline_and_paragraphs() -> None:
    document = read(ARTICLE)
    assert words(document) == [
        (BlockRole.TITLE, "Nine jailed over forged papers"),
        (BlockRole.BYLINE, "PORT ELIN, 14 November 2025 (Harbour Post) -"),
        (BlockRole.PARAGRAPH, "A court in Port Elin has jailed nine men."),
        (BlockRole.PARAGRAPH, 'They had been held since March. "It is over," said one of them.'),
    ]
    assert (document.title, document.publisher) == ("Nine jailed over forged papers", "Harbour Post")
    assert (document.date_published, document.language) == (date(2025, 11, 14), "en")
    assert (document.media_type, document.file_names) == ("text/plain", ("a.txt",))


def test_a_byte_order_mark_and_windows_line_ends_stay_in_the_text_and_out_of_the_blocks() -> None:
    data = b"\xef\xbb\xbf" + ARTICLE.replace("\n", "\r\n").encode()
    (document,) = text.read(data, "a.txt")
    assert document.text.encode() == data
    assert document.sha256 == hashlib.sha256(data).hexdigest()
    assert words(document) == words(read(ARTICLE))
    assert document.title == "Nine jailed over forged papers"


def test_a_first_sentence_is_no_title() -> None:
    assert roles(read("The court met on Friday.\n\nIt will meet again.")) == [BlockRole.PARAGRAPH] * 2


def test_a_text_of_one_line_has_no_title() -> None:
    assert roles(read("Nine men were jailed")) == [BlockRole.PARAGRAPH]


def test_lines_wrapped_by_an_editor_are_one_paragraph() -> None:
    wrapped = (
        "Harbour opens\n\n"
        "The harbour of the old town, which had been closed since the storm of\n"
        "last year, opened again on Monday. Fishermen who had moved their boats\n"
        "to the river came back.\n"
    )
    assert roles(read(wrapped)) == [BlockRole.TITLE, BlockRole.PARAGRAPH]


def test_lines_that_are_paragraphs_need_no_blank_line_between() -> None:
    long = "The harbour, closed since the storm of last year, opened again on Monday, and the fishermen came back. " * 2
    assert roles(read(f"Harbour opens\n{long}\n{long}\nA short one.\n")) == [
        BlockRole.TITLE,
        BlockRole.PARAGRAPH,
        BlockRole.PARAGRAPH,
        BlockRole.PARAGRAPH,
    ]


def test_crossheads_and_list_items_are_told_from_prose() -> None:
    content = (
        "Harbour opens\n\nThe harbour opened again on Monday.\n\nBack to the boats\n\n"
        "The fishermen came back, among them:\n\n- Ann Weir of Elin\n- two men from the islands\n"
    )
    document = read(content)
    assert words(document)[2:] == [
        (BlockRole.HEADING, "Back to the boats"),
        (BlockRole.PARAGRAPH, "The fishermen came back, among them:"),
        (BlockRole.LIST_ITEM, "Ann Weir of Elin"),
        (BlockRole.LIST_ITEM, "two men from the islands"),
    ]
    assert [block.section for block in document.blocks[3:]] == ["Back to the boats"] * 3


def test_a_byline_names_the_author() -> None:
    document = read("Harbour opens\n\nBy Ann Weir\n\nThe harbour opened again on Monday.")
    assert document.author == "Ann Weir"
    assert roles(document) == [BlockRole.TITLE, BlockRole.BYLINE, BlockRole.PARAGRAPH]


def test_a_dateline_may_follow_a_summary() -> None:
    document = read(
        "Nine jailed\n\nA court made short work of it.\n\nPORT ELIN, 3 May 2025 (IPA) - The men were jailed."
    )
    assert words(document)[1:] == [
        (BlockRole.PARAGRAPH, "A court made short work of it."),
        (BlockRole.BYLINE, "PORT ELIN, 3 May 2025 (IPA) -"),
        (BlockRole.PARAGRAPH, "The men were jailed."),
    ]
    assert document.date_published == date(2025, 5, 3)


def test_a_title_that_begins_with_by_is_a_title() -> None:
    assert read("By Land and Sea\n\nThe harbour opened again on Monday.").title == "By Land and Sea"


@pytest.mark.parametrize(
    ("data", "code", "part"),
    [
        (b"", "empty-file", "no text"),
        (b" \r\n\t", "empty-file", "no text"),
        (b"caf\xe9 open", "bad-utf8", "at byte 3"),
        (b"a text with a NUL\0 inside it, and more", "nul-bytes", "at byte 17"),
        ("UTF-16 text".encode("utf-16"), "bad-utf8", "UTF-16"),
        (bytes(range(256)), "binary-file", "binary data"),
        (b"\x89PNG\r\n\x1a\nxxxx", "binary-file", "PNG"),
        (b"PK\x03\x04rest", "binary-file", "ZIP"),
        (b"\0" * 50, "binary-file", "binary data"),
    ],
)
def test_what_is_no_text_is_an_error_of_its_own(data: bytes, code: str, part: str) -> None:
    with pytest.raises(ReadError) as caught:
        list(text.read(data, "bad.txt"))
    assert (caught.value.code, caught.value.place) == (code, "bad.txt")
    assert part in caught.value.message
    assert caught.value.hint


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=300))
def test_any_text_is_kept_and_its_blocks_are_sound(content: str) -> None:
    try:
        document = read(content)
    except ReadError:
        return
    assert document.text == content
    assert_sound(document)


LINES = [
    "Nine jailed",
    "The end.",
    "- item",
    "PORT ELIN, 3 May 2025 (Post) - ",
    "By Ann Weir",
    "3 May 2025",
    "",
    "x" * 130,
]


@given(st.lists(st.sampled_from(LINES), max_size=12), st.sampled_from(["\n", "\r\n", "\n\n", "\u2028"]))
def test_any_layout_has_sound_blocks_that_hold_every_word(lines: list[str], end: str) -> None:
    content = end.join(lines)
    if not content.strip():
        return
    document = read(content)
    assert_sound(document)
    covered = "".join(document.slice(block.span) for block in document.blocks)
    bare = content.replace("- item", "item")
    assert "".join(covered.split()) == "".join(bare.split())


@pytest.mark.parametrize(
    "line", ["- \n", "- a\n", "a b\n\n", "\t- ", " ", "\n", "By A\n", "A, 3 May 2025 - ", "a?\n- b?\n"]
)
def test_a_long_text_takes_time_in_proportion_to_its_length(line: str) -> None:
    started = time.process_time()
    read_bytes((line * (100_000 // len(line)) + "x").encode(), "a.txt")
    assert time.process_time() - started < 20
