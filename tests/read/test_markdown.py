"""Markdown as its reader sees it, with what its front matter says."""

from __future__ import annotations

import re
import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kgbuild.errors import ReadError
from kgbuild.model import BlockRole, Document
from kgbuild.read import markdown
from tests.read.blocks import assert_sound, words

ARTICLE = """\
---
title: "Nine jailed: the *papers*"
date: 2025-01-31
url: https://harbourpost.example/9
publisher: Harbour Post
authors: [Ann Weir, Bo van Dam]
lang: en-GB
---

PORT ELIN (IPA) — Nine men were **jailed** for [selling
papers](https://x.example) to *seamen*&nbsp;&amp; others.

## What they sold

- Papers for 400 crowns
- Stamps, of which
  - nine were *real*
1. and `code`

> Nobody looks at stamps.\\
> Nobody ever did.

| Year | Cases |
|------|------:|
| 2024 | **14** |

![a picture](x.png) <b>Bold</b> and ~~withdrawn~~ final words.

<div class="promo">Related: nothing</div>

    indented code
"""


def read(content: str) -> Document:
    (document,) = markdown.read(content.encode(), "a.md")
    assert_sound(document)
    return document


def test_an_article_is_what_a_reader_sees() -> None:
    document = read(ARTICLE)
    assert words(document) == [
        (BlockRole.TITLE, "Nine jailed: the *papers*"),
        (BlockRole.BYLINE, "PORT ELIN (IPA) —"),
        (BlockRole.PARAGRAPH, "Nine men were jailed for selling papers to seamen\u00a0& others."),
        (BlockRole.HEADING, "What they sold"),
        (BlockRole.LIST_ITEM, "Papers for 400 crowns"),
        (BlockRole.LIST_ITEM, "Stamps, of which"),
        (BlockRole.LIST_ITEM, "nine were real"),
        (BlockRole.LIST_ITEM, "and code"),
        (BlockRole.PARAGRAPH, "Nobody looks at stamps.\nNobody ever did."),
        (BlockRole.LIST_ITEM, "Year\tCases"),
        (BlockRole.LIST_ITEM, "2024\t14"),
        (BlockRole.PARAGRAPH, "Bold and final words."),
        (BlockRole.PARAGRAPH, "indented code"),
    ]
    assert {block.section for block in document.blocks[4:]} == {"What they sold"}


def test_the_front_matter_is_taken() -> None:
    document = read(ARTICLE)
    assert (document.title, document.date_published) == ("Nine jailed: the *papers*", date(2025, 1, 31))
    assert (document.url, document.publisher) == ("https://harbourpost.example/9", "Harbour Post")
    assert (document.author, document.language) == ("Ann Weir, Bo van Dam", "en-gb")
    assert document.media_type == "text/markdown"


def test_without_front_matter_the_first_heading_is_the_title() -> None:
    document = read("\ufeff# Nine *jailed*\r\n\r\nThe men were jailed.\r\n\r\n# Later\r\n\r\nThey left.")
    assert document.title == "Nine jailed"
    assert [role for role, _ in words(document)] == [
        BlockRole.TITLE,
        BlockRole.PARAGRAPH,
        BlockRole.HEADING,
        BlockRole.PARAGRAPH,
    ]
    assert document.language == "en"


@pytest.mark.parametrize("written", ["2025-01-31T10:00:00+03:00", "31 January 2025", "'2025-01-31'"])
def test_dates_in_other_forms(written: str) -> None:
    assert read(f"---\ndate: {written}\n---\nThe men were jailed.").date_published == date(2025, 1, 31)


def test_a_rule_at_the_head_is_no_front_matter() -> None:
    assert read("---\n\nThe men were jailed.").text == "The men were jailed."


@pytest.mark.parametrize(
    ("content", "code", "place"),
    [
        ("---\ntitle: [\n---\ntext", "bad-front-matter", "a.md:3"),
        ("---\n- a\n---\ntext", "bad-front-matter", "a.md:1"),
        ("---\ndate: 2025-99-99\n---\ntext", "bad-front-matter", "a.md:1"),
        ("---\ntitle: !!python/object:os.system x\n---\ntext", "bad-front-matter", "a.md:2"),
        ("![only](a.png)", "no-text", "a.md"),
        ("", "empty-file", "a.md"),
    ],
)
def test_faults_are_errors_with_their_line(content: str, code: str, place: str) -> None:
    with pytest.raises(ReadError) as caught:
        read(content)
    assert (caught.value.code, caught.value.place) == (code, place)


@pytest.mark.parametrize(
    "mark",
    [
        "[" * 2_000_000,
        "*a_ " * 500_000,
        "> " * 20_000,
        "`" * 500_000 + "a",
        "- " * 5_000,
        "<" * 500_000,
        "[[[[ a\n\n" * 10_000,
    ],
)
def test_hostile_marks_are_read_in_time(mark: str) -> None:
    started = time.process_time()
    assert "The men were jailed." in read(f"The men were jailed.\n\n{mark}").text
    assert time.process_time() - started < 20


@settings(deadline=None)  # the machine may be busy
@given(st.text(st.sampled_from("# *_-`>|[]()!<&;~\n\r\t1aé\x07\u00a0\ufeff😀"), max_size=150))
def test_any_marks_give_sound_blocks_or_an_error(content: str) -> None:
    try:
        document = read(content)
    except ReadError:
        return
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f]", document.text)
