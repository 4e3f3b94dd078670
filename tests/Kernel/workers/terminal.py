# SPDX-License-Identifier: Apache-2.0
"""Runs a program on a terminal of its own: terminal.py COLUMNS PROGRAM ARGUMENT...

What the program writes to the terminal comes out of standard output, as it is. Its stderr is ours. SIGINT and SIGWINCH are handed on;
with SIGWINCH the terminal becomes half as wide. The exit status is the program's.
"""
import fcntl
import os
import signal
import struct
import subprocess
import sys
import termios

columns = int(sys.argv[1])
ours, its = os.openpty()


def set_size(width):
    fcntl.ioctl(ours, termios.TIOCSWINSZ, struct.pack("HHHH", 24, width, 0, 0))


set_size(columns)
modes = termios.tcgetattr(its)
modes[1] &= ~termios.OPOST          # newlines as they are written
termios.tcsetattr(its, termios.TCSANOW, modes)
program = subprocess.Popen(sys.argv[2:], stdin=subprocess.DEVNULL, stdout=its)
os.close(its)
signal.signal(signal.SIGINT, lambda *_: program.send_signal(signal.SIGINT))
signal.signal(signal.SIGWINCH, lambda *_: set_size(columns // 2))
while True:
    try:
        text = os.read(ours, 65536)
    except OSError:                 # EIO: nobody has the other side open any more
        break
    os.write(1, text)
sys.exit(program.wait())
