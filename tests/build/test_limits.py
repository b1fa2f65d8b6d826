"""A deadline ends what takes too long, in the main thread and in others, and leaves no alarm behind."""

from __future__ import annotations

import signal
import threading
import time
from contextlib import suppress

import pytest

from kgbuild.build.limits import TookTooLong, deadline


def spin(seconds: float) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        time.sleep(0.001)


def test_what_takes_too_long_ends() -> None:
    with pytest.raises(TookTooLong), deadline(0.05):
        spin(30)


def test_in_another_thread_too() -> None:
    ended = []

    def work() -> None:
        try:
            with deadline(0.05):
                spin(30)
        except TookTooLong:
            ended.append(True)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join(20)
    assert ended == [True]


def test_what_ends_in_time_is_left_alone() -> None:
    before = signal.getsignal(signal.SIGALRM)
    with deadline(30):
        pass
    assert signal.getsignal(signal.SIGALRM) is before
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)


def test_except_exception_does_not_swallow_it() -> None:
    with pytest.raises(TookTooLong), deadline(0.05), suppress(Exception):
        spin(30)
