"""Datelines and bylines in the forms that outlets write, and prose that only looks like one."""

from __future__ import annotations

from datetime import date

import pytest

from kgbuild.model import Span
from kgbuild.read.dateline import Dateline, opening, own_line

REST = "Nine men were jailed."


def opened(head: str, rest: str = REST) -> Dateline | None:
    content = f"{head} {rest}"
    found = opening(content, Span(0, len(content)))
    if found is not None:
        assert content[found.span.start : found.span.end] == head
    return found


@pytest.mark.parametrize(
    ("head", "day", "publisher"),
    [
        ("PORT ELIN, 14 November 2025 (Harbour Post) -", date(2025, 11, 14), "Harbour Post"),
        ("PORT ELIN, 5 October 2025 (Harbour Post) —", date(2025, 10, 5), "Harbour Post"),
        ("Port Elin, Oct. 5, 2025 (AP) --", date(2025, 10, 5), "AP"),
        ("PORT ELIN, January 9, 2025 –", date(2025, 1, 9), None),
        ("PORT ELIN, 2025-01-09 -", date(2025, 1, 9), None),
        ("PORT ELIN/ST. MARY, 3rd July 2025 (The Post of Elin) -", date(2025, 7, 3), "The Post of Elin"),
        ("PORT ELIN, Islands, Thursday, January 9, 2025 / Harbour Post —", date(2025, 1, 9), "Harbour Post"),
        ("PORT ELIN, Jan 9 (Reuters) -", None, "Reuters"),
        ("PORT ELIN (AP) —", None, "AP"),
        ("PORT ELIN —", None, None),
        ("Port Elin, 14 November 2025.", date(2025, 11, 14), None),
        ("Port Elin, Islands, November 14, 2025.", date(2025, 11, 14), None),
        ("PORT ELIN, Islands –", None, None),
        ("ELIN: ", None, None),
        ("(Reuters) -", None, "Reuters"),
        ("Port Elin, 9 January 2025:", date(2025, 1, 9), None),
    ],
)
def test_a_dateline_that_opens_a_paragraph(head: str, day: date | None, publisher: str | None) -> None:
    found = opened(head.strip())
    assert found is not None
    assert (found.day, found.publisher) == (day, publisher)


@pytest.mark.parametrize(
    "content",
    [
        "ELIN - whose harbour is closed - says nothing.",
        "The men - Ann Weir says - were jailed.",
        "Three men – Kumar, Bikash and Lama – are held.",
        "On 5 May 2025 - A day of rain - nobody came.",
        "Nine men were jailed.",
        "She said: Nobody came.",
        "The mayor (Labour) - A quiet man - left.",
        "He came. PORT ELIN - Nine men.",
        "QUESTION: Who came?",
        "By 14 November 2025. A day of rain.",
        "Port Elin was bombed on 14 November 2025. Nobody came.",
        "Port Elin, 2025. A novel.",
        "Port Elin 2025. A novel.",
    ],
)
def test_prose_is_no_dateline(content: str) -> None:
    assert opening(content, Span(0, len(content))) is None


@pytest.mark.parametrize(
    ("line", "day", "publisher", "author"),
    [
        ("PORT ELIN, 3 July 2025 / Harbour Post", date(2025, 7, 3), "Harbour Post", None),
        ("Harbour Post | 3 July 2025", date(2025, 7, 3), "Harbour Post", None),
        ("Port Elin, 3 July 2025", date(2025, 7, 3), None, None),
        ("Friday, January 4, 2019", date(2019, 1, 4), None, None),
        ("Published 27 February 2026, 14:05 | Updated 28 February 2026, 18:20", date(2026, 2, 27), None, None),
        ("Published: 2026-02-27 14:05 GMT", date(2026, 2, 27), None, None),
        ("By Ann Weir · Thursday, 9 January 2025 · 3 min read", date(2025, 1, 9), None, "Ann Weir"),
        ("By Ann Weir, Harbour Post, 27.02.2026", date(2026, 2, 27), None, "Ann Weir"),
        ("By Ann Weir and Bo van Dam", None, None, "Ann Weir and Bo van Dam"),
        ("(Reporting by Ann Weir; Editing by Bo van Dam)", None, None, None),
    ],
)
def test_a_line_of_its_own(line: str, day: date | None, publisher: str | None, author: str | None) -> None:
    found = own_line(line, Span(0, len(line)))
    assert found is not None
    assert (found.day, found.publisher, found.author) == (day, publisher, author)


@pytest.mark.parametrize(
    "line",
    [
        "The attack of 5 May 2025",
        "The Events of 5 May 2025",
        "Nine men were jailed on 5 May 2025",
        "5 May 2025 was a quiet day",
        "By the end of May nobody was left",
        "He left on 5 May 2025.",
        "Harbour Post",
    ],
)
def test_other_lines_are_none(line: str) -> None:
    assert own_line(line, Span(0, len(line))) is None
