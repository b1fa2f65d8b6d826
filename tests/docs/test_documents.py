"""docs/documents.md names every suffix, every error and every limit that the readers have, and no other."""

from __future__ import annotations

import re

from kgbuild.read.html.decode import DEEPEST, MOST_ELEMENTS
from kgbuild.read.limits import MEGABYTE, Limits
from kgbuild.read.pdf import MOST_PAGES
from kgbuild.read.readers import readers
from tests.support import REPOSITORY

PAGE = (REPOSITORY / "docs" / "documents.md").read_text(encoding="utf-8")


def section(title: str) -> str:
    return PAGE.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def first_cells(title: str) -> str:
    return " ".join(line.split("|")[1] for line in section(title).splitlines() if line.startswith("|"))


def test_every_suffix_is_named() -> None:
    named = set(re.findall(r"`(\.\w+)`", first_cells("What is read")))
    assert named == {suffix for reader in readers().values() for suffix in reader.suffixes}


def test_every_error_is_named() -> None:
    source = "".join(
        path.read_text(encoding="utf-8") for path in (REPOSITORY / "src" / "kgbuild" / "read").rglob("*.py")
    )
    raised = set(re.findall(r"ReadError\(\s*\"([a-z0-9-]+)\"", source))
    assert set(re.findall(r"`([a-z0-9-]+)`", first_cells("When something cannot be read"))) == raised


def test_every_limit_is_named() -> None:
    limits = section("Limits")
    pdf, jsonl = readers()["pdf"], readers()["jsonl"]
    for size in (Limits().text_bytes, getattr(pdf, "max_bytes", 0), getattr(jsonl, "max_bytes", 0)):
        assert f"{size // MEGABYTE} MB" in limits
    for number in (f"{MOST_ELEMENTS:,} elements", f"{DEEPEST} deep", f"{MOST_PAGES} pages"):
        assert number in limits
