"""The examples of a pack: sentences, and the claims that a careful reader makes of them.

``examples.jsonl`` is JSON Lines. A line with ``setting`` gives the article that every example is read in
(``title``, ``lead`` and ``answer``): a sentence about wages is about this topic only where its article is.
Every other line is one example:

``id``, ``text``, ``kind`` (``positive``, ``paraphrase``, ``negative``, ``context``), ``about`` (the predicate
it was written for) and ``claims``; optional ``date`` (the dateline's day), ``section`` (the heading of an
analysis digest that the text stands under), ``alone`` (true: without the setting) and ``fails`` (why the engine
cannot do it yet).

A claim: ``predicate``; ``subject`` and ``object``, each a list of names that are equally good, or null where any
is right; ``quantity`` (one, a list, or null), ``when`` (``start``, ``end`` or null), ``attributedTo`` (a list of
speakers, each a list of names), ``polarity``, ``certainty``; ``optional`` where finding it is good and missing it
costs nothing; claims of one number ``alt`` are ways to say one thing.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

from kgbuild.errors import PackError
from kgbuild.model import Document, Span
from kgbuild.pack import Pack

FILE = "examples.jsonl"
KINDS = ("positive", "paraphrase", "negative", "context")


@dataclass(frozen=True, slots=True)
class Amount:
    """A quantity that is expected: ``numbers`` are its value, or its least and greatest value, or nothing."""

    bound: str
    unit: str
    per: str | None
    numbers: tuple[Decimal, ...]


@dataclass(frozen=True, slots=True)
class Expected:
    """One claim that a careful reader makes. ``None`` for a subject or an object accepts any."""

    predicate: str
    subject: tuple[str, ...] | None
    object: tuple[str, ...] | None
    quantities: tuple[Amount, ...] = ()
    when: tuple[date | None, date | None] | None = None
    said_by: tuple[tuple[str, ...], ...] = ()
    polarity: str = "kg:affirmed"
    certainty: str = "kg:asserted"
    optional: bool = False
    alt: int | None = None


@dataclass(frozen=True, slots=True)
class Setting:
    """The article that examples are read in: its ``title``, a ``lead``, and an ``answer`` for digests."""

    title: str = ""
    lead: str = ""
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Example:
    """A text of one to three sentences and all the claims that it makes. ``place`` is ``file:line``."""

    id: str
    text: str
    kind: str
    about: str
    claims: tuple[Expected, ...]
    place: str
    setting: Setting = Setting()
    date: date | None = None
    section: str | None = None
    fails: str | None = None

    def document(self) -> tuple[Document, Span]:
        """The example as a document, and where in it the example's own text stands.

        It is the last paragraph of an article with the setting's title and lead, or the section of a digest.
        A text without a full stop is a headline and stands first.
        """
        text, start = self._composed()
        reader = "text" if self.section is None else "digest"
        document = next(iter(_reader(reader).read(text.encode("utf-8"), f"{self.id}.txt")))
        if self.date is not None:
            document = replace(document, date_published=self.date)
        return document, Span(start, start + len(self.text))

    def _composed(self) -> tuple[str, int]:
        frame = self.setting
        if self.section is not None:
            before = [
                "example.org",
                frame.title,
                frame.lead,
                f"- {frame.lead}",
                f"- {frame.answer}",
                "Cognitive Concepts",
                self.section,
            ]
            head = "\n".join(before) + "\n"
            return head + self.text + "\n", len(head)
        if not frame.title:
            return self.text + "\n", 0
        if self.text[-1] not in ".?!\"”'’":
            return f"{self.text}\n\n{frame.lead}\n", 0
        head = f"{frame.title}\n\n{frame.lead}\n\n"
        return head + self.text + "\n", len(head)


def _reader(name: str) -> Any:
    """The reader of that name (readers are an extension point; stages do not import one another)."""
    for entry in entry_points(group="kgbuild.readers", name=name):
        return entry.load()
    raise PackError("no-reader", name, "this reader is not installed", "install kgbuild again")


def load_examples(pack: Pack) -> tuple[Example, ...]:
    """The examples of ``pack``, in file order; none where it has no ``examples.jsonl``.

    Raises :class:`~kgbuild.errors.PackError` with file and line for a line that is no example.
    """
    path = pack.folder / FILE
    if not path.is_file():
        return ()
    examples: dict[str, Example] = {}
    setting = Setting()
    for place, record in _records(path):
        try:
            if "setting" in record:
                setting = Setting(**record["setting"])
                continue
            example = _example(record, place, setting)
        except (KeyError, TypeError, ValueError, ArithmeticError) as error:
            raise PackError(
                "bad-example", place, f"not an example: {type(error).__name__} {error}", "see docs/write-a-pack.md"
            ) from error
        if example.id in examples:
            raise PackError("bad-example", place, f"two examples are called {example.id}", "rename one")
        examples[example.id] = example
    return tuple(examples.values())


def mark_failures(pack: Pack, reasons: Mapping[str, str | None]) -> None:
    """Write into the pack's file which examples fail: ``reasons`` by id, None for one that is right.

    A reason that stands there already is kept; examples that ``reasons`` does not name stay as they are.
    """
    path = pack.folder / FILE
    lines: list[str] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        record = json.loads(line) if line.strip() else {}
        if record.get("id") in reasons:
            reason = reasons[record["id"]]
            kept = {key: value for key, value in record.items() if key != "fails"}
            record = kept if reason is None else {**kept, "fails": record.get("fails", reason)}
            line = json.dumps(record, ensure_ascii=False)
        lines.append(line)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _records(path: Path) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        place = f"{path}:{number}"
        try:
            record = json.loads(line)
        except ValueError as error:
            raise PackError("bad-example", place, f"not JSON: {error}", "one JSON object a line") from error
        if not isinstance(record, dict):
            raise PackError("bad-example", place, "not a JSON object", "one JSON object a line")
        yield place, record


def _example(record: Mapping[str, Any], place: str, setting: Setting) -> Example:
    if record["kind"] not in KINDS:
        raise ValueError(f"kind {record['kind']!r} is none of {', '.join(KINDS)}")
    if not record["text"].strip():
        raise ValueError("no text")
    return Example(
        id=record["id"],
        text=record["text"].strip(),
        kind=record["kind"],
        about=record["about"],
        claims=tuple(_expected(claim) for claim in record["claims"]),
        place=place,
        setting=Setting() if record.get("alone") else setting,
        date=date.fromisoformat(record["date"]) if record.get("date") else None,
        section=record.get("section"),
        fails=record.get("fails"),
    )


def _expected(record: Mapping[str, Any]) -> Expected:
    quantity = record.get("quantity")
    when = record.get("when")
    amounts = quantity if isinstance(quantity, list) else [quantity] if quantity else []
    return Expected(
        predicate=record["predicate"],
        subject=_names(record["subject"]),
        object=_names(record["object"]),
        quantities=tuple(_amount(amount) for amount in amounts),
        when=(_day(when["start"]), _day(when["end"])) if when else None,
        said_by=tuple(tuple(names) for names in record.get("attributedTo", ())),
        polarity=record.get("polarity", "kg:affirmed"),
        certainty=record.get("certainty", "kg:asserted"),
        optional=record.get("optional", False),
        alt=record.get("alt"),
    )


def _names(names: Any) -> tuple[str, ...] | None:
    if names is None:
        return None
    if not isinstance(names, list) or not names:
        raise ValueError(f"not a list of names: {names!r}")
    return tuple(names)


def _amount(record: Mapping[str, Any]) -> Amount:
    numbers = tuple(Decimal(str(record[key])) for key in ("value", "min", "max") if record.get(key) is not None)
    return Amount(record["bound"], record["unit"], record.get("per"), numbers)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
