"""The places of a trigger word: grammatical functions, prepositions, and ways of several (``patient/under``)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kgbuild.extract.lexicon import Lexicon
from kgbuild.extract.tree import Token, Tree

_KEEPING = frozenset({"commit", "adhere", "stick", "hold", "keep", "cling", "return", "subscribe"})
"""Verbs of which the object of "to" is what the subject has: ``is committed to neutrality``."""
_STATING = frozenset({"declare", "profess", "proclaim", "follow", "pursue", "adopt", "maintain", "observe", "claim"})
"""Verbs of which the object is what the subject has: ``the neutrality that it professes``."""
ANYTHING = "*"
"""Among the lemmas of a place: whatever stands there."""


@dataclass(frozen=True)
class Places:
    """Finds what stands at the places that frames name (docs on packs, *Frames*) in one parsed sentence."""

    tree: Tree
    lexicon: Lexicon

    def at(self, trigger: Token, place: str) -> list[Token]:
        """The heads of the phrases at a place.

        ``a/b`` is place ``b`` of what stands at place ``a``; ``a+b`` is what stands at either.
        """
        first, _, rest = place.partition("/")
        found = [t for one in first.split("+") for t in self._function(trigger, one)]
        found = list({t.index: t for t in found}.values()) if "+" in first else found
        if not rest:
            return found
        return list({t.index: t for f in found for t in self.at(f, rest)}.values())

    def holds(self, token: Token, place: str, lemmas: frozenset[str]) -> bool:
        """Whether one of ``lemmas`` stands at a place of a trigger (``needs``, ``without`` of a frame's triggers)."""
        if place == "prt":
            near = [*self.tree.children(token, "prt"), *self.tree.children(token, "prep", "advmod")]
        elif place == "prep":
            near = self.tree.preps(token)
        elif place == "patient":
            near = self.tree.patients(token)
            if self.tree.is_passive(token):  # "was given ten years"
                near += self.tree.children(token, "dobj", "oprd")
        elif place == "retained":
            near = self._function(token, "retained")
        elif place == "agent":
            near = self.tree.agents(token)
        elif place == "modifier":
            near = self.tree.children(token, "amod", "compound", "nmod", "poss")
            if token.dep == "compound":
                near += self.tree.children(self.tree.head(token), "amod", "compound", "nmod", "poss")
        elif place == "governor":
            near = [self.tree.head(token)]
        elif place == "attr":
            near = self.tree.children(token, "attr", "acomp", "oprd")
            clauses = self.tree.children(token, "ccomp")
            near += [k for k in clauses if k.pos == "ADJ" or (k.pos == "NOUN" and self._is_said_of_it(k))]
            near += [s for k in clauses if k.tag == "VB" for s in self.tree.children(k, "nsubj")]
        elif place == "subject":
            near = self._function(token, "subject")
            near += [k for t in near for k in self.tree.children(t, "acl", "amod") if k.tag == "VBN"]
        elif place == "adv":
            near = self.tree.children(token, "advmod", "prt", "prep")
            near += [k for k in self.tree.children(token, "ccomp") if k.pos == "ADV"]  # "made it home"
        elif place == "medium" or "/" in place:
            near = self.at(token, place)
        elif place == "near":
            near = [t for t in self.tree.tokens if t.index != token.index]
        else:
            preps = self.tree.preps(token, place)
            if place == "as":  # "lists 75 as dead and six as missing": the second is said of others
                preps = [p for p in preps if not self._is_gapped(p)]
            near = [o for p in preps for o in self.tree.objects(p)]
        if ANYTHING in lemmas:
            return bool(near)
        return any(t.lemma.lower() in lemmas or t.word.lower() in lemmas for t in near)

    def _is_said_of_it(self, noun: Token) -> bool:
        """``make it an offence to …``, where the parser took the offence for a clause of its own."""
        return any(s.word.lower() == "it" for s in self.tree.children(noun, "nsubj"))

    def _is_gapped(self, prep: Token) -> bool:
        """Whether a number stands right before a preposition, and another phrase of it further ahead: ``six as …``."""
        before = self.tree.tokens[prep.index - 1] if prep.index else prep
        earlier = (t for t in self.tree.tokens[: prep.index] if t.lemma.lower() == prep.lemma.lower())
        return before.pos == "NUM" and any(t.pos in ("ADP", "SCONJ") for t in earlier)

    def _function(self, trigger: Token, place: str) -> list[Token]:
        tree = self.tree
        match place:
            case "agent":
                return tree.agents(trigger) if trigger.pos != "NOUN" else self.objects(trigger, "by")
            case "patient":
                found = tree.patients(trigger) if trigger.pos != "NOUN" else self.objects(trigger, "of")
                return found or self.spread(tree.children(trigger, "dobj"))
            case "undergoer":
                return tree.patients(trigger) if tree.is_passive(trigger) else tree.agents(trigger)
            case "recipient":
                return tree.recipients(trigger)
            case "retained":
                return self.spread(tree.children(trigger, "dobj", "oprd", "attr"))
            case "subject":
                return self.spread(tree.children(trigger, "nsubj", "nsubjpass")) or tree.agents(trigger)
            case "attr":
                return self.spread(tree.children(trigger, "attr", "acomp", "oprd", "dobj"))
            case "modifier":
                return self.spread(tree.children(trigger, "amod", "compound", "nmod"))
            case "predicate":
                above = tree.head(trigger)
                if above.lemma != "be" or trigger.dep not in ("nsubj", "attr"):
                    return []
                return self.spread(tree.children(above, "attr" if trigger.dep == "nsubj" else "nsubj"))
            case "poss" | "appos":
                return tree.children(trigger, place)
            case "self":
                return [trigger]
            case _:
                return self._wider(trigger, place)

    def _wider(self, trigger: Token, place: str) -> list[Token]:
        """Places beyond the trigger's own arguments: what it belongs to, what governs it, prepositions."""
        tree = self.tree
        match place:
            case "head":
                return self._governing_noun(trigger)
            case "name":
                beside = tree.children(trigger, "appos") + (
                    [tree.head(trigger)] if trigger.dep in ("compound", "nmod", "appos") else []
                )
                return [t for t in beside if t.masked]
            case "where":
                return self._where(trigger)
            case "holder":
                return self._holder(trigger)
            case "clause":
                clauses = (a for a in tree.ancestors(trigger) if a.pos in ("VERB", "AUX"))
                return next((tree.agents(v) for v in clauses), [])
            case "copula":
                above = tree.head(trigger)
                return [above] if trigger.dep in ("attr", "nsubj") and above.lemma == "be" else []
            case "above":
                above = tree.head(trigger)
                return [above] if trigger.dep in ("advcl", "acl") and above.pos == "VERB" else []
            case "cleft":
                return self._cleft(trigger)
            case "bearer":
                return self._bearer(trigger)
            case "beside":
                above = tree.head(trigger)
                if trigger.dep == "attr" and above.lemma == "be":
                    return self._function(above, "subject")
                return [above] if trigger.dep == "appos" else []
            case "owner":
                verbs = [v for v in tree.children(trigger, "acl") if tree.is_passive(v)]
                return [a for v in verbs for a in tree.agents(v)] or tree.children(trigger, "poss")
            case "ancestor":
                way = list(self._within_statement(trigger))
                told = next((n for n, v in enumerate([trigger, *way]) if v.dep == "ccomp"), len(way))
                verbs = [v for v in [trigger, *way][: told + 1] if v.pos in ("VERB", "AUX")]  # not who tells of it
                return [a for a in way if a.pos in ("NOUN", "PROPN")] + [
                    t for v in verbs for t in (*tree.children(v, "dobj"), *self._governor_objects(v), *tree.agents(v))
                ]
            case "governor-object":
                return self._governor_objects(trigger)
            case "governor-subject":
                above = tree.head(trigger)
                if trigger.dep == "pobj" and above.pos == "ADP":
                    above = tree.head(above)
                    if above.pos == "VERB" and tree.is_passive(above):
                        return tree.patients(above)
                    return tree.agents(above) if above.lemma in _KEEPING else []
                governed = trigger.dep in ("dobj", "attr", "nsubjpass") and above.pos in ("VERB", "AUX")
                stating = [r for r in tree.children(trigger, "relcl") if r.lemma in _STATING]
                return tree.agents(above) if governed else [a for r in stating for a in tree.agents(r)]
            case "purpose":
                return self._purpose(trigger)
            case "medium":
                return self._medium(trigger)
            case "participle":
                return tree.children(trigger, "acl")
            case "infinitive":
                return self._infinitives(trigger)
            case _:
                return self.objects(trigger, place)

    def _within_statement(self, token: Token) -> Iterator[Token]:
        """What governs a token, up to whoever only says it: not the paper of ``they posted it, the paper adds``."""
        below = token
        for above in self.tree.ancestors(token):
            if below.dep in ("ccomp", "parataxis") and above.pos == "VERB":
                return
            yield above
            below = above

    def _infinitives(self, trigger: Token) -> list[Token]:
        """``It is a crime to fight abroad``: infinitives of a predicate or of what it says."""
        near = [trigger, *self.tree.children(trigger, "attr", "acomp", "ccomp", "oprd", "dobj")]
        below = [k for t in near for k in self.tree.children(t, "xcomp", "relcl", "advcl", "acl", "ccomp", "csubj")]
        return [k for k in below if k.tag == "VB" and any(a.tag == "TO" for a in self.tree.children(k, "aux"))]

    def _governor_objects(self, verb: Token) -> list[Token]:
        """For a participle after a comma, the object of the verb before: ``revealed a system …, operating since …``."""
        above = self.tree.head(verb)
        if (
            verb.dep in ("advcl", "acl", "xcomp")
            and verb.tag in ("VBG", "VBN")
            and above.pos == "VERB"
            and not self.tree.children(verb, "nsubj")
        ):
            return self.spread(self.tree.children(above, "dobj"))
        return []

    def _governing_noun(self, trigger: Token) -> list[Token]:
        """The noun that a participle, relative clause or gerund belongs to: ``system for sending …``."""
        above = self.tree.head(trigger)
        if trigger.dep == "pcomp":
            above = self.tree.head(above)
        if any(s.tag not in ("WDT", "WP") for s in self.tree.children(trigger, "nsubj")):
            return []  # "a system in which Russia recruits": it is Russia that does
        return (
            [above]
            if trigger.dep in ("acl", "relcl", "amod", "pcomp") and above.pos in ("NOUN", "PROPN", "PRON")
            else []
        )

    def objects(self, trigger: Token, *preps: str) -> list[Token]:
        """What stands behind one of ``preps`` near a trigger; ``out_of`` is a chain of two."""
        words = {p.replace("_", " ") for p in preps}
        found = []
        nearby = self.tree.preps(trigger) + self._adjacent_prep(trigger)
        direct = [p for p in nearby if p.head == trigger.index or self.tree.head(p).dep == "conj"]
        if words == {"of"} and any(p.lemma.lower() in words for p in direct):
            nearby = [p for p in nearby if p in direct or self.tree.head(p) in direct]
        for prep in nearby:
            if self.lexicon.is_in(self.tree.head(prep).lemma, "stopovers"):
                continue  # "flights from Lagos with a stopover in Doha"
            chained = [
                prep.lemma.lower(),
                *(f"{prep.lemma.lower()} {k.lemma.lower()}" for k in self.tree.children(prep, "prep", "pcomp")),
            ]
            if words & set(chained) or words & self._coordinated(prep):
                found += self.tree.objects(prep)
            elif any(w.startswith(f"{chained[0]} ") for w in words):
                found += self._behind_phrase(prep, words)
        return found

    def in_subject(self, trigger: Token, token: Token) -> bool:
        """Whether a token stands within the phrase of a verb's subject: ``a firm in Oran has recruited``."""
        below = [token, *self.tree.ancestors(token)]
        return any(t.dep in ("nsubj", "nsubjpass") and t.head == trigger.index and t != token for t in below)

    def _behind_phrase(self, prep: Token, words: set[str]) -> list[Token]:
        """What stands behind a preposition of several words: ``by way of``, ``by means of``."""
        inner = [(n, p) for n in self.tree.children(prep, "pobj") for p in self.tree.children(n, "prep")]
        return [
            o for n, p in inner if f"{prep.lemma} {n.word} {p.lemma}".lower() in words for o in self.tree.objects(p)
        ]

    def _coordinated(self, prep: Token) -> set[str]:
        """The first of coordinated prepositions: ``via WhatsApp and at job fairs``."""
        first = prep
        while first.dep == "conj" and self.tree.head(first).pos == "ADP":
            first = self.tree.head(first)
        return {first.lemma.lower()} if first.index != prep.index else set()

    def _where(self, trigger: Token) -> list[Token]:
        """``Cameroon, where Russia recruits``: the place that a relative clause speaks of."""
        for verb in [trigger, *self.tree.ancestors(trigger)]:
            if verb.dep == "relcl":
                asks = any(k.lemma.lower() == "where" for k in self.tree.children(verb, "advmod"))
                return [self.tree.head(verb)] if asks else []
        return []

    def _medium(self, verb: Token) -> list[Token]:
        """``a clip in which a man promises …``: in what a relative clause's event takes place."""
        asks = any(o.lemma == "which" for p in self.tree.children(verb, "prep") for o in self.tree.children(p, "pobj"))
        asks = asks or any(k.lemma.lower() == "where" for k in self.tree.children(verb, "advmod"))
        return [self.tree.head(verb)] if verb.dep == "relcl" and asks else []

    def _holder(self, trigger: Token) -> list[Token]:
        """What is in a state: ``a scheme, in place since …``, ``in operation since …, the ring …``."""
        prep = self.tree.head(trigger)
        if trigger.dep != "pobj" or prep.lemma.lower() not in ("in", "at"):
            return []
        above = self.tree.head(prep)
        return [above] if above.pos in ("NOUN", "PROPN") else self.tree.agents(above)

    def _cleft(self, verb: Token) -> list[Token]:
        """What a copula says to be given: ``2,000 dollars is what it offers``, ``pay is the bait it holds out``."""
        above = self.tree.head(verb)
        asks = verb.dep == "ccomp" and any(k.lemma.lower() == "what" for k in self.tree.children(verb))
        if verb.dep == "relcl" and above.dep == "attr":
            above, asks = self.tree.head(above), True
        return self.spread(self.tree.children(above, "nsubj")) if asks and above.lemma == "be" else []

    def _bearer(self, trigger: Token) -> list[Token]:
        """Who is in or on what a noun names: ``27 Ghanaians in the army``, also where the parser asks the verb."""
        prep = self.tree.head(trigger)
        if trigger.dep != "pobj" or prep.lemma.lower() not in ("in", "on", "at", "among", "inside", "within"):
            return []
        above = self.tree.head(prep)
        before = self.tree.tokens[prep.index - 1] if prep.index else prep
        near = above if above.pos in ("NOUN", "PROPN", "NUM") else before
        return [near] if near.pos in ("NOUN", "PROPN", "NUM") and near.index < prep.index else []

    def _adjacent_prep(self, trigger: Token) -> list[Token]:
        """The preposition right behind a noun, which the parser may have hung on the verb before it."""
        if trigger.pos not in ("NOUN", "PROPN"):
            return []
        after = trigger.index + 1
        prep = self.tree.tokens[after] if after < len(self.tree.tokens) else None
        return [prep] if prep is not None and prep.dep == "prep" and prep.head != trigger.index else []

    def spread(self, tokens: list[Token]) -> list[Token]:
        """The tokens, each followed by what is coordinated after it."""
        return [f for t in tokens for f in self.tree.followers(t)]

    def _purpose(self, trigger: Token) -> list[Token]:
        """Whom one fights for where an infinitive says it: ``signed contracts to fight for Russia``."""
        found = []
        for kid in self.tree.subtree(trigger, frozenset({"relcl", "ccomp", "conj"})):
            serving = kid.dep in ("xcomp", "advcl", "acl", "relcl") and self.lexicon.is_in(kid.lemma, "serving")
            if serving:
                found += [o for p in self.tree.preps(kid, "for", "with", "alongside") for o in self.tree.objects(p)]
            if serving and self.lexicon.is_in(kid.lemma, "joining"):
                found += self.tree.children(kid, "dobj")
        return found
