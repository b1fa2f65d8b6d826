"""One page to one document."""

from __future__ import annotations

import re
from hashlib import sha256

from lxml.html import HtmlElement

from kgbuild.errors import ReadError
from kgbuild.iri import fold
from kgbuild.model import BlockRole, Document
from kgbuild.read.article import TITLE_LENGTH
from kgbuild.read.compose import Piece, clean, compose
from kgbuild.read.html.body import pieces
from kgbuild.read.html.clutter import prune
from kgbuild.read.html.decode import tree
from kgbuild.read.html.metadata import PageMetadata, headlines_in, metadata, site_beside
from kgbuild.read.language import UNDETERMINED, detect


def article(data: bytes, name: str) -> Document:
    """The article on the page ``data``. Raises :class:`ReadError` as :func:`kgbuild.read.html.read` says."""
    root = tree(data, name)
    said = metadata(root)
    heading = _headline(root, said)
    prune(root, heading)
    headline = _words(heading) if heading is not None else None
    parts = pieces(root, headline)
    if not any(part.role is not BlockRole.HEADING for part in parts):
        hint = "save the page when its article is shown in full, or save its text as .txt"
        raise ReadError("no-text", name, "holds no article that can be told from the page around it", hint)
    text, found = compose([*([Piece(BlockRole.TITLE, headline)] if headline else []), *parts])
    return Document(
        sha256=sha256(data).hexdigest(),
        text=text,
        file_names=(name,),
        media_type="text/html",
        blocks=found.blocks,
        title=found.title or (said.titles[0] if said.titles else None),
        language=_language(text, said.language),
        url=said.url,
        publisher=said.publisher or (site_beside(headline or "", said.window or "") or found.publisher),
        author=said.author or found.author,
        date_published=said.day or found.date_published,
    )


def _headline(root: HtmlElement, said: PageMetadata) -> HtmlElement | None:
    """The element that holds the headline, None where the page shows none.

    It is the heading that the page names as its title; else the first main heading, unless that is the outlet's
    name; else whatever short element holds the title's words.
    """
    titles = [fold(title) for title in said.titles]
    for element in root.iter("h1", "h2", "h3"):
        if fold(_words(element)) in titles:
            return element
    first = next((element for element in root.iter() if _is_main_heading(element)), None)
    if first is not None:
        words = _words(first)
        if 0 < len(words) <= TITLE_LENGTH and (said.publisher is None or fold(words) != fold(said.publisher)):
            return first
    titles += [fold(title) for title in headlines_in(said.window or "")]
    for element in root.iter("div", "p", "span", "td", "b", "font"):
        if len(element) < 3 and 0 < len(element.text_content()) <= TITLE_LENGTH and fold(_words(element)) in titles:
            return element
    return None


def _is_main_heading(element: HtmlElement) -> bool:
    return bool(element.tag == "h1" or (element.get("role") == "heading" and element.get("aria-level", "1") == "1"))


def _words(element: HtmlElement) -> str:
    """An element's words on one line, with their no-break spaces."""
    return " ".join(part for part in re.split(r"[ \n\t]+", clean(element.text_content())) if part)


def _language(text: str, declared: str | None) -> str | None:
    """The language of ``text``: the declared one, unless its words plainly are of another."""
    found = detect(text)
    if declared is None or (found != UNDETERMINED and found != declared.split("-")[0]):
        return found
    return declared
