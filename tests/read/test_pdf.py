"""PDF: pages in reading order, lines as paragraphs, and clear errors for what has no text."""

from __future__ import annotations

import hashlib
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kgbuild.errors import ReadError
from kgbuild.model import BlockRole, Document
from kgbuild.read import pdf
from tests.read.blocks import assert_sound, words
from tests.read.pdfs import encrypted
from tests.read.pdfs import pdf as made

PAGES = [
    [
        "Harbour Post - Monday edition",
        "Nine jailed over forged papers",
        "PORT ELIN, 3 May 2025 (IPA) - A court in Port Elin has jailed nine men for",
        "selling forged papers to more than 120 seamen. The pa-",
        "pers, which were printed in a cellar behind the fish market, cost between 400",
        "and 900 crowns each, said the 34-year-",
        "old prosecutor. It was the work of a well-",
        "known printer, and everybody knew that he was a well-known printer.",
        "He has been in prison since January, and his lawyer",
        "1",
    ],
    [
        "Harbour Post - Monday edition",
        "says that he will appeal.",
        "- Papers cost 400 crowns.",
        "- Stamps cost 90 crowns.",
        "All nine men whom the court has jailed were born in the old town of Port",
        "Elin. (So was the judge.)",
        "2",
    ],
    ["Harbour Post - Monday edition", "Nothing else happened “here”.", "Page 3 of 3"],
]


def read(data: bytes) -> Document:
    (document,) = pdf.read(data, "a.pdf")
    assert_sound(document)
    return document


def test_pages_are_joined_to_paragraphs_in_reading_order() -> None:
    data = made(PAGES)
    document = read(data)
    assert words(document) == [
        (BlockRole.TITLE, "Nine jailed over forged papers"),
        (BlockRole.BYLINE, "PORT ELIN, 3 May 2025 (IPA) -"),
        (
            BlockRole.PARAGRAPH,
            "A court in Port Elin has jailed nine men for selling forged papers to more than 120 seamen. The papers, "
            "which were printed in a cellar behind the fish market, cost between 400 and 900 crowns each, said the "
            "34-year-old prosecutor. It was the work of a well-known printer, and everybody knew that he was a "
            "well-known printer.",
        ),
        (BlockRole.PARAGRAPH, "He has been in prison since January, and his lawyer says that he will appeal."),
        (BlockRole.LIST_ITEM, "Papers cost 400 crowns."),
        (BlockRole.LIST_ITEM, "Stamps cost 90 crowns."),
        (
            BlockRole.PARAGRAPH,
            "All nine men whom the court has jailed were born in the old town of Port Elin. (So was the judge.)",
        ),
        (BlockRole.PARAGRAPH, "Nothing else happened “here”."),
    ]
    assert (document.title, document.date_published) == ("Nine jailed over forged papers", date(2025, 5, 3))
    assert (document.media_type, document.sha256) == ("application/pdf", hashlib.sha256(data).hexdigest())


def test_a_protected_pdf_that_opens_without_a_password_is_read() -> None:
    assert read(encrypted(made([["Nine men were jailed."]]), "")).text == "Nine men were jailed."


SOUND = made([["Nine men were jailed."]])


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty-file"),
        (b"no PDF at all", "bad-pdf"),
        (b"%PDF-1.4\n" + bytes(range(256)) * 20, "bad-pdf"),
        (SOUND.replace(b"/Kids", b"/Dogs"), "no-text"),
        (made([[]]), "no-text"),
        (encrypted(SOUND, "secret"), "encrypted-pdf"),
        (SOUND.replace(b"trailer\n<<", b"trailer\n<< /Encrypt << /Filter /Other >>"), "encrypted-pdf"),
        (SOUND.replace(b"<< /Length", b"<< /Filter /Other /Length"), "bad-pdf"),
    ],
)
def test_what_has_no_text_is_a_clear_error(data: bytes, code: str, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ReadError) as caught:
        read(data)
    assert (caught.value.code, caught.value.place) == (code, "a.pdf")
    assert caught.value.hint
    assert "\n" not in str(caught.value)
    assert capfd.readouterr() == ("", "")


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(SOUND) - 1), st.binary(max_size=6), st.integers(0, 40))
def test_a_damaged_pdf_is_read_or_refused(start: int, rubbish: bytes, length: int) -> None:
    damaged = SOUND[:start] + rubbish + SOUND[start + length :]
    try:
        read(damaged)
    except ReadError as error:
        assert error.code in {"bad-pdf", "no-text", "encrypted-pdf", "empty-file"}


LINES = st.text(st.characters(codec="cp1252", exclude_categories=["Cc", "Zs", "Cf"]), min_size=1, max_size=60)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(LINES, max_size=6), min_size=1, max_size=4))
def test_any_lines_give_sound_blocks_or_an_error(pages: list[list[str]]) -> None:
    try:
        read(made(pages))
    except ReadError as error:
        assert error.code == "no-text"


def test_a_pdf_is_told_by_its_head() -> None:
    assert pdf.recognises(SOUND)
    assert not pdf.recognises(b"A text about %PD.")
