"""Getting a page's words through trafilatura unchanged.

It makes plain spaces of no-break ones, strips the white space around inline elements, and drops some inline
elements with their words. So what only mark-up says is written into the words first, and white space that counts
travels as private-use characters.
"""

from __future__ import annotations

import re

from lxml.html import HtmlElement

_SPACES = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_CARRIERS = {char: chr(0xE0A0 + index) for index, char in enumerate(_SPACES + "\u200b\u200c\u200d\u2060\u00ad")}
_SPACE = "\ue0c0"
_LINE_END = "\ue0c1"  # of preformatted text
_BACK = str.maketrans({carrier: char for char, carrier in _CARRIERS.items()} | {_SPACE: " ", _LINE_END: "\n"})
_THERE = str.maketrans(
    dict.fromkeys(map(chr, [*range(9), 11, *range(13, 32)]), " ")  # these and the next no tree of lxml may hold
    | dict.fromkeys(map(chr, [*range(0xD800, 0xE000), 0xFFFE, 0xFFFF]), "\ufffd")
    | dict.fromkeys([*_CARRIERS.values(), _SPACE, _LINE_END], "\ufffd")  # a page's own mean nothing elsewhere
    | _CARRIERS
)
_WHITE = re.compile(r"[ \t\n\r\f]+")
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_LOWERED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_BACK_LINK = re.compile(r"[\s↩↵⏎↑⤴^\ufe0e\ufe0f]+")
_INLINE = frozenset(
    {"a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "dfn", "em", "font", "i", "ins", "kbd"}
    | {"mark", "nobr", "q", "samp", "small", "span", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr"}
)


def prepare(root: HtmlElement) -> None:
    """Change the tree so that :func:`restored` of what trafilatura makes of it has the words that a reader sees."""
    for element in list(
        root.iter("q", "time", "label", "sup", "sub", "del", "s", "strike", "a", "code", "kbd", "samp")
    ):
        _write_out(element)
    for element in root.iter():
        preformatted = element.tag == "pre" or next(element.iterancestors("pre"), None) is not None
        if element.text:
            element.text = _carried(element.text, preformatted)
        if element.tail:
            element.tail = _carried(element.tail, preformatted and element.tag != "pre")
    for element in root.iter():
        _keep_spaces(element)


def restored(words: str) -> str:
    """``words`` from trafilatura with the white space that they had on the page."""
    return words.translate(_BACK)


def _write_out(element: HtmlElement) -> None:
    """Words struck through and links back from footnotes go; quotation marks and small digits become characters."""
    tag = str(element.tag)
    words = (element.text or "").strip()
    if tag == "a":
        if len(element) == 0 and _BACK_LINK.fullmatch(words):
            element.drop_tree()
        return
    if tag in ("code", "kbd", "samp") and next(element.iterancestors("pre"), None) is not None:
        return
    if tag in ("del", "s", "strike"):
        element.drop_tree()
        return
    if tag == "q":
        element.text = "“" + (element.text or "")
        if len(element):
            element[-1].tail = (element[-1].tail or "") + "”"
        else:
            element.text += "”"
    elif tag in ("sup", "sub") and len(element) == 0 and words.isascii() and words.isdigit():
        element.text = words.translate(_RAISED if tag == "sup" else _LOWERED)
    element.tag = "span"


def _carried(words: str, preformatted: bool) -> str:
    """``words`` with white space as a browser shows it: one space, but in preformatted text."""
    there = words.translate(_THERE)
    if preformatted:
        there = there.replace("\r\n", "\n").replace("\n", _LINE_END)
    return _WHITE.sub(" ", there)


def _keep_spaces(element: HtmlElement) -> None:
    """Carry the spaces that stand between words and an inline element, or between two of these."""
    inline = element.tag in _INLINE
    following = element.getnext()
    if element.text and (inline or element.text.strip()):
        last = inline if len(element) == 0 else element[0].tag in _INLINE
        element.text = _edges(element.text, inline, last)
    if element.tail and (element.tail.strip() or (inline and following is not None and following.tag in _INLINE)):
        parent = element.getparent()
        last = following.tag in _INLINE if following is not None else parent is not None and parent.tag in _INLINE
        element.tail = _edges(element.tail, inline, last)


def _edges(words: str, first: bool, last: bool) -> str:
    if first and words.startswith(" "):
        words = _SPACE + words[1:]
    if last and words.endswith(" "):
        words = words[:-1] + _SPACE
    return words
