"""JSON Lines: one document an object and line, with ``text`` and, where known, ``title``, ``url``, ``date``,
``publisher``, ``author`` and ``language``.

A document's SHA-256 is that of its line without the line's end, so that a line keeps its identity wherever it
stands; its file name is the file's. ``text`` is taken as it is, as in a plain text file.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from hashlib import sha256
from typing import Final

from kgbuild.errors import ReadError
from kgbuild.model import CitedWork, Document
from kgbuild.read.address import web_address
from kgbuild.read.article import structure
from kgbuild.read.dates import iso_day, written_dates
from kgbuild.read.digest import digest
from kgbuild.read.language import detect
from kgbuild.read.layout import trimmed
from kgbuild.read.limits import MEGABYTE

suffixes: Final = frozenset({".jsonl", ".ndjson"})
max_bytes: Final = 500 * MEGABYTE
split: Final = "cut it at line ends, for example: split -C 400MB FILE part-"

_MARK = b"\xef\xbb\xbf"
_HINT = 'each line is an object such as {"text": "…", "title": "…", "date": "2025-01-31"}'


def recognises(data: bytes) -> bool:
    """Whether the first line of ``data`` is an object with a text."""
    first = data.removeprefix(_MARK).lstrip().partition(b"\n")[0]
    if not first.startswith(b"{"):
        return False
    try:
        return isinstance(_object(first, "").get("text"), str)
    except ReadError:
        return False


def read(data: bytes, name: str) -> Iterator[Document | ReadError]:
    """The documents in ``data``, one for each line that is not blank; a faulty line is an error in its place."""
    start = number = 0
    data = data.removeprefix(_MARK)
    while start < len(data):
        end = data.find(b"\n", start)
        end = len(data) if end < 0 else end
        line = data[start:end].removesuffix(b"\r")
        start, number = end + 1, number + 1
        if line.strip():
            try:
                yield _document(line, name, f"{name}:{number}")
            except ReadError as error:
                yield error


def _document(line: bytes, name: str, place: str) -> Document:
    item = _object(line, place)
    sha = sha256(line).hexdigest()
    text = _text(item, place)
    analysis = digest(text)
    found = analysis.structure if analysis else structure(text)
    title = _string(item, "title", place) or found.title
    work = None
    if analysis is not None:
        work = CitedWork(cited_in=sha, url=analysis.url, title=found.title or title, publisher=analysis.domain)
    return Document(
        sha256=sha,
        text=text,
        file_names=(name,),
        media_type="application/json",
        blocks=found.blocks,
        title=title,
        language=(_string(item, "language", place) or detect(text)).lower(),
        url=_url(item, place),
        publisher=_string(item, "publisher", place) or found.publisher,
        author=_string(item, "author", place) or found.author,
        date_published=_day(item, place) or found.date_published,
        based_on=work,
    )


def _object(line: bytes, place: str) -> Mapping[str, object]:
    try:
        item = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError as error:
        hint = "convert the file, for example: iconv -f WINDOWS-1252 -t UTF-8"
        raise ReadError("bad-utf8", place, f"is not UTF-8 at byte {error.start} of the line", hint) from None
    except json.JSONDecodeError as error:
        raise ReadError("bad-json", place, f"is no JSON at column {error.colno}: {error.msg}", _HINT) from None
    except (ValueError, RecursionError):
        raise ReadError("bad-json", place, "is nested too deeply or holds too long a number", _HINT) from None
    if not isinstance(item, dict):
        raise ReadError("bad-json", place, "is no object", _HINT)
    return item


def _text(item: Mapping[str, object], place: str) -> str:
    text = item.get("text")
    if not isinstance(text, str):
        raise ReadError("bad-json", place, "has no text", _HINT)
    if trimmed(text, 0, len(text)) is None:
        raise ReadError("empty-file", place, "holds no text", "remove the line")
    _check(text, place)
    return text


def _string(item: Mapping[str, object], key: str, place: str) -> str | None:
    """The value of an optional field on one line, None where it is missing, null or blank."""
    value = item.get(key)
    if value is None:
        return None
    if not isinstance(value, str):
        raise ReadError("bad-json", place, f"its {key} is no string", _HINT)
    _check(value, place)
    return " ".join(value.split()) or None


def _check(value: str, place: str) -> None:
    if "\0" in value:
        raise ReadError("nul-bytes", place, "holds a NUL character", "remove \\u0000 from it")
    if any("\ud800" <= char <= "\udfff" for char in value):
        hint = "write characters beyond U+FFFF as they are, or as a pair of escapes"
        raise ReadError("bad-json", place, "holds half of a surrogate pair", hint)


def _url(item: Mapping[str, object], place: str) -> str | None:
    value = _string(item, "url", place)
    url = web_address(value)
    if value is not None and url is None:
        raise ReadError("bad-json", place, "its url is no web address", "give http://… or https://…, or leave it out")
    return url


def _day(item: Mapping[str, object], place: str) -> date | None:
    value = _string(item, "date", place)
    if value is None:
        return None
    written = written_dates(value)
    day = iso_day(value) or (written[0].day if written else None)
    if day is None:
        raise ReadError("bad-json", place, "its date is no day", "write it as 2025-01-31, or leave it out")
    return day
