"""Asking services about what the slice does not know, and what comes of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from kgbuild.link.answers import Answers
from kgbuild.link.described import described
from kgbuild.link.mention import MentionLinker
from kgbuild.link.online import OnlineLinker
from kgbuild.link.polite import Polite
from kgbuild.link.reconcile import Reconciler
from kgbuild.link.wikidata import Known, Wikidata
from tests.link.replay import Reply, serving

OFFLINE = MentionLinker()
POLITE = Polite("me@example.org")


def hit(qid: str, name: str, by: str = "label") -> dict[str, Any]:
    return {"id": qid, "label": name, "description": "d", "match": {"type": by, "language": "en", "text": name}}


def wikidata(hits: list[dict[str, Any]], entities: dict[str, Any]) -> Any:
    def answer(fields: dict[str, str]) -> Reply:
        if fields["action"] == "wbsearchentities":
            return Reply({"search": hits, "success": 1})
        return Reply({"entities": {i: entities.get(i, {"id": i}) for i in fields["ids"].split("|")}})

    return serving(answer)


def test_the_only_item_of_that_name_is_taken_after_the_slice_was_asked(tmp_path: Path) -> None:
    with wikidata([hit("Q900001", "Karasuvek"), hit("Q900002", "Karasuvek Hills")], {}) as service:
        linker = OnlineLinker(OFFLINE, Wikidata(Answers(tmp_path / "a"), POLITE, service.url))
        found = linker.link("Karasuvek", "They came from Karasuvek.")
        assert linker.link("Kazakhstan").method == "exact"
        assert [f["action"] for f in service.asked] == ["wbsearchentities", "wbgetentities"]
    assert found.item is not None and (found.item.qid, found.method) == ("Q900001", "wikidata-search")
    assert [c.score for c in found.candidates] == [0.75, 0.45]


def test_namesakes_are_kept_for_review_and_deleted_ones_dropped(tmp_path: Path) -> None:
    hits = [hit("Q900001", "Karasuvek"), hit("Q900002", "Karasuvek", "alias"), hit("Q900003", "Karasuvek")]
    entities = {"Q900003": {"id": "Q900003", "missing": ""}, "Q900002": {"id": "Q900009"}}
    with wikidata(hits, entities) as service:
        found = OnlineLinker(OFFLINE, Wikidata(Answers(tmp_path / "a"), POLITE, service.url)).link("Karasuvek")
    assert (found.item, found.method) == (None, "below-threshold")
    assert [c.item.qid for c in found.candidates] == ["Q900001", "Q900009"]


def test_a_vetoed_name_is_never_asked_about(tmp_path: Path) -> None:
    with wikidata([hit("Q900001", "Paris")], {}) as service:
        linker = OnlineLinker(OFFLINE, Wikidata(Answers(tmp_path / "a"), POLITE, service.url))
        assert linker.link("Paris", "Paris Hilton posted it.").method == "person"
        assert service.asked == []


def test_many_unknown_mentions_are_reconciled_in_one_request(tmp_path: Path) -> None:
    sure = {"id": "X1", "name": "Karasuvek", "score": 3, "match": True, "type": ["town"]}
    doubtful = [{"id": f"X{n}", "name": "Belkhanabad", "score": n} for n in (2, 3)]
    answer = {"q0": {"result": [sure]}, "q1": {"result": doubtful}, "q2": {"result": []}}
    with serving(lambda _: Reply(answer)) as service:
        linker = OnlineLinker(OFFLINE, None, Reconciler(Answers(tmp_path / "a"), service.url, POLITE))
        names = ["Karasuvek", "Kazakhstan", "Belkhanabad", "Zarovinsk"]
        linker.prepare((name, "") for name in names)
        found = [linker.link(name) for name in names]
        assert len(service.asked) == 1
    assert [f.method for f in found] == ["reconcile", "exact", "below-threshold", "no-name"]
    assert found[0].item is not None and found[0].item.qid == "X1"
    assert [c.item.qid for c in found[2].candidates] == ["X3", "X2"]


KNOWN = Known(
    "Q11",
    "Q5",
    7,
    "2025-03-01",
    {"en": "human", "de": "Mensch"},
    {"en": "species"},
    {"en": ("person",)},
    {"P900001": ("x1",), "P900002": ("Q1",)},
    {"P900001": "external-id", "P900002": "wikibase-item"},
)


def test_what_an_item_is_called_becomes_triples_with_source_and_day() -> None:
    triples = described([KNOWN, Known("Q404", None)], ["en"], ["P900001", "P900002", "P900003"])
    assert [f"{t.predicate.value.rpartition('/')[2]} {t.object}" for t in triples] == [
        "isReplacedBy <http://www.wikidata.org/entity/Q5>",
        'date "2025-03-01"^^<http://www.w3.org/2001/XMLSchema#date>',
        "source <https://www.wikidata.org/wiki/Q5>",
        "22-rdf-syntax-ns#type <https://w3id.org/kgbuild/ontology#ExternalItem>",
        'rdf-schema#label "human"@en',
        'core#altLabel "person"@en',
        'P900001 "x1"',
        'description "species"@en',
        'version "7"^^<http://www.w3.org/2001/XMLSchema#integer>',
        "22-rdf-syntax-ns#type <https://w3id.org/kgbuild/ontology#OntologyProperty>",
    ]


def test_of_several_answers_about_an_item_the_newest_counts() -> None:
    older = Known("Q5", "Q5", 3, "2025-02-01", {"en": "man", "de": "Mann"})
    labels = {t.object for t in described([KNOWN, older], ["en"]) if t.predicate.value.endswith("#label")}
    assert [str(label) for label in labels] == ['"human"@en']


def test_the_order_of_answers_plays_no_part() -> None:
    other = Known("Q6", "Q6", 1, "2025-03-01", {"en": "six"})
    assert described([KNOWN, other], ["en", "de"]) == described([other, KNOWN], ["de", "en"])
