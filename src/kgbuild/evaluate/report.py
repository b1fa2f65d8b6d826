"""A judgement in lines for people, or as JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from kgbuild.evaluate.claims import ProducedClaim
from kgbuild.evaluate.figures import Figures, per_predicate
from kgbuild.evaluate.judge import Judgement

_COLUMNS = ("required", "all", "hit", "produced", "right")
_QUOTE = 70


def report(judgement: Judgement, figures: Figures, most: int) -> Iterator[str]:
    """The lines of a report, at most ``most`` misses of each kind."""
    total = len(judgement.gold.documents)
    yield (
        f"graph: {judgement.graph_size} statements, {judgement.claim_count} claims; "
        f"{total - len(judgement.missing)} of {total} gold documents found; "
        f"{judgement.elsewhere} claims about other documents"
    )
    yield from (f"not found: {name}" for name in judgement.missing)
    if judgement.foreign:
        yield f"outside the vocabulary, not judged: {dict(judgement.foreign)}"
    yield ""
    yield from _table(judgement, figures)
    yield ""
    yield (
        f"produced {figures.produced}: matched {figures.matched} ({figures.matched_by_containment} by a contained "
        f"name), duplicates {figures.duplicates}, neutral {figures.neutral}, unmatched {figures.unmatched}"
    )
    for name, (right, of) in figures.fields.items():
        yield f"  {name:16}{_ratio(right / of if of else None)}  ({right} of {of})"
    yield from _misses(judgement, figures, most)
    yield ""
    yield (
        f"precision {_ratio(figures.precision)}  required recall {_ratio(figures.required_recall)}  "
        f"recall {_ratio(figures.recall_all)}"
    )
    yield f"f1 {figures.f1:.4f}  strict f1 {figures.strict_f1:.4f}  forbidden {figures.forbidden}"


def _table(judgement: Judgement, figures: Figures) -> Iterator[str]:
    yield f"{'predicate':26}" + "".join(f"{name:>10}" for name in (*_COLUMNS, "recall", "precision"))
    for predicate, row in per_predicate(judgement, figures.units).items():
        recall = row["required_hit"] / row["required"] if row["required"] else None
        precision = row["right"] / row["produced"] if row["produced"] else None
        cells = [*(str(row[name]) for name in _COLUMNS), _ratio(recall), _ratio(precision)]
        yield f"{predicate:26}" + "".join(f"{cell:>10}" for cell in cells)


def _ratio(value: float | None) -> str:
    return "n/a" if value is None else f"{value:.4f}"


def _misses(judgement: Judgement, figures: Figures, most: int) -> Iterator[str]:
    forbidden = [
        f"{judgement.produced[i][0]} {','.join(r.id for r in records)}: "
        f"{'; '.join(dict.fromkeys(r.forbidden or '' for r in records))} <- {shown(judgement.produced[i][1])}"
        for i, records in judgement.forbidden.items()
    ]
    unmatched = [f"{judgement.produced[i][0]}: {shown(judgement.produced[i][1])}" for i in judgement.unmatched]
    duplicates = [
        f"{judgement.produced[i][0]}: {shown(judgement.produced[i][1])}" for i in sorted(judgement.duplicates)
    ]
    wrong = [f"{error['id']} {', '.join(error['wrong'])}: {error['text']}" for error in field_errors(judgement)]
    missed = [
        f"{r.document} {r.id}: {r['predicate']} ({_label(r['subject'])} -> {_label(r['object'])})"
        + (f" {json.dumps(r['quantity'], ensure_ascii=False)}" if r["quantity"] else "")
        for r in figures.missed
    ]
    titled = {
        "forbidden": forbidden,
        "matched nothing": unmatched,
        "said twice": duplicates,
        "a field wrong": wrong,
        "missed, required": missed,
    }
    for title, lines in titled.items():
        if lines:
            yield ""
            yield f"{title} ({len(lines)})"
            yield from (f"  {line}" for line in lines[:most])


def _label(entity: dict[str, Any] | None) -> str:
    return str((entity or {}).get("label") or "?")


def shown(claim: ProducedClaim) -> str:
    """A claim on one line: predicate, subject, object, first amount, first words."""
    subject, target = (min(names, key=lambda n: (len(n), n), default="?") for names in (claim.subject, claim.object))
    amount = ""
    if claim.amounts:
        first = claim.amounts[0]
        number = first.value if first.value is not None else f"{first.least}..{first.most}"
        amount = f" [{(first.bound or '?').removeprefix('kg:')} {number} {(first.unit or '').partition(':')[2]}]"
    return f"{claim.predicate} ({subject} -> {target}){amount} «{claim.quote[:_QUOTE]}»"


def field_errors(judgement: Judgement) -> list[dict[str, Any]]:
    """The pairs in which some field is wrong, best first."""
    return [
        {
            "id": judgement.gold.records[pair.record].id,
            "claim": judgement.produced[pair.claim][1].iri,
            "wrong": [name for name, ok in pair.fields.items() if not ok],
            "text": shown(judgement.produced[pair.claim][1]),
        }
        for pair in judgement.pairs
        if not pair.strict
    ]


def as_json(judgement: Judgement, figures: Figures) -> dict[str, Any]:
    """Everything that a report says, for programs."""
    produced = judgement.produced
    return figures.as_json() | {
        "documents_not_found": list(judgement.missing),
        "per_predicate": per_predicate(judgement, figures.units),
        "forbidden_hits": [
            {
                "id": r.id,
                "doc": r.document,
                "why": r.forbidden,
                "claim": produced[i][1].iri,
                "text": shown(produced[i][1]),
            }
            for i, records in judgement.forbidden.items()
            for r in records
        ],
        "unmatched_list": [
            {"doc": produced[i][0], "claim": produced[i][1].iri, "text": shown(produced[i][1])}
            for i in judgement.unmatched
        ],
        "field_errors": field_errors(judgement),
    }
