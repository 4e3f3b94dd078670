# SPDX-License-Identifier: Apache-2.0
"""Passes files to a forked child and back with the standard library, when told to on stdin.

Arguments: a folder to work in, the name its threads shall have. Nobody wrote this for sofdsnoop: it is what the
documentation of socket.send_fds shows.
"""
import os
import socket
import sys


def files(folder):
    names = ["plain", "with space", "with\nnewline", "b\N{LATIN SMALL LETTER A WITH DIAERESIS}r", "deleted"]
    opened = [os.open(os.path.join(folder, name), os.O_RDWR | os.O_CREAT) for name in names]
    os.unlink(os.path.join(folder, "deleted"))
    opened += os.pipe()
    opened.append(os.open(folder, os.O_RDONLY))
    opened.append(os.memfd_create("memory"))
    opened.append(os.eventfd(0) if hasattr(os, "eventfd") else os.open("/dev/null", os.O_RDONLY))
    opened.append(socket.socket().detach())
    return opened


def main():
    folder, comm = sys.argv[1:]
    with open("/proc/self/comm", "w") as own:
        own.write(comm)
    mine, other = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    opened = files(folder)
    print(os.getpid(), flush=True)
    sys.stdin.readline()

    child = os.fork()
    if child == 0:
        _, received, _, _ = socket.recv_fds(other, 64, 253)
        socket.send_fds(other, [b"back"], received[::-1])
        os._exit(0)
    socket.send_fds(mine, [b"there"], opened)
    socket.recv_fds(mine, 64, 253)
    for fd in opened:
        socket.send_fds(mine, [b"one"], [fd])
    os.waitpid(child, 0)


main()
