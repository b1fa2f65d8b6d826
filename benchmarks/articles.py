"""News for long benchmarks: the Wikinews articles of the shared data, and generated ones, some on the theme.

``article(n)`` is a function of ``n`` alone. One in five is on the theme, written from templates; the others are
paragraphs of different Wikinews articles put together anew, so that length, names and numbers are those of news.
"""

from __future__ import annotations

import gzip
import json
import os
import random
from functools import cache
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
ON_THEME = 0.2
TITLE = " citizens fight for "
"""What the first line of every generated article on the theme holds."""

_COUNTRIES = (
    ("Kazakhstan", "Kazakhstani", "Astana"),
    ("Kyrgyzstan", "Kyrgyz", "Bishkek"),
    ("Uzbekistan", "Uzbek", "Tashkent"),
    ("Tajikistan", "Tajik", "Dushanbe"),
    ("Nepal", "Nepali", "Kathmandu"),
    ("Cuba", "Cuban", "Havana"),
    ("Kenya", "Kenyan", "Nairobi"),
    ("Serbia", "Serbian", "Belgrade"),
    ("India", "Indian", "New Delhi"),
    ("Sri Lanka", "Sri Lankan", "Colombo"),
)
_ARMIES = (("Russia", "Russian"), ("Ukraine", "Ukrainian"))
_SENTENCES = (
    "At least {n} {people} citizens have signed contracts with the {army} military since the start of {year}.",
    "A court in {city} sentenced {a} men to {y} years in prison for fighting abroad.",
    "Police in {city} detained {a} people suspected of recruiting mercenaries, the interior ministry said.",
    "{country} opened {n} criminal cases under Article {article} of its criminal code in {year}.",
    "Recruiters promise a signing bonus of {money} million rubles and a monthly salary of {pay} rubles.",
    "The number of {people} citizens fighting for {side} is unknown.",
    "According to the foreign ministry, {a} of them have been killed and {b} have returned to {country}.",
    "Advertisements on social media and job boards offer work in {side} to young men from {country}.",
    "Participation in armed conflicts abroad is punishable by {y} to {z} years in prison in {country}.",
    "The ministry denied that {country} was recruiting its citizens for {side}.",
    "Officials said they may open further cases if more people return.",
    "{people} officials declined to comment on the reports.",
)


def articles(count: int) -> list[tuple[str, str]]:
    """File names and texts of ``count`` articles: Wikinews first, then generated ones."""
    found = [(f"{row['id']}.txt", f"{row['title']}\n\n{row['text']}\n") for row in wikinews()[:count]]
    return found + [(f"made-{n:06}.txt", article(n)) for n in range(count - len(found))]


def write(folder: Path, count: int) -> int:
    """Write ``count`` articles into ``folder``, in subfolders of a thousand. Returns their size in bytes."""
    size = 0
    for number, (name, text) in enumerate(articles(count)):
        place = folder / f"{number // 1000:03}"
        place.mkdir(parents=True, exist_ok=True)
        content = text.encode("utf-8")
        (place / name).write_bytes(content)
        size += len(content)
    return size


def article(number: int) -> str:
    """The generated article of that number."""
    chance = random.Random(number)
    if chance.random() < ON_THEME or not _paragraphs():
        return _on_theme(chance, number)
    head = chance.choice(_paragraphs()).split(". ")[0][:90]
    body = "\n\n".join(chance.sample(_paragraphs(), 6))
    return f"{head}\n\n{_dateline(chance)}\n\n{body}\n\nReport {number} of the series.\n"


def _on_theme(chance: random.Random, number: int) -> str:
    country, people, city = chance.choice(_COUNTRIES)
    side, army = chance.choice(_ARMIES)
    y = chance.randrange(2, 9)
    values = {
        "country": country,
        "people": people,
        "city": city,
        "side": side,
        "army": army,
        "n": chance.randrange(20, 900),
        "a": chance.randrange(2, 60),
        "b": chance.randrange(2, 60),
        "y": y,
        "z": y + chance.randrange(1, 6),
        "year": chance.randrange(2022, 2026),
        "article": chance.randrange(100, 400),
        "money": chance.randrange(1, 9),
        "pay": f"{chance.randrange(150, 400)},000",
    }
    sentences = [sentence.format(**values) for sentence in chance.sample(_SENTENCES, 9)]
    paragraphs = [" ".join(sentences[start : start + 3]) for start in (0, 3, 6)]
    title = f"{people}{TITLE}{side}, report {number} says"
    return "\n\n".join([title, _dateline(chance), *paragraphs]) + "\n"


def _dateline(chance: random.Random) -> str:
    return f"{chance.randrange(1, 29)} March {chance.randrange(2022, 2026)}"


@cache
def wikinews() -> list[dict[str, str]]:
    """The Wikinews articles (CC BY 2.5) of the shared data; none where that is missing."""
    shared = Path(os.environ.get("KGBUILD_SHARED") or REPOSITORY.parent / "shared")
    path = shared / "data" / "corpora" / "wikinews-en.jsonl.gz"
    if not path.is_file():
        return []
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        return [json.loads(line) for line in stream]


@cache
def _paragraphs() -> list[str]:
    texts = (row["text"] for row in wikinews())
    return [p for text in texts for p in text.split("\n\n") if 200 < len(p) < 1200]
