"""The door to the readers: which of them reads a phrase as a member of a class."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from kgbuild.extract.annotate import Sentence
from kgbuild.extract.entities import Entities
from kgbuild.extract.grammar.amounts import Amount, AmountKind
from kgbuild.extract.lexicon import Lexicon
from kgbuild.extract.mentions import Mentions
from kgbuild.extract.reading.channels import Channels
from kgbuild.extract.reading.concepts import Concepts
from kgbuild.extract.reading.filler import Filler
from kgbuild.extract.reading.generic import Generic
from kgbuild.extract.reading.kinds import Kinds
from kgbuild.extract.reading.offences import Offences
from kgbuild.extract.reading.payments import Payments
from kgbuild.extract.reading.penalties import Penalties
from kgbuild.extract.reading.peoples import Peoples
from kgbuild.extract.tree import Token, Tree

Reader = Payments | Channels | Offences | Penalties | Peoples | Kinds | Concepts


@dataclass(frozen=True)
class PhraseReader:
    """Reads phrases of one parsed sentence as members of a class."""

    sentence: Sentence
    tree: Tree
    entities: Entities
    lexicon: Lexicon
    mentions: Mentions

    @cached_property
    def payments(self) -> Payments:
        """The reader of payments."""
        return Payments(self.sentence, self.tree, self.entities, self.lexicon, self._generic)

    @cached_property
    def _generic(self) -> Generic:
        return Generic(self.sentence, self.tree, self.entities, self.lexicon, self.mentions)

    @cached_property
    def _readers(self) -> dict[str, Reader]:
        """The readers by the names that ``lexicon.yaml`` knows them by (:data:`kgbuild.extract.lexicon.READERS`)."""
        return {
            "payment": self.payments,
            "channel": Channels(self.sentence, self.tree, self.lexicon, self._generic),
            "offence": Offences(self.tree, self.lexicon, self._generic),
            "penalty": Penalties(self.sentence, self.tree, self.entities),
            "people": Peoples(self.sentence, self.tree, self.lexicon, self._generic),
            "kind": Kinds(self.tree, self.lexicon, self._generic),
            "concept": Concepts(self.tree, self.lexicon, self._generic),
        }

    def read(self, token: Token, cls: str) -> list[Filler]:
        """The members of ``cls`` that the phrase headed by ``token`` names; none where it names no such thing."""
        reader = self._readers.get(self.lexicon.readers.get(cls, ""))
        return reader.read(token, cls) if reader is not None else []

    def is_channel(self, token: Token) -> bool:
        """Whether a phrase names a medium of any class that is read as one, and nobody who acts."""
        return any(self.read(token, cls) for cls, kind in self.lexicon.readers.items() if kind == "channel")

    def is_sum(self, token: Token) -> bool:
        """Whether a token is a sum of money."""
        amount = self.sentence.amount_at(token)
        return amount is not None and amount.kind is AmountKind.MONEY

    def money_of(self, token: Token) -> tuple[Amount, ...]:
        """The sum that a payment comes to, with its equivalent in another currency."""
        return self.payments.money_of(token)
