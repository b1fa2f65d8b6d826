"""What a build tells: events while it runs, and a report at its end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from heapq import heappop, heappush
from typing import Any, Literal, TypeAlias

from kgbuild.errors import EXIT_FOUND, EXIT_INTERRUPTED, EXIT_OK, KgbuildError


class StoppedError(KgbuildError):
    """A build was stopped by a person; what was done is kept."""

    exit_status = EXIT_INTERRUPTED


Phase: TypeAlias = Literal["plan", "documents", "publish", "done"]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a build is: ``done`` of ``total`` documents, and what was found so far in those worked off now."""

    phase: Phase
    done: int = 0
    total: int = 0
    claims: int = 0
    quarantined: int = 0
    problems: int = 0
    seconds: float = 0.0

    @property
    def rate(self) -> float:
        """Documents a second."""
        return self.done / self.seconds if self.seconds > 0 else 0.0

    @property
    def seconds_left(self) -> float | None:
        return (self.total - self.done) / self.rate if self.rate else None


Listener: TypeAlias = Callable[[Progress], None]


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that a build does, and why. ``action`` is one of read, keep, withdraw, leave-out."""

    action: Literal["read", "keep", "withdraw", "leave-out"]
    place: str
    sha256: str
    reason: str


@dataclass(frozen=True, slots=True)
class Problem:
    """What went wrong with one document: a line for people. ``place`` is its source."""

    code: str
    place: str
    message: str
    hint: str = ""

    def __str__(self) -> str:
        line = f"{self.code}: {self.place}: {self.message}"
        return f"{line} ({self.hint})" if self.hint else line


@dataclass(slots=True)
class BuildReport:
    """What a build did.

    Counts are of the whole graph, and ``proposed == accepted + quarantined``; ``processed`` and ``reused`` say how
    many documents were worked off now and remembered, ``slowest`` which took longest (place, seconds).
    ``notices`` are about the whole graph, such as a decision that fits nothing, and change no exit status.
    ``published`` is False where the graph is the one that was there before. ``steps`` is filled by a dry run.
    """

    output: str
    documents: int = 0
    unreadable: int = 0
    entities: int = 0
    claims: int = 0
    proposed: int = 0
    accepted: int = 0
    quarantined: int = 0
    processed: int = 0
    reused: int = 0
    withdrawn: int = 0
    left_out: int = 0
    seconds: float = 0.0
    published: bool = False
    graph_sha256: str = ""
    problems: list[Problem] = field(default_factory=list)
    notices: list[Problem] = field(default_factory=list)
    slowest: list[tuple[str, float]] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)

    @property
    def exit_status(self) -> int:
        """0 where all is well, 1 where a claim was quarantined or something went wrong with a document."""
        return EXIT_FOUND if self.problems or self.quarantined or self.unreadable else EXIT_OK

    def as_dict(self) -> dict[str, Any]:
        """For ``--json``."""
        return {**asdict(self), "exit_status": self.exit_status}


class Slowest:
    """The documents that took longest. Those that a process began with, and loaded its data for, come last."""

    def __init__(self, count: int = 5) -> None:
        self._count = count
        self._found: list[tuple[bool, float, str]] = []

    def add(self, place: str, seconds: float, *, first: bool = False) -> None:
        heappush(self._found, (not first, seconds, place))
        if len(self._found) > self._count:
            heappop(self._found)

    def found(self) -> list[tuple[str, float]]:
        """(place, seconds), the slowest first."""
        return [(place, seconds) for _, seconds, place in sorted(self._found, reverse=True)]
