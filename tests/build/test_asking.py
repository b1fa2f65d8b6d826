"""Services asked about a graph, and what the next build makes of their answers without them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from kgbuild.build import build
from kgbuild.build.asking import ask_about
from kgbuild.config import Settings
from kgbuild.gate.validate import validate_quads
from kgbuild.iri import expand
from kgbuild.link.job import Online
from kgbuild.link.polite import ServiceError
from kgbuild.store import open_build
from tests.build.support import distribution
from tests.link.replay import Reply, Service, serving

EXTRACTOR = """
from kgbuild.iri import fold
from kgbuild.model import Claim, Entity, Evidence, Layer, Span

def extractor(packs):
    def extract(document):
        end = document.text.find(" recruits from Kazakhstan.")
        start = document.text.rfind("\\n", 0, end) + 1
        if end > 0:
            name = document.text[start:end]
            firm = Entity("rec:Organization", ("entity", "rec:Organization", fold(name), None), name)
            country = Entity("rec:Country", ("entity", "Q232"), "Kazakhstan")
            span = Span(start, end + len(" recruits from Kazakhstan."))
            yield Claim(document, Layer.WORLD, "rec:recruitsFrom", firm, country,
                        (Evidence.at(document, span, "firms"),))
    return extract
"""


@pytest.fixture
def firms(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A built project whose documents name three firms, and a country that the slice proves."""
    site = tmp_path / "site"
    site.mkdir()
    monkeypatch.syspath_prepend(str(site))
    distribution(site, "kgbuild_firms", EXTRACTOR, {"kgbuild.extractors": {"firms": "extractor"}})
    seeds = tmp_path / "seeds"
    seeds.mkdir()
    for name in ("Karasuvek Labour", "Zarovin Trading", "Belkhan Group"):
        (seeds / f"{name}.txt").write_text(f"News\n\n{name} recruits from Kazakhstan.\n")
    settings = Settings(project=tmp_path, extractors=("firms",), identifiers=("P900001",), jobs=1)
    build(settings=settings)
    return settings


def entity(qid: str, label: str) -> dict[str, Any]:
    return {"id": qid, "lastrevid": 7, "labels": {"en": {"language": "en", "value": label}}}


FOUND = {
    "Karasuvek Labour": [("Q900001", "Karasuvek Labour"), ("Q900002", "Karasuvek Labour Union")],
    "Zarovin Trading": [("Q900003", "Zarovin Trading"), ("Q900004", "ZAROVIN TRADING"), ("Q900005", "Zarovin Trading")],
    "Belkhan Group": [("Q900006", "Belkhan Holding")],
}


def wikidata(fields: dict[str, str]) -> Reply:
    if fields["action"] == "wbsearchentities":
        hits = [
            {"id": qid, "label": name, "match": {"type": "label", "language": "en", "text": name}}
            for qid, name in FOUND[fields["search"]]
        ]
        return Reply({"search": hits, "success": 1})
    gone = {"Q900005": {"id": "Q900005", "missing": ""}, "Q900004": entity("Q900014", "Zarovin")}
    return Reply({"entities": {i: gone.get(i, entity(i, f"item {i}")) for i in fields["ids"].split("|")}})


def ask(settings: Settings, **services: Any) -> list[dict[str, str]]:
    online = Online("me@example.org", settings.answers_file, **services)
    with open_build(settings.project / "graph") as opened:
        return list(ask_about(opened.store, settings, online))


def asked_for(service: Service) -> set[str]:
    return {part for fields in service.asked for part in fields.get("ids", "").split("|") if part}


def close_matches(settings: Settings) -> set[tuple[str, str, str]]:
    """Method, confidence and target of the links for review."""
    with open_build(settings.project / "graph") as opened:
        assert validate_quads(opened.store).conforms
        rows = opened.store.query(
            f"""SELECT ?method ?score ?target {{ ?link <{expand("kg:relation")}> <{expand("skos:closeMatch")}> ;
            <{expand("kg:method")}> ?method ; <{expand("kg:confidence")}> ?score ; <{expand("kg:target")}> ?target ;
            <{expand("kg:evidence")}>/<{expand("oa:hasSelector")}>/<{expand("oa:exact")}> ?words }}""",
            use_default_graph_as_union=True,
        )
        return {tuple(node.value.rpartition("/")[2] for node in row) for row in rows}  # type: ignore[misc]


def test_what_wikidata_answered_comes_into_the_next_build_without_it(firms: Settings) -> None:
    assert close_matches(firms) == set()
    with serving(wikidata) as service:
        rows = ask(firms, wikidata=True, api=service.url)
        assert {"Q232", "P900001", "Q900001", "Q900003"} <= asked_for(service)
        before = len(service.asked)
        assert ask(firms, wikidata=True, api=service.url) == rows
        assert len(service.asked) == before, "a second run asks nothing"
    assert ("Kazakhstan", "sameAs", "wd:Q232", "item Q232") in {
        (r["label"], r["relation"], r["target"], r["name"]) for r in rows
    }
    report = build(settings=firms)
    assert report.published
    assert close_matches(firms) == {
        ("wikidata-search", "0.75", "Q900001"),
        ("wikidata-search", "0.45", "Q900003"),
        ("wikidata-search", "0.45", "Q900014"),
    }
    with open_build(firms.project / "graph") as opened:
        label = ox.Literal("item Q900001", language="en")
        assert any(True for _ in opened.store.quads_for_pattern(None, None, label, None))
    again = build(settings=firms, output=firms.project / "other")
    assert again.graph_sha256 == report.graph_sha256


def test_a_person_decides_what_a_candidate_is(firms: Settings) -> None:
    with serving(wikidata) as service:
        rows = ask(firms, wikidata=True, api=service.url)
    (found,) = [r for r in rows if r["target"] == "wd:Q900001"]
    local = found["entity"].rpartition("/")[2]
    table = "entity\tdecision\ttarget\twho\twhen\twhy\n"
    firms.links_file.write_text(f"{table}{local}\tsame\tQ900001\tA. Person\t2025-03-01\tits web site says so\n")
    build(settings=firms)
    assert "Q900001" not in {target for *_, target in close_matches(firms)}
    with open_build(firms.project / "graph") as opened:
        same = opened.store.quads_for_pattern(None, ox.NamedNode(expand("owl:sameAs")), None, None)
        assert ox.NamedNode(expand("wd:Q900001")) in {q.object for q in same}


def test_a_reconciliation_service_names_candidates_in_its_own_space(firms: Settings) -> None:
    def reconciler(fields: dict[str, str]) -> Reply:
        if "queries" not in fields:
            return Reply({"versions": ["0.2"], "name": "Firms", "identifierSpace": "https://example.org/firm/"})
        hit = {"id": "7", "name": "Belkhan Group", "score": 99, "match": True}
        none = {"result": []}
        return Reply({key: {"result": [hit]} if "Belkhan" in fields["queries"] else none for key in ("q0", "q1", "q2")})

    with serving(reconciler) as service:
        ask(firms, reconcile=service.url)
    build(settings=firms)
    assert close_matches(firms) == {("reconcile", "0.9", "7")}


def test_without_a_contact_nobody_is_asked(firms: Settings) -> None:
    with serving(wikidata) as service:
        with pytest.raises(ServiceError, match="whom to write to"), open_build(firms.project / "graph") as opened:
            list(ask_about(opened.store, firms, Online("", firms.answers_file, True, api=service.url)))
        assert service.asked == []
    assert not firms.answers_file.exists()


def test_the_order_in_which_answers_came_plays_no_part(firms: Settings) -> None:
    with serving(wikidata) as service:
        ask(firms, wikidata=True, api=service.url)
    first = build(settings=firms)
    lines = firms.answers_file.read_bytes().splitlines(keepends=True)
    firms.answers_file.write_bytes(b"".join(sorted(lines)))
    assert build(settings=replace(firms)).graph_sha256 == first.graph_sha256
