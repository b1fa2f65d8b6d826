"""Names, symbols and codes of currencies: which words mean which money, and which need a country to tell.

The table is data (``ontology/world/currencies.yaml``). A noun that several currencies share ("shillings",
"pesos") means the one that a country of the document uses, where exactly one does, else the noun's default
in the whole world ("dollars" is USD), else nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from types import MappingProxyType
from typing import Any

import yaml

from kgbuild.errors import PackError
from kgbuild.extract.grammar.tokens import Token, joined, printed, tokenize
from kgbuild.resources import shipped

MAX_TOKENS = 6
"""How many tokens a currency's name may have (``U.S. dollars`` has five)."""


@dataclass(frozen=True, slots=True)
class CurrencyName:
    """What a name may mean: ISO 4217 codes, the one it means without more (None: it needs a country).

    ``weak`` names are also common words ("won", "sum"); they are read as money only after a large number.
    """

    codes: frozenset[str]
    default: str | None
    weak: bool = False


@dataclass(frozen=True, slots=True)
class Currencies:
    """The currencies of the world as one document sees them.

    ``countries`` are ISO 3166-1 alpha-2 codes of the countries that the document speaks of.
    """

    names: Mapping[str, CurrencyName]
    signs: Mapping[str, CurrencyName]
    users: Mapping[str, frozenset[str]] = field(repr=False)
    sign_starts: frozenset[str]
    countries: frozenset[str] = frozenset()

    @classmethod
    def load(cls, countries: Iterable[str] = ()) -> Currencies:
        """The shipped table. Raises :class:`PackError` where it is malformed."""
        return _shipped().for_countries(countries)

    def for_countries(self, countries: Iterable[str]) -> Currencies:
        """The same table for a document that speaks of these countries."""
        return replace(self, countries=frozenset(countries))

    def code(self, name: CurrencyName) -> str | None:
        """The ISO 4217 code that ``name`` means in this document, None where that cannot be told.

        A default of the whole world yields only where every country of the document uses another one of the
        name's currencies: "$" in an article on Australia and Russia stays the US dollar.
        """
        if len(name.codes) == 1:
            return next(iter(name.codes))
        at_home = {code for code in name.codes if self.users[code] & self.countries}
        if name.default is None:
            return next(iter(at_home)) if len(at_home) == 1 else None
        if len(at_home) == 1 and self.countries <= self.users[code := next(iter(at_home))]:
            return code
        return name.default

    def name_at(self, tokens: list[Token], first: int) -> tuple[CurrencyName, int] | None:
        """The longest name, sign or code of a currency at the token ``first``, and the index after it."""
        for after in range(min(first + MAX_TOKENS, len(tokens)), first, -1):
            name = self.names.get(joined(tokens, first, after)) or self.signs.get(printed(tokens, first, after))
            if name is not None:
                return name, after
        return None

    def sign_at(self, tokens: list[Token], first: int) -> tuple[CurrencyName, int] | None:
        """The longest sign or code at the token ``first``, as it may stand before a number ("US$", "Rs.", "EUR").

        Signs and codes are read in the case that they are printed in: "ALL" is the lek, "all" is not.
        """
        if first >= len(tokens) or tokens[first].text not in self.sign_starts:
            return None
        for after in range(min(first + MAX_TOKENS, len(tokens)), first, -1):
            name = self.signs.get(printed(tokens, first, after))
            if name is not None:
                return name, after
        return None


@cache
def _shipped() -> Currencies:
    path = shipped("ontology") / "world" / "currencies.yaml"
    try:
        table = yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader)
        return compile_table(table)
    except (yaml.YAMLError, KeyError, TypeError, AttributeError) as error:
        raise PackError("bad-currencies", str(path), f"the table of currencies is malformed: {error}") from error


def compile_table(table: Mapping[str, Any]) -> Currencies:
    """The lookup tables of a parsed ``currencies.yaml``.

    Raises ``KeyError``, ``TypeError`` or ``AttributeError`` where it does not have the shape that its own
    comments give.
    """
    codes: defaultdict[str, set[str]] = defaultdict(set)
    signed: defaultdict[str, set[str]] = defaultdict(set)
    users: dict[str, frozenset[str]] = {}
    for code, entry in table["currencies"].items():
        users[code] = frozenset(entry.get("countries", ()))
        nouns = [form for noun in entry.get("nouns", ()) for form in _forms(noun, table["plurals"])]
        qualified = [f"{adjective} {noun}" for adjective in entry.get("adjectives", ()) for noun in nouns]
        for name in [*nouns, *qualified, *entry.get("names", ())]:
            codes[_key(name)].add(code)
        for sign in [*(str(symbol) for symbol in entry.get("symbols", ())), code]:
            signed[sign].add(code)
    defaults: Mapping[str, str] = table["defaults"]
    weak = {_key(form) for noun in table["weak"] for form in _forms(noun, table["plurals"])}

    def compiled(names: Mapping[str, set[str]]) -> Mapping[str, CurrencyName]:
        return MappingProxyType(
            {key: CurrencyName(frozenset(found), defaults.get(key), key in weak) for key, found in names.items()}
        )

    starts = frozenset(tokenize(sign)[0].text for sign in signed)
    return Currencies(compiled(codes), compiled(signed), MappingProxyType(users), starts)


def _forms(noun: str, plurals: Mapping[str, Sequence[str]]) -> list[str]:
    return [noun, *plurals.get(noun, (f"{noun}s",))]


def _key(name: str) -> str:
    tokens = tokenize(name)
    return joined(tokens, 0, len(tokens))
