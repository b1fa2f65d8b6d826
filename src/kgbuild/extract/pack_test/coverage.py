"""What the examples and the documents use of a pack: its rules, its words, its terms.

A rule is a frame or a pattern (a mapping with a ``name`` in ``frames.yaml`` or ``patterns.yaml``). A word entry is
one entry of ``lexicon.yaml`` or one cue of ``cues.yaml``, with all its forms; names of persons, bodies and
platforms are no word entries. A rule fires where a claim names it, an entry where one of its forms stands, as lemmas,
in an example or in a block of a document that holds a claim's evidence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kgbuild.extract.parse import Unit, parse
from kgbuild.model import Claim, Span
from kgbuild.pack import Pack, Packs

ENOUGH_EXAMPLES = 6
_RULE_FILES = ("frames.yaml", "patterns.yaml")
_WORD_FILES = ("lexicon.yaml", "cues.yaml")
_NAME_KEYS = frozenset({"names", "platforms", "parties", "seats", "readers", "payments"})
_TERM = re.compile(r"\b(?:kg|rec):[A-Za-z]\w*")
_OPENS_STATEMENT = re.compile(r"^((?:\w+):[A-Za-z]\w*)\s", re.MULTILINE)


@dataclass
class Usage:
    """Where a rule or word entry fired: wordings of examples, and documents (by their SHA-256)."""

    wordings: set[str] = field(default_factory=set)
    documents: set[str] = field(default_factory=set)

    @property
    def is_thin(self) -> bool:
        """Only one document can have taught it: it fires there and nowhere else, and few examples know it."""
        return len(self.documents) == 1 and len(self.wordings) < ENOUGH_EXAMPLES


@dataclass(frozen=True, slots=True)
class Entry:
    """A word entry: the place it stands at in its file, and its forms, each a sequence of lemmas."""

    name: str
    forms: tuple[str, ...]


def wording(text: str) -> str:
    """``text`` without what changing a name or a number changes: two texts of one wording differ in nothing else."""
    kept = [w for w in re.findall(r"[^\W\d_]+", text) if w.islower()]
    return " ".join(kept)


def rule_names(pack: Pack) -> tuple[str, ...]:
    """The names of the pack's frames and patterns as evidence has them (``recruitment/join``), in file order."""
    return tuple(dict.fromkeys(f"{pack.name}/{name}" for file in _RULE_FILES for name in _named(pack.yaml(file))))


def _named(node: Any) -> Iterator[str]:
    if isinstance(node, Mapping):
        if isinstance(node.get("name"), str):
            yield node["name"]
        for value in node.values():
            yield from _named(value)
    elif isinstance(node, list):
        for value in node:
            yield from _named(value)


def word_entries(pack: Pack) -> tuple[Entry, ...]:
    """The pack's word entries, names excepted."""
    return tuple(entry for file in _WORD_FILES for entry in _entries(pack.yaml(file), file.partition(".")[0]))


def _entries(node: Any, place: str) -> Iterator[Entry]:
    if isinstance(node, Mapping) and "label" in node:
        forms = (str(node["label"]), *map(str, node.get("also") or ()))
        yield Entry(f"{place}: {node['label']}", forms)
    elif isinstance(node, Mapping):
        for key, value in node.items():
            if key not in _NAME_KEYS:
                yield from _entries(value, f"{place}.{key}")
    elif isinstance(node, list):
        for value in node:
            yield from _entries(value, place)
    elif isinstance(node, str):
        yield Entry(f"{place}: {node}", (node,))


def missing_terms(packs: Packs, pack: Pack, used: Iterable[str]) -> tuple[str, ...]:
    """Terms that the pack's YAML files name, or ``used``, and no ontology of ``packs`` declares; sorted."""
    declared = {m for path in packs.ontologies() for m in _OPENS_STATEMENT.findall(path.read_text(encoding="utf-8"))}
    named = set(used)
    for path in pack.files():
        if path.suffix == ".yaml":
            named.update(_TERM.findall(_uncommented(path)))
    return tuple(sorted(named - declared))


def _uncommented(path: Path) -> str:
    return re.sub(r"(?m)(?:^|\s)#.*$", "", path.read_text(encoding="utf-8"))


def rules_fired(claims: Iterable[Claim]) -> frozenset[str]:
    return frozenset(rule for claim in claims for evidence in claim.evidence for rule in evidence.found_by)


class Lemmas:
    """Lemma sequences of quotes and of entries, each parsed once; a sequence is padded with spaces."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}

    def learn(self, texts: Sequence[str]) -> None:
        """Parse every text that is not known yet."""
        for text in dict.fromkeys(t for t in texts if t.strip() and t not in self._known):
            trees = list(parse(text, [Unit(Span(0, len(text)))]))
            words = [token.lemma.lower() for tree in trees for token in tree.tokens]
            lower = re.findall(r"[^\W_]+", text.lower())
            self._known[text] = f" {' '.join(words)} | {' '.join(lower)} "

    def holds(self, text: str, entry: Entry) -> bool:
        """Whether a form of ``entry`` stands in ``text``, as its lemmas or letter by letter."""
        line = self._known.get(text, "")
        return any(f" {form.lower()} " in line for form in entry.forms)
