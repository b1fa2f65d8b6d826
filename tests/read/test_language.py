"""Languages are named where they are plain, and nowhere else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgbuild.read.language import detect
from tests.support import shared


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("Nine men were jailed in Port Elin, and the mayor said that she had known of it.", "en"),
        ("At least 3 men fight.", "en"),
        ("The men were recruited.", "en"),
        ("Das Gericht hat neun Männer verurteilt, und die Stadt ist nicht überrascht.", "de"),
        ("Le tribunal a condamné neuf hommes, mais la ville n’est pas surprise par cette décision.", "fr"),
        ("El tribunal condenó a nueve hombres, pero la ciudad no se sorprendió por la decisión.", "es"),
        ("Суд приговорил девять человек, но в городе об этом не говорили после решения.", "ru"),
        ("Суд засудив дев’ять осіб, але у місті про це не говорили після рішення, яке було вже відоме.", "uk"),
        ("Сот тоғыз адамды соттады, және бұл туралы қалада бір де адам айтқан емес.", "kk"),
        ("裁判所は九人に判決を下した。", "ja"),
        ("法院判处九人有期徒刑。", "zh"),
        ("1 2 3 4 - !", "und"),
        ("", "und"),
    ],
)
def test_languages(text: str, tag: str) -> None:
    assert detect(text) == tag


@given(st.text())
def test_any_text_has_an_answer_and_always_the_same(text: str) -> None:
    assert detect(text) == detect(text)


def test_every_article_of_the_development_set_is_english() -> None:
    texts = sorted(shared("gold", "dev").glob("*.txt"))
    assert texts
    assert {detect(path.read_text(encoding="utf-8")) for path in texts} == {"en"}
