"""A build from paths to a published graph, and what becomes of bad input."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from kgbuild.build import Progress, build, remove
from kgbuild.config import Settings
from kgbuild.errors import KgbuildError, PackError
from kgbuild.iri import entity_id
from kgbuild.model import Entity
from kgbuild.store import open_build
from tests.build.support import graph_hash

FILES = ("graph.nq", "manifest.json", "documents.jsonl", "quarantine.jsonl")
BUILD = """
import sys
from pathlib import Path
from kgbuild.build import build
from kgbuild.config import Settings
project = Path(sys.argv[1])
settings = Settings(project=project, packs=("core", "recruitment", "verbs"), extractors=("verbs",), linkers=("verbs",))
report = build(sys.argv[4:], output=sys.argv[2], settings=settings, jobs=int(sys.argv[3]))
sys.exit(report.exit_status)
"""


def test_the_summary_counts_what_the_graph_holds(settings: Settings) -> None:
    report = build(settings=settings)
    assert (report.documents, report.unreadable, report.claims) == (3, 0, 4)
    assert (report.proposed, report.accepted, report.quarantined) == (4, 4, 0)
    assert report.exit_status == 0
    with open_build(settings.project / "graph") as opened:
        rows = opened.store.query(
            "SELECT (COUNT(*) AS ?n) { ?c a <https://w3id.org/kgbuild/ontology#Claim> }",
            use_default_graph_as_union=True,
        )
        assert [row["n"].value for row in rows] == ["4"]
        assert opened.entities == report.entities
        assert sorted(d["fileNames"] for d in opened.documents()) == [["a.txt"], ["b.txt"], ["c.txt"]]
    again = build(settings=settings)
    assert (again.published, again.processed, again.reused) == (False, 0, 3)
    assert again.graph_sha256 == report.graph_sha256 == graph_hash(settings.project / "graph")


def test_one_build_whatever_the_seed_the_zone_the_workers_and_the_order(settings: Settings) -> None:
    seeds = settings.project / "seeds"
    for number in range(14):
        (seeds / f"more{number}.txt").write_text(f"T{number}\n\nRussia detained {number + 1} agents.\n")
    paths = [seeds / "a.txt", seeds, seeds / "c.txt"]
    found = set()
    surroundings = [
        ("0", "UTC", "C", "1"),
        ("1", "Asia/Almaty", "C.UTF-8", "2"),
        ("2", "America/New_York", "tr_TR.UTF-8", "2"),
        ("3", "Asia/Kathmandu", "POSIX", "1"),
        ("random", "UTC", "C", "2"),
    ]
    for number, (seed, zone, locale, jobs) in enumerate(surroundings):
        output = settings.project / f"graph{number}"
        order = paths if number % 2 else paths[::-1]
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": locale}
        environment["PYTHONPATH"] = os.pathsep.join(path for path in sys.path if path)
        command = [sys.executable, "-c", BUILD, str(settings.project), str(output), jobs, *map(str, order)]
        assert subprocess.run(command, env=environment, check=False, cwd=settings.project).returncode == 0
        found.add(tuple((output / name).read_bytes() for name in FILES))
    assert len(found) == 1


def test_a_script_without_a_guard_builds_with_workers_and_is_run_once(settings: Settings) -> None:
    """What starts processes may run the caller's script again in each: ours must not."""
    for number in range(14):
        (settings.project / "seeds" / f"more{number}.txt").write_text(f"T{number}\n\nRussia detained {number} men.\n")
    script = settings.project / "script.py"
    script.write_text(f"print('begun', flush=True)\n{BUILD}")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    command = [sys.executable, str(script), str(settings.project), str(settings.project / "out"), "2", "seeds"]
    done = subprocess.run(
        command, env=environment, cwd=settings.project, capture_output=True, text=True, check=False, timeout=120
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "begun\n", "")


def test_one_bad_document_never_stops_the_others(settings: Settings) -> None:
    seeds = settings.project / "seeds"
    (seeds / "latin.txt").write_bytes("Café\n\nKazakhstan recruits drivers.".encode("latin-1"))
    (seeds / "empty.txt").write_bytes(b"")
    (seeds / "nul.txt").write_bytes(b"Kazakhstan recruits\0drivers and others of that kind.\n")
    (seeds / "what.xyz").write_bytes(b"Kazakhstan")
    os.mkfifo(seeds / "pipe.txt")
    report = build(settings=settings)
    assert (report.documents, report.unreadable, report.claims, report.exit_status) == (3, 3, 4, 1)
    told = {problem.place: problem.code for problem in report.problems}
    assert told == {
        "seeds/latin.txt": "bad-utf8",
        "seeds/empty.txt": "empty-file",
        "seeds/nul.txt": "nul-bytes",
        "seeds/what.xyz": "unknown-suffix",
        "seeds/pipe.txt": "not-a-file",
    }
    assert all("\n" not in str(problem) for problem in report.problems)
    again = build(settings=settings)
    assert (again.published, again.processed) == (False, 0)
    assert {problem.place: problem.code for problem in again.problems} == told


def test_two_copies_are_one_document_with_two_names(settings: Settings) -> None:
    seeds = settings.project / "seeds"
    (seeds / "deep").mkdir()
    (seeds / "deep" / "z.txt").write_bytes((seeds / "a.txt").read_bytes())
    assert build(settings=settings).documents == 3
    with open_build(settings.project / "graph") as opened:
        names = [
            line for line in opened.lines() if b"#fileName>" in line and (b'"a.txt"' in line or b'"z.txt"' in line)
        ]
        assert len(names) == 2
        assert len({line.split(b" ")[0] for line in names}) == 1


def test_what_cannot_be_built_leaves_the_last_good_graph(settings: Settings, tmp_path: Path) -> None:
    build(settings=settings)
    graph = settings.project / "graph"
    before = graph_hash(graph)
    (tmp_path / "empty").mkdir()
    (tmp_path / "bad").mkdir()
    (tmp_path / "bad" / "x.txt").write_bytes(b"\xff")
    other = tmp_path / "a-file"
    other.write_text("x")
    cases = [
        ([tmp_path / "missing"], graph, "missing-path", 2),
        ([tmp_path / "empty"], graph, "empty-folder", 3),
        ([tmp_path / "bad"], tmp_path / "fresh", "nothing-usable", 3),
        ([settings.project / "seeds"], other, "not-a-folder", 3),
        ([settings.project / "seeds"], settings.project, "not-a-build", 3),
        ([settings.project / "seeds"], Path("/proc/kgbuild"), "not-writable", 3),
        ([], graph, "no-paths", 2),
    ]
    for paths, output, code, status in cases:
        with pytest.raises(KgbuildError) as caught:
            build(paths, output=output, settings=settings)
        assert (caught.value.code, caught.value.exit_status) == (code, status)
        assert "\n" not in str(caught.value)
    pack = settings.project / "ontology" / "verbs" / "verbs.yaml"
    good = pack.read_text()
    pack.write_text("detained: [\nrecruits: x\n")
    with pytest.raises(PackError, match=r"bad-yaml: .*verbs\.yaml:3:1: "):
        build(settings=settings)
    pack.write_text(good)
    assert graph_hash(graph) == before
    with open_build(graph) as opened:
        opened.verify()


def test_a_withdrawn_document_stays_out_until_it_is_restored(settings: Settings) -> None:
    whole = build(settings=settings).graph_sha256
    report = remove("c.txt", output=settings.project / "graph", settings=settings)
    assert (report.documents, report.withdrawn) == (2, 1)
    again = build(settings=settings)
    assert (again.documents, again.left_out) == (2, 1)
    assert b"Third" not in (settings.project / "graph" / "graph.nq").read_bytes()
    with pytest.raises(KgbuildError, match="no-such-document"):
        remove("c.txt", output=settings.project / "graph", settings=settings)
    assert build(settings=settings, restore=True).graph_sha256 == whole


def test_a_dry_run_says_what_and_why_and_changes_nothing(settings: Settings) -> None:
    seeds = settings.project / "seeds"
    assert {s.reason for s in build(settings=settings, dry_run=True).steps} == {"new"}
    assert not (settings.project / "graph").exists()
    build(settings=settings)
    before = graph_hash(settings.project / "graph")
    (seeds / "a.txt").write_text("First\n\nKazakhstan detained 32 agents.\n")
    (seeds / "b.txt").rename(seeds / "d.txt")
    (seeds / "c.txt").unlink()
    (seeds / "e.txt").write_text("New\n\nNothing.\n")
    steps = build(settings=settings, dry_run=True).steps
    assert {(s.action, s.place, s.reason) for s in steps} == {
        ("read", "seeds/a.txt", "changed"),
        ("read", "seeds/d.txt", "its file names changed"),
        ("read", "seeds/e.txt", "new"),
        ("withdraw", "seeds/a.txt", "its source has changed"),
        ("withdraw", "seeds/c.txt", "its source is gone"),
    }
    assert graph_hash(settings.project / "graph") == before
    build(settings=settings)
    (settings.project / "ontology" / "verbs" / "verbs.yaml").write_text("detained: rec:detained\n")
    reasons = {s.reason for s in build(settings=settings, dry_run=True).steps}
    assert reasons == {"what shapes results changed: packs"}


def test_the_disk_store_holds_the_same(settings: Settings) -> None:
    first = build(settings=settings)
    report = build(settings=replace(settings, store="disk"))
    assert report.graph_sha256 == first.graph_sha256
    with open_build(settings.project / "graph") as opened:
        assert opened.on_disk
        assert set(opened.store) == set(opened.quads())
    assert not build(settings=replace(settings, store="disk")).published
    assert build(settings=settings).published


def test_after_one_change_the_results_for_other_documents_are_not_even_looked_at(settings: Settings) -> None:
    seeds, graph = settings.project / "seeds", settings.project / "graph"
    for number in range(60):
        (seeds / f"more{number}.txt").write_text(f"T{number}\n\nRussia detained {number + 1} agents.\n")
    build(settings=settings)
    (seeds / "more7.txt").write_text("T7\n\nKazakhstan recruits drivers. Russia detained 9 agents.\n")
    with sqlite3.connect(graph / "ledger.sqlite") as ledger:
        ledger.execute("UPDATE entry SET records = x'00' WHERE summary NOT LIKE '%\"T7\"%'")
    report = build(settings=settings)
    assert (report.processed, report.reused, report.published) == (1, 62, True)
    clean = build(settings=settings, output=settings.project / "clean")
    assert clean.graph_sha256 == report.graph_sha256 == graph_hash(graph)
    for name in FILES:
        assert (graph / name).read_bytes() == (settings.project / "clean" / name).read_bytes()


def test_an_item_that_the_version_before_lost_is_counted_once(settings: Settings) -> None:
    graph = settings.project / "graph"
    build(settings=settings)
    told = graph / "documents.jsonl"
    told.write_bytes(b"".join(told.read_bytes().splitlines(keepends=True)[1:]))
    (settings.project / "seeds" / "c.txt").write_text("Third\n\nKazakhstan recruits 4 drivers.\n")
    after = build(settings=settings)
    clean = build(settings=settings, output=settings.project / "clean")
    assert (after.documents, after.proposed, after.accepted) == (clean.documents, clean.proposed, clean.accepted)
    for name in FILES:
        assert (graph / name).read_bytes() == (settings.project / "clean" / name).read_bytes()


def test_events_tell_how_far_it_is(settings: Settings) -> None:
    events: list[Progress] = []
    build(settings=settings, progress=events.append)
    assert [e.phase for e in events][:2] == ["plan", "documents"]
    assert events[-1].phase == "done"
    documents = [e for e in events if e.phase == "documents"]
    assert [e.done for e in documents] == sorted(e.done for e in documents)
    assert (documents[-1].done, documents[-1].total, documents[-1].claims) == (3, 3, 4)


def test_what_people_decide_in_links_tsv_counts_at_the_next_build(settings: Settings) -> None:
    graph = settings.project / "graph"

    def linked() -> set[str]:
        build(settings=settings)
        with open_build(graph) as opened:
            same = "http://www.w3.org/2002/07/owl#sameAs"
            quads = [quad for quad in opened.quads() if quad.predicate.value == same]
            return {quad.object.value for quad in quads if quad.subject.value.startswith(opened.base)}

    assert linked() == {"http://www.wikidata.org/entity/Q232"}
    entity = entity_id(Entity("rec:Country", ("entity", "kazakhstan"), "Kazakhstan"))
    table = settings.project / "links.tsv"
    header = "entity\tdecision\ttarget\twho\twhen\twhy\n"
    table.write_text(f"{header}{entity}\tnil\t\tA. Person\t2025-03-01\tnot that one\n")
    assert linked() == set()
    table.write_text(f"{header}{entity}\tsame\tQ12345\tA. Person\t2025-03-01\tthat one\n")
    assert linked() == {"http://www.wikidata.org/entity/Q12345"}
    table.write_text("nonsense\n")
    with pytest.raises(KgbuildError, match=r"bad-links: .*links\.tsv:1"):
        build(settings=settings)
    table.unlink()
    assert linked() == {"http://www.wikidata.org/entity/Q232"}
