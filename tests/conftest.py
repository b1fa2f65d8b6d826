"""What holds for every test: how Hypothesis runs, and that nothing is asked beyond this machine."""

from __future__ import annotations

import ipaddress
import os
import socket
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import settings

settings.register_profile("here", deadline=None)  # machines differ, and so do their busy hours
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") or os.environ.get("KGBUILD_TEST_ALL") else "here")

STEERING = ("KGBUILD_SHARED", "KGBUILD_TEST_", "KGBUILD_MUTATION_", "KGBUILD_FAULTS")

_connect, _connect_ex, _getaddrinfo = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo


class NetworkForbiddenError(Exception):
    """A test reached for another machine. No ``OSError``, so that code which expects failures does not hide it."""


def _local(host: object) -> bool:
    if not isinstance(host, str) or host in ("", "localhost"):
        return True
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return False


def _checked(host: object) -> None:
    if not _local(host):
        raise NetworkForbiddenError(f"tests stay on this machine, but one asked for {host!r}")


def _only_loopback(self: socket.socket, address: Any) -> None:
    if self.family in (socket.AF_INET, socket.AF_INET6):
        _checked(address[0])
    _connect(self, address)


def _only_loopback_ex(self: socket.socket, address: Any) -> int:
    if self.family in (socket.AF_INET, socket.AF_INET6):
        _checked(address[0])
    return _connect_ex(self, address)


def _only_local_names(host: Any, *rest: Any, **named: Any) -> Any:
    _checked(host.decode() if isinstance(host, bytes) else host)
    return _getaddrinfo(host, *rest, **named)


@pytest.fixture(autouse=True, scope="session")
def _stay_on_this_machine() -> Iterator[None]:
    """In this process; what tests start stays here by its own means, and its tests show that."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", _only_loopback)
        patch.setattr(socket.socket, "connect_ex", _only_loopback_ex)
        patch.setattr(socket, "getaddrinfo", _only_local_names)
        yield


@pytest.fixture(autouse=True, scope="session")
def _no_settings_from_outside() -> Iterator[None]:
    """Settings of the person who runs the tests decide nothing in them; what steers the tests themselves stays."""
    with pytest.MonkeyPatch.context() as patch:
        for name in list(os.environ):
            if name.startswith("KGBUILD_") and not name.startswith(STEERING):
                patch.delenv(name)
        yield
