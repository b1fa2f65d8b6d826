"""The collector is left alone while a build runs, and only then."""

from __future__ import annotations

import gc

import pytest

from kgbuild.build import Progress, build
from kgbuild.build.garbage import THRESHOLDS
from kgbuild.config import Settings
from kgbuild.errors import KgbuildError


def test_the_thresholds_are_as_before_after_a_build_and_after_one_that_fails(settings: Settings) -> None:
    before = gc.get_threshold()
    seen = set()

    def listen(_: Progress) -> None:
        seen.add(gc.get_threshold())

    build(settings=settings, progress=listen)
    assert seen == {THRESHOLDS}
    assert gc.get_threshold() == before
    with pytest.raises(KgbuildError):
        build([settings.project / "nowhere"], settings=settings)
    assert gc.get_threshold() == before
