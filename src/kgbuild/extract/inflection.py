"""The forms of an English verb or noun, a few more than there are: a filter may let too much through, never less."""

from __future__ import annotations

import re
from functools import cache

_IRREGULAR = {
    "be": "am is are was were been being 's 're", "have": "has had having", "fight": "fought", "say": "said",
    "give": "gave given", "send": "sent", "hold": "held", "lose": "lost",
    "take": "took taken", "come": "came", "bring": "brought", "pay": "paid", "find": "found", "run": "ran running",
    "draw": "drew drawn", "fly": "flew flown flies", "leave": "left", "fall": "fell fallen", "tell": "told",
    "speak": "spoke spoken", "make": "made", "mean": "meant", "seek": "sought",
    "stand": "stood", "go": "went gone goes",
    "set": "setting", "put": "putting", "get": "got gotten getting", "set up": "set", "keep": "kept", "die": "dying",
    "spread": "spread", "hurt": "hurting", "forbid": "forbade forbidden forbidding",
    "do": "did done does", "life": "lives",
    "man": "men", "woman": "women", "person": "people", "child": "children", "bear": "bore borne", "see": "saw seen",
    "write": "wrote written", "show": "shown", "begin": "began begun",
    "know": "knew known", "withdraw": "withdrew withdrawn", "sell": "sold", "wind": "wound", "feed": "fed",
    "sweep": "swept", "drive": "drove driven", "choose": "chose chosen", "win": "won winning", "lead": "led",
    "grow": "grew grown", "rise": "rose risen", "buy": "bought", "catch": "caught",
    "meet": "met", "flee": "fled", "quit": "quitting", "break": "broke broken", "teach": "taught", "build": "built",
}  # fmt: skip


@cache
def forms(lemma: str) -> frozenset[str]:
    """All forms that a text may write ``lemma`` in, lower case; the lemma itself is one of them."""
    found = {lemma, *_IRREGULAR.get(lemma, "").split()}
    found |= {lemma + "s", lemma + "es", lemma + "ed", lemma + "d", lemma + "ing"}
    if lemma.endswith("e"):
        found |= {lemma[:-1] + "ing"}
    if lemma.endswith("y"):
        found |= {lemma[:-1] + "ies", lemma[:-1] + "ied"}
    if re.search(r"[^aeiou][aeiou][^aeiouwxy]$", lemma):
        found |= {lemma + lemma[-1] + "ed", lemma + lemma[-1] + "ing"}
    return frozenset(found)
