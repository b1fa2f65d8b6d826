"""How often Python looks for cycles of dead objects while a build runs.

A build loads much that stays (packs, a language model, tables of names) and makes few cycles. At Python's own
thresholds an eighth of the time of a short build goes into looking through what was loaded.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

THRESHOLDS = (20_000, 10, 10)


def collect_rarely() -> None:
    """From now on look less often, in this process."""
    gc.set_threshold(*THRESHOLDS)


@contextmanager
def collecting_rarely() -> Iterator[None]:
    """:func:`collect_rarely` in the block; then as often as before."""
    before = gc.get_threshold()
    collect_rarely()
    try:
        yield
    finally:
        gc.set_threshold(*before)
