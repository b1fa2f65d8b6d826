"""Mends what the parser misreads again and again, by what stands in the sentence for sure: its commas and its words.

Newspapers put the source in the middle or behind ("…, the paper writes, …"), a name right behind its noun ("the agency
Blue Sky hired …") and people before a verb whose past tense is also a participle ("The men left from …"). The small
parser takes the source's verb for the main one, name and noun for two subjects, the verb for a relative clause.
Each repair answers for one of these; a tree in which none of them stands comes back as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from kgbuild.extract.cues import Cues
from kgbuild.extract.tree import Token, Tree

_SUBJECTS = ("nsubj", "nsubjpass")
_MAIN = ("advcl", "ccomp", "conj", "xcomp", "relcl", "acl", "parataxis", "dep")
_PARTS = frozenset({"most", "many", "some", "half", "several"})
"""Of people: ``most of them Shia Arabs`` is said in passing."""
_REACH = 12
"""How many tokens an inserted source may be long."""


@dataclass(frozen=True)
class Repair:
    """The repairs; ``heading``: a headline, which needs no finite verb."""

    cues: Cues
    heading: bool = False

    def __call__(self, tree: Tree) -> Tree:
        """``tree`` with each repair applied once, in order; the same object where nothing was wrong."""
        subjects = (self._twin_subjects, self._name_for_subject, self._inserted_source, self._source_as_member)
        verbs = (self._verb_as_participle, self._gerund_as_modifier, self._gerund_as_noun, self._verb_as_adjective)
        laws = (self._law_as_modifier, self._outlawing_as_noun, self._whoever_does_so)
        nouns = (self._report_as_noun, self._accused_as_verb, self._part_as_subject)
        for mend in (*subjects, *verbs, *nouns, *laws):
            tree = mend(tree)
        return self._far_content_clause(tree)

    def _twin_subjects(self, tree: Tree) -> Tree:
        """``The agency Blue Sky hired …``: of two subjects side by side the second is the first one's name."""
        for verb in _of(tree, lambda t: t.pos in ("VERB", "AUX")):
            for noun, name in _pairs(tree.children(verb, *_SUBJECTS)):
                if self._are_noun_and_name(tree, noun, name):
                    return _with(tree, replace(name, dep="appos", head=noun.index))
            inverted = self._inverted(tree, verb)
            if inverted is not None:
                return inverted
        return tree

    def _inverted(self, tree: Tree, verb: Token) -> Tree | None:
        """``Behind the agency Golden Visa is a retired officer``: the subject stands behind the verb."""
        before = [n for p in tree.children(verb, "prep") if p.index < verb.index for n in tree.children(p, "pobj")]
        behind = tree.children(verb, "attr", *(("dobj",) if verb.lemma in ("stand", "sit", "lie") else ()))
        for name in tree.children(verb, "nsubj"):
            for noun in before:
                if behind and noun.pos == "NOUN" and self._are_noun_and_name(tree, noun, name):
                    named = replace(name, dep="appos", head=noun.index)
                    return _with(tree, named, replace(behind[0], dep="nsubj"))
        return None

    def _name_for_subject(self, tree: Tree) -> Tree:
        """``The state organisation Guardian pays …``, read as an organisation that Guardian pays."""
        noun = tree.root
        if self.heading or noun.pos != "NOUN":
            return tree
        for verb in tree.children(noun, "relcl"):
            for name in tree.children(verb, "nsubj"):
                if self._are_noun_and_name(tree, noun, name) and not tree.children(verb, "mark"):
                    tree = _with(tree, replace(name, dep="appos", head=noun.index))
                    return _raised(tree, verb, noun)
        return tree

    @staticmethod
    def _are_noun_and_name(tree: Tree, noun: Token, name: Token) -> bool:
        first = min(t.index for t in tree.phrase(name))
        named = name.masked or name.tag in ("NNP", "NNPS")
        return noun.tag in ("NN", "NNP") and not noun.masked and named and first == noun.index + 1

    def _inserted_source(self, tree: Tree) -> Tree:
        """``Eighty Serbs, the weekly writes, fight for Russia``: the source's verb has taken the others' subject."""
        for verb in _of(tree, lambda t: t.pos == "VERB" and self.cues.is_a(t.lemma, "aside")):
            insertion = self._insertion(tree, verb)
            if insertion is None:
                continue
            first, last = insertion
            stolen = [s for s in tree.children(verb, *_SUBJECTS) if s.index < first]
            own = [s for s in tree.children(verb, *_SUBJECTS) if first < s.index < last]
            main = self._main_verb(tree, verb, last)
            if stolen and own and main is not None:
                return self._handed_back(tree, verb, stolen, main)
        return tree

    @staticmethod
    def _insertion(tree: Tree, verb: Token) -> tuple[int, int] | None:
        """The commas on both sides of an inserted clause of saying; the verb stands beside one of them."""
        commas = [t.index for t in tree.tokens if t.word == ","]
        before = [c for c in commas if verb.index - _REACH <= c < verb.index]
        after = [c for c in commas if verb.index < c <= verb.index + _REACH]
        if not before or not after or verb.index not in (before[-1] + 1, after[0] - 1):
            return None
        return before[-1], after[0]

    @staticmethod
    def _main_verb(tree: Tree, verb: Token, after: int) -> Token | None:
        above = tree.head(verb)
        if verb.dep in ("parataxis", "ccomp") and above.pos in ("VERB", "AUX") and above.index > after:
            return above
        below = (k for k in tree.children(verb, *_MAIN) if k.index > after and k.pos in ("VERB", "AUX"))
        return next(below, None)

    @staticmethod
    def _handed_back(tree: Tree, verb: Token, stolen: list[Token], main: Token) -> Tree:
        dep = "nsubjpass" if tree.children(main, "auxpass") else "nsubj"
        changed = [replace(s, head=main.index, dep=dep) for s in stolen]
        if main.head == verb.index:
            above = main.index if verb.head == verb.index else verb.head
            finite = "VBP" if main.tag == "VB" and not tree.children(main, "aux") else main.tag
            changed.append(replace(main, head=above, dep=verb.dep, tag=finite))
            changed.append(replace(verb, head=main.index, dep="parataxis"))
        return _with(tree, *changed)

    def _source_as_member(self, tree: Tree) -> Tree:
        """``… joined the army, police and prosecutors say``: the source was listed beside what stands before it."""
        for verb in _of(tree, lambda t: t.pos == "VERB" and self.cues.is_a(t.lemma, "aside")):
            commas = [t.index for t in tree.tokens[: verb.index] if t.word == ","]
            if tree.children(verb, *_SUBJECTS) or not commas or not self._ends(tree, verb):
                continue
            source = tree.tokens[commas[-1] + 1 : verb.index]
            members = [t for t in source if t.dep in ("conj", "appos") and t.head < commas[-1]]
            if members and verb.index - commas[-1] <= _REACH and all(t.pos not in ("VERB", "AUX") for t in source):
                first, *others = members
                later = (replace(t, dep="conj", head=first.index) for t in others)
                return _with(tree, replace(first, dep="nsubj", head=verb.index), *later)
        return tree

    @staticmethod
    def _ends(tree: Tree, verb: Token) -> bool:
        return all(t.pos == "PUNCT" for t in tree.tokens[verb.index + 1 :])

    def _verb_as_participle(self, tree: Tree) -> Tree:
        """``The men left from Dakar``, read as men whom somebody left. Only verbs of what people do themselves."""
        if self.heading:
            return tree
        for verb in _of(tree, lambda t: t.dep == "acl" and t.tag in ("VBN", "VBD")):
            if not self.cues.is_a(verb.lemma, "own_acts") or tree.children(verb, "agent"):
                continue
            noun = self._top(tree, tree.head(verb))
            if any(t.word == "," for t in tree.tokens[noun.index : verb.index]):
                continue
            if noun.head == noun.index:
                return _raised(tree, verb, noun)
            above = tree.head(noun)
            others = [s for s in tree.children(above, *_SUBJECTS) if s.index > verb.index]
            if noun.dep in _SUBJECTS and others and self.cues.is_a(above.lemma, "speech", "aside"):
                clause = replace(verb, dep="ccomp", head=above.index, tag="VBD")
                return _with(tree, clause, replace(noun, dep="nsubj", head=verb.index))
        return tree

    def _gerund_as_modifier(self, tree: Tree) -> Tree:
        """``denied recruiting Cubans``, read as Cubans of a kind."""
        for gerund in _of(tree, lambda t: t.tag == "VBG" and t.dep in ("compound", "amod") and t.index > 0):
            noun, before = tree.head(gerund), tree.tokens[gerund.index - 1]
            if noun.dep == "dobj" and noun.head == before.index and self.cues.is_a(before.lemma, "denial", "speech"):
                act = replace(gerund, dep="xcomp", head=before.index, pos="VERB")
                return _with(tree, act, replace(noun, head=gerund.index))
        return tree

    def _gerund_as_noun(self, tree: Tree) -> Tree:
        """``tricked into fighting for Russia``, where the parser took the fighting for a thing."""
        for noun in _of(tree, lambda t: t.dep == "pobj" and t.word.endswith("ing") and t.tag in ("NN", "VBG")):
            into = tree.head(noun)
            bare = not tree.children(noun, "det", "amod", "poss", "compound")
            if bare and into.lemma == "into" and self.cues.is_a(tree.head(into).lemma, "bringing_into"):
                lemma = noun.word.lower().removesuffix("ing") if noun.pos == "NOUN" else noun.lemma
                return _with(tree, replace(noun, dep="pcomp", pos="VERB", tag="VBG", lemma=lemma))
        return tree

    def _verb_as_adjective(self, tree: Tree) -> Tree:
        """``Each recruit was promised 2,000 euros``, read as euros of a kind."""
        for verb in _of(tree, lambda t: t.dep == "amod" and t.tag in ("VBN", "VBD")):
            noun = tree.head(verb)
            if tree.children(verb, *_SUBJECTS) and tree.children(verb, "aux", "auxpass") and noun.index > verb.index:
                above = verb.index if noun.head == noun.index else noun.head
                raised = replace(verb, dep=noun.dep, head=above)
                return _with(tree, raised, replace(noun, dep="dobj", head=verb.index))
        return tree

    def _report_as_noun(self, tree: Tree) -> Tree:
        """``Iraqi media report that …``: of a whole sentence it is the verb, and what stands before it the subject."""
        root = tree.root
        clauses = [k for k in tree.children(root, "ccomp", "acl", "relcl") if tree.children(k, "mark")]
        before = [k for k in tree.children(root) if k.index < root.index]
        subjects = [k for k in before if k.dep in ("compound", "nsubj") and k.tag in ("NN", "NNS", "NNPS", "NNP")]
        if not any(k.lemma.lower() == "that" for c in clauses for k in tree.children(c, "mark")):
            subjects = [k for k in subjects if k.tag != "NN"]
        said = self.cues.is_a(root.lemma, "speech") and root.pos == "NOUN"
        if self.heading or not said or not clauses or not subjects:
            return tree
        subject = replace(subjects[-1], dep="nsubj", head=root.index)
        others = (replace(k, head=subject.index) for k in before if k.index != subject.index)
        clause = replace(clauses[0], dep="ccomp")
        return _with(tree, replace(root, pos="VERB", tag="VBP"), subject, clause, *others)

    def _accused_as_verb(self, tree: Tree) -> Tree:
        """``Seven of the accused are in custody``: behind an article, and before no noun, they are people."""
        for word in _of(tree, lambda t: t.word.lower() == "accused" and t.tag in ("VBN", "VBD")):
            if word.dep not in (*_SUBJECTS, "pobj", "dobj") or not tree.children(word, "det"):
                continue
            above = tree.head(word)
            verbs = [above, *tree.children(above, "aux", "auxpass")]
            one = word.dep in _SUBJECTS and any(v.word.lower() in ("was", "is", "has") for v in verbs)
            return _with(tree, replace(word, pos="NOUN", tag="NN" if one else "NNS", lemma="accused"))
        return tree

    def _part_as_subject(self, tree: Tree) -> Tree:
        """``About 5,000 Iraqis, most of them Shia Arabs, fight for Russia``: it is the Iraqis who fight."""
        for part in _of(tree, lambda t: t.dep in _SUBJECTS and t.index > 1 and t.lemma.lower() in _PARTS):
            inside = [o.word.lower() for p in tree.children(part, "prep") for o in tree.children(p, "pobj")]
            told, verb = tree.children(part, "appos"), tree.head(part)
            whole = [t for t in tree.children(verb, "dep", "npadvmod", "nsubj") if t.index < part.index - 1]
            between = tree.tokens[part.index - 1]
            if told and between.word == "," and whole and whole[-1].tag in ("NNS", "NNPS") and "them" in inside:
                subject = replace(whole[-1], dep=part.dep)
                return _with(tree, subject, replace(part, dep="appos", head=subject.index))
        return tree

    def _law_as_modifier(self, tree: Tree) -> Tree:
        """``Chad forbids service in …``, read as service of a kind: the verb is what the sentence hangs on."""
        noun = tree.root
        for verb in tree.children(noun, "compound", "amod", "nmod"):
            before = [t for t in tree.tokens[: verb.index] if t.head in (verb.index, noun.index)]
            names = [t for t in before if t.pos in ("NOUN", "PROPN")]
            if verb.tag != "VBZ" or not names or not self.cues.is_a(verb.lemma, "outlawing") or self.heading:
                continue
            return self._with_verb(tree, verb, noun, names[-1], before)
        return tree

    def _outlawing_as_noun(self, tree: Tree) -> Tree:
        """``The penal code forbids joining …``, read as forbids of a code."""
        for verb in _of(tree, lambda t: t.tag == "NNS" and self.cues.is_a(t.lemma, "outlawing")):
            law = tree.tokens[verb.index - 1]
            deeds = [k for k in tree.children(verb, "acl") if k.tag == "VBG" and k.index == verb.index + 1]
            if not deeds or law.dep != "compound" or law.head != verb.index or not self.cues.is_a(law.lemma, "laws"):
                continue
            before = [k for k in tree.children(verb) if k.index < verb.index]
            above = [] if verb.head == verb.index else [replace(tree.root, dep="conj", head=verb.index)]
            tree = _with(tree, *above)
            act = replace(verb, pos="VERB", tag="VBZ")
            return self._with_verb(tree, act, deeds[0], law, before)
        return tree

    def _whoever_does_so(self, tree: Tree) -> Tree:
        """``Whoever does so faces …``, where the parser took *does* for an auxiliary: whoever it is faces it."""
        for who, does, so in zip(tree.tokens, tree.tokens[1:], tree.tokens[2:], strict=False):
            after = tree.tokens[so.index + 1 :]
            verb = next((t for t in after[:1] if t.pos == "VERB"), None)
            if (who.word.lower(), does.lemma, so.word.lower()) == ("whoever", "do", "so") and verb is not None:
                subject = replace(who, dep="nsubj", head=verb.index)
                does = replace(does, dep="relcl", head=who.index, pos="VERB")
                return _with(tree, subject, does, replace(so, head=does.index))
        return tree

    @staticmethod
    def _with_verb(tree: Tree, verb: Token, deed: Token, law: Token, before: list[Token]) -> Tree:
        """The tree with ``verb`` as its root between ``law``, which forbids, and ``deed``, which is forbidden."""
        changed = {t.index: replace(t, head=law.index) for t in before}
        beyond = (t for t in tree.children(deed) if t.dep in ("punct", "cc", "conj"))
        changed |= {t.index: replace(t, head=verb.index) for t in beyond}
        changed[law.index] = replace(law, dep="nsubj", head=verb.index)
        changed[verb.index] = replace(verb, dep="ROOT", head=verb.index)
        changed[deed.index] = replace(deed, dep="dobj", head=verb.index)
        return _with(tree, *changed.values())

    @staticmethod
    def _top(tree: Tree, noun: Token) -> Token:
        """``two of the fighters``: the head of the whole phrase."""
        while noun.dep == "pobj" and tree.head(noun).lemma == "of" and tree.head(noun).dep == "prep":
            noun = tree.head(tree.head(noun))
        return noun

    def _far_content_clause(self, tree: Tree) -> Tree:
        """``told the paper in an interview that …``: a clause of content belongs to the verb, not to the interview."""
        for clause in _of(tree, lambda t: t.dep in ("acl", "relcl") and t.pos in ("VERB", "AUX")):
            noun = tree.head(clause)
            marked = any(k.lemma.lower() == "that" for k in tree.children(clause, "mark"))
            if not marked or self.cues.is_a(noun.lemma, "report_nouns", "unreal_nouns", "hedge_nouns"):
                continue
            above = tree.head(tree.head(noun)) if noun.dep == "pobj" else noun
            if above.pos == "VERB" and self.cues.is_a(above.lemma, "speech", "beliefs", "denial"):
                return _with(tree, replace(clause, dep="ccomp", head=above.index))
        return tree


def _of(tree: Tree, fits: Callable[[Token], bool]) -> Iterator[Token]:
    return (t for t in tree.tokens if fits(t))


def _pairs(tokens: list[Token]) -> Iterator[tuple[Token, Token]]:
    return pairwise(tokens)


def _raised(tree: Tree, verb: Token, noun: Token) -> Tree:
    """The tree with ``verb``, which hung below the root ``noun``, as its root and the noun as its subject."""
    changed = [replace(verb, dep="ROOT", head=verb.index, tag="VBD" if verb.tag == "VBN" else verb.tag)]
    changed.append(replace(noun, dep="nsubj", head=verb.index))
    later = (k for k in tree.children(noun) if k.index > verb.index)
    changed += [replace(k, head=verb.index) for k in later]
    return _with(tree, *changed)


def _with(tree: Tree, *changed: Token) -> Tree:
    by_index = {t.index: t for t in changed}
    return Tree(tree.span, tuple(by_index.get(t.index, t) for t in tree.tokens), tree.names)
