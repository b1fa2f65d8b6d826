"""Watching rebuilds when files change, and not before they stand still."""

from __future__ import annotations

from kgbuild.build import watch
from kgbuild.build.report import BuildReport
from kgbuild.config import Settings


def test_each_change_is_one_build(settings: Settings) -> None:
    seeds = settings.project / "seeds"
    reports = watch([seeds], output=settings.project / "graph", settings=settings, seconds=0.05)
    first = next(reports)
    assert isinstance(first, BuildReport)
    assert first.documents == 3
    (seeds / "d.txt").write_text("Fourth\n\nRussia detained 4 agents.\n")
    second = next(reports)
    assert isinstance(second, BuildReport)
    assert (second.documents, second.processed) == (4, 1)
    (seeds / "a.txt").unlink()
    third = next(reports)
    assert isinstance(third, BuildReport)
    assert (third.documents, third.withdrawn) == (3, 1)


def test_an_error_ends_no_watch(settings: Settings) -> None:
    seeds = settings.project / "seeds"
    for path in seeds.iterdir():
        path.unlink()
    stops = iter([False, False, True])
    reports = watch([seeds], settings=settings, seconds=0.01, stop=lambda: next(stops))
    error = next(reports)
    assert not isinstance(error, BuildReport)
    assert error.code == "empty-folder"
    assert list(reports) == []
