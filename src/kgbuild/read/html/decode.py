"""A page's bytes to a tree: its declared encoding, and limits that no hostile page gets past.

The encoding is that of a byte order mark, else the declared one, else UTF-8 (HTML Standard, *Encoding sniffing*,
without its guesses: bytes that do not fit are an error).
"""

from __future__ import annotations

import codecs
import re

from lxml import etree, html

from kgbuild.errors import ReadError
from kgbuild.read.decode import utf8

MOST_ELEMENTS = 50_000
DEEPEST = 200
MOST_ATTRIBUTES = 20_000
"""Of one element: libxml2 compares each of them with all the others."""

_TAG = re.compile(r"<[a-zA-Z][^\s/>]*+((?:[\s/]*+[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s>]*+))?+)*+)")
_ATTRIBUTE = re.compile(r"[\s/]*+[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s>]*+))?+")
_DECLARED = re.compile(
    rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([\w:.-]{2,40})|<\?xml[^>]{0,100}encoding=[\"']([\w.-]{2,40})", re.I
)
_FAMILIES = (
    "iso8859",
    "cp125",
    "cp866",
    "koi8",
    "gb",
    "big5",
    "shift_jis",
    "euc_",
    "mac_",
    "ascii",
    "tis_620",
    "ptcp154",
)
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What lxml reads from a page and then takes for no text, where an element before it is taken out."""
_DECLARATION = re.compile(r"\ufeff?\s*<\?xml[^>]*>")


def page_text(data: bytes, name: str) -> str:
    """``data`` decoded as it declares itself. Raises :class:`ReadError` as for plain text where it cannot be."""
    codec = None if data[:3] == codecs.BOM_UTF8 else _declared(data)
    if codec is None:
        return utf8(data, name)
    if b"\0" in data:
        return utf8(data, name)  # which says what is wrong
    try:
        return data.decode(codec)
    except UnicodeDecodeError as error:
        hint = "save the page again as UTF-8"
        raise ReadError("bad-encoding", name, f"is not {codec} at byte {error.start}, as it says", hint) from None


def _declared(data: bytes) -> str | None:
    """The codec that the page declares, None for UTF-8, none, and what is no encoding of text."""
    match = _DECLARED.search(data[:4096])
    if match is None:
        return None
    label = (match.group(1) or match.group(2)).decode("ascii", "replace")
    label = {"iso-8859-1": "cp1252", "latin1": "cp1252", "ascii": "cp1252", "us-ascii": "cp1252"}.get(
        label.lower(), label
    )
    try:
        codec = codecs.lookup(label).name.replace("-", "_")
    except LookupError:
        return None
    return codec if codec.startswith(_FAMILIES) else None


def tree(data: bytes, name: str) -> html.HtmlElement:
    """The page as a tree, without comments and processing instructions; control characters in it are spaces.

    Raises :class:`ReadError` ``page-too-complex`` for more than :data:`MOST_ELEMENTS` elements or nesting deeper
    than :data:`DEEPEST`, ``no-text`` where there is no element at all.
    """
    text = page_text(data, name)
    declaration = _DECLARATION.match(text)  # which lxml refuses in front of a text that is decoded
    text = text[declaration.end() :] if declaration else text
    if _attributes_squared(text) > MOST_ATTRIBUTES**2:
        raise _too_complex(name, f"has an element with more than {MOST_ATTRIBUTES} attributes")
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=False)
    try:
        root = html.document_fromstring(text.encode("utf-8"), parser=parser)
    except (etree.LxmlError, ValueError):
        raise ReadError("no-text", name, "holds no page that can be read", "check how it was saved") from None
    depth = count = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        count += event == "start"
        if depth > DEEPEST or count > MOST_ELEMENTS:
            raise _too_complex(name, f"has more than {MOST_ELEMENTS} elements or is nested deeper than {DEEPEST}")
    for element in root.iter():
        if element.text and _UNWRITABLE.search(element.text):
            element.text = _UNWRITABLE.sub(_instead, element.text)
        if element.tail and _UNWRITABLE.search(element.tail):
            element.tail = _UNWRITABLE.sub(_instead, element.tail)
    return root


def _instead(match: re.Match[str]) -> str:
    return " " if match.group() < " " else "\ufffd"


def _attributes_squared(text: str) -> int:
    """How many comparisons of attributes parsing ``text`` takes (HTML Standard, *Tokenization*)."""
    runs = (match.group(1) for match in _TAG.finditer(text) if match.end(1) - match.start(1) > 1000)
    return sum(len(_ATTRIBUTE.findall(run)) ** 2 for run in runs)


def _too_complex(name: str, message: str) -> ReadError:
    hint = "save only the article, for example from the browser's reading view"
    return ReadError("page-too-complex", name, message, hint)
