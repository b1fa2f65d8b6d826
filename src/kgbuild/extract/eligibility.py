"""Who may stand in a role: what a frame asks of those who fill it, beyond their class."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from kgbuild.extract.frames import Role
from kgbuild.extract.lexicon import Lexicon
from kgbuild.extract.mention import PERSONS, Mention
from kgbuild.extract.reading import Filler
from kgbuild.gazetteer import Gazetteer


@dataclass(frozen=True)
class Eligibility:
    """Holds fillers against what roles ask of them."""

    lexicon: Lexicon
    gazetteer: Gazetteer

    def fits(self, filler: Filler, role: Role) -> bool:
        """Whether ``filler`` may stand in ``role``: specific, named and foreign enough, and not barred."""
        if role.specific and self._says_nothing_else(filler):
            return False
        acts = filler.entity is not None and filler.entity.cls == "rec:Country"
        if filler.mention is not None and self.is_barred(filler.mention, role) and not acts:
            return False
        if (
            role.named
            and filler.mention is not None
            and filler.mention.cls in PERSONS
            and filler.mention.form != "name"
        ):
            return False
        if filler.entity is None or not role.foreign:
            return True
        if filler.mention is not None and self.lexicon.is_kind(filler.mention.head, "official"):
            return False
        if filler.entity.cls == "rec:City" and filler.mention is not None:
            return filler.mention.country is None or filler.mention.country.iso2 not in self.lexicon.parties
        if filler.entity.cls == "rec:Country":
            return filler.entity.key not in self._party_keys
        if filler.entity.nationality is None:
            return True
        return filler.entity.nationality.key not in self._party_keys

    def is_barred(self, mention: Mention, role: Role) -> bool:
        """Whether a noun of a kind that ``role`` excepts names the mention."""
        return any(self.lexicon.is_kind(mention.head, kind) for kind in role.barred)

    def _says_nothing_else(self, filler: Filler) -> bool:
        """``recruits men``: people of whom nothing is known, neither nation nor number nor trade."""
        mention, entity = filler.mention, filler.entity
        if (
            mention is None
            or entity is None
            or mention.cls != "rec:PersonGroup"
            or mention.head not in self.lexicon.plain
        ):
            return False
        known = entity.nationality is not None or entity.key[0] == "group"
        return not known and (mention.amount is None or mention.head in ("dead", "fallen")) and " " not in entity.label

    @cached_property
    def _party_keys(self) -> frozenset[tuple[str | None, ...]]:
        items = (self.gazetteer.by_iso2(code) for code in self.lexicon.parties)
        return frozenset(("entity", item.qid) for item in items if item is not None)
