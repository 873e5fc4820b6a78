"""Start one program so that it ends when its parent ends; run as a script, before any package.

    python -I -S launch.py PARENT SIGNAL USER GROUP program argument ...

The tie is made after the fork and before the program, in a process of its own: a `preexec_fn` would
run Python between fork and exec, which is not safe beside threads. On Linux the kernel sends SIGNAL
when the parent dies. Elsewhere this script stays, and watches a pipe (standard input) of which the
parent holds the other end. USER and GROUP of -1 keep the account. The order matters: Linux forgets
the tie when the account changes.
"""

import ctypes
import os
import select
import signal
import sys

PR_SET_PDEATHSIG = 1


def main() -> None:
    parent, ending, user, group = (int(value) for value in sys.argv[1:5])
    command = sys.argv[5:]
    if user >= 0:
        os.setgroups([])
        os.setgid(group)
        os.setuid(user)
    if sys.platform == "linux" and "OBSERVER_PIPE_WATCH" not in os.environ:
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, ending, 0, 0, 0)
        if os.getppid() != parent:  # it died before the tie was made
            os._exit(1)
        os.execv(command[0], command)
    watch(command, ending)


def watch(command: list[str], ending: int) -> None:
    """Run the program as a child; end it when the pipe closes; hand on the signals we are sent."""
    child = os.fork()
    if child == 0:
        os.execv(command[0], command)
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGQUIT):
        signal.signal(number, lambda sent, _frame: os.kill(child, sent))
    while True:
        finished, status = os.waitpid(child, os.WNOHANG)
        if finished:
            os._exit(os.waitstatus_to_exitcode(status) & 0xFF)
        readable, _, _ = select.select([sys.stdin.fileno()], [], [], 0.2)
        if readable and not os.read(sys.stdin.fileno(), 1):
            os.kill(child, ending)
            os.waitpid(child, 0)
            os._exit(1)


if __name__ == "__main__":
    main()
