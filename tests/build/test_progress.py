"""Progress as a bar, as lines and as JSON says how far a build is."""

from __future__ import annotations

import io
import json
import os
import pty
from contextlib import suppress

from kgbuild.build.progress import line, told_on
from kgbuild.build.report import Progress, Slowest

HALF = Progress("documents", done=50, total=100, claims=7, quarantined=2, seconds=10.0)


def test_a_line_says_documents_claims_quarantined_rate_and_time_left() -> None:
    assert line(HALF) == "50/100 documents, 7 claims, 2 quarantined, 5.0 documents/s, 10 s left"
    assert line(Progress("documents", total=3)) == "0/3 documents, 0 claims, 0 quarantined, 0.0 documents/s"
    assert line(Progress("documents", 1, 7201, seconds=1.0)).endswith("2.0 h left")


def test_elsewhere_than_on_a_terminal_lines_come_every_few_seconds() -> None:
    stream = io.StringIO()
    with told_on(stream) as tell:
        for second in range(12):
            tell(Progress("documents", second, 12, seconds=float(second)))
        tell(Progress("done", 12, 12, seconds=12.0))
    assert [text.partition("/")[0] for text in stream.getvalue().splitlines()] == ["5", "10"]


def test_json_events_are_one_object_a_line() -> None:
    stream = io.StringIO()
    with told_on(stream, as_json=True) as tell:
        tell(Progress("plan"))
        tell(HALF)
    events = [json.loads(text) for text in stream.getvalue().splitlines()]
    assert [event["phase"] for event in events] == ["plan", "documents"]
    assert (events[1]["rate"], events[1]["seconds_left"], events[0]["seconds_left"]) == (5.0, 10.0, None)


def test_a_terminal_gets_a_bar_that_is_gone_at_the_end() -> None:
    master, slave = pty.openpty()
    with os.fdopen(slave, "w") as terminal, told_on(terminal) as tell:
        tell(Progress("plan"))
        tell(HALF)
    written = everything(master)
    assert "50/100 documents" in written
    assert written.rstrip().endswith(("\x1b[2K", "\x1b[?25h"))


def everything(master: int) -> str:
    """What was written on a terminal whose other end is closed; it comes in pieces."""
    written = b""
    with suppress(OSError), os.fdopen(master, "rb", buffering=0) as stream:
        while piece := stream.read(65536):
            written += piece
    return written.decode()


def test_the_slowest_documents_are_not_those_that_the_workers_began_with() -> None:
    slowest = Slowest(2)
    slowest.add("loading", 9.0, first=True)
    slowest.add("slow", 2.0)
    assert slowest.found() == [("slow", 2.0), ("loading", 9.0)]
    slowest.add("quick", 0.1)
    slowest.add("slower", 3.0)
    assert slowest.found() == [("slower", 3.0), ("slow", 2.0)]
