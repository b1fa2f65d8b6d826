"""Recent short answers, for as long as the graph that gave them is served."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable

from kgbuild.serve.wire import Reply

MAX_BODY = 256 * 1024
OVERHEAD = 1024  # what an entry takes beside its body, about


class AnswerCache:
    """Answers by request, the least recently used one first to go. ``size`` is in bytes, at most ``limit``."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.size = 0
        self._answers: OrderedDict[Hashable, Reply] = OrderedDict()

    def get(self, key: Hashable) -> Reply | None:
        found = self._answers.get(key)
        if found is not None:
            self._answers.move_to_end(key)
        return found

    def put(self, key: Hashable, reply: Reply) -> None:
        """Keeps ``reply``, unless it is long or the same request has one."""
        size = reply.size + OVERHEAD
        if size > min(MAX_BODY + OVERHEAD, self.limit) or key in self._answers:
            return
        self._answers[key] = reply
        self.size += size
        while self.size > self.limit:
            _, old = self._answers.popitem(last=False)
            self.size -= old.size + OVERHEAD
