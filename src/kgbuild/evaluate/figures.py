"""Precision, recall and what they are made of (gold README, *How a match is judged*)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from kgbuild.evaluate.gold import Record
from kgbuild.evaluate.judge import Judgement, field_counts


@dataclass(frozen=True, slots=True)
class Unit:
    """What recall counts: one record, or a group of records that are several ways to say one thing."""

    record: Record
    required: bool
    hit: bool
    strict: bool


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of a judgement. A ratio is None where there is nothing to divide by."""

    precision: float | None
    precision_with_duplicates: float | None
    strict_precision: float | None
    required_recall: float | None
    recall_all: float | None
    strict_required_recall: float | None
    f1: float
    f1_all: float
    strict_f1: float
    forbidden: int
    produced: int
    matched: int
    matched_by_containment: int
    duplicates: int
    neutral: int
    unmatched: int
    no_evidence: int
    fields: dict[str, tuple[int, int]]
    units: tuple[Unit, ...]

    @property
    def missed(self) -> list[Record]:
        """The required records that nothing matches."""
        return [u.record for u in self.units if u.required and not u.hit]

    def as_json(self) -> dict[str, Any]:
        """The figures for programs."""
        names = [n for n in self.__slots__ if n not in ("fields", "units")]
        return {n: getattr(self, n) for n in names} | {
            "fields": {name: {"ok": ok, "of": of} for name, (ok, of) in self.fields.items()},
            "missed_required": [r.id for r in self.missed],
            "missed_other": [u.record.id for u in self.units if not u.required and not u.hit],
        }


def figures(judgement: Judgement) -> Figures:
    """The figures of a judgement. A second claim for one record is a fault: merging is part of the work."""
    units = _units(judgement)
    required = [u for u in units if u.required]
    judged, pairs = judgement.judged, judgement.pairs
    strict = sum(p.strict for p in pairs)
    precision = _ratio(len(pairs), judged)
    required_recall = _ratio(sum(u.hit for u in required), len(required))
    recall_all = _ratio(sum(u.hit for u in units), len(units))
    strict_precision = _ratio(strict, judged)
    strict_recall = _ratio(sum(u.strict for u in required), len(required))
    nothing_wanted = (1.0 if not judged else 0.0) if not required else None
    return Figures(
        precision=precision,
        precision_with_duplicates=_ratio(len(pairs) + len(judgement.duplicates), judged),
        strict_precision=strict_precision,
        required_recall=required_recall,
        recall_all=recall_all,
        strict_required_recall=strict_recall,
        f1=_f1(precision, required_recall, nothing_wanted),
        f1_all=_f1(precision, recall_all, nothing_wanted),
        strict_f1=_f1(strict_precision, strict_recall, nothing_wanted),
        forbidden=len(judgement.forbidden),
        produced=len(judgement.produced),
        matched=len(pairs),
        matched_by_containment=sum(p.names < 4 for p in pairs),
        duplicates=len(judgement.duplicates),
        neutral=len(judgement.neutral),
        unmatched=len(judgement.unmatched),
        no_evidence=sum(not claim.places for _, claim in judgement.produced),
        fields=field_counts(pairs),
        units=units,
    )


def _units(judgement: Judgement) -> tuple[Unit, ...]:
    """One for each record, or group of alternatives, that should be found; its lead is the one found, if any."""
    groups: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    records = judgement.gold.records
    for index, record in enumerate(records):
        if record.forbidden is None and not record.neutral:
            groups[record.document, record.alternative or record.id].append(index)
    found = {p.record: p for p in judgement.pairs}
    units = []
    for members in groups.values():
        hit = [i for i in members if i in found]
        strict = [i for i in hit if found[i].strict]
        lead = records[(strict or hit or members)[0]]
        units.append(Unit(lead, any(records[i].required for i in members), bool(hit), bool(strict)))
    return tuple(units)


def _ratio(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _f1(precision: float | None, recall: float | None, otherwise: float | None) -> float:
    """The harmonic mean; where nothing was wanted, 1 for producing nothing and 0 for anything."""
    if otherwise is not None:
        return otherwise
    return 2 * precision * recall / (precision + recall) if precision and recall else 0.0


def per_predicate(judgement: Judgement, units: tuple[Unit, ...]) -> dict[str, dict[str, int]]:
    """Predicate -> required, all, hit, required_hit, produced, right."""
    table: defaultdict[str, dict[str, int]] = defaultdict(
        lambda: dict.fromkeys(("required", "all", "hit", "required_hit", "produced", "right"), 0)
    )
    for unit in units:
        row = table[unit.record["predicate"]]
        row["required"] += unit.required
        row["all"] += 1
        row["hit"] += unit.hit
        row["required_hit"] += unit.required and unit.hit
    right = {p.claim for p in judgement.pairs} | judgement.duplicates
    for index, (_, claim) in enumerate(judgement.produced):
        if index not in judgement.neutral:
            table[claim.predicate]["produced"] += 1
            table[claim.predicate]["right"] += index in right
    return dict(sorted(table.items()))
