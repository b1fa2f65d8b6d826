"""Which language a text is in: by its script, then by how many of its words are common words of a language.

Cheap, deterministic and shy: where the evidence is thin the answer is ``und``. It decides whether a pack's
English rules run at all, so it tells English from what is not, and names the rest where it is obvious.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

UNDETERMINED = "und"

SAMPLE = 20_000
"""How many code points of a text are looked at."""

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_LEAST_SHARE = 0.08
_LEAST_LEAD = 1.3
_SHORT = 12
"""Texts of up to this many words are judged by one common word, where no other language has as many."""

_SCRIPTS = (
    ("latin", ((0x41, 0x24F), (0x1E00, 0x1EFF))),
    ("cyrillic", ((0x400, 0x52F),)),
    ("el", ((0x370, 0x3FF), (0x1F00, 0x1FFF))),
    ("hy", ((0x530, 0x58F),)),
    ("he", ((0x590, 0x5FF),)),
    ("arabic", ((0x600, 0x77F), (0xFB50, 0xFDFF), (0xFE70, 0xFEFC))),
    ("devanagari", ((0x900, 0x97F),)),
    ("bn", ((0x980, 0x9FF),)),
    ("ta", ((0xB80, 0xBFF),)),
    ("th", ((0xE00, 0xE7F),)),
    ("ka", ((0x10A0, 0x10FF), (0x1C90, 0x1CBF))),
    ("ko", ((0x1100, 0x11FF), (0xAC00, 0xD7AF))),
    ("ja", ((0x3040, 0x30FF),)),
    ("zh", ((0x3400, 0x4DBF), (0x4E00, 0x9FFF))),
)


def detect(text: str) -> str:
    """The BCP 47 tag of the language that most of ``text`` is in, ``und`` where that is not plain."""
    sample = text[:SAMPLE]
    script = _script(sample)
    if script in _words():
        return _by_words(sample, script)
    return script


def _script(sample: str) -> str:
    """The script that over half of the letters belong to, as its language where it has one; else ``und``."""
    counts = dict.fromkeys((name for name, _ in _SCRIPTS), 0)
    letters = 0
    for char in sample:
        if char.isalpha():
            letters += 1
            point = ord(char)
            for name, ranges in _SCRIPTS:
                if any(first <= point <= last for first, last in ranges):
                    counts[name] += 1
                    break
    if counts["ja"] * 10 > letters:  # kana stands among Chinese characters
        return "ja"
    name = max(counts, key=lambda key: counts[key])
    return name if letters and counts[name] * 2 > letters else UNDETERMINED


def _by_words(sample: str, script: str) -> str:
    words = [word.lower().replace("’", "'") for word in _WORD.findall(sample)]
    shares = {tag: sum(word in common for word in words) for tag, common in _words()[script].items()}
    (best, most), (_, second) = sorted(shares.items(), key=lambda item: (-item[1], item[0]))[:2]
    if most <= second * _LEAST_LEAD:
        return UNDETERMINED
    return best if len(words) <= _SHORT or most >= _LEAST_SHARE * len(words) else UNDETERMINED


@cache
def _words() -> dict[str, dict[str, frozenset[str]]]:
    """The common words of each language, by script."""
    table = tomllib.loads(files("kgbuild.read").joinpath("language.toml").read_text(encoding="utf-8"))
    return {
        script: {tag: frozenset(words.split()) for tag, words in languages.items()}
        for script, languages in table.items()
    }
