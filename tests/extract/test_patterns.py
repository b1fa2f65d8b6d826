"""Slot patterns: what they find in a sentence, where, and patterns that are none."""

from __future__ import annotations

from pathlib import Path

import pytest

from kgbuild.errors import PackError
from kgbuild.extract.patterns import load_patterns
from kgbuild.pack import load_packs
from tests.extract.claims import brief
from tests.extract.conftest import Read
from tests.extract.packs import pack

LEAST = "- {name: x, predicate: rec:p, pattern: '{number} of {people}', subject: group, object: rec:Killed%s}"


def found_by(read: Read, rule: str, *texts: str) -> list[tuple[str, str]]:
    """What a rule found, with the words it quotes."""
    return sorted(
        (brief(claim), place.exact)
        for claim in read(*texts)
        for place in claim.evidence
        if f"recruitment/{rule}" in place.found_by
    )


@pytest.mark.parametrize(
    ("rule", "text", "expected"),
    [
        (
            "years-for-offence",
            "In Kenya the penalties are severe (five to nine years for mercenarism).",
            [("mercenarism punishableBy imprisonment [5-9 YR]", "five to nine years for mercenarism")],
        ),
        ("years-for-offence", "He studied hard (five to nine years for a degree), without penalties.", []),
        (
            "cases-under-article",
            "Cases were registered: 92 under Article 172 and three under Article 170.",
            [
                ("unstated openedCasesUnder Article 170 [3 case]", "three under Article 170"),
                ("unstated openedCasesUnder Article 172 [92 case]", "92 under Article 172"),
            ],
        ),
        ("cases-under-article", "He hid 92 under Article 172 of the exhibition.", []),
        (
            "provision-in-brackets",
            "Prosecutors named Article 416 (participation in foreign conflicts) in the papers.",
            [
                (
                    "Article 416 criminalises participation in foreign conflicts <Prosecutors>",
                    "Article 416 (participation in foreign conflicts)",
                )
            ],
        ),
        ("provision-in-brackets", "Prosecutors named Article 416 (his favourite colours) in the papers.", []),
        (
            "counted-as-killed",
            "The list counts 78 Kenyans as killed.",
            [("Kenyan citizens casualties Killed [78 person] <list>", "78 Kenyans as killed")],
        ),
        (
            "counted-as-missing",
            "The hotline has registered 12 Kenyan nationals as missing.",
            [("Kenyan citizens casualties Missing [12 person] <hotline>", "12 Kenyan nationals as missing")],
        ),
        ("counted-as-killed", "Does the list count 78 Kenyans as killed?", []),
    ],
)
def test_shipped_patterns(rule: str, text: str, expected: list[tuple[str, str]], read: Read) -> None:
    assert found_by(read, rule, text) == expected


def test_what_a_pattern_leaves_out(tmp_path: Path) -> None:
    (pattern,) = load_patterns(pack(tmp_path, patterns=LEAST % ""))
    assert (pattern.name, pattern.unit, str(pattern.confidence)) == ("mine/x", "kg:person", "0.85")
    assert pattern.slots == (("number", "number"), ("people", "people"))
    assert (pattern.count, pattern.when, pattern.speaker, pattern.requires) == (None, None, None, ())


def test_a_slot_may_have_a_name_of_its_own(tmp_path: Path) -> None:
    content = (
        LEAST.replace("{number} of", "{number:dead} and {number:missing} of") % ", count: dead, requires: [[a, b], [c]]"
    )
    (pattern,) = load_patterns(pack(tmp_path, patterns=content))
    assert pattern.slots[:2] == (("dead", "number"), ("missing", "number"))
    assert pattern.requires == ({"a", "b"}, {"c"})


def test_packs_without_patterns_have_none(tmp_path: Path) -> None:
    assert load_patterns(load_packs(("core", "world"))) == ()
    assert load_patterns(pack(tmp_path, patterns="")) == ()


@pytest.mark.parametrize(
    ("content", "entry"),
    [
        ((LEAST % "").replace("{number}", "{nmber}"), "x"),
        ((LEAST % "").replace(" of ", " (of "), "x"),
        ((LEAST % "").replace("{people}", "{number}"), "x"),
        ((LEAST % "").replace("subject: group, ", ""), "x"),
        ((LEAST % "").replace("predicate: rec:p, ", ""), "x"),
        (LEAST % ", requires: [5]", "x"),
        ("- {pattern: '{number}'}", "?"),
        ("- 5", "?"),
        ("a: 1", "?"),
    ],
)
def test_what_is_no_pattern_is_refused_with_file_and_name(content: str, entry: str, tmp_path: Path) -> None:
    with pytest.raises(PackError, match="bad-pattern") as refused:
        load_patterns(pack(tmp_path, patterns=content))
    assert "mine/patterns.yaml" in refused.value.place
    assert entry in refused.value.place.partition("patterns.yaml")[2]
