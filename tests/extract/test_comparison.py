"""What a comparison says of another time is a statement of its own where it names its time."""

from __future__ import annotations

import pytest

from tests.extract.claims import briefs
from tests.extract.conftest import Read

KILLED = "Kenyan citizens casualties Killed"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("58 Kenyans were killed in 2025, compared with 31 in 2024.", ["[58 person] {2025}", "[31 person] {2024}"]),
        ("58 Kenyans were killed in 2025, compared to 31 in 2024.", ["[58 person] {2025}", "[31 person] {2024}"]),
        ("58 Kenyans were killed in 2025, up from 31 in 2024.", ["[58 person] {2025}", "[31 person] {2024}"]),
        ("58 Kenyans were killed in 2025, against 31 in 2024.", ["[58 person] {2025}", "[31 person] {2024}"]),
        (
            "58 Kenyans were killed in 2025, 31 in 2024 and 9 in 2023.",
            ["[58 person] {2025}", "[31 person] {2024}", "[9 person] {2023}"],
        ),
        ("58 Kenyans were killed in 2025, 31 of them in 2024.", ["[58 person] {2025}"]),
        ("58 Kenyans were killed in 2025, compared with 31.", ["[58 person] {2025}"]),
        ("58 Kenyans were killed, compared with 31 in 2024.", ["[58 person]"]),
        ("58 Kenyans were killed in 2025, and 31 ships sank in 2024.", ["[58 person] {2025}"]),
        ("Kenyans were killed in 2025, compared with 31 in 2024.", ["{2025}"]),
    ],
)
def test_comparisons(text: str, expected: list[str], read: Read) -> None:
    assert briefs(read(text)) == sorted(f"{KILLED} {rest}" for rest in expected)


def test_each_quotes_its_own_words(read: Read) -> None:
    found = read("In 2025, 58 cases were opened under Article 172, compared with 31 in the whole of 2024.")
    assert {c.evidence[0].exact for c in found} == {
        "In 2025, 58 cases were opened under Article 172",
        "compared with 31 in the whole of 2024",
    }
    assert {c.quantities[0].unit for c in found} == {"kg:case"}
