"""From a reading to the quads that its document contributes."""

from __future__ import annotations

from collections.abc import Callable

from pyoxigraph import Triple

from kgbuild import iri
from kgbuild.errors import ReadError
from kgbuild.model import Claim, Link, Reading
from kgbuild.rdf.shard import Fault, Shard
from kgbuild.rdf.union import settled
from kgbuild.rdf.writer import Writer

MAX_REASON = 500
"""How many code points of a reason or a quote are kept of what cannot be written."""


def reading_quads(reading: Reading, base: str = iri.DEFAULT_BASE, configuration: str = "") -> Shard:
    """Everything that ``reading`` contributes to a graph (vocabulary, *Core*).

    ``configuration`` is the hash of everything that shapes results. A claim or link that cannot be written (a
    lone surrogate, a number that is none, another document's) becomes a :class:`Fault`, and the rest is
    written. Raises :class:`~kgbuild.errors.ReadError` where the document itself cannot be.
    """
    document = reading.document
    try:
        frame = Writer(document, base, configuration)
        frame.document_itself()
        frame.extraction(reading.agents)
    except (ValueError, TypeError, AttributeError) as error:
        name = next(iter(document.file_names), document.sha256)
        raise ReadError("not-rdf", str(name), f"the document cannot be written as RDF: {error}") from error
    views: list[set[Triple]] = [set(frame.triples)]
    faults: list[Fault] = []
    items: tuple[Claim | Link, ...] = (*reading.claims, *reading.links)
    for number, item in enumerate(items, 1):
        writer = Writer(document, base, configuration)
        try:
            if isinstance(item, Link):
                writer.link(item)
            else:
                writer.claim(item)
        except Exception as error:  # noqa: BLE001  # what a plug-in made may raise anything when it is touched
            faults.append(_fault(item, number, base, error))
        else:
            views.append(writer.triples)
    return Shard.of(frame.node.value, settled(*views), base, tuple(faults))


def _fault(item: Claim | Link, number: int, base: str, error: Exception) -> Fault:
    said = _attempt(lambda: str(error), "")
    return Fault(
        _attempt(lambda: base + (iri.link_id(item) if isinstance(item, Link) else iri.claim_id(item)), f"#{number}"),
        f"it cannot be written as RDF: {type(error).__name__}: {said}"[:MAX_REASON],
        _attempt(lambda: item.evidence[0].exact[:MAX_REASON], ""),
        _attempt(lambda: " ".join(sorted({str(rule) for e in item.evidence for rule in e.found_by})), ""),
    )


def _attempt(read: Callable[[], str], otherwise: str) -> str:
    try:
        return read()
    except Exception:  # noqa: BLE001  # see reading_quads
        return otherwise
