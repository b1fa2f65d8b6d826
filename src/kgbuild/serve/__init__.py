"""``kgbuild serve``: a SPARQL endpoint and pages over a build, or over any RDF files."""

from __future__ import annotations

from typing import Any

__all__ = ["run"]


def __getattr__(name: str) -> Any:  # the server's libraries are loaded when a server is wanted
    if name == "run":
        from kgbuild.serve.server import run

        return run
    raise AttributeError(name)
