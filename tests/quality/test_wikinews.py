"""Off its theme the engine is silent, and what it does say was read by a person and is right."""

from __future__ import annotations

import json

import pytest

from tests.quality.wikinews import PINNED, found
from tests.support import shared


@pytest.mark.slow
def test_what_is_found_in_news_about_other_things_is_what_was_read_and_found_right() -> None:
    pinned = json.loads(PINNED.read_text(encoding="utf-8"))
    assert found(shared("data", "corpora", "wikinews-en.jsonl.gz")) == pinned
