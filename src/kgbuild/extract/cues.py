"""The words that say how a statement is meant (``cues.yaml`` of every pack that has one)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from kgbuild.errors import PackError
from kgbuild.pack import Packs, laid_out

KINDS = (
    "speech",
    "findings",
    "denial",
    "report_nouns",
    "beliefs",
    "hedging_passives",
    "unrealised",
    "hedges",
    "hedge_modals",
    "hedge_verbs",
    "hedge_nouns",
    "unreal_modals",
    "ability_modals",
    "conditional_marks",
    "anybody",
    "unreal_nouns",
    "reader_nouns",
    "exclusive_quotes",
    "unknown",
    "implicative",
    "fiction",
    "aside",
    "accusations",
    "presumptions",
    "suppositions",
    "own_acts",
    "bringing_into",
    "trying",
    "doing_nouns",
    "pointing",
    "outlawing",
    "laws",
    "causing",
    "using",
)


@dataclass(frozen=True)
class Cues:
    """Lemmas by what they do to a statement; several packs' lists are united."""

    by_kind: Mapping[str, frozenset[str]]

    @classmethod
    def load(cls, packs: Packs) -> Cues:
        """The cues of ``packs``. Raises :class:`PackError` for a list that is not known or is none."""
        found: dict[str, set[str]] = {kind: set() for kind in KINDS}
        for pack, content in packs.yaml("cues.yaml"):
            with laid_out(str(pack.folder / "cues.yaml"), "bad-cues", "lists of cues"):
                for kind, words in content.items():
                    if kind not in found or not isinstance(words, list):
                        place = f"{pack.folder / 'cues.yaml'}: {kind}"
                        raise PackError(
                            "bad-cues", place, "not a list of cues that is known", f"known: {', '.join(KINDS)}"
                        )
                    found[kind].update(str(w).lower() for w in words)
        return cls({kind: frozenset(words) for kind, words in found.items()})

    @cached_property
    def reporting(self) -> frozenset[str]:
        """Verbs with which a source states outright what stands before it."""
        return (self.by_kind["speech"] & self.by_kind["aside"]) - self.by_kind["hedge_verbs"]

    def is_a(self, word: str, *kinds: str) -> bool:
        """Whether a lemma is in one of the lists."""
        lower = word.lower()
        return any(lower in self.by_kind[kind] for kind in kinds)
