"""Every link of the seed's and the development articles' graphs was read by a person; new ones want to be read too.

``read_links.tsv`` holds those that were found right: entity, relation, target, and the item's label for the reader.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from kgbuild.extract.engine import Engine
from kgbuild.gazetteer import Gazetteer
from kgbuild.link.entities import world_linker
from kgbuild.model import Entity, Link
from kgbuild.pack import load_packs
from kgbuild.read import read_bytes
from tests.support import REPOSITORY

ARTICLES = sorted((REPOSITORY / "tests" / "quality" / "gold" / "dev").iterdir())
SEED = REPOSITORY / "seeds" / "kazakhstan-recruitment.txt"
READ = {
    tuple(line.split("\t")) for line in (Path(__file__).parent / "read_links.tsv").read_text("utf-8").splitlines()[1:]
}


@cache
def _engine() -> Engine:
    return Engine(load_packs())


@cache
def links(path: Path) -> list[Link]:
    linker = world_linker(None)
    documents = read_bytes(path.read_bytes(), path.name)
    return [link for document in documents for link in linker(document, list(_engine()(document)))]


def rows(found: list[Link]) -> set[tuple[str, ...]]:
    items = [(link, Gazetteer.load().item(link.target.removeprefix("wd:"))) for link in found]
    return {(k.entity.label, k.relation, k.target, item.label if item else "") for k, item in items}


@pytest.mark.parametrize("path", [SEED, *ARTICLES], ids=lambda p: p.name)
def test_every_link_was_read_and_found_right(path: Path) -> None:
    assert rows(links(path)) <= READ, "read the new links, and add those that are right to read_links.tsv"


def test_the_seed_has_all_its_links_each_with_the_words_that_led_to_it() -> None:
    found = links(SEED)
    assert {row[2] for row in rows(found)} == {
        "wd:Q35493", "wd:Q485496", "wd:Q159", "wd:Q212", "wd:Q232", "wd:Q153770",
    }  # fmt: skip
    assert all(link.relation == "owl:sameAs" for link in found)
    for link in found:
        words = {e.exact for e in link.evidence}
        assert all(word[:4].casefold() in (link.entity.label[:4].casefold(), "dw.c") for word in words), link


def test_who_is_told_to_be_of_a_people_is_no_citizen() -> None:
    """ "Kazakhs" alone may be read as citizens, as newspapers mean it; "ethnic Kazakhs" never."""
    text = b"News\n\nThree Kazakhstani men signed contracts with the Russian army.\n\n"
    text += b"Four ethnic Kazakhs signed contracts with the Russian army. Many ethnic Uzbeks fight for Russia.\n"
    (document,) = read_bytes(text, "a.txt")
    told = [(claim, end) for claim in _engine()(document) for end in (claim.subject, claim.object)]
    citizens = [(claim, end) for claim, end in told if isinstance(end, Entity) and end.nationality is not None]
    assert {end.nationality.label for _, end in citizens if end.nationality} == {"Kazakhstan"}
    assert all("Kazakhstani" in place.exact for claim, _ in citizens for place in claim.evidence)
