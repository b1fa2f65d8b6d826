"""What fills a role of a frame."""

from __future__ import annotations

from dataclasses import dataclass

from kgbuild.extract.grammar.amounts import Amount
from kgbuild.extract.mention import Mention
from kgbuild.extract.tree import Token
from kgbuild.model import Bound, Entity, Quantity, Span


@dataclass(frozen=True, slots=True)
class Filler:
    """What fills a role: the entity (None: the claim's own value), the words, and the amounts that belong to it.

    ``counted``: it says nothing without a number of the claim.
    """

    entity: Entity | None
    span: Span
    amounts: tuple[Amount, ...] = ()
    mention: Mention | None = None
    token: Token | None = None
    counted: bool = False


def quantities(amounts: tuple[Amount, ...]) -> tuple[Quantity, ...]:
    """The sums of a filler, each with its unit; two sums of one currency are not both kept."""
    found: dict[str, Quantity] = {}
    for amount in amounts:
        if amount.unit is not None and amount.bound is not Bound.UNKNOWN_AMOUNT:
            found.setdefault(amount.unit, amount.quantity())
    return tuple(found.values())
