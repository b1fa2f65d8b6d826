"""Appositions that the parser hangs on the wrong noun: whose name stands between two commas.

"A company founded by a politician, Hamid al-Asadi, promised …" and "A general who ran an agency in Kandy, Upul Perera,
was arrested": the small parser gives the name to the company and to the town.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from kgbuild.extract.lexicon import Lexicon
from kgbuild.extract.proper import proper_run
from kgbuild.extract.tree import Token, Tree
from kgbuild.model import Span

_SUBJECTS = ("nsubj", "nsubjpass")
_NO_PERSON = frozenset({"GPE", "LOC", "ORG", "FAC", "NORP"})


def moved_name(tree: Tree, known: Collection[Span], lexicon: Lexicon) -> tuple[Token, Token] | None:
    """A name that hangs on the wrong noun, and the right one; ``known`` are names of places and the like.

    None where every name hangs where it should.
    """
    for name in tree.tokens:
        if name.dep != "appos" or name.tag != "NNP" or name.masked or any(s.overlaps(name.span) for s in known):
            continue
        first = proper_run(tree, name)[0].index
        if first < 2 or name.index + 2 >= len(tree.tokens):
            continue
        commas = (tree.tokens[first - 1].word, tree.tokens[name.index + 1].word)
        noun = _noun_right_before(tree, name, first, lexicon) or _subject_of_whom(tree, name, first)
        if commas == (",", ",") and noun is not None and noun.index != name.head:
            return name, noun
    return None


def _label(tree: Tree, name: Token) -> str:
    return next((label for start, end, label in tree.names if start <= name.index < end), "")


def _noun_right_before(tree: Tree, name: Token, first: int, lexicon: Lexicon) -> Token | None:
    """``a company founded by a politician, NAME``: of a thing and a person the one right before the comma."""
    noun = tree.tokens[first - 2]
    below = any(a.index == name.head for a in tree.ancestors(noun))
    person = lexicon.is_kind(noun.lemma, "person") and not lexicon.is_kind(tree.tokens[name.head].lemma, "person")
    return noun if noun.tag == "NN" and noun.dep == "pobj" and below and person else None


def _subject_of_whom(tree: Tree, name: Token, first: int) -> Token | None:
    """``A general who …, NAME, was arrested``: the subject that a clause with "who" and then the name stand beside."""
    after = tree.tokens[name.index + 2]
    verb = tree.head(after) if after.dep in ("aux", "auxpass") else after
    if first == name.index or _label(tree, name) in _NO_PERSON:
        return None
    for noun in tree.children(verb, *_SUBJECTS):
        clauses = [k for k in tree.children(noun, "relcl") if any(s.lemma == "who" for s in tree.children(k, "nsubj"))]
        inside = any(name.index in {t.index for t in tree.subtree(k)} for k in clauses)
        if noun.tag == "NN" and noun.index < first and inside:
            return noun
    return None


def with_name_moved(tree: Tree, known: Collection[Span], lexicon: Lexicon) -> Tree:
    """``tree`` with a wrongly hung name beside its noun; the same object where there is none."""
    found = moved_name(tree, known, lexicon)
    if found is None:
        return tree
    name, noun = found
    tokens = (replace(t, head=noun.index) if t.index == name.index else t for t in tree.tokens)
    return Tree(tree.span, tuple(tokens), tree.names)
