"""What services answered, kept on disk: the next run asks nothing twice, and a build needs no network.

A file of JSON lines, each ``{"service", "request", "response", "retrieved"}``, appended one by one and flushed, so
that a killed run goes on where it stopped; a line cut off by the kill is dropped. ``retrieved`` is the day of asking.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from kgbuild.errors import StoreError

Request = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Answer:
    """One recorded answer and the day (ISO 8601) on which it came."""

    service: str
    request: dict[str, Any]
    response: Any
    retrieved: str


class Answers:
    """The recorded answers in one file. One process writes it at a time."""

    def __init__(self, path: Path, today: Callable[[], str] = lambda: datetime.now(UTC).date().isoformat()) -> None:
        """Raises :class:`StoreError` where the file cannot be read; a missing one is an empty one."""
        self._path = path
        self._today = today
        self._known: dict[str, Answer] = {}
        self._whole = 0
        self._load()

    def _load(self) -> None:
        if not self._path.exists():
            return
        try:
            data = self._path.read_bytes()
        except OSError as error:
            raise StoreError("bad-answers", str(self._path), f"cannot be read: {error.strerror}", "remove it") from None
        for line in data.splitlines(keepends=True):
            answer = _parse(line) if line.endswith(b"\n") else None
            if answer is not None:
                self._known[_key(answer.service, answer.request)] = answer
            elif line.endswith(b"\n"):
                raise StoreError("bad-answers", str(self._path), "a line is no recorded answer", "remove that line")
            else:
                break
            self._whole += len(line)

    def get(self, service: str, request: Request) -> Answer | None:
        """The answer that was recorded for the request, or None."""
        return self._known.get(_key(service, request))

    def keep(self, service: str, request: Request, response: Any) -> Answer:
        """Record an answer of today; it is on disk when this returns. Raises :class:`StoreError` where it cannot be."""
        answer = Answer(service, dict(request), response, self._today())
        line = json.dumps(
            {"service": service, "request": answer.request, "response": response, "retrieved": answer.retrieved},
            ensure_ascii=True,
            sort_keys=True,
            separators=(",", ":"),
        )
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with self._path.open("r+b" if self._path.exists() else "wb") as out:
                out.seek(self._whole)
                out.truncate()
                out.write(line.encode("ascii") + b"\n")
                out.flush()
                os.fsync(out.fileno())
        except OSError as error:
            raise StoreError(
                "bad-answers", str(self._path), f"cannot be written: {error.strerror}", "free space?"
            ) from None
        self._whole += len(line) + 1
        self._known[_key(service, request)] = answer
        return answer

    def __iter__(self) -> Iterator[Answer]:
        """All answers, in an order that their content alone decides."""
        return iter([self._known[key] for key in sorted(self._known)])

    def __len__(self) -> int:
        return len(self._known)


def _key(service: str, request: Request) -> str:
    return json.dumps([service, request], ensure_ascii=True, sort_keys=True, separators=(",", ":"))


def _parse(line: bytes) -> Answer | None:
    try:
        row = json.loads(line)
        fields = (row["service"], row["request"], row["response"], row["retrieved"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    service, request, _, retrieved = fields
    if isinstance(service, str) and isinstance(request, dict) and isinstance(retrieved, str):
        return Answer(*fields)
    return None
