"""Whatever the history, the graph is byte for byte what a clean build gives (Hypothesis, stateful)."""

from __future__ import annotations

import shutil
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from kgbuild.build import Progress, build, publish, remove, run
from kgbuild.build.job import Job
from kgbuild.errors import KgbuildError
from kgbuild.store import current_version, open_build, read_removed
from tests.build.support import VERBS, project

SENTENCES = [
    "Kazakhstan detained 31 agents.",
    "KAZAKHSTAN recruits drivers.",
    "Kazakhstan recruits drivers.",
    "Russia recruits 12 miners.",
    "Russia detained drivers.",
    "Nobody did anything.",
]
NAMES = ["a.txt", "b.txt", "c.txt", "sub/a.txt", "more.jsonl"]
TEXTS = st.lists(st.sampled_from(SENTENCES), max_size=4)
CRASHES = st.sampled_from([None, None, None, 0, 1, 2, 4])
ROOTS = ["in", "other"]
EDITS = st.sampled_from(["write", "write", "write", "spoil", "delete", "rename"])
PATHS = st.sampled_from(
    [["in"], ["other"], ["in", "other"], ["other", "in"], ["in", "other"], ["in/sub"], ["in/a.txt"]]
)


class Crash(BaseException):
    """The process ends here."""


def crashing(after: int) -> Any:
    """A listener that ends the process at the event numbered ``after``, of those before publishing is done."""
    events = iter(range(10_000))

    def listen(event: Progress) -> None:
        if event.phase != "done" and next(events) == after:
            raise Crash

    return listen


class Histories(RuleBasedStateMachine):
    """A project whose files, pack and removals change, with builds and crashes in between."""

    @initialize()
    def begin(self) -> None:
        self.folder = Path(mkdtemp(prefix="kgbuild-"))
        self.path = list(sys.path)
        self.settings = project(self.folder)
        self.graph = self.folder / "graph"
        self.checked: Path | None = None
        self.bytes: dict[str, bytes] = {}
        """Every document that was ever written, by its SHA-256."""
        for root in ROOTS:
            for name, line in zip(NAMES, SENTENCES, strict=False):
                self.write(root, name, [line])
        build([self.folder / root for root in ROOTS], output=self.graph, settings=self.settings)

    def teardown(self) -> None:
        if hasattr(self, "folder"):
            sys.path[:] = self.path
            shutil.rmtree(self.folder)

    @rule(
        edits=st.lists(st.tuples(EDITS, st.sampled_from(ROOTS), st.sampled_from(NAMES), TEXTS), min_size=1, max_size=3)
    )
    def edit(self, edits: list[tuple[str, str, str, list[str]]]) -> None:
        for kind, root, name, lines in edits:
            path = self.folder / root / name
            if kind == "write":
                self.write(root, name, lines)
            elif kind == "spoil":
                self.put(root, name, b"\xff\xfa" + bytes(len(lines)))
            elif kind == "delete":
                path.unlink(missing_ok=True)
            elif kind == "rename" and path.exists():
                path.rename(path.with_name("z.txt"))

    def write(self, root: str, name: str, lines: list[str]) -> None:
        if name.endswith(("jsonl", "ndjson")):
            self.put(root, name, *(f'{{"text": "{line}"}}'.encode() for line in lines))
        else:
            self.put(root, name, ("Title\n\n" + " ".join(lines) + "\n").encode())

    def put(self, root: str, name: str, *items: bytes) -> None:
        path = self.folder / root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        self.bytes |= {sha256(item).hexdigest(): item for item in items}
        path.write_bytes(b"\n".join(items))

    @rule(verbs=st.sampled_from([VERBS, "detained: rec:detained\n", VERBS.replace("recruits:", "met:")]))
    def change_pack(self, verbs: str) -> None:
        (self.folder / "ontology" / "verbs" / "verbs.yaml").write_text(verbs, encoding="utf-8")

    @rule(
        paths=PATHS, exact=st.booleans(), restore=st.booleans(), crash=st.sampled_from([None, None, None, 0, 1, 2, 4])
    )
    def build(self, paths: list[str], exact: bool, restore: bool, crash: int | None) -> None:
        before, held = self.lines(), self.held()
        listener = None if crash is None else crashing(crash)
        try:
            report = build(
                [self.folder / path for path in paths],
                output=self.graph,
                settings=self.settings,
                exact=exact,
                restore=restore,
                progress=listener,
            )
        except (Crash, KgbuildError):
            assert self.lines() == before, "a build that failed changed the graph"
            return
        assert report.accepted + report.quarantined == report.proposed
        self.check_sources(paths, exact, held)
        try:
            again = build(
                [self.folder / path for path in paths], output=self.graph, settings=self.settings, exact=exact
            )
        except KgbuildError:
            assert not report.documents or not (self.folder / paths[0]).exists()
            return
        assert (again.published, again.processed) == (False, 0), "nothing changed, and something was done"

    @precondition(lambda self: (self.graph / "current").exists())
    @rule(data=st.data())
    def withdraw(self, data: st.DataObject) -> None:
        with open_build(self.graph) as opened:
            known = sorted(document["sha256"] for document in opened.documents())
        if not known:
            return
        sha = data.draw(st.sampled_from(known))
        try:
            remove(sha, output=self.graph, settings=self.settings)
        except KgbuildError as error:
            assert error.code == "nothing-usable"
            return
        assert sha in read_removed(self.settings.removed_file)
        with open_build(self.graph) as opened:
            assert sha not in {document["sha256"] for document in opened.documents()}
            assert not any(sha.encode() in line for line in opened.lines())

    @precondition(lambda self: len(self.bytes) % 3 == 0)
    @rule()
    def lose_the_ledger(self) -> None:
        for file in self.graph.glob("ledger.sqlite*"):
            file.unlink()

    def held(self) -> dict[str, set[str]]:
        """What each source holds, as the build tells it."""
        sources: defaultdict[str, set[str]] = defaultdict(set)
        if (self.graph / "current").exists():
            with open_build(self.graph) as opened:
                for document in opened.documents():
                    for place in document["sources"]:
                        sources[place].add(document["sha256"])
        return sources

    def on_disk(self) -> dict[str, set[str]]:
        """What each source holds in truth, less what was withdrawn."""
        removed = set(read_removed(self.settings.removed_file))
        sources: dict[str, set[str]] = {}
        for path in (path for root in ROOTS for path in (self.folder / root).rglob("*.*")):
            content = path.read_bytes()
            lines = [line for line in content.split(b"\n") if line.strip()]
            items = lines if path.suffix in (".jsonl", ".ndjson") else [content]
            shas = {sha256(item).hexdigest() for item in items} - removed
            if shas:
                sources[path.relative_to(self.folder).as_posix()] = shas
        return sources

    def check_sources(self, paths: list[str], exact: bool, before: dict[str, set[str]]) -> None:
        """The given paths are as on the disk; what came from elsewhere is as it was, or brought up to date."""
        after, disk = self.held(), self.on_disk()
        removed = set(read_removed(self.settings.removed_file))

        def given(place: str) -> bool:
            return any(place == path or place.startswith(path + "/") for path in paths)

        assert {p: after[p] for p in after if given(p)} == {p: disk[p] for p in disk if given(p)}
        for place in {*before, *after}:
            if not given(place):
                then, now = before.get(place, set()) - removed, after.get(place, set())
                assert not now if exact else now in (then, disk.get(place, set()))

    def lines(self) -> bytes | None:
        path = self.graph / "graph.nq"
        return path.read_bytes() if path.exists() else None

    @invariant()
    def the_graph_is_that_of_a_clean_build(self) -> None:
        if not hasattr(self, "graph") or self.lines() is None:
            return
        if current_version(self.graph) == self.checked:
            return
        self.checked = current_version(self.graph)
        with open_build(self.graph) as opened:
            opened.verify()
            documents, manifest = list(opened.documents()), opened.manifest
        if manifest["configuration"] != Job.of(self.settings).configuration:
            return  # the pack changed since: the next build brings it up to date
        clean = self.folder / "clean"
        shutil.rmtree(clean, ignore_errors=True)
        if not documents:
            assert b"/id/document-" not in (self.lines() or b"")
            return
        self.lay_out(documents, clean)
        build([clean / root for root in ROOTS], output=clean / "graph", settings=replace(self.settings, removed="none"))
        assert (clean / "graph" / "graph.nq").read_bytes() == self.lines()
        with open_build(clean / "graph") as other:
            assert other.manifest == manifest | {"removed": []}

    def lay_out(self, documents: list[dict[str, Any]], clean: Path) -> None:
        """The manifest's sources, as they were when they were built, in an empty folder."""
        sources: defaultdict[str, list[bytes]] = defaultdict(list)
        for document in documents:
            for place in document["sources"]:
                sources[place].append(self.bytes[document["sha256"]])
        for root in ROOTS:
            (clean / root).mkdir(parents=True)
        for place, items in sources.items():
            (clean / place).parent.mkdir(exist_ok=True)
            (clean / place).write_bytes(b"\n".join(items))


@pytest.fixture(autouse=True)
def _in_this_process(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The plug-in is a test's own and ends: hundreds of builds need no worker processes."""
    monkeypatch.setattr(run, "in_this_process", lambda job, total: True)
    yield


@pytest.fixture(autouse=True)
def _changed_in_place(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many of the few documents changed, the version before is changed; clean builds merge all."""
    monkeypatch.setattr(publish, "CHANGED_SHARE", 3.0)


@pytest.mark.slow
class TestHistories(Histories.TestCase):  # type: ignore[misc]
    settings = settings(max_examples=12, stateful_step_count=15, deadline=None)
