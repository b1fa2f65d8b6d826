"""Reference: what a pronoun, a bare number or a definite description takes up, and what nobody can say."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kgbuild.extract.discourse import REACH, Discourse
from kgbuild.extract.grammar.amounts import Amount, AmountKind
from kgbuild.extract.lexicon import Lexicon
from kgbuild.extract.mention import Mention
from kgbuild.extract.tree import Token
from kgbuild.model import Bound, Entity, Span
from kgbuild.pack import load_packs
from tests.extract.claims import briefs
from tests.extract.conftest import Read


def mention(
    form: str, entity: Entity | None = None, amount: Amount | None = None, whole: Amount | None = None
) -> Mention:
    token = Token(0, Span(0, 2), "men", "man", "NOUN", "NNS", "ROOT", 0)
    cls = "rec:PersonGroup" if entity else ""
    return Mention(token, token.span, cls, form, "trainee", "men", entity, amount=amount, plural=True, whole=whole)


RECRUITED = "Russia recruited 300 Kenyans."
KILLED = "Kenyan citizens casualties Killed"


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ("They were killed.", KILLED),
        ("These men were killed.", KILLED),
        ("17 were killed.", f"{KILLED} [17 person]"),
        ("17 of them were killed.", f"{KILLED} [17 person]"),
        ("Dozens of them were killed.", f"{KILLED} [dozens person]"),
        ("Most of them have come home.", "Kenyan citizens returned Kenya [most person]"),
        ("12 Ugandans were killed.", "Ugandan citizens casualties Killed [12 person]"),
    ],
)
def test_people_are_taken_up(after: str, expected: str, read: Read) -> None:
    assert set(briefs(read(f"{RECRUITED} {after}"))) == {"Russia recruits Kenyan citizens [300 person]", expected}


@pytest.mark.parametrize(
    ("between", "after", "expected"),
    [
        ("Brokers in Mombasa were questioned.", "Five of the 300 were killed.", f"{KILLED} [5 person]"),
        ("Officials met 12 Ugandans.", "Of the 300, 17 were killed.", f"{KILLED} [17 person]"),
        ("Relatives went to Nairobi.", "17 were killed.", f"{KILLED} [17 person]"),
        ("Four survivors told it to lawyers.", "The men were killed.", KILLED),
    ],
)
def test_who_sends_meets_or_mourns_them_is_not_taken_up(between: str, after: str, expected: str, read: Read) -> None:
    found = briefs(read(f"{RECRUITED} {between} {after}"))
    assert [b for b in found if " casualties " in b] == [expected]


def test_a_number_takes_up_those_whom_it_counted() -> None:
    """A small number counts too many things to tell whom."""
    lexicon = Lexicon.load(load_packs())
    kenyans, brokers = (Entity("rec:PersonGroup", ("scoped", name), name) for name in ("Kenyans", "brokers"))
    discourse = Discourse(lexicon)
    for sentence, (entity, value) in enumerate([(kenyans, 35), (brokers, 3)]):
        amount = Amount(Span(0, 2), Span(0, 2), AmountKind.NUMBER, Bound.EXACTLY, str(value), Decimal(value))
        discourse.note(mention("description", entity, amount=amount), sentence, subject=True)
    of_35 = Amount(Span(9, 11), Span(9, 11), AmountKind.NUMBER, Bound.EXACTLY, "35", Decimal(35))
    of_3 = Amount(Span(9, 10), Span(9, 10), AmountKind.NUMBER, Bound.EXACTLY, "3", Decimal(3))
    assert discourse.resolve(mention("number", whole=of_35), ("rec:PersonGroup",), 2) == kenyans
    assert discourse.resolve(mention("number", whole=of_3), ("rec:PersonGroup",), 9) is None


@pytest.mark.parametrize(
    ("before", "person"),
    [
        ("John Kamau met nobody.", "John Kamau"),
        ("The agency paid John Kamau.", "John Kamau"),
        ("Mary Wanjiru left Nairobi in May.", "Mary Wanjiru"),
    ],
)
@pytest.mark.parametrize("pronoun", ["He", "She"])
def test_one_man_or_woman_is_taken_up(before: str, person: str, pronoun: str, read: Read) -> None:
    found = briefs(read(f"{before} {pronoun} joined the Russian army."))
    assert f"{person} fightsFor Russian Armed Forces" in found


def test_a_last_name_alone_is_the_man_who_was_named_in_full(read: Read) -> None:
    first, second = read("John Kamau joined the Russian army in May 2024. Kamau was killed in June 2024.")
    assert first.subject == second.subject
    assert first.subject.label == "John Kamau"


def test_a_last_name_of_two_men_is_neither(read: Read) -> None:
    found = read("John Kamau and Peter Kamau joined the Russian army. In May 2024 Kamau was killed.")
    assert "Kamau casualties Killed {2024-05}" in briefs(found)


@pytest.mark.parametrize("word", ["It", "The agency", "The company", "The firm"])
def test_an_organisation_is_taken_up(word: str, read: Read) -> None:
    found = briefs(read(f"The agency Northern Star Travel recruited Kenyans. {word} promised them citizenship."))
    assert found == [
        "Northern Star Travel offersIncentive citizenship",
        "Northern Star Travel recruits Kenyan citizens",
    ]


@pytest.mark.parametrize("word", ["The network", "The group"])
def test_a_ring_is_taken_up(word: str, read: Read) -> None:
    found = read(f"A network in Nairobi recruits Kenyans. {word} has operated since 2023.")
    active = next(c for c in found if c.predicate == "rec:activeDuring")
    assert active.subject.label == "network"
    assert active.subject in {c.subject for c in found if c.predicate == "rec:recruits"}


@pytest.mark.parametrize(
    "text",
    [
        "Russia recruited 300 Kenyans and 200 Ugandans. They were killed.",
        "The network left. The ring left. They were killed.",
        "They were killed.",
        "He joined the Russian army.",
        "17 were killed.",
    ],
)
def test_nothing_is_guessed(text: str, read: Read) -> None:
    assert not [c for c in read(text) if c.predicate in ("rec:casualties", "rec:fightsFor")]


def test_a_pronoun_reaches_back_a_few_sentences(read: Read) -> None:
    def fighters(between: int) -> list[str]:
        text = "John Kamau left Nairobi. " + "The weather was bad. " * between + "He joined the Russian army."
        return [c.subject.label for c in read(text)]

    assert fighters(REACH - 1) == ["John Kamau"]
    assert fighters(REACH) == []


def test_the_only_foreigners_of_a_text_are_meant_from_far_away(read: Read) -> None:
    found = read("Kenyans join the Russian army.", *["The weather was bad."] * 6, "17 of them were killed.")
    assert f"{KILLED} [17 person]" in briefs(found)


@pytest.mark.parametrize(
    ("before", "between", "expected"),
    [
        ("Nine Kenyans were sent to Russia.", "Agents approach jobseekers through church groups.", "Kenyan citizens"),
        ("Nine Kenyans were sent to Russia.", "The advert says that guards are wanted.", "Kenyan citizens"),
        ("Nine Kenyans were sent to Russia.", "Twelve students followed.", "students"),
        ("Many were sent to Russia.", "Agents approach jobseekers through church groups.", "jobseekers"),
    ],
)
def test_a_kind_of_people_is_nobody_whom_the_men_could_be(before: str, between: str, expected: str, read: Read) -> None:
    found = briefs(read(f"{before} {between} The men signed contracts with the Russian army."))
    assert f"{expected} signedContractWith Russian Armed Forces" in found


RING = "An agent network in Kumasi sells Ghanaians to the army."
TWO_ARRESTED = f"{RING} Police arrested two agents."


@pytest.mark.parametrize(
    ("before", "who", "expected"),
    [
        (RING, "The agents", "agent network"),
        ("A ring of brokers sells Ghanaians to the army.", "The brokers", "ring of brokers"),
        (RING, "The brokers", "unstated"),
        (RING, "Agents", "unstated"),
        (RING, "The agents of the legion", "unstated"),
        (TWO_ARRESTED, "The agents", "unstated"),
        (f"{RING} A pipeline in Accra is older.", "The agents", "unstated"),
    ],
)
def test_the_agents_of_an_agent_network_are_the_network(before: str, who: str, expected: str, read: Read) -> None:
    found = [c for c in read(f"{before} {who} dangled 1,800 dollars a month.") if c.predicate == "rec:offersIncentive"]
    assert [c.subject.label for c in found] == [expected]


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("The paper Satluj Mail tells the story. The Bureau of Investigation has charged six people.", "Bureau of Inv"),
        ("The firm Blue Sky tells the story. The weather was bad.", "Blue Sky"),
    ],
)
def test_the_agency_is_the_body_named_last_whatever_its_name_is_made_of(before: str, expected: str, read: Read) -> None:
    found = read(f"{before} The agency opened three cases under Section 143.")
    (cases,) = (c for c in found if c.predicate == "rec:openedCasesUnder")
    assert expected in cases.subject.label


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("Grace Wanjiru is the director of Bright Path Placements.", "Bright Path Placements"),
        ("Grace Wanjiru is known. Bright Path Placements is a firm.", "company"),
        ("Grace Wanjiru wrote to Bright Path Placements and Northern Star Travel.", "company"),
        ("The firm Northern Star Travel is older.", "company"),
    ],
)
def test_her_company_is_the_one_that_she_was_named_with(before: str, expected: str, read: Read) -> None:
    found = read(f"{before} Her company has recruited 60 Kenyans.")
    assert [c.subject.label for c in found if c.predicate == "rec:recruits"] == [expected]


def test_the_accused_are_not_those_whom_they_recruited(read: Read) -> None:
    found = read("Twelve Togolese were sent to the front. Seven of the accused are in custody.")
    (held,) = (c for c in found if c.predicate == "rec:detained")
    assert getattr(held.object, "label", "") == "accused"


def test_a_client_is_nobody_where_two_are_tried(read: Read) -> None:
    found = read(
        "Peter Mwangi and John Kamau are on trial.", "Grace Otieno, a lawyer, says her client recruited nobody."
    )
    assert not any("recruits" in line for line in briefs(found))
