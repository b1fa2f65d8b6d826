"""kgbuild.dump.progress: what people see of a long dump, and that the dump is the same."""

from __future__ import annotations

import io

import pytest

from kgbuild.dump import progress
from kgbuild.dump.progress import EACH, counted, told_on


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_what_is_counted_comes_through_as_it_is() -> None:
    heard: list[tuple[str, int]] = []
    items = list(range(2 * EACH + 1))
    assert list(counted(items, lambda doing, done: heard.append((doing, done)), "describing")) == items
    assert heard == [("describing", EACH), ("describing", 2 * EACH)]


def test_a_short_dump_writes_no_line() -> None:
    stream = io.StringIO()
    with told_on(stream, 10, "triples") as told:
        told("writing", 5)
    assert stream.getvalue() == ""


def test_a_long_one_writes_plain_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "LINE_SECONDS", 0.0)
    stream = io.StringIO()
    with told_on(stream, 2_000_000, "triples") as told:
        told("writing", 1_000_000)
    with told_on(stream, None, "claims") as told:
        told("writing", 1_000)
    assert stream.getvalue() == "writing: 1,000,000/2,000,000 triples\nwriting: 1,000 claims\n"


def test_a_terminal_gets_a_bar_that_is_gone_at_the_end() -> None:
    stream = Terminal()
    with told_on(stream, 2_000, "triples") as told:
        told("writing", 1_000)
    shown = stream.getvalue()
    assert "1,000/2,000 triples" in shown
    assert shown.endswith(("\x1b[2K", "\x1b[1A\x1b[2K"))
