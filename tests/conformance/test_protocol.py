"""Every case of the W3C's suites, and the table of them in the documentation."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conformance import cases, table
from tests.serve.running import Server
from tests.support import REPOSITORY

TOKEN = "a-token-for-tests"
ALL = [pytest.param(group, case, id=case["id"]) for group, case in cases.cases()]


@pytest.fixture(scope="module")
def readable(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    file = tmp_path_factory.mktemp("read") / "data.nq"
    file.write_text(cases.graph_data(), encoding="utf-8")
    with Server([file]) as server:
        yield server


@pytest.fixture(scope="module")
def writable(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    file = tmp_path_factory.mktemp("write") / "data.nq"
    file.write_text(cases.graph_data(), encoding="utf-8")
    with Server([file], writable=True, token=TOKEN) as server:
        yield server


@pytest.mark.parametrize(("group", "case"), ALL)
def test_case(group: str, case: cases.Case, readable: Server, writable: Server) -> None:
    """Cases that write run on ``serve FILE… --writable``, each on an empty store; all others on a plain server."""
    if not cases.writes(group, case):
        assert cases.run(case, readable.port, None) == []
        return
    emptied, body = cases.send(
        writable.port, "POST", "/sparql", [["content-type", "application/sparql-update"]], b"DROP ALL", TOKEN
    )
    assert emptied.status == 204, body
    assert cases.run(case, writable.port, TOKEN) == []


@pytest.mark.parametrize("check", ["returns-rdf", "has-endpoint-triple", "conforms-to-schema"])
def test_service_description(check: str, readable: Server) -> None:
    assert cases.service_description(readable.port)[check] == []


def test_a_build_answers_every_case_that_writes_with_a_refusal(readable: Server) -> None:
    """The same requests that change a writable store change nothing elsewhere."""
    before = readable.get("/store?default").text
    for group, case in cases.cases():
        if cases.writes(group, case):
            for request in case["requests"]:
                path = request["path"].replace("/gsp", "/store", 1)
                sent = cases.encoded(request["body"])
                answer, _ = cases.send(readable.port, request["method"], path, request["headers"], sent, TOKEN)
                is_query = request["method"] in ("GET", "HEAD") or b"ASK" in sent
                assert is_query or 400 <= answer.status < 500, (case["id"], answer.status)
    assert readable.get("/store?default").text == before


def test_the_runner_can_fail(readable: Server) -> None:
    """A case whose expectation is turned round is reported, so a pass means something."""
    case = next(c for _, c in cases.cases() if c["id"] == "query_get")
    expect = {**case["requests"][0]["expect"], "boolean": False}
    turned = {**case, "requests": [{**case["requests"][0], "expect": expect}]}
    assert cases.run(turned, readable.port, None) == ["request 1: answered True, expected False"]
    expect = {**expect, "status": ["NotFound"]}
    assert cases.run({**turned, "requests": [{**turned["requests"][0], "expect": expect}]}, readable.port, None)


def test_the_documentation_shows_the_table() -> None:
    text = Path(REPOSITORY / "docs" / "serve.md").read_text(encoding="utf-8")
    assert table.table() in text, "run: python -m tests.conformance.table"
