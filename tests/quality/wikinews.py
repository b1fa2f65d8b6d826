"""Every claim found in 293 articles about other things, as lines that can be read and pinned.

``python -m tests.quality.wikinews`` prints them as JSON; what was read and found right goes into ``wikinews.json``.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from kgbuild.extract.pack_test.run import describe
from kgbuild.model import Document
from tests.quality.corpus import QUALITY, claims_of, read
from tests.support import shared

PINNED = QUALITY / "wikinews.json"


def articles(path: Path) -> Iterator[tuple[str, Document]]:
    """Each article as (id, document): its title, then its text, dated as the corpus says."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            article = json.loads(line)
            data = f"{article['title']}\n\n{article['text']}\n".encode()
            (document,) = read(data, f"{article['id']}.txt")
            yield article["id"], replace(document, date_published=date.fromisoformat(article["date"]))


def found(path: Path) -> list[dict[str, Any]]:
    """Every claim, in the order of the corpus: the article's id, the claim in a line, its quotes."""
    lines = []
    for name, document in articles(path):
        for claim in claims_of(document):
            quotes = [evidence.exact for evidence in claim.evidence]
            lines.append({"article": name, "claim": describe(claim).rpartition(" [")[0], "quotes": quotes})
    return sorted(lines, key=lambda line: (line["article"], line["claim"], line["quotes"]))


if __name__ == "__main__":
    corpus = shared("data", "corpora", "wikinews-en.jsonl.gz")
    json.dump(found(corpus), sys.stdout, ensure_ascii=False, indent=1)
    sys.stdout.write("\n")
