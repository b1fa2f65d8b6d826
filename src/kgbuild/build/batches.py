"""What is to be worked off, cut into batches; drawn only as fast as the workers take them."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil

from kgbuild.build.job import Job
from kgbuild.build.plan import Plan
from kgbuild.build.plugins import of_job
from kgbuild.build.sources import Origin, digest
from kgbuild.build.stages import Item
from kgbuild.config import Settings
from kgbuild.errors import ReadError

SMALL = 12
"""Up to so many documents are worked off in this process: starting others takes longer."""
BATCH_BYTES = 8 * 2**20
"""A batch is full with so many bytes, however few documents they are."""


def in_this_process(job: Job, total: int) -> bool:
    """Whether ``total`` documents are few enough, and the plug-ins our own: other people's may not end."""
    if total == 0:
        return True
    if job.settings.executor != "local" or total > SMALL:
        return False
    return all(plugin.built_in for plugin in of_job(job.settings))


def batches(plan: Plan, settings: Settings, workers: int) -> Iterator[tuple[Item, ...]]:
    """The items of ``plan.todo`` in batches, each item once, read as they are drawn.

    One whose source changed since it was listed is drawn with no content and no location, for the stages to say so.
    """
    most = min(settings.batch, max(1, ceil(len(plan.todo) / (4 * workers))))
    batch: list[Item] = []
    size = 0
    for item in _items(plan):
        batch.append(item)
        size += len(item.content or b"")
        if len(batch) >= most or size >= BATCH_BYTES:
            yield tuple(batch)
            batch, size = [], 0
    if batch:
        yield tuple(batch)


def _items(plan: Plan) -> Iterator[Item]:
    waiting = set(plan.todo)
    for place in sorted({place for sha in plan.todo for place in plan.wanted[sha]}):
        origin = plan.holdings.sources[place]
        if origin.is_address and not origin.holds_lines:
            for sha in waiting.intersection(plan.holdings.items[place]):
                waiting.discard(sha)
                yield Item(sha, plan.names(sha), None, origin.location)
            continue
        for content in _contents(origin):
            sha = digest(content)
            if sha in waiting:
                waiting.discard(sha)
                yield Item(sha, plan.names(sha), content)
    for sha in sorted(waiting):
        yield Item(sha, plan.names(sha), None)


def _contents(origin: Origin) -> Iterator[bytes]:
    try:
        for _, content in origin.items():
            yield content
    except ReadError:
        return  # it could be read when it was listed: its items are told as changed
