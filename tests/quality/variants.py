"""Variants of the seed made by rule, each with its gold rewritten by the same rule.

A variant changes what an extractor may not depend on: countries, demonyms, sums, article numbers, cities, project
names, the order of sentences within an answer, active and passive. Offsets of the gold's evidence follow.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

from tests.quality.corpus import GOLD_FILES, SEED

Record = dict[str, Any]
Move = Callable[[int, int], tuple[int, int]]

_UNIT_OF = {
    "rec:openedCasesUnder": "kg:case",
    "rec:casesReachedCourt": "kg:case",
    "rec:averageSalary": "unit:CCY_RUB",
    "rec:offersIncentive": "unit:CCY_RUB",
    "rec:punishableBy": "unit:YR",
}
_ANSWER = re.compile(r"(?m)^- (?P<text>[^\n]*[^?\n])$")
_SENTENCE_END = re.compile(r"(?<=[.!]) (?=[A-Z])")
_LEANS_BACK = ("This ", "The investigation ", "However", "It ", "They ")


@dataclass(frozen=True)
class Rule:
    """One way to vary the seed.

    ``words`` are replaced in the text and in the gold's names, longest first; ``numbers`` in the gold's quantities,
    by (unit, number). ``clauses`` are (pattern, replacement) for the text alone. ``order`` turns the sentences of
    each answer around: how many groups are moved from the front to the end.
    """

    name: str
    words: Mapping[str, str] = field(default_factory=dict)
    numbers: Mapping[tuple[str, float], float] = field(default_factory=dict)
    clauses: Sequence[tuple[str, str]] = ()
    order: int = 0


def _country(name: str, adjective: str, plural: str, cities: tuple[str, str]) -> dict[str, str]:
    return {
        "Kazakhstanis": plural,
        "Kazakhstani": adjective,
        "Kazakhstan": name,
        "Kazakhs": plural,
        "Kazakh": adjective,
        "Almaty": cities[0],
        "Shymkent": cities[1],
    }


def _sums(people: int, bonus: str, pay: str, debt: str, salary: str, terms: tuple[int, int, int, int]) -> Rule:
    a, b, c, d = terms
    words = {
        "529": str(people),
        "4 million rubles": f"{bonus} million rubles",
        "210,000": pay,
        "10 million rubles": f"{debt} million rubles",
        "67,000": salary,
        "5-9 years": f"{a}-{b} years",
        "7-20 years": f"{c}-{d} years",
    }
    numbers = {
        ("kg:person", 529): people,
        ("unit:CCY_RUB", 4_000_000): round(float(bonus) * 1_000_000),
        ("unit:CCY_RUB", 210_000): int(pay.replace(",", "")),
        ("unit:CCY_RUB", 10_000_000): round(float(debt) * 1_000_000),
        ("unit:CCY_RUB", 67_000): int(salary.replace(",", "")),
        ("unit:YR", 5): a,
        ("unit:YR", 9): b,
        ("unit:YR", 7): c,
        ("unit:YR", 20): d,
    }
    return Rule(f"sums: {people} people", words, numbers)


def _cases(first: str, second: str, opened: tuple[int, int], reached: int) -> Rule:
    words = {
        "92 under Article 172": f"{opened[0]} under Article {first}",
        "5 under Article 170": f"{opened[1]} under Article {second}",
        "Article 172": f"Article {first}",
        "Article 170": f"Article {second}",
        "3 in 2025": f"{reached} in 2025",
    }
    numbers = {("kg:case", 92): opened[0], ("kg:case", 5): opened[1], ("kg:case", 3): reached}
    return Rule(f"articles {first} and {second}", words, numbers)


_PASSIVE = (
    (r"At least 529 (\w+) citizens signed contracts with the Russian (military|armed forces)",
     r"Contracts with the Russian \2 were signed by at least 529 \1 citizens"),
    (r"A journalist's investigation revealed organized (recruitment from [^.]*)\.",
     r"Organized \1, was revealed by a journalist's investigation."),
)  # fmt: skip
_ACTIVE = (
    (r"many Kazakhstani citizens are recruited to fight for Russia",
     r"Russia recruits many Kazakhstani citizens to fight for it"),
    (r"The high financial incentives offered by Russia", r"The high financial incentives that Russia offers"),
    (r"the recruitment of Kazakhstani citizens by Russia", r"Russia's recruitment of Kazakhstani citizens"),
)  # fmt: skip

_SUMS = (
    _sums(318, "2.6", "195,000", "7", "54,000", (3, 8, 6, 15)),
    _sums(1204, "1.9", "240,000", "12", "81,500", (4, 10, 8, 18)),
    _sums(87, "3", "205,000", "15", "49,000", (2, 6, 10, 25)),
)
_CASES = (_cases("375", "361", (41, 6), 7), _cases("92", "94", (118, 13), 22))
_COUNTRIES = {
    "Nepal": _country("Nepal", "Nepali", "Nepalis", ("Kathmandu", "Pokhara")),
    "Kenya": _country("Kenya", "Kenyan", "Kenyans", ("Nairobi", "Mombasa")),
    "Cuba": _country("Cuba", "Cuban", "Cubans", ("Havana", "Santiago de Cuba")),
    "Sri Lanka": _country("Sri Lanka", "Sri Lankan", "Sri Lankans", ("Colombo", "Kandy")),
    "Uzbekistan": _country("Uzbekistan", "Uzbek", "Uzbeks", ("Tashkent", "Samarkand")),
    "Peru": _country("Peru", "Peruvian", "Peruvians", ("Lima", "Arequipa")),
    "Ghana": _country("Ghana", "Ghanaian", "Ghanaians", ("Accra", "Kumasi")),
}
_EVERYTHING = Rule(
    "everything at once",
    {**_COUNTRIES["Kenya"], **_SUMS[1].words, **_CASES[0].words, "I Want to Live": "Call Home"},
    {**_SUMS[1].numbers, **_CASES[0].numbers},
    _ACTIVE,
    1,
)
RULES: tuple[Rule, ...] = (
    *(Rule(f"country: {name}", words) for name, words in _COUNTRIES.items()),
    *_SUMS,
    *_CASES,
    Rule("cities", {"Almaty": "Pavlodar", "Shymkent": "Karaganda"}),
    Rule("project: Way Home", {"I Want to Live": "Way Home"}),
    Rule("project: Lost Sons", {"I Want to Live": "Lost Sons"}),
    Rule("order: first group last", order=1),
    Rule("order: two groups last", order=2),
    Rule("voice: passive", clauses=_PASSIVE),
    Rule("voice: active", clauses=_ACTIVE),
    _EVERYTHING,
)


@dataclass(frozen=True, slots=True)
class Variant:
    """A varied seed: its text and its gold, as records of a gold file."""

    rule: Rule
    text: str
    records: tuple[Record, ...]

    def write_gold(self, folder: Path) -> Path:
        """The gold as a file beside nothing else, as ``read_gold`` wants it."""
        path = folder / "variant.jsonl"
        path.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in self.records), encoding="utf-8")
        (folder / "speakers.json").write_bytes((GOLD_FILES["seed"].parent / "speakers.json").read_bytes())
        return path


def variant(rule: Rule) -> Variant:
    """The seed varied by ``rule``. Raises ``ValueError`` where the rule finds nothing to change."""
    original = SEED.read_text(encoding="utf-8")
    records = [json.loads(line) for line in GOLD_FILES["seed"].read_text(encoding="utf-8").splitlines()]
    text, moves = original, []
    for step in (_reordered, _rephrased, _renamed):
        text, move = step(text, rule)
        moves.append(move)
    if text == original:
        raise ValueError(f"the rule {rule.name} changes nothing")
    return Variant(rule, text, tuple(_record(r, rule, text, moves) for r in records))


def _reordered(text: str, rule: Rule) -> tuple[str, Move]:
    """The sentences of each answer, the first groups moved behind the others."""
    pieces: list[tuple[int, int]] = []
    here = 0
    for answer in _ANSWER.finditer(text) if rule.order else ():
        groups = _groups(text, answer.start("text"), answer.end("text"))
        turned = groups[rule.order % len(groups) :] + groups[: rule.order % len(groups)]
        pieces += [(here, answer.start("text")), *turned]
        here = answer.end("text")
    pieces.append((here, len(text)))
    joined, starts = "", []
    for (start, end), following in zip(pieces, [*pieces[1:], None], strict=True):
        starts.append((start, end, len(joined)))
        joined += text[start:end]
        if following is not None and text[end - 1 : end] in ".!" and text[following[0] : following[0] + 1].isupper():
            joined += " "

    def move(start: int, end: int) -> tuple[int, int]:
        for old, old_end, new in starts:
            if old <= start < old_end:
                return start - old + new, min(end, old_end) - old + new
        raise ValueError(f"{start} stands between two sentences")

    return joined, move


def _groups(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Sentences of ``text[start:end]``, each with those after it that lean back on it."""
    cuts = [start, *(m.end() for m in _SENTENCE_END.finditer(text, start, end)), end]
    groups: list[tuple[int, int]] = []
    for first, last in pairwise(cuts):
        stop = last if last == end else last - 1
        if groups and text.startswith(_LEANS_BACK, first):
            groups[-1] = (groups[-1][0], stop)
        else:
            groups.append((first, stop))
    return groups


def _rephrased(text: str, rule: Rule) -> tuple[str, Move]:
    edits = []
    for pattern, replacement in rule.clauses:
        found = list(re.finditer(pattern, text))
        if not found:
            raise ValueError(f"nothing in the text is {pattern!r}")
        edits += [(m.start(), m.end(), m.expand(replacement)) for m in found]
    return _edited(text, edits)


def _renamed(text: str, rule: Rule) -> tuple[str, Move]:
    if not rule.words:
        return _edited(text, [])
    return _edited(text, [(m.start(), m.end(), rule.words[m.group()]) for m in _pattern(rule).finditer(text)])


def _pattern(rule: Rule) -> re.Pattern[str]:
    longest_first = sorted(rule.words, key=lambda word: (-len(word), word))
    return re.compile(rf"(?<![\w,.])(?:{'|'.join(map(re.escape, longest_first))})(?!\w)")


def _edited(text: str, edits: Sequence[tuple[int, int, str]]) -> tuple[str, Move]:
    """``text`` with disjoint edits made. A place inside an edited stretch moves to that stretch's edge."""
    ordered = sorted(edits)
    assert all(a[1] <= b[0] for a, b in pairwise(ordered)), "two edits overlap"
    result, here = "", 0
    places: list[tuple[int, int, int, int]] = []
    for start, end, replacement in ordered:
        result += text[here:start]
        places.append((start, end, len(result), len(result) + len(replacement)))
        result += replacement
        here = end
    result += text[here:]

    def at(offset: int, edge: int) -> int:
        shift = 0
        for start, end, new_start, new_end in places:
            if start < offset < end or (offset == (start, end)[edge]):
                return (new_start, new_end)[edge]
            if end <= offset:
                shift = new_end - end
        return offset + shift

    return result, lambda start, end: (at(start, 0), at(end, 1))


def _record(record: Record, rule: Rule, text: str, moves: Sequence[Move]) -> Record:
    """A gold record as the same rule changes it."""
    varied = _with_names(record, rule)
    unit = (record.get("quantity") or {}).get("unit") or _UNIT_OF.get(record.get("predicate") or "", "kg:person")
    if varied.get("quantity"):
        varied["quantity"] = {
            key: rule.numbers.get((unit, value), value) if key in ("value", "min", "max") else value
            for key, value in varied["quantity"].items()
        }
    varied["evidence"] = [_evidence(place, text, moves) for place in record.get("evidence") or []]
    return varied


def _evidence(place: Mapping[str, Any], text: str, moves: Sequence[Move]) -> Record:
    start, end = place["start"], place["end"]
    for move in moves:
        start, end = move(start, end)
    return {"start": start, "end": end, "quote": text[start:end]}


def _with_names(record: Record, rule: Rule) -> Record:
    def rename(value: Any) -> Any:
        if isinstance(value, str):
            return _pattern(rule).sub(lambda m: rule.words[m.group()], value) if rule.words else value
        if isinstance(value, list):
            return [rename(item) for item in value]
        if isinstance(value, dict):
            changed = {key: rename(item) for key, item in value.items()}
            if changed.get("label") != value.get("label"):
                changed.pop("wikidata", None)
            return changed
        return value

    renamed = {key: rename(record[key]) for key in ("subject", "object", "attributedTo") if record.get(key)}
    return {**record, **renamed}
