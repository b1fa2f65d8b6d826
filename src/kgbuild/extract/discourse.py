"""Reference: what "the group", "the ministry", "they", "the 32-year-old" or a bare "17" takes up.

Only what is unambiguous is resolved: the nearest sentence that names anything fitting must name exactly one. Where
it does not, the caller leaves the role open or the claim out; nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from kgbuild.extract.lexicon import Lexicon
from kgbuild.extract.mention import Mention
from kgbuild.gazetteer import Item
from kgbuild.model import Entity

REACH = 3
"""How many sentences back a pronoun may reach."""
_TELLING = 4
"""The smallest number that tells by itself whom it counted before."""

_HE = frozenset({"he", "him", "his"})
_SHE = frozenset({"she", "her", "hers"})
_SINGULAR = frozenset({*_HE, *_SHE, "i", "me", "my"})
_MANY = frozenset(
    {"they", "them", "these", "those", "both", "all", "some", "most", "others", "we", "us"} | {"anyone", "anybody"}
)
_THING = frozenset({"it", "its", "this", "that"})
_THINGS = (
    "rec:Organization",
    "rec:Scheme",
    "rec:Project",
    "rec:Country",
    "rec:ArmedForce",
    "kg:InformationSource",
    "rec:Conflict",
)


@dataclass(frozen=True, slots=True)
class Named:
    """Something that was named: which entity, by which head noun, where; ``subject``: the sentence is about it.

    ``count`` is the number that counted it there; ``called`` are the nouns beside a name ("his mother, Ana Ruiz").
    ``kind``: people of some sort and nobody in particular ("agents approach jobseekers");
    ``run``: it is said there that somebody runs it. ``part``: one part of those named before ("of these, 612 …").
    """

    entity: Entity
    head: str
    sentence: int
    plural: bool
    subject: bool
    country: Item | None = None
    start: int = 0
    count: Decimal | None = None
    called: frozenset[str] = frozenset()
    kind: bool = False
    run: bool = False
    part: bool = False


@dataclass
class Discourse:
    """What a document has named so far. One of few things here that change; it lives as long as one reading."""

    lexicon: Lexicon
    named: list[Named] = field(default_factory=list)
    groups: dict[Entity, int] = field(default_factory=dict)

    def note(
        self,
        mention: Mention,
        sentence: int,
        *,
        subject: bool,
        called: frozenset[str] = frozenset(),
        run: bool = False,
        part: bool = False,
    ) -> None:
        """Remember a mention that names something by itself; for the rest see :class:`Named`."""
        if mention.entity is None or mention.form in ("pronoun", "number") or mention.text in self.lexicon.platforms:
            return
        if (
            mention.cls == "rec:PersonGroup"
            and mention.country is None
            and mention.head != "those"
            and self.lexicon.is_in(mention.head, "people")
        ):
            return
        count = mention.amount.value if mention.amount is not None else None
        kind = mention.cls == "rec:PersonGroup" and mention.form == "description" and mention.head != "those"
        kind = kind and mention.country is None and mention.amount is None and not mention.definite
        place = (mention.country, mention.span.start, count, called | {mention.head}, kind, run, part)
        self.named.append(Named(mention.entity, mention.head, sentence, mention.plural, subject, *place))
        if mention.cls == "rec:PersonGroup" and mention.entity.nationality is not None and not part:
            self.note_group(mention.entity, mention.country)

    def note_offence(self, entity: Entity, sentence: int) -> None:
        """Remember an offence, which "the offence" or "such cases" may take up."""
        self.named.append(Named(entity, "offence", sentence, plural=False, subject=False))

    def note_group(self, entity: Entity, country: Item | None) -> None:
        """Remember a group of one nationality, as a foreign one unless its country is at war here."""
        if country is not None and country.iso2 not in self.lexicon.parties:
            self.groups[entity] = self.groups.get(entity, 0) + 1

    def main_group(self) -> Entity | None:
        """The group of foreigners that the document is about: the only one of one nationality, else None."""
        nations = {g.nationality for g in self.groups}
        plain = [g for g in self.groups if g.key[0] == "group"]
        if len(nations) != 1:
            return None
        return plain[0] if plain else next(iter(self.groups)) if len(self.groups) == 1 else None

    def listed(self, cls: str) -> list[Entity]:
        """The entities of a class that were last named together, in one sentence."""
        named = [n for n in self.named if n.entity.cls == cls and n.head == ""]
        if not named:
            return []
        return list(dict.fromkeys(n.entity for n in named if n.sentence == named[-1].sentence))

    def only_named(self, cls: str) -> Entity | None:
        """The only entity of a class that the document calls by a name."""
        named = list(dict.fromkeys(n.entity for n in self.named if n.entity.cls == cls and n.head == ""))
        return named[0] if len(named) == 1 else None

    def last(self, cls: str) -> Entity | None:
        """The entity of a class that was named last, whatever it was called."""
        return next((n.entity for n in reversed(self.named) if n.entity.cls == cls), None)

    def offence_near(self, sentence: int) -> Entity | None:
        """The offence that was named last in this sentence or the one before."""
        near = (n for n in reversed(self.named) if n.head == "offence" and sentence - n.sentence <= 1)
        return next((n.entity for n in near), None)

    def people(self, sentence: int) -> Entity | None:
        """The people that a bare number counts, as far as it is unambiguous."""
        return self._many(("rec:PersonGroup",), sentence, recruits=True)

    def _counted(self, mention: Mention, classes: Sequence[str]) -> Entity | None:
        """Those whom that very number counted before: ``nine of the 35``, ``the 46 recruits``."""
        number = mention.whole or (mention.amount if mention.definite and mention.country is None else None)
        if number is None or number.value is None or number.value < _TELLING:
            return None
        same = [n for n in self.named if n.count == number.value and n.entity.cls in classes]
        return same[-1].entity if same else None

    def called_so(self, mention: Mention, classes: Sequence[str], sentence: int) -> list[Entity]:
        """All that was called by the noun of ``mention`` before it, each once: of "the ministry" every ministry."""
        fits = (n for n in self.named if n.entity.cls in classes and n.entity != mention.entity)
        before = (n for n in fits if (n.sentence, n.start) < (sentence, mention.span.start))
        return list(dict.fromkeys(n.entity for n in before if self._same_head(mention, n)))

    def resolve(
        self, mention: Mention, classes: Sequence[str], sentence: int, *, recruits: bool = False
    ) -> Entity | None:
        """The entity that a pronoun, a bare number or a definite description stands for, of one of ``classes``.

        ``recruits``: those are meant who went to war, not who sent, met, tried or mourns them.
        """
        counted = self._counted(mention, classes)
        if counted is not None:
            return counted
        if mention.form == "number" or mention.head in _MANY:
            start, word = mention.span.start, mention.head
            return self._many(classes, sentence, start, recruits=recruits, pronoun=word)
        if mention.form == "pronoun":
            if mention.head in _SINGULAR:
                if "rec:Person" not in classes:
                    return None
                kinds = ("men", "women") if mention.head in _HE else ("women", "men") if mention.head in _SHE else None
                return self._one(("rec:Person",), sentence, mention.span.start, kinds)
            if mention.head not in _THING:
                return None
            start = -1 if mention.head == "this" else mention.span.start
            found = self._one(_THINGS, sentence, start)
            return found if found is not None and found.cls in classes else None
        return self._described(mention, classes, sentence, recruits=recruits)

    def _many(
        self, classes: Sequence[str], sentence: int, before: int = 10**9, *, recruits: bool = False, pronoun: str = ""
    ) -> Entity | None:
        wanted = tuple(c for c in classes if c != "rec:Person")
        near = self._nearest(
            wanted,
            sentence,
            REACH,
            lambda n: (
                (n.plural or n.entity.cls == "rec:PersonGroup")
                and not (recruits and n.country is None and self.lexicon.is_in(n.head, "bystanders"))
                and not (not pronoun and n.head == "those" and recruits)
                and not (not pronoun and (n.part or self.lexicon.is_kind(n.head, "body")))
            ),
            before,
        )
        if pronoun not in _MANY and near and all(n.kind for n in near) and "rec:PersonGroup" in classes:
            main = self.main_group()  # "agents approach jobseekers": no jobseeker in particular
            if main is not None:
                return main
        if pronoun not in _MANY:
            near = [n for n in near if not n.kind] or near
        foreign = [n for n in near if n.country is None or n.country.iso2 not in self.lexicon.parties]
        found = list(dict.fromkeys(n.entity for n in foreign or near))
        subjects = list(dict.fromkeys(n.entity for n in foreign or near if n.subject))
        if len(found) == 1 and not (recruits and self._is_one_of_several(found[0]) and found[0] not in subjects):
            return found[0]
        if len(subjects) == 1:
            return subjects[0]
        bare = not recruits and wanted == ("rec:PersonGroup",) and before < 10**9
        return self.main_group() if "rec:PersonGroup" in classes and not bare else None

    def _is_one_of_several(self, group: Entity) -> bool:
        """Whether a group was named side by side with one of another country: "the recruits" are then both."""
        places = {n.sentence for n in self.named if n.entity == group}
        beside = {n.entity.nationality for n in self.named if n.sentence in places and n.entity in self.groups}
        return len(beside - {None}) > 1

    def _one(
        self, classes: Sequence[str], sentence: int, before: int = 10**9, kinds: tuple[str, str] | None = None
    ) -> Entity | None:
        """The one thing meant; ``kinds``: the lists of nouns for whom a pronoun may be, and for whom it is not."""
        like, unlike = kinds or ("", "")
        near = self._nearest(
            classes, sentence, REACH, lambda n: not n.plural and not self._is_called(n, unlike), before
        )
        near = [n for n in near if self._is_called(n, like)] or near  # "she has not seen her husband since he left"
        found = list(dict.fromkeys(n.entity for n in near))
        subjects = list(dict.fromkeys(n.entity for n in near if n.subject))
        if len(found) == 1:
            return found[0]
        return subjects[0] if len(subjects) == 1 else None

    def _is_called(self, named: Named, words: str) -> bool:
        return any(self.lexicon.is_in(word, words) for word in named.called)

    def _nearest(
        self, classes: Sequence[str], sentence: int, reach: int, fits: Callable[[Named], bool], before: int = 10**9
    ) -> list[Named]:
        for back in range(reach + 1):
            near = (n for n in self.named if n.sentence == sentence - back and n.entity.cls in classes)
            found = [n for n in near if fits(n) and (back or n.start < before)]
            if found:
                return found
        return []

    def _described(self, mention: Mention, classes: Sequence[str], sentence: int, *, recruits: bool) -> Entity | None:
        """``the ministry``, ``the network``, ``the men``: the last thing called so, or the group of people meant."""
        if not mention.definite and mention.head not in ("recruit",):
            return None
        if mention.owner and mention.cls == "rec:Organization":
            return self._body_of(mention.owner, sentence, mention.span.start)
        same = [
            n
            for n in self.named
            if n.entity.cls in classes
            and n.entity != mention.entity
            and self._same_head(mention, n)
            and (n.sentence < sentence or (n.sentence == sentence and n.start < mention.span.start))
        ]
        if same:
            last = max(n.sentence for n in same)
            latest = list(dict.fromkeys(n.entity for n in same if n.sentence == last))
            return latest[0] if len(latest) == 1 else None
        if mention.cls == "rec:Country":
            near = self._nearest(
                ("rec:Country",),
                sentence,
                REACH,
                lambda n: n.country is None or n.country.iso2 not in self.lexicon.parties,
            )
            distinct = list(dict.fromkeys(n.entity for n in near))
            subjects = list(dict.fromkeys(n.entity for n in near if n.subject))
            return distinct[0] if len(distinct) == 1 else subjects[0] if len(subjects) == 1 else None
        if "rec:Person" in classes and not mention.plural and self.lexicon.is_in(mention.head, "defended"):
            return self._defended()
        if self.lexicon.is_in(mention.head, "rings") and "rec:Scheme" in classes:
            schemes = list(dict.fromkeys(n.entity for n in self.named if n.entity.cls == "rec:Scheme"))
            return schemes[-1] if schemes else None
        if mention.cls == "rec:Organization" and self.lexicon.is_in(mention.head, "bodies") and not mention.plural:
            return self._body(sentence)
        if (
            mention.cls == "rec:PersonGroup"
            and self.lexicon.is_in(mention.head, "people")
            and "rec:PersonGroup" in classes
        ):
            return self._many(("rec:PersonGroup",), sentence, mention.span.start, recruits=recruits)
        return None

    def _body(self, sentence: int) -> Entity | None:
        """``the agency``: the organisation named last, whether its name is made of common nouns or not."""
        near = self._nearest(("rec:Organization",), sentence, REACH, lambda n: not n.plural and _is_proper(n))
        distinct = list(dict.fromkeys(n.entity for n in near))
        return distinct[0] if len(distinct) == 1 else None

    def _body_of(self, owner: str, sentence: int, before: int) -> Entity | None:
        """``her company``: the only organisation of which a sentence that names her says that somebody runs it."""
        kinds = ("men", "women") if owner in _HE else ("women", "men") if owner in _SHE else None
        person = self._one(("rec:Person",), sentence, before, kinds) if kinds else None
        about = {n.sentence for n in self.named if n.entity == person and n.sentence < sentence}
        bodies = [n for n in self.named if n.entity.cls == "rec:Organization" and n.sentence in about and _is_proper(n)]
        hers = list(dict.fromkeys(n.entity for n in bodies if n.run))
        return hers[0] if len(hers) == 1 else None

    def ring_of(self, mention: Mention) -> Entity | None:
        """The ring that "the agents" are the agents of: the only scheme, where it is called by their word.

        None for those whom the text counts somewhere ("police arrested two agents"): they may be others.
        """
        if mention.cls != "rec:PersonGroup" or not mention.definite or " " in mention.text or not mention.head:
            return None
        schemes = list(dict.fromkeys(n.entity for n in self.named if n.entity.cls == "rec:Scheme"))
        if len(schemes) != 1 or any(n.head == mention.head and n.count is not None for n in self.named):
            return None
        words = set(schemes[0].label.lower().split())
        return schemes[0] if words & {mention.head, f"{mention.head}s", mention.text.lower()} else None

    def _defended(self) -> Entity | None:
        """``his client``: the only person named who is neither lawyer nor judge nor anybody else beside the case."""
        by_name = [n for n in self.named if n.entity.cls == "rec:Person" and n.head == ""]
        beside = {n.entity for n in by_name if self._is_called(n, "bystanders")}
        others = list(dict.fromkeys(n.entity for n in by_name if n.entity not in beside))
        return others[0] if len(others) == 1 else None

    @staticmethod
    def _same_head(mention: Mention, named: Named) -> bool:
        if not mention.head or mention.plural != named.plural:
            return False
        names = {w.lower() for name in (named.entity.label, *named.entity.alt_labels) for w in name.split()}
        if any(w[:1].isupper() and w.lower() not in names for w in mention.text.split()[1:-1]):
            return False  # "the Chust district court" is not the Supreme Court
        if named.head == mention.head:
            return True
        words = named.entity.label.lower().split()
        return mention.head in words and named.entity.cls == "rec:Organization"

    def surname(self, name: str) -> Entity | None:
        """The person of that last name whom the document has named in full, if there is only one."""
        found = [
            n.entity
            for n in self.named
            if n.entity.cls == "rec:Person"
            and any(label.endswith(f" {name}") for label in (n.entity.label, *n.entity.alt_labels))
        ]
        distinct = list(dict.fromkeys(found))
        return distinct[0] if len(distinct) == 1 else None


def _is_proper(named: Named) -> bool:
    """Whether an organisation was called by a name: ``Blue Sky``, ``the Central Bureau of Investigation``."""
    called = (w for w in named.entity.label.split() if named.head and w.lower().startswith(named.head))
    return named.head == "" or any(w[:1].isupper() for w in called)


def unify(mentions: Iterable[Mention], discourse: Discourse) -> list[Mention]:
    """Persons called by their last name alone become the ones that were named in full."""
    result = []
    for mention in mentions:
        if mention.cls in ("rec:Person", "rec:Organization") and mention.form == "name" and " " not in mention.text:
            known = discourse.surname(mention.text)
            if known is not None:
                mention = replace(mention, cls="rec:Person", entity=known)
        result.append(mention)
    return result
