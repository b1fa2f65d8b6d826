"""The reconciliation service: valid against the published schemas, and proof against what anybody may send."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT7

from kgbuild.gazetteer import Gazetteer
from kgbuild.link.answers import Answers
from kgbuild.link.catalogue import GraphCatalogue, Record, Reference, WorldCatalogue, records_of
from kgbuild.link.polite import Polite, ServiceError
from kgbuild.link.reconcile import Query, Reconciler
from kgbuild.link.service import ReconcileService, RequestError
from tests.link.replay import Reply, serving

SPECS = Path(__file__).parent / "data" / "specs"
WORLD = ReconcileService(WorldCatalogue(), "http://127.0.0.1:8000/reconcile/wikidata")
FIRM = Record(
    "organization-" + "0" * 32,
    "Acme <b>Ltd</b>",
    "Organization",
    ("ACME",),
    (("Organization", "Organization"),),
    {"wikidata": ("Q1",), "nationality": (Reference("country-" + "1" * 32, "Nepal"),), "claims": (3,)},
)
GRAPH = ReconcileService(GraphCatalogue([FIRM]), "http://127.0.0.1:8000/reconcile/graph")


def schema(name: str) -> Any:
    return json.loads((SPECS / "schemas" / f"{name}.json").read_text("utf-8"))


def valid(answer: Any, name: str) -> bool:
    """Whether an answer is what the published schema of that name allows."""
    names = [(n, schema(n.removesuffix(".json"))) for n in ("type.json",)]
    found = schema(name)
    base = found["$id"].rpartition("/")[0] + "/"
    resources = [(base + n, s) for n, s in names] + [("http://swagger.io/v2/schema.json", schema("openapi"))]
    registry: Registry[Any] = Registry().with_resources(
        (uri, Resource(contents, DRAFT7)) for uri, contents in resources
    )
    validator = jsonschema.Draft7Validator(found, registry=registry)
    return not list(validator.iter_errors(json.loads(json.dumps(answer))))


def examples(name: str, kind: str) -> list[Any]:
    paths = sorted((SPECS / "examples" / name / kind).glob("*.json"))
    return [pytest.param(json.loads(path.read_text("utf-8")), id=path.name) for path in paths]


SCHEMAS = sorted(p.stem for p in (SPECS / "schemas").glob("*.json") if (SPECS / "examples" / p.stem).is_dir())


def test_the_schemas_judge_their_own_examples_as_their_folders_say() -> None:
    judged = 0
    for name in SCHEMAS:
        for kind in ("valid", "invalid"):
            for path in sorted((SPECS / "examples" / name / kind).glob("*.json")):
                assert valid(json.loads(path.read_text("utf-8")), name) == (kind == "valid"), path
                judged += 1
    assert judged == 44


@pytest.mark.parametrize("service", [WORLD, GRAPH], ids=["world", "graph"])
def test_manifests_are_valid(service: ReconcileService) -> None:
    manifest = service.manifest()
    assert valid(manifest, "manifest")
    assert manifest["identifierSpace"] in ("http://www.wikidata.org/entity/", "https://w3id.org/kgbuild/id/")


@pytest.mark.parametrize("service", [WORLD, GRAPH], ids=["world", "graph"])
@pytest.mark.parametrize("batch", examples("reconciliation-query-batch", "valid"))
def test_every_published_query_batch_gets_a_valid_answer(service: ReconcileService, batch: Any) -> None:
    answer = service.reconcile(json.dumps(batch))
    assert valid(answer, "reconciliation-result-batch")
    assert set(answer) == set(batch)


@pytest.mark.parametrize("batch", examples("reconciliation-query-batch", "invalid"))
def test_every_published_batch_that_is_none_is_refused(batch: Any) -> None:
    with pytest.raises(RequestError) as caught:
        WORLD.reconcile(json.dumps(batch))
    assert caught.value.status == 400


@pytest.mark.parametrize("service", [WORLD, GRAPH], ids=["world", "graph"])
@pytest.mark.parametrize("query", examples("data-extension-query", "valid"))
def test_every_published_extension_query_gets_a_valid_answer(service: ReconcileService, query: Any) -> None:
    assert valid(service.extend(json.dumps(query)), "data-extension-response")


def results(service: ReconcileService, **query: Any) -> list[dict[str, Any]]:
    found = service.reconcile(json.dumps({"q": query}))["q"]["result"]
    assert isinstance(found, list)
    return found


def test_an_item_is_found_by_its_names_with_a_sure_match() -> None:
    (first, *_) = results(WORLD, query="Казахстан")
    assert (first["id"], first["name"], first["match"]) == ("Q232", "Kazakhstan", True)
    assert results(WORLD, query="Zarovinsk") == []


def test_types_and_properties_choose_among_namesakes() -> None:
    assert [r["id"] for r in results(WORLD, query="Georgia")][:2] == ["Q230", "Q1428"]
    (only,) = results(WORLD, query="Georgia", type="admin1", type_strict="any")
    assert only["id"] == "Q1428"
    pakistan = Gazetteer.load().by_iso2("PK")
    assert pakistan is not None
    by_country = results(WORLD, query="Hyderabad", properties=[{"pid": "country", "v": {"id": pakistan.qid}}])
    assert by_country[0]["description"].startswith("city or town in Pakistan")
    by_name = results(WORLD, query="Hyderabad", properties=[{"pid": "country", "v": "pakistan"}])
    assert by_name[0]["id"] == by_country[0]["id"]


def test_at_most_one_candidate_is_sure_and_scores_fall() -> None:
    for name in ("Georgia", "Springfield", "San José", "Congo", "Acme"):
        found = [*results(WORLD, query=name, limit=50), *results(GRAPH, query=name)]
        assert sum(r["match"] for r in found) <= 1
        assert [r["score"] for r in found] == sorted((r["score"] for r in found), reverse=True)


def test_a_whole_session_of_a_table_tool() -> None:
    """Manifest, suggest a type, reconcile a column, suggest an entity, preview, propose properties, extend."""
    manifest = WORLD.manifest()
    assert manifest["suggest"]["entity"]["service_path"] == "/suggest/entity"
    types = WORLD.suggest_type("cit")
    assert valid(types, "suggest-types-response")
    assert types["result"] == [{"id": "city", "name": "city"}]
    column = {f"q{n}": {"query": q, "type": "city", "limit": 3} for n, q in enumerate(["Almaty", "Oral", "Nowhere"])}
    batch = WORLD.reconcile(json.dumps(column))
    assert [r["result"][0]["name"] if r["result"] else None for r in batch.values()] == ["Almaty", "Oral", None]
    suggested = WORLD.suggest_entity("shymk")
    assert valid(suggested, "suggest-entities-response")
    chosen = suggested["result"][0]["id"]
    assert "Shymkent" in WORLD.preview(chosen)
    proposed = WORLD.propose_properties("city", "3")
    assert valid(proposed, "data-extension-property-proposal")
    assert valid(WORLD.suggest_property("count"), "suggest-properties-response")
    extended = WORLD.extend(json.dumps({"ids": [chosen, "Q0"], "properties": [{"id": "country"}, {"id": "none"}]}))
    assert valid(extended, "data-extension-response")
    assert extended["rows"][chosen]["country"] == [{"id": "Q232", "name": "Kazakhstan"}]
    assert extended["rows"]["Q0"] == {"country": [], "none": []}


def test_what_a_graph_says_is_escaped_in_a_preview() -> None:
    page = GRAPH.preview(FIRM.id)
    assert "<b>" not in page
    assert "Acme &lt;b&gt;Ltd&lt;/b&gt;" in page and "Nepal" in page
    with pytest.raises(RequestError) as caught:
        GRAPH.preview("nothing")
    assert caught.value.status == 404


def test_entities_of_a_graph_are_found_by_every_name_and_extended() -> None:
    assert results(GRAPH, query="acme")[0]["id"] == FIRM.id
    (misspelt,) = results(GRAPH, query="Acmee")
    assert (misspelt["id"], misspelt["match"]) == (FIRM.id, False)
    assert GRAPH.suggest_entity("AC")["result"][0]["id"] == FIRM.id
    rows = GRAPH.extend(json.dumps({"ids": [FIRM.id], "properties": [{"id": "claims"}, {"id": "wikidata"}]}))["rows"]
    assert rows[FIRM.id] == {"claims": [{"int": 3}], "wikidata": [{"str": "Q1"}]}


def test_records_are_read_from_the_rows_of_a_query() -> None:
    base, rec = "https://w3id.org/kgbuild/id/", "https://w3id.org/kgbuild/recruitment#"
    wikidata = "http://www.wikidata.org/entity/"
    (group, country) = records_of(
        [
            (base + "country-1", rec + "Country", "Nepal", None, wikidata + "Q837", None, None),
            (base + "a-group", rec + "PersonGroup", "Nepalis", "men", None, base + "country-1", "Nepal"),
            ("https://example.org/other", rec + "Country", "x", None, None, None, None),
        ]
    )
    assert (group.id, group.name, group.other_names) == ("a-group", "Nepalis", ("men",))
    assert group.values["nationality"] == (Reference("country-1", "Nepal"),)
    assert country.values["wikidata"] == ("Q837",)


@pytest.mark.parametrize(
    ("queries", "status"),
    [
        ("", 400),
        ("[]", 400),
        ("[" * 100_000, 400),
        ('{"q": {"query": "x", "drop": 1}}', 400),
        ('{"q": {"query": 7}}', 400),
        ('{"q": {"query": "x", "limit": true}}', 400),
        ('{"q": {"query": "x", "type": [1]}}', 400),
        ('{"q": {"query": "x", "type_strict": "never"}}', 400),
        ('{"q": {"query": "x", "properties": [{"pid": 1, "v": 1}]}}', 400),
        ('{"q": {}}', 400),
        (json.dumps({str(n): {"query": "x"} for n in range(201)}), 413),
        (" " * 1_000_001, 413),
    ],
)
def test_a_bad_batch_is_refused_with_a_status(queries: str, status: int) -> None:
    with pytest.raises(RequestError) as caught:
        WORLD.reconcile(queries)
    assert caught.value.status == status


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("{}", 400),
        ('{"ids": "Q1", "properties": []}', 400),
        ('{"ids": ["Q1"], "properties": [{}]}', 400),
        (json.dumps({"ids": ["Q1"] * 1001, "properties": []}), 413),
    ],
)
def test_a_bad_extension_is_refused_with_a_status(query: str, status: int) -> None:
    with pytest.raises(RequestError) as caught:
        WORLD.extend(query)
    assert caught.value.status == status


@given(st.text(max_size=30), st.text(max_size=10), st.floats() | st.integers())
def test_any_name_cursor_and_limit_gets_a_valid_answer(name: str, cursor: str, limit: float) -> None:
    assert valid(WORLD.suggest_entity(name, cursor), "suggest-entities-response")
    assert valid(GRAPH.suggest_property(name, cursor), "suggest-properties-response")
    assert valid(GRAPH.propose_properties(name, cursor), "data-extension-property-proposal")
    batch = json.dumps({"q": {"query": name, "limit": limit}})
    assert valid(GRAPH.reconcile(batch), "reconciliation-result-batch")


def test_our_client_speaks_to_our_service_and_never_asks_twice(tmp_path: Path) -> None:
    def answer(fields: dict[str, str]) -> Reply:
        return Reply(WORLD.reconcile(fields["queries"]) if "queries" in fields else WORLD.manifest())

    queries = [Query("Almaty", ("city",), (("country", "Q232"),)), Query("Oral"), Query("Zarovinsk")]
    with serving(answer) as service:
        client = Reconciler(Answers(tmp_path / "a"), service.url, Polite("me@example.org"))
        manifest, found = client.manifest(), client.reconcile(queries)
        assert Reconciler(Answers(tmp_path / "a"), service.url, Polite("me@example.org")).reconcile(queries) == found
        assert len(service.asked) == 2
        offline = Reconciler(Answers(tmp_path / "a"), service.url)
    assert offline.reconcile([*queries, Query("new")]) == found
    assert offline.manifest() == manifest and manifest is not None
    assert manifest.identifier_space == "http://www.wikidata.org/entity/"
    assert [(m.id, m.sure) for m in found[queries[0]]][:1] == [("Q35493", True)]
    assert found[queries[2]] == ()
    assert Reconciler(Answers(tmp_path / "none"), "http://127.0.0.1:1/").manifest() is None


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"q0": {"result": "x"}},
        {"q0": []},
        b"<script>",
    ],
)
def test_a_result_batch_that_is_none_is_one_clear_error(tmp_path: Path, body: object) -> None:
    with serving(lambda _: Reply(body)) as service:
        client = Reconciler(Answers(tmp_path / "a"), service.url, Polite("me@example.org"))
        with pytest.raises(ServiceError, match="bad-answer"):
            client.reconcile([Query("x")])


def test_candidates_that_lack_what_they_need_are_dropped(tmp_path: Path) -> None:
    candidates = [
        {"id": "Q1", "name": "<script>x</script>\x00", "score": 5, "match": "yes", "type": ["a", {"id": "b"}, 7]},
        {"id": "Q2", "name": "x", "score": "high"},
        {"id": "Q3", "name": "x", "score": float("nan")},
        {"id": 4, "name": "x", "score": 1},
        {"name": "x", "score": 1},
        "Q6",
    ]
    with serving(lambda _: Reply({"q0": {"result": candidates}})) as service:
        client = Reconciler(Answers(tmp_path / "a"), service.url, Polite("me@example.org"))
        ((match,),) = client.reconcile([Query("x")]).values()
    assert (match.id, match.name, match.sure, match.types) == ("Q1", "<script>x</script>", False, ("a", "b"))
