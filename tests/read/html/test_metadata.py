"""What a page says of itself: which of several answers counts, and that none of them breaks anything."""

from __future__ import annotations

import json
import re
from datetime import date
from html import escape
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html as lxml_html

from kgbuild.read.html.decode import tree
from kgbuild.read.html.metadata import PageMetadata, headlines_in, metadata, site_beside


def said(head: str, body: str = "<p>x</p>", opening: str = "<html>") -> PageMetadata:
    return metadata(tree(f"{opening}<head>{head}</head><body>{body}</body></html>".encode(), "page.html"))


def linked_data(value: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(value)}</script>'


def meta(name: str, content: str) -> str:
    return f'<meta property="{escape(name)}" content="{escape(content)}">'


DAYS = [  # the best first
    linked_data({"@type": "NewsArticle", "datePublished": "2025-01-01T23:30:00-05:00"}),
    meta("article:published_time", "2025-01-02"),
    meta("dc.date", "3 January 2025"),
    linked_data({"@type": "WebPage", "dateCreated": "2025-01-04"}),
    '<time itemprop="datePublished" datetime="2025-01-05">yesterday</time>',
    "<time>6 January 2025</time>",
    '<p class="byline">By Ann Weir | 7 January 2025</p>',
]


@pytest.mark.parametrize(("first", "second"), list(combinations(range(len(DAYS)), 2)))
def test_the_more_exact_of_two_days_counts_wherever_it_stands(first: int, second: int) -> None:
    if {first, second} == {0, 3}:
        return  # two objects of linked data: the article's own counts, and the other is not looked at
    for parts in ((first, second), (second, first)):
        body = "".join(DAYS[part] for part in parts)
        assert said("", body).day == date(2025, 1, first + 1)


@pytest.mark.parametrize(
    "none", ["", "soon", "2025-02-30", "0000-00-00", "3/7/2025", "99999-01-01", "2025", "١/١/٢٠٢٥"]
)
def test_what_is_no_day_leaves_the_next_answer_its_turn(none: str) -> None:
    head = linked_data({"@type": "Article", "datePublished": none}) + meta("article:published_time", none)
    assert said(head).day is None
    assert said(head + meta("dc.date", "2025-03-04")).day == date(2025, 3, 4)


def test_the_article_of_a_graph_is_found_among_what_surrounds_it() -> None:
    graph = {
        "@context": "https://schema.org",
        "@graph": [
            {"@type": "WebPage", "headline": "The page", "datePublished": "2024-01-01"},
            {"@type": ["Thing", "ReportageNewsArticle"], "headline": "Nine jailed", "author": [
                {"@type": "Person", "name": "Ann Weir"}, {"name": ["Bo Lund", "https://a.example/bo"]}, "Cy Orr"]},
            {"@type": "BreadcrumbList", "author": "nobody"},
        ],
    }  # fmt: skip
    found = said(linked_data(graph))
    assert (found.titles, found.author, found.day) == (("Nine jailed",), "Ann Weir, Bo Lund, Cy Orr", None)


def test_an_outlet_is_taken_off_the_headline_and_found_beside_it() -> None:
    found = said("<title>Nine jailed – again - Savanna Post</title>" + meta("og:site_name", "SAVANNA Post"))
    assert (found.titles, found.publisher) == (("Nine jailed – again",), "SAVANNA Post")
    assert found.window is not None
    assert site_beside("Nine jailed - again", found.window) == "Savanna Post"
    assert site_beside("Ten jailed", found.window) is None
    assert headlines_in(found.window) == ["Nine jailed – again", "Nine jailed"]


@pytest.mark.parametrize(
    ("declared", "language"), [("en", "en"), ("en_US", "en-us"), ("zh-Hant-TW", "zh-hant-tw"), ("english please", None),
                               ("", None), ("e", None), ('"><script>', None)]
)  # fmt: skip
def test_a_language_is_a_tag_or_none(declared: str, language: str | None) -> None:
    assert said("", opening=f'<html lang="{escape(declared)}">').language == language
    assert said(meta("og:locale", declared)).language == language


def test_an_address_is_the_canonical_one_made_whole() -> None:
    canonical = '<link rel="alternate canonical" href="/a/b?c=1#d">'
    assert said(canonical).url is None
    assert said(canonical + '<base href="https://a.example/x/">').url == "https://a.example/a/b?c=1"
    assert said(canonical + meta("og:url", "https://b.example/y")).url == "https://b.example/a/b?c=1"
    assert said('<link rel="canonical" href="javascript:alert(1)">' + meta("og:url", "https://b.example/y")).url == (
        "https://b.example/y"
    )


@pytest.mark.parametrize("depth", [30, 300, 700, 5_000])
@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('{"name":', "}"), ('{"@graph":[', "]}")])
@pytest.mark.parametrize("key", ["author", "publisher", "headline", "@graph", "mainEntityOfPage"])
def test_values_nested_as_deep_as_anybody_likes_break_nothing(depth: int, opening: str, closing: str, key: str) -> None:
    value = opening * depth + '"x"' + closing * depth
    script = f'<script type="application/ld+json">{{"@type": "NewsArticle", "{key}": {value}}}</script>'
    assert said(script + meta("og:title", "Nine jailed")).titles[-1] == "Nine jailed"


@pytest.mark.parametrize("key", ["headline", "author", "publisher"])
def test_half_of_a_surrogate_pair_becomes_a_character_that_can_be_written(key: str) -> None:
    script = f'<script type="application/ld+json">{{"@type": "Article", "{key}": "Ann\\ud800 \\ud83d\\ude00"}}</script>'
    found = said(script)
    assert "Ann\ufffd \U0001f600" in (found.author, found.publisher, *found.titles)


VALUES = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20),
        st.sampled_from(["2025-01-31", "https://a.example/", "//[", "By Ann Weir", "en-GB", "a - b | c", "\ud800"]),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(["name", "@id", "@type", "@graph", "x"]), inner, max_size=3),
    ),
    max_leaves=8,
)  # fmt: skip
ARTICLE = st.dictionaries(
    st.sampled_from(
        [
            "headline",
            "author",
            "publisher",
            "datePublished",
            "dateCreated",
            "inLanguage",
            "mainEntityOfPage",
            "url",
            "@graph",
        ]
    ),
    VALUES,
    max_size=6,
)


@given(ARTICLE.map(lambda article: {"@type": "Article", **article}))
def test_any_linked_data_gives_plain_lines_or_nothing(article: dict[str, object]) -> None:
    root = lxml_html.document_fromstring(f"<html><head>{linked_data(article)}</head><body><p>x</p></body></html>")
    found = metadata(root)
    for line in (*found.titles, found.author, found.publisher, found.url, found.language):
        if line is not None:
            assert line.encode() and line == " ".join(line.split())
            assert not re.search("[\x00-\x1f\x7f-\x9f]", line)
