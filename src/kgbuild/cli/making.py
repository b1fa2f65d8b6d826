"""``kgbuild build``, ``watch`` and ``remove``."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kgbuild.cli.options import json_option
from kgbuild.cli.present import note, out, tell
from kgbuild.errors import EXIT_OK

if TYPE_CHECKING:
    from kgbuild.build import BuildReport
    from kgbuild.config import Settings

_MOST_PROBLEMS = 20
_MOST_SLOW = 3

_jobs = click.option("--jobs", type=click.IntRange(1), metavar="N", help="Worker processes. [default: one a core]")
_executor = click.option("--executor", metavar="WHERE", help="Where they run: local, or dask://HOST:PORT.")
_store = click.option(
    "--store", type=click.Choice(["memory", "disk"]), help="Where queries find the graph. [default: memory]"
)


@click.command("build", short_help="Turn documents into a checked graph.")
@click.argument("paths", nargs=-1)
@click.option("-o", "--output", "target", type=click.Path(path_type=Path), metavar="DIR", help="[default: graph/]")
@_jobs
@_executor
@_store
@click.option("--exact", is_flag=True, help="Make the graph hold only the given paths.")
@click.option("--restore", is_flag=True, help="Take back documents that were removed.")
@click.option("--dry-run", is_flag=True, help="Change nothing; say what would be done, and why.")
@click.option("--quiet", is_flag=True, help="No progress and no summary.")
@json_option
def build_command(
    paths: tuple[str, ...],
    target: Path | None,
    jobs: int | None,
    executor: str | None,
    store: str | None,
    exact: bool,
    restore: bool,
    dry_run: bool,
    quiet: bool,
    as_json: bool,
) -> int:
    """Bring a graph up to date with PATHS: files, folders, or - for standard input. [default: seeds/]

    Exits 0 where all is well, 1 where a claim was quarantined or a document could not be read, 3 where nothing
    could be published; then the graph that was there is there still. --json also tells progress as JSON, an event a
    line, on standard error.

    \b
    kgbuild build
    kgbuild build articles/ report.pdf -o graph
    curl -s https://example.org/article | kgbuild build -
    kgbuild build --dry-run
    """
    from contextlib import nullcontext

    from kgbuild.build.progress import told_on
    from kgbuild.build.run import build

    with nullcontext() if quiet else told_on(sys.stderr, as_json=as_json) as listener:
        report = build(
            paths or None,
            output=target,
            settings=_settings(jobs, executor, store),
            exact=exact,
            restore=restore,
            dry_run=dry_run,
            progress=listener,
        )
    return _told(report, as_json=as_json, quiet=quiet)


@click.command("watch", short_help="Build again whenever documents change.")
@click.argument("paths", nargs=-1)
@click.option("-o", "--output", "target", type=click.Path(path_type=Path), metavar="DIR", help="[default: graph/]")
@_jobs
@_executor
@_store
@click.option(
    "--every",
    type=click.FloatRange(0.1),
    default=1.0,
    show_default=True,
    metavar="SECONDS",
    help="How often to look, and how long files must have stood still.",
)
@json_option
def watch_command(
    paths: tuple[str, ...],
    target: Path | None,
    jobs: int | None,
    executor: str | None,
    store: str | None,
    every: float,
    as_json: bool,
) -> int:
    """Build PATHS [default: seeds/] now, and again whenever a file in them changed, until it is interrupted.

    A build that fails leaves the graph as it was, and the next change tries again. --json writes one report a line.

    \b
    kgbuild watch seeds -o graph
    """
    from kgbuild.build import watch
    from kgbuild.errors import KgbuildError

    settings = _settings(jobs, executor, store)
    given = paths or (str(settings.project / "seeds"),)
    for report in watch(given, output=target, settings=settings, seconds=every):
        if isinstance(report, KgbuildError):
            tell(report)
        elif as_json:
            _problems(report)
            out([json.dumps(report.as_dict(), ensure_ascii=False) + "\n"])
            sys.stdout.flush()
        else:
            _told(report, as_json=False, quiet=False)
    return EXIT_OK


def _settings(jobs: int | None, executor: str | None, store: str | None) -> Settings:
    from kgbuild.config import load_settings

    return load_settings(flags={"jobs": jobs, "executor": executor, "store": store})


@click.command("remove", short_help="Withdraw a document.")
@click.argument("document")
@click.option("-o", "--build", "target", type=click.Path(path_type=Path), metavar="DIR", help="[default: graph/]")
@json_option
def remove_command(document: str, target: Path | None, as_json: bool) -> int:
    """Withdraw DOCUMENT (its IRI, SHA-256, file name or path), and everything that it alone supports.

    It stays out although its file may still lie there, until it is built with --restore.

    \b
    kgbuild remove article.txt
    kgbuild build --restore article.txt
    """
    from kgbuild.build.run import remove

    return _told(remove(document, output=target), as_json=as_json, quiet=False)


def _problems(report: BuildReport) -> None:
    for notice in report.notices[:_MOST_PROBLEMS]:
        note(f"kgbuild: note: {notice}")
    for problem in report.problems[:_MOST_PROBLEMS]:
        note(f"kgbuild: {problem}")
    if len(report.problems) > _MOST_PROBLEMS:
        note(f"kgbuild: and {len(report.problems) - _MOST_PROBLEMS} more; `kgbuild status` lists them")


def _told(report: BuildReport, *, as_json: bool, quiet: bool) -> int:
    _problems(report)
    if as_json:
        out([json.dumps(report.as_dict(), ensure_ascii=False, indent=2) + "\n"])
    elif report.steps:
        out(f"{step.action:10} {step.place}  {step.reason}\n" for step in report.steps)
    elif not quiet:
        for line in _summary(report):
            note(line)
    return report.exit_status


def _summary(report: BuildReport) -> list[str]:
    unread = f", {report.unreadable} could not be read" if report.unreadable else ""
    lines = [
        f"graph        {report.output}" + ("" if report.published else " (as it was)"),
        f"documents    {report.documents} read{unread} ({report.processed} now, {report.reused} remembered)",
        f"entities     {report.entities}",
        f"claims       {report.claims}",
        f"accepted     {report.accepted} of {report.proposed} proposed",
        f"quarantined  {report.quarantined}" + (", see `kgbuild quarantine`" if report.quarantined else ""),
        f"seconds      {report.seconds:.1f}",
    ]
    if report.processed > 1:
        slowest = ", ".join(f"{place} {seconds:.1f} s" for place, seconds in report.slowest[:_MOST_SLOW])
        lines.insert(-1, f"slowest      {slowest}")
    if report.withdrawn or report.left_out:
        lines.insert(2, f"withdrawn    {report.withdrawn}, left out {report.left_out}")
    if report.notices:
        lines.insert(-1, f"notes        {len(report.notices)}, told above; `kgbuild status` lists them")
    return lines
