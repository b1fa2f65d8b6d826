"""What a worker is not allowed to do: reach a network, start a program, outlive its server, eat the memory.

A query is somebody else's program. The tokenizer refuses ``SERVICE``, and here the kernel refuses it once more: a
seccomp filter (Linux) makes every system call that opens a connection or a program fail with ``EPERM``. Where
there is no such filter, an empty network namespace does; where there is neither, :func:`isolate` says so.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import resource
import signal
import struct

PR_SET_PDEATHSIG, PR_SET_SECCOMP, PR_SET_NO_NEW_PRIVS = 1, 22, 38
SECCOMP_MODE_FILTER = 2
CLONE_NEWNET, CLONE_NEWUSER = 0x40000000, 0x10000000

# (audit architecture, numbers of: socket, bind, connect, listen, accept, accept4, execve, execveat, ptrace,
#  process_vm_readv, process_vm_writev, io_uring_setup, pidfd_getfd), from asm/unistd.h
_SYSCALLS = {
    "x86_64": (0xC000003E, (41, 49, 42, 50, 43, 288, 59, 322, 101, 310, 311, 425, 438)),
    "aarch64": (0xC00000B7, (198, 200, 203, 201, 202, 242, 221, 281, 117, 270, 271, 425, 438)),
}
_X32 = 0x40000000  # system calls of the other x86-64 ABI have this bit; they would pass under other numbers

# Classic BPF (linux/filter.h): load a word of seccomp_data, jump if equal, jump if greater or equal, return.
_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000 | errno.EPERM
_NUMBER, _ARCHITECTURE = 0, 4  # offsets in seccomp_data


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def _filter(architecture: int, numbers: tuple[int, ...]) -> bytes:
    """A filter that refuses ``numbers``, and everything of another architecture or ABI."""
    refuse = 6 + len(numbers)  # where the last instruction stands; a jump counts what it leaves out
    code = [
        (_LOAD, 0, 0, _ARCHITECTURE),
        (_EQUAL, 1, 0, architecture),
        (_RETURN, 0, 0, _REFUSE),
        (_LOAD, 0, 0, _NUMBER),
        (_AT_LEAST, refuse - 5, 0, _X32),
        *((_EQUAL, refuse - at - 1, 0, number) for at, number in enumerate(numbers, start=5)),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _REFUSE),
    ]
    return b"".join(struct.pack("=HBBI", *instruction) for instruction in code)


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def no_network() -> str:
    """Cuts this process and all that it will fork off from networks and other programs; it cannot be undone.

    Returns how: ``seccomp``, ``namespace``, or ``""`` where the system offers neither.
    """
    machine = _SYSCALLS.get(platform.machine())
    libc = _libc()
    if machine is not None and hasattr(libc, "prctl"):
        code = _filter(*machine)
        program = _Program(len(code) // 8, code)
        quiet = libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0
        if quiet and libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.byref(program), 0, 0) == 0:
            return "seccomp"
    if hasattr(libc, "unshare"):
        for flags in (CLONE_NEWNET, CLONE_NEWUSER | CLONE_NEWNET):
            if libc.unshare(flags) == 0:
                return "namespace"
    return ""


def die_with(parent: int) -> None:
    """Has the kernel kill this process when the one that started it is gone. Raises ``SystemExit`` if it is already."""
    libc = _libc()
    if hasattr(libc, "prctl"):
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        raise SystemExit(1)


def bound(memory: int) -> None:
    """Bounds this process: ``memory`` bytes of address space beyond what it holds now, no core dumps.

    Past the bound an allocation fails: Python raises ``MemoryError``, native code aborts the process.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    ceiling = address_space() + memory
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    if hard != resource.RLIM_INFINITY:
        ceiling = min(ceiling, hard)
    resource.setrlimit(resource.RLIMIT_AS, (ceiling, ceiling))


def address_space() -> int:
    """The bytes of address space that this process has mapped."""
    with open("/proc/self/statm", "rb") as numbers:  # noqa: PTH123 - a bare read, in a process about to be bounded
        return int(numbers.read().split()[0]) * resource.getpagesize()
