"""Each check runs in a child process: what isolation does cannot be undone."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.support import REPOSITORY

_START = "from kgbuild.serve import isolation; how = isolation.no_network(); assert how, 'no way to isolate'\n"


def child(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, cwd=REPOSITORY, check=False
    )


@pytest.mark.parametrize(
    "attempt",
    [
        "import socket; socket.create_connection(('127.0.0.1', 9), 1)",
        "import socket; socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)",
        "import os; os.execv('/bin/true', ['true'])",
        "import urllib.request; urllib.request.urlopen('http://127.0.0.1:9/')",
    ],
)
def test_what_an_isolated_process_cannot_do(attempt: str) -> None:
    free = child(attempt.replace("127.0.0.1', 9), 1", "127.0.0.1', 9), 1"))
    assert "Operation not permitted" not in free.stderr, "it must be isolation that forbids it"
    held = child(_START + attempt)
    assert held.returncode != 0
    assert "Operation not permitted" in held.stderr or "Network is unreachable" in held.stderr


def test_an_isolated_process_can_still_answer() -> None:
    code = _START + (
        "import os, socket\n"
        "ours, theirs = socket.socketpair()\n"
        "pid = os.fork()\n"
        "if not pid:\n"
        "    theirs.sendall(b'fine'); os._exit(0)\n"
        "os.waitpid(pid, 0); print(ours.recv(9).decode())"
    )
    done = child(code)
    assert done.stdout.strip() == "fine", done.stderr


def test_a_service_call_ends_at_the_kernel_too() -> None:
    """The tokenizer refuses SERVICE; were it to miss one, the store could not connect either."""
    code = (
        "import socket, threading\n"
        "listener = socket.create_server(('127.0.0.1', 0)); port = listener.getsockname()[1]\n"
        "from pyoxigraph import Store\n" + _START + "try:\n"
        "    list(Store().query('SELECT * { SERVICE <http://127.0.0.1:%d/> { ?s ?p ?o } }' % port))\n"
        "except OSError as error: print('refused', error)\n"
        "listener.settimeout(0.3)\n"
        "try: listener.accept()\n"
        "except (TimeoutError, PermissionError): print('nobody came')"
    )
    done = child(code)
    assert "refused" in done.stdout, done.stderr
    assert "nobody came" in done.stdout


def test_memory_beyond_the_bound_is_not_given() -> None:
    code = "from kgbuild.serve import isolation; isolation.bound(64 * 2**20)\n"
    assert child(code + "x = bytearray(32 * 2**20); print('given')").stdout == "given\n"
    assert "MemoryError" in child(code + "x = bytearray(128 * 2**20)").stderr
