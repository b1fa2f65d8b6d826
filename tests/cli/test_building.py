"""``kgbuild build``, ``watch``, ``remove``, ``status`` and ``pack test`` from the outside, with quick plug-ins."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from kgbuild.config import Settings
from kgbuild.store import open_build
from tests.build.conftest import settings
from tests.cli.conftest import Run

__all__ = ["settings"]


@pytest.fixture
def here(kgbuild: Run, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The project of ``settings`` as the current folder, with a ``kgbuild.toml`` that says the same."""
    (settings.project / "kgbuild.toml").write_text(
        'packs = ["core", "recruitment", "verbs"]\nextractors = ["verbs"]\nlinkers = ["verbs"]\njobs = 1\n'
    )
    monkeypatch.chdir(settings.project)
    return settings.project


def test_a_dry_run_says_what_would_be_done_and_does_nothing(kgbuild: Run, here: Path) -> None:
    done = kgbuild("build", "--dry-run", "--quiet")
    assert (done.status, done.err) == (0, "")
    assert sorted(line.split()[1] for line in done.out.splitlines()) == [f"seeds/{n}.txt" for n in "abc"]
    assert not (here / "graph" / "graph.nq").exists()
    assert {s["action"] for s in json.loads(kgbuild("build", "--dry-run", "--json", "--quiet").out)["steps"]} == {
        "read"
    }


def test_exact_keeps_only_what_is_given(kgbuild: Run, here: Path) -> None:
    assert json.loads(kgbuild("build", "--json", "--quiet").out)["documents"] == 3
    assert json.loads(kgbuild("build", "seeds/b.txt", "--json", "--quiet").out)["documents"] == 3
    assert json.loads(kgbuild("build", "seeds/b.txt", "--exact", "--json", "--quiet").out)["documents"] == 1


def test_what_is_removed_stays_out_until_it_is_restored(kgbuild: Run, here: Path) -> None:
    kgbuild("build", "--quiet")
    assert json.loads(kgbuild("remove", "b.txt", "--json").out)["documents"] == 2
    assert "removed        1 documents" in kgbuild("status").out
    assert json.loads(kgbuild("build", "--json", "--quiet").out)["documents"] == 2
    assert json.loads(kgbuild("build", "--restore", "--json", "--quiet").out)["documents"] == 3
    status = kgbuild("status").out
    assert "removed        0 documents" in status
    counts = json.loads(kgbuild("status", "--json").out)["claims"]
    assert counts["proposed"] == counts["accepted"] + counts["quarantined"] > 0
    assert f"{counts['proposed']} = {counts['accepted']} accepted + 0 quarantined" in status


def test_the_summary_names_the_slowest_documents(kgbuild: Run, here: Path) -> None:
    (line,) = [line for line in kgbuild("build").err.splitlines() if line.startswith("slowest ")]
    assert sorted(part.split()[0] for part in line.split(maxsplit=1)[1].split(", ")) == [
        f"seeds/{n}.txt" for n in "abc"
    ]
    assert "slowest" not in kgbuild("build").err, "nothing was done"


def test_events_for_programs_are_lines_of_json_beside_the_report(kgbuild: Run, here: Path) -> None:
    done = kgbuild("build", "--json")
    assert json.loads(done.out)["processed"] == 3
    events = [json.loads(line) for line in done.err.splitlines()]
    assert {event["event"] for event in events} == {"progress"}
    assert [event["phase"] for event in events][:2] == ["plan", "documents"]
    assert (events[-1]["phase"], events[-1]["done"], events[-1]["total"]) == ("done", 3, 3)


def test_a_build_on_disk_answers_alike(kgbuild: Run, here: Path) -> None:
    kgbuild("build", "--quiet", "-o", "memory")
    kgbuild("build", "--quiet", "-o", "disk", "--store", "disk")
    with open_build(here / "memory") as one, open_build(here / "disk") as other:
        assert (one.on_disk, other.on_disk) == (False, True)
    asked = [kgbuild("query", "claims", "--build", name).out for name in ("memory", "disk")]
    assert asked[0] == asked[1]
    assert asked[0].count("\n") > 3


def test_an_executor_is_a_cluster_that_answers_or_one_line(kgbuild: Run, here: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound, never listening: nobody answers here
        address = f"dask://127.0.0.1:{taken.getsockname()[1]}"
        done = kgbuild("build", "--executor", address, "--quiet")
    assert (done.status, done.out) == (3, "")
    assert "kgbuild: no-scheduler: " in done.err
    done = kgbuild("build", "--executor", "somewhere")
    assert done.status == 3
    assert done.err.startswith("kgbuild: bad-setting: executor: ")


INTERRUPTIBLE = """
import runpy, signal
signal.signal(signal.SIGINT, signal.default_int_handler)
runpy.run_module("kgbuild", run_name="__main__", alter_sys=True)
"""
"""``python -m kgbuild`` that can be interrupted even where the tests run in a shell's background, which ignores it."""


def test_watch_builds_again_when_a_document_comes_and_ends_when_it_is_interrupted(here: Path) -> None:
    """Each report is a line; nothing is timed: the next document is written when the last report has come."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    command = [sys.executable, "-c", INTERRUPTIBLE, "watch", "--json", "--every", "0.1"]
    with subprocess.Popen(
        command, cwd=here, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        try:
            first = json.loads(process.stdout.readline())
            (here / "seeds" / "d.txt").write_text("Fourth\n\nRussia detained 4 agents.\n")
            second = json.loads(process.stdout.readline())
            process.send_signal(signal.SIGINT)
            _, err = process.communicate(timeout=60)
        finally:
            process.kill()
    assert (first["documents"], second["documents"], second["processed"]) == (3, 4, 1)
    assert process.returncode == 130
    assert err.splitlines()[-1] == "kgbuild: interrupted"


EXAMPLE = {
    "id": "one-01",
    "text": "Kenyans marched.",
    "kind": "negative",
    "about": "rec:recruits",
    "claims": [],
}


def test_pack_test_reads_the_packs_of_the_project_beside_its_seeds(kgbuild: Run, tmp_path: Path) -> None:
    pack = tmp_path / "ontology" / "mine"
    pack.mkdir(parents=True)
    (pack / "frames.yaml").write_text(
        "- name: drums\n  predicate: rec:drumsFor\n  triggers: [{verb: [drum]}]\n"
        "  subject: {at: [agent], is: [rec:Country]}\n  object: {at: [patient], is: [rec:PersonGroup]}\n"
    )
    (pack / "examples.jsonl").write_text(json.dumps({**EXAMPLE, "fails": "no reason"}) + "\n")
    (tmp_path / "kgbuild.toml").write_text('packs = ["core", "world", "mine"]\n')
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "a.txt").write_text("A title\n\nKenyans marched.\n")
    done = kgbuild("pack", "test", "mine")
    rows = [line.split("\t") for line in done.out.splitlines()]
    assert done.status == 1
    assert ["example", f"{pack / 'examples.jsonl'}:1", "one-01", "passes, although it is marked as failing"] in rows
    assert ["term in no ontology", "mine", "rec:drumsFor"] in rows
    assert done.err == "mine: 1 examples, 1 otherwise than marked, 0 marked as failing\n"

    (report,) = json.loads(kgbuild("pack", "test", "mine", "--json").out)
    assert (report["pack"], report["ok"], report["examples"], report["failures"]) == ("mine", False, 1, 1)

    (pack / "frames.yaml").unlink()
    (pack / "examples.jsonl").write_text(json.dumps(EXAMPLE) + "\n")
    done = kgbuild("pack", "test", "mine")
    assert (done.status, done.out) == (0, "")


def test_pack_test_names_a_pack_that_is_none(kgbuild: Run) -> None:
    done = kgbuild("pack", "test", "nope")
    assert done.status == 3
    assert done.err.startswith("kgbuild: no-such-pack: nope: ")
