"""People's decisions about identity: ``links.tsv`` of a project.

A table with a header: ``entity``, ``decision``, ``target``, ``who``, ``when``, ``why``, separated by tabs.

* ``entity``: the IRI of an entity of the graph, or its local name (``organization-3f9a…``).
* ``decision``: ``same`` (the entity is ``target``), ``different`` (it is not), ``nil`` (it is nothing that other data
  know; no target).
* ``target``: a QID, ``wd:Q…``, an IRI, or the local name of another entity of the graph.
* ``who``, ``when`` (a day, ``2025-03-01``) and ``why`` are for the people who come after.

A decision wins over whatever a program finds, survives every build, and never changes an entity's IRI.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from kgbuild import iri
from kgbuild.errors import ConfigError
from kgbuild.link.entities import NEVER_THE_SAME
from kgbuild.link.table import MAX_LINE
from kgbuild.model import Entity, Link

COLUMNS = ("entity", "decision", "target", "who", "when", "why")
KINDS = frozenset({"same", "different", "nil"})
METHOD = "decision"
_LOCAL = re.compile(r"[a-z][a-z-]*-[0-9a-f]{32}")
_ITEM = re.compile(r"(?:wd:|https?://www\.wikidata\.org/(?:entity|wiki)/)?(Q[1-9]\d{0,14})")
_IRI = re.compile(r"https?://[^\s<>\"{}|\\^`\x00-\x20]+")


@dataclass(frozen=True, slots=True)
class Decided:
    """One line of ``links.tsv``. ``entity`` is a local name; ``target`` a CURIE or IRI, ``""`` for ``nil``."""

    entity: str
    decision: str
    target: str
    who: str
    when: date
    why: str
    line: int

    def missing(self, entities: Collection[str]) -> str | None:
        """The local name that this is about, or decides for, and that ``entities`` lack; None where they have all."""
        needed = [self.entity, *([self.target] if _LOCAL.fullmatch(self.target) else [])]
        return next((name for name in needed if name not in entities), None)


@dataclass(frozen=True, slots=True)
class Decisions:
    """All decisions of a project, in the order of the file, and the base IRI that its entities have."""

    decided: tuple[Decided, ...] = ()
    base: str = iri.DEFAULT_BASE

    @classmethod
    def read(cls, path: Path, base: str = iri.DEFAULT_BASE) -> Decisions:
        """The decisions in ``path``; none where there is no such file.

        Raises :class:`ConfigError` with the line for a row that cannot be understood, two rows that contradict each
        other, or a file that is no such table.
        """
        if not path.exists():
            return cls((), base)
        try:
            lines = path.read_bytes().decode("utf-8-sig").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigError("bad-links", str(path), f"cannot be read: {error}", "a table in UTF-8") from None
        if not lines or tuple(lines[0].split("\t")) != COLUMNS:
            raise ConfigError("bad-links", f"{path}:1", "no header", "the first line is: " + " TAB ".join(COLUMNS))
        rows = [(n, line) for n, line in enumerate(lines[1:], start=2) if line.strip() and not line.startswith("#")]
        decided = tuple(_decided(line, f"{path}:{n}", n, base) for n, line in rows)
        _refuse_contradictions(decided, path)
        return cls(decided, base)

    def apply(self, links: Iterable[Link], entities: Iterable[Entity]) -> list[Link]:
        """The links that hold once people's decisions count, for the entities of one document.

        Machine links that a decision speaks against are gone; what people decided is linked in their name. Links are
        sorted by entity, target and relation. Raises :class:`ConfigError` where a group of people is said to be the
        same as something: groups take no identity.
        """
        known = {iri.entity_id(entity): entity for entity in entities}
        machine = list(links)
        left = [link for link in machine if self._leaves(link)]
        for row in self.decided:
            entity = known.get(row.entity)
            if row.decision == "same" and entity is not None:
                if entity.cls in NEVER_THE_SAME:
                    message = f"{row.entity} is a group of people, which is the same as nothing"
                    raise ConfigError("bad-links", f"links.tsv:{row.line}", message, "decide nil, or remove the line")
                left.append(self._link(row, entity, machine))
        return sorted(left, key=lambda k: (iri.entity_id(k.entity), k.target, k.relation))

    def _leaves(self, link: Link) -> bool:
        """Whether a machine's link stands beside the decisions: none that says the same, says nil, or forbids it."""
        entity = iri.entity_id(link.entity)
        rows = [row for row in self.decided if row.entity == entity]
        return not any(row.decision != "different" or row.target == link.target for row in rows)

    def _link(self, row: Decided, entity: Entity, machine: Iterable[Link]) -> Link:
        """The link that a person decided, with the evidence of machines that came to the same."""
        target = self.base + row.target if _LOCAL.fullmatch(row.target) else row.target
        evidence = tuple(e for k in machine if (k.entity, k.target) == (entity, target) for e in k.evidence)
        version = f"decided {row.when.isoformat()}"
        return Link(entity, target, "owl:sameAs", METHOD, Decimal(1), version, evidence, decided_by=row.who)

    def unfitting(self, entities: Collection[str]) -> tuple[Decided, ...]:
        """The decisions about entities (local names) that the graph no longer has, or whose target it lacks."""
        return tuple(row for row in self.decided if row.missing(entities) is not None)


def _decided(line: str, place: str, number: int, base: str) -> Decided:
    cells = [cell.strip() for cell in line.split("\t")]
    if len(line) > MAX_LINE or len(cells) != len(COLUMNS):
        raise ConfigError("bad-links", place, f"{len(cells)} cells, not {len(COLUMNS)}", ", ".join(COLUMNS))
    entity, decision, target, who, when, why = cells
    entity = entity.removeprefix(base).removeprefix("id:")
    if not _LOCAL.fullmatch(entity):
        raise ConfigError("bad-links", place, f"not an entity of a graph: {entity[:80]!r}", "its IRI or local name")
    if decision not in KINDS:
        raise ConfigError("bad-links", place, f"not a decision: {decision[:80]!r}", "same, different or nil")
    if (decision == "nil") != (not target):
        raise ConfigError("bad-links", place, f"{decision} with target {target[:80]!r}", "only nil has no target")
    if not who or not why:
        raise ConfigError("bad-links", place, "nobody decided it, or for no reason", "fill in who and why")
    try:
        day = date.fromisoformat(when)
    except ValueError:
        raise ConfigError("bad-links", place, f"not a day: {when[:80]!r}", "such as 2025-03-01") from None
    return Decided(entity, decision, _target(target, place, base), who, day, why, number)


def _target(target: str, place: str, base: str) -> str:
    item = _ITEM.fullmatch(target)
    if item:
        return f"wd:{item.group(1)}"
    local = target.removeprefix(base).removeprefix("id:")
    if not target or _LOCAL.fullmatch(local):
        return local
    if _IRI.fullmatch(target):
        return target
    raise ConfigError("bad-links", place, f"not a target: {target[:80]!r}", "a QID, an IRI or an entity's local name")


def _refuse_contradictions(decided: Iterable[Decided], path: Path) -> None:
    """Two decisions about one entity contradict each other where one forbids what the other says."""
    seen: dict[str, list[Decided]] = {}
    for row in decided:
        for other in seen.setdefault(row.entity, []):
            kinds = {row.decision, other.decision}
            against = kinds == {"same", "different"} and row.target == other.target
            if ("nil" in kinds and "same" in kinds) or against or (kinds == {"same"} and row.target != other.target):
                message = f"it contradicts line {other.line} about {row.entity}"
                raise ConfigError("bad-links", f"{path}:{row.line}", message, "keep the one that is right")
        seen[row.entity].append(row)
