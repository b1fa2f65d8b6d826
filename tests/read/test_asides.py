"""Asides are told from prose that only begins like one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgbuild.model import BlockRole
from kgbuild.read import text
from kgbuild.read.asides import is_aside, is_aside_heading
from tests.read.blocks import words


@pytest.mark.parametrize(
    "line",
    [
        "ADVERTISEMENT",
        "- Advertisement -",
        "ALSO READ: Nine jailed over forged papers",
        "Read more | Nine jailed over forged papers",
        "Related: Nine jailed over forged papers",
        "Watch: the ship goes down",
        "More from Harbour Post: nine jailed",
        "Читайте также: В порту задержали девять человек",
        "Story continues below advertisement",
        "Share on Facebook | X | WhatsApp",
        "Sign up for our newsletter",
        "Listen to this article",
        "Photo: Ann Weir / IPA",
        "Tags: court, papers",
        "© 2025 Harbour Post",
        "12 comments",
        "3 min read",
    ],
)
def test_asides(line: str) -> None:
    assert is_aside(line)


@pytest.mark.parametrize(
    "line",
    [
        "Nine men were jailed.",
        "More: the court also jailed the printer.",
        "Read the list aloud, the judge said: nobody did.",
        "Related men were jailed as well.",
        "Share prices fell by nine per cent.",
        "Share: nine men own a ninth each, the court found, and the tenth has nothing.",
        "Sign up or leave, the recruiters told them.",
        "Follow him, they said.",
        "x" * 50,
        "Photographs of the nine men were shown in court.",
        "Advertisements on job boards brought them to the harbour.",
        "Save the whale",
        "READ MORE: " + "nine men " * 60,
    ],
)
def test_prose_is_no_aside(line: str) -> None:
    assert not is_aside(line)


def test_headings_over_pointers() -> None:
    assert is_aside_heading("Related stories")
    assert is_aside_heading("MORE ON THIS STORY:")
    assert not is_aside_heading("More men, fewer boats")


def test_a_plain_text_keeps_asides_as_text_and_not_as_blocks() -> None:
    content = "Nine jailed\n\nThe men were jailed.\n\nALSO READ: Ninety jailed\n\nADVERTISEMENT\n\nThey left.\n"
    (document,) = text.read(content.encode(), "a.txt")
    assert document.text == content
    assert words(document) == [
        (BlockRole.TITLE, "Nine jailed"),
        (BlockRole.PARAGRAPH, "The men were jailed."),
        (BlockRole.PARAGRAPH, "They left."),
    ]


@given(st.text(max_size=300))
def test_any_line_has_an_answer(line: str) -> None:
    assert is_aside(line) in (True, False)
