"""What the parser is known to read wrongly, and how it reads afterwards."""

from __future__ import annotations

import pytest

from kgbuild.extract.engine import Engine
from kgbuild.extract.repair.tokens import mended
from tests.extract.claims import briefs
from tests.extract.conftest import Read
from tests.extract.trees import token, tree, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A court in Osh gave the welder six years in prison.", "court in Osh sentenced welder [6 YR]"),
        (
            "A court in Osh handed the returnee three years of restricted liberty.",
            "court in Osh sentenced returnee [3 YR]",
        ),
        (
            "A court in Osh gave two newcomers eleven years in prison.",
            "court in Osh sentenced newcomers [2 person, 11 YR]",
        ),
        ("A court in Osh gave John Kamau eleven years in prison.", "court in Osh sentenced John Kamau [11 YR]"),
    ],
)
def test_whom_an_amount_is_given_is_no_part_of_the_amount(text: str, expected: str, read: Read) -> None:
    assert expected in briefs(read(text))


def test_an_adjective_before_a_sum_stays_with_it(engine: Engine, read: Read) -> None:
    (claim,) = read("The Russian army pays recruits an extra 50,000 rubles a month.")
    assert claim.predicate == "rec:offersIncentive"


def test_an_agent_before_the_verb_belongs_to_the_subject() -> None:
    found = tree("The arrest of two men by the police was confirmed.")
    arrest, confirmed = token(found, "arrest"), token(found, "confirmed")
    assert words(found.agents(confirmed)) == ""
    assert token(found, "by").head == arrest.index


def test_the_participle_of_an_intransitive_verb_stands_before_its_noun() -> None:
    found = tree("The prosecution of returning fighters deters others.")
    assert token(found, "returning").dep == "amod"
    assert words(found.objects(token(found, "of"))) == "fighters"


def test_a_transitive_gerund_keeps_its_object() -> None:
    found = tree("The risk of losing fighters deters others.")
    assert words(found.patients(token(found, "losing"))) == "fighters"


@pytest.mark.parametrize("text", ["Russia recruits Kenyans.", "He was handed ten years by a court."])
def test_mending_twice_changes_nothing_more(text: str) -> None:
    tokens = tree(text).tokens
    assert mended(tokens) == tokens


def test_the_subject_of_an_auxiliary_is_that_of_its_verb(read: Read) -> None:
    found = tree("On arrival in Ryazan each recruit was handed dollars.")
    assert words(found.patients(token(found, "handed"))) == "recruit"


def test_what_stands_after_noun_and_comma_is_no_object() -> None:
    found = tree("Most of them had enlisted in the Meridian, the American unit created for foreigners.")
    assert words(found.patients(token(found, "enlisted"))) == ""
    assert token(found, "unit").head == token(found, "Meridian").index


def test_a_sum_between_commas_belongs_to_the_subject(read: Read) -> None:
    (claim,) = read("The monthly wage quoted in the video, 180,000 rubles, made recruits sign.")
    assert briefs([claim]) == ["unstated offersIncentive monthly pay [180000 CCY_RUB]"]


def test_what_follows_on_a_verb_and_that_is_what_the_verb_is_about() -> None:
    found = tree("The embassy disputes that Americans fight for Russia.")
    assert token(found, "fight").dep == "ccomp"
    assert words(found.agents(token(found, "fight"))) == "Americans"


def test_a_noun_before_a_finite_verb_without_subject_is_its_subject() -> None:
    found = tree("The deployment undermines international law and threatens stability on the peninsula.")
    assert words(found.agents(token(found, "undermines"))) == "deployment"
