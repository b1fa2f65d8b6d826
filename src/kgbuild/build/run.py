"""A build from paths to a published graph: what is held, what is to be done, doing it, publishing it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter

from kgbuild.build.batches import batches, in_this_process
from kgbuild.build.executors import outcomes, workers_at
from kgbuild.build.garbage import collecting_rarely
from kgbuild.build.job import Job
from kgbuild.build.plan import Holdings, Known, Plan, listed, planned, project_start, steps
from kgbuild.build.publish import publish
from kgbuild.build.report import BuildReport, Listener, Problem, Progress, Slowest, StoppedError
from kgbuild.build.sources import absolute, discover
from kgbuild.build.stages import Died, failed
from kgbuild.config import Settings, load_settings
from kgbuild.errors import ReadError, StoreError, UsageError
from kgbuild.store import Build, Folder, Ledger, locked, open_build, read_removed, write_removed

DEFAULT_PATHS = ("seeds",)
_GONE = frozenset({"missing-path", "empty-folder"})


def build(
    paths: Iterable[str | Path] | None = None,
    *,
    output: str | Path | None = None,
    settings: Settings | None = None,
    jobs: int | None = None,
    exact: bool = False,
    restore: bool = False,
    dry_run: bool = False,
    progress: Listener | None = None,
) -> BuildReport:
    """Bring the graph in ``output`` up to date with ``paths`` (files, folders, addresses; default ``seeds``).

    What came from other paths is left alone, unless ``exact``. ``restore`` takes documents found in the paths out
    of ``removed.tsv``. ``dry_run`` changes nothing and says in the report's ``steps`` what would be done and why.
    The published graph is a function of the documents and the configuration: no history, worker count, order,
    hash seed, locale or time zone plays a part in it.

    One bad document stops no other; the report names it. Raises :class:`~kgbuild.errors.KgbuildError` where nothing
    can be published (then the graph that was there is there still), :class:`StoppedError` on Ctrl-C.
    """
    run = _Run(settings, output, jobs, progress)
    names = [run.settings.project / path for path in DEFAULT_PATHS] if paths is None else list(paths)
    if not names:
        raise UsageError("no-paths", "build", "no paths are given", "name a file or a folder")
    with _disk_faults(run.output), collecting_rarely():
        return run.preview(names, exact, restore) if dry_run else run.build(names, exact, restore)


def remove(
    document: str,
    *,
    output: str | Path | None = None,
    settings: Settings | None = None,
    jobs: int | None = None,
    progress: Listener | None = None,
) -> BuildReport:
    """Withdraw a document: no triple, entity or link of it stays, unless another document supports it.

    ``document`` is its IRI, the SHA-256 of its bytes, a file name or its source's path. It goes into
    ``removed.tsv`` and stays out although its file may still lie there, until ``build(restore=True)``.
    Raises :class:`UsageError` where the build holds no such document, or several under that name.
    """
    run = _Run(settings, output, jobs, progress)
    with _disk_faults(run.output), collecting_rarely():
        return run.remove(document)


@dataclass(frozen=True, slots=True)
class _Work:
    """What is worked with: what shapes results, where they go, what is remembered and what was published."""

    job: Job
    folder: Folder
    ledger: Ledger
    before: Build | None
    known: Known

    def planned(self, holdings: Holdings, removed: dict[str, str]) -> Plan:
        return planned(self.job, holdings, removed, self.ledger, self.known)


class _Run:
    """One call of :func:`build` or :func:`remove`."""

    def __init__(
        self, settings: Settings | None, output: str | Path | None, jobs: int | None, progress: Listener | None
    ) -> None:
        chosen = settings if settings is not None else load_settings()
        self.settings = chosen if jobs is None else replace(chosen, jobs=jobs)
        self.output = Path(output) if output is not None else chosen.project / chosen.output
        self.start = project_start(self.output)
        self.tell = progress or (lambda event: None)
        self.begun = perf_counter()
        self.report = BuildReport(str(self.output))

    def build(self, paths: Iterable[str | Path], exact: bool, restore: bool) -> BuildReport:
        job = Job.of(self.settings)
        with self._opened() as (folder, ledger, before):
            self.tell(Progress("plan"))
            removed = read_removed(self.settings.removed_file)
            known = Known.of(before)
            holdings = Holdings.of(known, self.start)
            self._update(holdings, paths, exact)
            if restore:
                removed = self._restored(holdings, paths, removed)
            return self._finish(_Work(job, folder, ledger, before, known), holdings, removed)

    def preview(self, paths: Iterable[str | Path], exact: bool, restore: bool) -> BuildReport:
        """What :meth:`build` would do. Writes nothing and takes no lock."""
        job = Job.of(self.settings)
        with ExitStack() as held:
            before = _published(self.output, held)
            known = Known.of(before)
            was, holdings = Holdings.of(known, self.start), Holdings.of(known, self.start)
            self._update(holdings, paths, exact)
            removed = read_removed(self.settings.removed_file)
            if restore:
                mine = {sha for place in holdings.under(map(absolute, paths)) for sha in holdings.items[place]}
                removed = {sha: name for sha, name in removed.items() if sha not in mine}
            ledger = self.output / "ledger.sqlite"
            remembered = held.enter_context(Ledger.opened(ledger)) if ledger.is_file() else None
            plan = planned(job, holdings, removed, remembered, known)
            then = dict(before.manifest.get("shapedBy", {})) if before else {}
            now = dict(job.shaped_by)
            changes = sorted(name for name in {*then, *now} if then.get(name) != now.get(name)) if before else []
            self.report.steps = list(steps(plan, was, changes))
        self.report.seconds = perf_counter() - self.begun
        return self.report

    def remove(self, document: str) -> BuildReport:
        job = Job.of(self.settings)
        with self._opened() as (folder, ledger, before):
            if before is None:
                raise StoreError(
                    "no-build", str(self.output), "no build is published here", "run `kgbuild build` first"
                )
            sha, name = _found(before, document, self.start)
            removed = {**read_removed(self.settings.removed_file), sha: name}
            write_removed(self.settings.removed_file, removed)
            known = Known.of(before)
            return self._finish(_Work(job, folder, ledger, before, known), Holdings.of(known, self.start), removed)

    @contextmanager
    def _opened(self) -> Iterator[tuple[Folder, Ledger, Build | None]]:
        with ExitStack() as held:
            folder = held.enter_context(locked(self.output))
            ledger = held.enter_context(Ledger.opened(folder.ledger))
            yield folder, ledger, _published(self.output, held)

    def _update(self, holdings: Holdings, paths: Iterable[str | Path], exact: bool) -> None:
        """Bring ``holdings`` up to date with what ``paths`` hold now."""
        given = [absolute(path) for path in paths]
        found, faults = discover(given, self.start)
        known = holdings.under(given)
        for fault in faults:
            path = absolute(self.start / fault.place)
            if fault.code == "missing-path" and path in given and not holdings.under([path]):
                raise UsageError(fault.code, fault.place, fault.message, fault.hint)
        if not found and not known:
            first = faults[0] if faults else ReadError("no-documents", str(given[0]), "holds no documents")
            raise first
        cannot_tell = [absolute(self.start / fault.place) for fault in faults if fault.code not in _GONE]
        for place in (set(holdings.items) if exact else known) - {o.place for o in found} - holdings.under(cannot_tell):
            holdings.drop(place)
        self.report.problems += [_problem(fault) for fault in faults if fault.code not in _GONE or not known]
        self.report.problems += listed(holdings, found)

    def _restored(self, holdings: Holdings, paths: Iterable[str | Path], removed: dict[str, str]) -> dict[str, str]:
        mine = {sha for place in holdings.under(map(absolute, paths)) for sha in holdings.items[place]}
        kept = {sha: name for sha, name in removed.items() if sha not in mine}
        if kept != removed:
            write_removed(self.settings.removed_file, kept)
        return kept

    def _finish(self, work: _Work, holdings: Holdings, removed: dict[str, str]) -> BuildReport:
        """Work off what is not remembered, and publish."""
        plan = work.planned(holdings, removed)
        if any(not (holdings.fresh & set(plan.wanted[sha])) for sha in plan.todo):
            self._bring_up_to_date(holdings, plan)
            plan = work.planned(holdings, removed)
        try:
            self._work(work.job, plan, work.ledger)
        except KeyboardInterrupt:
            done = self.report.processed
            raise StoppedError(
                "interrupted",
                str(self.output),
                f"{done} of {len(plan.todo)} documents are done and kept",
                "run the same command to go on; the last graph is as it was",
            ) from None
        self.tell(Progress("publish", self.report.processed, len(plan.todo), seconds=self._seconds()))
        self.report.reused = len(plan.wanted) - len(plan.todo)
        self.report.left_out = plan.left_out
        self.report.withdrawn = sum(sha not in plan.wanted for sha in work.known.keys)
        publish(work.job, work.folder, work.ledger, work.before, plan, self.report)
        self.report.seconds = self._seconds()
        self.tell(Progress("done", self.report.processed, len(plan.todo), seconds=self._seconds()))
        return self.report

    def _bring_up_to_date(self, holdings: Holdings, plan: Plan) -> None:
        """Where what shapes results changed, sources that were not named are read again, too."""
        stale = {place for sha in plan.todo for place in plan.wanted[sha]} - holdings.fresh
        for place in sorted(stale):
            problems = listed(holdings, [holdings.sources[place]])
            if problems:
                holdings.drop(place)
                self.report.problems += [
                    replace(p, message=f"{p.message}; what shapes results changed, so its documents left the graph")
                    for p in problems
                ]

    def _work(self, job: Job, plan: Plan, ledger: Ledger) -> None:
        slowest = Slowest()
        claims = refused = 0
        total = len(plan.todo)
        workers = None
        if not in_this_process(job, total):
            workers = workers_at(self.settings.executor, min(self.settings.workers, total))
        self.tell(Progress("documents", 0, total, seconds=self._seconds()))
        for group in outcomes(job, batches(plan, self.settings, workers.count if workers else 1), workers):
            kept = [failed(job, one.item, one.code, one.message) if isinstance(one, Died) else one for one in group]
            ledger.add(outcome.entry for outcome in kept)
            self.report.processed += len(kept)
            for outcome in kept:
                sha = outcome.entry.key.partition("-")[0]
                slowest.add(plan.wanted[sha][0], outcome.seconds, first=outcome.first)
                claims, refused = claims + outcome.accepted, refused + outcome.quarantined
            problems = len(self.report.problems)
            self.tell(Progress("documents", self.report.processed, total, claims, refused, problems, self._seconds()))
        self.report.slowest = slowest.found()

    def _seconds(self) -> float:
        return perf_counter() - self.begun


def _published(output: Path, held: ExitStack) -> Build | None:
    try:
        return held.enter_context(open_build(output))
    except StoreError as error:
        if error.code in ("no-build", "other-format", "damaged"):
            return None
        raise


def _found(build: Build, document: str, start: Path) -> tuple[str, str]:
    """SHA-256 and a file name of the one item that ``document`` means."""
    matches: dict[str, str] = {}
    path = str(document)
    for known in build.documents():
        iris = {d["iri"] for d in known["documents"]} | {d["iri"].removeprefix(build.base) for d in known["documents"]}
        places = {absolute(start / place) for place in known["sources"]}
        if path in {known["sha256"], *iris, *known["fileNames"], *known["sources"]} or absolute(path) in places:
            matches[known["sha256"]] = known["fileNames"][0]
    if len(matches) == 1:
        return next(iter(matches.items()))
    if not matches:
        raise UsageError("no-such-document", document, "the build holds no such document", "see `kgbuild status`")
    several = ", ".join(sha[:12] for sha in sorted(matches)[:4])
    raise UsageError("ambiguous", document, f"{len(matches)} documents are called so", f"name one by hash: {several} …")


def _problem(error: ReadError) -> Problem:
    return Problem(error.code, error.place, error.message, error.hint)


@contextmanager
def _disk_faults(output: Path) -> Iterator[None]:
    """A disk that is full or cannot be written is one line, not a traceback."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        hint = "free some space or name another folder with -o; the last graph is as it was, and what was done is kept"
        raise StoreError("not-writable", str(error.filename or output), reason, hint) from error
