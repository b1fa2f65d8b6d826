"""From a document to its claims: every layer in its order.

Blocks, sentences, lexical annotations; the sentences worth parsing are parsed; frames and patterns propose candidates,
context says how they are meant, reference fills what is taken up; merging makes claims. No layer edits an earlier one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from kgbuild.extract import protagonist
from kgbuild.extract.annotate import Sentence, annotate, texts
from kgbuild.extract.assessment import Assessments
from kgbuild.extract.breakdown import is_part, parts
from kgbuild.extract.comparison import compared, series
from kgbuild.extract.context import Context
from kgbuild.extract.cues import Cues
from kgbuild.extract.descent import descent
from kgbuild.extract.discourse import Discourse, unify
from kgbuild.extract.entities import UNSTATED, Entities
from kgbuild.extract.frames import Frame, Trigger, by_lemma, load_frames
from kgbuild.extract.grammar.amounts import AmountKind
from kgbuild.extract.grammar.money import Currencies
from kgbuild.extract.inflection import forms
from kgbuild.extract.lexicon import Lexicon
from kgbuild.extract.masks import unit
from kgbuild.extract.match import Candidate, Matcher
from kgbuild.extract.mention import Mention
from kgbuild.extract.mentions import Mentions
from kgbuild.extract.merge import merge
from kgbuild.extract.origin import homes
from kgbuild.extract.parse import DEFAULT_MODEL, parse, require_model
from kgbuild.extract.patterns import Pattern, PatternMatcher, load_patterns, may_match
from kgbuild.extract.proper import KnownNames
from kgbuild.extract.reading import PhraseReader
from kgbuild.extract.repair.appositions import with_name_moved
from kgbuild.extract.repair.clauses import Repair
from kgbuild.extract.repair.rereading import reread
from kgbuild.extract.speakers import Speakers
from kgbuild.extract.topic import Demands, Topic
from kgbuild.extract.tree import Tree
from kgbuild.gazetteer import Gazetteer
from kgbuild.model import BlockRole, Claim, Document, Entity, Evidence, TimeSpan
from kgbuild.pack import Packs

ANAPHORS = frozenset(
    {"it", "its", "they", "them", "their", "he", "she", "his", "her", "him", "this", "these", "the", "such", "both"}
)
"""Words by which a sentence may take up the one before it."""

LANGUAGES = frozenset({"en", "und"})
"""Languages that the rules read. A document in another one yields no claims."""


@dataclass(frozen=True)
class Engine:
    """Reads claims out of documents by the rules of ``packs``. ``lazy`` False parses all, to the same end."""

    packs: Packs
    model: str = DEFAULT_MODEL
    lazy: bool = True

    def __call__(self, document: Document) -> tuple[Claim, ...]:
        """The claims of ``document``, merged, in a stable order; none where no pack reads its language or topic."""
        if document.language is not None and document.language.split("-")[0] not in LANGUAGES:
            return ()
        if not self.topic.covers(texts(document), self.gazetteer, self.lexicon.name_pattern):
            return ()
        names = self.gazetteer.find(document.text)
        countries = {c.item.country for n in names for c in n.candidates[:1] if c.item.country is not None}
        sentences = annotate(document, self.gazetteer, self.lexicon, self.currencies.for_countries(countries))
        return Reading(self, document, self._parsed(document, sentences)).claims()

    def _parsed(self, document: Document, sentences: tuple[Sentence, ...]) -> tuple[Sentence, ...]:
        worth = [self.worth_parsing(s) for s in sentences]
        marked = [
            replace(s, needed=own or (after and taken_up))
            for s, own, after, taken_up in zip(
                sentences,
                worth,
                [*worth[1:], False],
                [*(_takes_up(s) for s in sentences[1:]), False],
                strict=True,
            )
        ]
        wanted = [s for s in marked if s.needed or not self.lazy]
        units = {s.span: unit(s, self.gazetteer.english_words, self.cues.reporting) for s in wanted}
        trees = {t.span: t for t in parse(document.text, units.values(), self.model)}
        full = [units[s.span] for s in wanted if not s.is_heading]
        trees.update(reread(document.text, full, trees, self.verb_forms, self.model))
        return tuple(replace(s, tree=self._mended(trees.get(s.span), s)) for s in marked)

    def _mended(self, tree: Tree | None, sentence: Sentence) -> Tree | None:
        if tree is None:
            return None
        known = [n.span for n in sentence.names]
        return with_name_moved(Repair(self.cues, sentence.is_heading)(tree), known, self.lexicon)

    def worth_parsing(self, sentence: Sentence) -> bool:
        """Whether a sentence's own words give a rule reason to look at its tree."""
        return self.demands.worth_parsing(sentence) or may_match(sentence, self.patterns)

    # Data of the packs, loaded when first needed and then kept.
    @cached_property
    def gazetteer(self) -> Gazetteer:
        """The world's names."""
        return Gazetteer.load()

    @cached_property
    def lexicon(self) -> Lexicon:
        """The words of the topic."""
        return Lexicon.load(self.packs)

    @cached_property
    def cues(self) -> Cues:
        """The words that say how a statement is meant."""
        return Cues.load(self.packs)

    @cached_property
    def currencies(self) -> Currencies:
        """The world's currencies."""
        return Currencies.load()

    @cached_property
    def topic(self) -> Topic:
        """What a document must be about."""
        return Topic.load(self.packs, self.lexicon)

    @cached_property
    def frames(self) -> tuple[Frame, ...]:
        """The frames of the packs."""
        return load_frames(self.packs)

    @cached_property
    def frame_table(self) -> dict[str, tuple[tuple[Frame, Trigger], ...]]:
        """The frames that a lemma may start."""
        return by_lemma(self.frames)

    @cached_property
    def demands(self) -> Demands:
        """What a sentence worth parsing holds."""
        return Demands.of(self.frames)

    @cached_property
    def verb_forms(self) -> dict[str, str]:
        """The forms of the verbs that start frames or deny, and of which verb each is one."""
        verbs = {lemma for frame in self.frames for t in frame.triggers if t.pos == "verb" for lemma in t.lemmas}
        verbs |= self.cues.by_kind["denial"]
        return {form: lemma for lemma in sorted(verbs) for form in forms(lemma)}

    @cached_property
    def patterns(self) -> tuple[Pattern, ...]:
        """The slot patterns of the packs."""
        return load_patterns(self.packs)

    @cached_property
    def assessments(self) -> Assessments | None:
        """The reader of analyses, where a pack has words for it."""
        return Assessments.load(self.packs)


_BARE_NUMBER = re.compile(r"\s+(?:have|has|had|are|is|were|was|died|remain|remained|returned|came|went|others?|more)\b")


def _takes_up(sentence: Sentence) -> bool:
    """Whether a sentence may speak of what the one before it names: by a word, or by a number that says not of whom."""
    if not ANAPHORS.isdisjoint(sentence.words):
        return True
    ends = (a.span.end - sentence.span.start for a in sentence.amounts if a.kind is AmountKind.NUMBER)
    return any(_BARE_NUMBER.match(sentence.text, end) for end in ends)


def extractor(packs: Packs, *, model: str = DEFAULT_MODEL) -> Callable[[Document], Iterable[Claim]]:
    """The built-in extractor, as the entry point ``kgbuild.extractors`` wants it; ``model`` names a spaCy package.

    Raises :class:`~kgbuild.errors.ConfigError` where that is not installed.
    """
    require_model(model)
    return Engine(packs, model)


def unrepeated(
    found: Iterable[tuple[Sentence, Candidate, tuple[Entity, ...]]],
) -> list[tuple[Sentence, Candidate, tuple[Entity, ...]]]:
    """The candidates without those that only leave open what another one of the same sentence fills."""
    kept = list(found)
    aimed = {(s.index, c.predicate, c.subject) for s, c, _ in kept if c.object != UNSTATED}
    kept = [k for k in kept if k[1].object != UNSTATED or (k[0].index, k[1].predicate, k[1].subject) not in aimed]
    filled: set[tuple[object, ...]] = {
        (s.index, c.predicate, c.object, c.quantities) for s, c, _ in kept if c.subject != UNSTATED
    }
    filled |= {(s.index, c.predicate, c.quantities) for s, c, _ in kept if c.subject != UNSTATED and c.quantities}
    return [
        (s, c, said_by)
        for s, c, said_by in kept
        if c.subject != UNSTATED
        or not ({(s.index, c.predicate, c.object, c.quantities), (s.index, c.predicate, c.quantities)} & filled)
    ]


class Reading:
    """One pass over one document. What it remembers of the text before lives and dies with it."""

    def __init__(self, engine: Engine, document: Document, sentences: tuple[Sentence, ...]) -> None:
        self.engine = engine
        self.document = document
        self.sentences = sentences
        self.entities = Entities(document, engine.gazetteer)
        self.discourse = Discourse(engine.lexicon)
        self.total_time: TimeSpan | None = None
        self.known = KnownNames.of(s.tree for s in sentences if s.tree is not None and s.needed)
        self.speakers = Speakers(document, self.entities, self.discourse, engine.cues)

    def claims(self) -> tuple[Claim, ...]:
        """All claims of the document, merged."""
        self._foresee_groups()
        found: list[tuple[Sentence, Candidate, tuple[Entity, ...]]] = []
        for sentence in self.sentences:
            for candidate, said_by in self._sentence(sentence):
                found.append((sentence, candidate, said_by))
        found = protagonist.of_the_headline(protagonist.unified(unrepeated(found), self.discourse), self.discourse)
        found = protagonist.acted_upon(found)
        claims = [self._claim(c, said_by) for _, c, said_by in found]
        if self.engine.assessments is not None:
            claims += self.engine.assessments.claims(self.document, self.sentences, self.entities, claims)
        return merge(claims)

    def _foresee_groups(self) -> None:
        """The groups of foreigners that a document is about, known before its first sentence is read."""
        for sentence in self.sentences:
            for name in sentence.names:
                people = name.as_role("demonym_noun", "demonym_adj", "ethnonym")
                before = sentence.slice(sentence.span)[: name.span.start - sentence.span.start]
                if (
                    people is None
                    or before.lower().endswith("ethnic ")
                    or people.item.kind not in ("country", "territory")
                    or descent(sentence, name, self.engine.gazetteer) is not None
                ):
                    continue
                after = sentence.slice(sentence.span)[name.span.end - sentence.span.start :].split(maxsplit=1)
                word = after[0].strip(".,;:!?\"”’'").lower().removesuffix("s") if after else ""
                lexicon = self.engine.lexicon
                speaks = lexicon.is_kind(word, "official") or lexicon.is_kind(word, "body")
                if name.text.endswith("s") or (lexicon.is_kind(word, "person") and not speaks):
                    self.discourse.note_group(self.entities.nationals(people.item), people.item)

    def _sentence(self, sentence: Sentence) -> Iterator[tuple[Candidate, tuple[Entity, ...]]]:
        self.speakers.begin(sentence)
        if sentence.tree is None:
            return
        tree = sentence.tree
        mentions = Mentions(sentence, tree, self.entities, self.engine.lexicon, self.known)
        context = Context(sentence, tree, self.engine.cues)
        phrases = PhraseReader(sentence, tree, self.entities, self.engine.lexicon, mentions)
        matcher = Matcher(
            sentence, tree, self.entities, self.engine.lexicon, mentions, phrases, context, self.discourse
        )
        if sentence.needed:
            self._note(sentence, mentions)
        patterns = PatternMatcher(sentence, self.entities, self.engine.lexicon, self.discourse, context)
        framed = list(matcher.candidates(self.engine.frame_table))
        framed += [other for c in framed if (other := compared(sentence, c)) is not None]
        framed += [part for c in framed for part in parts(sentence, c, self.entities)]
        framed += patterns.candidates(self.engine.patterns)
        framed += [other for c in framed for other in series(sentence, c)]
        for candidate in framed:
            said_by = self.speakers.of(candidate, mentions)
            if candidate.when is not None and said_by:
                self.total_time = candidate.when
            elif candidate.speaker == "breakdown" and said_by == self.speakers.last:
                candidate = replace(candidate, when=self.total_time)
            yield candidate, said_by
            for entity in (candidate.subject, candidate.object):
                if isinstance(entity, Entity) and entity.cls == "rec:Offence":
                    self.discourse.note_offence(entity, sentence.index)
        self.speakers.end(sentence, mentions)

    def _note(self, sentence: Sentence, mentions: Mentions) -> None:
        """Remember what the sentence names, before its frames are matched: a pronoun may take up its own sentence."""
        tree = mentions.tree
        for token in tree.tokens:
            if (
                token.pos in ("NOUN", "PROPN")
                or token.masked
                or (token.word.lower() == "those" and not sentence.is_heading)
            ):
                found = mentions.spread(token) if token.dep != "compound" and not mentions.is_trade(token) else []
                for mention in unify(found, self.discourse):
                    if isinstance(mention, Mention) and mention.cls:
                        above = tree.head(tree.head(token)) if token.dep == "pobj" else token
                        part = above.index == token.index or mentions.is_part(above)
                        first = tree.conjuncts(above)[0]  # of "A and B met" both are what the sentence is about
                        subject = sentence.role is BlockRole.TITLE or (first.dep in ("nsubj", "nsubjpass") and part)
                        called = mentions.called(mention)
                        run = mention.cls == "rec:Organization" and mentions.is_run(token)
                        one_part = is_part(sentence, mention)
                        self.discourse.note(
                            mention, sentence.index, subject=subject, called=called, run=run, part=one_part
                        )
        for home in homes(tree, sentence, mentions):
            self.discourse.note_group(self.entities.nationals(home), home)

    def _claim(self, candidate: Candidate, said_by: tuple[Entity, ...]) -> Claim:
        evidence = Evidence.at(self.document, candidate.span, candidate.rule, said_by)
        return Claim(
            document=self.document,
            layer=candidate.layer,
            predicate=candidate.predicate,
            subject=candidate.subject,
            object=candidate.object,
            evidence=(evidence,),
            polarity=candidate.stance.polarity,
            certainty=candidate.stance.certainty,
            quantities=candidate.quantities,
            when=candidate.when,
            confidence=candidate.confidence,
        )
