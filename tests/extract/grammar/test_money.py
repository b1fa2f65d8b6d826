from __future__ import annotations

import re

import pytest
import yaml

from kgbuild.errors import PackError
from kgbuild.extract.grammar import money
from kgbuild.extract.grammar.money import Currencies, compile_table
from kgbuild.extract.grammar.tokens import tokenize
from kgbuild.resources import shipped

TABLE = yaml.load((shipped("ontology") / "world" / "currencies.yaml").read_bytes(), Loader=yaml.CSafeLoader)


def meaning(text: str, *countries: str) -> str | None:
    currencies = Currencies.load(countries)
    found = currencies.name_at(tokenize(text), 0)
    return None if found is None else currencies.code(found[0])


@pytest.mark.parametrize(
    ("text", "countries", "code"),
    [
        ("dollars", [], "USD"),
        ("dollars", ["AU"], "AUD"),
        ("dollars", ["AU", "RU"], "USD"),
        ("$", ["CA"], "CAD"),
        ("pounds", ["EG"], "EGP"),
        ("rubles", ["BY", "RU"], "RUB"),
        ("shillings", [], None),
        ("shillings", ["KE", "RU", "UA"], "KES"),
        ("shillings", ["KE", "UG"], None),
        ("Ugandan shillings", ["KE"], "UGX"),
        ("rupees", ["NP"], "NPR"),
        ("rupees", ["NP", "IN"], None),
        ("pesos", ["CU", "RU"], "CUP"),
        ("CFA francs", ["SN"], "XOF"),
        ("CFA francs", ["CM"], "XAF"),
        ("som", ["UZ"], "UZS"),
        ("som", ["RU"], "KGS"),
        ("crowns", [], None),
        ("U.S. dollars", ["AU"], "USD"),
        ("manat", ["TM"], "TMT"),
        ("złotych", [], "PLN"),
    ],
)
def test_a_shared_name_is_told_by_the_documents_countries(text: str, countries: list[str], code: str | None) -> None:
    assert meaning(text, *countries) == code


@pytest.mark.parametrize("text", ["all", "try", "top", "men", "usd"])
def test_a_code_in_lower_case_is_a_word(text: str) -> None:
    assert Currencies.load().name_at(tokenize(text), 0) is None


def test_the_shipped_table_is_consistent() -> None:
    currencies = TABLE["currencies"]
    assert len(currencies) > 140
    assert all(re.fullmatch("[A-Z]{3}", code) for code in currencies)
    assert set(TABLE["defaults"].values()) <= currencies.keys()
    nouns = {noun for entry in currencies.values() for noun in entry.get("nouns", ())}
    assert set(TABLE["plurals"]) | set(TABLE["weak"]) <= nouns
    for entry in currencies.values():
        assert entry["nouns"]
        assert all(re.fullmatch("[A-Z]{2}", country) for country in entry["countries"])


@pytest.mark.parametrize("code", sorted(TABLE["currencies"]))
def test_every_currency_can_be_said_without_its_country(code: str) -> None:
    entry = TABLE["currencies"][code]
    qualified = [f"{adjective} {noun}" for adjective in entry.get("adjectives", ()) for noun in entry["nouns"]]
    assert all(meaning(name) == code for name in qualified)
    assert meaning(f"{code} ") == code
    for country in entry["countries"]:
        assert meaning(entry["nouns"][0], country) == code


def test_a_malformed_table_is_an_error_with_its_place(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    (tmp_path / "world").mkdir()
    (tmp_path / "world" / "currencies.yaml").write_text("currencies: [")
    monkeypatch.setattr(money, "shipped", lambda folder: tmp_path)
    money._shipped.cache_clear()
    with pytest.raises(PackError, match="bad-currencies"):
        Currencies.load()
    money._shipped.cache_clear()


def test_a_table_without_currencies_is_refused() -> None:
    with pytest.raises(KeyError):
        compile_table({"plurals": {}, "defaults": {}, "weak": []})
