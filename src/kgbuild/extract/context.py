"""How a statement is meant: asserted, denied, hedged, unknown, or no statement at all; and who makes it.

Read off the way from a trigger word up to the root of its sentence (vocabulary, *Rules*: Attribution, Denials, What
is no claim). Each edge of that way either leaves the statement as it is, weakens it, turns it round, hands it to a
speaker, or takes it back.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from kgbuild.extract.annotate import Sentence
from kgbuild.extract.cues import Cues
from kgbuild.extract.tree import Token, Tree
from kgbuild.model import Certainty, Polarity

_DATA_NOUNS = frozenset(
    {"figure", "datum", "data", "information", "number", "statistic", "estimate", "record", "count", "total"}
)
_COUNT_NOUNS = frozenset({"number", "figure", "total", "count", "scale", "extent", "toll", "size", "identity"})
_AWAY = frozenset({"from", "against", "without", "instead", "than", "unlike"})
_FACTUAL_PREPS = frozenset(
    {"after", "before", "since", "by", "in", "for", "while", "on", "upon", "through", "with", "despite", "of"}
)
_KNOWING = frozenset(
    {
        "public",
        "disclose",
        "publish",
        "release",
        "know",
        "establish",
        "clear",
        "available",
        "ascertain",
        "determine",
        "verify",
        "confirm",
    }
)


@dataclass(slots=True)
class _Walk:
    denied: bool = False
    hedged: bool = False
    dropped: str = ""
    unknown: bool = False
    presupposed: bool = False
    asks: bool = False
    turned: set[int] = field(default_factory=set)
    speakers: list[Token] = field(default_factory=list)


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


@dataclass(frozen=True)
class Context:
    """Reads stances off the tree of one sentence."""

    sentence: Sentence
    tree: Tree
    cues: Cues

    def stance(self, trigger: Token, *, modal: bool = False, purpose: bool = False) -> Stance:
        """The stance of the statement whose trigger is ``trigger``.

        ``modal``: what can or will be is what the frame is about (a penalty); ``purpose``: an infinitive counts.
        """
        walk = _Walk()
        if self.sentence.is_question:
            walk.dropped = "question"
        if self.cues.by_kind["fiction"] & self.sentence.words:
            walk.dropped = "fiction"
        self._own(walk, trigger, modal)
        walk.asks = walk.asks or self._asks_how_many(trigger)
        here = trigger
        while not walk.dropped and here.head != here.index:
            above = self.tree.head(here)
            self._edge(walk, here, above, modal, purpose)
            here = above
        if walk.asks and not walk.unknown:
            walk.unknown = self._says_unknown(trigger)
            walk.dropped = walk.dropped if walk.unknown else walk.dropped or "asks"
        if not walk.speakers:
            walk.speakers = self._sentence_speakers(trigger)
        if self._in_quoted_example(trigger):
            walk.dropped = "quoted example"
        certainty = Certainty.UNKNOWN if walk.unknown else Certainty.HEDGED if walk.hedged else Certainty.ASSERTED
        polarity = Polarity.DENIED if walk.denied else Polarity.AFFIRMED
        return Stance(polarity, certainty, walk.dropped, tuple(walk.speakers))

    # ------------------------------------------------------------------ at the trigger
    def _own(self, walk: _Walk, trigger: Token, modal: bool) -> None:
        if trigger.pos in ("VERB", "AUX"):
            self._verb(walk, trigger, modal, own=True)
            walk.hedged = walk.hedged or trigger.lemma.lower() in ("presume", "believe", "fear", "suspect", "assume")
        else:
            self._modifiers(walk, trigger)
            if any(d.lemma.lower() == "no" for d in self.tree.children(trigger, "det")):
                walk.dropped = "negated noun"

    def _verb(self, walk: _Walk, verb: Token, modal: bool, *, own: bool) -> None:
        """Negation, modal verbs, hedging adverbs and conditions that hang on a verb."""
        if self.tree.negated(verb):
            walk.denied = not walk.denied
        subjects = self.tree.children(verb, "nsubj", "nsubjpass")
        if own and any(
            self.cues.is_a(t.lemma, "hedges") and t.pos == "ADV" for s in subjects for t in self.tree.phrase(s)
        ):
            walk.hedged = True
        for kid in self.tree.children(verb):
            word = kid.lemma.lower()
            if kid.dep == "aux" and kid.tag == "MD":
                if self.cues.is_a(word, "hedge_modals") and (modal or self._may_have_been(verb)):
                    walk.hedged = not modal
                elif modal and self.cues.is_a(kid.word, "ability_modals", "hedge_modals") and word != "could":
                    pass
                elif self.cues.is_a(word, "hedge_modals") or self.cues.is_a(
                    kid.word, "unreal_modals", "ability_modals"
                ):
                    walk.dropped = f"modal {kid.word}"
            elif kid.dep in ("advmod", "amod", "acomp") and self.cues.is_a(word, "hedges"):
                walk.hedged = True
            elif kid.dep == "mark" and self.cues.is_a(word, "conditional_marks"):
                walk.dropped = "" if word == "whether" else f"under {word}"
                walk.asks = walk.asks or word == "whether"
            elif kid.dep == "advcl" and self._is_condition(kid):
                walk.dropped = walk.dropped or ("" if modal else "conditional")
        if self._inverted_condition(verb):
            walk.dropped = "conditional"

    def _may_have_been(self, verb: Token) -> bool:
        """``may have recruited``, ``may be fighting``: doubt about what is; ``may open a case`` is about what will be."""
        kids = self.tree.children(verb, "aux", "auxpass")
        return verb.lemma == "be" or verb.tag == "VBG" or any(k.lemma == "have" for k in kids)

    def _is_condition(self, clause: Token) -> bool:
        marks = [
            k for k in self.tree.children(clause, "mark", "advmod") if self.cues.is_a(k.lemma, "conditional_marks")
        ]
        if not marks and not self._inverted_condition(clause):
            return False
        before = self.tree.tokens[marks[0].index - 1].lemma.lower() if marks and marks[0].index else ""
        return before != "even"

    def _inverted_condition(self, verb: Token) -> bool:
        """``Should parliament pass …``, ``Were Bogota to …``, ``Had they known …``."""
        kids = self.tree.children(verb)
        subject = next((k for k in kids if k.dep in ("nsubj", "nsubjpass")), None)
        first = next((k for k in kids if k.dep == "aux"), None)
        return (
            subject is not None
            and first is not None
            and first.index < subject.index
            and first.word.lower() in ("should", "were", "had")
            and not self.sentence.is_question
        )

    def _modifiers(self, walk: _Walk, noun: Token) -> None:
        for kid in self.tree.children(noun, "amod", "advmod", "compound"):
            if self.cues.is_a(kid.lemma, "hedges"):
                walk.hedged = True

    # ------------------------------------------------------------------ on the way up
    def _edge(self, walk: _Walk, here: Token, above: Token, modal: bool, purpose: bool) -> None:
        dep = here.dep
        clause = dep == "acl" and bool(self.tree.children(here, "nsubj", "nsubjpass", "mark"))
        if dep in ("relcl", "appos") or (dep == "acl" and here.tag in ("VBN", "VBG") and not clause):
            walk.presupposed = True
        if dep == "conj":
            if above.pos in ("VERB", "AUX") and here.tag == "VB" and not self.tree.children(here, "nsubj", "aux"):
                self._verb(walk, above, modal, own=False)
            elif (
                above.pos == "VERB" and here.pos in ("NOUN", "NUM", "PROPN") and self.cues.is_a(above.lemma, "findings")
            ):
                self._speaks(walk, above)
            return
        if dep in ("ccomp", "xcomp", "parataxis") and above.pos in ("VERB", "AUX", "ADJ"):
            self._complement(walk, here, above, modal, purpose)
        elif dep == "advcl":
            self._adverbial(walk, here, above, purpose)
        elif dep == "acl" and (clause or here.tag not in ("VBN", "VBG")):
            self._noun_clause(walk, here, above, purpose)
        elif dep == "pcomp":
            self._after_preposition(walk, above)
        elif dep in ("csubj", "csubjpass") and here.tag == "VBG" and not walk.asks:
            walk.dropped = "a kind, not an event"
        elif dep == "csubj" or (dep in ("nsubj", "nsubjpass") and above.pos in ("VERB", "AUX")):
            self._as_subject(walk, here, above)
        elif dep in ("dobj", "attr", "pobj", "conj", "prep", "oprd", "nmod", "compound"):
            self._as_object(walk, here, above, modal)
        if above.pos in ("VERB", "AUX") and walk.presupposed is False and dep in ("advcl",) and not walk.dropped:
            conditional = any(
                self._is_condition(k) for k in self.tree.children(above, "advcl") if k.index != here.index
            )
            if conditional:
                walk.dropped = "conditional"

    def _complement(self, walk: _Walk, here: Token, verb: Token, modal: bool, purpose: bool) -> None:
        """``X says that S``, ``S, X says``, ``S is thought to …``, ``X plans to …``."""
        lemma = verb.lemma.lower()
        infinitive = here.dep == "xcomp" and here.tag in ("VB", "VBG")
        passive = self.tree.is_passive(verb) if verb.pos == "VERB" else False
        negated = self.tree.negated(verb)
        unknown = self._is_unknown(verb)
        if unknown and self._counts_or_asks(here):
            walk.unknown = True
        elif lemma == "be" and here.dep == "ccomp":
            self._predicated(walk, self.tree.children(verb, "acomp", "attr", "oprd"), negated)
        elif verb.pos == "ADJ":
            self._predicated(walk, [verb], self.tree.negated(self.tree.head(verb)))
        elif self.cues.is_a(lemma, "denial") or (self.cues.is_a(lemma, "speech") and negated and here.dep == "xcomp"):
            self._deny(walk, verb)
        elif passive and self.cues.is_a(lemma, "hedging_passives"):
            walk.hedged = True
        elif self.cues.is_a(lemma, "hedge_verbs"):
            walk.hedged = True
            if here.dep == "ccomp":
                self._speaks(walk, verb)
        elif (infinitive and here.tag == "VB") or here.dep == "xcomp":
            self._verb(walk, verb, modal, own=False)
            if not self.cues.is_a(lemma, "implicative") and not purpose:
                walk.dropped = f"complement of {lemma}"
        elif self.cues.is_a(lemma, "speech"):
            self._say(walk, here, verb, negated)
        elif self.cues.is_a(lemma, "beliefs"):
            self._believe(walk, verb, negated)
        elif here.dep == "ccomp" and here.tag == "VB" and lemma in ("let", "make", "have", "see", "help"):
            walk.dropped = f"complement of {lemma}"
        elif here.dep == "ccomp" and lemma not in ("be", "have", "do", "mean", "follow", "come") and verb.pos == "VERB":
            marked = any(
                k.lemma.lower() in ("that", "if", "whether", "how", "why")
                for k in self.tree.children(here, "mark", "advmod")
            )
            if marked:
                walk.dropped = f"complement of {lemma}"

    def _predicated(self, walk: _Walk, predicates: list[Token], negated: bool) -> None:
        """``It is not true that S``, ``it is possible that S``, ``there are signs that S``."""
        for kid in predicates:
            word = kid.lemma.lower()
            if (word in ("true", "correct", "right") and negated) or word in (
                "false",
                "untrue",
                "wrong",
                "incorrect",
                "lie",
            ):
                walk.denied = not walk.denied
            elif self.cues.is_a(word, "hedges", "hedge_nouns"):
                walk.hedged = True
            elif self.cues.is_a(word, "unreal_nouns"):
                walk.dropped = f"{word} that"

    def _say(self, walk: _Walk, here: Token, verb: Token, negated: bool) -> None:
        if any(t.word == ";" for t in self.tree.tokens[here.index : verb.index]):
            return  # two statements that a semicolon keeps apart
        if negated or any(
            k.tag == "MD" and not self.cues.is_a(k.lemma, "hedge_modals") for k in self.tree.children(verb, "aux")
        ):
            walk.dropped = "not said"
        else:
            self._speaks(walk, verb)

    def _believe(self, walk: _Walk, verb: Token, negated: bool) -> None:
        subjects = self.tree.agents(verb)
        firm = self.cues.is_a(verb.lemma, "hedging_passives") and not negated
        modal = any(k.tag == "MD" for k in self.tree.children(verb, "aux"))
        readers = any(self.cues.is_a(s.lemma, "reader_nouns") for s in subjects)
        if not firm or modal or readers or verb.dep in ("xcomp", "acl", "relcl", "advcl"):
            walk.dropped = "belief"
        else:
            walk.hedged = True
            self._speaks(walk, verb)

    def _deny(self, walk: _Walk, verb: Token) -> None:
        if verb.index in walk.turned:
            return  # already counted at the noun it governs: "rejected the claim that …"
        walk.turned.add(verb.index)
        if self.tree.negated(verb) or self._neither(verb):
            walk.dropped = "not denied"
            return
        walk.denied = not walk.denied
        self._speaks(walk, verb)

    def _neither(self, verb: Token) -> bool:
        """``neither confirmed nor denied``."""
        near = [*self.tree.children(verb), *self.tree.children(self.tree.head(verb))]
        return any(k.lemma.lower() in ("neither", "nor") for k in near)

    def _speaks(self, walk: _Walk, verb: Token) -> None:
        if not walk.speakers:
            subjects = self.tree.agents(verb) or self.tree.children(verb, "compound", "nmod")
            walk.speakers = [s for s in subjects if s.tag not in ("WDT", "WP", "EX")]

    def _adverbial(self, walk: _Walk, here: Token, above: Token, purpose: bool) -> None:
        marks = {k.lemma.lower() for k in self.tree.children(here, "mark", "advmod")}
        if here.tag == "VBG" and not self.tree.children(here, "nsubj") and self.cues.is_a(above.lemma, "findings"):
            if self.tree.children(above, "dobj") and not self.tree.negated(above):
                self._speaks(walk, above)
        if here.tag == "VB" and any(k.word.lower() == "to" for k in self.tree.children(here, "aux")) and not purpose:
            walk.dropped = "purpose"
        elif marks & {"before", "until", "unless", "lest"}:
            walk.dropped = "not yet"
        elif not here.tag.startswith("VBG"):
            walk.presupposed = True

    def _noun_clause(self, walk: _Walk, here: Token, noun: Token, purpose: bool) -> None:
        """``reports that …``, ``plans to …``."""
        if here.tag == "VB" and not purpose:
            walk.dropped = f"{noun.lemma} to"
            return
        governor = self.tree.head(noun)
        if self.cues.is_a(noun.lemma, "report_nouns") and self.cues.is_a(governor.lemma, "denial"):
            self._deny(walk, governor)
        elif self.cues.is_a(noun.lemma, "hedge_nouns"):
            walk.hedged = True
        elif self.cues.is_a(noun.lemma, "unreal_nouns") or self.cues.is_a(noun.lemma, "report_nouns"):
            walk.dropped = f"{noun.lemma} that"

    def _after_preposition(self, walk: _Walk, prep: Token) -> None:
        governor = self.tree.head(prep)
        lemma = governor.lemma.lower()
        if prep.lemma.lower() in _AWAY:
            walk.dropped = f"{prep.lemma} …ing"
        elif lemma in ("accuse", "suspect", "suspected", "accused", "allege", "charge"):
            walk.hedged = True
        elif self.cues.is_a(lemma, "denial"):
            self._deny(walk, governor)
        elif prep.lemma.lower() not in _FACTUAL_PREPS or self.cues.is_a(lemma, "unreal_nouns"):
            walk.dropped = f"{governor.lemma} {prep.lemma}"
        elif prep.lemma.lower() == "for" and governor.pos == "NOUN" and not self.cues.is_a(lemma, "speech"):
            walk.dropped = "a kind, not an event"

    def _as_subject(self, walk: _Walk, here: Token, verb: Token) -> None:
        if self.cues.is_a(verb.lemma, "speech", "findings") and self.tree.is_passive(verb) and here.dep == "nsubjpass":
            if self.tree.negated(verb):
                walk.dropped = walk.dropped or f"not {verb.word}"
            elif not walk.speakers:
                walk.speakers = self.tree.agents(verb)
        if self._is_unknown(verb) and (here.dep == "csubj" or here.lemma.lower() in _COUNT_NOUNS):
            walk.unknown = True

    def _unreal(self, walk: _Walk, verb: Token, modal: bool) -> None:
        """``may adopt a policy``, ``if Brazil abandoned neutrality``: the noun has not come about, or may not last."""
        trial = _Walk()
        self._verb(trial, verb, modal, own=False)
        walk.dropped = walk.dropped or trial.dropped

    def _as_object(self, walk: _Walk, here: Token, above: Token, modal: bool) -> None:
        """A noun on the way: ``evidence of S``, ``revealed S``, ``lack of information on the number of S``."""
        lemma = above.lemma.lower()
        if above.pos in ("VERB", "AUX"):
            if (
                self.cues.is_a(lemma, "unrealised")
                and here.dep in ("dobj", "prep")
                and lemma not in ("be", "have", "go", "help", "stop")
            ):
                walk.dropped = f"object of {lemma}"
                return
            if lemma in ("exist", "be") and any(
                k.lemma.lower() in _DATA_NOUNS and self._is_lacking(k)
                for k in self.tree.children(above, "nsubj", "attr")
            ):
                walk.unknown = True
            if here.lemma.lower() in _COUNT_NOUNS and lemma in _KNOWING and self._is_unknown(above):
                walk.unknown = True
            elif here.dep == "dobj" and self.cues.is_a(lemma, "findings") and not self.tree.negated(above):
                self._speaks(walk, above)
            elif here.dep in ("oprd", "acomp") and lemma in ("presume", "believe", "fear", "think", "assume"):
                walk.hedged = True
            elif walk.presupposed or here.dep != "dobj":
                return
            elif not any(d.lemma.lower() == "the" for d in self.tree.children(here, "det")):
                self._unreal(walk, above, modal)
            elif self.cues.is_a(lemma, "denial"):
                self._deny(walk, above)
            elif self.cues.is_a(lemma, "findings", "speech") and not self.tree.negated(above):
                self._speaks(walk, above)
        elif (above.pos == "NOUN" and lemma in _DATA_NOUNS and self._is_lacking(above)) or (
            above.pos in ("ADP", "SCONJ")
            and self.tree.head(above).lemma.lower() in _DATA_NOUNS
            and self._is_lacking(self.tree.head(above))
        ):
            walk.unknown = True
        elif above.pos == "NOUN" and not walk.presupposed:
            self._modifiers(walk, above)
            if lemma in ("lack", "absence", "shortage"):
                walk.unknown = walk.unknown or self._number_below(above)
                if not walk.unknown:
                    walk.dropped = "lack of"
            elif self.cues.is_a(lemma, "hedge_nouns"):
                walk.hedged = True

    # ------------------------------------------------------------------ not known
    def _asks_how_many(self, trigger: Token) -> bool:
        """``How many are at the front``: the clause asks, it does not say."""
        arguments = self.tree.children(trigger, "nsubj", "nsubjpass", "dobj", "advmod", "attr", "amod")
        near = [t for a in arguments for t in self.tree.subtree(a, frozenset({"relcl", "acl", "ccomp"}))]
        return any(k.tag == "WRB" and k.lemma.lower() == "how" for k in near)

    def _says_unknown(self, trigger: Token) -> bool:
        """Whether a clause beside or above the trigger's says that the answer is not known."""
        near = [a for a in (trigger, *self.tree.ancestors(trigger))]
        near += [k for a in near for k in self.tree.children(a, "conj", "ccomp", "parataxis")]
        return any(self._is_unknown(v) for v in near if v.index != trigger.index)

    def _is_unknown(self, verb: Token) -> bool:
        """Whether a predicate says that something is not known: ``is unknown``, ``is not known``, ``impossible to …``."""
        kids = [verb, *self.tree.children(verb, "acomp", "attr", "oprd", "advmod", "ccomp", "xcomp")]
        if any(self.cues.is_a(k.lemma, "unknown") for k in kids):
            return True
        if verb.lemma in ("know", "say", "tell") and any(
            k.lemma.lower() in ("nobody", "none")
            or (k.lemma == "one" and any(d.lemma.lower() == "no" for d in self.tree.children(k)))
            for k in self.tree.children(verb, "nsubj")
        ):
            return True
        knowing = any(k.lemma.lower() in _KNOWING for k in kids)
        above = self.tree.head(verb)
        impossible = any(
            self.cues.is_a(k.lemma, "unknown") for k in [above, *self.tree.children(above, "acomp", "oprd", "ccomp")]
        )
        return knowing and (self.tree.negated(verb) or (verb.dep in ("xcomp", "advcl", "ccomp") and impossible))

    def _is_lacking(self, noun: Token) -> bool:
        """``no figures exist for …``, ``reliable data are lacking``."""
        verb = self.tree.head(noun)
        none = any(d.lemma.lower() == "no" for d in self.tree.children(noun, "det"))
        return none or (verb.pos in ("VERB", "AUX") and (self._is_unknown(verb) or verb.lemma == "lack"))

    def _counts_or_asks(self, clause: Token) -> bool:
        words = {t.word.lower() for t in self.tree.subtree(clause)}
        return bool(words & {"how", "whether", "if"})

    def _number_below(self, noun: Token) -> bool:
        return any(t.lemma.lower() in _COUNT_NOUNS for t in self.tree.subtree(noun))

    # ------------------------------------------------------------------ who says so
    def _sentence_speakers(self, trigger: Token) -> list[Token]:
        """Sources named beside the main clause: ``according to X``, ``…, X says``."""
        for token in self.tree.tokens:
            if token.lemma.lower() == "accord" or token.word.lower() == "according":
                for prep in self.tree.children(token, "prep"):
                    return self.tree.objects(prep)
        for token in self.tree.tokens:
            if token.lemma.lower() in ("word", "view", "opinion") and self.tree.head(token).lemma.lower() in (
                "in",
                "by",
            ):
                owners = self.tree.children(token, "poss")
                owners += [
                    o for p in self.tree.children(token, "prep") if p.lemma == "of" for o in self.tree.objects(p)
                ]
                if owners:
                    return owners
        for above in [trigger, *self.tree.ancestors(trigger)]:
            for kid in self.tree.children(above, "ccomp"):
                colon = any(t.word == ":" for t in self.tree.tokens[kid.index : above.index])
                if colon and self.cues.is_a(kid.lemma, "speech"):
                    return self.tree.agents(kid)
            for kid in self.tree.children(above, "parataxis", "advcl"):
                reported = kid.dep == "parataxis" or any(
                    m.lemma.lower() == "as" for m in self.tree.children(kid, "mark")
                )
                if self.cues.is_a(kid.lemma, "speech") and reported:
                    return self.tree.agents(kid)
        return self._aside(trigger)

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
                if heads and all(t.pos != "VERB" for t in source):
                    return [heads[-1]]
        return []

    def _speaks_by_form(self, token: Token) -> bool:
        """Whether a word is a form of a verb of saying, whatever the parser took it for."""
        word = token.word.lower()
        bare = {word, word.removesuffix("s"), word.removesuffix("ed"), word.removesuffix("d"), token.lemma.lower()}
        return bool(bare & self.cues.by_kind["aside"])

    def _in_quoted_example(self, trigger: Token) -> bool:
        """``phrases such as "…"``: the words are shown, not used."""
        quotation = self.sentence.quoted(trigger.span)
        if quotation is None:
            return False
        before = self.sentence.text[: quotation.start - self.sentence.span.start].lower().split()[-4:]
        return any(self.cues.is_a(w.strip(",:").removesuffix("s"), "exclusive_quotes") for w in before)
