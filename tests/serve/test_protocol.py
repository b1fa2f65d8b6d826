from __future__ import annotations

from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgbuild.serve.protocol import FORM, QUERY, UPDATE, Operation, operation, parse
from kgbuild.serve.wire import Answer


def status(method: str, query: bytes, content_type: str = "", body: bytes = b"") -> int:
    found = operation(method, query, content_type, body)
    return found.status if isinstance(found, Answer) else 200


def test_the_three_ways_to_send_a_query_are_one() -> None:
    fields = [("query", "ASK {}"), ("default-graph-uri", "urn:a"), ("named-graph-uri", "urn:b")]
    wanted = Operation("ASK {}", False, ("urn:a",), ("urn:b",))
    encoded = urlencode(fields).encode()
    graphs = urlencode(fields[1:]).encode()
    assert operation("GET", encoded, "", b"") == wanted
    assert operation("POST", b"", FORM, encoded) == wanted
    assert operation("POST", graphs, FORM, b"query=ASK+%7B%7D") == wanted
    assert operation("POST", graphs, QUERY + "; charset=UTF-8", b"ASK {}") == wanted


@pytest.mark.parametrize(
    ("expected", "arguments"),
    [
        (400, ("GET", b"query=ASK{}&query=ASK{}")),
        (400, ("GET", b"update=CLEAR+ALL")),
        (400, ("GET", b"query=%ff")),
        (400, ("GET", "query=é".encode())),
        (405, ("PUT", b"query=ASK{}")),
        (415, ("POST", b"", "text/plain", b"ASK {}")),
        (415, ("POST", b"", "", b"ASK {}")),
        (415, ("POST", b"", QUERY + "; charset=utf-16", "ASK {}".encode("utf-16"))),
        (400, ("POST", b"", QUERY, b"ASK {\xff}")),
        (400, ("POST", b"", FORM, b"other=1")),
        (400, ("POST", b"", FORM, b"query=ASK{}&update=CLEAR+ALL")),
        (400, ("GET", b"a=1&" * 1001)),
    ],
)
def test_refusals(expected: int, arguments: tuple[str, bytes]) -> None:
    assert status(*arguments) == expected


def test_an_update_has_graphs_of_its_own() -> None:
    query = urlencode([("using-graph-uri", "urn:a"), ("using-named-graph-uri", "urn:b")]).encode()
    assert operation("POST", query, UPDATE, b"CLEAR ALL") == Operation("CLEAR ALL", True, ("urn:a",), ("urn:b",))


@given(
    st.sampled_from(["GET", "HEAD", "POST", "PUT", "\x00"]),
    st.binary(max_size=60),
    st.text(max_size=40),
    st.binary(max_size=60),
)
def test_any_bytes_get_an_operation_or_a_refusal(method: str, query: bytes, content_type: str, body: bytes) -> None:
    found = operation(method, query, content_type, body)
    assert isinstance(found, Operation) or 400 <= found.status < 500


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=80))
def test_a_query_arrives_as_it_was_sent(text: str) -> None:
    encoded = urlencode({"query": text}).encode()
    for found in (operation("GET", encoded, "", b""), operation("POST", b"", FORM, encoded)):
        assert isinstance(found, Operation)
        assert found.text == text
    direct = operation("POST", b"", QUERY, text.encode())
    assert isinstance(direct, Operation)
    assert direct.text == text


_PIECES = (
    *(b"%", b"+", b"\\", b"a", b"%20", b"%C3%A9", b"%ff", b"\\x41", b"%5c", b"\\u0041", b"%zz", b"="),
    *(b"4", b"\xe9", b"%0", b"&", b"\\N{DIGIT ONE}", b";"),
)


@given(st.lists(st.sampled_from(_PIECES), max_size=12))
def test_a_lone_query_is_read_as_any_other_field(pieces: list[bytes]) -> None:
    """The short way for what most clients send reads every escape, and every mistake, as the long one does."""
    value = b"".join(pieces)
    lone, other = parse(b"query=" + value), parse(b"x=&query=" + value)
    if isinstance(lone, Answer) or isinstance(other, Answer):
        assert isinstance(lone, Answer)
        assert isinstance(other, Answer)
        assert lone.status == other.status == 400
    else:
        assert lone == other[1:]
