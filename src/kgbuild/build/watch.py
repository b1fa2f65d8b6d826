"""Rebuilding as files come and go."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from time import sleep

from kgbuild.build.report import BuildReport, Listener
from kgbuild.build.run import build
from kgbuild.build.sources import absolute
from kgbuild.config import Settings
from kgbuild.errors import KgbuildError
from kgbuild.read import Source, sources

_Stamp = tuple[tuple[str, int, int], ...]


def watch(
    paths: Iterable[str | Path],
    *,
    output: str | Path | None = None,
    settings: Settings | None = None,
    jobs: int | None = None,
    seconds: float = 1.0,
    progress: Listener | None = None,
    stop: Callable[[], bool] = lambda: False,
) -> Iterator[BuildReport | KgbuildError]:
    """Build once, and again whenever the files under ``paths`` changed and then stood still for ``seconds``.

    Yields the report of each build, or the error that it ended with: the graph is then as it was, and the next
    change tries again. Ends when ``stop`` says so. Files are watched by their sizes and times, on any file system.
    """
    given = [absolute(path) for path in paths]
    built: _Stamp | None = None
    while not stop():
        now = _stamp(given)
        if now == built:
            sleep(seconds)
            continue
        if built is not None:
            sleep(seconds)
            if _stamp(given) != now:
                continue  # somebody is still writing
        built = now
        try:
            yield build(given, output=output, settings=settings, jobs=jobs, progress=progress)
        except KgbuildError as error:
            yield error


def _stamp(paths: list[str]) -> _Stamp:
    stamp = []
    for source in sources(paths):
        if isinstance(source, Source):
            try:
                known = Path(source.path).stat()
            except OSError:
                continue
            stamp.append((source.path, known.st_size, known.st_mtime_ns))
    return tuple(stamp)
