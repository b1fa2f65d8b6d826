"""Comparisons: ``58 cases were opened in the first half of 2025, compared with 31 in the whole of 2024``.

The second number says the same of another time. It is a statement of its own only where it names its time.
"""

from __future__ import annotations

import re
from dataclasses import replace

from kgbuild.extract.annotate import Sentence
from kgbuild.extract.grammar.amounts import AmountKind
from kgbuild.extract.match import Candidate
from kgbuild.model import Span

_COMPARES = re.compile(
    r"\b(?:compared (?:with|to)|up from|down from|against|as against|versus|from)\s+$", re.IGNORECASE
)
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
