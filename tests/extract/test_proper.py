"""Names that no list holds: what a document's sentences say of them together."""

from __future__ import annotations

import pytest

from kgbuild.extract.proper import KnownNames, named_by_parser, proper_run
from kgbuild.extract.tree import Token, Tree
from kgbuild.model import Span
from tests.extract.trees import token, tree, words


def named(*names: tuple[str, str]) -> KnownNames:
    """What a document says whose parser found these names."""

    def found(text: str, label: str) -> Tree:
        tokens = tuple(Token(n, Span(n, n + 1), w, w, "PROPN", "NNP", "dep", 0) for n, w in enumerate(text.split()))
        return Tree(Span(0, len(tokens)), tokens, ((0, len(tokens), label),))

    return KnownNames.of(found(text, label) for text, label in names)


MAN, FIRM = "PERSON", "ORG"


@pytest.mark.parametrize(
    ("name", "label", "elsewhere", "person"),
    [
        ("Bakyt Zhaksyn", MAN, [], True),
        ("Bakyt Zhaksyn", "", [], True),
        ("Bakyt Zhaksyn", FIRM, [], False),
        ("Bakyt Zhaksyn", FIRM, [("Bakyt Zhaksyn", MAN)], True),
        ("Bakyt Zhaksyn", FIRM, [("Zhaksyn", MAN)], True),
        ("Bakyt Zhaksyn", MAN, [("Bakyt Zhaksyn", FIRM)], False),
        ("Bakyt Zhaksyn", MAN, [("Bakyt Zhaksyn", FIRM), ("Bakyt Zhaksyn", MAN)], True),
        ("Zhaksyn", MAN, [("Zhaksyn", FIRM), ("Zhaksyn", MAN)], False),
        ("Zhaksyn", FIRM, [("Bakyt Zhaksyn", MAN)], True),
        ("John Zzyx", FIRM, [("John Zzyx", FIRM)], True),  # a given name tells more than the parser
        ("John", FIRM, [], False),
        ("Bakyt Ermekov", FIRM, [("Bakyt Ermekov", FIRM)], True),  # so does the ending of a surname
        ("Olena Hrytsenko", FIRM, [], True),
        ("Rustam Zoda Holding", FIRM, [], False),
        ("Zzyx Ltd", MAN, [("Zzyx Ltd", MAN)], False),
        ("Zzyx Travel", MAN, [], False),
        ("John Hotline", MAN, [], False),  # a word for organisations
        ("One Two Three Four Five", MAN, [], False),
    ],
)
def test_man_or_firm(name: str, label: str, elsewhere: list[tuple[str, str]], person: bool) -> None:
    assert named(*elsewhere).is_person(name, label, frozenset({"john"}), {"hotline"}) is person


@pytest.mark.parametrize(
    "text",
    [
        "A court jailed Zzyx Abc.",
        "Zzyx Abc, who was a welder, left.",
        "Zzyx Abc died in May.",
        "Police arrested Zzyx Abc.",
    ],
)
def test_what_is_done_tells_people_from_firms(text: str) -> None:
    assert KnownNames.of([tree(text)]).is_person("Zzyx Abc", FIRM, frozenset(), frozenset())


def test_the_order_of_sentences_decides_nothing() -> None:
    names = [("Bakyt Zhaksyn", MAN), ("Zhaksyn", FIRM), ("Sahel Bridge", FIRM)]
    assert named(*names) == named(*reversed(names))


@pytest.mark.parametrize(
    ("text", "last", "run"),
    [
        ("We met John Kamau.", "Kamau", "John Kamau"),
        ("We met President John Kamau.", "Kamau", "John Kamau"),
        ("We met Prime Minister John Kamau.", "Kamau", "John Kamau"),
        ("We met the Bank of Kenya.", "Kenya", "Bank of Kenya"),
        ("We met Kamau.", "Kamau", "Kamau"),
        ("We met him.", "him", "him"),
    ],
)
def test_the_run_of_a_name(text: str, last: str, run: str) -> None:
    assert words(proper_run(tree(text), token(tree(text), last))) == run


def test_what_the_parser_names_is_without_article_and_possessive() -> None:
    found = tree("John Kamau met the United Nations' envoy in Nairobi.")
    assert [(words(t), label) for t, label in [named_by_parser(found, token(found, "Kamau"))]] == [("John Kamau", MAN)]
    tokens, label = named_by_parser(found, token(found, "Nations"))
    assert (words(tokens), label) == ("United Nations", FIRM)
    assert named_by_parser(found, token(found, "met")) == ([], "")


@pytest.mark.parametrize(
    ("texts", "place"),
    [
        (["Brokers in Zzyxeidah are known."], True),
        (["The men died near Zzyxeidah."], True),
        (["Three Kenyans serve in Zzyxeidah."], False),  # or in a battalion of that name
        (["Brokers from Zzyxeidah are known."], False),  # or from a firm
        (["Brokers in the Zzyxeidah are known."], False),
        ([], False),
    ],
)
def test_a_town_is_told_by_what_happens_in_it(texts: list[str], place: bool) -> None:
    assert KnownNames.of(tree(t) for t in texts).is_place("Zzyxeidah") is place
