"""JSON Lines: a document a line, a fault in its line, an identity that does not depend on the place."""

from __future__ import annotations

import hashlib
import json
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kgbuild.errors import ReadError
from kgbuild.model import BlockRole, Document
from kgbuild.read import jsonl, merge_copies
from tests.read.blocks import assert_sound, roles

FULL = {
    "text": "PORT ELIN (IPA) - Nine men were jailed on Monday.",
    "title": "Nine  jailed",
    "url": "https://harbourpost.example/9#top",
    "date": "2025-01-09",
    "publisher": "Harbour Post",
    "author": "Ann Weir",
    "language": "EN-GB",
}


def line(item: object) -> bytes:
    return json.dumps(item, ensure_ascii=False).encode()


def only(data: bytes) -> Document | ReadError:
    (outcome,) = jsonl.read(data, "a.jsonl")
    return outcome


def test_a_line_is_a_document_with_its_fields() -> None:
    document = only(line(FULL) + b"\r\n")
    assert isinstance(document, Document)
    assert_sound(document)
    assert document.sha256 == hashlib.sha256(line(FULL)).hexdigest()
    assert document.text == FULL["text"]
    assert roles(document) == [BlockRole.BYLINE, BlockRole.PARAGRAPH]
    assert (document.title, document.url) == ("Nine jailed", "https://harbourpost.example/9")
    assert (document.date_published, document.publisher) == (date(2025, 1, 9), "Harbour Post")
    assert (document.author, document.language) == ("Ann Weir", "en-gb")
    assert (document.media_type, document.file_names) == ("application/json", ("a.jsonl",))


def test_what_a_line_leaves_out_is_read_from_its_text() -> None:
    document = only(line({"text": "Nine jailed\n\nPORT ELIN, 3 May 2025 (IPA) - The men were jailed.", "date": None}))
    assert isinstance(document, Document)
    assert (document.title, document.date_published) == ("Nine jailed", date(2025, 5, 3))
    assert (document.publisher, document.language) == ("IPA", "en")


def test_a_digest_may_be_a_line() -> None:
    text = "Harbour opens\nIt did.\n- Why?\n- The storm is over.\nFraming Bias\nThe article is fair.\n"
    document = only(line({"text": text}))
    assert isinstance(document, Document)
    assert document.based_on is not None
    assert document.based_on.cited_in == document.sha256


def test_the_identity_of_a_line_does_not_depend_on_its_place() -> None:
    first, second = line(FULL), line({"text": "Another text."})
    one = list(jsonl.read(first + b"\n\n" + second, "a.jsonl"))
    other = list(jsonl.read(b"\xef\xbb\xbf" + second + b"\r\n" + first + b"\n", "b.jsonl"))
    documents = [outcome for outcome in one + other if isinstance(outcome, Document)]
    merged = merge_copies(documents)
    assert len(documents) == 4
    assert [document.file_names for document in merged] == [("a.jsonl", "b.jsonl")] * 2


@pytest.mark.parametrize(
    ("bad", "code", "part"),
    [
        (b"{", "bad-json", "column 2"),
        (b"[1]", "bad-json", "no object"),
        (b'{"title": "x"}', "bad-json", "no text"),
        (b'{"text": 3}', "bad-json", "no text"),
        (b'{"text": " "}', "empty-file", "no text"),
        (b'{"text": "a\xe9"}', "bad-utf8", "byte 11"),
        (b'{"text": "a\\u0000"}', "nul-bytes", "NUL"),
        (b'{"text": "a\\ud800"}', "bad-json", "surrogate"),
        (b'{"text": "a", "date": "soon"}', "bad-json", "date"),
        (b'{"text": "a", "url": "javascript:1"}', "bad-json", "url"),
        (b'{"text": "a", "publisher": {}}', "bad-json", "publisher"),
        (b'{"text": ' + b"[" * 100_000, "bad-json", "deeply"),
        (b'{"text": "a", "n": ' + b"9" * 10_000 + b"}", "bad-json", "number"),
    ],
)
def test_a_faulty_line_is_an_error_in_its_place_and_stops_no_other(bad: bytes, code: str, part: str) -> None:
    outcomes = list(jsonl.read(line(FULL) + b"\n\n" + bad + b"\n" + line(FULL), "a.jsonl"))
    assert [type(outcome) for outcome in outcomes] == [Document, ReadError, Document]
    error = outcomes[1]
    assert isinstance(error, ReadError)
    assert (error.code, error.place) == (code, "a.jsonl:3")
    assert part in error.message
    assert error.hint


def test_json_lines_are_told_by_their_first_line() -> None:
    assert jsonl.recognises(b"\n " + line(FULL) + b"\nrubbish")
    assert not jsonl.recognises(b'{"title": "x"}\n')
    assert not jsonl.recognises(b"{\n")
    assert not jsonl.recognises(b"A text.")


@settings(deadline=None)  # the machine may be busy
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")), max_size=5))
def test_any_texts_are_kept(texts: list[str]) -> None:
    data = b"\n".join(line({"text": text}) for text in texts)
    documents = [outcome for outcome in jsonl.read(data, "a.jsonl") if isinstance(outcome, Document)]
    assert [document.text for document in documents] == [text for text in texts if text.strip()]
    for document in documents:
        assert_sound(document)
