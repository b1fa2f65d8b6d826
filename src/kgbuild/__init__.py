"""kgbuild turns documents into a knowledge graph in which every claim can show the words it came from.

``kgbuild.build(paths)`` builds a graph, ``kgbuild.open(path)`` opens one; both give a :class:`kgbuild.api.Graph`.
Importing this package imports nothing else: what is asked for is loaded when it is.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from kgbuild.api import Graph, build
    from kgbuild.api import open_graph as open

__all__ = ["Graph", "__version__", "build", "open"]

_LAZY = {"Graph": "Graph", "open": "open_graph"}


def __getattr__(name: str) -> Any:
    if name == "build":  # the package of that name can be called, and is what this name must stay
        return import_module("kgbuild.build")
    if name in _LAZY:
        return getattr(import_module("kgbuild.api"), _LAZY[name])
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
