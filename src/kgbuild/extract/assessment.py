"""What an analysis says about the article it analyses: biases, tone, goals, sources (vocabulary, *Predicates about a
source*). All of it is said by the analysis, the document that was read, and none by the article.

``sections.yaml`` of the packs says which heading is about which kind of bias, which words assess, deny and weaken, and
by which names goals are called.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kgbuild.extract.annotate import Sentence
from kgbuild.extract.entities import Entities
from kgbuild.iri import fold
from kgbuild.model import BlockRole, Certainty, Claim, Document, Entity, Evidence, Layer, Polarity, Span, Text
from kgbuild.pack import Packs, laid_out

_NAMED_KEYS = ("entity",)


@dataclass(frozen=True)
class Assessments:
    """Reads the assessments of analysis digests."""

    kinds: tuple[tuple[re.Pattern[str], str, str], ...]
    goals: tuple[tuple[re.Pattern[str], str, str], ...]
    asserting: re.Pattern[str]
    denying: re.Pattern[str]
    weakening: re.Pattern[str]
    skipped: re.Pattern[str]
    tone: re.Pattern[str]

    @classmethod
    def load(cls, packs: Packs) -> Assessments | None:
        """The sections of ``packs``, united; None where no pack has any."""
        kinds: list[tuple[re.Pattern[str], str, str]] = []
        goals: list[tuple[re.Pattern[str], str, str]] = []
        cues: dict[str, list[str]] = {"asserting": [], "denying": [], "weakening": [], "skipped": [], "tone": []}
        for pack, content in packs.yaml("sections.yaml"):
            with laid_out(str(pack.folder / "sections.yaml"), "bad-sections", "sections"):
                kinds += [(_any(e["names"]), e["term"], e["label"]) for e in content.get("biases", ())]
                goals += [(_any(e["names"]), e["term"], e["label"]) for e in content.get("goals", ())]
                for kind, found in cues.items():
                    given = content.get("cues", {}).get(kind, ())
                    _any(given, words=False)  # a bad expression is this file's fault
                    found += given
        if not kinds and not goals:
            return None
        return cls(
            tuple(kinds),
            tuple(goals),
            *(_any(cues[k], words=False) for k in ("asserting", "denying", "weakening", "skipped", "tone")),
        )

    def claims(
        self, document: Document, sentences: Sequence[Sentence], entities: Entities, world: Iterable[Claim]
    ) -> list[Claim]:
        """The source-layer claims of a digest; none for a document that analyses no other."""
        if document.based_on is None:
            return []
        found = [*self._biases(document, sentences, entities), *self._tones(document, sentences, entities)]
        found += self._goals(document, sentences, entities)
        return found + list(_cited(document, entities, world))

    # ------------------------------------------------------------------ biases
    def _biases(self, document: Document, sentences: Sequence[Sentence], entities: Entities) -> Iterator[Claim]:
        sections: dict[str, list[Sentence]] = {}
        for sentence in sentences:
            if sentence.role is BlockRole.ASSESSMENT:
                sections.setdefault(sentence.section, []).append(sentence)
        for section, members in sections.items():
            for pattern, term, label in self.kinds:
                if pattern.search(section):
                    yield from self._bias(document, members, entities, Entity("rec:BiasKind", ("term", term), label))
                    break

    def _bias(
        self, document: Document, members: Sequence[Sentence], entities: Entities, kind: Entity
    ) -> Iterator[Claim]:
        plain = [s for s in members if not self.skipped.search(_unquoted(s)) and not s.is_question]
        denied = [s for s in plain if self.denying.search(_unquoted(s))]
        rest = [s for s in plain if s not in denied and self.asserting.search(_unquoted(s))]
        weak = [s for s in rest if self.weakening.search(_unquoted(s))]
        firm = [s for s in rest if s not in weak]
        for chosen, polarity, certainty in (
            (firm, Polarity.AFFIRMED, Certainty.ASSERTED),
            (weak, Polarity.AFFIRMED, Certainty.HEDGED),
            (denied, Polarity.DENIED, Certainty.ASSERTED),
        ):
            if chosen:
                for sentence in chosen:
                    yield _source_claim(
                        document,
                        entities,
                        "kg:showsBias",
                        kind,
                        _whole(sentence),
                        "assessment/bias",
                        polarity,
                        certainty,
                    )
                return

    def _tones(self, document: Document, sentences: Sequence[Sentence], entities: Entities) -> Iterator[Claim]:
        for sentence in sentences:
            found = self.tone.search(sentence.text) if sentence.role is BlockRole.ASSESSMENT else None
            if found is not None and not self.skipped.search(_unquoted(sentence)):
                words = next(g for g in found.groups() if g)
                start = sentence.span.start
                span = Span(start, start + found.end())
                yield _source_claim(
                    document, entities, "kg:hasTone", Text(" ".join(words.split())), span, "assessment/tone"
                )

    def _goals(self, document: Document, sentences: Sequence[Sentence], entities: Entities) -> Iterator[Claim]:
        for sentence in sentences:
            if (
                sentence.role is not BlockRole.ASSESSMENT
                or not _is_goal_section(sentence.section)
                or self.skipped.search(_unquoted(sentence))
            ):
                continue
            for pattern, term, label in self.goals:
                for found in pattern.finditer(sentence.text):
                    end = sentence.span.start + found.end()
                    goal = Entity("rec:Goal", ("term", term), label)
                    yield _source_claim(
                        document, entities, "kg:relatesToGoal", goal, Span(sentence.span.start, end), "assessment/goal"
                    )
                    break


def _is_goal_section(section: str) -> bool:
    return bool(re.search(r"\bgoals?\b|\bSDGs?\b", section, re.IGNORECASE))


def _cited(document: Document, entities: Entities, world: Iterable[Claim]) -> Iterator[Claim]:
    """Named bodies that the article's own statements are attributed to ("according to …"): it cites them."""
    for claim in world:
        for evidence in claim.evidence:
            words = document.slice(
                Span(max(0, evidence.span.start - 60), min(len(document.text), evidence.span.end + 90))
            ).lower()
            for speaker in evidence.said_by:
                named = (
                    speaker.key[0] in _NAMED_KEYS
                    and speaker.scope is None
                    and speaker.cls in ("rec:Organization", "rec:Project", "rec:Publisher")
                )
                position = words.find("according to")
                if named and position >= 0 and fold(speaker.label).split()[0] in words[position:]:
                    yield _source_claim(
                        document, entities, "kg:citesSource", speaker, evidence.span, "assessment/according-to"
                    )


def _source_claim(
    document: Document,
    entities: Entities,
    predicate: str,
    target: Entity | Text,
    span: Span,
    rule: str,
    polarity: Polarity = Polarity.AFFIRMED,
    certainty: Certainty = Certainty.ASSERTED,
) -> Claim:
    evidence = Evidence.at(document, span, f"core/{rule}", (entities.analysis(),))
    return Claim(
        document,
        Layer.SOURCE,
        predicate,
        entities.article(),
        target,
        (evidence,),
        polarity,
        certainty,
        confidence=Decimal("0.85"),
    )


def _whole(sentence: Sentence) -> Span:
    return Span(sentence.span.start, sentence.span.end - (1 if sentence.text.endswith(".") else 0))


def _unquoted(sentence: Sentence) -> str:
    """The sentence without what it quotes: cues inside a quotation are shown, not used."""
    return re.sub(r"[“\"][^”\"]*[”\"]", "“…”", sentence.text)


def _any(parts: Iterable[str], words: bool = True) -> re.Pattern[str]:
    joined = "|".join(parts) or r"(?!)"
    return re.compile(rf"\b(?:{joined})\b" if words else joined, re.IGNORECASE)
