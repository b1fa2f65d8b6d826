"""The reference of packs names every key that is read, and no other."""

from __future__ import annotations

import re

import pytest

from kgbuild.extract.cues import KINDS
from kgbuild.extract.frames import DEFAULTS, KEYS, ROLE_KEYS
from kgbuild.extract.lexicon import LISTS, SECTIONS
from kgbuild.extract.patterns import KEYS as PATTERN_KEYS
from kgbuild.extract.patterns import SLOTS
from tests.support import REPOSITORY

TEXT = (REPOSITORY / "docs" / "pack-reference.md").read_text(encoding="utf-8")


def rows(section: str, header: str) -> list[str]:
    """The names in the first column of the table with ``header`` under the heading ``section``."""
    part = TEXT.split(f"\n## {section}\n", 1)[1].split("\n## ", 1)[0]
    lines = part[part.index(f"| {header} |") :].split("\n\n", 1)[0].strip().split("\n")
    first = [line.split("|")[1] for line in lines[2:]]
    return [name for cell in first for name in re.findall(r"`([^`]+)`", cell)]


@pytest.mark.parametrize(
    ("section", "header", "known"),
    [
        ("frames.yaml", "key", KEYS),
        ("frames.yaml", "key of a role", ROLE_KEYS),
        ("frames.yaml", "default", DEFAULTS),
        ("patterns.yaml", "key", PATTERN_KEYS),
        ("lexicon.yaml", "section", SECTIONS),
        ("lexicon.yaml", "list", LISTS),
        ("cues.yaml", "list", frozenset(KINDS)),
    ],
)
def test_every_key_stands_in_its_table_once(section: str, header: str, known: frozenset[str]) -> None:
    assert sorted(rows(section, header)) == sorted(known)


def test_every_slot_is_named() -> None:
    part = TEXT.split("\n## patterns.yaml\n", 1)[1].split("\n## ", 1)[0]
    assert set(re.findall(r"`\{(\w+)\}`", part)) == {*SLOTS, "words"}
