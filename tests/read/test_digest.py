"""Analysis digests, in the layouts that they come in, and prose that is none."""

from __future__ import annotations

import hashlib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgbuild.errors import ReadError
from kgbuild.model import BlockRole, CitedWork, Document
from kgbuild.read import digest
from tests.read.blocks import assert_sound, words
from tests.support import REPOSITORY

OPENING = [
    "harbourpost.example",
    "Harbour Closed as Fishermen Protest Against New Quota",
    "At least 40 boats stayed in the harbour of Port Elin on Monday. A report shows how the quota was decided.",
]
QUESTIONS = [
    "- Why do the fishermen protest?",
    "- The new quota takes a third of the catch of 2024, according to the union.",
    "- What follows from it for the islands?",
    "- The ministry says that no decision has been taken. Two of the nine canneries may close.",
]
COGNITIVE = [
    "Cognitive Concepts",
    "Framing Bias",
    "The article puts the fishermen first and gives the ministry one sentence.",
    "Status Quo Bias",
    "The headline treats the old quota as natural, which the article never explains.",
]
GOALS = ["Sustainable Development Goals", "The article touches on life below water and on decent work."]

ANSWERED = [
    (BlockRole.QUESTION, "Why do the fishermen protest?"),
    (BlockRole.ANSWER, "The new quota takes a third of the catch of 2024, according to the union."),
    (BlockRole.QUESTION, "What follows from it for the islands?"),
    (BlockRole.ANSWER, "The ministry says that no decision has been taken. Two of the nine canneries may close."),
]
ASSESSED = [
    (BlockRole.HEADING, "Cognitive Concepts"),
    (BlockRole.HEADING, "Framing Bias"),
    (BlockRole.ASSESSMENT, "The article puts the fishermen first and gives the ministry one sentence."),
    (BlockRole.HEADING, "Status Quo Bias"),
    (BlockRole.ASSESSMENT, "The headline treats the old quota as natural, which the article never explains."),
]
ON_GOALS = [
    (BlockRole.HEADING, "Sustainable Development Goals"),
    (BlockRole.ASSESSMENT, "The article touches on life below water and on decent work."),
]
OPENED = [
    (BlockRole.DOMAIN, OPENING[0]),
    (BlockRole.TITLE, OPENING[1]),
    (BlockRole.LEAD, OPENING[2]),
]
FULL = OPENING + QUESTIONS + COGNITIVE + GOALS


def read(lines: list[str], end: str = "\n") -> Document:
    data = (end.join(lines) + end).encode()
    assert digest.recognises(data)
    (document,) = digest.read(data, "d.txt")
    assert_sound(document)
    return document


def test_a_digest_is_its_parts_and_is_based_on_the_article() -> None:
    document = read(FULL)
    assert words(document) == OPENED + ANSWERED + ASSESSED + ON_GOALS
    assert document.title == OPENING[1]
    assert document.based_on == CitedWork(
        cited_in=document.sha256, url=None, title=OPENING[1], publisher="harbourpost.example"
    )
    assert (document.publisher, document.url) == (None, None)


def test_assessments_stand_under_their_own_heading() -> None:
    document = read(FULL)
    sections = [block.section for block in document.blocks if block.role is BlockRole.ASSESSMENT]
    assert sections == ["Framing Bias", "Status Quo Bias", "Sustainable Development Goals"]
    assert {block.section for block in document.blocks if block.role is BlockRole.ANSWER} == {""}


@pytest.mark.parametrize("end", ["\r\n", "\n\n", "\r\n\r\n"])
def test_line_ends_and_blank_lines_change_nothing(end: str) -> None:
    assert words(read(FULL, end)) == words(read(FULL))


def relabelled(number: int, line: str, question: str, answer: str) -> str:
    return (answer if number % 2 else question) + line.removeprefix("- ")


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("* ", "* "),
        ("• ", "• "),
        ("– ", "– "),
        ("Q: ", "A: "),
        ("**Q:** ", "**A:** "),
        ("Question 1: ", "Answer: "),
        ("1. ", ""),
    ],
)
def test_bullets_and_labels_of_other_kinds(question: str, answer: str) -> None:
    changed = [relabelled(number, line, question, answer) for number, line in enumerate(QUESTIONS)]
    assert words(read(OPENING + changed + COGNITIVE + GOALS)) == OPENED + ANSWERED + ASSESSED + ON_GOALS


def test_the_order_of_sections_is_free() -> None:
    assert words(read(OPENING + GOALS + QUESTIONS + COGNITIVE)) == OPENED + ON_GOALS + ANSWERED + ASSESSED
    assert words(read(OPENING + COGNITIVE + GOALS + QUESTIONS)) == OPENED + ASSESSED + ON_GOALS + ANSWERED


def test_parts_may_be_missing() -> None:
    no_domain = read(OPENING[1:] + QUESTIONS + COGNITIVE)
    assert words(no_domain) == OPENED[1:] + ANSWERED + ASSESSED
    assert no_domain.based_on == CitedWork(cited_in=no_domain.sha256, title=OPENING[1])
    assert words(read(OPENING + QUESTIONS)) == OPENED + ANSWERED
    assert words(read(OPENING + COGNITIVE)) == OPENED + ASSESSED


def test_headings_may_be_decorated_or_open_their_line() -> None:
    decorated = ["## Cognitive Concepts", "**Framing Bias**", COGNITIVE[2], f"Status Quo Bias: {COGNITIVE[4]}"]
    assert words(read(OPENING + QUESTIONS + decorated)) == OPENED + ANSWERED + ASSESSED


def test_a_heading_that_nobody_foresaw_is_one_among_assessments() -> None:
    more = ["Unnamed Voices", "The article quotes three people whom it does not name, and nobody else."]
    document = read(OPENING + QUESTIONS + COGNITIVE + more)
    assert words(document)[-2:] == [(BlockRole.HEADING, more[0]), (BlockRole.ASSESSMENT, more[1])]
    assert document.blocks[-1].section == "Unnamed Voices"


def test_an_answer_may_go_on_in_another_paragraph() -> None:
    more = [*QUESTIONS[:2], "The union has 300 members, and they have not met since.", *QUESTIONS[2:]]
    assert words(read(OPENING + more + COGNITIVE))[5] == (BlockRole.ANSWER, more[2])


def test_the_address_is_the_one_that_the_text_gives() -> None:
    address = "https://www.harbourpost.example/news/quota-1"
    for line in (address, f"Source: {address}", f"Source: {address}#comments"):
        work = read([line, *FULL[1:]]).based_on
        assert work is not None
        assert (work.url, work.publisher) == (address, "harbourpost.example")


def test_a_date_line_dates_the_digest() -> None:
    document = read([*OPENING[:2], "3 July 2025", OPENING[2], *QUESTIONS, *COGNITIVE])
    assert document.date_published == date(2025, 7, 3)
    assert words(document)[2] == (BlockRole.BYLINE, "3 July 2025")


@pytest.mark.parametrize(
    "content",
    [
        "Harbour closed\n\nThe harbour was closed on Monday.\n",
        "harbourpost.example\nHarbour closed\nThe harbour was closed on Monday.\n",
        # an interview
        "Harbour closed\n\nQ: Why is it closed?\nA: Because of the storm.\nQ: Until when?\nA: May.\n",
        # a list with a question in it
        "Harbour closed\n\nThe mayor asks:\n- Who pays?\n- Nobody has said so yet, she thinks.\n",
        # an essay that has a heading like a digest's
        "On thinking\n\nPeople err.\n\nConfirmation Bias\n\nWe see what we expect.\n",
        "On thinking\n\nPeople err.\n\nConfirmation Bias\n\nWe see what we like.\n\nHindsight Bias\n\nWe knew it.\n",
    ],
)
def test_other_texts_are_no_digests(content: str) -> None:
    assert not digest.recognises(content.encode())


def test_bytes_that_are_no_text_are_no_digest() -> None:
    assert not digest.recognises(b"\xff\xfe\x00")
    with pytest.raises(ReadError, match="not-a-digest"):
        list(digest.read(b"Just a line.", "d.txt"))


@given(st.permutations([QUESTIONS, COGNITIVE, GOALS]), st.booleans(), st.sampled_from(["\n", "\r\n", "\n\n", "\n \n"]))
def test_every_word_of_every_layout_is_kept_in_its_role(sections: list[list[str]], domain: bool, end: str) -> None:
    document = read(OPENING[0 if domain else 1 :] + [line for section in sections for line in section], end)
    expected = OPENED[0 if domain else 1 :] + ANSWERED + ASSESSED + ON_GOALS
    assert sorted(words(document)) == sorted(expected)


def test_the_seed_is_a_digest() -> None:
    data = (REPOSITORY / "seeds" / "kazakhstan-recruitment.txt").read_bytes()
    (document,) = digest.read(data, "seed.txt")
    assert_sound(document)
    assert document.sha256 == hashlib.sha256(data).hexdigest()
    assert document.text.encode() == data
    assert [document.blocks[0].role, document.blocks[1].role] == [BlockRole.DOMAIN, BlockRole.TITLE]
    assert sum(block.role is BlockRole.QUESTION for block in document.blocks) == 3
    assert sum(block.role is BlockRole.ANSWER for block in document.blocks) == 3
    assert document.based_on is not None
    assert document.based_on.publisher == document.slice(document.blocks[0].span)
    headings = [document.slice(block.span) for block in document.blocks if block.role is BlockRole.HEADING]
    assessed = [block.section for block in document.blocks if block.role is BlockRole.ASSESSMENT]
    assert headings[1:] == assessed
    covered = "".join(document.slice(block.span) for block in document.blocks)
    assert "".join(covered.split()) == "".join(document.text.replace("\n- ", "\n").split())


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=200))
def test_any_text_has_an_answer(content: str) -> None:
    found = digest.digest(content)
    assert found is None or all(block.span.end <= len(content) for block in found.structure.blocks)
