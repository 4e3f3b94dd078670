# SPDX-License-Identifier: Apache-2.0
"""Types into a shell on a terminal, and says what it makes of it: complete.py SHELL PROGRAM LINE...

The shell reads the completions that PROGRAM prints for it. `sofdsnoop` is a function then that prints its arguments, so each LINE is typed
with a tab and a newline behind it, and what the shell has completed it to comes out, one line each.
"""
import os
import pty
import re
import select
import sys
import time

shell, program = sys.argv[1:3]
start = {
    "bash": ["bash", "--norc", "--noprofile", "-i"],
    "zsh": ["zsh", "-f", "-i"],
    "fish": ["fish", "--no-config", "-i"],
}[shell]
setup = {
    "bash": ["bind 'set enable-bracketed-paste off'", f"source <({program} completions bash)", "sofdsnoop() { echo \"GOT:$*:\"; }"],
    "zsh": ["autoload -Uz compinit; compinit -u -D", f"source <({program} completions zsh)", "sofdsnoop() { echo \"GOT:$*:\" }"],
    "fish": [f"{program} completions fish | source", "function sofdsnoop; echo \"GOT:$argv:\"; end"],
}[shell]

child, terminal = pty.fork()
if child == 0:
    os.environ.update(TERM="dumb", LC_ALL="C.UTF-8", HOME="/nonexistent", PS1="$ ")
    os.execvp(start[0], start)


def read_until(pattern, seconds):
    text, end = "", time.monotonic() + seconds
    while not re.search(pattern, text) and time.monotonic() < end:
        if select.select([terminal], [], [], 0.1)[0]:
            try:
                text += os.read(terminal, 65536).decode(errors="replace")
            except OSError:
                break
    return text


def type_in(text):
    os.write(terminal, text.encode())


for number, line in enumerate(setup):
    type_in(line + "\n")
type_in("echo rea''dy\n")
if "ready" not in read_until("ready\r?\n", 60):
    sys.exit("the shell does not answer")
for line in sys.argv[3:]:
    type_in(line + "\t")
    time.sleep(0.6)
    type_in("\n")
    got = re.search("GOT:([^\r\n]*):\r?\n", read_until("GOT:[^\r\n]*:\r?\n", 20))
    print(got.group(1).rstrip() if got else "(nothing)", flush=True)
os.close(terminal)
os.waitpid(child, 0)
