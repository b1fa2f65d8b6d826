"""The grammar on the shared gold data: its quantities and times must stand among what is found in its quotes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from kgbuild.extract.grammar.amounts import Amount, find_amounts
from kgbuild.extract.grammar.money import Currencies
from kgbuild.extract.grammar.times import TimeMention, find_times
from kgbuild.model import Span
from tests.support import shared

COUNTRIES = {"seeds": "KZ", "01": "KG", "02": "UZ", "05": "KE", "08": "TJ", "10": "CO"}
"""The country that each article is about, besides Russia and Ukraine: a caller knows it from the lexicon."""
FROM_CONTEXT = {"dev-08-004"}
"""Records whose time is said in another sentence ("the same evening")."""


def records() -> Iterator[dict[str, Any]]:
    """The claims of the development data whose evidence has offsets."""
    for name in ("seed.jsonl", "dev.jsonl"):
        for line in shared("gold", name).read_text("utf-8").splitlines():
            record = json.loads(line)
            if not record.get("forbid") and record["evidence"][0]["start"] is not None:
                yield record


@cache
def reading(doc: str) -> tuple[tuple[Amount, ...], tuple[TimeMention, ...]]:
    """Amounts and times of a document, relative to the first full date that it opens with."""
    path = Path(doc)
    file = shared(*path.parts) if path.parts[0] == "seeds" else shared("gold", *path.parts[-2:])
    text = file.read_bytes().decode("utf-8")
    country = COUNTRIES["seeds" if path.parts[0] == "seeds" else path.stem]
    dated = [mention.when.start for mention in find_times(text[:300], None) if mention.when.start == mention.when.end]
    anchor: date | None = next((day for day in dated if day is not None), None)
    return find_amounts(text, Currencies.load([country, "RU", "UA"])), find_times(text, anchor)


def quoted(record: dict[str, Any], span: Span) -> bool:
    return any(span.overlaps(Span(place["start"], place["end"])) for place in record["evidence"])


def test_quantities_of_the_development_data() -> None:
    asked = found = 0
    for record in records():
        wanted = record.get("quantity")
        if not wanted or wanted["bound"] in (None, "kg:unknownAmount"):
            continue
        numbers = [wanted.get(name) for name in ("value", "min", "max")]
        expected = (wanted["bound"], *(None if number is None else Decimal(str(number)) for number in numbers))
        said = [amount for amount in reading(record["doc"])[0] if quoted(record, amount.span)]
        fits = [
            a for a in said if (a.bound, a.value, a.minimum, a.maximum) == expected and a.unit in (None, wanted["unit"])
        ]
        assert fits, (record["id"], wanted, said)
        asked, found = asked + 1, found + bool(fits)
    assert asked == found > 60


@pytest.mark.parametrize("doc", ["seed.jsonl", "dev.jsonl"])
def test_times_of_the_development_data(doc: str) -> None:
    asked = 0
    for record in records():
        wanted = record.get("when")
        if not wanted or record["id"] in FROM_CONTEXT or not record["id"].startswith(doc.partition(".")[0]):
            continue
        said = [mention.when for mention in reading(record["doc"])[1] if quoted(record, mention.span)]
        days = [
            (str(when.start) if when.start else None, str(when.end) if when.end else None, when.edtf) for when in said
        ]
        assert (wanted["start"], wanted["end"], wanted["edtf"]) in days, (record["id"], wanted, days)
        asked += 1
    assert asked > 2
