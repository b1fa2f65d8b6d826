"""Who says so: the speakers of a statement, and how far a speaker reaches (vocabulary, *Rules*, Attribution)."""

from __future__ import annotations

from dataclasses import dataclass, field

from kgbuild.extract.annotate import Sentence
from kgbuild.extract.cues import Cues
from kgbuild.extract.discourse import Discourse, unify
from kgbuild.extract.entities import Entities
from kgbuild.extract.match import Candidate
from kgbuild.extract.mention import Mention
from kgbuild.extract.mentions import Mentions
from kgbuild.extract.modality import TOTALS
from kgbuild.extract.tree import Token
from kgbuild.model import BlockRole, Document, Entity, Layer, Polarity

_SPEAKING = (
    "rec:Organization",
    "rec:Person",
    "rec:PersonGroup",
    "rec:Project",
    "kg:InformationSource",
    "rec:Country",
    "rec:Publisher",
)
_TOTALS = TOTALS | {"toll", "death", "loss", "casualty"}
"""What has reached a number, and tells nothing itself."""
_BREAKDOWN = ("of these", "of them", "of those", "among them", "of that number", "of the total", "of whom")


@dataclass
class Speakers:
    """Keeps track of who spoke last while a document is read."""

    document: Document
    entities: Entities
    discourse: Discourse
    cues: Cues
    last: tuple[Entity, ...] = ()
    last_sentence: int = -9
    current: tuple[Entity, ...] = ()
    sentence: Sentence | None = field(default=None)
    heard: set[Entity] = field(default_factory=set)
    said: dict[str, tuple[int, tuple[Entity, ...], Entity | None]] = field(default_factory=dict)

    def begin(self, sentence: Sentence) -> None:
        """A new sentence: a source named in it alone counts, unless it takes up the one before."""
        self.sentence = sentence
        self.current = ()
        self.said = {}

    def of(self, candidate: Candidate, mentions: Mentions | None) -> tuple[Entity, ...]:
        """The speakers of a candidate of the current sentence; none where the document speaks for itself."""
        assert self.sentence is not None  # noqa: S101 - begin() comes first
        found: list[Entity] = []
        if mentions is not None:
            found = [e for t in candidate.stance.speakers for e in self._entities(t, mentions)]
        if candidate.layer is Layer.SOURCE:
            return (self.entities.analysis(),)
        if not found and candidate.speaker == "analysis" and self.sentence.role is BlockRole.ASSESSMENT:
            found = [self.entities.analysis()]
        if not found and candidate.speaker == "subject" and mentions is not None:
            heads = (t for t in self._heads(mentions) if t.lemma.lower() not in _TOTALS)
            named = (e for t in heads for e in self._entities(t, mentions))
            found = [e for e in named if e.cls != "rec:PersonGroup" and e != candidate.subject]
        breakdown = candidate.speaker == "breakdown" or self._is_breakdown()
        if not found and candidate.speaker == "breakdown" and mentions is not None:
            found = [e for e in self._tellers(mentions) if e != candidate.subject]
        if not found and breakdown and self.sentence.index - self.last_sentence <= 1:
            found = list(self.last)
        speakers = tuple(dict.fromkeys(found or self._goes_on(candidate)))
        if candidate.subject in speakers and len(speakers) > 1 and candidate.stance.polarity is Polarity.DENIED:
            speakers = (candidate.subject,)  # "both firms deny": each for itself
        if speakers:
            self.current = speakers
            self.said.setdefault(candidate.predicate, (candidate.span.end, speakers, candidate.subject))
        return speakers

    @staticmethod
    def _heads(mentions: Mentions) -> list[Token]:
        """Who does what the sentence says in the first place."""
        root = mentions.tree.root
        return mentions.tree.agents(root) if root.pos in ("VERB", "AUX") else []

    def _tellers(self, mentions: Mentions) -> list[Entity]:
        """Whoever states something by the sentence's main verb: ``Families reported …``; nobody where none does."""
        root = mentions.tree.root
        if not self.cues.is_a(root.lemma, "speech") or mentions.tree.negated(root):
            return []
        return [e for t in self._heads(mentions) for e in self._entities(t, mentions)]

    def _goes_on(self, candidate: Candidate) -> tuple[Entity, ...]:
        """Who said the same of others before in the sentence: ``X says 89 were killed, 35 are missing``."""
        assert self.sentence is not None  # noqa: S101 - begin() comes first
        end, speakers, told_of = self.said.get(candidate.predicate, (0, (), None))
        start = self.sentence.span.start
        between = self.sentence.text[max(0, end - start) : candidate.span.start - start]
        if candidate.span.start < end or (";" in between and told_of != candidate.subject):
            return ()
        return speakers if candidate.subject not in speakers else ()

    def end(self, sentence: Sentence, mentions: Mentions) -> None:
        """Remember the sentence's source for those that take it up."""
        self.current = self.current or tuple(
            e for e in self._tellers(mentions) if e.cls in ("rec:Person", "rec:Organization")
        )
        self.heard.update(self.current)
        if self.current:
            self.last, self.last_sentence = self.current, sentence.index

    def _is_breakdown(self) -> bool:
        assert self.sentence is not None  # noqa: S101 - begin() comes first
        return self.sentence.text.lower().startswith(_BREAKDOWN)

    def _entities(self, token: Token, mentions: Mentions) -> list[Entity]:
        assert self.sentence is not None  # noqa: S101 - begin() comes first
        found = []
        if token.lemma.lower() == "article" and self.document.based_on is not None:
            return [self.entities.article()]
        for mention in unify(mentions.members(token) or mentions.spread(token), self.discourse):
            entity = self._entity(mention, mentions)
            if entity is not None:
                found.append(entity)
        return found

    def _owner(self, mention: Mention, mentions: Mentions) -> Entity | None:
        """``Its list``, ``the hotline's figures``: whose they are, where that is somebody who was named."""
        for owner in mentions.tree.children(mention.token, "poss"):
            for found in unify(mentions.spread(owner), self.discourse):
                if found.form == "pronoun" or (found.definite and found.entity is not None):
                    known = self.discourse.resolve(found, ("rec:Organization", "rec:Project"), mentions.sentence.index)
                    if known is not None:
                        return known
                    near = self.sentence is not None and self.sentence.index - self.last_sentence <= 1
                    return self.last[0] if near and len(self.last) == 1 and found.form == "pronoun" else None
        return None

    def _has_been_followed(self) -> bool:
        """Whether a sentence after the last speaker's is about somebody else by name: "she" is then that one."""
        assert self.sentence is not None  # noqa: S101 - begin() comes first
        between = range(self.last_sentence + 1, self.sentence.index)
        people = (n for n in self.discourse.named if n.entity.cls == "rec:Person" and n.head == "" and n.subject)
        return any(n.sentence in between and n.entity not in self.last for n in people)

    def _spoken(self, mention: Mention) -> Entity | None:
        """Who "the ministry" is that says something: the last speaker, else the only one called so that has spoken.

        Where none has spoken yet, what the phrase takes up anywhere; None where several bodies are called so.
        """
        assert self.sentence is not None  # noqa: S101 - begin() comes first
        called = self.discourse.called_so(mention, _SPEAKING, self.sentence.index)
        near = self.sentence.index - self.last_sentence <= 2
        for spoken in ([e for e in called if e in self.last] if near else [], [e for e in called if e in self.heard]):
            if len(spoken) == 1:
                return spoken[0]
        known = self.discourse.resolve(mention, _SPEAKING, self.sentence.index)
        return None if len(called) > 1 and known in called else known

    def _entity(self, mention: Mention, mentions: Mentions) -> Entity | None:
        assert self.sentence is not None  # noqa: S101 - begin() comes first
        if mention.form in ("pronoun", "number"):
            if mention.head in ("i", "we", "me", "us"):
                return None
            person = mention.head in ("he", "she", "him", "her")
            fitting = (
                [e for e in self.last if (e.cls in ("rec:Person",)) == person]
                if mention.head != "they"
                else list(self.last)
            )
            if person and self._has_been_followed():
                fitting = []
            if len(fitting) == 1 and self.sentence.index - self.last_sentence <= 2 and mention.form == "pronoun":
                return fitting[0]
            return self.discourse.resolve(mention, _SPEAKING, self.sentence.index)
        if mention.form == "description" and mention.definite and mention.country is None:
            known = self._spoken(mention)
            if known is not None:
                return known
        if mention.cls == "kg:InformationSource":
            return self._owner(mention, mentions) or mention.entity
        if mention.entity is not None and mention.cls in _SPEAKING:
            return mention.entity
        if mention.entity is None and mention.text:
            return self.entities.scoped("kg:InformationSource", mention.text)
        return mention.entity
