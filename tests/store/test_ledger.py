"""The ledger keeps what was worked out, all of a batch or none, and is only a cache."""

from __future__ import annotations

from pathlib import Path

import pytest

from kgbuild.store.ledger import Entry, Ledger, pack


def entry(key: str, text: str = "x") -> Entry:
    return Entry(key, "{}", pack(text.encode()), pack(b""))


def test_what_was_added_is_there_after_opening_again(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "l.sqlite")
    ledger.add([entry("b", "two"), entry("a", "one")])
    ledger.close()
    ledger = Ledger(tmp_path / "l.sqlite")
    assert dict(ledger.summaries(["a", "c"])) == {"a": "{}"}
    assert list(ledger.contents(["b", "a"])) == [("a", b"one", b""), ("b", b"two", b"")]
    with pytest.raises(KeyError):
        list(ledger.contents(["c"]))
    ledger.close()


def test_what_another_try_may_not_meet_is_not_settled(tmp_path: Path) -> None:
    with Ledger.opened(tmp_path / "l.sqlite") as ledger:
        ledger.add([entry("a"), Entry("b", "{}", settled=False)])
        assert ledger.settled() == {"a"}
        ledger.add([Entry("b", "{}")])
        assert ledger.settled() == {"a", "b"}


def test_only_those_who_were_refused_something_have_a_quarantine(tmp_path: Path) -> None:
    with Ledger.opened(tmp_path / "l.sqlite") as ledger:
        ledger.add([Entry("c", "{}", b"", pack(b"no\n")), entry("b"), Entry("a", "{}", b"", pack(b"never\n"))])
        assert list(ledger.refused({"a", "b", "c"})) == [b"never\n", b"no\n"]
        assert list(ledger.refused({"b", "c"})) == [b"no\n"]


def test_the_last_note_counts(tmp_path: Path) -> None:
    with Ledger.opened(tmp_path / "l.sqlite") as ledger:
        assert ledger.noted("a") == ""
        ledger.note("a", "one")
        ledger.note("a", "two")
    with Ledger.opened(tmp_path / "l.sqlite") as ledger:
        assert (ledger.noted("a"), ledger.noted("b")) == ("two", "")


def test_what_is_forgotten_is_nowhere_on_the_disk(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "l.sqlite")
    secret = "a name that must go"
    ledger.add([Entry("a", secret), Entry("b", "kept for good")])
    ledger.keep_only(["b"])
    assert dict(ledger.summaries(["a", "b"])) == {"b": "kept for good"}
    ledger.close()
    assert not any(secret.encode() in file.read_bytes() for file in tmp_path.iterdir())


def test_a_damaged_ledger_is_begun_anew(tmp_path: Path) -> None:
    path = tmp_path / "l.sqlite"
    path.write_bytes(b"this is no database at all" * 100)
    ledger = Ledger(path)
    ledger.add([entry("a")])
    assert dict(ledger.summaries(["a"])) == {"a": "{}"}
    ledger.close()
