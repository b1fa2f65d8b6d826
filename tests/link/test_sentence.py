"""What a sentence says for and against an item."""

from __future__ import annotations

from pathlib import Path

import pytest

from kgbuild.gazetteer import Gazetteer, Item
from kgbuild.link.mention import MentionLinker
from kgbuild.link.names import Reading
from kgbuild.link.rank import rank
from kgbuild.link.sentence import Sentence, currency_country
from kgbuild.link.table import link_table, quality, read_table
from kgbuild.model import Span

WORLD = Gazetteer.load()
NONE: frozenset[str] = frozenset()


def item(name: str, kind: str, country: str, region: str | None = None) -> Item:
    """The item of that name, kind and country in the slice."""
    (found,) = {
        c.item
        for c in WORLD.readings(name)
        if (c.item.kind, c.item.country) == (kind, country) and region in (None, c.item.region)
    }
    return found


def sentence(text: str, mention: str) -> Sentence:
    start = text.index(mention)
    return Sentence(WORLD, text, Span(start, start + len(mention)))


@pytest.mark.parametrize(
    ("text", "mention", "supported", "other"),
    [
        ("Birmingham, Alabama, voted.", "Birmingham", ("city", "US", "Alabama"), ("city", "GB", None)),
        ("Birmingham, in England, voted.", "Birmingham", ("city", "GB", None), ("city", "US", "Alabama")),
        ("Tripoli, the Libyan capital, is calm.", "Tripoli", ("city", "LY", None), ("city", "GR", None)),
        ("A jury in Atlanta, Georgia, met.", "Georgia", ("admin1", "US", None), ("country", "GE", None)),
        ("The parliament of Georgia sits in Tbilisi.", "Georgia", ("country", "GE", None), ("admin1", "US", None)),
        ("The governor of Georgia signed.", "Georgia", ("admin1", "US", None), ("country", "GE", None)),
    ],
)
def test_the_sentence_speaks_more_for_one_than_for_the_other(
    text: str, mention: str, supported: tuple[str, str, str | None], other: tuple[str, str, str | None]
) -> None:
    here = sentence(text, mention)
    assert here.support(item(mention, *supported)) > here.support(item(mention, *other))


def test_a_container_that_does_not_fit_speaks_against() -> None:
    paris = item("Paris", "city", "FR")
    assert sentence("Paris, Texas, is small.", "Paris").support(paris) < -5
    assert sentence("Paris, France, is large.", "Paris").support(paris) > 0
    assert sentence("Paris, Texas and Ohio were named.", "Paris").support(paris) >= 0


def test_an_unknown_place_in_the_sentence_says_nothing() -> None:
    assert Sentence(WORLD, "", None).support(item("Paris", "city", "FR")) == 0
    assert sentence("Paris was calm.", "Paris").support(item("Paris", "city", "FR")) == 0


def test_a_name_within_a_longer_name_of_a_place_is_told() -> None:
    around = sentence("They met in Equatorial Guinea.", "Guinea").around
    assert around is not None and around.text == "Equatorial Guinea"
    assert sentence("They met in Guinea.", "Guinea").around is None
    assert sentence("The Russian Defense Ministry said so.", "Russian").around is None


def test_a_currency_belongs_to_the_country_of_its_code() -> None:
    tenge, euro = WORLD.by_currency("KZT"), WORLD.by_currency("EUR")
    assert tenge is not None and currency_country(tenge) == "KZ"
    assert euro is not None and currency_country(euro) == "EU"
    assert currency_country(item("Paris", "city", "FR")) is None


def test_scores_share_one_between_all_readings_and_something_unknown() -> None:
    here = Sentence(WORLD, "", None)
    places = [(c.item, Reading(c.item.qid, c.role, "en")) for c in WORLD.readings("Georgia")]
    scored = rank(places, here, "exact", 0, NONE)
    assert 0.9 < sum(s.score for s in scored) < 0.99
    assert rank([], here, "exact", 0, NONE) == ()
    assert rank(places, here, "misspelt", 2, NONE)[0].score < rank(places, here, "misspelt", 1, NONE)[0].score
    assert rank(places, here, "exact", 0, NONE) == rank(places[::-1], here, "exact", 0, NONE)


def test_of_one_item_the_best_role_counts_once() -> None:
    russia = WORLD.by_iso2("RU")
    assert russia is not None
    roles = [(russia, Reading(russia.qid, role, "en")) for role in ("ethnonym", "demonym_noun")]
    (only,) = rank(roles, Sentence(WORLD, "", None), "exact", 0, NONE)
    assert only.role == "demonym_noun"


def test_mean_score_of_what_is_linked_is_how_often_it_is_right() -> None:
    """The score is calibrated: on our own table it differs from the precision by a few hundredths at the most."""
    lines = (Path(__file__).parent / "held_out.tsv").read_bytes().splitlines()
    rows = list(link_table(read_table(lines, "held_out.tsv").rows, MentionLinker().link))
    linked = [float(row["score"]) for row in rows if row["qid"] != "NIL"]
    measured = quality(rows)
    assert measured is not None
    assert abs(sum(linked) / len(linked) - measured.precision) < 0.05
