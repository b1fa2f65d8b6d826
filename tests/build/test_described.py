"""What recorded answers bring into a build, and which decisions and links are told to fit nothing any more."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from kgbuild.build import build, remove
from kgbuild.config import Settings
from kgbuild.dump.checksum import in_their_graphs
from kgbuild.dump.description import About, describe
from kgbuild.dump.write import Options
from kgbuild.gate.validate import Contract, validate_quads
from kgbuild.iri import DEFAULT_BASE, entity_id, expand
from kgbuild.link.answers import Answers
from kgbuild.link.wikidata import API, Wikidata
from kgbuild.model import Entity
from kgbuild.source import open_source
from kgbuild.store import open_build
from kgbuild.take import take

KAZAKHSTAN = Entity("rec:Country", ("entity", "kazakhstan"), "Kazakhstan")
"""The entity that the test project's linker links to Q232."""
ITEM = "http://www.wikidata.org/entity/Q232"
GRAPH = ox.NamedNode(DEFAULT_BASE + "wikidata")


def entity(qid: str, label: str, **more: Any) -> dict[str, Any]:
    return {
        "id": qid,
        "lastrevid": 77,
        "labels": {"en": {"language": "en", "value": label}, "de": {"language": "de", "value": "Kasachstan"}},
        "descriptions": {"en": {"language": "en", "value": "country in Central Asia"}},
        "aliases": {"en": [{"language": "en", "value": label}, {"language": "en", "value": "Qazaqstan"}]},
        "claims": {"P900001": [identifier("KZ")]},
        **more,
    }


def identifier(value: str) -> dict[str, Any]:
    snak = {"snaktype": "value", "datatype": "external-id", "datavalue": {"type": "string", "value": value}}
    return {"rank": "normal", "mainsnak": snak}


def record(settings: Settings, entities: dict[str, Any], day: str = "2025-03-01") -> None:
    answers = Answers(settings.answers_file, lambda: day)
    client = Wikidata(answers)
    for asked, answer in entities.items():
        answers.keep(API, client._request(asked), answer)


def items(settings: Settings) -> set[str]:
    with open_build(settings.project / "graph") as opened:
        quads = opened.store.quads_for_pattern(None, None, None, GRAPH)
        return {f"{short(q.subject)} {short(q.predicate)} {q.object}" for q in quads}


def short(node: Any) -> str:
    return str(node.value.rpartition("/")[2].rpartition("#")[2])


def test_the_answers_on_file_describe_the_linked_items_in_a_graph_of_their_own(settings: Settings) -> None:
    settings = replace(settings, languages=("en", "de"), identifiers=("P900001", "P900002"))
    record(settings, {"Q232": entity("Q232", "Kazakhstan"), "Q5": entity("Q5", "unlinked")})
    record(settings, {"P900001": {"id": "P900001", "labels": {"en": {"language": "en", "value": "a code"}}}})
    report = build(settings=settings)
    assert items(settings) == {
        "Q232 type <https://w3id.org/kgbuild/ontology#ExternalItem>",
        'Q232 label "Kazakhstan"@en',
        'Q232 label "Kasachstan"@de',
        'Q232 altLabel "Qazaqstan"@en',
        'Q232 description "country in Central Asia"@en',
        'Q232 P900001 "KZ"',
        "Q232 source <https://www.wikidata.org/wiki/Q232>",
        'Q232 version "77"^^<http://www.w3.org/2001/XMLSchema#integer>',
        'Q232 date "2025-03-01"^^<http://www.w3.org/2001/XMLSchema#date>',
    }
    assert (report.exit_status, report.notices) == (0, [])
    with open_build(settings.project / "graph") as opened:
        quads = set(opened.store)
    declared = ox.NamedNode("http://www.wikidata.org/prop/direct/P900001")
    assert {short(q.graph_name) for q in quads if q.subject == declared} == {"ontology"}
    assert set(in_their_graphs(quads, DEFAULT_BASE)) == quads
    contract = Contract.shipped()
    assert validate_quads(quads, contract=contract).conforms


def test_no_network_and_no_history_plays_a_part(settings: Settings) -> None:
    record(settings, {"Q232": entity("Q232", "Kazakhstan"), "Q5": entity("Q5", "other")})
    first = build(settings=settings).graph_sha256
    lines = settings.answers_file.read_bytes().splitlines(keepends=True)
    settings.answers_file.write_bytes(b"".join(reversed(lines)))
    again = build(settings=settings)
    assert (again.graph_sha256, again.published, again.processed) == (first, False, 0)
    afresh = build(settings=settings, output=settings.project / "other", jobs=2)
    assert afresh.graph_sha256 == first


def test_new_answers_are_published_without_reading_a_document_again(settings: Settings) -> None:
    build(settings=settings)
    assert items(settings) == set()
    record(settings, {"Q232": entity("Q232", "Kazakhstan")})
    report = build(settings=settings)
    assert (report.published, report.processed) == (True, 0)
    assert 'Q232 label "Kazakhstan"@en' in items(settings)
    record(settings, {"Q232": entity("Q232", "Republic of Kazakhstan")}, "2025-04-01")
    build(settings=settings)
    assert 'Q232 label "Republic of Kazakhstan"@en' in items(settings)
    assert 'Q232 date "2025-04-01"^^<http://www.w3.org/2001/XMLSchema#date>' in items(settings)
    settings.answers_file.unlink()
    assert build(settings=settings).published
    assert items(settings) == set()


def test_what_no_link_leads_to_leaves_with_its_last_link(settings: Settings) -> None:
    record(settings, {"Q232": entity("Q232", "Kazakhstan")})
    build(settings=settings)
    with open_build(settings.project / "graph") as opened:
        texts = [d["sha256"] for d in opened.documents()]
    for sha in texts[:-1]:
        remove(sha, settings=settings)
    left = items(settings)
    with open_build(settings.project / "graph") as opened:
        target = ox.NamedNode(expand("kg:target"))
        assert bool(left) == any(True for _ in opened.store.quads_for_pattern(None, target, None, None))


def test_merged_items_say_whose_they_are_and_deleted_ones_are_told(settings: Settings) -> None:
    merged = {"Q232": {**entity("Q900", "Kazakhstan"), "redirects": {"from": "Q232", "to": "Q900"}}}
    record(settings, merged)
    build(settings=settings)
    assert "Q232 isReplacedBy <http://www.wikidata.org/entity/Q900>" in items(settings)
    assert 'Q900 label "Kazakhstan"@en' in items(settings)
    record(settings, {"Q232": {"id": "Q232", "missing": ""}}, "2025-05-01")
    report = build(settings=settings)
    assert [(n.code, n.place) for n in report.notices] == [("deleted-item", "wd:Q232")]
    assert report.exit_status == 0


@pytest.mark.parametrize("suffix", [".ttl", ".trig", ".nq"])
def test_a_dump_with_items_comes_back_as_it_was(settings: Settings, tmp_path: Path, suffix: str) -> None:
    settings = replace(settings, identifiers=("P900001",))
    record(settings, {"Q232": entity("Q232", "Kazakhstan")})
    report = build(settings=settings)
    with open_build(settings.project / "graph") as opened:
        quads = sorted(opened.store, key=str)
    file = tmp_path / f"graph{suffix}"
    if suffix == ".ttl":
        data = ox.serialize([q.triple for q in quads], format=ox.RdfFormat.TURTLE)
    else:
        data = ox.serialize(quads, format=ox.RdfFormat.from_extension(suffix[1:]))
    file.write_bytes(data or b"")
    assert take(file, tmp_path / "back").checksum == report.graph_sha256


def test_a_dump_says_whose_word_the_items_are(settings: Settings) -> None:
    void, dct = "http://rdfs.org/ns/void#", "http://purl.org/dc/terms/"

    def subset() -> dict[str, str]:
        with open_source(settings.project / "graph") as source:
            quads = describe(source, Options(), About())
        node = ox.NamedNode(DEFAULT_BASE + "dataset-items")
        return {q.predicate.value: getattr(q.object, "value", "") for q in quads if q.subject == node}

    build(settings=settings)
    assert subset() == {}
    record(settings, {"Q232": entity("Q232", "Kazakhstan")})
    build(settings=settings)
    found = subset()
    assert (found[void + "entities"], found[void + "triples"]) == ("1", str(len(items(settings))))
    assert found[dct + "license"] == "https://creativecommons.org/publicdomain/zero/1.0/"


HOSTILE = [
    {"labels": {"en": {"language": "en", "value": "x" * 1999}}},
    {"descriptions": {"en": {"language": "en", "value": "<script>alert(1)</script>\x00\u2028"}}},
    {"claims": {"P900001": [identifier('"> <urn:x> <urn:y>')], "P900002": "no list"}},
    {"labels": [], "descriptions": None, "aliases": 7, "claims": [], "lastrevid": "x"},
    {"lastrevid": -5},
]


@pytest.mark.parametrize("more", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_answers_pass_the_gate_or_stay_out(settings: Settings, more: dict[str, Any]) -> None:
    settings = replace(settings, identifiers=("P900001",))
    record(settings, {"Q232": entity("Q232", "Kazakhstan", **more)})
    report = build(settings=settings)
    with open_build(settings.project / "graph") as opened:
        quads = list(opened.store)
    assert validate_quads(quads).conforms
    assert report.claims == 4
    if "lastrevid" not in more:
        assert any(short(q.subject) == "Q232" for q in quads)


def test_a_day_that_is_none_tells_nothing(settings: Settings) -> None:
    record(settings, {"Q232": entity("Q232", "Kazakhstan")}, "yesterday")
    build(settings=settings)
    assert items(settings) == set()


DECISIONS = "entity\tdecision\ttarget\twho\twhen\twhy\n"


def test_a_decision_that_fits_nothing_is_told_and_kept(settings: Settings) -> None:
    gone = "organization-" + "0" * 32
    rows = [f"{gone}\tnil\t\tA. Person\t2025-03-01\tnot it\n"]
    rows.append(f"{entity_id(KAZAKHSTAN)}\tdifferent\tQ5\tA. Person\t2025-03-01\tnot it\n")
    rows.append(f"{entity_id(KAZAKHSTAN)}\tsame\t{gone}\tA. Person\t2025-03-01\tthe same\n")
    settings.links_file.write_text(DECISIONS + "".join(rows))
    report = build(settings=settings)
    told = [(n.code, n.place, n.message) for n in report.notices]
    assert told == [
        ("stale-decision", "links.tsv:2", f"nil: {gone} is not here"),
        ("stale-decision", "links.tsv:4", f"same: {gone} is not here"),
    ]
    assert report.exit_status == 0
    manifest = json.loads((settings.project / "graph" / "manifest.json").read_text())
    assert [n["place"] for n in manifest["notices"]] == ["links.tsv:2", "links.tsv:4"]
    assert [n["code"] for n in report.as_dict()["notices"]] == ["stale-decision"] * 2
    again = build(settings=settings)
    assert (again.published, again.notices) == (False, report.notices)
