"""The Python API: build or open a graph, ask it, write it out, hand it to rdflib.

>>> import kgbuild
>>> kg = kgbuild.build(["seeds"])                        # doctest: +SKIP
>>> kg.query("contracts-signed").records()               # doctest: +SKIP
>>> kg.to_rdflib()                                       # doctest: +SKIP
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from kgbuild.config import load_settings
from kgbuild.query.run import Results, run
from kgbuild.query.saved import find_query, load_queries
from kgbuild.source import Source, open_source
from kgbuild.view import ClaimView, Reader

if TYPE_CHECKING:
    import rdflib
    from pyoxigraph import Store

    from kgbuild.build.report import BuildReport

_QUERY_FORMS = ("select", "ask", "construct", "describe", "prefix", "base", "#")


class Graph:
    """A graph that is read: a build, or RDF files. Close it, or use it in ``with``.

    ``report`` says what the build that made it did; None for one that was only opened.
    """

    def __init__(self, source: Source, report: BuildReport | None = None) -> None:
        self._source = source
        self.report = report

    @property
    def base(self) -> str:
        """The IRI that minted names begin with."""
        return self._source.base

    @property
    def store(self) -> Store:
        """The graph as a pyoxigraph store; query it with ``use_default_graph_as_union=True``."""
        return self._source.store

    def query(self, query: str, **parameters: str) -> Results:
        """The results of a saved query by its name, or of SPARQL text.

        Parameters are given by name: ``kg.query("claims-about-country", country="wd:Q232")``. Iterating over the
        results, or :meth:`~kgbuild.query.run.Results.records`, gives dictionaries of plain values; ``rows`` gives
        RDF terms. Raises :class:`~kgbuild.errors.QueryError`.
        """
        if query.lstrip().lower().startswith(_QUERY_FORMS) and any(c in query for c in "{#"):
            return run(self.store, query, parameters, base=self.base)
        saved = find_query(load_queries(load_settings().project / "queries"), query)
        return run(self.store, saved, parameters, base=self.base)

    def claims(self) -> Iterator[ClaimView]:
        """Every claim, whole, by its IRI."""
        return Reader(self.store, self.base).all()

    def explain(self, name: str) -> str:
        """A claim or an entity down to its words, by IRI or short name. Raises ``QueryError``."""
        from kgbuild.explain import explain

        reader = Reader(self.store, self.base)
        return "\n".join(explain(reader, reader.find(name)))

    def dump(self, path: str | Path) -> None:
        """Write the graph to a file, in the format and compression that its ending names.

        Raises :class:`~kgbuild.dump.formats.DumpError`.
        """
        from kgbuild.dump.formats import Format, format_of
        from kgbuild.dump.write import output, write_dump

        target = Path(path)
        with output(target) as out:
            write_dump(self._source, format_of(target.name) or Format.TURTLE, out)

    def to_rdflib(self) -> rdflib.Dataset:
        """The graph as an ``rdflib.Dataset`` on oxrdflib, whose default graph is the union of all.

        Queries given as text run in Oxigraph; a prepared query runs in rdflib's own, far slower engine.
        """
        import rdflib
        from oxrdflib import OxigraphStore

        return rdflib.Dataset(store=OxigraphStore(store=self.store), default_union=True)

    def close(self) -> None:
        self._source.__exit__(None, None, None)

    def __enter__(self) -> Graph:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def build(*arguments: Any, **options: Any) -> Graph:
    """Build a graph and open it; takes what :func:`kgbuild.build.run.build` takes, and raises what that raises."""
    from kgbuild.build.run import build as make

    report = make(*arguments, **options)
    return Graph(open_source(Path(report.output)), report)


def open_graph(*paths: str | Path) -> Graph:
    """Open a build's folder, or RDF files. Raises :class:`~kgbuild.errors.StoreError`."""
    return Graph(open_source(*map(Path, paths)))
