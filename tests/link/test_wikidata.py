"""The Wikidata client against recorded answers, and against everything that a service may do instead."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from kgbuild.errors import StoreError
from kgbuild.link import polite as polite_module
from kgbuild.link.answers import Answers
from kgbuild.link.polite import Polite, ServiceError
from kgbuild.link.wikidata import Wikidata
from tests.link.replay import Answer, Reply, Service, serving
from tests.support import shared

HERE = Path(__file__).parent / "data"


def recorded(lines: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Entities by id, from recorded answers; the fullest answer about each."""
    entities: dict[str, dict[str, Any]] = {}
    for line in lines:
        for qid, entity in json.loads(line)["response"]["entities"].items():
            if len(entity) >= len(entities.get(qid, {})):
                entities[qid] = entity
    return entities


ENTITIES = recorded((HERE / "wbgetentities.jsonl").read_text("utf-8").splitlines())


def replay(entities: dict[str, Any]) -> Answer:
    """A service that answers wbgetentities from recorded entities, and says missing for the others."""

    def answer(fields: dict[str, str]) -> Reply:
        ids = fields["ids"].split("|")
        return Reply({"entities": {i: entities.get(i, {"id": i, "missing": ""}) for i in ids}, "success": 1})

    return answer


def client(service: Service, folder: Path, waits: list[float] | None = None, timeout: float = 5.0) -> Wikidata:
    asked = [] if waits is None else waits
    polite = Polite("mailto@example.org", wait=asked.append, jitter=lambda: 0.5, timeout=timeout)
    return Wikidata(Answers(folder / "answers.jsonl", lambda: "2025-03-01"), polite, service.url)


def test_recorded_answers_are_read_whole(tmp_path: Path) -> None:
    with serving(replay(ENTITIES)) as service:
        found = client(service, tmp_path).entities(ENTITIES)
    person = found["Q3778211"]
    assert (person.qid, person.labels["en"], person.retrieved) == ("Q3778211", "legal person", "2025-03-01")
    assert person.revision == ENTITIES["Q3778211"]["lastrevid"]
    assert person.descriptions["en"]
    assert set(person.claims) <= set(ENTITIES["Q3778211"]["claims"])
    assert person.datatypes["P227"] == "external-id"
    assert found["P26"].labels == {"en": "spouse"}


def test_every_recorded_answer_of_the_shared_data_is_read(tmp_path: Path) -> None:
    with gzip.open(shared("data", "reconciliation", "wbgetentities.jsonl.gz"), "rt", encoding="utf-8") as lines:
        entities = recorded(lines)
    with serving(replay(entities)) as service:
        found = client(service, tmp_path).entities(entities)
        assert len(service.asked) == -(-len(entities) // 50)
    assert {k.qid for k in found.values()} == set(entities)
    for known in found.values():
        labels = entities[known.asked].get("labels")
        assert set(known.labels) == set(labels if isinstance(labels, dict) else ())


def test_a_second_run_makes_no_request_and_says_the_same(tmp_path: Path) -> None:
    with serving(replay(ENTITIES)) as service:
        first = client(service, tmp_path).entities(ENTITIES)
        asked = len(service.asked)
        assert client(service, tmp_path).entities(ENTITIES) == first
        assert len(service.asked) == asked
        offline = Wikidata(Answers(tmp_path / "answers.jsonl"), None, service.url)
        assert offline.entities(ENTITIES) == first
    assert offline.entities(["Q1"]) == {}


def test_requests_are_polite(tmp_path: Path) -> None:
    with serving(replay({})) as service:
        client(service, tmp_path).entities(f"Q{n}" for n in range(1, 121))
    assert [len(fields["ids"].split("|")) for fields in service.asked] == [50, 50, 20]
    assert all(fields["maxlag"] == "5" for fields in service.asked)
    assert service.headers["user-agent"].startswith("kgbuild/0 (mailto@example.org)")
    assert service.headers["accept-encoding"] == "gzip"
    assert service.most_at_once == 1


@pytest.mark.parametrize("contact", ["", "me", "a@b.c\nX-Evil: 1"])
def test_nothing_is_asked_without_a_contact(contact: str) -> None:
    with pytest.raises(ServiceError, match="no-contact"):
        Polite(contact)


def test_merged_items_lead_to_their_target_and_deleted_ones_are_missing(tmp_path: Path) -> None:
    target = {**ENTITIES["Q3778211"], "redirects": {"from": "Q11", "to": "Q3778211"}}
    by_target = {"entities": {"Q3778211": target, "Q12": {"id": "Q12", "missing": ""}}}
    with serving(lambda _: Reply(by_target)) as service:
        found = client(service, tmp_path).entities(["Q11", "Q12"])
    assert (found["Q11"].asked, found["Q11"].qid, found["Q12"].qid) == ("Q11", "Q3778211", None)
    by_asked = {"entities": {"Q11": target}}
    with serving(lambda _: Reply(by_asked)) as service:
        assert client(service, tmp_path / "b").entities(["Q11"])["Q11"].qid == "Q3778211"


def test_one_unknown_id_does_not_spoil_its_batch(tmp_path: Path) -> None:
    def answer(fields: dict[str, str]) -> Reply:
        if "Q13" in fields["ids"].split("|"):
            return Reply({"error": {"code": "no-such-entity", "info": "…", "id": "Q13"}})
        return replay(ENTITIES)(fields)

    with serving(answer) as service:
        found = client(service, tmp_path).entities(["Q13", "Q3778211"])
    assert (found["Q13"].qid, found["Q3778211"].qid) == (None, "Q3778211")


def after(first: list[Reply], then: Answer) -> Callable[[dict[str, str]], Reply]:
    rest = list(first)
    return lambda fields: rest.pop(0) if rest else then(fields)


MAXLAG = {"error": {"code": "maxlag", "info": "Waiting for all: 6 seconds lagged"}}


@pytest.mark.parametrize(
    ("replies", "waits"),
    [
        ([Reply(status=429, headers={"Retry-After": "7"})], [7.0]),
        ([Reply(MAXLAG, headers={"Retry-After": "5"})], [5.0]),
        ([Reply(status=503), Reply(status=503)], [7.5, 15.0]),
        ([Reply({"error": {"code": "ratelimited"}})], [7.5]),
        ([Reply(status=429, headers={"Retry-After": "Thu, 01 Jan 1970 00:00:00 GMT"})], [0.0]),
        ([Reply(status=429, headers={"Retry-After": "soon"})], [7.5]),
    ],
)
def test_a_busy_service_is_given_the_time_it_asks_for(tmp_path: Path, replies: list[Reply], waits: list[float]) -> None:
    asked: list[float] = []
    with serving(after(replies, replay(ENTITIES))) as service:
        found = client(service, tmp_path, asked).entities(["Q3778211"])
    assert found["Q3778211"].qid == "Q3778211"
    assert asked == waits


@pytest.mark.parametrize("headers", [{}, {"Retry-After": "86400"}])
def test_a_service_that_stays_busy_is_left_alone(tmp_path: Path, headers: dict[str, str]) -> None:
    with serving(lambda _: Reply(status=429, headers=headers)) as service:
        with pytest.raises(ServiceError, match="service-busy"):
            client(service, tmp_path).entities(["Q1"])
        assert len(service.asked) <= 5


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (Reply(b"<html>maintenance</html>"), "bad-answer"),
        (Reply(b"[1, 2]"), "bad-answer"),
        (Reply(b"\xff\xfe"), "bad-answer"),
        (Reply(b'{"entities": {"Q3778211": 1}}'), "bad-answer"),
        (Reply(b'{"entities": []}'), "bad-answer"),
        (Reply(b'{"success": 1}'), "bad-answer"),
        (Reply(b"[" * 100_000), "bad-answer"),
        (Reply(b'{"a":' * 900 + b"1" + b"}" * 900), "bad-answer"),
        (Reply({"error": {"code": "badtoken"}}), "service-refused"),
        (Reply({"error": "x"}), "service-refused"),
        (Reply(status=404), "service-refused"),
        (Reply(status=301, headers={"Location": "http://127.0.0.1:1/"}), "service-refused"),
        (Reply(b"broken", headers={"Content-Encoding": "gzip"}), "bad-answer"),
        (Reply(gzip.compress(b" " * 30_000_000, mtime=0), headers={"Content-Encoding": "gzip"}), "bad-answer"),
    ],
)
def test_an_answer_that_cannot_be_used_is_one_clear_error(tmp_path: Path, reply: Reply, code: str) -> None:
    with serving(lambda _: reply) as service, pytest.raises(ServiceError) as caught:
        client(service, tmp_path).entities(["Q3778211"])
    assert caught.value.code == code
    assert "\n" not in str(caught.value)


def test_a_huge_answer_is_not_read_to_its_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(polite_module, "MOST_BYTES", 1000)
    with serving(lambda _: Reply(b" " * 5000)) as service, pytest.raises(ServiceError, match="over 1000 bytes"):
        client(service, tmp_path).entities(["Q1"])


@pytest.mark.parametrize("reply", [Reply({}, pause=1.0), Reply(b" " * 200, drip=True)])
def test_a_slow_answer_is_given_up(tmp_path: Path, reply: Reply) -> None:
    with serving(lambda _: reply) as service, pytest.raises(ServiceError, match="service-unreachable"):
        client(service, tmp_path, timeout=0.2).entities(["Q1"])


def test_a_service_that_is_not_there_is_one_clear_error(tmp_path: Path) -> None:
    with serving(replay({})) as service:
        pass
    with pytest.raises(ServiceError, match="service-unreachable"):
        client(service, tmp_path).entities(["Q1"])


@pytest.mark.parametrize("address", ["file:///etc/passwd", "ftp://example.org/", "api.php"])
def test_only_the_web_is_asked(tmp_path: Path, address: str) -> None:
    asking = Wikidata(Answers(tmp_path / "a"), Polite("https://example.org/me"), address)
    with pytest.raises(ServiceError, match="bad-address"):
        asking.entities(["Q1"])


HOSTILE: dict[str, Any] = {
    "type": "item",
    "id": "Q666",
    "lastrevid": "x",
    "labels": {
        "en": {"language": "en", "value": "<script>alert(1)</script>\x1b[31m\u2028\n x"},
        "<b>": {"language": "<b>", "value": "x"},
        "ru": {"language": "ru", "value": 7},
        "uk": "text",
        "de": {"language": "de", "value": "a" * 10_000},
    },
    "descriptions": [],
    "aliases": {"en": "x", "kk": [{"language": "kk", "value": "ok"}, 5]},
    "claims": {
        "P31": [
            {"mainsnak": {"snaktype": "value", "datavalue": {"value": {"id": "Q5"}}}, "rank": "deprecated"},
            {"mainsnak": {"snaktype": "value", "datavalue": {"value": {"id": "Q6"}}}, "rank": "normal"},
            {"mainsnak": {"snaktype": "somevalue"}, "rank": "preferred"},
            {"mainsnak": {"snaktype": "value", "datavalue": {"value": {"id": "Q7"}}}, "rank": "normal"},
            "nonsense",
        ],
        "P9": {"a": 1},
        "__proto__": [],
    },
}


def test_a_hostile_item_becomes_plain_text_or_nothing(tmp_path: Path) -> None:
    with serving(replay({"Q666": HOSTILE})) as service:
        known = client(service, tmp_path).entities(["Q666"])["Q666"]
    assert known.labels == {"en": "<script>alert(1)</script> [31m x"}
    assert known.aliases == {"kk": ("ok",)}
    assert (known.descriptions, known.revision) == ({}, 0)
    assert known.claims == {"P31": ("Q6", "Q7")}
    assert known.classes == ("Q6", "Q7")


def test_ids_that_are_none_are_never_asked_for(tmp_path: Path) -> None:
    with serving(replay({})) as service:
        assert client(service, tmp_path).entities(["Q0", "x|Q1", "Q1&action=edit", "L1", ""]) == {}
        assert service.asked == []


def test_a_killed_run_goes_on_where_it_stopped(tmp_path: Path) -> None:
    replies = iter([replay({})({"ids": "|".join(f"Q{n}" for n in range(1, 51))}), Reply(b"cut off")])
    with serving(lambda _: next(replies)) as service, pytest.raises(ServiceError):
        client(service, tmp_path).entities(f"Q{n}" for n in range(1, 101))
    path = tmp_path / "answers.jsonl"
    path.write_bytes(path.read_bytes()[:-30])  # a kill in the middle of writing a line
    with serving(replay({})) as again:
        asking = Wikidata(Answers(path, lambda: "2025-03-02"), Polite("me@example.org"), service.url)
        assert len(asking.entities(["Q1", "Q49"])) == 2
        asking = Wikidata(Answers(path, lambda: "2025-03-02"), Polite("me@example.org"), again.url)
        assert len(asking.entities(["Q77"])) == 1
    assert all(json.loads(line) for line in path.read_text("ascii").splitlines())


_RUN = """
import sys
from pathlib import Path
from kgbuild.link.answers import Answers
from kgbuild.link.polite import Polite
from kgbuild.link.wikidata import Wikidata
Wikidata(Answers(Path(sys.argv[2])), Polite("me@example.org"), sys.argv[1]).entities(f"Q{n}" for n in range(1, 121))
"""


def test_a_process_that_is_killed_loses_only_what_it_was_waiting_for(tmp_path: Path) -> None:
    path, slow = tmp_path / "answers.jsonl", [True]

    def answer(fields: dict[str, str]) -> Reply:
        waits = slow[0] and not fields["ids"].startswith("Q1|")
        return Reply(replay({})(fields).body, pause=20.0 if waits else 0.0)

    with serving(answer) as service:
        process = subprocess.Popen([sys.executable, "-c", _RUN, service.url, str(path)])
        try:
            end = time.monotonic() + 30
            while time.monotonic() < end and not (path.exists() and path.read_bytes().count(b"\n") == 50):
                time.sleep(0.05)
        finally:
            process.kill()
            process.wait()
        slow[0] = False
        before = len(service.asked)
        found = Wikidata(Answers(path), Polite("me@example.org"), service.url).entities(f"Q{n}" for n in range(1, 121))
        assert len(found) == 120
        assert [len(fields["ids"].split("|")) for fields in service.asked[before:]] == [50, 20]


def test_a_search_is_recorded_and_read(tmp_path: Path) -> None:
    hits = [
        {
            "id": "Q3778211",
            "label": "legal person",
            "description": "entity",
            "match": {"type": "alias", "language": "en", "text": "juristic person"},
        },
        {"id": "Q1", "label": None, "match": "x"},
        {"id": "evil"},
        7,
    ]
    with serving(lambda _: Reply({"search": hits, "success": 1})) as service:
        found = client(service, tmp_path).search("juristic", limit=500)
        assert client(service, tmp_path).search("juristic", limit=500) == found
        assert len(service.asked) == 1
        assert (service.asked[0]["limit"], service.asked[0]["type"]) == ("50", "item")
    assert [(h.qid, h.label, h.matched, h.by) for h in found] == [
        ("Q3778211", "legal person", "juristic person", "alias"),
        ("Q1", "", "", ""),
    ]
    assert Wikidata(Answers(tmp_path / "none")).search("x") == []


def test_a_search_without_hits_is_no_error_and_one_without_a_list_is(tmp_path: Path) -> None:
    with serving(lambda _: Reply({"search": [], "success": 1})) as service:
        assert client(service, tmp_path).search("x") == []
    with serving(lambda _: Reply({"search": "no", "success": 1})) as service, pytest.raises(ServiceError):
        client(service, tmp_path / "b").search("x")


@pytest.mark.parametrize("line", [b"{}\n", b"[]\n", b'{"service": 1}\n', b"\xff\n"])
def test_a_file_that_holds_no_answers_is_told(tmp_path: Path, line: bytes) -> None:
    path = tmp_path / "answers.jsonl"
    path.write_bytes(line)
    with pytest.raises(StoreError, match="bad-answers"):
        Answers(path)


def test_answers_that_cannot_be_written_are_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with serving(replay(ENTITIES)) as service, pytest.raises(StoreError, match="bad-answers"):
        Wikidata(Answers(tmp_path / "file" / "a"), Polite("me@example.org"), service.url).entities(["Q5"])
