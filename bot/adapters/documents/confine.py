"""Locks the process that it is called in: what it may use, open and reach. Linux.

Nothing here needs privileges or a package. Each lock that the system does not have is
left out, and `confine` says which took hold: in a container, for instance, whoever runs
it may have switched Landlock off.
"""

from __future__ import annotations

import ctypes
import os
import platform
import resource
import struct
import sys
from collections.abc import Iterable

_NO_NEW_PRIVILEGES = 38
_SET_SECCOMP = 22
_FILTER = 2
_LANDLOCK = (444, 445, 446)  # create_ruleset, add_rule, restrict_self; the same everywhere
_READING = 0b1101  # execute, read a file, list a folder
_ALL_FIRST = (1 << 13) - 1
_REFER, _TRUNCATE, _DEVICES = 1 << 13, 1 << 14, 1 << 15
_PERMISSION_DENIED = 0x00050001  # the call returns EPERM
_ALLOWED = 0x7FFF0000
_OFFSET_NUMBER, _OFFSET_MACHINE = 0, 4
_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_OTHER_TABLE = 0x40000000  # x86-64 has a second table of the same calls from here on
_MOST_FILES = 64

# Calls that open a way out, or reach into another process: sockets, io_uring (which makes
# sockets without the socket call), tracing, signals, mounts, namespaces, kernel parts.
_REFUSED = {
    "x86_64": (
        0xC000003E,
        [
            *(41, 42, 43, 49, 50, 53, 288),  # socket connect accept bind listen pair accept4
            *(425, 426, 427),  # io_uring
            *(62, 200, 234, 129, 297, 424, 434, 438),  # kill and its kin, pidfd
            *(101, 310, 311),  # ptrace, process_vm
            *(165, 166, 155, 161, 272, 308, 428, 429, 430, 432, 442),  # mounts, namespaces
            *(248, 249, 250, 298, 321, 323, 175, 313, 246, 320),  # keys, perf, bpf, modules
        ],
    ),
    "aarch64": (
        0xC00000B7,
        [
            *(198, 203, 202, 200, 201, 199, 242),
            *(425, 426, 427),
            *(129, 130, 131, 138, 240, 424, 434, 438),
            *(117, 270, 271),
            *(40, 39, 41, 51, 97, 268, 428, 429, 430, 432, 442),
            *(217, 218, 219, 241, 280, 282, 105, 273, 104, 294),
        ],
    ),
}


def confine(*, memory: int, readable: Iterable[str]) -> list[str]:
    """Lock this process and all that it starts, for good; says which locks took hold.

    `memory` is the most address space in bytes. Afterwards no file can be written, none
    outside the folders `readable` opened, no socket made, no other process signalled.
    """
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (_MOST_FILES, _MOST_FILES))
    took = ["limits"]
    if not sys.platform.startswith("linux"):
        return took
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0):
        return took
    if _close_folders(libc, readable):
        took.append("landlock")
    if _close_calls(libc):
        took.append("seccomp")
    return took


def allow_processor_time(seconds: int) -> None:
    """End this process once it has used `seconds` more of processor time."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    until = int(used.ru_utime + used.ru_stime) + 1 + seconds
    resource.setrlimit(resource.RLIMIT_CPU, (until, resource.RLIM_INFINITY))


def _close_folders(libc: ctypes.CDLL, readable: Iterable[str]) -> bool:
    create, _, restrict = _LANDLOCK
    version = libc.syscall(create, None, ctypes.c_size_t(0), 1)
    if version < 1:
        return False
    governed = _ALL_FIRST
    for since, right in ((2, _REFER), (3, _TRUNCATE), (5, _DEVICES)):
        governed |= right if version >= since else 0
    rules = struct.pack("Q", governed)
    rule_set = libc.syscall(create, rules, ctypes.c_size_t(len(rules)), 0)
    if rule_set < 0:
        return False
    try:
        for folder in dict.fromkeys(map(os.path.realpath, readable)):
            _allow_reading(libc, rule_set, folder)
        return bool(libc.syscall(restrict, rule_set, 0) == 0)
    finally:
        os.close(rule_set)


def _allow_reading(libc: ctypes.CDLL, rule_set: int, folder: str) -> None:
    try:
        descriptor = os.open(folder, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    rights = _READING if os.path.isdir(folder) else _READING & 0b0101  # noqa: PTH112 - bytes of a path, before anything else
    try:
        rule = struct.pack("=Qi", rights, descriptor)
        libc.syscall(_LANDLOCK[1], rule_set, 1, rule, 0)
    finally:
        os.close(descriptor)


def _close_calls(libc: ctypes.CDLL) -> bool:
    if platform.machine() not in _REFUSED:
        return False
    machine, refused = _REFUSED[platform.machine()]
    program = _program(machine, refused)
    code = ctypes.create_string_buffer(program, len(program))
    steps = struct.pack("HxxxxxxP", len(program) // 8, ctypes.addressof(code))
    return bool(libc.prctl(_SET_SECCOMP, _FILTER, ctypes.c_char_p(steps), 0, 0) == 0)


def _program(machine: int, refused: list[int]) -> bytes:
    """A filter of system calls: calls of another machine and the refused ones fail."""
    last = len(refused)
    steps = [
        _step(_LOAD, 0, 0, _OFFSET_MACHINE),
        _step(_EQUAL, 0, last + 3, machine),
        _step(_LOAD, 0, 0, _OFFSET_NUMBER),
        _step(_AT_LEAST, last + 1, 0, _OTHER_TABLE),
        *(_step(_EQUAL, last - at, 0, call) for at, call in enumerate(refused)),
        _step(_RETURN, 0, 0, _ALLOWED),
        _step(_RETURN, 0, 0, _PERMISSION_DENIED),
    ]
    return b"".join(steps)


def _step(code: int, if_so: int, if_not: int, value: int) -> bytes:
    return struct.pack("HBBI", code, if_so, if_not, value)
