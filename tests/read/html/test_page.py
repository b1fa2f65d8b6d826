"""Pages built in different ways: the article and nothing else, and what each page says of itself.

``pages/NAME.txt`` says what is expected of ``pages/NAME.html``: lines ``@field value`` (``-`` for none), then one
line for each block, ``role: words``, with ``⏎`` for a line break and ``⇥`` for a tab.
"""

from __future__ import annotations

import json
import re
import time
import unicodedata
from html import escape
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kgbuild.errors import ReadError
from kgbuild.model import Document
from kgbuild.read import html
from tests.read.blocks import assert_sound
from tests.support import shared

PAGES = Path(__file__).parent / "pages"


def read(data: bytes) -> Document:
    (document,) = html.read(data, "page.html")
    assert_sound(document)
    return document


def described(document: Document) -> list[str]:
    fields = {
        "title": document.title,
        "day": document.date_published,
        "publisher": document.publisher,
        "author": document.author,
        "language": document.language,
        "url": document.url,
    }
    lines = [f"@{name} {'-' if value is None else value}" for name, value in fields.items()]
    for block in document.blocks:
        words = document.slice(block.span).replace("\n", "⏎").replace("\t", "⇥")
        lines.append(f"{block.role.value}: {words}")
    return lines


@pytest.mark.parametrize("name", sorted(path.stem for path in PAGES.glob("*.html")))
def test_page(name: str) -> None:
    data = (PAGES / f"{name}.html").read_bytes()
    assert html.recognises(data)
    assert described(read(data)) == (PAGES / f"{name}.txt").read_text(encoding="utf-8").splitlines()


PROSE = "<p>A court in Port Elin has jailed nine men for selling forged papers, and they will appeal.</p>"

HOSTILE = {
    "nested deeply": ("<div>" * 100_000 + PROSE, "page-too-complex"),
    "nested deeply inside a paragraph": ("<html><p>" + "<b><i><a href=x>" * 30_000 + "x", "page-too-complex"),
    "many elements": ("<html>" + PROSE * 60_000, "page-too-complex"),
    "many attributes": (f"<html><p {' '.join(f'a{n}=1' for n in range(300_000))}>{PROSE}", "page-too-complex"),
    "quotes hide many attributes": (
        f"<html><p a=b\" c='>' {' '.join(f'a{n}' for n in range(300_000))}>",
        "page-too-complex",
    ),
    "a huge attribute": (f'<html><p class="{"share " * 500_000}">{PROSE * 3}', None),
    "entities in entities": (
        '<!DOCTYPE html [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
        f'<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;">]><html><body>{PROSE * 3}<p>&c;&c;</p>',
        None,
    ),
    "an endless script": (f"<html><body><script>{'x' * 5_000_000}{PROSE}", "no-text"),
    "an endless comment": (f"<html><body><!--{'-' * 3_000_000}{PROSE}", "no-text"),
    "nothing but brackets": (f"<html><body>{PROSE}{'<' * 2_000_000}", None),
    "nothing but spaces": (f"{' ' * 3_000_000}<html><body><p>x{' ' * 3_000_000}y</p>{PROSE}", None),
    "a title of dashes": (f"<html><title>{'a - ' * 900_000}</title><body>{PROSE * 3}", None),
    "deep JSON": (f'<html><script type="application/ld+json">{"[" * 200_000}</script>{PROSE * 3}', None),
    "references to what is no character": (
        f"<html>{PROSE * 3}<p>&#xD800; &#0; &#x110000; &#xFFFE; &#xFFFF; end</p>",
        None,
    ),
    "no article": ("<html><body><nav><a href=x>Home</a></nav></body></html>", "no-text"),
    "nothing": ("<html></html>", "no-text"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_page_is_read_or_refused_in_time(name: str) -> None:
    page, code = HOSTILE[name]
    started = time.process_time()
    if code is None:
        assert "jailed nine men" in read(page.encode()).text
    else:
        with pytest.raises(ReadError) as caught:
            read(page.encode())
        assert caught.value.code == code
    assert time.process_time() - started < 20


@settings(deadline=None)  # the machine may be busy
@given(st.text(st.sampled_from("<>/=\"' apqdivbr&;#x1\n\t\x07\ufeff\u00a0é😀"), max_size=120), st.booleans())
def test_any_mark_up_gives_sound_blocks_or_an_error(mark_up: str, inside: bool) -> None:
    page = f"<html><body>{PROSE * 3}<p>{mark_up}</p></body></html>" if inside else f"<html>{mark_up}"
    try:
        document = read(page.encode())
    except ReadError:
        return
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f]", document.text)
    assert document.text == "\n\n".join(filter(None, map(str.strip, document.text.split("\n\n"))))


WORDS = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Co", "Cn", "Zs", "Zl", "Zp", "Cf"]), min_size=1, max_size=12
)


@settings(deadline=None)  # the machine may be busy
@given(st.lists(st.lists(WORDS, min_size=12, max_size=20), min_size=3, max_size=5, unique_by=tuple))
def test_the_words_of_paragraphs_come_through_unchanged(paragraphs: list[list[str]]) -> None:
    sentences = ["Said: " + " ".join(words) + "." for words in paragraphs]
    page = "".join(f"<p>{escape(sentence)}</p>" for sentence in sentences)
    document = read(f"<html><body><article><h1>A title</h1>{page}</article></body></html>".encode())
    assert document.text == "\n\n".join(["A title", *sentences])


MARKED = st.tuples(
    st.text(st.sampled_from("abÄжق—’0\u0301\u00a0\u202f\u2009\u200d\u00ad\u200b😀中"), min_size=1, max_size=6),
    st.sampled_from([None, None, "b", "em", "span", "a", "strong", "i", "mark", "abbr", "code", "u", "small", "time"]),
    st.sampled_from([" ", " ", "", "\n", "\u00a0"]),
)


@settings(deadline=None)  # the machine may be busy
@given(st.lists(MARKED, min_size=4, max_size=14))
def test_inline_elements_change_no_word_and_no_space(fragments: list[tuple[str, str | None, str]]) -> None:
    marked = "".join(f"<{tag}>{word}</{tag}>{gap}" if tag else word + gap for word, tag, gap in fragments)
    plain = "".join(word + (" " if gap == "\n" else gap) for word, _, gap in fragments)
    page = f"<html><body><article><h1>A title</h1>{PROSE}<p>The court said: {marked} and no more.</p>{PROSE}</article>"
    assert f"The court said: {re.sub(' +', ' ', plain)} and no more.".replace("  ", " ") in read(page.encode()).text


def test_the_encoding_is_the_declared_one() -> None:
    page = (
        '<html><head><meta charset="windows-1251"></head><body><h1>Суд</h1>' + "<p>Суд оправдал рыбака, сказал он.</p>"
    )
    assert "оправдал" in read(page.encode("cp1251")).text
    with pytest.raises(ReadError, match="bad-utf8"):
        read(page.replace("windows-1251", "utf-8").encode("cp1251"))
    with pytest.raises(ReadError, match="bad-encoding"):
        read(page.replace("windows-1251", "shift_jis").encode("cp1251"))
    for trick in ("rot13", "zip", "idna", "unicode_escape", "utf-7", "nonsense"):
        assert "оправдал" in read(page.replace("windows-1251", trick).encode()).text


def test_preformatted_lines_and_superscripts_stay() -> None:
    document = read(f"<html><body>{PROSE}<pre>One line.\nAnother.\n\nA third, of 5 m<sup>2</sup>.</pre>".encode())
    assert "One line.\nAnother.\n\nA third, of 5 m²." in document.text


@pytest.mark.parametrize(
    ("name", "clutter"),
    [
        ("03", ["5,000 more foreigners", "15,000 Nepalis", "529 partners", "Twelve jailed", "40,000 people", "Sunita"]),
        ("06", ["1,050 Kenyans recruited", "17 die in bus crash", "recruiting 12 reporters", "ADVERTISEMENT", "Tags:"]),
    ],
)
def test_every_quote_of_the_development_pages_stands_in_their_text(name: str, clutter: list[str]) -> None:
    document = read(shared("gold", "dev", f"{name}.html").read_bytes())
    text = unicodedata.normalize("NFKC", document.text)
    records = [json.loads(line) for line in shared("gold", "dev.jsonl").read_text(encoding="utf-8").splitlines()]
    quotes = [
        place["quote"]
        for record in records
        if record["doc"] == f"dev/{name}.html"
        for place in record.get("evidence", ())
    ]
    assert len(quotes) > 5
    assert [quote for quote in quotes if unicodedata.normalize("NFKC", quote) not in text] == []
    assert [words for words in clutter if words in text] == []
