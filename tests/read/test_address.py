"""Addresses as documents give them: none is made up, and no hostile one breaks a reader."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal

from kgbuild.read import read_bytes
from kgbuild.read.address import LONGEST, domain_of, web_address

ALPHABET = "ahtps:/?#[]@!.%20é中\u202e\u00a0\ud800\udfff\ue000\ufffe<>\"'\\^`{|}\x00\x07\x7f\x85 \t\n-_1"
ANYTHING = st.one_of(
    st.text(max_size=40),
    st.builds("{}{}".format, st.sampled_from(["http://", "https://", "HTTP://", "http:", "//"]), st.text(ALPHABET)),
    st.sampled_from([None, 5, ["http://a.example/"], b"http://a.example/"]),
)


@pytest.mark.parametrize(
    ("given_", "kept"),
    [
        ("https://Example.org/A?b=c&d[0]=e", "https://Example.org/A?b=c&d[0]=e"),
        (" http://example.org/a#part ", "http://example.org/a"),
        ("http://münchen.example/straße", "http://münchen.example/straße"),
        ("http://[2001:db8::1]:8080/", "http://[2001:db8::1]:8080/"),
    ],
)
def test_an_address_stays_as_it_stands_but_for_its_fragment(given_: str, kept: str) -> None:
    assert web_address(given_) == kept


@pytest.mark.parametrize(
    "none",
    [
        "", "example.org/a", "//example.org/a", "ftp://example.org/", "javascript:alert(1)", "http://", "http:///a",
        "http://#part", "http://?q", "http://a b.example/", "http://a.example/\n", "http://a.example/<b>",
        'http://a.example/"', "http://[::1", "http://[x", "http://a.example/\ud800", "http://a.example/\x07",
        "http://a.example/" + "x" * LONGEST, None, 7, {"@id": "http://a.example/"},
    ],
)  # fmt: skip
def test_what_is_no_address_is_none(none: object) -> None:
    if isinstance(none, str) and none.endswith("\n"):
        assert web_address(none) == none.strip()  # white space around it is the document's
    else:
        assert web_address(none) is None


@given(ANYTHING)
def test_what_is_kept_stood_there_and_can_be_written_down(value: object) -> None:
    kept = web_address(value)
    if kept is not None:
        assert isinstance(value, str) and kept in value
        assert web_address(kept) == kept
        assert Literal(kept).value == kept  # which no lone surrogate is
        assert not set(kept) & set(' \t\n<>"{}|\\^`\x00\x07#')


@given(st.one_of(st.text(max_size=30), st.text(ALPHABET, max_size=30).map("http://{}".format)))
def test_a_domain_is_told_or_not_and_never_breaks(value: str) -> None:
    domain = domain_of(value)
    if domain is not None:
        assert domain in value.lower() and domain == domain.lower() and domain.isascii()


@pytest.mark.parametrize(
    ("value", "domain"),
    [
        ("https://www.Example.co.uk:8080/a/b", "example.co.uk"),
        ("dw.com/en/x", "dw.com"),
        ("DW.com", "dw.com"),
        ("http://[::1]/", None),
        ("http://[x/", None),
        ("\u212aenya.com", None),
        ("localhost", None),
        ("3.5", None),
        ("no domain.com", None),
    ],
)
def test_domains(value: str, domain: str | None) -> None:
    assert domain_of(value) == domain


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html", "a.jsonl"])
@pytest.mark.parametrize("address", ["http://[x/", "https://[::1", "//[", "http://[v9.x"])
def test_a_document_that_gives_a_broken_address_is_read_without_it(name: str, address: str) -> None:
    paragraph = "A court in Port Elin has jailed nine men for selling forged papers, and they will appeal. "
    content = {
        "a.txt": f"{address}\nThe list, read closely\n- How many?\n- At least 78.\nFraming Bias\nIt is skewed.\n",
        "a.md": f"---\nurl: '{address}'\n---\n# Nine jailed\n\n{paragraph}\n",
        "a.html": f'<html><head><base href="http://a.example/"><link rel="canonical" href="{address}">'
        f'<meta property="og:url" content="{address}"></head><body><h1>Nine jailed</h1><p>{paragraph * 3}</p></body>',
        "a.jsonl": f'{{"text": "{address}\\nThe list, read closely\\n- How many?\\n- At least 78."}}',
    }[name]
    (document,) = read_bytes(content.encode(), name)
    assert document.url is None  # type: ignore[union-attr]
