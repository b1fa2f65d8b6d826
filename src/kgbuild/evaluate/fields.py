"""Whether a produced claim agrees with a gold record, field by field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from difflib import SequenceMatcher
from typing import Any

from kgbuild.evaluate.claims import Amount, Period, ProducedClaim
from kgbuild.evaluate.gold import Record
from kgbuild.evaluate.names import even, same_speakers

FIELDS = ("quantity_value", "bound", "unit", "when", "attributedTo", "polarity", "certainty", "layer")
_IN_MONTHS = {"unit:YR": 12.0, "unit:MO": 1.0}
_ABOUT_DAYS = 62
_SHORTEST_RUN = 20


def agreement(
    record: Record, claim: ProducedClaim, speakers: Mapping[str, Sequence[str]], *, nulls: bool = True
) -> dict[str, bool]:
    """Field -> whether it agrees, for every field that the record gives.

    ``nulls``: a record without a quantity or time says that the claim has none.
    """
    fields: dict[str, bool] = {}
    wanted = record["quantity"]
    if wanted:
        amount = spoken_of(wanted, claim.amounts)
        bound = amount.bound if amount else None
        fields["quantity_value"] = same_value(wanted, amount)
        fields["bound"] = bound == wanted.get("bound") or bound in wanted.get("boundAlso", ())
        if wanted.get("unit"):
            fields["unit"] = same_unit(wanted["unit"], amount.unit if amount else None, wanted.get("unitAlso", ()))
    elif nulls:
        fields["quantity_value"] = not claim.amounts
    if record["when"]:
        fields["when"] = same_time(record["when"], claim.when, record["whenAlso"] or ())
    elif nulls:
        fields["when"] = claim.when is None
    if record["attributedTo"] is not None:
        own = record["attributedToAliases"] or {}
        names = {n: [*own.get(n, ()), *speakers.get(n, ())] for n in record["attributedTo"]}
        fields["attributedTo"] = same_speakers(record["attributedTo"], names, claim.speakers)
    for name in ("polarity", "certainty", "layer"):
        if record[name]:
            fields[name] = claim.qualifiers[name] == record[name]
    return fields


def near(a: float | None, b: float | None) -> bool:
    return a is not None and b is not None and abs(a - b) <= 1e-6 * max(1.0, abs(a), abs(b))


def same_unit(wanted: str | None, unit: str | None, also: Sequence[str] = ()) -> bool:
    """Years and months are one unit here: their values are compared in months."""
    return wanted is None or (wanted in _IN_MONTHS and unit in _IN_MONTHS) or unit == wanted or unit in also


def spoken_of(wanted: Mapping[str, Any], amounts: Sequence[Amount]) -> Amount | None:
    """Of several amounts the one that the record speaks of: value and unit agree, else the unit, else the first."""
    in_unit = [a for a in amounts if same_unit(wanted.get("unit"), a.unit, wanted.get("unitAlso", ()))]
    exact = [a for a in in_unit if same_value(wanted, a)]
    return next(iter([*exact, *in_unit, *amounts]), None)


def same_value(wanted: Mapping[str, Any], amount: Amount | None) -> bool:
    """Whether the numbers agree, months and years converted; a wanted null agrees with no number at all."""
    if amount is None:
        return False
    factor = 1.0
    if wanted.get("unit") in _IN_MONTHS and amount.unit in _IN_MONTHS:
        factor = _IN_MONTHS[amount.unit] / _IN_MONTHS[wanted["unit"]]
    value, least, most = (None if n is None else n * factor for n in (amount.value, amount.least, amount.most))
    if wanted.get("min") is not None:
        return near(wanted["min"], least) and near(wanted["max"], most)
    if wanted.get("value") is None:
        return value is None and least is None and most is None
    if value is None:
        value = _one_end(wanted.get("bound"), least, most)
    return near(wanted["value"], value)


def _one_end(bound: str | None, least: float | None, most: float | None) -> float | None:
    """The number of a range that is one: a lower bound may be given as a least, an upper one as a most."""
    if bound in ("kg:atLeast", "kg:moreThan") and most is None:
        return least
    if bound in ("kg:atMost", "kg:lessThan") and least is None:
        return most
    return least if near(least, most) else None


def same_time(wanted: Mapping[str, Any], when: Period | None, also: Sequence[Mapping[str, Any]] = ()) -> bool:
    """Whether days or EDTF agree; under a ``~`` days may be two months off."""
    if when is None:
        return False
    for one in (wanted, *also):
        if (one.get("start"), one.get("end")) == (when.start, when.end):
            return True
        if one.get("edtf") and one["edtf"] == when.edtf:
            return True
        about = "~" in (one.get("edtf") or "")
        if about and _near_day(one.get("start"), when.start) and _near_day(one.get("end"), when.end):
            return True
    return False


def _near_day(a: str | None, b: str | None) -> bool:
    if not a or not b:
        return not a and not b
    try:
        return abs((date.fromisoformat(a) - date.fromisoformat(b)).days) <= _ABOUT_DAYS
    except ValueError:
        return False


def shared_words(record: Record, claim: ProducedClaim, documents: frozenset[str]) -> int | None:
    """How many code points the evidence of both shares, at the best of their places; None where none can say.

    By offsets where the record has them, else (a web page) by the quotes.
    """
    if record.places and not record.spans:
        wanted = [even(e["quote"]) for e in record.places if e.get("quote")]
        found = [even(p.quote) for p in claim.places if p.quote]
        return max((_shared_run(w, f) for w in wanted for f in found), default=None)
    spans = [
        (p.start, p.end)
        for p in claim.places
        if p.start is not None and p.end is not None and (p.document is None or p.document in documents)
    ]
    return max((max(0, min(w[1], f[1]) - max(w[0], f[0])) for w in record.spans for f in spans), default=None)


def _shared_run(a: str, b: str) -> int:
    if a in b or b in a:
        return min(len(a), len(b))
    size = SequenceMatcher(None, a, b, autojunk=False).find_longest_match().size
    return size if size >= _SHORTEST_RUN else 0
