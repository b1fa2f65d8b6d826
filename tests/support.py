"""What tests of every folder share: the one way to skip, and the way to data that lies beside the project."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import NoReturn

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent


def unavailable(reason: str) -> NoReturn:
    """Skip this test because something outside the project is missing; under KGBUILD_TEST_ALL that is a failure."""
    if os.environ.get("KGBUILD_TEST_ALL"):
        pytest.fail(f"everything must run here, but: {reason}")
    pytest.skip(reason)


def shared(*parts: str) -> Path:
    """A file or folder of the shared data: under KGBUILD_SHARED, or in ``shared/`` beside the project."""
    root = Path(os.environ.get("KGBUILD_SHARED") or REPOSITORY.parent / "shared")
    path = root.joinpath(*parts)
    if not path.exists():
        unavailable(f"no {'/'.join(parts)} in the shared data (KGBUILD_SHARED)")
    return path


def program(name: str) -> str:
    """The path of an outside program that a test needs."""
    found = shutil.which(name)
    if found is None:
        unavailable(f"the program {name} is not installed")
    return found
