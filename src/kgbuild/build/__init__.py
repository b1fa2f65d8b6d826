"""Building: documents to a checked, published graph. The only package that knows the order of the stages.

``kgbuild.build(["seeds"])`` is :func:`kgbuild.api.build`, which builds and opens what was built: the module can be
called, so that its name may be both that of the package and that of the function.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

from kgbuild.build.progress import told_on
from kgbuild.build.report import BuildReport, Listener, Problem, Progress, Step, StoppedError
from kgbuild.build.run import build, remove
from kgbuild.build.watch import watch

__all__ = [
    "BuildReport",
    "Listener",
    "Problem",
    "Progress",
    "Step",
    "StoppedError",
    "build",
    "remove",
    "told_on",
    "watch",
]


class _Callable(ModuleType):
    def __call__(self, *arguments: Any, **options: Any) -> Any:
        from kgbuild.api import build as build_and_open

        return build_and_open(*arguments, **options)


sys.modules[__name__].__class__ = _Callable
