"""Claims as commands of QuickStatements (version 1), to take them back to Wikidata with their references.

Only what is affirmed, asserted and about the world is taken back, only between items, only where the pack's table
``wikidata-properties.tsv`` has a property for the predicate, and never without a reference. What cannot be taken back
is counted by its reason; nothing is invented. The table's columns:

``use``       ``predicate``, ``qualifier`` or ``reference``
``term``      a predicate (``rec:…``); ``start`` or ``end``; ``stated in``, ``reference URL``, ``quotation`` or
              ``retrieved``
``property``  the property's id
``label``     the property's label, as the evidence gives it
``evidence``  where id and label were seen together; a row without it is refused: no id is written from memory
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kgbuild.errors import PackError
from kgbuild.pack import Packs

FILE = "wikidata-properties.tsv"
COLUMNS = ("use", "term", "property", "label", "evidence")
QUALIFIERS = ("start", "end")
REFERENCES = ("stated in", "reference URL", "quotation", "retrieved")
LONGEST = 1500
"""Wikidata's limit for a string value, in code points."""

_ITEM = re.compile(r"Q[1-9]\d{0,14}")
_PROPERTY = re.compile(r"P[1-9]\d{0,14}")
_LANGUAGE = re.compile(r"[a-z]{2,12}(?:-[a-z0-9]{1,12})*")
_URL = re.compile(r"https?://[^\s\"<>\\^`{|}]+")


@dataclass(frozen=True, slots=True)
class Statement:
    """A claim with what a Wikidata statement can hold. Items are QIDs, None where an entity is linked to none.

    ``predicate`` is a CURIE. ``holds`` says that the claim is affirmed, asserted and about the world. ``start`` and
    ``end`` are days; ``published_in`` the item of the work or outlet, ``url`` the document's address, ``quote`` the
    words and ``language`` what they are in (BCP 47; a quotation is written only where it is known), ``retrieved`` the
    day on which the document was fetched.
    """

    subject: str | None
    predicate: str
    object: str | None
    holds: bool
    quote: str
    language: str | None = None
    url: str | None = None
    published_in: str | None = None
    retrieved: date | None = None
    start: date | None = None
    end: date | None = None


@dataclass(frozen=True, slots=True)
class Properties:
    """Property ids by use and term."""

    ids: dict[tuple[str, str], str]

    @classmethod
    def of(cls, packs: Packs) -> Properties:
        """The tables of all packs as one; where two give a use another property, that of the pack named last holds.

        Raises :class:`PackError` as :meth:`read` does.
        """
        tables = [cls.read(pack.folder / FILE) for pack in packs.packs]
        return cls({use: name for table in tables for use, name in table.ids.items()})

    @classmethod
    def read(cls, path: Path) -> Properties:
        """The table in ``path``; an empty one where there is no such file.

        Raises :class:`PackError` for a row that is malformed or names no evidence.
        """
        if not path.exists():
            return cls({})
        lines = path.read_text("utf-8").splitlines()
        if not lines or tuple(lines[0].split("\t")) != COLUMNS:
            raise PackError("bad-properties", f"{path}:1", "no header", "the columns are " + ", ".join(COLUMNS))
        ids: dict[tuple[str, str], str] = {}
        for number, line in enumerate(lines[1:], start=2):
            cells = line.split("\t")
            if len(cells) != len(COLUMNS) or not _PROPERTY.fullmatch(cells[2]) or not all(c.strip() for c in cells):
                message = "a row has a use, a term, a property id, its label and the evidence for it"
                raise PackError("bad-properties", f"{path}:{number}", message, "name where the id was seen")
            use, term, property_id, _, _ = cells
            if (use, term) in ids or not _is_use(use, term):
                raise PackError("bad-properties", f"{path}:{number}", f"not a new use: {use} {term}", "see the docs")
            ids[use, term] = property_id
        return cls(ids)


def quickstatements(statements: Iterable[Statement], properties: Properties) -> tuple[list[str], Counter[str]]:
    """The commands, sorted, each a line without its end; and how many claims gave one, or why they gave none.

    Reasons: ``not a plain statement``, ``no item for the subject``, ``no item for the object``,
    ``no property for PREDICATE``, ``no reference``; ``written`` for the rest, ``repeated`` for equal commands.
    """
    tally: Counter[str] = Counter()
    lines: set[str] = set()
    for statement in statements:
        line = _command(statement, properties)
        if line.startswith("no"):
            tally[line] += 1
        else:
            tally["repeated" if line in lines else "written"] += 1
            lines.add(line)
    return sorted(lines), tally


def _command(statement: Statement, properties: Properties) -> str:
    """A command, or the reason that there is none (which begins with "no")."""
    if not statement.holds:
        return "not a plain statement"
    property_id = properties.ids.get(("predicate", statement.predicate))
    if property_id is None:
        return f"no property for {statement.predicate}"
    for end, qid in (("subject", statement.subject), ("object", statement.object)):
        if qid is None or not _ITEM.fullmatch(qid):
            return f"no item for the {end}"
    reference = _reference(statement, properties)
    if not reference:
        return "no reference"
    cells = [str(statement.subject), property_id, str(statement.object)]
    for term, day in (("start", statement.start), ("end", statement.end)):
        qualifier = properties.ids.get(("qualifier", term))
        if day is not None and qualifier is not None:
            cells += [qualifier, _day(day)]
    return "\t".join(cells + reference)


def _reference(statement: Statement, properties: Properties) -> list[str]:
    """Cells of the reference, ``S`` in place of ``P``; empty where neither the work nor its address can be named."""
    values = {
        "stated in": statement.published_in if _ITEM.fullmatch(statement.published_in or "") else None,
        "reference URL": f'"{statement.url}"' if _URL.fullmatch(statement.url or "") else None,
        "quotation": _monolingual(statement.quote, statement.language),
        "retrieved": _day(statement.retrieved) if statement.retrieved else None,
    }
    named = {term: properties.ids.get(("reference", term)) for term in REFERENCES}
    if not any(values[term] and named[term] for term in ("stated in", "reference URL")):
        return []
    pairs = ((named[term], values[term]) for term in REFERENCES)
    return [cell for name, value in pairs if name and value for cell in ("S" + name[1:], value)]


def _monolingual(text: str, language: str | None) -> str | None:
    """A text with its language, on one line; quotation marks inside become single ones: the format escapes none.

    https://www.wikidata.org/wiki/Help:QuickStatements, *Add statement with monolingual text*.
    """
    even = " ".join(text.split()).replace('"', "'")
    known = language is not None and _LANGUAGE.fullmatch(language)
    return f'{language}:"{even}"' if known and even and len(even) <= LONGEST else None


def _day(day: date) -> str:
    return f"+{day.isoformat()}T00:00:00Z/11"


def _is_use(use: str, term: str) -> bool:
    known = {"qualifier": QUALIFIERS, "reference": REFERENCES}
    return term in known[use] if use in known else use == "predicate" and ":" in term
