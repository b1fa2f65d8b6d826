"""Dependency frames as the packs declare them (``frames.yaml``).

A frame names trigger lemmas and fills roles by grammatical function and entity type. It knows nothing of word order:
active, passive, reduced relative and nominal forms are the tree's business (:mod:`kgbuild.extract.tree`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from kgbuild.model import Layer
from kgbuild.pack import Pack, Packs, read_entries


@dataclass(frozen=True, slots=True)
class Trigger:
    """A word that may start a frame.

    ``lemmas`` in lower case; ``pos`` is ``verb``, ``noun`` or ``adj``. ``needs`` demands a lemma at a place
    (``dobj: [contract]``, ``prt: [up]``); ``without`` forbids one. ``voice`` is ``active``, ``passive`` or None.
    """

    lemmas: frozenset[str]
    pos: str
    needs: Mapping[str, frozenset[str]]
    without: Mapping[str, frozenset[str]]
    voice: str | None = None


@dataclass(frozen=True, slots=True)
class Role:
    """How a role is filled: from the first of ``at`` that yields a mention of one of the classes ``is``.

    A place is a grammatical function (``agent``, ``patient``, ``head`` …), a preposition, or a way of several
    (``patient/under``). ``reads`` names a class whose members have no proper names (Incentive, Channel, Offence …):
    the phrase is read as one. ``term`` fixes the role; ``own`` makes it the claim's quantity or time span. What
    ``default`` gives where nothing is found: ``unstated``; ``unstated-if-open`` (only where nobody is named at the
    place); ``main-group``, the one group that the document is about; ``counted-group``, the same below a noun such as
    "number"; ``nationality``, the other role's country; ``same-offence``, the one named last. Without a filler there is
    no claim. ``label``, with ``reads``, fixes the role to the generic thing of that name. ``lemmas`` restricts head
    nouns; ``foreign``: no citizens of the countries at war; ``named``: persons by name only; ``specific``: no people
    of whom only that is said; ``except``: nobody whom a noun of these kinds names; ``of_nation``:
    a country's people, called by nothing else, stand for it; ``crowd``: a unit or group of people stands for those in
    it; ``nationals``: a country stands for its citizens; ``apart``: not what stands within the subject's phrase;
    ``seat``: a city stands for its country.
    """

    at: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    reads: str | None = None
    term: str | None = None
    own: str | None = None
    default: str | None = None
    lemmas: frozenset[str] = frozenset()
    foreign: bool = False
    label: str | None = None
    named: bool = False
    specific: bool = False
    barred: frozenset[str] = frozenset()
    of_nation: bool = False
    crowd: bool = False
    nationals: bool = False
    apart: bool = False
    seat: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame. ``count`` says from which role the number of persons comes; ``unit`` what is counted.

    ``opens``: what is told begins at the time named and goes on ("was set up in 2023"). ``states_denial``: the text
    itself may deny it ("the law does not punish …"); elsewhere that is no claim, for it merely has not happened.
    """

    name: str
    predicate: str
    triggers: tuple[Trigger, ...]
    subject: Role
    object: Role
    count: str | None
    unit: str
    duration: bool
    time: bool
    modal: bool
    purpose: bool
    needs_quantity: bool
    needs_count: bool
    needs_duration: bool
    needs_time: bool
    speaker: str | None
    layer: Layer
    confidence: Decimal
    unless: frozenset[str]
    requires: frozenset[str]
    recipient: tuple[str, ...]
    opens: bool = False
    states_denial: bool = False


def load_frames(packs: Packs) -> tuple[Frame, ...]:
    """The frames of ``packs`` in order. Raises :class:`PackError` for one that is not laid out as a frame."""
    return read_entries(packs, "frames.yaml", "bad-frame", "a frame", _frame)


def by_lemma(frames: Iterable[Frame]) -> dict[str, tuple[tuple[Frame, Trigger], ...]]:
    """The frames that a lemma may start."""
    table: dict[str, list[tuple[Frame, Trigger]]] = {}
    for frame in frames:
        for trigger in frame.triggers:
            for lemma in trigger.lemmas:
                table.setdefault(lemma, []).append((frame, trigger))
    return {lemma: tuple(pairs) for lemma, pairs in table.items()}


KEYS = frozenset(
    {"name", "predicate", "triggers", "subject", "object", "count", "unit", "duration", "time", "modal", "purpose"}
    | {"needs", "speaker", "layer", "confidence", "unless", "requires", "recipient", "opens", "states_denial"}
)
"""The keys of a frame."""
ROLE_KEYS = frozenset(
    {"at", "is", "reads", "term", "own", "default", "lemmas", "foreign", "label", "named", "specific", "except"}
    | {"of_nation", "crowd", "nationals", "apart", "seat"}
)
"""The keys of a role."""
DEFAULTS = frozenset(
    {"unstated", "unstated-if-open", "main-group", "counted-group", "home-if-said", "nationality", "same-offence"}
)
"""What a role may be filled with where nothing is found."""


def _frame(pack: Pack, entry: Mapping[str, Any]) -> Frame:
    _refuse_unknown(entry, KEYS)
    needs = entry.get("needs") or ()
    return Frame(
        name=f"{pack.name}/{entry['name']}",
        predicate=entry["predicate"],
        triggers=tuple(_trigger(t) for t in entry["triggers"]),
        subject=_role(entry["subject"]),
        object=_role(entry["object"]),
        count=entry.get("count"),
        unit=entry.get("unit", "kg:person"),
        duration=entry.get("duration", False),
        time=entry.get("time", True),
        modal=entry.get("modal", False),
        purpose=entry.get("purpose", False),
        needs_quantity="quantity" in needs,
        needs_count="count" in needs,
        needs_duration="duration" in needs,
        needs_time="time" in needs,
        speaker=entry.get("speaker"),
        layer=Layer(entry.get("layer", "kg:world")),
        confidence=Decimal(str(entry.get("confidence", "0.9"))),
        unless=frozenset(entry.get("unless") or ()),
        requires=frozenset(entry.get("requires") or ()),
        recipient=tuple(entry.get("recipient") or ()),
        opens=entry.get("opens", False),
        states_denial=entry.get("states_denial", False),
    )


def _refuse_unknown(entry: Mapping[str, Any], known: frozenset[str]) -> None:
    unknown = set(entry) - known
    if unknown:
        raise ValueError(f"unknown key {', '.join(sorted(unknown))}")


def _trigger(entry: Mapping[str, Any]) -> Trigger:
    pos = next((p for p in ("verb", "noun", "adj") if p in entry), None)
    if pos is None:
        raise ValueError("a trigger is a verb, a noun or an adj")
    places = {k: _words(v) for k, v in entry.items() if k not in ("verb", "noun", "adj", "voice", "without")}
    without = {k: _words(v) for k, v in (entry.get("without") or {}).items()}
    return Trigger(_words(entry[pos]), pos, places, without, entry.get("voice"))


def _words(words: Iterable[Any]) -> frozenset[str]:
    """Lemmas; YAML reads a bare ``on``, ``off``, ``yes`` or ``no`` as something else."""
    found = frozenset(words)
    if not all(isinstance(w, str) for w in found):
        raise ValueError("a word that YAML takes for a truth value or a number needs quotation marks")
    return found


def _role(entry: Mapping[str, Any] | str) -> Role:
    if isinstance(entry, str):
        return Role(term=entry)
    _refuse_unknown(entry, ROLE_KEYS)
    if entry.get("default") not in {None, *DEFAULTS}:
        raise ValueError(f"no default is called {entry['default']}")
    return Role(
        at=tuple(entry.get("at", ())),
        classes=tuple(entry.get("is", ())),
        reads=entry.get("reads"),
        term=entry.get("term"),
        own=entry.get("own"),
        default=entry.get("default"),
        lemmas=frozenset(entry.get("lemmas", ())),
        foreign=entry.get("foreign", False),
        label=entry.get("label"),
        named=entry.get("named", False),
        specific=entry.get("specific", False),
        barred=frozenset(entry.get("except", ())),
        of_nation=entry.get("of_nation", False),
        crowd=entry.get("crowd", False),
        nationals=entry.get("nationals", False),
        apart=entry.get("apart", False),
        seat=entry.get("seat", False),
    )
