"""Lemmas and parts of speech of tagged and parsed words, by spaCy's own rules, each kind of word worked out once.

Behind tagger and parser, spaCy's English pipelines try some 180 patterns of an attribute ruler at every word, and then
the rules of a lemmatizer. All but a few of these patterns look at nothing but one word's text, tag and dependency, and
the lemmatizer at nothing but what they made of it. So what the two say of a word is remembered by these three; only a
sentence in which one of the other patterns might match goes through them itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

COMPONENTS = ("attribute_ruler", "lemmatizer")
"""The components of a spaCy pipeline whose work is remembered."""
_OF_ONE_WORD = frozenset({"ORTH", "TEXT", "LOWER", "IS_SPACE", "TAG", "DEP"})
"""What a pattern may look at: a word's text, tag and dependency tell it. An operator ("OP") is none of them."""
_OF_ONE_TOKEN = frozenset({"rule", "lookup"})
"""The ways of a lemmatizer that look at one token alone."""
_COLUMNS = ("ORTH", "TAG", "DEP", "LOWER")
_MOST = 1 << 16
"""When so many kinds of words are remembered, remembering begins anew."""

Kind = tuple[int, int, int]
"""Text, tag and dependency, as numbers of spaCy's store of strings."""
Analysis = tuple[str, str, str, str]
"""Lemma, part of speech, tag, dependency."""


class Morphology:
    """What a pipeline's attribute ruler and lemmatizer say of words."""

    def __init__(self, nlp: Any) -> None:
        self.vocab = nlp.vocab
        self.ruler, self.lemmatizer = map(nlp.get_pipe, COMPONENTS)
        patterns = [pattern for rule in self.ruler.patterns for pattern in rule["patterns"]]
        self._of_several = [_demands(pattern, nlp.vocab.strings) for pattern in patterns if len(pattern) > 1]
        self._known: dict[Kind, Analysis] = {}

    @classmethod
    def of(cls, nlp: Any, behind: str) -> Morphology | None:
        """That of ``nlp``; None unless its last components, but for ``behind``, are such a ruler and lemmatizer."""
        if tuple(name for name in nlp.pipe_names if name != behind)[-2:] != COMPONENTS:
            return None
        ruler, lemmatizer = map(nlp.get_pipe, COMPONENTS)
        looks_at = {key for rule in ruler.patterns for tokens in rule["patterns"] for spec in tokens for key in spec}
        alone = looks_at <= _OF_ONE_WORD and getattr(lemmatizer, "mode", None) in _OF_ONE_TOKEN
        return cls(nlp) if alone else None

    def analyses(self, docs: Sequence[Any]) -> list[list[Analysis]]:
        """Of each word of ``docs``, which are tagged and parsed, what ruler and lemmatizer would say of it."""
        kinds: list[list[Kind] | None] = [None if self._goes_itself(doc) else _kinds(doc) for doc in docs]
        known = self._known if len(self._known) < _MOST else {}
        missing = dict.fromkeys(kind for found in kinds for kind in found or () if kind not in known)
        if missing:
            known.update(self._worked_out(list(missing)))
        self._known = known
        return [
            read(self.lemmatizer(self.ruler(doc))) if found is None else [known[kind] for kind in found]
            for doc, found in zip(docs, kinds, strict=True)
        ]

    def _goes_itself(self, doc: Any) -> bool:
        """Whether a pattern of several words might match: all that it demands stands somewhere in the sentence."""
        columns = dict(zip(_COLUMNS, map(frozenset, doc.to_array(_COLUMNS).T.tolist()), strict=True))
        return any(
            all(not codes.isdisjoint(columns[column]) for column, codes in demands) for demands in self._of_several
        )

    def _worked_out(self, kinds: Sequence[Kind]) -> Iterable[tuple[Kind, Analysis]]:
        """What the two say of each of ``kinds``, which stand side by side without being a sentence."""
        from spacy.tokens import Doc  # late: `kgbuild --help` loads no spaCy

        strings = self.vocab.strings
        doc = Doc(self.vocab, words=[strings[text] for text, _, _ in kinds], tags=[strings[tag] for _, tag, _ in kinds])
        for token, (_, _, dep) in zip(doc, kinds, strict=True):
            token.dep = dep
        alone = [match for match in self.ruler.match(doc) if match[3] - match[2] == 1]
        self.ruler.set_annotations(doc, alone)
        return zip(kinds, read(self.lemmatizer(doc)), strict=True)


def _kinds(doc: Any) -> list[Kind]:
    return [(text, tag, dep) for text, tag, dep in doc.to_array(["ORTH", "TAG", "DEP"]).tolist()]


def read(doc: Any) -> list[Analysis]:
    """What the components of its pipeline have written into ``doc``, word by word."""
    strings = doc.vocab.strings
    rows = doc.to_array(["LEMMA", "POS", "TAG", "DEP"]).tolist()
    return [(strings[lemma], strings[pos], strings[tag], strings[dep]) for lemma, pos, tag, dep in rows]


def _demands(pattern: Iterable[Mapping[str, Any]], strings: Any) -> list[tuple[str, frozenset[int]]]:
    """What must stand in a sentence for a pattern to match there, by column, as far as it is plain words."""
    found = []
    for key, wanted in (item for spec in pattern for item in spec.items()):
        words = [wanted] if isinstance(wanted, str) else wanted.get("IN") if isinstance(wanted, Mapping) else None
        column = "ORTH" if key == "TEXT" else key
        if words and column in _COLUMNS:
            found.append((column, frozenset(strings.as_int(word) for word in words)))
    return found
