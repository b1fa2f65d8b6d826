"""Gold: the records of a careful reader, one JSON object a line."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kgbuild.errors import EXIT_USAGE, KgbuildError
from kgbuild.evaluate.names import Expected


class GoldError(KgbuildError):
    """A gold file cannot be read, or is none; ``place`` is the file and the line."""

    exit_status = EXIT_USAGE


@dataclass(frozen=True, slots=True)
class Record:
    """One record. ``forbidden`` is why such a claim must not be made, ``""`` for one that should be made.

    ``neutral`` counts neither way; ``alternative`` names the group of records that are several ways to say one
    thing. ``given`` holds the fields as they stand in the file; those that are absent are None.
    """

    document: str
    id: str
    subject: Expected
    object: Expected
    given: Mapping[str, Any]
    required: bool = False
    neutral: bool = False
    alternative: str = ""
    forbidden: str | None = None

    def __getitem__(self, name: str) -> Any:
        return self.given.get(name)

    @property
    def places(self) -> list[Mapping[str, Any]]:
        return self.given.get("evidence") or []

    @property
    def spans(self) -> list[tuple[int, int]]:
        return [(e["start"], e["end"]) for e in self.places if e.get("start") is not None]


@dataclass(frozen=True, slots=True)
class Gold:
    """The records of a file, with the other names of speakers and the addresses of pages that lie beside it."""

    records: tuple[Record, ...]
    speakers: Mapping[str, list[str]] = field(default_factory=dict)
    pages: Mapping[str, str] = field(default_factory=dict)

    @property
    def documents(self) -> list[str]:
        return list(dict.fromkeys(r.document for r in self.records))


_THING = {"label": str, "type": str, "aliases": [str]}
_NUMBERS = dict.fromkeys(("value", "min", "max"), (int, float))
_WHEN = {"start": str, "end": str, "edtf": str}
_FIELDS = {
    **dict.fromkeys(("doc", "id", "predicate", "polarity", "certainty", "layer", "why"), str),
    **dict.fromkeys(("subject", "object"), _THING),
    "quantity": {"bound": str, "unit": str, "boundAlso": [str], "unitAlso": [str], **_NUMBERS},
    "when": _WHEN,
    "whenAlso": [_WHEN],
    "evidence": [{"quote": str, "start": int, "end": int}],
    "attributedTo": [str],
    "attributedToAliases": {"": [str]},
}
"""What the fields of a record hold where they are not null; the key ``""`` stands for any other."""


def read_gold(file: Path) -> Gold:
    """The gold of a file; ``speakers.json`` and ``real_pages.tsv`` are read where they lie beside it.

    Raises :class:`GoldError` with file and line.
    """
    records = []
    for number, line in enumerate(_text(file).split("\n"), 1):
        if line.strip():
            records.append(_record(line, f"{file}:{number}"))
    if not records:
        raise GoldError("no-gold", str(file), "holds no record")
    beside, pages = file.parent / "speakers.json", file.parent / "real_pages.tsv"
    try:
        speakers = json.loads(_text(beside)) if beside.exists() else {}
    except (ValueError, RecursionError) as error:
        raise GoldError("bad-gold", str(beside), "is no JSON") from error
    if not _fits(speakers, {"": [str]}):
        raise GoldError("bad-gold", str(beside), "is no object of lists of names")
    rows = list(csv.reader(_text(pages).splitlines()[1:], delimiter="\t")) if pages.exists() else []
    return Gold(tuple(records), speakers, {row[0]: row[1] for row in rows if len(row) > 1})


def _text(file: Path) -> str:
    try:
        return file.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise GoldError("bad-utf8", str(file), "is not UTF-8") from error
    except OSError as error:
        raise GoldError("unreadable", str(file), error.strerror or "cannot be read") from error


def _record(line: str, place: str) -> Record:
    try:
        given = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise GoldError("bad-gold", place, f"is no JSON: {error}") from error
    if not isinstance(given, dict) or not isinstance(given.get("doc"), str) or not isinstance(given.get("id"), str):
        raise GoldError("bad-gold", place, "a record names at least doc and id")
    if not given.get("forbid") and not (given.get("predicate") and "required" in given):
        raise GoldError("bad-gold", place, "a record that is not forbidden names predicate and required")
    _check(given, place)
    return Record(
        document=given["doc"],
        id=given["id"],
        subject=Expected(given.get("subject")),
        object=Expected(given.get("object")),
        given=given,
        required=bool(given.get("required")),
        neutral=bool(given.get("neutral")),
        alternative=str(given.get("alt") or ""),
        forbidden=str(given.get("why") or "forbidden") if given.get("forbid") else None,
    )


def _check(given: Mapping[str, Any], place: str) -> None:
    for name, wanted in _FIELDS.items():
        if given.get(name) is not None and not _fits(given[name], wanted):
            raise GoldError("bad-gold", place, f"its {name} is not what a record holds there")
    spans = [("evidence", "start", "end", part) for part in given.get("evidence") or ()]
    for name, first, second, whole in (("quantity", "min", "max", given.get("quantity") or {}), *spans):
        if (whole.get(first) is None) is not (whole.get(second) is None):
            raise GoldError("bad-gold", place, f"its {name} has {first} or {second} without the other")


def _fits(value: object, wanted: Any) -> bool:
    """Whether a value of JSON is as ``wanted``: a type or types, a list of what fits, or an object of it by key."""
    if isinstance(wanted, list):
        return isinstance(value, list) and all(_fits(item, wanted[0]) for item in value)
    if isinstance(wanted, dict):
        return isinstance(value, dict) and all(
            _fits(item, wanted.get(key, wanted.get("", object))) for key, item in value.items() if item is not None
        )
    return wanted is object or (isinstance(value, wanted) and not isinstance(value, bool))


def find_documents(name: str, known: Mapping[str, Iterable[str]], pages: Mapping[str, str]) -> list[str]:
    """The IRIs of the documents that gold calls ``name``, by the best kind of agreement that there is.

    A whole path, else a file name or a page's address, else, for a name without a suffix, the name before it.
    """
    base = name.split("/")[-1].casefold()
    whole, exact, loose = [], [], []
    for iri, names in known.items():
        for value in names:
            path = value.replace("\\", "/").split("#")[0].rstrip("/").casefold()
            last = path.split("/")[-1]
            if path == name.casefold() or path.endswith("/" + name.casefold()):
                whole.append(iri)
            elif last == base:
                exact.append(iri)
            elif "." not in base and last.rsplit(".", 1)[0] == base:
                loose.append(iri)
            elif name in pages and _address(value) == _address(pages[name]):
                exact.append(iri)
    return list(dict.fromkeys(whole or exact or loose))


def _address(url: str) -> str:
    return re.sub(r"^https?://(www\.)?", "", url.strip()).rstrip("/").casefold()
