"""Offences, by name or by what was done."""

from __future__ import annotations

from dataclasses import dataclass

from kgbuild.extract.lexicon import Lexicon
from kgbuild.extract.reading.filler import Filler
from kgbuild.extract.reading.generic import Generic
from kgbuild.extract.tree import Token, Tree, cover

_ANYONE = frozenset({"anyone", "anybody", "those", "person", "people", "citizen", "man", "national", "someone"})
_CIRCUMSTANCES = frozenset({"in", "of", "without", "for", "against"})
_NO_CIRCUMSTANCE = frozenset({"with", "by", "under", "since", "through", "as"})
_CUT = frozenset({"relcl", "appos", "conj", "cc", "punct", "acl", "advcl"})
_CONVICTED = frozenset({"convict", "guilty", "find", "accuse"})


@dataclass(frozen=True)
class Offences:
    """Reads the offences of one parsed sentence."""

    tree: Tree
    lexicon: Lexicon
    generic: Generic

    def read(self, token: Token, cls: str) -> list[Filler]:
        """The offence of a phrase, gerund or infinitive: ``mercenarism``, ``fighting abroad``, ``the crime of …``.

        Also of those who commit it, where nobody in particular is meant: ``mercenaries``, ``anyone convicted of …``.
        """
        if (token.tag == "VBG" and token.pos == "VERB") or self._is_infinitive(token):
            return self._deed(token, cls)
        lemma = token.lemma.lower()
        if lemma in _ANYONE and not self.tree.children(token, "nummod"):
            return [f for t in self._of_the_convicted(token) for f in self.read(t, cls)]
        if self.lexicon.is_in(lemma, "offenders"):
            return self._offenders(token, cls)
        if self.lexicon.is_in(lemma, "crimes"):
            inner = [o for p in self.tree.children(token, "prep") if p.lemma == "of" for o in self.tree.objects(p)]
            inner += self.tree.children(token, "appos")
            inner += [k for k in self.tree.children(token, "acl") if k.tag == "VBG"]
            return [f for t in inner for f in self.read(t, cls)] or self._beside(token, cls)
        label = self.generic.label(cls, token)
        if label is None and not self.generic.is_noun_of(cls, token):
            return []
        tokens = [
            t
            for t in self.tree.subtree(token, frozenset({"relcl", "appos", "conj", "cc", "punct", "acl"}))
            if t.dep != "det"
        ]
        told = None
        if self.lexicon.is_in(lemma, "deeds"):
            tokens = self._with_circumstances(tokens)
            told = cover(tokens)
        text = self.generic.text(
            self._uncut([t for t in tokens if not (t.index < token.index and t.dep == "nummod")], token)
        )
        if label is None and self.lexicon.is_in(lemma, "vague_offences") and " " not in text:
            return []
        return [self.generic.filler(cls, text if label is None else self._own_or(label, text), token, text, span=told)]

    def _beside(self, token: Token, cls: str) -> list[Filler]:
        """The deed right before the comma in ``for service in a foreign army, an offence punishable by …``."""
        first = min(t.index for t in self.tree.phrase(token))
        article = self.tree.tokens[first].word.lower() in ("a", "an")
        if not article or first < 2 or self.tree.tokens[first - 1].word != ",":
            return []
        before = [t for t in self.tree.tokens[: first - 1] if t.pos in ("NOUN", "VERB") and not self._is_crime(t)]
        end = self.tree.tokens[first - 2].span.end
        found = (f for t in before for f in self.read(t, cls) if f.span.end == end)
        return list(found)[:1]

    def _is_crime(self, token: Token) -> bool:
        return self.lexicon.is_in(token.lemma, "crimes")

    def _is_infinitive(self, token: Token) -> bool:
        return token.tag == "VB" and any(k.lemma.lower() == "to" for k in self.tree.children(token, "aux"))

    def _of_the_convicted(self, token: Token) -> list[Token]:
        """What they are convicted of: the gerund or noun behind ``anyone convicted of``."""
        verdicts = [k for k in self.tree.children(token, "acl", "relcl", "amod") if k.lemma.lower() in _CONVICTED]
        verdicts += [k for v in verdicts for k in self.tree.children(v, "oprd", "acomp", "ccomp")]
        preps = [p for v in verdicts for p in self.tree.children(v, "prep") if p.lemma.lower() in ("of", "for")]
        return [o for p in preps for o in self.tree.objects(p)]

    def _offenders(self, token: Token, cls: str) -> list[Filler]:
        """``Mercenaries face …``: whoever does it; some in particular ("the three mercenaries") are people."""
        particular = self.tree.children(token, "det", "nummod", "poss", "amod", "acl", "relcl", "appos")
        if token.tag != "NNS" or particular:
            return []
        label = self.generic.label(cls, token)
        text = self.generic.text(self.tree.phrase(token))
        return [self.generic.filler(cls, label or text, token, text)]

    def _deed(self, token: Token, cls: str) -> list[Filler]:
        tokens = self.tree.subtree(token, frozenset({"conj", "cc", "punct", "advcl", "relcl"}))
        tokens = self._uncut([t for t in tokens if t.index >= token.index], token)
        text = self.generic.text(tokens)
        words = [t.lemma.lower() for t in tokens]
        label = next((lab for w in words if (lab := self.lexicon.expression(cls, words, w))), None)
        return [self.generic.filler(cls, label or text, token, text, span=cover(tokens))]

    def _with_circumstances(self, tokens: list[Token]) -> list[Token]:
        """What follows at once and says which deed is meant, on whatever the parser hung it.

        ``punishes enlistment in a foreign army without permission``: where it happened in fact ("in Chile"), when, and
        how it is punished ("with five years") belongs to no deed.
        """
        reached = max(t.index for t in tokens)
        while reached + 1 < len(self.tree.tokens):
            prep = self.tree.tokens[reached + 1]
            stretch = [prep, *(t for t in self.tree.subtree(prep, _CUT) if t.index > prep.index)]
            if prep.dep != "prep" or prep.lemma.lower() not in _CIRCUMSTANCES or not self._is_circumstance(stretch):
                break
            with_ = next((t.index for t in stretch if t.lemma.lower() in _NO_CIRCUMSTANCE), None)
            stretch = [t for t in stretch if with_ is None or t.index < with_]
            tokens = [*tokens, *(t for t in stretch if t.index > reached)]
            reached = max(t.index for t in tokens)
        return tokens

    def _is_circumstance(self, stretch: list[Token]) -> bool:
        """Whether a phrase tells of neither place nor time by name."""
        span = cover(stretch)
        sentence = self.generic.sentence
        named = any(n.span.overlaps(span) for n in sentence.names)
        return len(stretch) > 1 and not named and not any(t.span.overlaps(span) for t in sentence.times)

    def _uncut(self, tokens: list[Token], head: Token) -> list[Token]:
        """The tokens before "punishable" or a provision of law, which the parser may have taken into the phrase."""
        cut = next((t.index for t in tokens if t.index > head.index and self._ends(t)), None)
        return tokens if cut is None else [t for t in tokens if t.index < cut]

    def _ends(self, token: Token) -> bool:
        if token.lemma.lower() == "punishable":
            return True
        provisions = self.generic.sentence.provisions
        below = self.tree.objects(token) if token.lemma.lower() in ("under", "by") else []
        return any(p.span.overlaps(t.span) for t in below for p in provisions)

    @staticmethod
    def _own_or(label: str, text: str) -> str:
        """The text's own short name for it ("mercenarism"), the usual label for longer ones."""
        return text if len(text.split()) <= 2 and text.islower() else label
