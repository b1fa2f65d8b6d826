"""The packs' words: kinds of nouns, expressions with one name, fixed names; and lexicons that are none."""

from __future__ import annotations

from pathlib import Path

import pytest

from kgbuild.errors import PackError
from kgbuild.extract.lexicon import FixedName, Lexicon
from kgbuild.pack import load_packs
from tests.extract.packs import pack

WORDS = """
heads:
  person: {plain: [citizen], other: [[driver, Cook], [smuggler]]}
  force: [army]
  scheme: [army, ring]
expressions:
  rec:Incentive:
    - {label: signing payment, also: [sign-on payment, payment on signing]}
    - {label: payment}
    - {label: death benefits, also: [compensation for family]}
nouns: {rec:Incentive: [Bonus, cash]}
platforms: [Telegram]
names:
  - {class: rec:Organization, label: Wagner Group, also: [Wagner, PMC Wagner]}
  - {class: rec:Organization, label: "C++ Corps"}
parties: [RU]
seats: {RU: [Moscow, the Kremlin]}
pairs: [[peace, justice]]
sums: [sum]
"""


@pytest.fixture(scope="module")
def lexicon(tmp_path_factory: pytest.TempPathFactory) -> Lexicon:
    return Lexicon.load(pack(tmp_path_factory.mktemp("words"), lexicon=WORDS))


@pytest.mark.parametrize(
    ("lemma", "kinds"),
    [("citizen", "person"), ("Cook", "person"), ("smuggler", "person"), ("army", "force scheme"), ("table", "")],
)
def test_a_noun_names_things_of_its_kinds(lemma: str, kinds: str, lexicon: Lexicon) -> None:
    assert {k for k in ("person", "force", "scheme") if lexicon.is_kind(lemma, k)} == set(kinds.split())


def test_only_plain_nouns_add_nothing_to_a_nationality(lexicon: Lexicon) -> None:
    assert lexicon.plain == {"citizen"}


@pytest.mark.parametrize(
    ("words", "head", "label"),
    [
        ("signing payment", "payment", "signing payment"),
        ("large Signing payment", "Payment", "signing payment"),
        ("sign on payment", "payment", "signing payment"),
        ("sign payment", "payment", "payment"),
        ("death benefit", "benefit", "death benefits"),
        ("family compensation", "family", "death benefits"),
        ("signing", "signing", None),
        ("", "cash", None),
    ],
)
def test_an_expression_is_found_by_its_head_and_all_its_words(
    words: str, head: str, label: str | None, lexicon: Lexicon
) -> None:
    found = lexicon.expression("rec:Incentive", words.split(), head)
    assert found == label
    assert lexicon.expression("rec:Channel", words.split(), head) is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("PMC Wagner and Wagner", ["PMC Wagner", "Wagner"]),
        ("the Wagner Group's men", ["Wagner Group"]),
        ("Wagnerians, SWagner, wagner", []),
        ("the C++ Corps", ["C++ Corps"]),
    ],
)
def test_fixed_names_stand_alone_and_the_longest_wins(text: str, found: list[str], lexicon: Lexicon) -> None:
    assert lexicon.name_pattern is not None
    assert lexicon.name_pattern.findall(text) == found
    assert all(form in lexicon.by_name for form in found)


def test_a_fixed_name_knows_its_forms_longest_first(lexicon: Lexicon) -> None:
    assert lexicon.by_name["Wagner"] == FixedName(
        "rec:Organization", "Wagner Group", ("Wagner Group", "PMC Wagner", "Wagner")
    )


def test_small_lists(lexicon: Lexicon) -> None:
    assert (lexicon.platforms, lexicon.parties, lexicon.sums) == ({"Telegram"}, {"RU"}, {"sum"})
    assert lexicon.pairs == {("peace", "justice")}
    assert lexicon.seats == {"Moscow": "RU", "the Kremlin": "RU"}


def test_packs_without_a_lexicon_have_no_words() -> None:
    empty = Lexicon.load(load_packs(("core", "world")))
    assert empty.name_pattern is None
    assert not empty.heads
    assert empty.expression("rec:Incentive", ["signing"], "payment") is None


def test_words_of_several_packs_are_united(tmp_path: Path) -> None:
    pack(tmp_path, lexicon="heads: {person: [wizard], force: [citizen]}\nplatforms: [Owl]")
    both = Lexicon.load(load_packs(("recruitment", "mine"), tmp_path))
    assert both.is_kind("wizard", "person")
    assert both.is_kind("citizen", "person")
    assert both.is_kind("citizen", "force")
    assert {"Owl", "Telegram"} <= both.platforms


@pytest.mark.parametrize(
    "content",
    [
        "[1]",
        "5",
        "names: [{label: X}]",
        "names: [X]",
        "expressions: {rec:Incentive: [{also: [x]}]}",
        "nouns: {rec:X: 5}",
        "seats: {RU: 5}",
        "heads: [x]",
        "heads: {person: [1]}",
        "lists: {wizards: [merlin]}",
        "readers: {rec:X: wizard}",
        "payments: {words: [{label: prize, after: '('}]}",
    ],
)
def test_what_is_no_lexicon_is_refused_with_its_file(content: str, tmp_path: Path) -> None:
    with pytest.raises(PackError, match="bad-lexicon") as refused:
        Lexicon.load(pack(tmp_path, lexicon=content))
    assert "mine/lexicon.yaml" in refused.value.place


@pytest.mark.parametrize(
    ("per", "before", "after", "label"),
    [
        ("unit:MO", "", "", "wages"),
        ("unit:HR", "", "", "pay"),
        (None, "", " for the winner", "prize"),
        (None, "the winner got ", "", "payment"),
        (None, "a gift of ", "", "gift"),
        (None, "a gift of ", " for the winner", "prize"),
    ],
)
def test_a_bare_sum_is_called_by_its_period_else_by_the_words_around_it(
    per: str | None, before: str, after: str, label: str, tmp_path: Path
) -> None:
    words = """
payments:
  per: {unit:MO: wages, any: pay}
  words:
    - {label: prize, after: winner}
    - {label: gift, before: "gift"}
"""
    assert Lexicon.load(pack(tmp_path, lexicon=words)).payments.label(per, before, after) == label


def test_words_are_in_the_lists_of_their_pack_whatever_their_case(tmp_path: Path) -> None:
    found = Lexicon.load(pack(tmp_path, lexicon="lists: {rings: [Coven]}"))
    assert found.is_in("COVEN", "rings")
    assert not found.is_in("coven", "bodies")
