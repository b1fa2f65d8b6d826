"""Examples are read from their file with their place, and become documents that readers understand."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from kgbuild.errors import PackError
from kgbuild.extract.pack_test.examples import FILE, KINDS, load_examples, mark_failures
from kgbuild.model import BlockRole
from kgbuild.pack import Pack, load_packs

CLAIM = {"predicate": "rec:recruits", "subject": None, "object": ["Kenyans"]}
EXAMPLE = {
    "id": "a-01",
    "text": "Russia recruits Kenyans.",
    "kind": "positive",
    "about": "rec:recruits",
    "claims": [CLAIM],
}


def pack(folder: Path, *lines: Any) -> Pack:
    texts = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    (folder / FILE).write_text("\n".join(texts), encoding="utf-8")
    return Pack("mine", folder)


def test_a_pack_without_examples_has_none(tmp_path: Path) -> None:
    assert load_examples(Pack("mine", tmp_path)) == ()


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "not JSON"),
        ("[]", "not a JSON object"),
        ({**EXAMPLE, "kind": "funny"}, "kind 'funny'"),
        ({**EXAMPLE, "text": " "}, "no text"),
        ({**EXAMPLE, "date": "yesterday"}, "yesterday"),
        ({**EXAMPLE, "claims": [{**CLAIM, "object": []}]}, "not a list of names"),
        ({k: v for k, v in EXAMPLE.items() if k != "about"}, "about"),
        ({"setting": {"colour": "red"}}, "colour"),
        (EXAMPLE, "two examples are called a-01"),
    ],
)
def test_a_malformed_line_is_named_with_its_number(tmp_path: Path, line: Any, message: str) -> None:
    with pytest.raises(PackError, match=r"examples\.jsonl:2: .*" + message):
        load_examples(pack(tmp_path, {**EXAMPLE, "id": "a-00"} if line is not EXAMPLE else EXAMPLE, line))


def test_an_example_stands_in_its_setting(tmp_path: Path) -> None:
    setting = {
        "setting": {"title": "Men for the front", "lead": "Who pays them, and for what?", "answer": "Nobody knows."}
    }
    dated = {**EXAMPLE, "date": "2025-11-14"}
    headline = {**EXAMPLE, "id": "a-02", "text": "Russia Recruits Kenyans"}
    section = {**EXAMPLE, "id": "a-03", "text": "The article's framing is biased.", "section": "Framing Bias"}
    article, title, digest = load_examples(pack(tmp_path, setting, dated, headline, section))

    document, span = article.document()
    assert document.slice(span) == article.text
    assert document.date_published == date(2025, 11, 14)
    assert [b.role for b in document.blocks if b.span.overlaps(span)] == [BlockRole.PARAGRAPH]
    assert "Men for the front" in document.text
    document, span = title.document()
    assert [b.role for b in document.blocks if b.span.overlaps(span)] == [BlockRole.TITLE]
    document, span = digest.document()
    assert document.based_on is not None
    (block,) = (b for b in document.blocks if b.span.overlaps(span))
    assert (block.role, block.section) == (BlockRole.ASSESSMENT, "Framing Bias")


def test_failures_are_marked_in_the_file_and_nothing_else_changes(tmp_path: Path) -> None:
    setting = {"setting": {"title": "Люди"}}
    others = [
        {**EXAMPLE, "id": "a-02"},
        {**EXAMPLE, "id": "a-03", "fails": "old"},
        {**EXAMPLE, "id": "a-04", "fails": "old"},
    ]
    mine = pack(tmp_path, setting, EXAMPLE, *others)
    before = load_examples(mine)
    mark_failures(mine, {"a-01": "new", "a-03": "new", "a-04": None})
    after = load_examples(mine)
    assert [example.fails for example in after] == ["new", None, "old", None]
    assert [replace(example, fails=None) for example in after] == [replace(example, fails=None) for example in before]


SHIPPED = [example for shipped in load_packs().packs for example in load_examples(shipped)]
PREDICATES = sorted({example.about for example in SHIPPED})


def test_every_shipped_example_is_read_as_prose_or_assessment_in_english() -> None:
    assert SHIPPED
    for example in SHIPPED:
        document, span = example.document()
        assert document.slice(span) == example.text
        blocks = [b for b in document.blocks if b.span.overlaps(span) and b.role is not BlockRole.BYLINE]
        assert len(blocks) == len(example.text.splitlines()), example.id
        assert (blocks[0].span.start, blocks[-1].span.end) == (span.start, span.end), example.id
        assert document.language == "en", example.id


@pytest.mark.parametrize("predicate", PREDICATES)
def test_every_predicate_has_sentences_that_say_it_and_sentences_that_do_not(predicate: str) -> None:
    mine = [example for example in SHIPPED if example.about == predicate]
    says = [example for example in mine if example.kind in ("positive", "paraphrase")]
    not_says = [example for example in mine if example.kind == "negative"]
    assert len(says) >= 12
    assert len(not_says) >= 6
    for example in says:
        assert predicate in {claim.predicate for claim in example.claims}, example.id
    for example in not_says:
        assert predicate not in {claim.predicate for claim in example.claims}, example.id
    assert {example.kind for example in mine} <= set(KINDS)
