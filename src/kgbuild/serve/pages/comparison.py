"""What else is said of the subject of a claim: the same, otherwise, or something further."""

from __future__ import annotations

from kgbuild.serve.pages.claims import ToldClaim, told
from kgbuild.serve.pages.reader import Reader

MOST = 100
SAME, OTHERWISE, FURTHER = "same", "otherwise", "further"


def comparison(reader: Reader, claim: ToldClaim) -> dict[str, list[ToldClaim]]:
    """Claims on the subject and predicate of ``claim``, at most :data:`MOST` of each kind, in the order of their IRIs.

    ``same``: other documents that say it, too. ``otherwise``: what denies it, calls it unknown or gives other
    numbers, in whatever document. ``further``: what has another object.
    """
    found: dict[str, list[ToldClaim]] = {SAME: [], OTHERWISE: [], FURTHER: []}
    subject, predicate = reader.node(claim.node, "rdf:subject"), reader.node(claim.node, "rdf:predicate")
    if subject is None or predicate is None:
        return found
    for node in reader.subjects("rdf:subject", subject):
        if node == claim.node or reader.node(node, "rdf:predicate") != predicate:
            continue
        other = told(reader, node)
        kind = agreement(claim, other)
        if kind != SAME or other.document != claim.document:
            found[kind].append(other)
    return {kind: claims[:MOST] for kind, claims in found.items()}


def agreement(one: ToldClaim, other: ToldClaim) -> str:
    """How two claims on the same subject and predicate stand to one another; a claim without a number has any."""
    same_object = one.object.text == other.object.text
    if not same_object and not (one.has_own_value and other.has_own_value):
        return FURTHER
    if one.polarity != other.polarity or (one.certainty == "unknown") != (other.certainty == "unknown"):
        return OTHERWISE
    numbers = one.quantities == other.quantities or not one.quantities or not other.quantities
    return SAME if same_object and numbers else OTHERWISE
