"""How long somebody else's code may run: a soft limit that raises, and a hard one that ends the process."""

from __future__ import annotations

import ctypes
import faulthandler
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

GRACE = 2.0
"""How many times the soft limit code may run that does not heed it, before its process ends."""


class TookTooLong(BaseException):
    """The limit passed. Not an :class:`Exception`, so that ``except Exception`` in a plug-in does not eat it."""


_hard = False


def end_process_when_stuck() -> None:
    """From now on code that does not heed the soft limit ends this process. Only for worker processes."""
    global _hard
    _hard = True


@contextmanager
def deadline(seconds: float) -> Iterator[None]:
    """Raise :class:`TookTooLong` in the block when it has run for ``seconds``.

    In a worker process (:func:`end_process_when_stuck`) a block that goes on regardless, because it is stuck in
    native code or catches everything, ends the process after :data:`GRACE` times ``seconds``.
    """
    if _hard:
        faulthandler.dump_traceback_later(seconds * GRACE, exit=True, file=_nowhere())
    try:
        if threading.current_thread() is threading.main_thread():
            with _alarm(seconds):
                yield
        else:
            with _raised_from_outside(seconds):
                yield
    finally:
        if _hard:
            faulthandler.cancel_dump_traceback_later()


@contextmanager
def _alarm(seconds: float) -> Iterator[None]:
    def ring(number: int, frame: FrameType | None) -> None:
        raise TookTooLong

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds, 0.5)  # again and again: a plug-in may swallow the first
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@contextmanager
def _raised_from_outside(seconds: float) -> Iterator[None]:
    """For threads, as Dask's workers use them: signals reach the main thread only."""
    target = ctypes.c_ulong(threading.get_ident())
    lock = threading.Lock()
    running = True

    def ring() -> None:
        with lock:
            if running:
                ctypes.pythonapi.PyThreadState_SetAsyncExc(target, ctypes.py_object(TookTooLong))

    timer = threading.Timer(seconds, ring)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        with lock:
            running = False
        timer.cancel()


def _nowhere() -> int:
    global _null
    if _null is None:
        _null = os.open(os.devnull, os.O_WRONLY)
    return _null


_null: int | None = None
