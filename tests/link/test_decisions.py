"""People's decisions win over machines, and say where they are wrong."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from kgbuild import iri
from kgbuild.errors import ConfigError
from kgbuild.link.decisions import COLUMNS, Decisions
from kgbuild.model import Document, Entity, Evidence, Link, Span

ALMATY = Entity("rec:City", ("entity", "Q35493"), "Almaty")
FIRM = Entity("rec:Organization", ("entity", "rec:Organization", "acme", None), "Acme")
MAN = Entity("rec:Person", ("entity", "d1", "rec:Person", "ali"), "Ali", scope="1" * 64)
NAMESAKE = Entity("rec:Person", ("entity", "d2", "rec:Person", "ali"), "Ali", scope="2" * 64)
GROUP = Entity("rec:PersonGroup", ("group", "x", "citizen"), "citizens")
DOCUMENT = Document("0" * 64, "Acme left Almaty.", ("a.txt",), "text/plain")
PLACE = Evidence.at(DOCUMENT, Span(0, 4), "test")
CLOSE = Link(FIRM, "wd:Q1", "skos:closeMatch", "exact", Decimal("0.6"), "world-1", (PLACE,))
OTHER = Link(FIRM, "wd:Q2", "skos:closeMatch", "exact", Decimal("0.3"), "world-1", (PLACE,))
SAME = Link(ALMATY, "wd:Q35493", "owl:sameAs", "world-pack-name", Decimal("0.99"), "world-1", (PLACE,))


def decisions(folder: Path, *rows: tuple[str, ...]) -> Decisions:
    path = folder / "links.tsv"
    path.write_text("\n".join("\t".join(row) for row in (COLUMNS, *rows)) + "\n", encoding="utf-8")
    return Decisions.read(path)


def row(entity: Entity, decision: str, target: str = "") -> tuple[str, ...]:
    return (iri.entity_id(entity), decision, target, "Aigerim", "2025-03-01", "read the register")


def targets(links: list[Link]) -> list[tuple[str, str]]:
    return [(k.target, k.relation) for k in links]


def test_without_a_file_the_machine_is_right(tmp_path: Path) -> None:
    assert Decisions.read(tmp_path / "links.tsv").apply([CLOSE, OTHER], [FIRM]) == [CLOSE, OTHER]


def test_same_replaces_what_the_machine_found_and_keeps_its_evidence(tmp_path: Path) -> None:
    (link,) = decisions(tmp_path, row(FIRM, "same", "Q1")).apply([CLOSE, OTHER], [FIRM])
    assert (link.target, link.relation, link.decided_by) == ("wd:Q1", "owl:sameAs", "Aigerim")
    assert (link.method, link.confidence, link.data_version) == ("decision", Decimal(1), "decided 2025-03-01")
    assert link.evidence == (PLACE,)


def test_different_takes_one_target_away(tmp_path: Path) -> None:
    assert targets(decisions(tmp_path, row(FIRM, "different", "wd:Q1")).apply([CLOSE, OTHER], [FIRM])) == [
        ("wd:Q2", "skos:closeMatch")
    ]


def test_nil_takes_all_away_even_what_is_proven(tmp_path: Path) -> None:
    assert decisions(tmp_path, row(ALMATY, "nil")).apply([SAME, CLOSE], [ALMATY, FIRM]) == [CLOSE]


def test_two_men_of_one_name_become_one_only_by_a_decision(tmp_path: Path) -> None:
    made = decisions(tmp_path, row(MAN, "same", "id:" + iri.entity_id(NAMESAKE)))
    (link,) = made.apply([], [MAN])
    assert link.target == iri.DEFAULT_BASE + iri.entity_id(NAMESAKE)


def test_a_decision_does_not_change_the_entity(tmp_path: Path) -> None:
    (link,) = decisions(tmp_path, row(FIRM, "same", "Q1")).apply([CLOSE], [FIRM])
    assert iri.entity_id(link.entity) == iri.entity_id(FIRM)


def test_a_decision_about_another_document_says_nothing_here(tmp_path: Path) -> None:
    assert decisions(tmp_path, row(MAN, "same", "Q1")).apply([CLOSE], [FIRM]) == [CLOSE]


def test_a_group_of_people_is_the_same_as_nothing(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="group of people"):
        decisions(tmp_path, row(GROUP, "same", "Q1")).apply([], [GROUP])


def test_decisions_that_fit_nothing_are_told(tmp_path: Path) -> None:
    made = decisions(tmp_path, row(FIRM, "nil"), row(MAN, "same", iri.entity_id(NAMESAKE)))
    assert [d.line for d in made.unfitting({iri.entity_id(FIRM), iri.entity_id(MAN)})] == [3]
    assert made.unfitting({iri.entity_id(e) for e in (FIRM, MAN, NAMESAKE)}) == ()


def test_addresses_of_items_and_entities_are_read_in_every_common_form(tmp_path: Path) -> None:
    for target in ("Q1", "wd:Q1", "http://www.wikidata.org/entity/Q1", "https://www.wikidata.org/wiki/Q1"):
        made = decisions(tmp_path, (iri.DEFAULT_BASE + iri.entity_id(FIRM), *row(FIRM, "same", target)[1:]))
        assert (made.decided[0].entity, made.decided[0].target) == (iri.entity_id(FIRM), "wd:Q1")


@pytest.mark.parametrize(
    "bad",
    [
        ("Almaty", "same", "Q1", "A", "2025-03-01", "x"),
        (iri.entity_id(FIRM), "perhaps", "Q1", "A", "2025-03-01", "x"),
        (iri.entity_id(FIRM), "same", "", "A", "2025-03-01", "x"),
        (iri.entity_id(FIRM), "nil", "Q1", "A", "2025-03-01", "x"),
        (iri.entity_id(FIRM), "same", "javascript:alert(1)", "A", "2025-03-01", "x"),
        (iri.entity_id(FIRM), "same", "Q1", "", "2025-03-01", "x"),
        (iri.entity_id(FIRM), "same", "Q1", "A", "yesterday", "x"),
        (iri.entity_id(FIRM), "same", "Q1"),
    ],
)
def test_a_bad_line_is_told_with_its_number(tmp_path: Path, bad: tuple[str, ...]) -> None:
    with pytest.raises(ConfigError, match=r"bad-links: .*links\.tsv:2: "):
        decisions(tmp_path, bad)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (row(FIRM, "same", "Q1"), row(FIRM, "different", "Q1")),
        (row(FIRM, "same", "Q1"), row(FIRM, "same", "Q2")),
        (row(FIRM, "nil"), row(FIRM, "same", "Q2")),
    ],
)
def test_contradictions_are_refused(tmp_path: Path, first: tuple[str, ...], second: tuple[str, ...]) -> None:
    with pytest.raises(ConfigError, match=r"links\.tsv:3: it contradicts line 2"):
        decisions(tmp_path, first, second)


@pytest.mark.parametrize("content", [b"", b"entity\ttarget\n", b"\xff\xfe"])
def test_a_file_that_is_no_such_table_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "links.tsv"
    path.write_bytes(content)
    with pytest.raises(ConfigError, match="bad-links"):
        Decisions.read(path)
