"""A page's bytes to a tree: which encoding counts, and that no character of a page stops the reading of it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kgbuild.errors import ReadError
from kgbuild.read import html
from kgbuild.read.html.decode import page_text, tree

PROSE = "<p>A court in Port Elin has jailed nine men for selling forged papers, and they will appeal.</p>"
WORDS = "Суд оправдал рыбака"


@pytest.mark.parametrize(
    ("head", "encoding"),
    [
        ('<meta charset="windows-1251">', "cp1251"),
        ("<META  CHARSET = koi8-r >", "koi8-r"),
        ('<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-5">', "iso-8859-5"),
        ('<?xml version="1.0" encoding="windows-1251"?>', "cp1251"),
        ('<meta charset="utf-8">', "utf-8"),
        ("", "utf-8"),
        ('<meta charset="nonsense">', "utf-8"),
        ('<meta charset="utf-16">', "utf-8"),  # which a page in ASCII letters cannot be
    ],
)
def test_the_declared_encoding_counts_where_it_is_one_of_text(head: str, encoding: str) -> None:
    page = f"{head}<html><body><p>{WORDS}</p>"
    assert page_text(page.encode(encoding), "a.html") == page
    assert WORDS in tree(page.encode(encoding), "a.html").text_content()


def test_a_byte_order_mark_beats_what_is_declared() -> None:
    page = f'\ufeff<html><meta charset="windows-1251"><p>{WORDS}</p>'
    assert page_text(page.encode(), "a.html") == page


def test_what_calls_itself_latin_1_is_what_browsers_take_for_it() -> None:
    data = '<html><meta charset="iso-8859-1"><p>“It is over”'.encode("cp1252")
    assert "“It is over”" in page_text(data, "a.html")


@pytest.mark.parametrize("data", [b"<html>\xff\xfe", b'<meta charset="shift_jis"><p>\x80\xff', b"<html>\x00"])
def test_bytes_that_do_not_fit_are_an_error(data: bytes) -> None:
    with pytest.raises(ReadError):
        page_text(data, "a.html")


ODD = [*map(chr, [*range(1, 9), 11, 12, *range(14, 32), 0x7F, 0x85, 0xFFFD, 0xFFFE, 0xFFFF, 0xE0C0, 0x1FFFF])]
INSIDE = st.sampled_from(
    ["<script>x</script>", '<div class="share">Share</div>', "<!-- x -->", "<sup>2</sup>", "<q>no</q>", "<del>x</del>",
     "<b>bold</b>", "<br>", '<aside class="related">More</aside>', "<a href=x>↩</a>", "<nav>Home</nav>", "word"]
)  # fmt: skip


@settings(max_examples=30)
@given(st.lists(st.one_of(INSIDE, st.sampled_from(ODD), st.integers(0, 0x110000).map("&#{};".format)), max_size=8))
def test_any_character_may_stand_beside_anything_that_is_taken_out(parts: list[str]) -> None:
    page = f"<html><body><article><h1>Nine jailed</h1>{PROSE}<p>They said: {''.join(parts)} end.</p>{PROSE}</article>"
    (document,) = html.read(page.encode("utf-8"), "a.html")
    assert document.text.startswith("Nine jailed\n\n")
    assert "A court in Port Elin has jailed nine men" in document.text  # of so short a page not always by paragraphs
    assert document.text.encode()
    assert not set(document.text) & {chr(code) for code in (*range(9), *range(11, 32), *range(127, 160))}


@pytest.mark.parametrize("character", ODD)
def test_a_control_character_behind_a_script_is_a_space(character: str) -> None:
    page = f"<html><body><article>{PROSE}<p>Before <script>x</script>{character} and after.</p>{PROSE}</article>"
    (document,) = html.read(page.encode("utf-8"), "a.html")
    assert "and after." in document.text
