"""How a statement is meant, and what is noted on the way to knowing it."""

from __future__ import annotations

from dataclasses import dataclass, field

from kgbuild.extract.tree import Token
from kgbuild.model import Certainty, Polarity


@dataclass(frozen=True, slots=True)
class Stance:
    """How a trigger's statement is meant. ``dropped`` says why it is no claim, ``""`` where it is one.

    ``speakers`` are heads of the phrases that name who says so, the innermost source; empty where the sentence
    names none.
    """

    polarity: Polarity = Polarity.AFFIRMED
    certainty: Certainty = Certainty.ASSERTED
    dropped: str = ""
    speakers: tuple[Token, ...] = ()


@dataclass(slots=True)
class Walk:
    """What the walk from a trigger up to its root has met so far; one walk changes it, and nobody keeps it.

    ``asks``: the clause asks for the fact; ``presupposed``: it is said in passing; ``turned``: the verbs of denial
    that were counted already.
    """

    denied: bool = False
    hedged: bool = False
    dropped: str = ""
    unknown: bool = False
    presupposed: bool = False
    asks: bool = False
    turned: set[int] = field(default_factory=set)
    speakers: list[Token] = field(default_factory=list)
