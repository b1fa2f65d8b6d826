"""``kgbuild serve`` as a process: what it says, whom it answers, what it survives."""

from __future__ import annotations

import gzip
import json
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import httpx
import psutil
import pytest

from tests.graphs import small_readings
from tests.serve.builds import hostile_reading, publish
from tests.serve.running import Server, alive
from tests.support import REPOSITORY

COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l FILTER(STR(?a) > STR(?l)) }"
HUNGRY = "SELECT (COUNT(*) AS ?n) { SELECT DISTINCT ?a ?c ?d ?f ?g ?i { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } }"
JSON = "application/sparql-results+json"


def wait_until(holds: object, seconds: float = 10.0) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if holds():  # type: ignore[operator]
            return True
        time.sleep(0.05)
    return False


# -- endpoint


def test_every_way_of_asking_gives_the_same(server: Server) -> None:
    query = "SELECT ?c { ?c a <https://w3id.org/kgbuild/ontology#Claim> } ORDER BY ?c"
    by_get = server.select(query)
    by_form = server.client.post("/sparql", data={"query": query})
    direct = server.client.post("/sparql", content=query, headers={"content-type": "application/sparql-query"})
    assert by_get.status_code == by_form.status_code == direct.status_code == 200
    assert by_get.content == by_form.content == direct.content
    assert len(by_get.json()["results"]["bindings"]) == 11


@pytest.mark.parametrize("accept", ["application/sparql-results+json", "application/sparql-results+xml", "text/csv",
                                    "text/tab-separated-values"])  # fmt: skip
def test_result_formats(server: Server, accept: str) -> None:
    found = server.select("SELECT ?c { ?c a <https://w3id.org/kgbuild/ontology#Claim> }", headers={"accept": accept})
    assert found.headers["content-type"].startswith(accept)
    assert found.headers["vary"] == "accept, accept-encoding"
    assert server.select("ASK {}", headers={"accept": accept}).status_code == 200


@pytest.mark.parametrize(
    "accept",
    [
        "text/turtle",
        "application/n-triples",
        "application/rdf+xml",
        "application/ld+json",
        "application/trig",
        "application/n-quads",
    ],
)
def test_graph_formats(server: Server, accept: str) -> None:
    from pyoxigraph import RdfFormat, parse

    found = server.select("CONSTRUCT { ?s a ?o } WHERE { ?s a ?o }", headers={"accept": accept})
    assert found.headers["content-type"].startswith(accept)
    form = RdfFormat.from_media_type(accept)
    assert len(list(parse(found.content, format=form))) == int(server.ask(
        "SELECT (COUNT(*) AS ?n) { SELECT DISTINCT ?s ?o { ?s a ?o } }"
    ))  # fmt: skip


def test_refusals_of_the_endpoint(server: Server) -> None:
    assert server.select("ASK {}", headers={"accept": "image/png"}).status_code == 406
    bad = server.select("SELECT ?x WHERE {\n ?x ?y }")
    assert (bad.status_code, "line 2, column" in bad.text) == (400, True)
    assert server.client.request("DELETE", "/sparql").status_code == 405
    assert server.client.post("/sparql", content=b"ASK {}", headers={"content-type": "text/plain"}).status_code == 415
    too_long = "ASK {} #" + "x" * 2**20
    assert server.client.post("/sparql", data={"query": too_long}).status_code == 413
    update = server.client.post("/sparql", data={"update": "CLEAR ALL"})
    assert (update.status_code, "read-only" in update.text) == (403, True)
    assert server.select("SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }").status_code == 403


def test_head_options_and_conditional_requests(server: Server) -> None:
    found = server.select("ASK {}")
    head = server.client.head("/sparql", params={"query": "ASK {}"})
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == found.headers["content-length"]
    options = server.client.options("/sparql")
    assert (options.status_code, options.headers["allow"]) == (204, "GET, HEAD, POST, OPTIONS")
    again = server.select("ASK {}", headers={"if-none-match": found.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_compression(server: Server) -> None:
    query = "SELECT * { ?s ?p ?o }"
    packed = server.select(query, headers={"accept-encoding": "gzip"})
    plain = server.select(query, headers={"accept-encoding": "identity"})
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert packed.json() == plain.json()
    assert int(packed.headers["content-length"]) < len(plain.content) / 2


def test_the_default_graph_is_the_union_and_graphs_can_be_read(server: Server) -> None:
    triples = int(server.ask(COUNT))
    assert triples == int(server.ask("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"))
    graph = server.ask(
        "SELECT ?g { GRAPH ?g { ?d a <https://w3id.org/kgbuild/ontology#Document> } } ORDER BY ?g LIMIT 1"
    )
    found = server.get("/store", "application/n-triples", params={"graph": graph})
    assert len(found.text.splitlines()) == int(
        server.ask(f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}")
    )
    assert len(server.get("/store?default", "application/n-triples").text.splitlines()) == triples
    assert server.get("/store?graph=urn:none").status_code == 404
    assert server.get("/store").status_code == 400
    assert server.client.put("/store?graph=urn:x", content=b"").status_code == 403


# -- whom it answers


@pytest.mark.parametrize("host", ["example.org", "127.0.0.1.example.org", "localhost.evil.test:80", ""])
def test_a_foreign_host_is_misdirected(server: Server, host: str) -> None:
    assert server.get("/healthz", headers={"host": host}).status_code == 421


def test_own_names_are_answered(server: Server) -> None:
    for host in (f"127.0.0.1:{server.port}", f"LOCALHOST:{server.port}", "localhost"):
        assert server.get("/healthz", headers={"host": host}).status_code == 200


def test_no_cors_and_no_cross_site_reading_unless_named(server: Server) -> None:
    found = server.select("ASK {}", headers={"origin": "https://example.org"})
    assert not [name for name in found.headers if name.startswith("access-control")]
    fetched = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors"}
    assert server.select("ASK {}", headers=fetched).status_code == 403
    followed = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}
    assert server.get("/", "text/html", headers=followed).status_code == 200


def test_cors_for_the_one_origin_that_is_named(build: Path) -> None:
    with Server([build], cors="https://news.example") as server:
        ours = {"origin": "https://news.example"}
        found = server.select("ASK {}", headers=ours)
        assert found.headers["access-control-allow-origin"] == "https://news.example"
        assert "origin" in found.headers.get_list("vary", split_commas=True)
        asked = {**ours, "access-control-request-method": "POST"}
        preflight = server.client.options("/sparql", headers=asked)
        assert preflight.status_code == 204
        assert "POST" in preflight.headers["access-control-allow-methods"]
        other = server.select("ASK {}", headers={"origin": "https://other.example"})
        assert "access-control-allow-origin" not in other.headers


def test_beyond_loopback_a_token_is_asked(build: Path) -> None:
    with Server([build], host="0.0.0.0", token="sesame-sesame") as server:
        server.client.base_url = httpx.URL(f"http://127.0.0.1:{server.port}")
        refused = server.get("/")
        assert (refused.status_code, "Bearer" in refused.headers["www-authenticate"]) == (401, True)
        assert server.get("/healthz").status_code == 200
        assert server.get("/", headers={"authorization": "Bearer wrong-token"}).status_code == 401
        assert server.get("/", headers={"authorization": "Bearer sesame-sesame"}).status_code == 200
        assert server.client.get("/", auth=("anyone", "sesame-sesame")).status_code == 200
        assert server.get("/", headers={"authorization": "Basic %%%"}).status_code == 401
        named = {"host": f"rebound.example:{server.port}", "authorization": "Bearer sesame-sesame"}
        assert server.get("/", headers=named).status_code == 421


# -- what cannot be started


@pytest.mark.parametrize(
    ("call", "said"),
    [
        ("run([Path('{empty}')], port=0)", "no-build: "),
        ("run([Path('/nowhere')], port=0)", "no-build: /nowhere"),
        (
            "run([Path('{build}')], port={taken})",
            "port-taken: --port {taken}: another program listens there (--port 0)",
        ),
        ("run([Path('{build}')], port=0, host='0.0.0.0')", "needs-token: --host 0.0.0.0"),
        ("run([Path('{build}')], port=0, writable=True, token='sesame-sesame')", "read-only: "),
        ("run([Path('{bad}')], port=0)", "bad-rdf: {bad}:"),
        ("run([Path('{build}')], port=70000)", "bad-port: "),
    ],
)
def test_a_fault_is_one_line(call: str, said: str, build: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.ttl"
    bad.write_text("<urn:a> <urn:b>", encoding="utf-8")
    with socket.create_server(("127.0.0.1", 0)) as listener:
        names = {"empty": tmp_path, "build": build, "bad": bad, "taken": listener.getsockname()[1]}
        code = (
            "from pathlib import Path\nfrom kgbuild.serve import run\nfrom kgbuild.errors import KgbuildError\n"
            f"try: {call.format(**names)}\nexcept KgbuildError as error: print(error)"
        )
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, cwd=REPOSITORY, check=True
        )
    assert done.stdout.startswith(said.format(**names))
    assert done.stdout.count("\n") == 1
    assert "Traceback" not in done.stderr


def test_files_are_served_as_they_are_and_every_page_says_so(tmp_path: Path) -> None:
    file, packed = tmp_path / "friends.ttl", tmp_path / "more.nt.gz"
    file.write_text('@prefix f: <http://xmlns.com/foaf/0.1/> .\n<urn:a> f:name "Ann" ; f:knows <urn:b> .', "utf-8")
    packed.write_bytes(gzip.compress(b"<urn:b> <urn:p> <urn:c> ."))
    with Server([file, packed]) as server:
        assert server.ask(COUNT) == "3"
        for page in ("/", "/resource?iri=urn:a", "/graph?iri=urn:a", "/search?q=ann", "/queries", "/query", "/sparql"):
            shown = server.get(page, "text/html")
            assert (shown.status_code, "Not checked." in shown.text) == (200, True), page
        assert "has not checked" in server.get("/.well-known/void").text
        assert "Ann" in server.get("/resource?iri=urn:a", "text/html").text


# -- limits


def test_a_runaway_ends_at_its_limit_and_the_work_really_ends(build: Path) -> None:
    with Server([build], timeout=1.0) as server:
        before = server.workers()
        began = time.monotonic()
        found = server.select(RUNAWAY)
        took = time.monotonic() - began
        assert (found.status_code, found.text) == (
            504,
            "out-of-time: the query was ended after 1 seconds (narrow it)\n",
        )
        assert 1.0 <= took < 2.0
        assert wait_until(lambda: len(server.workers()) == gauge(server, "workers_idle") == len(before), 2)
        assert len(alive(before)) < len(before), "the process that did the work is gone"
        assert server.ask(COUNT)


def gauge(server: Server, name: str) -> int:
    """What ``/metrics`` says of the workers now."""
    found = re.search(rf"^kgbuild_{name} (\d+)$", server.get("/metrics").text, re.MULTILINE)
    assert found is not None
    return int(found.group(1))


def test_a_client_that_leaves_ends_its_query(build: Path) -> None:
    with Server([build], timeout=20.0) as server:
        with pytest.raises(httpx.ReadTimeout):
            server.select(RUNAWAY, timeout=0.5)
        assert wait_until(lambda: "kgbuild_left_total 1" in server.get("/metrics").text, 3)
        assert wait_until(lambda: gauge(server, "workers_idle") == gauge(server, "workers") == 2, 5)


def test_a_query_that_eats_memory_ends_and_nothing_else_does(build: Path) -> None:
    with Server([build], limits={"memory": 96 * 2**20}, timeout=20.0) as server:
        found = server.select(HUNGRY)
        assert (found.status_code, "out-of-memory" in found.text) == (507, True)
        assert server.ask(COUNT)


def test_a_full_queue_says_when_to_come_again(build: Path) -> None:
    limits = {"workers": 1, "slow": 0, "queue": 1, "wait": 0.5}
    with Server([build], limits=limits, timeout=3.0) as server:
        held = threading.Thread(target=lambda: httpx.get(f"{server.url}/sparql", params={"query": RUNAWAY}, timeout=30))
        held.start()
        time.sleep(0.5)
        found = server.select("ASK {}")
        assert (found.status_code, found.headers["retry-after"]) == (503, "1")
        held.join()
        assert server.ask("ASK {}") is True


def test_slow_queries_do_not_keep_others_waiting(build: Path) -> None:
    """More runaways than workers: each loses its place to a fresh worker after a second."""
    with Server([build], limits={"workers": 2, "slow": 4, "slow_after": 0.3}, timeout=6.0) as server:
        threads = [
            threading.Thread(target=lambda: httpx.get(f"{server.url}/sparql", params={"query": RUNAWAY}, timeout=30))
            for _ in range(4)
        ]
        for thread in threads:
            thread.start()
        time.sleep(2.0)
        began = time.monotonic()
        assert server.ask(COUNT)
        assert time.monotonic() - began < 1.0
        for thread in threads:
            thread.join()
        assert wait_until(lambda: len(server.workers()) == 2, 3)


# -- what it survives


def test_kill_9_of_a_worker_is_not_noticed(build: Path) -> None:
    """Idle or in the middle of a query: the query is begun again on another worker, which it may be, once."""
    with Server([build], timeout=10.0) as server:
        for worker in server.workers():
            worker.kill()
        assert server.ask(COUNT)
        answers: list[int] = []
        slow = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f FILTER(STR(?a) > STR(?f)) }"
        asking = threading.Thread(target=lambda: answers.append(server.select(slow).status_code))
        asking.start()
        assert wait_until(lambda: gauge(server, "workers_busy") == 1)
        for worker in server.workers():
            worker.kill()
        asking.join()
        assert answers in ([200], [503])
        assert wait_until(lambda: len(server.workers()) >= 2, 3)


def test_kill_9_of_the_process_that_holds_the_graph(build: Path) -> None:
    with Server([build]) as server:
        (template,) = psutil.Process(server.process.pid).children()
        template.kill()
        assert wait_until(lambda: server.select("ASK {}").status_code == 200, 10)
        assert server.ask(COUNT)


def test_kill_9_of_the_server_leaves_nothing_behind(build: Path) -> None:
    server = Server([build])
    left = server.descendants()
    assert len(left) >= 3
    server.stop(signal.SIGKILL)
    assert wait_until(lambda: not alive(left), 5)


def test_sigterm_ends_gracefully(build: Path) -> None:
    server = Server([build])
    left = server.descendants()
    statuses: list[int] = []
    slow = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f FILTER(STR(?a) > STR(?f)) }"
    asking = threading.Thread(
        target=lambda: statuses.append(
            httpx.get(f"{server.url}/sparql", params={"query": slow}, timeout=30).status_code
        )
    )
    asking.start()
    assert wait_until(lambda: gauge(server, "workers_busy") == 1)
    assert server.stop() == 0
    asking.join()
    assert statuses in ([200], [503])
    assert wait_until(lambda: not alive(left), 5)
    assert not any("Traceback" in line for line in server.said), "".join(server.said)


def test_sigint_ends_as_an_interruption(build: Path) -> None:
    server = Server([build])
    left = server.descendants()
    assert server.ask("ASK {}") is True
    assert server.stop(signal.SIGINT) in (130, -signal.SIGINT)
    assert wait_until(lambda: not alive(left), 5)
    assert any("GET /sparql 200" in line for line in server.said), "the log is written to its end"


def test_a_new_build_is_taken_up_without_a_failed_request(tmp_path: Path) -> None:
    folder = publish(tmp_path / "graph", small_readings())
    with Server([folder]) as server:
        before = server.ask(COUNT)
        failed: list[object] = []
        stop = threading.Event()

        def keep_asking() -> None:
            with httpx.Client(base_url=server.url, timeout=30) as client:
                while not stop.is_set():
                    answer = client.get("/sparql", params={"query": COUNT}, headers={"cache-control": "no-cache"})
                    if answer.status_code != 200:
                        failed.append((answer.status_code, answer.text))

        threads = [threading.Thread(target=keep_asking) for _ in range(2)]
        for thread in threads:
            thread.start()
        publish(folder, (*small_readings(), hostile_reading()))
        changed = wait_until(lambda: server.ask(COUNT) != before, 15)
        stop.set()
        for thread in threads:
            thread.join()
        assert changed
        assert failed == []
        (template,) = wait_for_one_template(server)
        assert template.is_running()


def wait_for_one_template(server: Server) -> list[psutil.Process]:
    wait_until(lambda: len(psutil.Process(server.process.pid).children()) == 1, 10)
    return psutil.Process(server.process.pid).children()


def test_a_build_on_disk_is_served_too(tmp_path: Path) -> None:
    folder = publish(tmp_path / "graph", small_readings(), disk=True)
    memory = publish(tmp_path / "memory", small_readings())
    with Server([folder]) as server, Server([memory]) as other:
        assert server.ask(COUNT) == other.ask(COUNT)
        for _ in range(20):
            assert server.get("/", "text/html").status_code == 200


def test_workers_share_the_graph_and_not_its_weight(tmp_path: Path) -> None:
    file = tmp_path / "big.nt"
    file.write_text("".join(f"<urn:s{n}> <urn:p> <urn:o{n}> .\n" for n in range(100_000)), "utf-8")
    with Server([file], limits={"workers": 4}) as server:
        server.ask(COUNT)
        template = psutil.Process(server.process.pid).children()[0].memory_full_info()
        for worker in server.workers():
            assert worker.memory_full_info().uss < template.rss / 2


def test_workers_share_the_world_slice(build: Path) -> None:
    """It is loaded before they are forked: to look a name up in it costs a worker no copy of its own."""
    with Server([build]) as server:
        before = max(worker.memory_full_info().uss for worker in server.workers())
        for name in ("Kazakhstan", "Almaty", "Nairobi", "Nepal"):
            asked = json.dumps({"q": {"query": name}})
            found = server.get("/reconcile/world", params={"queries": asked}).raise_for_status().json()
            assert found["q"]["result"]
        after = max(worker.memory_full_info().uss for worker in server.workers())
        assert after < before + 8 * 2**20


# -- writing


def test_writing_needs_the_token_as_bearer(tmp_path: Path) -> None:
    file = tmp_path / "data.nt"
    file.write_text("<urn:a> <urn:b> <urn:c> .\n", "utf-8")
    insert = "INSERT DATA { <urn:d> <urn:e> <urn:f> }"
    with Server([file], writable=True, token="sesame-sesame", timeout=1.0) as server:
        assert server.client.post("/sparql", data={"update": insert}).status_code == 401
        basic = server.client.post("/sparql", data={"update": insert}, auth=("x", "sesame-sesame"))
        assert basic.status_code == 401, "a browser would add that by itself, for a page of another site"
        held = {"authorization": "Bearer sesame-sesame"}
        assert server.client.post("/sparql", data={"update": insert}, headers=held).status_code == 204
        assert server.ask(COUNT) == "2"
        fetching = server.client.post("/sparql", data={"update": "LOAD <http://127.0.0.1:1/>"}, headers=held)
        assert fetching.status_code == 403
        endless = f"INSERT {{ <urn:x> <urn:y> ?a }} WHERE {{ {' '.join(f'?a{n} ?b{n} ?c{n} .' for n in range(30))} }}"
        assert server.client.post("/sparql", data={"update": endless}, headers=held).status_code == 504
        assert server.ask(COUNT) == "2"
        assert "whoever has the token may change" in "".join(server.said)


def test_the_log_tells_what_was_asked_and_not_the_query(server: Server) -> None:
    server.select("ASK { <urn:secret> ?p ?o }")
    server.get("/id/x%0Anewline")
    assert wait_until(lambda: any("GET /sparql 200" in line for line in server.said), 3)
    wait_until(lambda: any("newline" in line for line in server.said), 3)
    assert not any("secret" in line for line in server.said)
    assert any("/id/x\\x0anewline 404" in line for line in server.said)


def test_health_and_metrics(server: Server) -> None:
    assert server.get("/healthz").text.startswith("ok ")
    text = server.get("/metrics").text
    assert 'kgbuild_requests_total{route="sparql",method="GET",status="200"}' in text
    assert f"kgbuild_quads {server.ask(COUNT)}" in text
