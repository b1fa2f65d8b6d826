from __future__ import annotations

from typing import Any

import pytest

from kgbuild.errors import UsageError
from kgbuild.serve.settings import Access, Limits, access, is_loopback, is_wildcard

DEFAULTS: dict[str, Any] = {
    "host": "127.0.0.1",
    "hosts": frozenset(),
    "origin": None,
    "token": None,
    "public": False,
    "writable": False,
    "endpoints": frozenset(),
}


def rules(**given: Any) -> Access:
    return access(**{**DEFAULTS, **given})


@pytest.mark.parametrize(
    ("given", "guarded"),
    [
        ({}, False),
        ({"host": "::1"}, False),
        ({"host": "0.0.0.0", "token": "12345678"}, True),
        ({"host": "0.0.0.0", "public": True}, False),
        ({"host": "192.0.2.1", "token": "12345678", "public": True}, False),
        ({"token": "12345678"}, True),
        ({"token": "12345678", "writable": True}, False),  # on loopback all may read, and whoever has the token writes
        ({"host": "0.0.0.0", "token": "12345678", "writable": True}, True),
    ],
)
def test_when_a_token_guards_every_request(given: dict[str, Any], guarded: bool) -> None:
    assert rules(**given).guarded is guarded


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"host": "0.0.0.0"}, "needs-token"),
        ({"host": "example.org"}, "needs-token"),
        ({"writable": True}, "needs-token"),
        ({"token": "short"}, "bad-token"),
        ({"token": "with blanks in it"}, "bad-token"),
        ({"token": "ungesagt-ä"}, "bad-token"),
    ],
)
def test_what_is_refused(given: dict[str, Any], code: str) -> None:
    with pytest.raises(UsageError) as caught:
        rules(**given)
    assert caught.value.code == code


def test_names_with_and_without_the_port() -> None:
    assert b"127.0.0.1:80" in rules().names(80)
    assert b"localhost" in rules().names(80)
    assert rules(host="192.0.2.7", token="12345678").names(80) == {b"192.0.2.7", b"192.0.2.7:80"}
    assert b"[::1]:80" in rules(host="::1").names(80)
    assert b"news.example:80" in rules(hosts=frozenset({"News.Example"})).names(80)


def test_kinds_of_address() -> None:
    assert is_loopback("127.8.9.1")
    assert not is_loopback("localhost.example")
    assert is_wildcard("::")
    assert not is_wildcard("127.0.0.1")


def test_limits_are_limits() -> None:
    with pytest.raises(UsageError):
        Limits(seconds=0)
