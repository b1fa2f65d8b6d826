"""What a page says of itself: JSON-LD first, then meta elements (OpenGraph, Dublin Core, …), then what a reader sees.

Nothing is taken from an address or a guess, and no answer depends on today's date.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from urllib.parse import urljoin

from lxml.html import HtmlElement

from kgbuild.iri import fold
from kgbuild.model import Span
from kgbuild.read.address import web_address
from kgbuild.read.compose import clean
from kgbuild.read.dateline import Dateline, own_line
from kgbuild.read.dates import iso_day, written_dates

_ARTICLE_TYPES = frozenset(
    {"Article", "NewsArticle", "ReportageNewsArticle", "AnalysisNewsArticle", "OpinionNewsArticle", "BlogPosting"}
    | {"Report", "LiveBlogPosting", "BackgroundNewsArticle", "ScholarlyArticle", "WebPage"}
)
_DATES = (
    *("article:published_time", "og:article:published_time", "og:published_time", "datepublished", "publishdate"),
    *("publish-date", "publish_date", "pubdate", "parsely-pub-date", "sailthru.date", "dc.date.issued"),
    *("dcterms.issued", "dc.date.created", "dcterms.created", "dc.date", "dcterms.date", "article.published"),
    *("cxenseparse:recs:publishtime", "citation_publication_date", "citation_date", "date"),
)
_AUTHORS = ("author", "article:author", "dc.creator", "dcterms.creator", "parsely-author", "sailthru.author", "byl")
_PUBLISHERS = (
    "og:site_name",
    "application-name",
    "publisher",
    "dc.publisher",
    "dcterms.publisher",
    "article:publisher",
)
_TITLES = ("og:title", "twitter:title", "dc.title", "dcterms.title", "parsely-title", "headline", "title")
_LANGUAGE = re.compile(r"[a-zA-Z]{2,3}(?:[-_][a-zA-Z0-9]{2,8}){0,3}")
_SEPARATED = re.compile(r"\s+(?:[|–—»·•:]|-)\s+")
_LONGEST = 400
_MOST_JSON = 1_000_000
_DEEPEST_NAME = 10
_HALF_PAIR = re.compile("[\ud800-\udfff]")  # JSON can write half of a surrogate pair, and UTF-8 cannot
_VISIBLE = re.compile(
    r"(?:^|[-_\s])(?:byline|meta|dateline|date|published|timestamp|author|posted|info)(?:[-_\s]|$)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class PageMetadata:
    """What a page says of itself.

    ``titles`` are its headline in the forms that it gives, the best first; ``window`` is what a browser's window
    would be called, often headline and outlet.
    """

    titles: tuple[str, ...] = ()
    window: str | None = None
    author: str | None = None
    publisher: str | None = None
    day: date | None = None
    language: str | None = None
    url: str | None = None


def metadata(root: HtmlElement) -> PageMetadata:
    """What the page whose tree is ``root``, not yet pruned, says of itself."""
    article = _article(root)
    named = _named(root)
    publisher = _plain(_name(article.get("publisher"))) or _first(named, _PUBLISHERS)
    window = next((_plain(element.text_content()) for element in root.iter("title")), None)
    lines = list(_visible_lines(root))
    return PageMetadata(
        titles=tuple(_titles(article, named, window, publisher)),
        window=window,
        author=_author(article, named) or next((line.author for line in lines if line.author), None),
        publisher=publisher,
        day=_day(root, article, named) or next((line.day for line in lines if line.day), None),
        language=_language(root, article, named),
        url=_url(root, article, named),
    )


def _article(root: HtmlElement) -> dict[str, object]:
    """The JSON-LD object of the article, empty where there is none."""
    found: list[dict[str, object]] = []
    for script in root.iter("script"):
        if "ld+json" in (script.get("type") or "").lower() and script.text and len(script.text) <= _MOST_JSON:
            try:
                found.extend(_objects(json.loads(script.text, strict=False)))
            except (ValueError, RecursionError):
                continue
    articles = [
        (_kinds(item) == {"WebPage"}, index) for index, item in enumerate(found) if _kinds(item) & _ARTICLE_TYPES
    ]
    return found[min(articles)[1]] if articles else {}


def _objects(value: object) -> Iterator[dict[str, object]]:
    """The top-level objects of a JSON-LD value, those of its ``@graph`` included."""
    if isinstance(value, list):
        for item in value[:200]:
            yield from _objects(item)
    elif isinstance(value, dict):
        yield value
        yield from _objects(value.get("@graph"))


def _kinds(item: dict[str, object]) -> set[str]:
    kinds = item.get("@type")
    return {kind for kind in (kinds if isinstance(kinds, list) else [kinds]) if isinstance(kind, str)}


def _name(value: object, depth: int = 0) -> str | None:
    """The name or names of a JSON-LD person or organisation, or of a list of them."""
    if isinstance(value, str):
        return None if web_address(value) else value
    if depth < _DEEPEST_NAME and isinstance(value, dict):
        return _name(value.get("name"), depth + 1)
    if depth < _DEEPEST_NAME and isinstance(value, list):
        return ", ".join(name for item in value[:20] if (name := _name(item, depth + 1))) or None
    return None


def _named(root: HtmlElement) -> dict[str, str]:
    """The content of the meta elements by lower-case name or property, the first of each."""
    found: dict[str, str] = {}
    for element in root.iter("meta"):
        content = element.get("content")
        for key in (element.get("property"), element.get("name"), element.get("itemprop"), element.get("http-equiv")):
            if key and content and content.strip():
                found.setdefault(key.lower(), content)
    return found


def _first(named: dict[str, str], keys: tuple[str, ...]) -> str | None:
    return next((value for key in keys if (value := _plain(named.get(key)))), None)


def _plain(value: str | None) -> str | None:
    """A name as one line, None where it is empty, an address or too long to be one."""
    line = " ".join(clean(_HALF_PAIR.sub("\ufffd", value or "")).split())
    return line if line and len(line) <= _LONGEST and not web_address(line) else None


def _author(article: dict[str, object], named: dict[str, str]) -> str | None:
    author = _plain(_name(article.get("author"))) or _first(named, _AUTHORS)
    return re.sub(r"^by\s+", "", author, flags=re.IGNORECASE) if author else None


def _titles(
    article: dict[str, object], named: dict[str, str], window: str | None, publisher: str | None
) -> Iterator[str]:
    headline = article.get("headline")
    titles = [headline if isinstance(headline, str) else None, *(named.get(key) for key in _TITLES), window]
    for title in filter(None, map(_plain, titles)):
        yield _without_site(title, publisher)


def site_beside(headline: str, window: str) -> str | None:
    """What a window's name has after the headline ("… - Savanna Post"), None where that is not plain."""
    for mark in _SEPARATED.finditer(window):
        if fold(window[: mark.start()]) == fold(headline):
            return window[mark.end() :]
    return None


def headlines_in(window: str) -> list[str]:
    """What may be the headline in a window's name: its beginnings up to a bar or dash, the longest first."""
    return [window[: mark.start()] for mark in reversed(list(_SEPARATED.finditer(window)))]


def _without_site(title: str, publisher: str | None) -> str:
    """``title`` without the outlet's name at either end, after or before a bar or dash."""
    parts = _SEPARATED.split(title)
    if len(parts) > 1 and publisher:
        marks = list(_SEPARATED.finditer(title))
        if fold(parts[-1]) == fold(publisher):
            return title[: marks[-1].start()]
        if fold(parts[0]) == fold(publisher):
            return title[marks[0].end() :]
    return title


def _day(root: HtmlElement, article: dict[str, object], named: dict[str, str]) -> date | None:
    values = [article.get("datePublished"), *(named.get(key) for key in _DATES), article.get("dateCreated")]
    for value in values:
        if isinstance(value, str) and (day := _any_day(value)):
            return day
    times = list(root.iter("time"))
    marked = [element for element in times if "published" in f"{element.attrib}".lower() or "pubdate" in element.attrib]
    for element in [*marked, *(e for e in times if "update" not in f"{e.attrib}".lower())]:
        if day := _any_day(element.get("datetime") or element.text_content()):
            return day
    return None


def _any_day(value: str) -> date | None:
    value = value[:100]
    written = written_dates(value)
    return iso_day(value) or (written[0].day if written else None)


def _visible_lines(root: HtmlElement) -> Iterator[Dateline]:
    """The bylines and datelines that stand on the page in elements marked as such."""
    seen = 0
    for element in root.iter(
        "div", "p", "span", "address", "header", "li", "td", "small", "h2", "h3", "h4", "h5", "h6"
    ):
        if _VISIBLE.search(f"{element.get('class') or ''} {element.get('id') or ''}"):
            seen += 1
            words = " ".join(clean(element.text_content()[:1000]).split())
            found = own_line(words, Span(0, len(words))) if words else None
            if found is not None:
                yield found
            if seen > 200:
                return


def _language(root: HtmlElement, article: dict[str, object], named: dict[str, str]) -> str | None:
    spoken = article.get("inLanguage")
    values = [root.get("lang"), root.get("xml:lang"), spoken, named.get("content-language"), named.get("og:locale")]
    for value in values:
        if isinstance(value, str) and _LANGUAGE.fullmatch(value.strip()):
            return value.strip().replace("_", "-").lower()
    return None


def _url(root: HtmlElement, article: dict[str, object], named: dict[str, str]) -> str | None:
    canonical = [e.get("href") for e in root.iter("link") if "canonical" in (e.get("rel") or "").lower().split()]
    whole = article.get("mainEntityOfPage")
    page = whole.get("@id") if isinstance(whole, dict) else whole
    base = next((web_address(e.get("href")) for e in root.iter("base")), None) or web_address(named.get("og:url"))
    for value in [*canonical, named.get("og:url"), page, article.get("url")]:
        if isinstance(value, str) and (url := web_address(_absolute(base, value.strip()))):
            return url
    return None


def _absolute(base: str | None, address: str) -> str | None:
    try:
        return urljoin(base or "", address)
    except ValueError:  # a bracket that is not closed
        return None
