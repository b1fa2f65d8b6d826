"""Attribution within a sentence: sources that stand beside the clause they are responsible for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from kgbuild.extract.annotate import Sentence
from kgbuild.extract.cues import Cues
from kgbuild.extract.tree import Token, Tree

_VIEWS = frozenset({"word", "view", "opinion"})
_RECKONINGS = frozenset({"account", "count", "reckoning", "estimate", "estimation", "tally", "telling", "calculation"})


@dataclass(frozen=True)
class Attribution:
    """Finds the sources of one sentence; answers are heads of the phrases that name them."""

    sentence: Sentence
    tree: Tree
    cues: Cues

    def speakers(self, trigger: Token) -> list[Token]:
        """Sources named beside the main clause: ``according to X``, ``…, X says``."""
        return self._of_all or self._inserted(trigger) or self._aside(trigger)

    @cached_property
    def _of_all(self) -> list[Token]:
        """The sources of the whole sentence, whatever the trigger."""
        return self._according_to() or self._in_words_of()

    def _according_to(self) -> list[Token]:
        for token in self.tree.tokens:
            if token.lemma.lower() == "accord" or token.word.lower() == "according":
                for prep in self.tree.children(token, "prep"):
                    return self.tree.objects(prep)
        return []

    def _in_words_of(self) -> list[Token]:
        """``in the words of X``, ``in X's view``, ``by X's account``, ``by the count of X``."""
        for token in self.tree.tokens:
            governor = self.tree.head(token).lemma.lower()
            lemma = token.lemma.lower()
            if (lemma in _VIEWS and governor in ("in", "by")) or (lemma in _RECKONINGS and governor == "by"):
                of = [p for p in self.tree.children(token, "prep") if p.lemma == "of"]
                owners = self.tree.children(token, "poss") + [o for p in of for o in self.tree.objects(p)]
                if owners:
                    return owners
        return []

    def _inserted(self, trigger: Token) -> list[Token]:
        """A clause of saying beside or above the trigger's: ``…, X says``, ``as X reports, …``, ``X said: …``."""
        for above in [trigger, *self.tree.ancestors(trigger)]:
            for kid in self.tree.children(above, "ccomp"):
                colon = any(t.word == ":" for t in self.tree.tokens[kid.index : above.index])
                if colon and self.cues.is_a(kid.lemma, "speech"):
                    return self.tree.agents(kid)
            for kid in self.tree.children(above, "parataxis", "advcl"):
                as_clause = any(m.lemma.lower() == "as" for m in self.tree.children(kid, "mark"))
                if self.cues.is_a(kid.lemma, "speech") and (kid.dep == "parataxis" or as_clause):
                    return self.tree.agents(kid)
        return []

    def _aside(self, trigger: Token) -> list[Token]:
        """``…, the embassy in Bogota estimates.``: a source after a comma that the parser did not recognise."""
        tokens = self.tree.tokens
        for verb in tokens[1:]:
            after = tokens[verb.index + 1] if verb.index + 1 < len(tokens) else None
            ends = after is None or after.pos == "PUNCT" or (after.lemma in ("on", "in") and after.pos == "ADP")
            passive = bool(self.tree.children(verb, "auxpass"))
            if not ends or passive or verb.index == trigger.index or not self._speaks_by_form(verb):
                continue
            commas = [t.index for t in tokens[max(0, verb.index - 9) : verb.index] if t.word == ","]
            if commas:
                source = [t for t in tokens[commas[-1] + 1 : verb.index] if t.tag not in ("VBZ", "VBD", "VBP")]
                stop = next((n for n, t in enumerate(source) if n and t.pos == "ADP"), len(source))
                heads = [t for t in source[:stop] if t.pos in ("NOUN", "PROPN", "PRON")]
                if any(t.tag in ("WDT", "WP") for t in source):
                    continue  # "…, a list which the agency submitted": of the list
                if heads and all(t.pos != "VERB" or t.dep == "amod" for t in source):
                    return self._joined(heads)
        return []

    def _joined(self, heads: list[Token]) -> list[Token]:
        """Of the nouns of a source its last one, and those that are coordinated with it: ``police and two lawyers``."""
        near = {t.index for t in heads}
        return [t for t in self.tree.conjuncts(heads[-1]) if t.index in near]

    def _speaks_by_form(self, token: Token) -> bool:
        """Whether a word is a form of a verb of saying, whatever the parser took it for."""
        word = token.word.lower()
        bare = {word, word.removesuffix("s"), word.removesuffix("ed"), word.removesuffix("d"), token.lemma.lower()}
        return bool(bare & self.cues.by_kind["aside"])

    def in_quoted_example(self, trigger: Token) -> bool:
        """``phrases such as "…"``: the words are shown, not used."""
        quotation = self.sentence.quoted(trigger.span)
        if quotation is None:
            return False
        before = self.sentence.text[: quotation.start - self.sentence.span.start].lower().split()[-4:]
        return any(self.cues.is_a(w.strip(",:").removesuffix("s"), "exclusive_quotes") for w in before)
