"""The seed's variants: what a rule changes, it changes in text and gold alike; and the score stays."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from kgbuild.evaluate.figures import Figures
from kgbuild.evaluate.gold import read_gold
from tests.quality.corpus import SEED, contents, gold, judged
from tests.quality.variants import RULES, Rule, variant

TOLERANCE = 0.03


def test_there_are_twenty_and_no_two_texts_are_equal() -> None:
    texts = {variant(rule).text for rule in RULES}
    assert len(RULES) == len(texts) == 20
    assert SEED.read_text(encoding="utf-8") not in texts


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_the_gold_of_a_variant_quotes_its_text(rule: Rule) -> None:
    varied = variant(rule)
    for record in varied.records:
        for place in record.get("evidence") or []:
            assert place["quote"] == varied.text[place["start"] : place["end"]]
            assert len(place["quote"]) > 10, record["id"]
    assert "Kazakh" not in varied.text or not any(word.startswith("Kazakh") for word in rule.words)


def test_other_order_loses_no_word() -> None:
    words = Counter(SEED.read_text(encoding="utf-8").split())
    for rule in (rule for rule in RULES if rule.order and not rule.words):
        assert Counter(variant(rule).text.split()) == words


def test_numbers_of_the_gold_change_with_the_text() -> None:
    (rule,) = (rule for rule in RULES if rule.name == "sums: 318 people")
    records = {record["id"]: record for record in variant(rule).records}
    assert records["seed-001"]["quantity"]["value"] == 318
    assert records["seed-021"]["quantity"]["value"] == 2_600_000
    assert (records["seed-026"]["quantity"]["min"], records["seed-026"]["quantity"]["max"]) == (3, 8)
    assert records["seed-031"]["quantity"]["value"] == 5
    assert "318" in records["seed-001"]["evidence"][0]["quote"]


def test_a_rule_that_finds_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="changes nothing"):
        variant(Rule("nothing", {"Atlantis": "Lemuria"}))
    with pytest.raises(ValueError, match="nothing in the text"):
        variant(Rule("nothing", clauses=[("Atlantis sank", "Atlantis rose")]))


@pytest.fixture(scope="module")
def seed_figures() -> Figures:
    return judged(contents("seed"), gold("seed"))[1]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_variant_scores_as_the_seed_does(rule: Rule, seed_figures: Figures, tmp_path: Path) -> None:
    varied = variant(rule)
    _, reached = judged([(SEED.name, varied.text.encode("utf-8"))], read_gold(varied.write_gold(tmp_path)))
    assert reached.forbidden == 0
    for measure in ("f1", "strict_f1"):
        before, after = getattr(seed_figures, measure), getattr(reached, measure)
        assert abs(before - after) <= TOLERANCE, (measure, before, after, [record.id for record in reached.missed])
