"""The rules that hold for every test do hold."""

from __future__ import annotations

import os
import socket

import pytest
from hypothesis import settings

from tests.conftest import STEERING, NetworkForbiddenError


@pytest.mark.parametrize("host", ["192.0.2.1", "2001:db8::1", "example.org"])
def test_no_test_reaches_another_machine(host: str) -> None:
    with pytest.raises(NetworkForbiddenError):
        socket.create_connection((host, 80), timeout=1)


def test_this_machine_may_be_asked() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname(), timeout=5).close()
        socket.create_connection(("localhost", server.getsockname()[1]), timeout=5).close()


def test_no_example_fails_for_being_slow() -> None:
    assert settings.default.deadline is None


def test_no_setting_comes_from_outside() -> None:
    assert [name for name in os.environ if name.startswith("KGBUILD_") and not name.startswith(STEERING)] == []
