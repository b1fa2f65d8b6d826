"""``kgbuild push`` into running stores: complete, resumable, nothing twice, nothing left over."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import Quad, RdfFormat, Store, parse, serialize

from kgbuild.endpoint import EndpointError
from kgbuild.iri import DEFAULT_BASE
from kgbuild.push import PUSHED, Addresses, Step, push
from kgbuild.query.remote import ask
from tests.graphs import quads_of, small_readings
from tests.interop.hard import hard_quads
from tests.interop.stores import environment, oxigraph_server, virtuoso

COUNT = f"""SELECT ?g (COUNT(*) AS ?n) WHERE {{ GRAPH ?g {{ ?s ?p ?o }} FILTER(STRSTARTS(STR(?g), "{DEFAULT_BASE}")) }}
GROUP BY ?g ORDER BY ?g"""


@pytest.fixture(scope="module", params=["oxigraph", "oxigraph-graphs", "virtuoso", "virtuoso-graphs"])
def target(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Addresses]:
    folder = tmp_path_factory.mktemp(request.param)
    name, _, way = request.param.partition("-")
    if name == "oxigraph":
        with oxigraph_server(folder) as address:
            yield Addresses(f"{address}/query", f"{address}/update", f"{address}/store" if way else None)
        return
    with virtuoso(folder, folder.parent) as server, pytest.MonkeyPatch.context() as patch:
        for key, value in server.credentials.items():
            patch.setenv(key, value)
        yield Addresses(server.private, server.private, server.graphs if way else None)


def counts(target: Addresses) -> dict[str, int]:
    """How many triples each graph of ours holds in the store, the marks apart."""
    found = {str(row["g"]): int(str(row["n"])) for row in ask(target.query, COUNT)}
    found.pop(DEFAULT_BASE + PUSHED, None)
    return found


def wanted(quads: list[Quad]) -> dict[str, int]:
    found: dict[str, int] = {}
    for quad in quads:
        name = getattr(quad.graph_name, "value", "")
        found[name] = found.get(name, 0) + 1
    return found


def actions(steps: list[Step]) -> set[str]:
    return {step.action for step in steps}


def test_push_sends_replaces_drops_and_leaves_alone(target: Addresses) -> None:
    both = quads_of(small_readings())
    one = quads_of(small_readings()[:1])
    assert actions(push(both, target, DEFAULT_BASE, dry_run=True)) == {"send"}
    assert counts(target) == {}, "a dry run does nothing"
    assert actions(push(both, target, DEFAULT_BASE)) == {"send"}
    assert counts(target) == wanted(both)
    assert actions(push(both, target, DEFAULT_BASE)) == {"keep"}
    assert {"replace", "drop", "keep"} >= actions(push(one, target, DEFAULT_BASE)) >= {"drop", "keep"}
    assert counts(target) == wanted(one)
    push([], target, DEFAULT_BASE)
    assert counts(target) == {}


class _CutError(Exception):
    pass


def test_cut_off_between_two_requests_it_goes_on_from_there(target: Addresses, monkeypatch: pytest.MonkeyPatch) -> None:
    """Cut after every request in turn: the next push always makes the store whole, with nothing twice."""
    from kgbuild.endpoint import Answer, Endpoint

    quads = quads_of(small_readings())
    send = Endpoint.send
    for most in (1, 3, 4, 7, 11):
        push([], target, DEFAULT_BASE)
        left = [most]

        def limited(self: Endpoint, method: str, *arguments: object, left: list[int] = left, **more: object) -> Answer:
            if left[0] == 0:
                raise _CutError
            left[0] -= 1
            return send(self, method, *arguments, **more)  # type: ignore[arg-type]

        monkeypatch.setattr(Endpoint, "send", limited)
        with pytest.raises(_CutError):
            push(quads, target, DEFAULT_BASE)
        monkeypatch.setattr(Endpoint, "send", send)
        push(quads, target, DEFAULT_BASE)
        assert counts(target) == wanted(quads)


def test_killed_half_way_and_started_again_it_is_complete(target: Addresses, tmp_path: Path) -> None:
    """The command itself, killed while it sends 20,000 triples in 40 graphs or so, then run again."""
    quads = list(hard_quads(20_000))
    dump = tmp_path / "hard.nq"
    serialize(quads, str(dump), RdfFormat.N_QUADS)
    build = Store()
    build.extend(parse(path=str(dump), format=RdfFormat.N_QUADS))
    command = [
        sys.executable,
        "-m",
        "kgbuild",
        "push",
        target.query,
        "--update",
        str(target.update),
        "--build",
        str(dump),
    ]
    if target.graphs:
        command += ["--graphs", target.graphs]
    first = subprocess.Popen(command, stderr=subprocess.PIPE, env=environment(), text=True)
    assert first.stderr is not None
    first.stderr.readline()
    first.kill()
    first.wait()
    first.stderr.close()
    half = sum(counts(target).values())
    again = subprocess.run(command, capture_output=True, text=True, timeout=600, check=True)
    assert sum(counts(target).values()) == len(build)
    assert 0 < half < len(build)
    assert "keep" in again.stderr
    push([], target, DEFAULT_BASE)


def test_an_address_where_nothing_is_is_named(tmp_path: Path) -> None:
    with pytest.raises(EndpointError, match="unreachable"):
        push([], Addresses("http://127.0.0.1:9/query", "http://127.0.0.1:9/update"), DEFAULT_BASE)
    with pytest.raises(EndpointError, match="bad-address"):
        push([], Addresses("file:///etc/passwd", "file:///etc/passwd"), DEFAULT_BASE)
