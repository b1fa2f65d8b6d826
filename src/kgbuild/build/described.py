"""What comes into a graph beside its documents: what recorded answers say about the items that it is linked to.

It is worked out when a graph is published, from the answers on file and the links that documents gave alone, so that
it needs no network and depends on no order. The same look at the links tells which of people's decisions fit nothing.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from pyoxigraph import NamedNode, Quad

from kgbuild.build.job import gate_of
from kgbuild.build.report import Problem
from kgbuild.config import Settings
from kgbuild.gate import Gate
from kgbuild.iri import PREFIXES, expand
from kgbuild.link.answers import Answers
from kgbuild.link.decisions import Decisions
from kgbuild.link.described import described
from kgbuild.link.wikidata import newest
from kgbuild.rdf import item_quads

_TARGET = re.compile(f"<{expand('kg:target')}> <{re.escape(PREFIXES['wd'])}(Q[1-9][0-9]*)>".encode())


@dataclass(slots=True)
class Beside:
    """The quads about linked items, sorted, and what is to be told: deleted items, decisions that fit nothing."""

    quads: list[Quad] = field(default_factory=list)
    notices: list[Problem] = field(default_factory=list)


def beside(settings: Settings, shards: Iterable[bytes]) -> Beside:
    """What belongs beside the documents whose records are ``shards`` (N-Quads, in any order).

    Raises :class:`~kgbuild.errors.StoreError` for a file of answers that cannot be read,
    :class:`~kgbuild.errors.ConfigError` for decisions that cannot.
    """
    decisions = Decisions.read(settings.links_file, settings.base)
    asked = settings.answers_file.is_file()
    if not decisions.decided and not asked:
        return Beside()
    targets, entities = _linked(shards, settings.base)
    found = Beside(notices=_unfitting(decisions, entities, settings.links))
    if asked:
        _describe(settings, targets, found)
    return found


def _linked(shards: Iterable[bytes], base: str) -> tuple[set[str], set[str]]:
    """The items that links lead to, and the local names of everything minted that has a label."""
    label = f"> <{expand('rdfs:label')}> ".encode()
    named = re.compile(b"<" + re.escape(base.encode()) + rb"([a-z][a-z-]*-[0-9a-f]{32})" + re.escape(label))
    targets: set[str] = set()
    entities: set[str] = set()
    for records in shards:
        targets.update(match.decode() for match in _TARGET.findall(records))
        entities.update(match.decode() for match in named.findall(records))
    return targets, entities


def _unfitting(decisions: Decisions, entities: Collection[str], place: str) -> list[Problem]:
    hint = "it counts again when the entity comes back; remove the line if it will not"
    return [
        Problem("stale-decision", f"{place}:{row.line}", f"{row.decision}: {row.missing(entities)} is not here", hint)
        for row in decisions.unfitting(entities)
    ]


def _describe(settings: Settings, targets: Collection[str], found: Beside) -> None:
    """What the answers on file say about ``targets``, as far as the gate lets it in."""
    wanted = {*targets, *settings.identifiers}
    known = [one for one in newest(Answers(settings.answers_file)) if one.asked in wanted]
    found.notices += [_deleted(one.asked) for one in known if one.qid is None and one.asked in targets]
    quads = item_quads(described(known, settings.languages, settings.identifiers), settings.base)
    if not quads:
        return
    found.quads, refused = admitted_items(gate_of(settings), quads)
    found.notices += [
        Problem("item-refused", node, "what Wikidata says of it was refused", "report this") for node in refused
    ]


def _deleted(qid: str) -> Problem:
    hint = "decide in links.tsv what the linked entities are"
    return Problem("deleted-item", f"wd:{qid}", "links lead to an item that Wikidata has deleted", hint)


def admitted_items(gate: Gate, quads: list[Quad]) -> tuple[list[Quad], list[str]]:
    """What of ``quads`` about items ``gate`` finds no fault with, and the IRIs of the items that it does."""
    refused: set[str] = set()
    while quads:
        blamed = {fault.focus.value for fault in gate.check(quads).violations if isinstance(fault.focus, NamedNode)}
        if not blamed:
            break
        kept = [q for q in quads if not (isinstance(q.subject, NamedNode) and q.subject.value in blamed)]
        refused |= blamed
        quads = kept if len(kept) < len(quads) else []
    return quads, sorted(refused)
