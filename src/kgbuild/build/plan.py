"""What a build has to do, and why: what the paths hold now against what the published build holds.

The graph is a function of a set of items, each with its file names: never of how they came in. So a plan is the
set that the graph should hold, and of it the part that is not remembered.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from kgbuild.build.job import Job
from kgbuild.build.report import Problem, Step
from kgbuild.build.sources import Origin, digest, remembered
from kgbuild.build.stages import UNSETTLED
from kgbuild.errors import ReadError
from kgbuild.store import Build, Ledger


@dataclass(frozen=True, slots=True)
class Known:
    """What the published build tells of its items, by their SHA-256: the places and the key of each."""

    places: dict[str, list[str]] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    unsettled: frozenset[str] = frozenset()
    """Those that another try may do better on."""

    @classmethod
    def of(cls, build: Build | None) -> Known:
        """What ``build`` tells; nothing for None."""
        places: dict[str, list[str]] = {}
        keys: dict[str, str] = {}
        unsettled = set()
        for document in build.documents() if build else ():
            sha = document["sha256"]
            places[sha], keys[sha] = document["sources"], document["key"]
            if not is_settled(document.get("problems", ())):
                unsettled.add(sha)
        return cls(places, keys, frozenset(unsettled))


@dataclass(slots=True)
class Holdings:
    """The sources of a graph: for each, its file name and the SHA-256 of its items."""

    sources: dict[str, Origin] = field(default_factory=dict)
    items: dict[str, tuple[str, ...]] = field(default_factory=dict)
    fresh: set[str] = field(default_factory=set)
    """The places that were looked at now."""

    @classmethod
    def of(cls, known: Known, start: Path) -> Holdings:
        """What a build holds that tells ``known``. ``start`` is where its places count from."""
        listed: defaultdict[str, list[str]] = defaultdict(list)
        for sha, places in known.places.items():
            for place in places:
                listed[place].append(sha)
        return cls(
            {place: remembered(place, start) for place in listed},
            {place: tuple(items) for place, items in listed.items()},
        )

    def under(self, paths: Iterable[str]) -> set[str]:
        """The places that ``paths`` (absolute, or addresses) name or contain."""
        roots = [path.rstrip("/") for path in paths]
        return {
            place
            for place, source in self.sources.items()
            if any(source.location == root or source.location.startswith(root + "/") for root in roots)
        }

    def take(self, source: Origin, items: tuple[str, ...]) -> None:
        self.sources[source.place], self.items[source.place] = source, items
        self.fresh.add(source.place)

    def drop(self, place: str) -> None:
        self.sources.pop(place, None)
        self.items.pop(place, None)

    def by_item(self) -> dict[str, list[str]]:
        """The places of each item, sorted."""
        places: defaultdict[str, list[str]] = defaultdict(list)
        for place in sorted(self.items):
            for sha in dict.fromkeys(self.items[place]):
                places[sha].append(place)
        return dict(sorted(places.items()))


@dataclass(slots=True)
class Plan:
    """``wanted`` are the items that the graph should hold, with their places; ``todo`` those to be worked off.

    ``keys`` says what the result for each is remembered by, ``known`` what the published build holds.
    """

    holdings: Holdings
    wanted: dict[str, list[str]]
    keys: dict[str, str]
    todo: set[str]
    removed: dict[str, str]
    """File names of the items that are held, but stand in ``removed.tsv``, by SHA-256."""
    known: Known
    as_before: frozenset[str] = field(init=False)
    """The items of which the published build tells the same."""

    def __post_init__(self) -> None:
        known = self.known
        self.as_before = frozenset(
            sha
            for sha, places in self.wanted.items()
            if known.keys.get(sha) == self.keys[sha]
            and known.places[sha] == places
            and sha not in known.unsettled
            and sha not in self.todo
        )

    @property
    def left_out(self) -> int:
        return len(self.removed)

    def names(self, sha: str) -> tuple[str, ...]:
        return _names(self.holdings, self.wanted[sha])

    @property
    def changes_nothing(self) -> bool:
        return len(self.wanted) == len(self.known.keys) == len(self.as_before)


def listed(holdings: Holdings, found: Iterable[Origin]) -> list[Problem]:
    """Bring ``holdings`` up to date with the sources ``found``; one that cannot be read stays as it was."""
    problems = []
    for source in found:
        try:
            items = tuple(digest(content) for _, content in source.items())
        except ReadError as error:
            problems.append(Problem(error.code, source.place, error.message, error.hint))
            if source.place in holdings.items:
                holdings.take(source, holdings.items[source.place])
        else:
            holdings.take(source, items)
    return problems


def planned(job: Job, holdings: Holdings, removed: Mapping[str, str], ledger: Ledger | None, known: Known) -> Plan:
    """What is to be done so that the graph holds ``holdings`` without ``removed``, where it told ``known`` before."""
    everything = holdings.by_item()
    wanted = {sha: places for sha, places in everything.items() if sha not in removed}
    keys = {sha: job.key(sha, _names(holdings, places)) for sha, places in wanted.items()}
    settled = ledger.settled() if ledger else set()
    todo = {sha for sha, key in keys.items() if key not in settled}
    gone = sorted(sha for sha in everything if sha in removed)
    return Plan(holdings, wanted, keys, todo, {sha: removed[sha] for sha in gone}, known)


def is_settled(problems: Iterable[Mapping[str, str]]) -> bool:
    """Whether another try would come to the same."""
    return not any(problem["code"] in UNSETTLED for problem in problems)


def steps(plan: Plan, before: Holdings, changes: Iterable[str]) -> Iterator[Step]:
    """What the plan does with each item, and why, for people. ``changes`` says what shaped results differently."""
    was = before.by_item()
    settings = ", ".join(changes)
    for sha, places in plan.wanted.items():
        yield Step("read" if sha in plan.todo else "keep", places[0], sha, _reason(plan, before, was, sha, settings))
    for sha, name in plan.removed.items():
        place = next((p for p, items in plan.holdings.items.items() if sha in items), name)
        yield Step("leave-out", place, sha, "withdrawn: it stands in removed.tsv")
    for sha, places in was.items():
        if sha not in plan.wanted and sha not in plan.removed:
            changed = any(place in plan.holdings.items for place in places)
            yield Step("withdraw", places[0], sha, "its source has changed" if changed else "its source is gone")


def _reason(plan: Plan, before: Holdings, was: Mapping[str, list[str]], sha: str, settings: str) -> str:
    places = plan.wanted[sha]
    if sha not in plan.todo:
        return "unchanged" if sha in was else "worked off before, but not published yet"
    if sha not in was:
        return "changed" if any(place in before.items for place in places) else "new"
    if _names(before, was[sha]) != plan.names(sha):
        return "its file names changed"
    return f"what shapes results changed: {settings}" if settings else "not remembered"


def _names(holdings: Holdings, places: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({holdings.sources[place].name for place in places}))


def project_start(output: Path) -> Path:
    """Where places count from: the folder that holds the build folder."""
    return Path(os.path.normpath(Path.cwd() / output)).parent
