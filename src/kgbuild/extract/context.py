"""How a statement is meant: asserted, denied, hedged, unknown, or no statement at all; and who makes it.

Read off the way from a trigger word up to the root of its sentence (vocabulary, *Rules*: Attribution, Denials, What
is no claim). Each edge of that way either leaves the statement as it is, weakens it, turns it round, hands it to a
speaker, or takes it back. The edges stand together here because they take turns on one walk; what hangs on a single
word is read elsewhere (:mod:`~kgbuild.extract.modality`, :mod:`~kgbuild.extract.unknown`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from kgbuild.extract.annotate import Sentence
from kgbuild.extract.attribution import Attribution
from kgbuild.extract.cues import Cues
from kgbuild.extract.modality import Modality
from kgbuild.extract.stance import Stance, Walk
from kgbuild.extract.tree import SUBJECTS, Token, Tree
from kgbuild.extract.unknown import Unknowns
from kgbuild.model import Certainty, Polarity

# A gerund behind one of the first has not happened ("prevented from joining"); behind the others it has.
_AWAY = frozenset({"from", "against", "without", "instead", "than", "unlike"})
_FACTUAL_PREPOSITIONS = frozenset(
    {"after", "before", "since", "by", "in", "for", "while", "on", "upon", "through", "with", "despite", "of"}
)


@dataclass(frozen=True)
class Context:
    """Reads stances off the tree of one sentence."""

    sentence: Sentence
    tree: Tree
    cues: Cues
    _read: dict[tuple[int, bool, bool], Stance] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def modality(self) -> Modality:
        """What hangs on single words of the sentence."""
        return Modality(self.sentence, self.tree, self.cues)

    @cached_property
    def unknowns(self) -> Unknowns:
        """What the sentence says is not known."""
        return Unknowns(self.tree, self.cues)

    @cached_property
    def attribution(self) -> Attribution:
        """The sources that the sentence names beside its clauses."""
        return Attribution(self.sentence, self.tree, self.cues)

    def stance(self, trigger: Token, *, modal: bool = False, purpose: bool = False) -> Stance:
        """The stance of the statement whose trigger is ``trigger``.

        ``modal``: what can or will be is what the frame is about (a penalty); ``purpose``: an infinitive counts.
        """
        way = (trigger.index, modal, purpose)  # many frames ask of one trigger
        if way not in self._read:
            self._read[way] = self._stance(trigger, modal, purpose)
        return self._read[way]

    def _stance(self, trigger: Token, modal: bool, purpose: bool) -> Stance:
        walk = Walk()
        if self.sentence.is_question:
            walk.dropped = "question"
        if self.cues.by_kind["fiction"] & self.sentence.words:
            walk.dropped = "fiction"
        self._own(walk, trigger, modal)
        walk.asks = walk.asks or self.unknowns.asks_how_many(trigger)
        here = trigger
        while not walk.dropped and here.head != here.index:
            above = self.tree.head(here)
            self._edge(walk, here, above, modal, purpose)
            here = above
        if walk.asks and not walk.unknown:
            walk.unknown = self.unknowns.says_unknown(trigger)
            walk.dropped = walk.dropped if walk.unknown else walk.dropped or "asks"
        if not walk.speakers:
            walk.speakers = [s for s in self.attribution.speakers(trigger) if not self.unknowns.is_nobody(s)]
        if self.attribution.in_quoted_example(trigger):
            walk.dropped = "quoted example"
        certainty = Certainty.UNKNOWN if walk.unknown else Certainty.HEDGED if walk.hedged else Certainty.ASSERTED
        polarity = Polarity.DENIED if walk.denied else Polarity.AFFIRMED
        return Stance(polarity, certainty, walk.dropped, tuple(walk.speakers))

    def _own(self, walk: Walk, trigger: Token, modal: bool) -> None:
        if trigger.pos in ("VERB", "AUX"):
            self.modality.verb(walk, trigger, modal, own=True)
            walk.hedged = walk.hedged or self.cues.is_a(trigger.lemma, "presumptions")
        else:
            self.modality.modifiers(walk, trigger)
            if any(d.lemma.lower() == "no" for d in self.tree.children(trigger, "det")):
                walk.dropped = "negated noun"

    def _edge(self, walk: Walk, here: Token, above: Token, modal: bool, purpose: bool) -> None:
        dep = here.dep
        clause = self._is_content_clause(here, above)
        if (dep in ("relcl", "appos") and not clause) or (dep == "acl" and here.tag in ("VBN", "VBG") and not clause):
            walk.presupposed = True
        if dep == "conj":
            self._coordinated(walk, here, above, modal)
            return
        if dep in ("ccomp", "xcomp", "parataxis") and above.pos in ("VERB", "AUX", "ADJ"):
            self._complement(walk, here, above, modal, purpose)
        elif dep == "advcl":
            self._adverbial(walk, here, above, purpose)
        elif clause or (dep == "acl" and here.tag not in ("VBN", "VBG")):
            self._noun_clause(walk, here, above, purpose)
        elif dep == "pcomp":
            self._after_preposition(walk, above)
        elif (
            dep in SUBJECTS
            and here.tag == "VBG"
            and here.pos == "VERB"
            and not walk.asks
            and not self.tree.is_fronted(here)
        ):
            walk.dropped = "a kind, not an event"
        elif dep == "csubj" or (dep in ("nsubj", "nsubjpass") and above.pos in ("VERB", "AUX")):
            self._as_subject(walk, here, above)
        elif dep in ("dobj", "attr", "pobj", "conj", "prep", "oprd", "nmod", "compound"):
            self._as_object(walk, here, above, modal)
        if above.pos in ("VERB", "AUX") and not walk.presupposed and dep == "advcl" and not walk.dropped:
            others = (k for k in self.tree.children(above, "advcl") if k.index != here.index)
            if any(self.modality.is_condition(k) for k in others):
                walk.dropped = "conditional"

    def _is_content_clause(self, verb: Token, noun: Token) -> bool:
        """``reports that Russia recruits Kenyans``: what the noun is about, not which one it is."""
        subjects = self.tree.children(verb, "nsubj", "nsubjpass", "mark")
        if verb.dep == "acl":
            return bool(subjects)
        about = self.cues.is_a(noun.lemma, "report_nouns", "unreal_nouns", "hedge_nouns")
        if verb.dep == "ccomp":
            return about and noun.pos in ("NOUN", "PROPN")
        return verb.dep == "relcl" and about and any(s.tag not in ("WDT", "WP") for s in subjects if s.dep != "mark")

    def _coordinated(self, walk: Walk, here: Token, above: Token, modal: bool) -> None:
        if above.pos in ("VERB", "AUX") and here.tag == "VB" and not self.tree.children(here, "nsubj", "aux"):
            self.modality.verb(walk, above, modal, own=False)
        elif above.pos == "VERB" and here.pos in ("NOUN", "NUM", "PROPN") and self.cues.is_a(above.lemma, "findings"):
            self._speaks(walk, above)

    def _complement(self, walk: Walk, here: Token, verb: Token, modal: bool, purpose: bool) -> None:
        """``X says that S``, ``S, X says``, ``S is thought to …``, ``X plans to …``."""
        lemma = verb.lemma.lower()
        infinitive = here.dep == "xcomp" and here.tag in ("VB", "VBG")
        passive = self.tree.is_passive(verb) if verb.pos == "VERB" else False
        negated = self.tree.negated(verb)
        unknown = self.unknowns.is_unknown(verb)
        if unknown and (walk.unknown or self.unknowns.counts_or_asks(here)):
            walk.unknown = True
            if lemma in ("say", "tell") and negated:
                self._speaks(walk, verb)
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
            self.modality.verb(walk, verb, modal, own=False)
            done = self.cues.is_a(lemma, "implicative", "using") or (passive and self.cues.is_a(lemma, "causing"))
            done = done or self.tree.is_sent(here)
            if not done and not (purpose and self.cues.is_a(lemma, "trying")):
                walk.dropped = f"complement of {lemma}"
        elif self.cues.is_a(lemma, "speech"):
            self._say(walk, here, verb, negated)
        elif self.cues.is_a(lemma, "beliefs"):
            self._believe(walk, verb, negated)
        elif here.dep == "ccomp":
            self._other_complement(walk, here, verb)

    def _other_complement(self, walk: Walk, here: Token, verb: Token) -> None:
        """A clause below a verb of no list: ``let him S``, ``explains why S``."""
        lemma = verb.lemma.lower()
        if here.tag == "VB" and not self.tree.children(here, "aux", "mark") and self.cues.is_a(lemma, "speech"):
            return
        if here.tag == "VB":
            walk.dropped = f"complement of {lemma}"
        elif lemma not in ("be", "have", "do", "mean", "follow", "come") and verb.pos == "VERB":
            marks = self.tree.children(here, "mark", "advmod")
            if any(k.lemma.lower() in ("that", "if", "whether", "how", "why") for k in marks):
                walk.dropped = f"complement of {lemma}"

    def _predicated(self, walk: Walk, predicates: list[Token], negated: bool) -> None:
        """``It is not true that S``, ``it is possible that S``, ``there are signs that S``."""
        for kid in predicates:
            word = kid.lemma.lower()
            if any(d.lemma.lower() == "no" for d in self.tree.children(kid, "det")):
                walk.dropped = f"no {word}"
                return
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

    def _say(self, walk: Walk, here: Token, verb: Token, negated: bool) -> None:
        if any(t.word == ";" for t in self.tree.tokens[here.index : verb.index]):
            return  # two statements that a semicolon keeps apart
        if any(s.tag == "WP" and self.tree.tokens[s.index - 1].word == "," for s in self.tree.children(here, "nsubj")):
            return  # "X spoke, who heads the campaign"
        if self.modality.is_refuted(verb):
            walk.dropped = "refuted"
        elif negated or any(
            k.tag == "MD" and not self.cues.is_a(k.lemma, "hedge_modals") for k in self.tree.children(verb, "aux")
        ):
            walk.dropped = "not said"
        else:
            self._speaks(walk, verb)

    def _believe(self, walk: Walk, verb: Token, negated: bool) -> None:
        subjects = self.tree.agents(verb)
        firm = self.cues.is_a(verb.lemma, "hedging_passives") and not negated
        modal = any(k.tag == "MD" for k in self.tree.children(verb, "aux"))
        readers = any(self.cues.is_a(s.lemma, "reader_nouns") for s in subjects)
        if not firm or modal or readers or verb.dep in ("xcomp", "acl", "relcl", "advcl"):
            walk.dropped = "belief"
        else:
            walk.hedged = True
            self._speaks(walk, verb)

    def _deny(self, walk: Walk, verb: Token) -> None:
        if verb.index in walk.turned:
            return  # already counted at the noun it governs: "rejected the claim that …"
        walk.turned.add(verb.index)
        if self.tree.negated(verb) or self.modality.neither(verb):
            walk.dropped = "not denied"
            return
        walk.denied = not walk.denied
        self._speaks(walk, verb)

    def _speaks(self, walk: Walk, verb: Token) -> None:
        if not walk.speakers:
            subjects = self.tree.agents(verb) or self.tree.children(verb, "compound", "nmod")
            walk.speakers = [s for s in subjects if s.tag not in ("WDT", "WP", "EX") and not self.unknowns.is_nobody(s)]

    def _adverbial(self, walk: Walk, here: Token, above: Token, purpose: bool) -> None:
        marks = {k.lemma.lower() for k in self.tree.children(here, "mark", "advmod")}
        if here.tag == "VBG" and not self.tree.children(here, "nsubj") and self.cues.is_a(above.lemma, "findings"):
            self._speaks_of_object(walk, here, above)
        aimed = here.tag == "VB" and any(k.word.lower() == "to" for k in self.tree.children(here, "aux"))
        if aimed and (self.cues.is_a(above.lemma, "using") or self.tree.is_sent(here)):
            self.modality.verb(walk, above, modal=False, own=False)
        elif aimed and not purpose:
            walk.dropped = "purpose"
        elif marks & {"before", "until", "unless", "lest"}:
            walk.dropped = "not yet"
        elif not here.tag.startswith("VBG"):
            walk.presupposed = True

    def _speaks_of_object(self, walk: Walk, here: Token, verb: Token) -> None:
        """``found a ring, operating since …``: who found it says what is said of it."""
        objects = self.tree.children(verb, "dobj")
        if objects and objects[0].index < here.index and not self.tree.negated(verb):
            self._speaks(walk, verb)

    def _noun_clause(self, walk: Walk, here: Token, noun: Token, purpose: bool) -> None:
        """``reports that …``, ``plans to …``."""
        if here.tag == "VB" and not purpose:
            walk.dropped = f"{noun.lemma} to"
            return
        governor = self.tree.head(noun)
        if any(d.lemma.lower() == "no" for d in self.tree.children(noun, "det")):
            walk.dropped = f"no {noun.lemma}"
        elif self.cues.is_a(noun.lemma, "report_nouns") and self.cues.is_a(governor.lemma, "denial"):
            self._deny(walk, governor)
        elif self.cues.is_a(noun.lemma, "hedge_nouns"):
            walk.hedged = True
        elif purpose and here.tag == "VB" and self.cues.is_a(noun.lemma, "doing_nouns"):
            return  # "efforts to stop it": they are made
        elif self.cues.is_a(noun.lemma, "unreal_nouns") or self.cues.is_a(noun.lemma, "report_nouns"):
            walk.dropped = f"{noun.lemma} that"

    def _after_preposition(self, walk: Walk, prep: Token) -> None:
        governor = self.tree.head(prep)
        lemma = governor.lemma.lower()
        if self.modality.brings_about(prep, governor):
            self.modality.verb(walk, governor, modal=False, own=False)
            return
        away = {prep.lemma.lower(), lemma, *(k.lemma.lower() for k in self.tree.children(prep, "advmod"))} & _AWAY
        if away:
            walk.dropped = f"{prep.lemma} …ing"
        elif self.cues.is_a(lemma, "accusations"):
            walk.hedged = True
        elif self.cues.is_a(lemma, "denial"):
            self._deny(walk, governor)
        elif prep.lemma.lower() not in _FACTUAL_PREPOSITIONS or self.cues.is_a(lemma, "unreal_nouns"):
            walk.dropped = f"{governor.lemma} {prep.lemma}"
        elif prep.lemma.lower() == "for" and governor.pos == "NOUN" and not self.cues.is_a(lemma, "speech"):
            walk.dropped = "a kind, not an event"

    def _as_subject(self, walk: Walk, here: Token, verb: Token) -> None:
        if self.cues.is_a(verb.lemma, "speech", "findings") and self.tree.is_passive(verb) and here.dep == "nsubjpass":
            if self.tree.negated(verb):
                walk.dropped = walk.dropped or f"not {verb.word}"
            elif not walk.speakers:
                walk.speakers = self.tree.agents(verb)
        if self.unknowns.is_unknown(verb) and (here.dep == "csubj" or self.unknowns.is_count(here)):
            walk.unknown = True

    def _unreal(self, walk: Walk, verb: Token, modal: bool) -> None:
        """``may adopt a policy``, ``if Brazil abandoned neutrality``: the noun has not come about, or may not last."""
        trial = Walk()
        self.modality.verb(trial, verb, modal, own=False)
        walk.dropped = walk.dropped or trial.dropped

    def _as_object(self, walk: Walk, here: Token, above: Token, modal: bool) -> None:
        """A noun on the way: ``evidence of S``, ``revealed S``, ``lack of information on the number of S``."""
        if above.pos in ("VERB", "AUX"):
            self._object_of_verb(walk, here, above, modal)
        elif (above.pos == "NOUN" and self.unknowns.lacks_data(above)) or (
            above.pos in ("ADP", "SCONJ") and self.unknowns.lacks_data(self.tree.head(above))
        ):
            walk.unknown = True
        elif above.pos == "NOUN" and not walk.presupposed:
            self._below_noun(walk, above)

    def _object_of_verb(self, walk: Walk, here: Token, verb: Token, modal: bool) -> None:
        lemma = verb.lemma.lower()
        unrealised = self.cues.is_a(lemma, "unrealised") and lemma not in ("be", "have", "go", "help", "stop")
        if unrealised and here.dep in ("dobj", "prep") and not self.modality.brings_about(here, verb):
            walk.dropped = f"object of {lemma}"
            return
        if lemma in ("exist", "be") and any(map(self.unknowns.lacks_data, self.tree.children(verb, "nsubj", "attr"))):
            walk.unknown = True
        if self.unknowns.is_count(here) and self.unknowns.is_knowing(verb) and self.unknowns.is_unknown(verb):
            walk.unknown = True
        elif self.modality.tells_of(here, verb) and not self.tree.negated(verb):
            self._speaks(walk, verb)
        elif here.dep in ("oprd", "acomp") and self.cues.is_a(lemma, "suppositions"):
            walk.hedged = True
        elif walk.presupposed or here.dep != "dobj":
            return
        elif not any(d.lemma.lower() == "the" for d in self.tree.children(here, "det")):
            self._unreal(walk, verb, modal)
        elif self.cues.is_a(lemma, "denial"):
            self._deny(walk, verb)
        elif self.cues.is_a(lemma, "findings", "speech") and not self.tree.negated(verb):
            self._speaks(walk, verb)

    def _below_noun(self, walk: Walk, noun: Token) -> None:
        """``alleged evidence of S``, ``lack of S``."""
        lemma = noun.lemma.lower()
        self.modality.modifiers(walk, noun)
        if lemma in ("lack", "absence", "shortage"):
            walk.unknown = walk.unknown or self.unknowns.number_below(noun)
            if not walk.unknown:
                walk.dropped = "lack of"
        elif self.cues.is_a(lemma, "hedge_nouns"):
            walk.hedged = True
