"""Comparisons: ``58 cases were opened in the first half of 2025, compared with 31 in the whole of 2024``.

The second number says the same of another time. It is a statement of its own only where it names its time. So it is
with a series of them: ``cases opened: 17 in 2023, 24 in 2024``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from kgbuild.extract.annotate import Sentence
from kgbuild.extract.grammar.amounts import AmountKind
from kgbuild.extract.match import Candidate
from kgbuild.model import Span

_COMPARES = re.compile(
    r"\b(?:compared (?:with|to)|up from|down from|against|as against|versus|from)\s+$", re.IGNORECASE
)
_NEXT = re.compile(r"(?:,|;| and|, and|; and)\s(?:only |just )?")
_GAP = 12
"""How many code points may stand between the second number and its time."""


def compared(sentence: Sentence, candidate: Candidate) -> Candidate | None:
    """What a comparison behind ``candidate`` says of another time, None where there is none."""
    counts = [q for q in candidate.quantities if q.unit in ("kg:case", "kg:person")]
    if len(counts) != 1 or candidate.when is None:
        return None
    for amount in sentence.amounts:
        before = sentence.text[: amount.span.start - sentence.span.start]
        cue = _COMPARES.search(before)
        if amount.kind is not AmountKind.NUMBER or amount.span.start < candidate.span.end or cue is None:
            continue
        for time in sentence.times:
            if 0 <= time.span.start - amount.span.end <= _GAP and time.when.edtf is not None:
                quantity = replace(amount.quantity(counts[0].unit), per=counts[0].per)
                others = tuple(q for q in candidate.quantities if q is not counts[0])
                start = sentence.span.start + cue.start()
                return replace(
                    candidate, quantities=(quantity, *others), when=time.when, span=Span(start, time.span.end)
                )
    return None


def series(sentence: Sentence, candidate: Candidate) -> Iterator[Candidate]:
    """What the numbers with times of their own say that follow the number and time of ``candidate`` in a row."""
    counts = [q for q in candidate.quantities if q.unit in ("kg:case", "kg:person")]
    if len(counts) != 1 or candidate.when is None:
        return
    dated = [
        (amount, time)
        for amount in sentence.amounts
        for time in sentence.times
        if amount.kind is AmountKind.NUMBER
        and time.when.edtf is not None
        and 0 < time.span.start - amount.span.end <= _GAP
        and sentence.slice(Span(amount.span.end, time.span.start)).strip() in ("", "in")
    ]
    last = next((t for t in sentence.times if t.when == candidate.when), None)
    for amount, time in dated:
        if last is None or amount.span.start <= last.span.end:
            continue
        if not _NEXT.fullmatch(sentence.slice(Span(last.span.end, amount.span.start))):
            return
        quantity = replace(amount.quantity(counts[0].unit), per=counts[0].per)
        others = tuple(q for q in candidate.quantities if q is not counts[0])
        span = Span(amount.span.start, time.span.end)
        yield replace(candidate, quantities=(quantity, *others), when=time.when, span=span)
        last = time
