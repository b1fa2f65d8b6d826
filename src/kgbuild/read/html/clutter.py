"""What stands on a page around and between the paragraphs of its article, told by its mark-up and taken out of the
tree before the main text is looked for. The words for it are in ``clutter.toml``.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from lxml.html import HtmlElement

_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
_HIDDEN = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_INLINE = frozenset(
    {"span", "a", "b", "i", "em", "strong", "small", "sup", "sub", "font", "mark", "time", "abbr", "q", "u"}
)
_PROSE = frozenset({"p", "li", "blockquote", "h1", "h2", "h3", "h4", "td", "dd"})
_KEPT = frozenset({"html", "body", "main", "article", "h1"})


@dataclass(frozen=True, slots=True)
class _Words:
    tags: frozenset[str]
    marks: frozenset[str]
    strong: frozenset[str]
    layout: frozenset[str]


@cache
def _words() -> _Words:
    table = tomllib.loads(files("kgbuild.read.html").joinpath("clutter.toml").read_text(encoding="utf-8"))
    return _Words(
        frozenset(table["tags"]),
        frozenset(table["marks"]),
        frozenset(table["strong"]),
        frozenset(table["layout"]),
    )


def prune(root: HtmlElement, headline: HtmlElement | None) -> None:
    """Take out of the tree what is no article: scripts, menus, adverts, promos, share bars, comments, hidden parts,
    and what stands before the headline.

    An element that holds most of the page's paragraphs, or the headline, stays whatever its class says, but for
    comments, sidebars and the like.
    """
    prose = _prose_length(root)
    kept = set() if headline is None else {headline, *headline.iterancestors()}
    if headline is not None:
        before = list(_before(headline))
        if 4 * sum(_prose_length(element) for element in before) < prose:
            for element in before:
                element.drop_tree()
    for element in list(root.iter()):
        if element.getparent() is not None and element not in kept and _is_clutter(element, prose):
            element.drop_tree()


def _before(headline: HtmlElement) -> Iterator[HtmlElement]:
    """The elements that end before the headline begins, in the page's body; none holds another."""
    for element in [headline, *headline.iterancestors()]:
        if element.tag == "body":
            return
        yield from element.itersiblings(preceding=True)


def _is_clutter(element: HtmlElement, prose: int) -> bool:
    words = _words()
    tag = element.tag
    if not isinstance(tag, str) or tag in _KEPT:
        return False
    if tag == "footer" or (tag == "header" and not _is_inside(element, {"article", "main"})):
        return True
    hidden = element.get("hidden") is not None or _HIDDEN.search(element.get("style") or "")
    if tag in words.tags or hidden:
        return not _holds_article(element, prose)
    found = _marks(element) & words.marks
    if not found or (tag in _INLINE and _is_inside(element, _PROSE)):
        return False
    return bool(found & words.strong) or not _holds_article(element, prose)


def _marks(element: HtmlElement) -> set[str]:
    """The words of an element's class, id and role, alone and in pairs, without those that only say the layout."""
    found: set[str] = set()
    for key in ("class", "id", "role", "data-component", "data-testid"):
        for name in (element.get(key) or "")[:500].split():
            words = [word.lower() for word in _WORD.findall(name)]
            for index, word in enumerate(words):
                if index and words[index - 1] in _words().layout:
                    continue
                found.add(word)
                found.add("-".join(words[index : index + 2]))
            found.add("".join(words))
    return found


def _holds_article(element: HtmlElement, prose: int) -> bool:
    return 2 * _prose_length(element) > prose > 0


def _prose_length(element: HtmlElement) -> int:
    return sum(len(paragraph.text_content()) for paragraph in element.iter("p"))


def _is_inside(element: HtmlElement, tags: set[str] | frozenset[str]) -> bool:
    return any(parent.tag in tags for parent in element.iterancestors())
