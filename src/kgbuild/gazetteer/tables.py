"""The files of the world pack, read when they are first needed."""

from __future__ import annotations

import gzip
import zlib
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

import yaml

from kgbuild.errors import PackError
from kgbuild.resources import shipped

ITEMS = "items.tsv.gz"
ENGLISH = "names-english.tsv.gz"
LATIN = "names-latin.tsv.gz"
SCRIPTS = "names-scripts.tsv.gz"
TABLES = (ITEMS, ENGLISH, LATIN, SCRIPTS)

COMMONEST, COMMON = 200, 5000

NameRow = tuple[str, str, str, str]
"""QID, language (lower-case BCP 47, ``und`` where unknown), role, name."""


class Tables:
    """The tables of a folder laid out like ``ontology/world``.

    Each is read once, when it is asked for. Raises :class:`PackError` where a file is missing or damaged.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder if folder is not None else shipped("ontology") / "world"

    def lines(self, name: str) -> list[str]:
        """The lines of a packed file, without their ends."""
        path = self.folder / name
        try:
            lines = gzip.decompress(path.read_bytes()).decode("utf-8").split("\n")
        except (OSError, EOFError, UnicodeDecodeError, zlib.error) as error:
            raise _damaged(path, error) from None
        if len(lines) < 2 or lines[-1]:
            raise _damaged(path, ValueError("it is empty or cut off"))
        return lines[:-1]

    def yaml(self, name: str) -> dict[str, Any]:
        """A YAML file of the folder: names with lists or mappings of strings."""
        path = self.folder / name
        try:
            data = yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader)
        except (OSError, yaml.YAMLError) as error:
            raise _damaged(path, error) from None
        if not isinstance(data, dict):
            raise _damaged(path, ValueError("not a mapping"))
        return data

    @cached_property
    def classes(self) -> dict[str, str]:
        """The class, as a CURIE, of the entities that items of a kind make (``classes.yaml``)."""
        return dict(self.yaml("classes.yaml")["classes"])

    @cached_property
    def items(self) -> dict[str, str]:
        """The row of each item by its QID."""
        return {line[: line.index("\t")]: line for line in self.lines(ITEMS)}

    @cached_property
    def english(self) -> list[NameRow]:
        """The table of names in English (and where the source gives no language), in Latin letters."""
        return self.names(ENGLISH)

    def names(self, table: str) -> list[NameRow]:
        """The rows of a table of names."""
        return [(q, lang, role, name) for q, lang, role, name in (line.split("\t") for line in self.lines(table))]

    @cached_property
    def ordinary_words(self) -> frozenset[str]:
        """Words that English writes in lower case: every verb, adjective, adverb, and what articles write so."""
        return frozenset(w[1:] for w in self._words if w[0] == "+")

    @cached_property
    def english_words(self) -> frozenset[str]:
        """:attr:`ordinary_words` and the nouns that no name of the pack shares."""
        return frozenset(w[1:] for w in self._words)

    @cached_property
    def _words(self) -> list[str]:
        return self.lines("words.txt.gz")

    @cached_property
    def given_names(self) -> frozenset[str]:
        """Given names, in lower case."""
        return frozenset(self.lines("given-names.txt.gz"))

    @cached_property
    def surnames(self) -> frozenset[str]:
        """Common surnames, in lower case."""
        return frozenset(self.lines("surnames.txt.gz")[:COMMON])

    @cached_property
    def all_surnames(self) -> frozenset[str]:
        """Surnames that are not quite rare, in lower case."""
        return frozenset(self.lines("surnames.txt.gz"))

    @cached_property
    def commonest_surnames(self) -> frozenset[str]:
        """Surnames so common that they outweigh the ordinary words that they also are (Smith, Brown)."""
        return frozenset(self.lines("surnames.txt.gz")[:COMMONEST])

    @cached_property
    def version(self) -> str:
        """``world-`` and the first 16 hex digits of the SHA-256 of the tables: changes when the data do."""
        digest = sha256()
        for name in TABLES:
            digest.update((self.folder / name).read_bytes())
        return f"world-{digest.hexdigest()[:16]}"


def _damaged(path: Path, error: Exception) -> PackError:
    reason = " ".join(str(error).split())
    return PackError("bad-world-pack", str(path), f"cannot be read: {reason}", "install kgbuild again")
